"""What the curves of a sensor's pads say: each pad's breakdown and leakage, which pads are bad, averages and the gradient."""

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from qcstation.analysis import iv
from qcstation.analysis.bounded import average, bounded_of, fit_with_bounds
from qcstation.model.estimates import Censoring, Estimate, Finding, Refusal, Result
from qcstation.model.raw import RawData, RawTable
from qcstation.procedures.settings import Current, Fraction, ProcedureSettings, Temperature, TemperatureDifference, Voltage

from .findings import mean_temperature
from .pads import COLUMNS, PADS, ROWS, listed, place_of

Array = NDArray[np.float64]

_NO_CURVE = "no pad was measured"
_UNITS = {
    "breakdown_voltage_average": "V",
    "breakdown_voltage_lowest": "V",
    "breakdown_voltage_spread": "V",
    "breakdown_voltage_gradient": "V",
    "leakage_current": "A",
    "bad_pads": "1",
}


class MapParameters(ProcedureSettings):
    """What a specification may set for the analysis."""

    breakdown_current: Current = "500 nA"
    working_voltage: Voltage = "100 V"
    reference_temperature: Temperature = "20 degC"
    temperature_uncertainty: TemperatureDifference = "0.2 K"
    lowest_breakdown: Voltage = "120 V"
    """A pad that breaks down before is early."""
    highest_leakage: Current = "150 nA"
    """A pad that draws more at the working voltage is leaky."""
    open_fraction: Fraction = 0.05
    """A pad that draws less than this fraction of the median pad is open."""


class Pads(Struct, frozen=True, kw_only=True):
    """What each measured pad was found to have, by its number; currents (A) at the working voltage as measured."""

    breakdown: Mapping[int, Finding]
    leakage: Mapping[int, Finding]
    normalised: Mapping[int, Finding]
    open: frozenset[int]

    def kinds(self, parameters: MapParameters) -> dict[str, list[int]]:
        """Return the pads of each kind; `undecided` are those whose curve ends before it decides."""
        early, leaky, undecided = [], [], []
        for pad in self.breakdown.keys() - self.open:
            side = _against(self.breakdown[pad], -parameters.lowest_breakdown, sign=-1.0)
            high = _against(self.normalised[pad], parameters.highest_leakage, sign=1.0)
            early += [pad] * (side is True)
            leaky += [pad] * (high is True)
            undecided += [pad] * (None in (side, high) and True not in (side, high))
        return {"early": early, "leaky": leaky, "open": sorted(self.open), "undecided": undecided}


def map_results(raw: RawData, parameters: MapParameters) -> Sequence[Result]:
    """Return all results of a map: of the sensor first, then pad by pad, channel the pad's number."""
    ring = _guard_ring(raw, parameters)
    if "iv" not in raw or not len(raw["iv"]):
        return [*(Result(name, Refusal(unit=unit, reason=_NO_CURVE)) for name, unit in _UNITS.items()), *ring]
    pads = _pads_of(raw, parameters)
    kinds = pads.kinds(parameters)
    connected = [pad for pad in sorted(pads.breakdown) if pad not in pads.open]
    missing = PADS - len(pads.breakdown)
    return [
        *_breakdown(pads, connected, kinds),
        _total_leakage(pads, missing),
        *ring,
        *_bad_pads(kinds, missing),
        *mean_temperature(raw, "iv"),
        *(Result("pad_breakdown_voltage", pads.breakdown[pad], str(pad)) for pad in sorted(pads.breakdown)),
        *(Result("pad_leakage_current", pads.normalised[pad], str(pad)) for pad in sorted(pads.normalised)),
    ]


def pad_tables(table: RawTable) -> dict[int, RawTable]:
    """Return a table with a column `pad` as one table for each pad, in order."""
    numbers = table["pad"].astype(int)
    return {
        int(pad): RawTable(table.layout, {name: values[numbers == pad] for name, values in table.columns.items()})
        for pad in np.unique(numbers)
    }


def _pads_of(raw: RawData, parameters: MapParameters) -> Pads:
    curves = pad_tables(raw["iv"])
    if "pads" in raw:
        # A pad that was begun and not finished has no curve to judge.
        finished = set(raw["pads"]["pad"].astype(int).tolist())
        curves = {pad: curve for pad, curve in curves.items() if pad in finished}
    breakdown: dict[int, Finding] = {}
    leakage: dict[int, Finding] = {}
    normalised: dict[int, Finding] = {}
    for pad, curve in curves.items():
        quality = {"current_sd": curve["current_sd"], "in_compliance": curve["in_compliance"]}
        breakdown[pad] = iv.breakdown_voltage(
            curve["voltage"], curve["current"], threshold=parameters.breakdown_current, **quality
        )
        leakage[pad] = iv.current_at(curve["voltage"], curve["current"], at=parameters.working_voltage, **quality)
        normalised[pad] = iv.normalised_current(
            leakage[pad],
            curve["temperature"],
            reference=parameters.reference_temperature,
            temperature_uncertainty=parameters.temperature_uncertainty,
        )
    currents = {pad: finding.value for pad, finding in leakage.items() if isinstance(finding, Estimate) and not finding.censored}
    usual = float(np.median(list(currents.values()))) if currents else 0.0
    open_pads = frozenset(pad for pad, current in currents.items() if current < parameters.open_fraction * usual)
    return Pads(breakdown=breakdown, leakage=leakage, normalised=normalised, open=open_pads)


