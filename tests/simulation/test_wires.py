"""The wires: exclusive links, terminations, serial fronts, and clients that come and go."""

import os
import socket
import sys
import time

import msgspec
import pytest

from qcstation.simulation import BenchSpec, InstrumentSpec, Wiring
from qcstation.simulation.history import Entry
from tests.simulation.clients import LineClient, one_instrument
from tests.simulation.conftest import MakeRig


def kinds(history: list[Entry]) -> list[str]:
    return [entry.kind for entry in history]


def test_a_second_client_is_turned_away_while_the_first_stays(rig: MakeRig) -> None:
    bench = rig(one_instrument("keithley.2410"))
    assert bench["it"].query("*OPC?") == "1"
    with LineClient(bench.bench.addresses["it"]) as second:
        assert second.is_closed()
    assert bench["it"].query("*OPC?") == "1"
    assert "refused" in kinds(bench.control.history())


@pytest.mark.parametrize("how", ["close", "die"])
def test_the_next_client_gets_in_at_once_when_the_first_is_gone(rig: MakeRig, how: str) -> None:
    bench = rig(one_instrument("keithley.2410"))
    address = bench.bench.addresses["it"]
    for _ in range(20):
        client = LineClient(address)
        client.write("*IDN?")
        getattr(client, how)()
        with LineClient(address) as successor:
            assert successor.query("*OPC?") == "1"


def test_commands_that_a_client_left_behind_are_carried_out(rig: MakeRig) -> None:
    bench = rig(one_instrument("keithley.2410"))
    with LineClient(bench.bench.addresses["it"]) as client:
        client.write(":SOUR:VOLT -5\n:SENS:CURR:PROT 2E-6")
    assert bench["it"].query(":SOUR:VOLT?;:SENS:CURR:PROT?") == "-5.000000E+00;2.000000E-06"


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_lines_may_end_with_either_termination_or_both(rig: MakeRig, end: str) -> None:
    client = rig(one_instrument("keithley.2410"))["it"]
    client.write("*OPC?", end)
    assert client.read() == "1"
    client.write(f"*OPC?{end}*OPC?{end}*ESR?", end)
    assert [client.read(), client.read(), client.read()] == ["1", "1", "128"]
    assert client.query(":SYST:ERR?") == '0,"No error"'


def test_a_line_may_come_in_pieces(rig: MakeRig) -> None:
    client = rig(one_instrument("keithley.2410"))["it"]
    for piece in ("*O", "P", "C?"):
        client.write(piece, end="")
        time.sleep(0.002)
    client.write("")
    assert client.read() == "1"


@pytest.mark.parametrize("model", ["keithley.2410", "keithley.6487"])
def test_control_c_clears_the_interface(rig: MakeRig, model: str) -> None:
    """2400-series User's Manual, 14-14: a device clear on RS-232; half a command and an answer under way are forgotten."""
    client = rig(msgspec.structs.replace(one_instrument(model), pace=5.0), stepped=False)["it"]
    client.write(":SENS:CURR:NPLC 10;:OUTP ON")
    client.write("READ?")
    client.write("*IDN?;:SYST:", end="")
    time.sleep(0.005)
    client.write("\x03", end="")
    assert client.query("*OPC?") == "1"
    assert client.stays_silent("", 0.06)


def test_an_endless_line_does_not_fill_the_memory(rig: MakeRig) -> None:
    client = rig(one_instrument("keithley.2410"))["it"]
    for _ in range(3):
        client.write("A" * 60_000, end="")
    client.write("")
    assert client.query("*OPC?") == "1"


def test_everything_is_bound_to_loopback(rig: MakeRig) -> None:
    bench = rig(one_instrument("keithley.2410")).bench
    assert bench.control_address.startswith("127.0.0.1:")
    assert all("127.0.0.1" in address for address in bench.tcp_addresses.values())


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
class TestSerialFront:
    """Serial instruments: a terminal, and the same instrument on TCP."""

    def spec(self, **options: object) -> BenchSpec:
        return BenchSpec(
            instruments={"climate": InstrumentSpec(model="generic.climate", front="serial", options=options)}, wiring=Wiring()
        )

    def open(self, address: str) -> int:
        assert address.startswith("ASRL/dev/")
        return os.open(address.removeprefix("ASRL").removesuffix("::INSTR"), os.O_RDWR | os.O_NOCTTY)

    def read_line(self, descriptor: int) -> str:
        line = b""
        while not line.endswith(b"\n"):
            line += os.read(descriptor, 1)
        return line.decode()

    def test_the_terminal_answers_and_survives_its_clients(self, rig: MakeRig) -> None:
        bench = rig(self.spec())
        for _ in range(3):
            descriptor = self.open(bench.bench.addresses["climate"])
            os.write(descriptor, b"?\n")
            assert self.read_line(descriptor).startswith("T=+")
            os.close(descriptor)

    def test_the_tcp_port_is_the_same_instrument(self, rig: MakeRig) -> None:
        bench = rig(self.spec())
        bench.control.set_environment(temperature=-12.0, humidity=30.0)
        answer = dict(item.split("=") for item in bench["climate"].query("?").split(","))
        assert float(answer["T"]) == pytest.approx(-12.0, abs=0.1)
        assert float(answer["RH"]) == pytest.approx(30.0, abs=0.3)
        # Magnus by hand: -12 degC, 30 % -> -26.1 degC.
        assert float(answer["DP"]) == pytest.approx(-26.1, abs=0.3)

    def test_a_stream_keeps_the_benchs_time(self, rig: MakeRig) -> None:
        bench = rig(self.spec(period=2.0))
        client = bench["climate"]
        bench.control.advance(1.0)
        assert client.stays_silent("")
        bench.control.advance(9.0)
        lines = [client.read() for _ in range(5)]
        assert all(line.startswith(("T=+20.0", "T=+19.9")) for line in lines)
        client.write("S0")
        assert client.query("?").startswith("T=")
        bench.control.advance(100.0)
        assert client.stays_silent("")

    @pytest.mark.parametrize(("sent", "answer"), [("nonsense", "ERR,1"), ("Sx", "ERR,2"), ("S-1", "ERR,3"), ("S0.001", "ERR,3")])
    def test_junk_gets_an_error(self, rig: MakeRig, sent: str, answer: str) -> None:
        assert rig(self.spec())["climate"].query(sent) == answer


def test_the_chamber_takes_commands_without_termination(rig: MakeRig) -> None:
    """As the public driver of the real one sends them."""
    client = rig(one_instrument("cts.chamber"))["it"]
    client.write("A0", end="")
    assert client.read(b"\r\n") == "A0 020.0 020.0"
    client.write("a0 -30.0", end="")
    assert client.read(b"\r\n") == "a"
    client.write("S", end="")
    assert client.read(b"\r\n") == "S00010000\x00"
    client.write("s1 1", end="")
    assert client.read(b"\r\n") == "s1"
    client.write("P", end="")
    assert client.read(b"\r\n") == "P000"


def test_a_client_that_never_reads_does_not_stop_the_bench(rig: MakeRig) -> None:
    bench = rig(one_instrument("keithley.2410"))
    deaf = socket.create_connection(("127.0.0.1", int(bench.bench.addresses["it"].split("::")[2])))
    deaf.settimeout(1.0)
    try:
        for _ in range(400):
            deaf.sendall(b"*IDN?\n" * 200)
    except TimeoutError:
        pass
    assert bench.control.time() >= 0.0
    deaf.close()
