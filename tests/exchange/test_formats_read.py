"""Each format's reader against files written as its program writes them."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from qcstation.exchange import ImportedData, read_file, recognise
from qcstation.model.errors import ImportFormatError
from tests.exchange import samples
from tests.exchange.conftest import Write

ALL = {
    "ihep_iv": ("ihep-ime", "hgtd.sensor-iv"),
    "ihep_cv": ("ihep-ime", "hgtd.sensor-cv"),
    "labview_iv": ("labview-text", "hgtd.sensor-iv"),
    "labview_cv": ("labview-text", "hgtd.sensor-cv"),
    "hephy_iv": ("hephy-diode", "hgtd.sensor-iv"),
    "hephy_cv": ("hephy-diode", "hgtd.sensor-cv"),
}


def _note(data: ImportedData, word: str) -> str:
    found = [note for note in data.notes if word in note]
    assert len(found) == 1, data.notes
    return found[0]


@pytest.mark.parametrize(("sample", "expected"), ALL.items())
def test_recognised_with_procedure_and_provenance(sample: str, expected: tuple[str, str], write: Write) -> None:
    content = getattr(samples, sample)()
    path = write(content)
    data = read_file(path)
    assert (data.format, data.procedure) == expected
    assert recognise(path) == expected[0]
    assert data.path == path
    assert data.sha256 == hashlib.sha256(content).hexdigest()
    assert data.modified == path.stat().st_mtime
    assert set(data.setting_units) == set(data.settings)


@pytest.mark.parametrize("sample", [name for name in ALL if name.endswith("iv")])
def test_iv_table_has_our_columns_in_our_units(sample: str, write: Write) -> None:
    iv = read_file(write(getattr(samples, sample)())).raw["iv"]
    assert list(iv.layout.columns.items())[:8] == [
        ("voltage", "V"),
        ("current", "A"),
        ("current_sd", "A"),
        ("total_current", "A"),
        ("temperature", "degC"),
        ("humidity", "%"),
        ("elapsed", "s"),
        ("in_compliance", "1"),
    ]
    np.testing.assert_allclose(iv["voltage"], samples.IV_VOLTAGE, rtol=1e-6)
    np.testing.assert_allclose(iv["current"], samples.IV_CURRENT, rtol=1e-6)
    np.testing.assert_allclose(iv["total_current"], 2 * samples.IV_CURRENT, rtol=1e-6)
    assert np.isnan(iv["current_sd"]).all()
    assert np.isnan(iv["in_compliance"]).all()


@pytest.mark.parametrize("sample", [name for name in ALL if name.endswith("cv")])
def test_cv_table_has_our_columns_and_marks_overloads(sample: str, write: Write) -> None:
    data = read_file(write(getattr(samples, sample)()))
    cv = data.raw["cv"]
    assert list(cv.layout.columns)[:9] == [
        "voltage", "capacitance", "capacitance_sd", "resistance", "status", "current", "temperature", "humidity", "elapsed",
    ]  # fmt: skip
    good = cv["status"] == 0
    np.testing.assert_allclose(cv["voltage"], samples.CV_VOLTAGE, rtol=1e-6)
    np.testing.assert_allclose(cv["capacitance"][good], samples.CV_CAPACITANCE[good], rtol=1e-6)
    overloads = {"ihep_cv": 1, "hephy_cv": 1, "labview_cv": 0}[sample]
    assert (~good).sum() == overloads
    assert (cv["capacitance"][~good] > 1e37).all()
    assert (cv["status"][~good] == 1).all()
    assert any("overload" in note for note in data.notes) == bool(overloads)


def test_ihep_capacitance_in_another_unit_is_converted(write: Write) -> None:
    cv = read_file(write(samples.ihep_cv("nF", 1e9))).raw["cv"]
    np.testing.assert_allclose(cv["capacitance"][1:], samples.CV_CAPACITANCE[1:], rtol=1e-9)


def test_labview_conductance_becomes_resistance(write: Write) -> None:
    data = read_file(write(samples.labview_cv()))
    np.testing.assert_allclose(data.raw["cv"]["resistance"], 5e5)
    assert data.raw["cv"].layout.attributes == {"frequency": 1e4, "level": 0.5}
    assert "40 pF" in _note(data, "open correction")


def test_hephy_times_climate_and_settings(write: Write) -> None:
    data = read_file(write(samples.hephy_iv()))
    iv = data.raw["iv"]
    assert data.started == 1629455368.0
    assert iv["elapsed"].tolist() == [float(k) for k in range(len(iv))]
    assert set(iv["temperature"]) == {20.0}
    assert set(iv["humidity"]) == {35.0}
    assert data.settings == {"start": 0.0, "stop": 50.0, "step": 5.0, "settle": 0.1, "compliance": 1e-6}
    assert data.metadata["sample"] == "Diode 7"


def test_hephy_continuous_measurement_is_a_table_of_its_own(write: Write) -> None:
    data = read_file(write(samples.hephy_iv()))
    assert len(data.raw["it"]) == 2
    assert set(data.raw["it"]["voltage"]) == {-50.0}
    assert "2 points" in _note(data, "continuous")


def test_hephy_without_electrometer_takes_the_sources_current(write: Write) -> None:
    data = read_file(write(samples.hephy_iv(electrometer=False)))
    np.testing.assert_allclose(data.raw["iv"]["current"], 2 * samples.IV_CURRENT, rtol=1e-6)
    assert _note(data, "no electrometer")


def test_hephy_without_source_reading_takes_the_voltage_that_was_set(write: Write) -> None:
    data = read_file(write(samples.hephy_cv()))
    assert data.raw["cv"]["voltage"].tolist() == samples.CV_VOLTAGE.tolist()
    assert data.started is None, "time stamps from the first point on are no date"
    assert _note(data, "that was set stands for it")


def test_hephy_curve_that_was_stopped_early_says_so(write: Write) -> None:
    data = read_file(write(samples.hephy_iv(samples.IV_VOLTAGE[:5], samples.IV_CURRENT[:5])))
    assert "at 20 V of reverse bias, before the 50 V" in _note(data, "ends at")


def test_positive_reverse_bias_is_turned_and_noted(write: Write) -> None:
    data = read_file(write(samples.hephy_iv(-samples.IV_VOLTAGE, -samples.IV_CURRENT)))
    np.testing.assert_allclose(data.raw["iv"]["voltage"], samples.IV_VOLTAGE)
    np.testing.assert_allclose(data.raw["iv"]["current"], samples.IV_CURRENT, rtol=1e-6)
    assert _note(data, "signs")


def test_sweep_through_zero_keeps_its_signs(write: Write) -> None:
    voltage = np.arange(5.0, -50.0, -5.0)
    content = samples.hephy_iv(voltage, 1e-9 * voltage).replace(b"voltage_begin[V]: +0", b"voltage_begin[V]: +5")
    data = read_file(write(content))
    np.testing.assert_allclose(data.raw["iv"]["voltage"], voltage)
    np.testing.assert_allclose(data.raw["iv"]["current"], 1e-9 * voltage)
    assert (data.settings["start"], data.settings["stop"]) == (-5.0, 50.0)


def test_electrometer_overflow_is_kept_as_not_taken_and_noted(write: Write) -> None:
    current = samples.IV_CURRENT.copy()
    current[-1] = 9.9e37
    data = read_file(write(samples.ihep_iv(current=current)))
    assert np.isnan(data.raw["iv"]["current"][-1])
    assert np.isfinite(data.raw["iv"]["current"][:-1]).all()
    assert "1 overflow reading(s) of current" in _note(data, "of current")


def test_sweep_up_and_down_keeps_the_order_and_says_so(write: Write) -> None:
    voltage = np.concatenate([samples.IV_VOLTAGE, samples.IV_VOLTAGE[::-1]])
    data = read_file(write(samples.ihep_iv(voltage, np.concatenate([samples.IV_CURRENT, samples.IV_CURRENT[::-1]]))))
    assert data.raw["iv"]["voltage"].tolist() == voltage.tolist()
    assert _note(data, "to and fro")


def test_noisy_measured_voltage_is_no_turn(write: Write) -> None:
    rng = np.random.default_rng(5)
    data = read_file(write(samples.ihep_iv(samples.IV_VOLTAGE - 1 + rng.normal(0, 0.01, 11))))
    assert data.notes == ()


def test_procedure_that_the_file_is_not_of_is_refused(write: Write) -> None:
    with pytest.raises(ImportFormatError, match=r"expected data of hgtd.sensor-cv, found data of hgtd.sensor-iv"):
        read_file(write(samples.ihep_iv()), procedure="hgtd.sensor-cv")


def test_latin_1_and_utf_16_are_decoded(write: Write, tmp_path: Path) -> None:
    text = samples.labview_iv().decode().replace(":tester\n\n", ":tester\nJürgen, 25 µm\n")
    for encoding in ("latin-1", "utf-16", "utf-8-sig"):
        data = read_file(write(text.encode(encoding), f"{encoding}.iv"))
        assert data.metadata["tester"] == "Jürgen, 25 µm"
        assert len(data.raw["iv"]) == 11
