"""LeCroy `.trc` files become arrays of codes; damaged ones are refused by name."""

from pathlib import Path

import numpy as np
import pytest

from qcstation.exchange import all_formats, read_file, recognise
from qcstation.model.errors import ImportFormatError
from qcstation.model.frames import frames_from_raw
from tests.instruments.teledyne.waveforms import waveform

CODES = np.arange(-6, 6).reshape(3, 4) * 256
TRIGGERS = [(0.0, -5.0e-9), (1e-3, -5.01e-9), (2.5e-3, -4.99e-9)]


def written(folder: Path, content: bytes) -> Path:
    path = folder / "C1.trc"
    path.write_bytes(content)
    return path


def test_a_real_sequence_keeps_its_codes_and_its_calibration(shared_data: Path) -> None:
    path = shared_data / "hgtd" / "lecroy_trc" / "pulse_sequence.trc"
    data = read_file(path)
    assert (data.format, data.procedure, recognise(path)) == ("lecroy-trc", "hgtd.waveforms", "lecroy-trc")
    array = data.raw.arrays["waveforms"]
    assert (array.values.shape, array.layout.dtype) == ((20, 502), "int16")
    assert array.layout.attributes["gain"] == pytest.approx(1.2499500e-4, rel=1e-7)
    assert array.layout.attributes["offset"] == 1.0, "V = gain * code + offset; the file's own offset is subtracted"
    assert data.metadata["instrument"] == "LECROYWR64Xi-A 50699"
    assert len(data.raw["waveforms_segments"]) == 20
    frames = frames_from_raw(data.raw, "waveforms")
    assert (frames.channel, frames.nominal_bits, frames.started) == ("C2", 8, data.started)


def test_what_is_read_back_from_a_run_is_what_the_file_held(tmp_path: Path) -> None:
    data = read_file(written(tmp_path, waveform(CODES, order=">", triggers=TRIGGERS, prefix=b"#9000000418")))
    frames = frames_from_raw(data.raw, "waveforms")
    assert (frames.samples == CODES).all()
    assert frames.trigger_times == pytest.approx([0.0, 1e-3, 2.5e-3])
    assert frames.volts() == pytest.approx(CODES * 1.25e-4 + 0.5)
    assert (frames.lowest, frames.highest) == (-32001, 31745)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (waveform(CODES, triggers=TRIGGERS)[:-5], "waveform truncated: 413 of 418 bytes"),
        (waveform(CODES, triggers=TRIGGERS)[:200], "descriptor truncated"),
        (waveform(CODES, triggers=TRIGGERS, record_type=2), "a record of type 2"),
        (waveform(CODES, triggers=TRIGGERS, template=b"LECROY_1_0"), "expected the template"),
    ],
)
def test_a_damaged_file_is_refused_by_name(tmp_path: Path, content: bytes, message: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(ImportFormatError, match=message) as caught:
        read_file(path)
    assert str(path) in str(caught.value)


def test_waveforms_are_of_no_other_procedure(tmp_path: Path) -> None:
    path = written(tmp_path, waveform(CODES, triggers=TRIGGERS))
    with pytest.raises(ImportFormatError, match=r"expected data of hgtd\.sensor-iv"):
        read_file(path, procedure="hgtd.sensor-iv")


def test_the_format_is_listed() -> None:
    assert "lecroy-trc" in [entry.name for entry in all_formats()]
