"""The decoder of LeCroy waveforms: real files, both byte orders, and every way in which bytes can be wrong."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcstation.instruments.teledyne.wavedesc import WaveformFormatError, decode, describe, find_descriptor
from tests.instruments.teledyne.waveforms import waveform

CODES = np.arange(-6, 6).reshape(3, 4) * 256
TRIGGERS = [(0.0, -5.0e-9), (1e-3, -5.01e-9), (2.5e-3, -4.99e-9)]


def real(shared_data: Path, name: str) -> bytes:
    return (shared_data / "hgtd" / "lecroy_trc" / name).read_bytes()


def test_a_real_sequence(shared_data: Path) -> None:
    data = real(shared_data, "pulse_sequence.trc")
    description = describe(data[find_descriptor(data) :])
    assert description.vertical_gain == pytest.approx(1.2499500e-4, rel=1e-7)
    assert description.vertical_offset == -1.0
    assert (description.trigtime_array, description.instrument_name) == (320, "LECROYWR64Xi-A")
    frames = decode(data, "C1")
    assert frames.samples.shape == (20, 502)
    assert frames.interval == pytest.approx(1e-9)
    assert frames.nominal_bits == 8
    assert (frames.lowest, frames.highest) == (-32001, 31745)
    assert (np.diff(frames.trigger_times) > 0).all()
    assert (np.abs(frames.trigger_offsets + 364e-9) < 2e-9).all()
    assert not frames.saturated().any()
    assert frames.volts().min() == pytest.approx(-19456 * 1.24995e-4 + 1.0)
    assert datetime.fromtimestamp(frames.started or 0.0, UTC).isoformat().startswith("2022-11-09T09:26:40")


def test_a_real_single_sweep_of_a_12_bit_instrument(shared_data: Path) -> None:
    frames = decode(real(shared_data, "issue_1.trc"))
    assert frames.samples.shape == (1, 100_002)
    assert [frames.gain, frames.offset] == pytest.approx([8.719310e-7, 0.33], rel=1e-6)
    assert frames.trigger_offsets == pytest.approx([-1.0000682e-3])


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("words", [True, False])
@pytest.mark.parametrize("prefix", [b"", b"#9000000500", b"C1:WF ALL,#9000000500"])
def test_both_byte_orders_and_widths(order: str, words: bool, prefix: bytes) -> None:
    codes = CODES if words else CODES // 256
    frames = decode(waveform(codes, order=order, words=words, triggers=TRIGGERS, prefix=prefix, user_text=b"beta run 7"), "C2")
    assert frames.channel == "C2"
    assert frames.samples.dtype == np.dtype("i2" if words else "i1"), "native, whatever the wire's order"
    assert (frames.samples == codes).all()
    assert frames.volts() == pytest.approx(codes * 1.25e-4 + 0.5)
    assert frames.trigger_times == pytest.approx([0.0, 1e-3, 2.5e-3])
    assert frames.times(1) == pytest.approx(-5.01e-9 + 25e-12 * np.arange(4))


def test_samples_in_the_computers_order_are_not_copied() -> None:
    data = bytearray(waveform(CODES, triggers=TRIGGERS))
    frames = decode(data)
    assert np.shares_memory(frames.samples, np.frombuffer(data, dtype=np.uint8))


def test_clipped_segments() -> None:
    codes = np.zeros((4, 3), dtype=int)
    codes[0, 1], codes[1, 2], codes[2, 0], codes[3, 0] = 31744, 32000, -32001, -32256
    assert decode(waveform(codes, triggers=[(0, 0)] * 4)).saturated().tolist() == [False, True, False, True]


def test_a_date_that_is_none_is_left_out() -> None:
    assert decode(waveform(CODES[:1], year=0)).started is None


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "begins with WAVEDESC"),
        (b"WARNING : CURRENT REMOTE CONTROL INTERFACE IS TCPIP", "begins with WAVEDESC"),
        (b"x" * 200 + waveform(CODES), "begins with WAVEDESC"),
        (waveform(CODES, triggers=TRIGGERS)[:300], "descriptor truncated: 300 of 346"),
        (waveform(CODES, triggers=TRIGGERS)[:-1], "waveform truncated: 417 of 418"),
        (waveform(CODES, triggers=TRIGGERS, template=b"LECROY_1_0"), "expected the template LECROY_2_3, found 'LECROY_1_0'"),
        (waveform(CODES), "3 segments but no trigger times"),
        (waveform(CODES, triggers=TRIGGERS[:2]), "32 bytes of trigger times for 3 segments"),
        (waveform(CODES, triggers=TRIGGERS, segments=5), "do not divide into 5 segments"),
        (waveform(CODES, triggers=TRIGGERS, comm_type=2), "COMM_TYPE 2"),
        (waveform(CODES, triggers=TRIGGERS, wave_array_2=24), "two arrays"),
        (waveform(CODES, triggers=TRIGGERS, wave_array_1=0), "holds no samples"),
        (waveform(CODES, triggers=TRIGGERS, wave_array_1=-24), "wave_array_1 is -24"),
        (waveform(CODES, triggers=TRIGGERS, descriptor=40), "it has 40 bytes"),
        (waveform(CODES, triggers=TRIGGERS, gain=float("nan")), "vertical_gain is nan"),
        (waveform(CODES, triggers=TRIGGERS, interval=0.0), "horizontal_interval is 0"),
        (waveform(CODES, triggers=[(0, 0), (float("inf"), 0), (0, 0)]), "trigger time is not a number"),
        (waveform(CODES, triggers=TRIGGERS, record_type=2), "a record of type 2"),
    ],
)
def test_what_is_wrong_is_said(data: bytes, message: str) -> None:
    with pytest.raises(WaveformFormatError, match=message):
        decode(data)


def test_a_byte_order_that_is_none_is_refused() -> None:
    data = bytearray(waveform(CODES, triggers=TRIGGERS))
    data[34:36] = b"\x07\x07"
    with pytest.raises(WaveformFormatError, match="expected 0 or 1 as byte order"):
        decode(data)


@given(st.data())
@settings(max_examples=200)
def test_damaged_bytes_are_refused_or_decoded_and_never_crash(data: st.DataObject) -> None:
    whole = bytearray(waveform(CODES, order=data.draw(st.sampled_from("<>")), triggers=TRIGGERS))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = whole[: data.draw(st.integers(0, len(whole)))]
    try:
        frames = decode(cut)
    except WaveformFormatError:
        return
    assert frames.samples.nbytes <= len(cut)
    assert len(frames.trigger_times) == len(frames.samples)
