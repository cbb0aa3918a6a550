"""Tektronix curves and time stamps: every coding, and bytes that are none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from qcstation.instruments.tektronix.curve import CurveFormatError, Preamble, decode_curve, parse_timestamps, sign_shift

PREAMBLE = Preamble(
    width=2,
    order="LSB",
    coding="RI",
    points=4,
    x_increment=1e-10,
    x_zero=-2e-10,
    y_multiplier=1e-5,
    y_offset=0.0,
    y_zero=0.0,
)
CODES = np.array([[-32768, -1, 0, 32767], [256, 512, -256, -512]])


@pytest.mark.parametrize("order", ["MSB", "LSB"])
@pytest.mark.parametrize("coding", ["RI", "RP"])
@pytest.mark.parametrize("width", [1, 2])
def test_every_coding_gives_the_same_voltages(order: str, coding: str, width: int) -> None:
    preamble = replace(PREAMBLE, order=order, coding=coding, width=width)
    codes = CODES if width == 2 else CODES >> 8
    sent = codes + sign_shift(preamble)
    data = sent.astype(f"{'>' if order == 'MSB' else '<'}{'i' if coding == 'RI' else 'u'}{width}").tobytes()
    decoded = decode_curve(data, preamble)
    assert (decoded == codes).all()
    assert decoded.dtype == np.dtype(f"i{width}")
    assert decoded.dtype.isnative


@pytest.mark.parametrize(
    ("payload", "preamble", "message"),
    [
        (b"", PREAMBLE, "found 0 bytes"),
        (b"1234567", PREAMBLE, "frames of 4 samples of 2 bytes, found 7 bytes"),
        (b"12345678", replace(PREAMBLE, points=0), "frames of 0 samples"),
        (b"12345678", replace(PREAMBLE, width=4), "found 4 bytes, LSB, RI"),
        (b"12345678", replace(PREAMBLE, order="XSB"), "MSB or LSB"),
        (b"12345678", replace(PREAMBLE, coding="FP"), "RI or RP"),
    ],
)
def test_what_is_wrong_is_said(payload: bytes, preamble: Preamble, message: str) -> None:
    with pytest.raises(CurveFormatError, match=message):
        decode_curve(payload, preamble)


@given(payload=st.binary(max_size=64), width=st.integers(-1, 3), points=st.integers(-2, 9), coding=st.sampled_from(["RI", "RP"]))
def test_any_bytes_are_a_curve_or_a_format_error(payload: bytes, width: int, points: int, coding: str) -> None:
    preamble = replace(PREAMBLE, width=width, points=points, coding=coding)
    try:
        decoded = decode_curve(payload, preamble)
    except CurveFormatError:
        return
    assert decoded.nbytes == len(payload)
    assert decoded.shape[1] == points


def test_time_stamps_keep_their_picoseconds() -> None:
    text = '"19 Nov 2022 10:04:12.123 456 789 012","19 Nov 2022 10:04:12.123 456 789 513",20 nov 2022 00:00:00.5 '
    stamps = parse_timestamps(text.replace("00:00:00.5", "00:00:00.500"))
    assert stamps[1] - stamps[0] == 501
    assert stamps[2] % 10**12 == 500_000_000_000
    assert stamps[0] // 10**12 == 1668852252
    assert parse_timestamps("none") == ()
    with pytest.raises(CurveFormatError, match="expected a time stamp, found 31 Nov"):
        parse_timestamps("31 Nov 2022 10:04:12.123")
