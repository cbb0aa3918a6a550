"""What a scan of the bias with a beta source says: results of each bias, how they go with it, and those at the working point."""

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec.structs import replace

from qcstation.analysis.charge import WorkingPointRule, fit_charge_law, working_point
from qcstation.analysis.waveforms import CutFlow, apply_cuts
from qcstation.model.estimates import Estimate, Finding, Refusal, Result
from qcstation.model.raw import RawData, RawTable
from qcstation.procedures.settings import Charge, Duration, Fraction, Voltage

from .telescope import silence
from .timing_point import PointParameters, point_findings
from .timing_pulses import array_name, event_cuts, points_of, read_point
from .timing_stated import stated_of

HEADLINE = {"time_resolution": "s", "collected_charge": "C", "working_point": "V"}
_RULE_SOURCE = "the lowest bias whose resolution is within a tolerance of the best"


class TimingParameters(PointParameters):
    """What the analysis has to be told."""

    lead: Duration = "2 ns"
    """Where a pulse begins at the earliest, before the median peak: the baseline ends there."""
    tail: Duration = "5 ns"
    """Where search and charge end, after the median peak."""
    largest_second_peak: Fraction = 0.5
    """Of the amplitude, outside the pulse."""
    largest_opposite_peak: float = 8.0
    """Times the noise, below the baseline before the pulse."""
    resolution_tolerance: Fraction = 0.1
    least_charge: Charge = "0 C"
    breakdown_margin: Voltage = "5 V"


def analyse_timing(raw: RawData, parameters: TimingParameters) -> list[Result]:
    """Return the headline results first, then how charge goes with the bias, then all of each bias under its voltage."""
    points: dict[float, dict[str, Finding]] = {}
    for voltage in points_of(raw):
        points[voltage] = _point(raw, voltage, parameters)
    if not any("charge" in findings for findings in points.values()):
        return [Result(name, Refusal(unit=unit, reason=_nothing(raw))) for name, unit in HEADLINE.items()]
    results = [*_headline(raw, points, parameters), *_law(points)]
    for voltage, findings in points.items():
        results += [Result(name, finding, channel=f"{voltage:g} V") for name, finding in findings.items()]
    return results


def _point(raw: RawData, voltage: float, parameters: TimingParameters) -> dict[str, Finding]:
    """All findings of one bias by name."""
    bench = _bench(raw, voltage)
    try:
        events = read_point(raw, voltage, lead=parameters.lead, tail=parameters.tail)
    except ValueError as error:
        return {"events": Refusal(unit="1", reason=str(error)), **bench}
    cuts = event_cuts(
        signal_to_noise=parameters.least_signal_to_noise,
        second_peak=parameters.largest_second_peak,
        opposite_peak=parameters.largest_opposite_peak,
    )
    selected, flow = apply_cuts(events.quantities(), cuts)
    settings = raw["points"].layout.attributes if "points" in raw else {}
    stated = stated_of(settings, parameters)
    level = abs(float(settings.get("device_level", 0.0))) if settings.get("trigger") != "reference" else 0.0
    found = point_findings(events.select(selected), flow, stated, parameters, level=level)
    return {**found, **bench, **_counts(flow)}


def _counts(flow: CutFlow) -> dict[str, Finding]:
    """What became of the events, cut by cut."""
    counts = {"events": flow.events, "selected_events": flow.selected}
    counts |= {f"removed_{count.name}": count.removed for count in flow.counts}
    return {name: Estimate(value=float(number), unit="1") for name, number in counts.items()}


def _bench(raw: RawData, voltage: float) -> dict[str, Finding]:
    """Leakage, rate, dead time and temperature of a bias."""
    row = _row_of(raw, voltage)
    if row is None:
        return {}
    table, index = row
    units = {"current": "A", "rate": "Hz", "dead_time_fraction": "1", "live_time": "s", "temperature": "degC"}
    names = {"current": "leakage_current", "rate": "trigger_rate"}
    found: dict[str, Finding] = {}
    for column, unit in units.items():
        value = float(table[column][index])
        if np.isfinite(value):
            deviation = float(table["current_sd"][index]) if column == "current" else np.nan
            uncertainty = deviation if np.isfinite(deviation) else None
            found[names.get(column, column)] = Estimate(
                value=abs(value) if column == "current" else value, unit=unit, uncertainty=uncertainty
            )
    return found


