"""The site log: a chain of entries that several processes append to, and in which nothing can be changed unnoticed."""

import hashlib
import json
import os
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcstation.model.components import Component
from qcstation.model.errors import StorageError
from qcstation.records import Comment, ComponentEntered, SiteLog, SpecificationUsed, StagePassed

from .streams import SPECIFICATION


def _filled(path: Path) -> SiteLog:
    log = SiteLog(path)
    component = Component(serial_number="S1", type="t", identifiers={"b": "1", "a": "2"})
    log.append(ComponentEntered(time=1.0, by="A", component=component))
    log.append(
        SpecificationUsed(time=2.0, specification=SPECIFICATION, digest=SPECIFICATION.digest),
        StagePassed(time=3.0, component="S1", stage="reception", next_stage="assembly"),
    )
    log.append(Comment(time=4.0, by="Zoë", text="line\nbreak \u2028 \0", component="S1"))
    return log


def test_entries_come_back_in_order(tmp_path: Path) -> None:
    log = _filled(tmp_path / "site-log.jsonl")
    entries = list(log.entries())
    assert [logged.position.number for logged in entries] == [1, 2, 3, 4]
    assert isinstance(entries[1].entry, SpecificationUsed)
    assert entries[1].entry.specification == SPECIFICATION
    assert entries[3].entry == Comment(time=4.0, by="Zoë", text="line\nbreak \u2028 \0", component="S1")
    assert list(log.entries(after=entries[1].position)) == entries[2:]
    assert log.verify() == 4


def test_append_returns_the_end_of_the_log(tmp_path: Path) -> None:
    log = SiteLog(tmp_path / "log.jsonl")
    log.append(Comment(time=1.0, text="a"))
    end = log.append(Comment(time=2.0, text="b"), Comment(time=3.0, text="c"))
    assert list(log.entries())[-1].position == end
    assert end.offset == (tmp_path / "log.jsonl").stat().st_size


def test_no_log_has_no_entries(tmp_path: Path) -> None:
    log = SiteLog(tmp_path / "log.jsonl")
    assert list(log.entries()) == []
    assert log.verify() == 0


def _change(lines: list[bytes]) -> int:
    lines[1] = lines[1].replace(b'"500 nA"', b'"600 nA"')
    return 2


def _remove(lines: list[bytes]) -> int:
    del lines[2]
    return 3


def _swap(lines: list[bytes]) -> int:
    lines[1], lines[2] = lines[2], lines[1]
    return 2


def _insert(lines: list[bytes]) -> int:
    lines.insert(1, lines[0])
    return 2


def _garble(lines: list[bytes]) -> int:
    lines[2] = lines[2][:40]
    return 3


@pytest.mark.parametrize("tamper", [_change, _remove, _swap, _insert, _garble])
def test_the_first_broken_line_is_named(tmp_path: Path, tamper: Callable[[list[bytes]], int]) -> None:
    path = tmp_path / "log.jsonl"
    log = _filled(path)
    lines = path.read_bytes().splitlines(keepends=False)
    line = tamper(lines)
    path.write_bytes(b"\n".join(lines) + b"\n")
    with pytest.raises(StorageError, match=rf"log\.jsonl, line {line}: the log is damaged"):
        log.verify()
    with pytest.raises(StorageError, match=f"line {line}"):
        list(log.entries())


def test_a_changed_or_damaged_last_line_is_not_built_upon(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    log = _filled(path)
    content = path.read_bytes()
    path.write_bytes(content.replace("Zoë".encode(), b"Zoe"))
    with pytest.raises(StorageError, match="last line was changed"):
        log.append(Comment(time=5.0, text="x"))
    path.write_bytes(content[:-20] + b"\n")
    with pytest.raises(StorageError, match="last line is damaged"):
        log.append(Comment(time=5.0, text="x"))


def test_a_log_that_was_cut_or_replaced_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    log = _filled(path)
    end = list(log.entries())[-1].position
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StorageError, match="cut or replaced"):
        list(log.entries(after=end))
    path.unlink()
    for number in range(20):
        log.append(Comment(time=float(number), text="another history"))
    with pytest.raises(StorageError, match="line 5: the log is damaged"):
        list(log.entries(after=end))


@settings(max_examples=50)
@given(keep=st.integers(1, 100), garbage=st.binary(max_size=40).map(lambda part: part.replace(b"\n", b"")))
def test_a_torn_last_line_is_moved_aside_and_reported(
    tmp_path_factory: pytest.TempPathFactory, keep: int, garbage: bytes
) -> None:
    path = tmp_path_factory.mktemp("torn") / "log.jsonl"
    reports: list[str] = []
    log = SiteLog(path, report=reports.append)
    log.append(Comment(time=1.0, text="first"))
    log.append(Comment(time=2.0, text="second"))
    first, second = path.read_bytes().splitlines(keepends=True)
    torn = second[:keep] + garbage
    path.write_bytes(first + torn)
    assert len(list(log.entries())) == 1
    log.append(Comment(time=3.0, text="third"))
    assert [logged.entry.time for logged in log.entries()] == [1.0, 3.0]
    assert log.verify() == 2
    assert path.with_suffix(".torn").read_bytes() == torn + b"\n"
    assert len(reports) == 1
    assert str(len(torn)) in reports[0]


def _append_many(path: Path, worker: int, count: int, together: Barrier) -> None:
    log = SiteLog(path)
    together.wait(60)
    for number in range(count):
        log.append(Comment(time=float(number), text=f"{worker}"))


@pytest.mark.skipif(os.name != "posix", reason="forkserver is POSIX's")
def test_several_processes_append_to_one_chain(tmp_path: Path) -> None:
    context = get_context("forkserver")
    together = context.Barrier(3)
    workers = [context.Process(target=_append_many, args=(tmp_path / "log.jsonl", worker, 40, together)) for worker in range(3)]
    for process in workers:
        process.start()
    for process in workers:
        process.join(60)
    log = SiteLog(tmp_path / "log.jsonl")
    assert log.verify() == 120
    texts = [logged.entry.text for logged in log.entries() if isinstance(logged.entry, Comment)]
    assert {texts.count(str(worker)) for worker in range(3)} == {40}


def _line(number: int, previous: str, entry: dict[str, object]) -> tuple[str, str]:
    """A line as docs/database.md describes it, made without qcstation."""
    body = json.dumps(entry)
    sha256 = hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()
    return f'{{"number":{number},"previous":"{previous}","sha256":"{sha256}","entry":{body}}}\n', sha256


def test_the_format_is_the_documented_one_and_newer_entries_are_named(tmp_path: Path) -> None:
    first, sha256 = _line(1, "0" * 64, {"type": "Comment", "time": 1.0, "text": "by hand"})
    second, _ = _line(2, sha256, {"type": "Unheard", "time": 2.0})
    path = tmp_path / "log.jsonl"
    path.write_text(first + second)
    log = SiteLog(path)
    assert log.verify() == 2
    entries = log.entries()
    assert next(entries).entry == Comment(time=1.0, text="by hand")
    with pytest.raises(StorageError, match=r"line 2: not an entry that this version knows .* update qcstation"):
        next(entries)
