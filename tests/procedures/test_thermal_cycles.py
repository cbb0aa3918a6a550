"""Thermal cycles on a simulated chamber behind its wire: what was asked for is done, and every end goes to room temperature."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from qcstation.model.errors import InputError, InstrumentError, InterlockViolated, RunAborted
from qcstation.model.estimates import Estimate, Refusal
from qcstation.model.verdicts import Verdict
from qcstation.procedures.hgtd.thermal_cycles import ThermalCycles
from qcstation.simulation import BenchSpec, DeviceSpec, FaultKind, InstrumentSpec, Wiring
from tests.instruments.on_twin import TwinBench
from tests.procedures.twin_run import TwinRun, acquired, judged

QUICK: dict[str, Any] = {"interval": "60 s", "dwell": "10 min", "ramp": "5 K/min", "settle": "1 s"}


@pytest.fixture
def bench() -> Iterator[TwinBench]:
    spec = BenchSpec(
        instruments={
            "chamber": InstrumentSpec(model="cts.chamber"),
            "climate": InstrumentSpec(model="generic.climate"),
            "bias": InstrumentSpec(model="keithley.2410"),
        },
        wiring=Wiring(bias="bias", terminals="rear"),
        device=DeviceSpec(seed=4),
    )
    with TwinBench(spec) as bench:
        yield bench


def instruments(bench: TwinBench, *, bias: bool = False) -> dict[str, Any]:
    connected = {
        "chamber": bench.connect("chamber", link={"command_interval": 0.0}),
        "climate": bench.connect("climate"),
    }
    if bias:
        connected["bias"] = bench.connect("bias", terminals="rear")
    return connected


def end_of_run(bench: TwinBench) -> None:
    assert bench.supervisor.stack.unwind("end of run") == ()


def heads_for_room(bench: TwinBench) -> bool:
    state = bench.state("chamber")
    return bool(state["running"]) and state["target"] == 20.0


def test_two_cycles_are_done_as_asked(bench: TwinBench) -> None:
    run = TwinRun(bench)
    raw = acquired(ThermalCycles, run, instruments(bench), cycles=2, check_leakage=False, **QUICK)
    plateaus = raw["plateaus"]
    assert plateaus["cycle"].tolist() == [1, 1, 2, 2]
    assert plateaus["target"].tolist() == [-40, 40, -40, 40]
    assert (plateaus["end"] - plateaus["begin"] >= 600 - 1e-6).all()
    found = judged(ThermalCycles, raw)
    verdicts = {name: judgement.verdict for (name, _), judgement in found.items()}
    assert verdicts.pop("cycles_completed") is Verdict.FAIL, "two cycles are not ten"
    assert {verdicts[name] for name in ("shortest_dwell", "largest_deviation", "steepest_ramp", "dew_point_margin")} == {
        Verdict.PASS
    }
    final = found["final_temperature", ""].result.finding
    assert isinstance(final, Estimate)
    assert abs(final.value - 20.0) <= 2.0
    assert "the door may be opened" in run.messages[-1]
    assert not run.warnings
    end_of_run(bench)
    assert heads_for_room(bench)


def test_the_plan_foretells_the_time(bench: TwinBench) -> None:
    settings = ThermalCycles.Settings.model_validate({"cycles": 2, "check_leakage": False, **QUICK})
    raw = acquired(ThermalCycles, TwinRun(bench), instruments(bench), cycles=2, check_leakage=False, **QUICK)
    planned = ThermalCycles.plan(settings).duration
    assert planned == pytest.approx(float(raw["thermal_log"]["elapsed"][-1]), rel=0.2)


def test_the_set_point_ramps_and_never_jumps(bench: TwinBench) -> None:
    raw = acquired(ThermalCycles, TwinRun(bench), instruments(bench), cycles=1, check_leakage=False, **QUICK)
    log = raw["thermal_log"]
    steps = np.abs(np.diff(log["target"]))[1:]
    assert steps.max() <= 5.0 * (60.0 + 5.0) / 60.0 + 0.1, "5 K/min, read each minute; a chamber takes tenths of a degree"


def test_the_current_is_measured_before_at_each_plateau_and_after_and_bias_is_on_for_that_alone(bench: TwinBench) -> None:
    raw = acquired(ThermalCycles, TwinRun(bench), instruments(bench, bias=True), cycles=1, **QUICK)
    found = judged(ThermalCycles, raw)
    channels = [channel for name, channel in found if name == "leakage_current"]
    assert channels == ["20 degC, before", "-40 degC, cycle 1", "40 degC, cycle 1", "20 degC, after"]
    currents = np.abs(raw["leakage"]["current"])
    assert currents[1] < currents[0] < currents[2], "a warm sensor draws more"
    change = found["leakage_change", ""].result.finding
    assert isinstance(change, Estimate)
    assert change.value == pytest.approx(1.0, abs=0.1), "the simulated sensor does not age"
    assert bench.voltage() == 0.0
    end_of_run(bench)


@pytest.mark.parametrize("stop_at", [1, 12, 45])
def test_an_abort_sends_the_chamber_to_room_temperature_and_keeps_the_door_closed(bench: TwinBench, stop_at: int) -> None:
    run = TwinRun(bench, stop_at=stop_at)
    with pytest.raises(RunAborted):
        acquired(ThermalCycles, run, instruments(bench), cycles=2, check_leakage=False, **QUICK)
    end_of_run(bench)
    assert heads_for_room(bench)
    assert "keep its door closed" in run.warnings[-1]
    assert not any("may be opened" in message for message in run.messages)
    bench.clock.sleep(3600.0)
    assert bench.state("chamber")["temperature"] == pytest.approx(20.0, abs=0.1)


def test_an_abort_under_bias_makes_the_bias_safe_too(bench: TwinBench) -> None:
    connected = instruments(bench, bias=True)
    bench.supervisor.stop_at = 3
    run = TwinRun(bench)
    with pytest.raises(RunAborted):
        acquired(ThermalCycles, run, connected, cycles=1, **QUICK)
    end_of_run(bench)
    assert bench.voltage() == 0.0
    assert heads_for_room(bench)


def test_damp_air_stops_the_run_before_dew_falls(bench: TwinBench) -> None:
    bench.control.set_environment(humidity=60.0)
    connected = instruments(bench)
    run = TwinRun(bench)
    original = connected["climate"].measure
    # Closed chambers do not dry their air: the dew point stays while the temperature falls.
    dew_point = original().dew_point

    def measure() -> Any:
        reading = original()
        return type(reading)(temperature=reading.temperature, humidity=100.0, dew_point=dew_point)

    connected["climate"].measure = measure
    with pytest.raises(InterlockViolated, match=r"dew point .* dry the chamber's air"):
        acquired(ThermalCycles, run, connected, cycles=1, check_leakage=False, **QUICK)
    coldest = run.raw()["thermal_log"]["temperature"].min()
    assert dew_point - 3.0 < coldest < dew_point + 7.0, "it stopped near the dew point, one reading late at most"
    end_of_run(bench)
    assert heads_for_room(bench)


def test_a_chamber_that_does_not_get_there_is_named(bench: TwinBench) -> None:
    bench.inject(FaultKind.DRIFTING_TEMPERATURE, "chamber", rate=0.3)
    with pytest.raises(InstrumentError, match=r"chamber: is at .* expected -40 degC within"):
        acquired(ThermalCycles, TwinRun(bench), instruments(bench), cycles=1, check_leakage=False, patience="5 min", **QUICK)
    end_of_run(bench)
    assert heads_for_room(bench)


def test_without_a_supervisor_the_chamber_is_not_driven(bench: TwinBench) -> None:
    chamber = bench.connect("chamber", supervised=False, link={"command_interval": 0.0})
    with pytest.raises(InstrumentError, match="only with a supervisor"):
        chamber.return_at_end(20.0)


def test_no_log_is_a_refusal_of_everything() -> None:
    results = ThermalCycles.analyse(TwinRun().raw(), ThermalCycles.Parameters())
    assert all(isinstance(result.finding, Refusal) for result in results)
    assert "cycles_completed" in {result.name for result in results}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"low": "30 degC"}, "must rise"),
        ({"cycles": 0}, "1 to 1000"),
        ({"ramp": "0 K/min"}, "ramp"),
        ({"ramp": "3 K"}, "ramp"),
        ({"dwell": "1 s"}, "at least the interval"),
    ],
)
def test_settings_without_sense_are_refused(given: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        ThermalCycles.Settings.parsed(given)
