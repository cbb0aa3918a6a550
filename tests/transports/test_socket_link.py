"""Socket links at the wire: lines, blocks, silence, garbage, hang-ups, and order after disorder."""

import itertools
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcstation.model.errors import LinkError, LinkTimeoutError, StationError
from qcstation.transports import Direction, LinkSettings, WireLog, open_link
from tests.transports.wires import Drop, LineServer

SHORT = 0.05


def echo(line: bytes) -> bytes | None:
    """Answer queries with themselves; stay silent otherwise."""
    return b"<" + line if line.strip().endswith(b"?") else None


def test_query_returns_the_answer_without_its_termination() -> None:
    with LineServer(lambda _: b"KEITHLEY,MODEL 2410,1,C33\r\n") as server:
        link = open_link(server.settings())
        assert link.query("*IDN?") == "KEITHLEY,MODEL 2410,1,C33"
        assert server.received == [b"*IDN?\n"]
        link.close()


def test_terminations_are_the_settings_own() -> None:
    with LineServer(lambda line: b"one\rtwo\r" if line == b"A\r\n" else b"?\r") as server:
        link = open_link(server.settings(read_termination="\r", write_termination="\r\n"))
        assert link.query("A") == "one"
        link.close()


def test_answer_in_many_pieces_is_put_together() -> None:
    pieces = [b"+1.23", b"4567E", b"-09\n"]

    class Slow(LineServer):
        def serve(self, connection):  # type: ignore[no-untyped-def]
            connection.recv(100)
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(0.002)
            connection.recv(1)

    with Slow(echo) as server:
        link = open_link(server.settings())
        assert link.query("READ?") == "+1.234567E-09"
        link.close()


def test_termination_in_two_pieces() -> None:
    class Slow(LineServer):
        def serve(self, connection):  # type: ignore[no-untyped-def]
            connection.recv(100)
            for piece in (b"\r", b"\nlate", b"r\r", b"\n"):
                connection.sendall(piece)
                time.sleep(0.002)
            connection.recv(1)

    with Slow(echo) as server:
        link = open_link(server.settings(read_termination="\r\n"))
        assert link.query("READ?") == ""
        link.close()


def test_silence_raises_with_instrument_and_command() -> None:
    with LineServer(lambda _: None) as server:
        link = open_link(server.settings(timeout=SHORT))
        with pytest.raises(LinkTimeoutError) as caught:
            link.query("*IDN?")
        assert caught.value.instrument == "probe"
        assert caught.value.command == "*IDN?"
        link.close()


def test_half_an_answer_is_shown_in_the_error() -> None:
    with LineServer(lambda _: b"+1.0") as server:
        link = open_link(server.settings(timeout=SHORT))
        with pytest.raises(LinkTimeoutError, match=r"got '\+1\.0'"):
            link.query("READ?")
        link.close()


def test_late_answer_is_never_taken_for_the_next_commands() -> None:
    late = threading.Event()

    def handler(line: bytes) -> bytes | None:
        if line == b"SLOW?\n":
            late.wait(5)
            return b"late\n"
        return b"right\n"

    log = WireLog(enabled=True)
    with LineServer(handler) as server:
        link = open_link(server.settings(timeout=SHORT), wire_log=log)
        with pytest.raises(LinkTimeoutError):
            link.query("SLOW?")
        late.set()
        assert link.query("FAST?", timeout=2) == "right"
        assert any("resynchronised" in line.text for line in log.lines if line.direction is Direction.NOTE)
        link.close()


def test_late_answer_of_a_serial_line_behind_the_socket_is_dropped_too() -> None:
    class SerialServer(LineServer):
        def serve(self, connection):  # type: ignore[no-untyped-def]
            if self.connections == 2:
                # What comes out of the serial line goes to whoever is connected now.
                connection.sendall(b"late\n")
            super().serve(connection)

    with SerialServer(lambda line: b"right\n" if line == b"FAST?\n" else None) as server:
        link = open_link(server.settings(timeout=SHORT))
        with pytest.raises(LinkTimeoutError):
            link.query("SLOW?")
        assert link.query("FAST?", timeout=2) == "right"
        link.close()


