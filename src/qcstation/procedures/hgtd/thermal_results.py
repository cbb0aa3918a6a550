"""What the log of thermal cycles says: whether they were what was asked for, and whether the component stood them."""

from collections.abc import Iterator

import numpy as np

from qcstation.analysis.temperature import normalisation_factor
from qcstation.model.estimates import Censoring, Estimate, Finding, Refusal, Result
from qcstation.model.raw import RawData, RawTable
from qcstation.procedures.settings import Duration, ProcedureSettings

from .findings import refused

LOG, PLATEAUS, LEAKAGE = "thermal_log", "plateaus", "leakage"
_RESULTS = {
    "cycles_completed": "1",
    "low_plateau": "degC",
    "high_plateau": "degC",
    "shortest_dwell": "s",
    "largest_deviation": "K",
    "steepest_ramp": "K/s",
    "dew_point_margin": "K",
    "final_temperature": "degC",
}


class ThermalParameters(ProcedureSettings):
    """What a specification may set for the analysis."""

    slope_time: Duration = "60 s"
    """Ramps are slopes over at least this time: single readings of a chamber come in tenths of a degree."""


def analyse_cycles(raw: RawData, parameters: ThermalParameters) -> list[Result]:
    """Return the results of `_RESULTS`, then the change of the current and the current at each plateau where it was measured."""
    if LOG not in raw or not len(raw[LOG]):
        return refused("no cycle was begun", _RESULTS)
    log, plateaus = raw[LOG], raw.tables.get(PLATEAUS)
    results = _plateau_results(log, plateaus)
    margin = np.minimum(log["temperature"], log["air_temperature"]) - log["dew_point"]
    results += [
        Result("steepest_ramp", _steepest(log, parameters.slope_time)),
        Result("dew_point_margin", Estimate(value=float(margin.min()), unit="K", method="least of the run")),
        Result("final_temperature", Estimate(value=float(log["temperature"][-1]), unit="degC")),
    ]
    if LEAKAGE in raw and len(raw[LEAKAGE]):
        results += _leakage(raw[LEAKAGE])
    return results


def _plateau_results(log: RawTable, plateaus: RawTable | None) -> list[Result]:
    names = ("low_plateau", "high_plateau", "shortest_dwell", "largest_deviation")
    if plateaus is None or not len(plateaus):
        none = Result("cycles_completed", Estimate(value=0.0, unit="1"))
        return [none, *refused("no plateau was held to its end", {name: _RESULTS[name] for name in names})]
    target = plateaus["target"]
    kept = [log["temperature"][_within(log, *ends)] for ends in zip(plateaus["begin"], plateaus["end"], strict=True)]
    means = np.array([part.mean() for part in kept])
    deviation = max(float(np.abs(part - aim).max()) for part, aim in zip(kept, target, strict=True))
    low, high = target == target.min(), target == target.max()
    # A cycle is a low plateau and the high one after it.
    complete = min(int(low.sum()), int(high.sum())) if target.min() < target.max() else 0
    return [
        Result("cycles_completed", Estimate(value=float(complete), unit="1")),
        Result("low_plateau", Estimate(value=float(means[low].max()), unit="degC", method="mean of the warmest low plateau")),
        Result("high_plateau", _high(means, high, complete)),
        Result("shortest_dwell", Estimate(value=float((plateaus["end"] - plateaus["begin"]).min()), unit="s")),
        Result("largest_deviation", Estimate(value=deviation, unit="K", method="from the target, within the plateaus")),
    ]


def _within(log: RawTable, begin: float, end: float) -> slice:
    """The rows of a plateau: the one that found it reached, and all to its end."""
    first, last = np.searchsorted(log["elapsed"], [begin - 1e-6, end + 1e-6])
    return slice(int(first), int(max(last, first + 1)))


def _high(means: np.ndarray, high: np.ndarray, complete: int) -> Finding:
    if not complete:
        return Refusal(unit="degC", reason="no high plateau was held to its end")
    return Estimate(value=float(means[high].min()), unit="degC", method="mean of the coldest high plateau")


def _steepest(log: RawTable, over: float) -> Finding:
    elapsed, temperature = log["elapsed"], log["temperature"]
    # Each row against the first one that is `over` later.
    later = np.searchsorted(elapsed, elapsed + over - 1e-9)
    first = np.flatnonzero(later < len(elapsed))
    if not first.size:
        return Refusal(unit="K/s", reason=f"the log is shorter than {over:g} s")
    slope = np.abs(temperature[later[first]] - temperature[first]) / (elapsed[later[first]] - elapsed[first])
    return Estimate(value=float(slope.max()), unit="K/s", method=f"over {over:g} s")


def _leakage(table: RawTable) -> Iterator[Result]:
    """How the current at room temperature changed, then all currents; those at the first row's target are before or after."""
    cycle, target, current = table["cycle"], table["target"], np.abs(table["current"])
    at_room = np.flatnonzero(target == target[0])
    if at_room.size > 1:
        yield Result("leakage_change", _change(table, int(at_room[0]), int(at_room[-1])))
    for row in range(len(table)):
        censored = Censoring.ABOVE if table["in_compliance"][row] else None
        when = f"cycle {cycle[row]:.0f}" if row not in at_room else "before" if row == 0 else "after"
        finding = Estimate(value=current[row], unit="A", censored=censored)
        yield Result("leakage_current", finding, channel=f"{target[row]:g} degC, {when}")


def _change(table: RawTable, before: int, after: int) -> Finding:
    """The current after over that before, as at the temperature before."""
    current, temperature = np.abs(table["current"]), table["temperature"]
    if table["in_compliance"][before] or not current[before] > 0:
        return Refusal(unit="1", reason=f"the current before the cycles was {current[before]:g} A, or limited by the supply")
    factor = normalisation_factor(float(temperature[after]), float(temperature[before]))
    censored = Censoring.ABOVE if table["in_compliance"][after] else None
    method = "after over before, both at the temperature before (JINST 8 (2013) P10003)"
    return Estimate(value=float(current[after] / current[before]) * factor, unit="1", censored=censored, method=method)
