"""Answers of many megabytes over a simulated wire, to readers that are slow, gone or silent."""

import struct
import threading
import time

import pytest

from qcstation.simulation import Fault, FaultKind
from qcstation.transports import LinkSettings, open_link
from tests.simulation.clients import LineClient, Rig
from tests.simulation.conftest import MakeRig
from tests.simulation.scopes import scope_bench

SEGMENTS = 4000
LENGTH = 346 + 16 * SEGMENTS + 2 * 1002 * SEGMENTS


@pytest.fixture
def bench(rig: MakeRig) -> Rig:
    """An oscilloscope that has 8 MB to send."""
    made = rig(scope_bench("teledyne.lecroy", coincidences=1e5))
    for command in (
        "CHDR OFF",
        "CFMT DEF9,WORD,BIN",
        "C2:TRLV 20MV",
        "TRSE EDGE,SR,C2,HT,OFF",
        "MSIZ 1000",
        f"SEQ ON,{SEGMENTS}",
    ):
        made["scope"].write(command)
    made["scope"].write("TRMD SINGLE;WAIT 10")
    assert made["scope"].query("TRMD?") == "STOP"
    return made


def test_a_slow_reader_gets_every_byte_while_the_bench_goes_on(bench: Rig) -> None:
    scope = bench["scope"]
    scope.write("C2:WF? ALL")
    time.sleep(0.05)
    began = time.monotonic()
    assert bench["bias"].query("*OPC?") == "1"
    assert bench.control.state()["instruments"]["scope"]["recorded"] == SEGMENTS
    assert time.monotonic() - began < 2.0, "nobody waits for the reader"
    received = scope.received
    while len(received) < LENGTH + 16:
        received += scope.socket.recv(1 << 20)
    assert received.startswith(b"ALL,#9%09d" % LENGTH)
    scope.received = b""
    assert scope.query("TRMD?") == "STOP"


def test_a_reader_that_dies_in_the_middle_does_not_harm_the_next_one(bench: Rig) -> None:
    scope = bench["scope"]
    scope.write("C2:WF? ALL")
    scope.socket.recv(1000)
    scope.die()
    with LineClient(bench.bench.tcp_addresses["scope"]) as again:
        assert again.query("TRMD?") == "STOP"


def test_commands_wait_their_turn_behind_a_long_answer(bench: Rig) -> None:
    settings = LinkSettings(instrument="scope", resource=bench.bench.tcp_addresses["scope"])
    bench["scope"].close()
    link = open_link(settings)
    found: list[str] = []
    asking = threading.Thread(target=lambda: found.append(link.query("TRMD?")))
    block = None
    with link.transaction():
        asking.start()
        block = link.query_block("C2:WF? ALL")
    asking.join(5)
    link.close()
    assert len(block) == LENGTH
    assert found == ["STOP"]


def test_a_truncated_waveform_over_vicp_says_how_much_came(rig: MakeRig) -> None:
    bench = rig(scope_bench("teledyne.lecroy", front="vicp"))
    link = open_link(LinkSettings(instrument="scope", resource=bench.bench.addresses["scope"]))
    link.write("CHDR OFF")
    whole = len(link.query_block("C2:WF? DESC"))
    bench.control.inject(Fault(kind=FaultKind.TRUNCATED, instrument="scope", times=1))
    with pytest.raises(Exception, match=f"block truncated: [0-9]+ of {whole} bytes came"):
        link.query_block("C2:WF? DESC")
    assert len(link.query_block("C2:WF? DESC")) == whole
    link.close()


def test_vicp_packets_may_come_in_pieces(rig: MakeRig) -> None:
    bench = rig(scope_bench("teledyne.lecroy", front="vicp"))
    port = bench.bench.addresses["scope"].split(",")[1].removesuffix("::INSTR")
    with LineClient(f"TCPIP::127.0.0.1::{port}::SOCKET") as client:
        packet = struct.pack(">BBBBI", 0x81, 1, 7, 0, 5) + b"CORD?"
        for byte in range(len(packet)):
            client.socket.sendall(packet[byte : byte + 1])
            time.sleep(0.001)
        answer = client.socket.recv(100)
    assert answer == struct.pack(">BBBBI", 0x81, 1, 7, 0, 8) + b"CORD HI\n"