def test_write_after_a_timeout_is_resynchronised_too() -> None:
    with LineServer(lambda line: b"right\n" if line == b"B?\n" else None) as server:
        link = open_link(server.settings(timeout=SHORT))
        with pytest.raises(LinkTimeoutError):
            link.query("A?")
        link.write("SET 1")
        assert link.query("B?", timeout=2) == "right"
        assert server.connections == 2
        link.close()


def test_what_comes_unasked_is_dropped_and_noted() -> None:
    log = WireLog(enabled=True)
    with LineServer(lambda line: b"OK\n" if line == b"SET 1\n" else b"answer\n") as server:
        link = open_link(server.settings(), wire_log=log)
        link.write("SET 1")
        for _ in range(1000):
            if server.received:
                break
            time.sleep(0.001)
        time.sleep(0.01)
        assert link.query("A?") == "answer"
        assert any("3 bytes dropped" in line.text for line in log.lines)
        link.close()


def test_hang_up_is_noticed_at_once_and_needs_a_reconnect() -> None:
    def handler(line: bytes) -> bytes | None:
        if line == b"BYE?\n":
            raise Drop
        return b"here\n"

    with LineServer(handler) as server:
        link = open_link(server.settings(timeout=30))
        began = time.monotonic()
        with pytest.raises(LinkError) as caught:
            link.query("BYE?")
        assert not isinstance(caught.value, LinkTimeoutError)
        with pytest.raises(LinkError, match="reconnect"):
            link.query("A?")
        assert time.monotonic() - began < 10, "waited for the time-out"
        link.reconnect()
        assert link.query("A?") == "here"
        link.close()


def test_half_a_line_then_hang_up_shows_the_half() -> None:
    def handler(_: bytes) -> bytes | None:
        raise Drop(b"+1.0")

    with LineServer(handler) as server:
        link = open_link(server.settings())
        with pytest.raises(LinkError, match=r"\+1\.0"):
            link.query("READ?")
        link.close()


def test_nobody_there() -> None:
    with LineServer(echo) as server:
        settings = server.settings()
        server.stop_listening()
        with pytest.raises(LinkError, match="probe: connection to TCPIP"):
            open_link(settings)


def test_closed_link_may_be_closed_again_and_reconnected() -> None:
    with LineServer(echo) as server:
        link = open_link(server.settings())
        link.close()
        link.close()
        with pytest.raises(LinkError):
            link.query("A?")
        link.reconnect()
        assert link.query("A?") == "<A?"
        link.close()


def test_socket_needs_a_termination() -> None:
    with pytest.raises(StationError, match="read_termination"):
        open_link(LinkSettings(instrument="x", resource="TCPIP::127.0.0.1::1::SOCKET", read_termination=""))


@pytest.mark.parametrize("timeout", [0.0, -1.0, float("nan"), float("inf")])
def test_senseless_timeouts_are_refused(timeout: float) -> None:
    with pytest.raises(StationError, match="timeout"):
        open_link(LinkSettings(instrument="x", resource="TCPIP::127.0.0.1::1::SOCKET", timeout=timeout))


@pytest.mark.parametrize("payload", [b"", b"x", b"\n\n\n", bytes(range(256)) * 40])
def test_definite_block(payload: bytes) -> None:
    digits = str(len(payload)).encode()
    block = b"#%d%s%s\n" % (len(digits), digits, payload)
    with LineServer(lambda line: block if line == b"CURV?\n" else b"next\n") as server:
        link = open_link(server.settings())
        assert link.query_block("CURV?") == payload
        assert link.query("A?") == "next", "the block's own termination was left over"
        link.close()


def test_block_without_termination_and_with_a_prefix() -> None:
    with LineServer(lambda line: b"ALL,#15hello" if line == b"WF?\n" else b"next\n") as server:
        link = open_link(server.settings())
        assert link.query_block("WF?") == b"hello"
        assert link.query("A?") == "next"
        link.close()


