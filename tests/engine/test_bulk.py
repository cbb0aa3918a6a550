"""Arrays and attachments of a run: what goes out as events, what the analysis sees, what is refused."""

import numpy as np
import pytest

from qcstation.engine.attachments import LIMIT
from qcstation.model.estimates import Estimate, Result
from qcstation.model.events import ArrayDeclared, ArrayTaken, AttachmentAdded
from qcstation.model.raw import ArrayLayout, RawArray, RawData
from qcstation.model.runs import Run
from qcstation.model.verdicts import Outcome
from tests.engine.bench import Bench, Scripted


def take(self: Scripted, run: Run) -> None:
    run.table("data", voltage="V").append(voltage=2.0)
    waveforms = run.array("waveforms", dtype="int16", shape=(4,), unit="V", attributes={"gain": 0.5})
    buffer = np.arange(8, dtype=np.int16).reshape(2, 4)
    waveforms.append(buffer)
    # The memory belongs to the procedure again.
    buffer += 100
    waveforms.append(buffer[:1])
    waveforms.append(buffer[:0])


def analyse(raw: RawData, parameters: object) -> list[Result]:
    total = int(raw.arrays["waveforms"].values.sum())
    return [Result("mean", Estimate(value=2.0, unit="V", uncertainty=0.1, note=f"sum {total}"))]


EXPECTED = [[0, 1, 2, 3], [4, 5, 6, 7], [100, 101, 102, 103]]


def test_blocks_go_out_as_events_and_the_analysis_sees_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Scripted, "analyse", staticmethod(analyse))
    bench = Bench()
    report = bench.run(take)
    assert report.judged is not None
    assert report.judged.judgements[0].result.finding.note == f"sum {np.sum(EXPECTED)}"  # type: ignore[union-attr]
    (declared,) = bench.all(ArrayDeclared)
    assert declared.layout == ArrayLayout(name="waveforms", dtype="int16", shape=(4,), unit="V", attributes={"gain": 0.5})
    taken = bench.all(ArrayTaken)
    assert [(event.first, event.count) for event in taken] == [(0, 2), (2, 1)]
    assert np.concatenate([event.data for event in taken]).tolist() == EXPECTED
    assert not any(event.data.flags.writeable for event in taken)


def test_with_a_record_the_analysis_reads_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Scripted, "analyse", staticmethod(analyse))
    layout = ArrayLayout(name="waveforms", dtype="int16", shape=(4,))
    kept = {"waveforms": RawArray(layout, np.full((1, 4), 9, dtype=np.int16))}
    report = Bench().run(take, stored_arrays=lambda: kept)
    assert report.judged is not None
    assert report.judged.judgements[0].result.finding.note == "sum 36"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("block", "words"),
    [
        (np.zeros((2, 5), dtype=np.int16), "shape (2, 5)"),
        (np.int16(3), "shape ()"),
        (np.zeros((2, 4)), "float64 does not fit in int16"),
        (np.zeros((2, 4), dtype=np.uint16), "uint16 does not fit"),
    ],
)
def test_a_block_that_does_not_fit_is_a_mistake_with_a_name(block: np.ndarray, words: str) -> None:
    def script(self: Scripted, run: Run) -> None:
        run.array("waveforms", dtype="int16", shape=(4,)).append(block)

    bench = Bench()
    report = bench.run(script)
    assert report.outcome is Outcome.ERROR
    assert "waveforms" in report.reason
    assert words in report.reason
    assert not bench.all(ArrayTaken)


@pytest.mark.parametrize(("dtype", "shape"), [("object", ()), ("complex128", ()), ("int16", (0,)), ("int16", (3, -1))])
def test_an_array_that_no_reader_would_understand_is_refused(dtype: str, shape: tuple[int, ...]) -> None:
    report = Bench().run(lambda self, run: (run.array("a", dtype=dtype, shape=shape), None)[1])
    assert report.outcome is Outcome.ERROR
    assert "array a" in report.reason


def test_an_array_is_declared_once() -> None:
    def script(self: Scripted, run: Run) -> None:
        for _ in range(2):
            run.array("a", dtype="int16")

    assert "array 'a' already" in Bench().run(script).reason


def test_an_attachment_goes_out_with_its_bytes() -> None:
    def script(self: Scripted, run: Run) -> None:
        take(self, run)
        run.attach("pad 7.jpg", b"\xff\xd8abc", media_type="image/jpeg", caption="a scratch")

    bench = Bench()
    assert bench.run(script).outcome is Outcome.COMPLETED
    (added,) = bench.all(AttachmentAdded)
    assert (added.name, added.media_type, added.size, added.caption) == ("pad 7.jpg", "image/jpeg", 5, "a scratch")
    assert added.data == b"\xff\xd8abc"


@pytest.mark.parametrize(
    ("name", "size", "words"),
    [
        ("big.jpg", LIMIT + 1, "at most 64 MB"),
        ("known.jpg", 1, "already"),
        ("../run.h5", 1, "not a usable name"),
        ("", 1, "not a usable name"),
        ("a\nb", 1, "not a usable name"),
    ],
)
def test_what_cannot_be_attached_is_refused(name: str, size: int, words: str) -> None:
    def script(self: Scripted, run: Run) -> None:
        run.attach("known.jpg", b"", media_type="image/jpeg")
        run.attach(name, bytes(size), media_type="image/jpeg")

    bench = Bench()
    assert words in bench.run(script).reason
    assert len(bench.all(AttachmentAdded)) == 1
