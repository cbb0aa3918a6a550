"""Results that all sweeps of sensors share: why there is no curve, how the sensor rested, how warm it was."""

import numpy as np

from qcstation.model.estimates import Estimate, Refusal, Result
from qcstation.model.raw import RawData
from qcstation.model.units import format_quantity


def missing_curve(raw: RawData, table: str) -> str:
    """Return why there is no `table` to analyse, from what the checks before the bias saw; empty if there is one."""
    if table in raw and len(raw[table]):
        return ""
    rest = f"{table}_rest_before"
    if rest in raw and len(raw[rest]):
        current, needed = abs(float(raw[rest]["current"][-1])), _needed(raw, rest)
        if not current <= needed:
            return (
                f"{format_quantity(current, 'A')} at 0 V, expected at most {format_quantity(needed, 'A')}: "
                "close the dark box, or let the sensor discharge"
            )
    contact = f"{table}_contact"
    if contact in raw and len(raw[contact]):
        column, unit = ("current", "A") if "current" in raw[contact] else ("capacitance", "F")
        found, needed = abs(float(raw[contact][column][-1])), _needed(raw, contact)
        return (
            f"no contact: {format_quantity(found, unit)}, expected at least {format_quantity(needed, unit)}; "
            "clean and lower the needles"
        )
    return "no curve was taken"


def refused(reason: str, units: dict[str, str]) -> list[Result]:
    """Return a refusal for each result of `units` (name to unit), all because of `reason`."""
    return [Result(name, Refusal(unit=unit, reason=reason)) for name, unit in units.items()]


def residual_current(raw: RawData, table: str) -> list[Result]:
    """Return the current (A) at 0 V after the sweep, if it was looked at."""
    rest = f"{table}_rest_after"
    if rest not in raw or not len(raw[rest]):
        return []
    return [Result("residual_current", Estimate(value=abs(float(raw[rest]["current"][-1])), unit="A", method="at 0 V, after"))]


def mean_temperature(raw: RawData, table: str) -> list[Result]:
    """Return the mean temperature (degC) over a curve, if it was recorded; its uncertainty is the readings' scatter."""
    if "temperature" not in raw[table]:
        return []
    readings = raw[table]["temperature"]
    readings = readings[np.isfinite(readings)]
    if not readings.size:
        return []
    return [Result("temperature", Estimate(value=float(readings.mean()), unit="degC", uncertainty=float(readings.std())))]


def _needed(raw: RawData, table: str) -> float:
    return float(raw[table].layout.attributes["needed"])
