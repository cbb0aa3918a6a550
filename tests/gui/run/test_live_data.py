"""From the events of a run to what is drawn of it."""

from collections.abc import Iterable

import numpy as np

from qcstation.gui.run.live_data import LiveData
from qcstation.gui.run.live_views import View, ViewKind
from qcstation.model.events import ArrayDeclared, ArrayTaken, RowsTaken, RunStarted, TableDeclared
from qcstation.model.raw import ArrayLayout, TableLayout
from tests.records.streams import header


def data_with(name: str, columns: dict[str, str], rows: Iterable[tuple[float | None, ...]]) -> LiveData:
    data = LiveData()
    declare(data, name, columns, rows)
    return data


def declare(data: LiveData, name: str, columns: dict[str, str], rows: Iterable[tuple[float | None, ...]]) -> None:
    data.see(TableDeclared(time=0.0, layout=TableLayout(name=name, columns=columns)))
    data.see(RowsTaken(time=0.0, table=name, rows=tuple(rows)))


def view(data: LiveData, kind: ViewKind) -> View:
    return next(view for view in data.views if view.kind is kind)


def test_the_widest_table_is_drawn_without_what_was_not_taken() -> None:
    data = data_with("rest", {"current": "A", "elapsed": "s"}, [(1e-9, 0.0)])
    declare(
        data,
        "iv",
        {"voltage": "V", "current": "A", "elapsed": "s"},
        [(-5.0, -2e-9, 1.0), (-10.0, None, 2.0), (-15.0, 0.0, 3.0)],
    )
    shown = data.views[0]
    assert shown.source == "iv"
    lines = data.lines(shown, shown.x, shown.y, log_x=False, log_y=True)
    (trace,) = lines.traces
    assert lines.flipped
    np.testing.assert_array_equal(trace.x, [5.0])
    np.testing.assert_array_equal(trace.y, [2e-9])
    linear = data.lines(shown, "elapsed", "current", log_x=False, log_y=False).traces[0]
    np.testing.assert_array_equal(linear.x, [1.0, 3.0])
    np.testing.assert_array_equal(linear.y, [-2e-9, 0.0])


def test_the_newest_of_several_alike_stands_out() -> None:
    data = data_with("up", {"voltage": "V", "current": "A"}, [(-5.0, -1e-9)])
    declare(data, "down", {"voltage": "V", "current": "A"}, [(-4.0, -1e-9)])
    lines = data.lines(data.views[0], "voltage", "current", log_x=False, log_y=True)
    assert [trace.newest for trace in lines.traces] == [False, True]


def test_pads_by_row_and_column_or_by_number_make_a_map() -> None:
    places = [(row, column) for row in range(1, 16) for column in range(1, 16)]
    columns = {"row": "1", "column": "1", "voltage": "V", "current": "A"}
    data = data_with("map", columns, [(r, c, -80.0, 1e-9 * (15 * r + c)) for r, c in places[:100]])
    shown = view(data, ViewKind.MAP)
    assert (shown.y, shown.ys) == ("current", ("voltage", "current"))
    image = data.image(shown, "current")
    assert (image.first, image.unit, image.values.shape) == (1, "A", (7, 15))
    assert image.values[2, 4] == 1e-9 * (15 * 3 + 5)
    assert np.isnan(image.values[-1, -1])
    numbered = data_with("map", {"pad": "1", "current": "A"}, [(pad, 1e-9 * pad) for pad in range(1, 226)])
    image = numbered.image(view(numbered, ViewKind.MAP), "current")
    assert image.values.shape == (15, 15)
    assert image.values[0, 0] == 1e-9
    assert image.values[14, 14] == 1e-9 * 225


def test_a_place_that_is_none_is_left_out() -> None:
    data = data_with("map", {"pad": "1", "current": "A"}, [(None, 1.0), (-1.0, 2.0), (1e300, 3.0), (1.0, 4.0)])
    image = data.image(view(data, ViewKind.MAP), "current")
    assert np.nansum(image.values) == 4.0


def test_arrays_are_waveforms_maps_and_histograms() -> None:
    data = LiveData()
    attributes = {"interval": 1e-10, "gain": 1e-3, "offset": 0.5}
    for layout, block in (
        (ArrayLayout(name="frames", dtype="int16", shape=(50,), attributes=attributes), np.ones((30, 50), np.int16)),
        (ArrayLayout(name="hits", dtype="uint16", shape=(3, 4)), np.arange(24).reshape(2, 3, 4)),
        (ArrayLayout(name="charge", dtype="float64", unit="C"), np.linspace(0, 1, 1000)),
    ):
        data.see(ArrayDeclared(time=0.0, layout=layout))
        data.see(ArrayTaken(time=0.0, array=layout.name, first=0, count=len(block), data=block))
    frames = data.lines(view(data, ViewKind.WAVEFORMS), "", "", log_x=False, log_y=False)
    assert (len(frames.traces), frames.x_unit, frames.y_unit) == (10, "s", "V")
    assert frames.traces[-1].y[0] == 0.501
    assert frames.traces[-1].x[1] == 1e-10
    np.testing.assert_array_equal(data.image(view(data, ViewKind.MAP), "").values, np.arange(12, 24).reshape(3, 4))
    bars = data.lines(view(data, ViewKind.HISTOGRAM), "", "", log_x=False, log_y=False).traces[0]
    assert bars.steps
    assert bars.y.sum() == 1000


def test_the_next_run_begins_with_nothing() -> None:
    data = data_with("iv", {"voltage": "V", "current": "A"}, [(1.0, 1.0)])
    data.changed = False
    data.see(RunStarted(time=0.0, header=header("00000000-0000-4000-8000-000000000001")))
    assert data.views == ()
    assert data.changed
