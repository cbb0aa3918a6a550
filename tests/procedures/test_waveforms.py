"""Waveforms of one channel: settings without sense are refused; the analysis is a function of the record alone."""

import numpy as np
import pytest

from qcstation.model.errors import InputError
from qcstation.model.estimates import Estimate, Refusal
from qcstation.model.frames import Frames, frames_to_raw
from qcstation.model.raw import RawData
from qcstation.procedures.hgtd.waveforms import ARRAY, Waveforms


def recorded(codes: np.ndarray) -> RawData:
    frames = Frames(
        channel="C1",
        samples=codes.astype(np.int16),
        gain=-1e-4,
        offset=0.1,
        lowest=-32001,
        highest=31745,
        interval=5e-11,
        trigger_times=np.arange(len(codes), dtype=float),
        trigger_offsets=np.full(len(codes), -8e-9),
        nominal_bits=8,
    )
    array, table = frames_to_raw(ARRAY, frames)
    return RawData({table.layout.name: table}, arrays={array.layout.name: array})


def test_sizes_are_in_volts_whatever_the_gains_sign() -> None:
    codes = np.tile(np.array([100, -100] * 40), (5, 1))
    codes[:, 50] = 5000
    codes[3, 60] = 32000
    found = {result.name: result.finding for result in Waveforms.analyse(recorded(codes), Waveforms.Parameters())}
    values = {name: finding.value for name, finding in found.items() if isinstance(finding, Estimate)}
    assert values == pytest.approx({"segments": 5, "clipped_segments": 1, "noise": 0.01, "peak_to_peak": 0.51})


def test_no_waveforms_are_a_refusal() -> None:
    results = Waveforms.analyse(RawData({}), Waveforms.Parameters())
    assert [result.name for result in results] == ["segments", "clipped_segments", "noise", "peak_to_peak"]
    assert all(isinstance(result.finding, Refusal) for result in results)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"segments": 0}, r"segments \(0\) must be 1 to 100000"),
        ({"before": "30 ns"}, "must be within the duration"),
        ({"scale": "20 mA"}, "scale"),
    ],
)
def test_settings_without_sense_are_refused(given: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Waveforms.Settings.parsed(given)
