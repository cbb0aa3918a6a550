"""Thresholds and time converters of a simulated module behind its wire: truth comes back, bad pixels are named."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qcstation.exchange import read_file
from qcstation.instruments.pixel_readout import PixelReadout
from qcstation.model.errors import IdentityError, InputError, InstrumentError
from qcstation.model.estimates import Estimate, Refusal
from qcstation.model.raw import RawData
from qcstation.model.verdicts import Verdict
from qcstation.procedures.hgtd.module_thresholds import ModuleThresholds
from qcstation.procedures.hgtd.tdc_calibration import TdcCalibration
from qcstation.simulation import BenchSpec, InstrumentSpec, Wiring
from tests.instruments.on_twin import TwinBench
from tests.procedures.twin_run import TwinRun, acquired, judged


def module_bench(**options: Any) -> TwinBench:
    instruments = {
        "readout": InstrumentSpec(model="simulated.altiroc", options=options),
        "climate": InstrumentSpec(model="generic.climate"),
    }
    return TwinBench(BenchSpec(instruments=instruments, wiring=Wiring()))


@pytest.fixture(scope="module")
def bench() -> Iterator[TwinBench]:
    with module_bench(seed=9, dead=2, noisy=1, outlying=2) as bench:
        yield bench


@pytest.fixture(scope="module")
def readout(bench: TwinBench) -> PixelReadout:
    found: PixelReadout = bench.connect("readout")
    return found


@pytest.fixture(scope="module")
def truth(bench: TwinBench) -> list[dict[str, np.ndarray]]:
    chips = bench.control.truth("readout")["chips"]
    return [{name: np.array(values) for name, values in chip.items()} for chip in chips]


@pytest.fixture(scope="module")
def scanned(bench: TwinBench, readout: PixelReadout) -> RawData:
    return acquired(ModuleThresholds, TwinRun(bench), {"readout": readout})


@pytest.fixture(scope="module")
def calibrated(bench: TwinBench, readout: PixelReadout) -> RawData:
    return acquired(TdcCalibration, TwinRun(bench), {"readout": readout})


def names(truth: list[dict[str, np.ndarray]], kind: str) -> set[str]:
    return {
        f"chip {chip} row {pixel // 15} column {pixel % 15}"
        for chip, found in enumerate(truth)
        for pixel in np.flatnonzero(found[kind]).tolist()
    }


def test_bad_pixels_are_named_each_with_its_reason(scanned: RawData, truth: list[dict[str, np.ndarray]]) -> None:
    found = judged(ModuleThresholds, scanned)
    bad = {channel: judgement.result.finding for (name, channel), judgement in found.items() if name == "bad_pixel"}
    dead = {name for name, finding in bad.items() if isinstance(finding, Refusal) and finding.reason.startswith("dead")}
    noisy = {name for name, finding in bad.items() if isinstance(finding, Refusal) and finding.reason.startswith("noisy")}
    outlying = {name for name, finding in bad.items() if isinstance(finding, Estimate) and "median" in finding.note}
    assert dead == names(truth, "dead")
    assert noisy == names(truth, "noisy")
    # One chip in a hundred shows another one by chance; two more on two chips would be one case in ten thousand.
    assert outlying >= names(truth, "outlying")
    assert len(outlying - names(truth, "outlying")) <= 2
    assert found["dead_pixels", ""].verdict is Verdict.FAIL, "four of at most two"
    assert found["outlying_pixels", ""].verdict is Verdict.PASS
    for chip in ("chip 0", "chip 1"):
        median = found["threshold_median", chip].result.finding
        assert isinstance(median, Estimate)
        assert median.uncertainty is not None
        assert abs(median.value - 12.0) < 4 * median.uncertainty


def test_thresholds_of_all_good_pixels_are_the_true_ones(scanned: RawData, truth: list[dict[str, np.ndarray]]) -> None:
    for chip, true in enumerate(truth):
        table = scanned[f"thresholds_{chip}"]
        good = ~(true["dead"] | true["noisy"])
        assert np.isfinite(table["threshold"]).tolist() == good.tolist()
        # 200 pulses a step: about 0.045 steps each.
        assert np.abs(table["threshold"] - true["threshold"])[good].max() < 0.25
        assert np.median(table["noise"][good]) == pytest.approx(0.7, rel=0.05)


def _cell(value: float) -> str:
    return "" if np.isnan(value) else repr(value)


def test_a_file_of_the_same_thresholds_is_judged_the_same(scanned: RawData, tmp_path: Path) -> None:
    lines = ["chip,row,column,threshold,noise"]
    for chip in (0, 1):
        table = scanned[f"thresholds_{chip}"]
        cells = zip(*(table[name].tolist() for name in ("row", "column", "threshold", "noise")), strict=True)
        lines += [f"{chip},{r:.0f},{c:.0f},{_cell(t)},{_cell(n)}" for r, c, t, n in cells]
    path = tmp_path / "thresholds.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    direct, imported = judged(ModuleThresholds, scanned), judged(ModuleThresholds, read_file(path).raw)
    for name in ("pixels_read", "outlying_pixels"):
        assert imported[name, ""].result == direct[name, ""].result
    dead = imported["dead_pixels", ""].result.finding
    assert isinstance(dead, Estimate)
    assert dead.value == 6, "a file does not tell dead from noisy: neither has a threshold"
    for name in ("chip 0", "chip 1"):
        assert imported["threshold_median", name].result == direct["threshold_median", name].result


def test_a_chip_that_is_not_read_is_no_pass() -> None:
    found = judged(ModuleThresholds, TwinRun().raw())
    assert {judgement.verdict for judgement in found.values() if judgement.counts} == {Verdict.INCONCLUSIVE}


def test_steps_come_back_with_pulls_of_width_one(calibrated: RawData, truth: list[dict[str, np.ndarray]]) -> None:
    found = judged(TdcCalibration, calibrated)
    pulls = []
    for chip, true in enumerate(truth):
        for pixel, step in enumerate(true["step"].tolist()):
            finding = found["tdc_step", f"chip {chip} row {pixel // 15} column {pixel % 15}"].result.finding
            bad = true["dead"][pixel] or true["noisy"][pixel]
            assert isinstance(finding, Refusal if bad else Estimate)
            if isinstance(finding, Estimate) and finding.uncertainty:
                pulls.append((finding.value - step) / finding.uncertainty)
    # 444 pixels: mean and width within four standard errors, the width's widened by rounding to steps.
    assert abs(np.mean(pulls)) < 4 / np.sqrt(len(pulls))
    assert np.std(pulls) == pytest.approx(1.0, abs=0.18)


def test_time_walk_is_taken_out_and_the_residual_is_flat(calibrated: RawData) -> None:
    found = judged(TdcCalibration, calibrated)
    values = {name: judgement.result.finding for (name, channel), judgement in found.items() if not channel}
    residual, reach, flat = (values[name] for name in ("time_walk_residual_median", "time_walk_range", "residual_unevenness"))
    assert isinstance(residual, Estimate)
    assert isinstance(reach, Estimate)
    assert isinstance(flat, Estimate)
    assert 130e-12 < reach.value < 300e-12, "500 ps at threshold, from 12 in 20 to 12 in 60 steps of the pulser"
    # Jitter of 9 to 25 ps over the amplitudes, and the rounding of 20 ps steps.
    assert 12e-12 < residual.value < 22e-12
    assert flat.value < 2e-12
    assert found["residual_unevenness", ""].verdict is Verdict.PASS
    assert found["pixels_without_step", ""].verdict is Verdict.FAIL, "six of at most four are dead or noisy"
    assert found["steps_outside", ""].verdict is Verdict.PASS


def test_a_chip_with_odd_steps_is_outside() -> None:
    with module_bench(seed=3, step=23e-12, dead=0, noisy=0, outlying=0) as bench:
        raw = acquired(TdcCalibration, TwinRun(bench), {"readout": bench.connect("readout")}, pulses=40, delay_step="100 ps")
    found = judged(TdcCalibration, raw)
    assert found["tdc_step_median", ""].verdict is Verdict.FAIL
    assert found["steps_outside", ""].verdict is Verdict.FAIL
    assert found["pixels_without_step", ""].verdict is Verdict.PASS


def test_without_a_charge_scan_the_walk_is_refused(calibrated: RawData) -> None:
    tables = {name: table for name, table in calibrated.tables.items() if name == "delay_scan"}
    arrays = {name: array for name, array in calibrated.arrays.items() if not name.startswith("time_walk")}
    found = judged(TdcCalibration, RawData(tables, arrays=arrays))
    assert found["tdc_step_median", ""].verdict is Verdict.PASS
    assert found["pixels_without_walk", ""].verdict is Verdict.INCONCLUSIVE
    nothing = judged(TdcCalibration, RawData({}))
    assert {judgement.verdict for judgement in nothing.values() if judgement.counts} == {Verdict.INCONCLUSIVE}


def test_the_driver_refuses_what_the_readout_cannot(bench: TwinBench, readout: PixelReadout) -> None:
    with pytest.raises(InputError, match="0 to 63"):
        readout.set_pulse(amplitude=64, delay=0.0)
    with pytest.raises(InstrumentError, match="does not take the test pulse"):
        readout.set_pulse(amplitude=3, delay=1.0)
    with pytest.raises(InputError, match="1 to 10000 pulses"):
        readout.count(0, 0)
    with pytest.raises(InstrumentError, match="chips are 0 to 1"):
        readout.take(2, 10)
    assert bench.connect("climate")
    with pytest.raises(IdentityError, match="a real read-out needs a driver of its own"):
        type(readout)("readout", bench.connect("climate").link).identify()


@pytest.mark.parametrize(
    ("kind", "given", "message"),
    [
        (ModuleThresholds, {"first": 30}, "below last"),
        (ModuleThresholds, {"step": 0}, "step"),
        (ModuleThresholds, {"pulses": 5}, "10 to 10000"),
        (TdcCalibration, {"delay_step": "1 ns"}, "at most a quarter"),
        (TdcCalibration, {"delay_step": "1 fs"}, "more than 1000 delays"),
        (TdcCalibration, {"walk_first": 60}, "walk_first"),
        (TdcCalibration, {"pulses": 0}, "1 to 1000"),
    ],
)
def test_settings_without_sense_are_refused(kind: type[Any], given: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        kind.Settings.parsed(given)
