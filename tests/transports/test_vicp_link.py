"""VICP links at the wire: headers, sequence numbers, answers in several blocks, late answers, device clear."""

import itertools
import socket
import struct
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcstation.model.errors import LinkError, LinkTimeoutError
from qcstation.transports import LinkSettings, open_link
from tests.transports.wires import TcpServer

SHORT = 0.05
DATA, CLEAR, SRQ, EOI = 0x80, 0x10, 0x08, 0x01
Part = tuple[int, int, bytes]
"""Of an answer: operation, what is added to the command's sequence number, data."""


def header(operation: int, sequence: int, length: int) -> bytes:
    return struct.pack(">BBBBI", operation, 1, sequence, 0, length)


class VicpServer(TcpServer):
    """Notes the packets that come; answers each with the next of `answers`."""

    def __init__(self, *answers: list[Part] | bytes | None) -> None:
        super().__init__()
        self.packets: list[tuple[int, int, bytes]] = []
        self.go_on = threading.Event()
        self._answers = list(answers)

    def serve(self, connection: socket.socket) -> None:
        stream = connection.makefile("rb")
        while head := stream.read(8):
            operation, version, sequence, _, length = struct.unpack(">BBBBI", head)
            assert version == 1
            self.packets.append((operation, sequence, stream.read(length)))
            if operation & CLEAR:
                continue
            answer = self._answers.pop(0) if self._answers else None
            if answer is None:
                self.go_on.wait(5)
                answer = [(DATA | EOI, 0, b"late\n")]
            if isinstance(answer, bytes):
                connection.sendall(answer)
                continue
            for flags, shift, data in answer:
                number = 0 if shift == -1000 else (sequence + shift - 1) % 255 + 1
                connection.sendall(header(flags, number, len(data)) + data)

    def settings(self, **given: object) -> LinkSettings:
        resource = f"VICP::127.0.0.1,{self.port}::INSTR"
        return LinkSettings(**{"instrument": "scope", "resource": resource, "timeout": 2.0, **given})  # type: ignore[arg-type]


def test_commands_are_remote_messages_with_a_sequence_number_that_skips_zero() -> None:
    with VicpServer(*[[(DATA | EOI, 0, b"ok\n")]] * 256) as server:
        link = open_link(server.settings())
        for _ in range(256):
            assert link.query("*IDN?") == "ok"
        link.close()
    assert server.packets[0] == (0xC1, 1, b"*IDN?\n")
    assert [packet[1] for packet in server.packets[253:256]] == [254, 255, 1]


def test_an_answer_may_come_in_several_blocks() -> None:
    parts = [(DATA, 0, b"LECROY,"), (DATA, 0, b""), (DATA, 0, b"WR8"), (DATA | EOI, 0, b"254\n")]
    with VicpServer(parts) as server:
        link = open_link(server.settings())
        assert link.query("*IDN?") == "LECROY,WR8254"
        link.close()


@given(
    payload=st.binary(max_size=400),
    cuts=st.lists(st.integers(0, 420), max_size=4),
    prefix=st.sampled_from([b"", b"ALL,", b"C1:WF ALL,"]),
    end=st.sampled_from([b"", b"\n"]),
)
@settings(max_examples=40)
def test_a_block_comes_whole_however_it_is_cut(payload: bytes, cuts: list[int], prefix: bytes, end: bytes) -> None:
    message = prefix + b"#9%09d" % len(payload) + payload + end
    edges = [0, *sorted(min(cut, len(message)) for cut in cuts), len(message)]
    pieces = [message[a:b] for a, b in itertools.pairwise(edges)]
    parts = [(DATA | (EOI if index == len(pieces) - 1 else 0), 0, piece) for index, piece in enumerate(pieces)]
    with VicpServer(parts, [(DATA | EOI, 0, b"next\n")]) as server:
        link = open_link(server.settings())
        assert link.query_block("C1:WF? ALL") == payload
        assert link.query("*IDN?") == "next"
        link.close()


