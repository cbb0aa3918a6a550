"""The wire log: what it keeps, how it is switched, and that it never stops a measurement."""

from pathlib import Path

from qcstation.transports import Direction, WireLog, open_link
from tests.transports.wires import LineServer


def answer(line: bytes) -> bytes:
    """Answer a block to CURV? and a number to all else."""
    return b"#45000" + b"\x00\xff" * 2500 + b"\n" if line == b"CURV?\n" else b"+1.0E-9\r\n"


def test_lines_have_direction_time_and_instrument() -> None:
    log = WireLog(enabled=True)
    with LineServer(answer) as server:
        link = open_link(server.settings(), wire_log=log)
        link.query("READ?")
        link.close()
    exchange = [line for line in log.lines if line.direction is not Direction.NOTE]
    assert [(line.direction.value, line.text) for line in exchange] == [(">", "READ?\\n"), ("<", "+1.0E-9\\r")]
    assert {line.instrument for line in exchange} == {"probe"}
    assert exchange[0].time <= exchange[1].time
    assert exchange[0].monotonic < exchange[1].monotonic
    assert str(exchange[0]).split(" ")[0].endswith("Z")


def test_blocks_are_cut_short() -> None:
    log = WireLog(enabled=True)
    with LineServer(answer) as server:
        link = open_link(server.settings(), wire_log=log)
        link.query_block("CURV?")
        link.close()
    shown = log.lines[-1].text
    assert shown.endswith("(5000 bytes)")
    assert len(shown) < 1000


def test_it_is_off_until_switched_on_and_can_be_switched_at_run_time() -> None:
    log = WireLog()
    with LineServer(answer) as server:
        link = open_link(server.settings(), wire_log=log)
        link.query("A?")
        with log.recording():
            link.query("B?")
        link.query("C?")
        link.close()
    assert [line.text for line in log.lines if line.direction is Direction.SENT] == ["B?\\n"]


def test_memory_is_bounded() -> None:
    log = WireLog(keep=10, enabled=True)
    for index in range(100):
        log.record("x", Direction.NOTE, str(index))
    assert [line.text for line in log.lines] == [str(index) for index in range(90, 100)]


def test_file_gets_every_line(tmp_path: Path) -> None:
    path = tmp_path / "wire.log"
    log = WireLog(path, keep=2, enabled=True)
    for index in range(5):
        log.record("x", Direction.SENT, f"A{index}?\n".encode())
    log.close()
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line.split(" ", 3)[3] for line in lines] == [f"> A{index}?\\n" for index in range(5)]
    log.record("x", Direction.SENT, b"after")
    assert path.read_text(encoding="utf-8").splitlines() == lines


def test_unwritable_file_switches_the_log_off_and_says_so(tmp_path: Path) -> None:
    log = WireLog(tmp_path / "missing" / "wire.log", enabled=True)
    with LineServer(answer) as server:
        link = open_link(server.settings(), wire_log=log)
        assert link.query("A?") == "+1.0E-9"
        link.close()
    assert not log.enabled
    assert "switched off" in log.lines[-1].text
