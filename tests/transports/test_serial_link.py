"""Serial links over pairs of pseudo-terminals."""

import contextlib
import os
import select
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from qcstation.model.errors import LinkError, LinkTimeoutError, StationError
from qcstation.transports import Link, LinkSettings, WireLog, open_link
from qcstation.transports.serial_ports import port_name

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")


class Line:
    """The far end of a serial line: what it received, and a way to send."""

    def __init__(self) -> None:
        import pty
        import tty

        self._end, self._near = pty.openpty()
        tty.setraw(self._near)
        self.resource = f"ASRL{os.ttyname(self._near)}::INSTR"
        self.received = b""
        self._server: threading.Thread | None = None
        self._plugged = True

    def send(self, data: bytes) -> None:
        os.write(self._end, data)

    def serve(self, handler: Callable[[bytes], bytes | None]) -> None:
        """Answer each line in a thread, until the line is closed."""

        def run() -> None:
            pending = b""
            with contextlib.suppress(OSError):
                while self._plugged:
                    if not select.select([self._end], [], [], 0.01)[0]:
                        continue
                    data = os.read(self._end, 1000)
                    self.received += data
                    pending += data
                    while b"\n" in pending:
                        line, _, pending = pending.partition(b"\n")
                        if (answer := handler(line)) is not None:
                            os.write(self._end, answer)

        self._server = threading.Thread(target=run, daemon=True)
        self._server.start()

    def unplug(self) -> None:
        # The thread first: it would go on with whatever gets the number of a closed end next.
        self._plugged = False
        if self._server is not None and self._server is not threading.current_thread():
            self._server.join()
        for end in (self._near, self._end):
            with contextlib.suppress(OSError):
                os.close(end)

    @contextmanager
    def link(self, *, wire_log: WireLog | None = None, **given: object) -> Iterator[Link]:
        settings = {"instrument": "sensor", "resource": self.resource, "timeout": 2.0, **given}
        link = open_link(LinkSettings(**settings), wire_log=wire_log)  # type: ignore[arg-type]
        try:
            yield link
        finally:
            link.close()


@pytest.fixture
def line() -> Iterator[Line]:
    line = Line()
    yield line
    line.unplug()


def test_query(line: Line) -> None:
    line.serve(lambda _: b"T=+21.34,RH=12.5,DP=-9.1\r\n")
    with line.link() as link:
        assert link.query("?") == "T=+21.34,RH=12.5,DP=-9.1"


def test_block(line: Line) -> None:
    payload = bytes(range(256)) * 50
    line.serve(lambda _: b"#512800" + payload + b"\n")
    with line.link() as link:
        assert link.query_block("CURV?") == payload
        assert link.query_block("CURV?") == payload


def test_truncated_block(line: Line) -> None:
    line.serve(lambda _: b"#41000" + b"x" * 300)
    with line.link(timeout=0.1) as link, pytest.raises(LinkTimeoutError, match="300 of 1000"):
        link.query_block("CURV?")


def test_late_answer_is_dropped_before_the_next_command(line: Line) -> None:
    timers: list[threading.Timer] = []

    def handler(command: bytes) -> bytes | None:
        if command == b"SLOW?":
            timers.append(threading.Timer(0.15, line.send, [b"late\n"]))
            timers[-1].start()
            return None
        return b"right\n"

    line.serve(handler)
    log = WireLog(enabled=True)
    with line.link(timeout=0.05, wire_log=log) as link:
        with pytest.raises(LinkTimeoutError):
            link.query("SLOW?")
        assert link.query("FAST?", timeout=2) == "right"
    assert any("5 late bytes dropped" in entry.text for entry in log.lines)


def test_clear_sends_the_instruments_own_character(line: Line) -> None:
    line.serve(lambda _: b"here\n")
    with line.link(serial_clear="\x03") as link:
        link.clear()
        assert link.query("A?") == "here"
    assert line.received == b"\x03A?\n"


def test_a_talker_that_never_stops_is_reported(line: Line) -> None:
    stop = threading.Event()

    def talk() -> None:
        with contextlib.suppress(OSError):
            while not stop.is_set():
                line.send(b"noise\n")
                time.sleep(0.01)

    threading.Thread(target=talk, daemon=True).start()
    with line.link(timeout=0.4) as link, pytest.raises(LinkTimeoutError, match="does not stop sending"):
        link.clear()
    stop.set()


def test_streaming_sensor_gives_its_newest_line(line: Line) -> None:
    with line.link() as link:
        line.send(b"part of a line\nT=1\nT=2\n")
        time.sleep(0.02)
        assert link.newest_line(oldest=2.0) == "T=2"
        line.send(b"T=4\nT=5\nT=6\nT=")
        time.sleep(0.02)
        assert link.newest_line(oldest=2.0) == "T=6"
        line.send(b"7\n")
        assert link.newest_line(oldest=2.0) == "T=7"


def test_streaming_sensor_that_died_is_noticed(line: Line) -> None:
    with line.link(timeout=0.1) as link:
        line.send(b"x\nT=1\n")
        assert link.newest_line(oldest=60) == "T=1"
        with pytest.raises(LinkTimeoutError):
            link.newest_line(oldest=60)


def test_old_lines_are_not_taken_for_new_ones(line: Line) -> None:
    with line.link(timeout=0.1) as link:
        line.send(b"x\nT=1\n")
        assert link.newest_line(oldest=60) == "T=1"
        line.send(b"T=2\n")
        time.sleep(0.03)
        with pytest.raises(LinkTimeoutError):
            link.newest_line(oldest=0.01)


def test_unplugged(line: Line) -> None:
    with line.link(timeout=30) as link:
        line.unplug()
        began = time.monotonic()
        with pytest.raises(LinkError):
            link.query("A?")
        assert time.monotonic() - began < 10, "waited for the time-out"


def test_port_is_opened_for_one_link_alone(line: Line) -> None:
    with line.link(), pytest.raises(LinkError, match="lock"), line.link():
        pytest.fail("two links on one port")


def test_port_can_be_opened_again_after_it_was_closed(line: Line) -> None:
    line.serve(lambda _: b"here\n")
    for _ in range(2):
        with line.link() as link:
            assert link.query("A?") == "here"


def test_no_such_port() -> None:
    with pytest.raises(LinkError, match="/dev/no-such-port"):
        open_link(LinkSettings(instrument="x", resource="/dev/no-such-port"))


@pytest.mark.parametrize(
    ("resource", "port"),
    [
        ("ASRL/dev/pts/3::INSTR", "/dev/pts/3"),
        ("ASRL/dev/serial/by-id/usb-FTDI_A1::INSTR", "/dev/serial/by-id/usb-FTDI_A1"),
        ("ASRLCOM3::INSTR", "COM3"),
        ("COM3", "COM3"),
        ("/dev/ttyUSB0", "/dev/ttyUSB0"),
        ("GPIB0::24::INSTR", None),
        ("TCPIP::host::5025::SOCKET", None),
    ],
)
def test_port_names(resource: str, port: str | None) -> None:
    assert port_name(resource) == port


def test_numbered_port_needs_a_name_here() -> None:
    with pytest.raises(StationError, match="name the port"):
        port_name("ASRL3::INSTR")


@pytest.mark.parametrize("field", ["parity", "flow_control"])
def test_wrong_serial_settings(line: Line, field: str) -> None:
    with pytest.raises(StationError, match=field), line.link(wire_log=None, **{field: "maybe"}):
        pytest.fail("taken")