def test_several_blocks_of_one_message_are_joined_up_to_the_length_asked_for() -> None:
    with VicpServer([(DATA, 0, b"#13abc;"), (DATA | EOI, 0, b"#13def;#13ghi\n")]) as server:
        link = open_link(server.settings())
        assert link.query_block("CURVE?", length=9) == b"abcdefghi"
        link.close()


def test_a_late_answer_is_passed_over() -> None:
    with VicpServer([(DATA | EOI, -1, b"old, long answer\n"), (DATA | EOI, 0, b"right\n")]) as server:
        link = open_link(server.settings())
        assert link.query("A?") == "right"
        link.close()


def test_service_requests_are_passed_over() -> None:
    with VicpServer([(DATA | SRQ, 0, b"1"), (DATA | EOI, 0, b"right\n")]) as server:
        link = open_link(server.settings())
        assert link.query("A?") == "right"
        link.close()


def test_old_instruments_send_no_sequence_number() -> None:
    with VicpServer([(DATA | EOI, -1000, b"LECROY,9374\n")]) as server:
        link = open_link(server.settings())
        assert link.query("*IDN?") == "LECROY,9374"
        link.close()


def test_silence_ends_in_time_and_the_next_answer_is_the_right_one() -> None:
    with VicpServer(None, [(DATA | EOI, 0, b"right\n")]) as server:
        link = open_link(server.settings(timeout=SHORT))
        with pytest.raises(LinkTimeoutError, match="no answer in time"):
            link.query("SLOW?")
        server.go_on.set()
        assert link.query("FAST?", timeout=2.0) == "right"
        link.close()
    assert [packet[0] & CLEAR for packet in server.packets] == [0, CLEAR, 0], "a device clear on the new connection"


def test_device_clear() -> None:
    with VicpServer([(DATA | EOI, 0, b"ok\n")]) as server:
        link = open_link(server.settings())
        link.clear()
        assert link.query("*IDN?") == "ok"
        link.close()
    assert server.packets[0] == (0xD0, 1, b"")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ([(DATA | EOI, 0, b"#9000000010abc\n")], "block truncated: 4 of 10 bytes came"),
        ([(DATA | EOI, 0, b"#90000")], "the message ended where a block was expected"),
        ([(DATA | EOI, 0, b"WARNING : CURRENT REMOTE CONTROL INTERFACE IS TCPIP\n")], "a line came where a block was expected"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "expected a VICP header, got 53 53 48"),
        (b"", "no answer in time"),
        (header(DATA | EOI, 1, 1000) + b"#9000000900abc", "block truncated: 3 of 900 bytes came"),
    ],
)
def test_what_is_wrong_is_said(answer: list[Part] | bytes, message: str) -> None:
    with VicpServer(answer) as server:
        link = open_link(server.settings(timeout=SHORT))
        with pytest.raises(LinkError, match=message):
            link.query_block("C1:WF? ALL")
        link.close()


def test_a_hang_up_is_noticed() -> None:
    with VicpServer([(DATA | EOI, 0, b"ok\n")]) as server:
        link = open_link(server.settings())
        assert link.query("*IDN?") == "ok"
        server.drop_all()
        with pytest.raises(LinkError, match="closed the connection"):
            link.query("*IDN?")


@pytest.mark.parametrize(
    ("resource", "opened"),
    [
        ("VICP::127.0.0.1::INSTR", ("127.0.0.1", 1861)),
        ("vicp::scope.lab", ("scope.lab", 1861)),
        ("VICP0::10.0.0.7,4000::INSTR", ("10.0.0.7", 4000)),
        ("VICP::[::1],4000::INSTR", ("::1", 4000)),
        ("TCPIP::127.0.0.1::1861::SOCKET", None),
        ("VICP::10.0.0.7::4000::INSTR", None),
    ],
)
def test_addresses(resource: str, opened: tuple[str, int] | None) -> None:
    from qcstation.transports.vicp import vicp_address

    assert vicp_address(resource) == opened
