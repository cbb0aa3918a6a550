"""A run that continues an interrupted one: what it takes over, with its provenance, and from which bench it refuses to."""

import numpy as np
import pytest

from qcstation.engine.continuing import Earlier
from qcstation.model.events import Event, MessageLogged, RowsTaken, RowsTakenOver, decode_event, encode_event
from qcstation.model.raw import RawData, RawTable, TableLayout
from qcstation.model.runs import Run
from qcstation.model.verdicts import Outcome
from tests.engine.bench import Bench, Scripted

LAYOUT = TableLayout(name="data", columns={"voltage": "V", "current": "A"})
NAN = float("nan")


def earlier(*, identity: str = "TEST,SOURCE,42,1", layout: TableLayout = LAYOUT) -> Earlier:
    columns = {"voltage": np.array([1.0, 2.0, 3.0]), "current": np.array([1e-9, NAN, 3e-9])}
    raw = RawData({layout.name: RawTable(layout, {name: columns[name] for name in layout.columns})})
    return Earlier(run="6a2f", sha256="ab", raw=raw, instruments={"source": identity})


def go_on(self: Scripted, run: Run) -> None:
    assert run.earlier is not None
    table = run.table("data", voltage="V", current="A")
    run.take_over("data", np.array([True, True, False]))
    self.source.switch_on()
    table.append(voltage=9.0, current=9e-9)


def test_rows_are_taken_over_with_where_they_come_from() -> None:
    bench = Bench()
    report = bench.run(go_on, earlier=earlier())
    assert report.outcome is Outcome.COMPLETED
    rows = [event for event in bench.events if isinstance(event, RowsTaken)]
    assert rows[0].rows == ((1.0, 1e-9), (2.0, None))
    assert rows[1].rows == ((9.0, 9e-9),)
    said = next(event for event in bench.events if isinstance(event, RowsTakenOver))
    assert (said.table, said.first, said.count, said.run, said.sha256) == ("data", 0, 2, "6a2f", "ab")
    assert decode_event(encode_event(said)) == said


def test_another_instrument_is_refused_before_anything_is_switched_on() -> None:
    bench = Bench()
    report = bench.run(go_on, earlier=earlier(identity="TEST,SOURCE,43,1"))
    assert report.outcome is Outcome.ERROR
    assert "its source was 'TEST,SOURCE,43,1' and is now 'TEST,SOURCE,42,1'" in report.reason
    assert not any(isinstance(event, RowsTaken) for event in bench.events)


@pytest.mark.parametrize(
    "layout", [TableLayout(name="data", columns={"voltage": "V"}), TableLayout(name="other", columns=LAYOUT.columns)]
)
def test_tables_that_do_not_fit_are_not_mixed(layout: TableLayout) -> None:
    bench = Bench()
    report = bench.run(go_on, earlier=earlier(layout=layout))
    assert report.outcome is Outcome.ERROR
    assert "nothing to take over" in report.reason


def test_a_run_from_the_beginning_has_nothing_to_take_over() -> None:
    def take(self: Scripted, run: Run) -> None:
        assert run.earlier is None
        run.table("data", voltage="V")
        run.take_over("data", np.array([True]))

    bench = Bench()
    report = bench.run(take)
    assert report.outcome is Outcome.ERROR
    assert "no earlier run" in report.reason
    events: list[Event] = bench.events
    assert any(isinstance(event, MessageLogged) for event in events)