def _row_of(raw: RawData, voltage: float) -> tuple[RawTable, int] | None:
    """The row of the points' table that belongs to a bias, if its point came to an end: rows stand in the order of the scan."""
    if "points" not in raw or not len(raw["points"]):
        return None
    table = raw["points"]
    taken = np.flatnonzero(table["events"] > 0)
    place = points_of(raw).index(voltage)
    return (table, int(taken[place])) if place < taken.size else None


def _headline(raw: RawData, points: Mapping[float, Mapping[str, Finding]], parameters: TimingParameters) -> list[Result]:
    """The working point, and resolution and charge there."""
    voltages = [voltage for voltage, findings in points.items() if "charge" in findings]
    resolutions = [points[voltage]["time_resolution_best"] for voltage in voltages]
    charges = [points[voltage]["charge"] for voltage in voltages]
    rule = WorkingPointRule(
        tolerance=parameters.resolution_tolerance,
        charge=parameters.least_charge,
        margin=parameters.breakdown_margin,
        source=_RULE_SOURCE,
    )
    # Without a trans-impedance no charge is known, which is no reason to have no working point.
    asked = charges if parameters.least_charge > 0 else [Estimate(value=0.0, unit="C") for _ in charges]
    # Nor is an unknown reference: the width of the differences is least at the same bias.
    known = any(isinstance(finding, Estimate) for finding in resolutions)
    widths = resolutions if known else [points[voltage]["difference_width"] for voltage in voltages]
    found = working_point(np.abs(voltages), widths, asked, rule=rule, breakdown=_breakdown(raw))
    if isinstance(found, Refusal):
        reasons = {finding.reason for finding in widths if isinstance(finding, Refusal)}
        why = reasons.pop() if len(reasons) == 1 else found.reason
        return [Result(name, Refusal(unit=unit, reason=why)) for name, unit in HEADLINE.items()]
    place = int(np.argmin(np.abs(np.abs(voltages) - found.value)))
    note = f"at {voltages[place]:g} V"
    return [
        Result("time_resolution", _noted(resolutions[place], note)),
        Result("collected_charge", _noted(charges[place], note)),
        Result("working_point", found),
    ]


def _noted(finding: Finding, note: str) -> Finding:
    if isinstance(finding, Refusal):
        return finding
    return replace(finding, note="; ".join(filter(None, [note, finding.note])))


def _breakdown(raw: RawData) -> Estimate | None:
    """The bias (V, magnitude) at which the source limited the current, if it did."""
    if "points" not in raw:
        return None
    table = raw["points"]
    clamped = np.flatnonzero(table["in_compliance"] > 0)
    return Estimate(value=abs(float(table["voltage"][clamped[0]])), unit="V") if clamped.size else None


def _law(points: Mapping[float, Mapping[str, Finding]]) -> list[Result]:
    """How the charge goes with the bias."""
    charges = {voltage: findings.get("charge") for voltage, findings in points.items()}
    known = {abs(voltage): charge for voltage, charge in charges.items() if isinstance(charge, Estimate)}
    law = fit_charge_law(
        list(known), [charge.value for charge in known.values()], [charge.uncertainty or 0.0 for charge in known.values()]
    )
    found = [Result("charge_scale", law.scale), Result("gain_divergence_voltage", law.divergence)]
    if np.isfinite(law.worst):
        found.append(Result("charge_law_deviation", Estimate(value=law.worst, unit="1", method="largest, relative")))
    return found


def _nothing(raw: RawData) -> str:
    """Why there are no events."""
    if "silence" in raw and len(raw["silence"]):
        table = raw["silence"]
        return silence(
            float(table["voltage"][-1]), device=bool(table["device_silent"][-1]), reference=bool(table["reference_silent"][-1])
        )
    if (limited := _breakdown(raw)) is not None:
        return f"the source limited the current at {-limited.value:.4g} V, before any event was taken"
    reasons: Sequence[str] = [f"{array_name('device', voltage)} holds no events" for voltage in points_of(raw)]
    return "; ".join(reasons) or "no events were taken"
