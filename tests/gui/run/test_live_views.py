"""What is drawn of which data: decided by the layouts alone."""

import pytest

from qcstation.gui.run.live_views import Axes, ViewKind, axes_of, place_columns, views_of
from qcstation.model.raw import ArrayLayout, TableLayout
from qcstation.procedures.hgtd import sensor_cv, sensor_iv


def layout(name: str, **columns: str) -> TableLayout:
    return TableLayout(name=name, columns=columns)


@pytest.mark.parametrize(
    ("table", "axes"),
    [
        (
            layout("iv", **sensor_iv.COLUMNS),
            Axes(x="voltage", x_unit="V", y="current", y_unit="A", log=True),
        ),
        (
            layout("cv", **sensor_cv.COLUMNS),
            Axes(x="voltage", x_unit="V", y="capacitance", y_unit="F", log=False),
        ),
        (layout("rest", current="A", elapsed="s"), Axes(x="elapsed", x_unit="s", y="current", y_unit="A", log=True)),
        (layout("open", capacitance="F", status="1"), Axes(x="", x_unit="", y="capacitance", y_unit="F", log=False)),
        (layout("one", voltage="V"), Axes(x="voltage", x_unit="V", y="voltage", y_unit="V", log=False)),
        (layout("pads", pad="1", gain="1"), Axes(x="", x_unit="", y="gain", y_unit="1", log=False)),
        (layout("only", pad="1"), Axes(x="", x_unit="", y="pad", y_unit="1", log=False)),
    ],
)
def test_the_axes_follow_from_the_units(table: TableLayout, axes: Axes) -> None:
    assert axes_of(table) == axes


@pytest.mark.parametrize(
    ("columns", "places"),
    [
        ({"row": "1", "column": "1", "current": "A"}, ("row", "column")),
        ({"pad": "1", "current": "A"}, ("pad",)),
        ({"row": "1", "current": "A"}, ()),
        ({"voltage": "V", "current": "A"}, ()),
    ],
)
def test_places_are_told_by_their_names(columns: dict[str, str], places: tuple[str, ...]) -> None:
    assert place_columns(layout("x", **columns)) == places


def kinds(tables: list[TableLayout], arrays: list[ArrayLayout]) -> list[tuple[str, str]]:
    return [(view.kind.value, view.source) for view in views_of(tables, arrays)]


def test_the_most_telling_view_comes_first() -> None:
    iv = layout("iv", voltage="V", current="A", elapsed="s")
    assert kinds([iv], [])[0] == ("curve", "iv")
    by_pad = layout("by_pad", pad="1", voltage="V", current="A")
    assert kinds([iv, by_pad], [])[0] == ("map", "by_pad")
    frames = ArrayLayout(name="frames", dtype="int16", shape=(1000,), unit="V")
    assert kinds([iv], [frames])[:2] == [("waveforms", "frames"), ("curve", "iv")]
    pixels = ArrayLayout(name="pixels", dtype="uint16", shape=(400, 384))
    assert kinds([iv], [frames, pixels])[0] == ("map", "pixels")
    assert kinds([layout("charge", charge="C")], [])[0] == ("histogram", "charge")
    assert kinds([], [ArrayLayout(name="tot", dtype="uint8")]) == [("histogram", "tot")]
    assert kinds([], []) == []


def test_tables_with_the_same_columns_are_one_view() -> None:
    up, down = layout("up", voltage="V", current="A"), layout("down", voltage="V", current="A")
    rest = layout("rest", elapsed="s", current="A", range="A")
    curves = [view for view in views_of([up, down, rest], []) if view.kind is ViewKind.CURVE]
    assert [view.like for view in curves] == [("rest",), ("up", "down")]
    assert curves[1].xs == ("", "voltage", "current")
    assert curves[1].ys == ("voltage", "current")


def test_of_arrays_the_newest_comes_first_and_a_handful_of_numbers_is_no_waveform() -> None:
    arrays = [
        ArrayLayout(name="device_180V", dtype="int16", shape=(400,)),
        ArrayLayout(name="triggers_180V", dtype="float64", shape=(3,)),
        ArrayLayout(name="device_210V", dtype="int16", shape=(400,)),
        ArrayLayout(name="charge_210V", dtype="float32"),
    ]
    assert kinds([], arrays) == [("waveforms", "device_210V"), ("waveforms", "device_180V"), ("histogram", "charge_210V")]
