"""Labels are read back by an independent decoder, as a scanner would."""

import re

import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from qcstation.model.errors import InputError
from qcstation.reports.component_labels import Label, LabelSize, draw_label, parse_label_size, zpl_label

_DOTS = 20
"""Per mm of the picture that the decoder is shown."""
_SQUARE = re.compile(r"M([\d.]+) ([\d.]+)h([\d.]+)")


def _printed(drawing: str, size: LabelSize) -> NDArray[np.uint8]:
    """The code's squares as dots, white around them."""
    picture = np.full((round(size.height * _DOTS), round(size.width * _DOTS)), 255, dtype=np.uint8)
    for x, y, side in ((float(number) for number in found) for found in _SQUARE.findall(drawing)):
        left, top, dots = round(x * _DOTS), round(y * _DOTS), round(side * _DOTS)
        picture[top : top + dots + 1, left : left + dots + 1] = 0
    return picture


@given(code=st.from_regex(r"\A20W[A-Z0-9]{11}\Z"))
def test_a_scanner_reads_what_stands_on_the_label(code: str) -> None:
    size = LabelSize()
    drawing = draw_label(Label(code=code, lines=(code, "LGAD sensor")), size)
    assert [found.text for found in zxingcpp.read_barcodes(_printed(drawing, size))] == [code]
    assert f">{code}</text>" in drawing


def test_text_cannot_break_out_of_the_drawing() -> None:
    drawing = draw_label(Label(code="X", lines=("<script>", "a & b")), LabelSize())
    assert "&lt;script&gt;" in drawing
    assert "a &amp; b" in drawing


def test_text_cannot_command_the_printer() -> None:
    job = zpl_label(Label(code="A^XZ~JA", lines=("A^XZ",)), LabelSize()).decode()
    assert job.count("^XZ") == 1
    assert "~JA" not in job
    assert "_5EXZ_7EJA" in job


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_everything_is_within_the_label(dpi: int) -> None:
    size = LabelSize(width=30, height=10)
    job = zpl_label(Label(code="20WS1000100101", lines=("20WS1000100101", "LGAD sensor", "W7")), size, dpi=dpi).decode()
    width, height = round(30 * dpi / 25.4), round(10 * dpi / 25.4)
    assert f"^PW{width}^LL{height}" in job
    texts = re.findall(r"\^FO(\d+),(\d+)\^A0N,(\d+)\^FH\^FD(.*?)\^FS", job)
    assert len(texts) == 3
    for x, y, letters, text in texts:
        assert int(y) + int(letters) <= height
        assert int(x) + int(letters) * 0.62 * len(text) <= width + 1


@pytest.mark.parametrize(("text", "size"), [("40x15", (40, 15)), (" 25.4 x 10 mm ", (25.4, 10)), ("30×12", (30, 12))])
def test_sizes_are_read(text: str, size: tuple[float, float]) -> None:
    assert parse_label_size(text) == LabelSize(width=size[0], height=size[1])


@pytest.mark.parametrize("text", ["", "40", "0x10", "-3x4", "a x b", "40x15x2"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="expected width x height in mm"):
        parse_label_size(text)


def test_a_label_too_small_for_its_code_is_refused() -> None:
    with pytest.raises(InputError, match="at least 14x7 mm"):
        draw_label(Label(code="20WS1000100101", lines=()), LabelSize(width=6, height=6))