def test_indefinite_block_may_hold_the_termination() -> None:
    with LineServer(lambda _: b"#0a\nb\n\n") as server:
        link = open_link(server.settings())
        assert link.query_block("CURV?") == b"a\nb\n"
        link.close()


@pytest.mark.parametrize("cut", [b"#41000" + b"x" * 700, b"#410", b"#0abc", b"#"])
def test_truncated_block_says_how_much_came_and_poisons_nothing(cut: bytes) -> None:
    with LineServer(lambda line: cut if line == b"CURV?\n" else b"next\n") as server:
        link = open_link(server.settings(timeout=0.15))
        with pytest.raises(LinkTimeoutError) as caught:
            link.query_block("CURV?")
        if len(cut) > 100:
            assert "700 of 1000 bytes" in str(caught.value)
        assert link.query("A?", timeout=2) == "next"
        link.close()


def test_hang_up_within_a_block_says_how_much_came() -> None:
    def handler(_: bytes) -> bytes | None:
        raise Drop(b"#41000" + b"x" * 700)

    with LineServer(handler) as server:
        link = open_link(server.settings())
        with pytest.raises(LinkError, match="700 of 1000 bytes"):
            link.query_block("CURV?")
        link.close()


@pytest.mark.parametrize("answer", [b'-113,"Undefined header"\n', b"#x12\n", b"#3a0b\n", b"y" * 100 + b"\n"])
def test_garbage_where_a_block_is_expected(answer: bytes) -> None:
    with LineServer(lambda line: answer if line == b"CURV?\n" else b"next\n") as server:
        link = open_link(server.settings())
        with pytest.raises(LinkError) as caught:
            link.query_block("CURV?")
        assert caught.value.answer
        assert link.query("A?") == "next"
        link.close()


def test_absurd_block_length_takes_no_memory() -> None:
    with LineServer(lambda _: b"#9999999999xyz") as server:
        link = open_link(server.settings(timeout=SHORT))
        with pytest.raises(LinkTimeoutError, match="3 of 999999999 bytes"):
            link.query_block("CURV?")
        link.close()


@given(payload=st.binary(max_size=300), cuts=st.lists(st.integers(1, 320), max_size=4))
def test_any_block_in_any_pieces(payload: bytes, cuts: list[int]) -> None:
    digits = str(len(payload)).encode()
    message = b"#%d%s%s\n" % (len(digits), digits, payload)

    class Pieces(LineServer):
        def serve(self, connection):  # type: ignore[no-untyped-def]
            connection.recv(100)
            edges = [0, *sorted(cuts), len(message)]
            for start, end in itertools.pairwise(edges):
                connection.sendall(message[start:end])
            connection.recv(1)

    with Pieces(echo) as server:
        link = open_link(server.settings())
        assert link.query_block("CURV?") == payload
        link.close()


def test_newest_line_of_a_talker() -> None:
    go = threading.Event()

    class Talker(LineServer):
        def serve(self, connection):  # type: ignore[no-untyped-def]
            connection.sendall(b"tial\nold 1\nold 2\n")
            go.wait(5)
            connection.sendall(b"fresh\n")
            connection.recv(1)

    with Talker(echo) as server:
        link = open_link(server.settings())
        time.sleep(0.02)
        timer = threading.Timer(0.05, go.set)
        timer.start()
        assert link.newest_line() == "fresh"
        link.close()


def test_newest_line_takes_what_came_since_the_last_call() -> None:
    class Talker(LineServer):
        def serve(self, connection):  # type: ignore[no-untyped-def]
            connection.sendall(b"x\n0\n")
            connection.recv(1)
            connection.sendall(b"1\n2\n3\nhal")
            connection.recv(1)
            connection.sendall(b"f\n")
            connection.recv(1)

    with Talker(echo) as server:
        link = open_link(server.settings(write_termination=""))
        assert link.newest_line(oldest=60) == "0"
        link.write("a")
        time.sleep(0.02)
        # A write drops what came unasked before it, never what comes after.
        assert link.newest_line(oldest=60) == "3"
        link.close()
