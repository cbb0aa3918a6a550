"""Plots as SVG: well-formed, within the frame, in proportion, whatever the data."""

from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qcstation.reports.svg import Axis, Curve, Marker, Plot, draw

X = Axis(label="reverse bias", unit="V")
Y = Axis(label="I", unit="A")
LOG = Axis(label="|I|", unit="A", scale="log")


def _drawn(*curves: Curve, x: Axis = X, y: Axis = Y, markers: tuple[Marker, ...] = (), title: str = "plot") -> ET.Element:
    return ET.fromstring(draw(Plot(title=title, x=x, y=y, curves=curves, markers=markers)))


def _points(svg: ET.Element) -> np.ndarray:
    circles = svg.findall("circle")
    return np.array([[float(circle.attrib["cx"]), float(circle.attrib["cy"])] for circle in circles])


def _texts(svg: ET.Element) -> list[str]:
    return ["".join(element.itertext()).replace("\u200b", "") for element in svg.iter("text")]


def _frame(svg: ET.Element) -> tuple[float, float, float, float]:
    rectangle = next(element for element in svg.iter("rect") if element.attrib["class"] == "frame")
    left, top, width, height = (float(rectangle.attrib[name]) for name in ("x", "y", "width", "height"))
    return left, top, left + width, top + height


def test_points_are_in_proportion_and_up_is_more() -> None:
    points = _points(_drawn(Curve(x=np.array([0.0, 1.0, 3.0]), y=np.array([0.0, 1.0, 2.0]))))
    across, down = points[:, 0], points[:, 1]
    assert (across[2] - across[0]) / (across[1] - across[0]) == pytest.approx(3.0, rel=0.01)
    assert (down[2] - down[0]) / (down[1] - down[0]) == pytest.approx(2.0, rel=0.01)
    assert down[2] < down[1] < down[0]


def test_logarithmic_axis_puts_decades_at_equal_distances_and_leaves_out_what_it_cannot_show() -> None:
    y = np.array([1e-9, 1e-8, 1e-7, 0.0, -1.0, np.nan])
    points = _points(_drawn(Curve(x=np.arange(6.0), y=y), y=LOG))
    assert len(points) == 3
    assert points[0, 1] - points[1, 1] == pytest.approx(points[1, 1] - points[2, 1], abs=0.2)


def test_gap_interrupts_the_line() -> None:
    svg = _drawn(Curve(x=np.arange(6.0), y=np.array([1.0, 2.0, np.nan, 2.0, 1.0, 1.5])))
    assert [len(line.attrib["points"].split()) for line in svg.findall("polyline")] == [2, 3]


def test_sweep_that_goes_back_for_a_finer_look_is_not_joined_across() -> None:
    x = np.concatenate([np.arange(0.0, 61.0), np.arange(24.0, 27.0, 0.1)])
    lines = _drawn(Curve(x=x, y=np.ones_like(x) + x)).findall("polyline")
    assert [len(line.attrib["points"].split()) for line in lines] == [61, 30]


def test_sweep_up_and_down_is_joined() -> None:
    x = np.concatenate([np.arange(0.0, 61.0), np.arange(60.0, -1.0, -1.0)])
    assert len(_drawn(Curve(x=x, y=x + 1)).findall("polyline")) == 1


def test_many_points_are_a_line_without_marks() -> None:
    x = np.linspace(0, 10, 5000)
    svg = _drawn(Curve(x=x, y=np.sin(x)))
    assert svg.findall("circle") == []
    assert len(svg.findall("polyline")) == 1


def test_marker_stands_at_its_value_with_its_band_and_label() -> None:
    curve = Curve(x=np.array([0.0, 100.0]), y=np.array([0.0, 1.0]))
    svg = _drawn(curve, markers=(Marker(value=100.0, label="V_bd 100 V", uncertainty=2.0),))
    line = next(element for element in svg.findall("line") if element.attrib["class"] == "marker")
    assert float(line.attrib["x1"]) == pytest.approx(_points(svg)[1, 0], abs=0.1)
    band = next(element for element in svg.findall("rect") if element.attrib["class"] == "band")
    assert float(band.attrib["width"]) == pytest.approx(4.0 * (_points(svg)[1, 0] - _points(svg)[0, 0]) / 100.0, abs=0.2)
    assert "Vbd 100 V" in _texts(svg)


def test_label_avoids_the_curve() -> None:
    """A curve along the top sends the label down; one along the bottom leaves it at the top."""
    x = np.linspace(0, 100, 101)
    marker = (Marker(value=50.0, label="V_gl"),)
    heights = []
    for y in (np.where(x > 1, 1.0, 0.0), np.where(x > 1, 0.0, 1.0)):
        svg = _drawn(Curve(x=x, y=y), markers=marker)
        heights.append(next(float(text.attrib["y"]) for text in svg.findall("text") if text.attrib["class"] == "found"))
    assert heights[0] > heights[1] + 10
    assert heights[1] < 50


def test_legend_names_curves_where_there_are_several() -> None:
    one = Curve(x=np.arange(3.0), y=np.arange(3.0), label="pad")
    other = Curve(x=np.arange(3.0), y=np.arange(3.0), label="total", style=1)
    assert {"pad", "total"} <= set(_texts(_drawn(one, other)))
    assert "pad" not in _texts(_drawn(one))


def test_axis_labels_have_prefixed_units() -> None:
    svg = _drawn(Curve(x=np.array([0.0, 60.0]), y=np.array([1e-12, 2e-10])), y=Axis(label="C", unit="F"))
    assert {"reverse bias (V)", "C (pF)", "100"} <= set(_texts(svg))


def test_uncertainties_are_drawn_where_they_can_be_seen() -> None:
    x = np.arange(4.0)
    sd = np.array([0.5, 1e-9, np.nan, 0.5])
    bars = [line for line in _drawn(Curve(x=x, y=x, sd=sd)).findall("line") if line.attrib["class"].startswith("bar")]
    assert len(bars) == 2


def test_text_is_escaped() -> None:
    svg = _drawn(
        Curve(x=np.arange(2.0), y=np.arange(2.0), label="<a>"),
        Curve(x=np.arange(2.0), y=np.arange(2.0), label="b&b"),
        title='"quoted" <script>',
        markers=(Marker(value=1.0, label="<script>alert(1)</script>"),),
    )
    assert svg.attrib["aria-label"] == '"quoted" <script>'
    assert svg.findall(".//script") == []
    assert "<script>alert(1)</script>" in _texts(svg)


_VALUES = arrays(np.float64, st.integers(0, 12), elements=st.floats(allow_nan=True, allow_infinity=True, width=32))


@given(data=st.data(), logarithmic=st.tuples(st.booleans(), st.booleans()))
def test_any_numbers_give_a_picture_within_its_frame(data: st.DataObject, logarithmic: tuple[bool, bool]) -> None:
    x = data.draw(_VALUES)
    y = data.draw(arrays(np.float64, len(x), elements=st.floats(allow_nan=True, allow_infinity=True, width=32)))
    axes = [Axis(label="a", unit="V", scale="log" if log else "linear") for log in logarithmic]
    svg = _drawn(Curve(x=x, y=y, sd=np.abs(y)), x=axes[0], y=axes[1])
    points = _points(svg)
    if len(points):
        left, top, right, bottom = _frame(svg)
        assert points[:, 0].min() >= left - 0.1
        assert points[:, 0].max() <= right + 0.1
        assert points[:, 1].min() >= top - 0.1
        assert points[:, 1].max() <= bottom + 0.1