def _breakdown(pads: Pads, connected: list[int], kinds: Mapping[str, list[int]]) -> list[Result]:
    found = {pad: finding for pad in connected if isinstance(finding := pads.breakdown[pad], Estimate)}
    if not found:
        refusal = Refusal(unit="V", reason="no pad has a curve")
        return [Result(name, refusal) for name, unit in _UNITS.items() if unit == "V"]
    above = [pad for pad, finding in found.items() if finding.censored is Censoring.ABOVE]
    good = {pad: finding for pad, finding in found.items() if pad not in {*kinds["early"], *kinds["leaky"]}}
    lowest = min(found, key=lambda pad: found[pad].value)
    note = f"pads {listed(above)}" if above else ""
    return [
        Result(
            "breakdown_voltage_average",
            average(list(found.values()), typical=list(good.values()), method="mean of connected pads"),
        ),
        Result("breakdown_voltage_lowest", _with_note(found[lowest], f"pad {lowest}")),
        *_gradient(good),
        Result("pads_not_reached", Estimate(value=float(len(above)), unit="1", note=note)),
    ]


def _gradient(found: Mapping[int, Estimate]) -> list[Result]:
    """The plane through the breakdown voltages of good pads, bounds among them, and their scatter about it."""
    names = ("breakdown_voltage_gradient", "breakdown_voltage_gradient_rows", "breakdown_voltage_gradient_columns")
    places = np.array([place_of(pad) for pad in found], dtype=float).reshape(-1, 2)
    fit = None
    if len(found) > 3 and all(np.ptp(places, axis=0)):
        across = (places - 1.0) / (np.array([ROWS, COLUMNS]) - 1.0) - 0.5
        fit = fit_with_bounds(np.column_stack([np.ones(len(found)), across]), bounded_of(list(found.values())))
    if fit is None:
        refusal = Refusal(unit="V", reason="too few pads with a breakdown voltage for a plane")
        return [Result(name, refusal) for name in (*names, "breakdown_voltage_spread")]
    slope, covariance = fit.coefficients[1:], fit.covariance[1:, 1:]
    size = float(np.hypot(*slope))
    direction = slope / size if size else np.array([1.0, 0.0])
    method = "plane, edge to edge"
    errors = (float(np.sqrt(direction @ covariance @ direction)), *np.sqrt(np.diag(covariance)).tolist())
    values = (size, *slope.tolist())
    spread = Estimate(
        value=fit.scatter, unit="V", uncertainty=float(np.sqrt(fit.full_covariance[-1, -1])), method="about the plane"
    )
    return [
        *(
            Result(name, Estimate(value=value, unit="V", uncertainty=error, method=method))
            for name, value, error in zip(names, values, errors, strict=True)
        ),
        Result("breakdown_voltage_spread", spread),
    ]


def _total_leakage(pads: Pads, missing: int) -> Result:
    """The sum over all pads at the working voltage, normalised to the reference temperature; a bound where pads are missing."""
    found = [finding for finding in pads.normalised.values() if isinstance(finding, Estimate)]
    refusals = [finding for finding in pads.normalised.values() if isinstance(finding, Refusal)]
    if not found:
        return Result("leakage_current", Refusal(unit="A", reason=refusals[0].reason if refusals else _NO_CURVE))
    partial = bool(missing or refusals or any(finding.censored for finding in found))
    # The temperature is common to all pads, and with it most of the uncertainty: it adds up.
    uncertainty = None if partial else float(sum(finding.uncertainty or 0.0 for finding in found))
    note = f"{len(found)} of {PADS} pads" if partial else ""
    total = Estimate(
        value=float(sum(finding.value for finding in found)), unit="A", uncertainty=uncertainty,
        censored=Censoring.ABOVE if partial else None, method=found[0].method, note=note,
    )  # fmt: skip
    return Result("leakage_current", total)


def _guard_ring(raw: RawData, parameters: MapParameters) -> list[Result]:
    if "guard_ring" not in raw or not len(raw["guard_ring"]):
        return []
    ring = raw["guard_ring"]
    found = iv.current_at(
        ring["voltage"], ring["current"], at=parameters.working_voltage,
        current_sd=ring["current_sd"], in_compliance=ring["in_compliance"],
    )  # fmt: skip
    return [Result("guard_ring_current", found)]


def _bad_pads(kinds: Mapping[str, list[int]], missing: int) -> list[Result]:
    """The bad pads, counted and named; a bound where pads are missing or undecided."""
    named = {kind: kinds[kind] for kind in ("early", "leaky", "open")}
    bad = set().union(*named.values())
    left_out = missing + len(set(kinds["undecided"]) - bad)
    words = [f"{kind}: {listed(pads)}" for kind, pads in named.items() if pads]
    words += [f"{missing} pads not measured"] * bool(missing)
    words += [f"undecided: {listed(kinds['undecided'])}"] * bool(kinds["undecided"])
    censored = Censoring.ABOVE if left_out else None
    count = Estimate(value=float(len(bad)), unit="1", censored=censored, note="; ".join(words))
    return [
        Result("bad_pads", count),
        *(
            Result(f"{kind}_pads", Estimate(value=float(len(pads)), unit="1", censored=censored, note=listed(pads)))
            for kind, pads in named.items()
        ),
    ]


def _against(finding: Finding, limit: float, *, sign: float) -> bool | None:
    """Whether sign * finding is above `limit`; None where a bound or a refusal does not decide."""
    if isinstance(finding, Refusal):
        return None
    beyond = sign * finding.value > limit
    if finding.censored is None:
        return beyond
    upwards = (finding.censored is Censoring.ABOVE) == (sign > 0)
    # A bound decides on its own side alone.
    if upwards:
        return True if sign * finding.value >= limit else None
    return None if beyond else False


def _with_note(finding: Estimate, note: str) -> Estimate:
    return Estimate(
        value=finding.value, unit=finding.unit, uncertainty=finding.uncertainty, censored=finding.censored,
        method=finding.method, note="; ".join(filter(None, [note, finding.note])),
    )  # fmt: skip
