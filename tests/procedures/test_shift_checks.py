"""LCR correction and golden device: what is done at the start of a shift."""

from pathlib import Path
from typing import Any

import pytest

from qcstation.model.estimates import Estimate, Refusal
from qcstation.model.limits import Specification
from qcstation.model.verdicts import Verdict, judge, overall
from qcstation.procedures.hgtd.golden_device import GoldenDevice
from qcstation.procedures.hgtd.lcr_correction import LcrCorrection
from qcstation.procedures.specifications import parameters_of, specification_of
from qcstation.simulation.devices import LgadSensor
from tests.procedures.stand import MemoryLcr, Stand, measure


def lifted() -> Stand:
    stand = Stand(LgadSensor.make("good", 1))
    stand.stray = 20e-15
    return stand


def test_the_correction_takes_the_cable_away_and_says_what_is_left() -> None:
    def with_cable(bench: dict[str, Any]) -> None:
        lcr: MemoryLcr = bench["lcr"]
        lcr.cable = 50e-12

    outcome = measure(LcrCorrection, lifted(), {"short": False}, prepared=with_cable)
    assert outcome.run.prompts == ["open"]
    assert outcome.finding("open_residual").value == pytest.approx(20e-15, rel=0.1)
    assert outcome.verdict is Verdict.PASS


def test_needles_that_were_not_lifted_are_noticed() -> None:
    outcome = measure(LcrCorrection, Stand(LgadSensor.make("good", 1)), {"short": False})
    assert outcome.verdict is Verdict.FAIL


def test_both_corrections_ask_the_operator_first() -> None:
    outcome = measure(LcrCorrection, lifted())
    assert outcome.run.prompts == ["open", "short"]
    # Nothing shorts the needles of this bench: the impedance left is that of 20 fF and 1 GOhm in parallel at 10 kHz.
    assert outcome.finding("short_residual").value == pytest.approx(6.2e8, rel=0.1)


def test_a_meter_that_reads_nothing_is_not_passed() -> None:
    def silent(bench: dict[str, Any]) -> None:
        lcr: MemoryLcr = bench["lcr"]
        lcr.overload_below = 1.0

    outcome = measure(LcrCorrection, lifted(), prepared=silent)
    assert isinstance(outcome.finding("open_residual"), Refusal)
    assert isinstance(outcome.finding("short_residual"), Refusal)
    assert outcome.verdict is Verdict.INCONCLUSIVE


def test_without_references_the_golden_device_decides_nothing() -> None:
    outcome = measure(GoldenDevice, Stand(LgadSensor.make("good", 4)))
    assert outcome.verdict is Verdict.INCONCLUSIVE
    assert "reference_leakage_current" in outcome.finding("leakage_current_ratio").reason
    assert isinstance(outcome.finding("leakage_current"), Estimate)


@pytest.mark.parametrize(
    ("temperature", "verdict"), [(21.0, Verdict.PASS), (15.0, Verdict.PASS)], ids=["as the reference", "on a cold morning"]
)
def test_the_golden_device_passes_on_a_bench_that_has_not_changed(temperature: float, verdict: Verdict, tmp_path: Path) -> None:
    reference = measure(GoldenDevice, Stand(LgadSensor.make("good", 4), seed=1))
    specification = specification_of(GoldenDevice, _overlay(tmp_path, reference))
    today = measure(GoldenDevice, Stand(LgadSensor.make("good", 4), seed=2, temperature=temperature))
    found = GoldenDevice.analyse(today.raw, _parameters(specification))
    judged = judge(found, specification)
    values = {result.name: result.finding for result in found}
    assert overall(judged) is verdict, [str(judgement) for judgement in judged]
    assert values["end_capacitance_ratio"].value == pytest.approx(1.0, abs=0.001)  # type: ignore[union-attr]
    assert values["leakage_current_ratio"].uncertainty is not None  # type: ignore[union-attr]


def test_a_cable_that_was_moved_fails_the_golden_device(tmp_path: Path) -> None:
    def moved(bench: dict[str, Any]) -> None:
        lcr: MemoryLcr = bench["lcr"]
        lcr.cable = 1e-12

    reference = measure(GoldenDevice, Stand(LgadSensor.make("good", 4), seed=1))
    specification = specification_of(GoldenDevice, _overlay(tmp_path, reference))
    today = measure(GoldenDevice, Stand(LgadSensor.make("good", 4), seed=2), prepared=moved)
    judged = {j.result.name: j for j in judge(GoldenDevice.analyse(today.raw, _parameters(specification)), specification)}
    assert judged["end_capacitance_ratio"].verdict is Verdict.FAIL
    assert judged["leakage_current_ratio"].verdict is Verdict.PASS


def test_the_golden_plan_holds_both_sweeps() -> None:
    plan = GoldenDevice.plan(GoldenDevice.Settings.model_validate({"iv_stop": "80 V", "cv_stop": "50 V"}))
    assert plan.envelope == (-80.0, 0.0)
    assert -50.0 in plan.set_points
    assert plan.duration is not None


def _overlay(folder: Path, reference: Any) -> Path:
    path = folder / "golden.toml"
    path.write_text(
        f"""
        [specification]
        version = "1-site"
        [parameters]
        reference_leakage_current = "{reference.finding("leakage_current").value} A"
        reference_gain_layer_voltage = "{reference.finding("gain_layer_voltage").value} V"
        reference_end_capacitance = "{reference.finding("end_capacitance").value} F"
        """
    )
    return path


def _parameters(specification: Specification) -> Any:
    return parameters_of(GoldenDevice, specification)
