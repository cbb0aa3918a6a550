"""From the width of time differences to the resolution of one device, and what it is made of."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from qcstation.model.estimates import Censoring, Estimate, Finding, Refusal

CONFIDENCE = 0.95
"""Of upper limits."""

_SIGNIFICANT = 1.645
"""Standard deviations that a variance has to lie above zero for its root to be quoted as a value: one-sided 95 %."""


def subtract_reference(total: Finding, reference: Finding, *, confidence: float = CONFIDENCE) -> Finding:
    """Return sqrt(total^2 - reference^2) in s, the resolution of the device that was compared with the reference.

    Where the difference is negative, or positive by less than it takes to tell it from zero, an upper limit.

    Args:
        total: width of the time differences, s.
        reference: resolution of the reference, s; its uncertainty counts. None stands for one that is known exactly.
        confidence: of the limit.
    """
    return remainder(total, {"reference": reference}, method="reference subtracted", confidence=confidence)


def remainder(total: Finding, parts: Mapping[str, Finding], *, method: str = "", confidence: float = CONFIDENCE) -> Finding:
    """Return what is left of `total` (s) after independent `parts` (s) are subtracted in quadrature.

    A part that is a bound from above counts as nothing, and the note says so. Refused if the total or a part is.
    """
    method = method or f"{', '.join(parts)} subtracted"
    for name, finding in {"total": total, **parts}.items():
        if isinstance(finding, Refusal):
            return Refusal(unit="s", reason=f"{name}: {finding.reason}", method=method)
    estimates = {name: part for name, part in parts.items() if isinstance(part, Estimate)}
    if not isinstance(total, Estimate) or total.censored is not None:
        return Refusal(unit="s", reason="the total is a bound", method=method)
    bounds = [name for name, part in estimates.items() if part.censored is not None]
    known = [part for name, part in estimates.items() if name not in bounds]
    variance = total.value**2 - sum(part.value**2 for part in known)
    deviation = 2 * float(np.sqrt(sum((one.value * (one.uncertainty or 0.0)) ** 2 for one in (total, *known))))
    note = f"{', '.join(bounds)}: a bound, not subtracted" if bounds else ""
    return root(variance, deviation, method=method, confidence=confidence, note=note)


def root(variance: float, deviation: float, *, method: str, confidence: float = CONFIDENCE, note: str = "") -> Finding:
    """Return the root of a `variance` (s^2) known to `deviation` (s^2): a value, or an upper limit where it is none.

    The limit is that of a normal distribution cut off below zero, where no variance lies.
    """
    if not (np.isfinite(variance) and np.isfinite(deviation)):
        return Refusal(unit="s", reason="no finite variance", method=method)
    if variance > _SIGNIFICANT * deviation:
        value = float(np.sqrt(variance))
        return Estimate(value=value, unit="s", uncertainty=deviation / (2 * value), method=method, note=note)
    if deviation == 0:
        return Refusal(unit="s", reason="what is subtracted exceeds the total, and no uncertainty is known", method=method)
    tail = (1 - confidence) * float(ndtr(variance / deviation))
    limit = variance - deviation * float(ndtri(tail))
    shown = "; ".join(filter(None, [f"upper limit at {confidence:.0%} confidence", note]))
    return Estimate(value=float(np.sqrt(limit)), unit="s", censored=Censoring.BELOW, method=method, note=shown)


def jitter(noise: ArrayLike, slew_rate: ArrayLike) -> Finding:
    """Return the part of the resolution (s) that noise makes: the quadratic mean of noise over slew rate.

    Args:
        noise: V of each event, shape (n,); their common level counts, as each is known from a few samples only.
        slew_rate: V/s of each event at the point whose time is taken, shape (n,).
    """
    method = "noise over slew rate"
    noises, slews = np.asarray(noise, dtype=float), np.asarray(slew_rate, dtype=float)
    usable = np.isfinite(noises) & np.isfinite(slews) & (slews > 0)
    if np.count_nonzero(usable) < 2:
        return Refusal(unit="s", reason="fewer than two events with a slew rate", method=method)
    squares = np.mean(noises[usable] ** 2) / slews[usable] ** 2
    value = float(np.sqrt(squares.mean()))
    uncertainty = float(squares.std(ddof=1) / np.sqrt(squares.size)) / (2 * value) if value > 0 else 0.0
    return Estimate(value=value, unit="s", uncertainty=uncertainty, method=method)


def time_walk(differences: ArrayLike, amplitude: ArrayLike, *, groups: int = 10) -> Finding:
    """Return the part of the resolution (s) that is left of the dependence of times on the amplitude.

    The scatter of the medians of `groups` equally large groups of events in order of amplitude, less what their own uncertainty
    makes.

    Args:
        differences: s, shape (n,).
        amplitude: shape (n,), of any unit.
        groups: how many.
    """
    method = f"scatter of the medians of {groups} amplitude groups"
    values, heights = np.asarray(differences, dtype=float), np.asarray(amplitude, dtype=float)
    usable = np.isfinite(values) & np.isfinite(heights)
    if np.count_nonzero(usable) < 10 * groups:
        return Refusal(unit="s", reason=f"fewer than {10 * groups} events", method=method)
    parts = np.array_split(values[usable][np.argsort(heights[usable])], groups)
    medians = np.array([np.median(part) for part in parts])
    # 1.2533 = sqrt(pi / 2): the median's standard error over the mean's; 1.4826 turns the median deviation into one sigma.
    errors = np.array([1.2533 * 1.4826 * np.median(np.abs(part - np.median(part))) / np.sqrt(part.size) for part in parts])
    expected = float(np.mean(errors**2))
    variance = float(medians.var(ddof=1)) - expected
    deviation = float(np.sqrt(2 / (groups - 1))) * (max(variance, 0.0) + expected)
    return root(variance, deviation, method=method)


def digitisation(step: float) -> Estimate:
    """Return the part of the resolution (s) that a converter with steps of `step` (s) makes: step / sqrt(12)."""
    return Estimate(value=step / float(np.sqrt(12)), unit="s", uncertainty=0.0, method="step / sqrt(12)")
