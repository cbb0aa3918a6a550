"""Which constant fractions of device and reference to compare, and what the best pair is worth."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from qcstation.model.estimates import Estimate, Finding, Refusal

from .widths import FEWEST, Widths, gaussian_widths

Array = NDArray[np.float64]


@dataclass(frozen=True)
class FractionScan:
    """The width of the time differences for each of k device and r reference fractions."""

    device_fractions: Array
    """Shape (k,)."""
    reference_fractions: Array
    """Shape (r,)."""
    width: Array
    """s, shape (k, r); NaN where there were too few events."""
    uncertainty: Array
    """s, shape (k, r)."""
    best: Finding
    """s, of the best pair, on events that had no part in choosing it."""
    best_pair: tuple[float, float]
    """Device and reference fraction that all events together choose."""

    def at(self, device: float, reference: float) -> Finding:
        """Return the width (s) at a fixed pair of fractions, which no event chose.

        Raises:
            KeyError: a fraction was not scanned.
        """
        row, column = _position(self.device_fractions, device), _position(self.reference_fractions, reference)
        widths = Widths(self.width.ravel(), self.width.ravel(), self.uncertainty.ravel())
        return widths.finding(row * self.reference_fractions.size + column, f"CFD {device:.0%} / {reference:.0%}, Gaussian fit")


def scan_fractions(
    device_times: ArrayLike, reference_times: ArrayLike, *, device_fractions: ArrayLike, reference_fractions: ArrayLike
) -> FractionScan:
    """Return the widths for all pairs of fractions, and that of the best pair without the bias of having chosen it.

    The smallest of many widths is too small, because it is chosen by its own fluctuation. So each half of the events (even and
    odd ones) chooses its pair, and the other half tells what that is worth.

    Args:
        device_times: s, shape (n, k).
        reference_times: s, shape (n, r), of the same events.
        device_fractions: shape (k,).
        reference_fractions: shape (r,).
    """
    device, reference = np.asarray(device_times, dtype=float), np.asarray(reference_times, dtype=float)
    rows, columns = np.asarray(device_fractions, dtype=float), np.asarray(reference_fractions, dtype=float)
    differences = (device.T[:, None, :] - reference.T[None, :, :]).reshape(rows.size * columns.size, -1)
    widths = gaussian_widths(differences)
    shape = (rows.size, columns.size)
    pair = _smallest(widths)
    chosen = (float(rows[pair // columns.size]), float(columns[pair % columns.size])) if pair is not None else (np.nan, np.nan)
    return FractionScan(
        device_fractions=rows,
        reference_fractions=columns,
        width=widths.width.reshape(shape),
        uncertainty=widths.uncertainty.reshape(shape),
        best=_held_out(differences, chosen),
        best_pair=chosen,
    )


def _held_out(differences: Array, chosen: tuple[float, float]) -> Finding:
    method = "best CFD pair of the other half of the events, Gaussian fit"
    halves = [gaussian_widths(differences[:, start::2]) for start in (0, 1)]
    pairs = [_smallest(half) for half in halves]
    if pairs[0] is None or pairs[1] is None:
        return Refusal(unit="s", reason=f"fewer than {FEWEST} events in each half", method=method)
    found = [halves[1 - k].finding(pair, method) for k, pair in enumerate(pairs) if pair is not None]
    values = [one for one in found if isinstance(one, Estimate)]
    if len(values) < 2:
        return Refusal(unit="s", reason="the best pair of one half has no width in the other", method=method)
    value = float(np.sqrt(np.mean([one.value**2 for one in values])))
    spread = float(np.sqrt(sum((one.value * (one.uncertainty or 0.0)) ** 2 for one in values))) / (2 * value)
    note = f"all events choose {chosen[0]:.0%} / {chosen[1]:.0%}"
    return Estimate(value=value, unit="s", uncertainty=spread, method=method, note=note)


def _smallest(widths: Widths) -> int | None:
    return int(np.nanargmin(widths.width)) if np.isfinite(widths.width).any() else None


def _position(fractions: Array, wanted: float) -> int:
    near = np.flatnonzero(np.isclose(fractions, wanted, rtol=0, atol=1e-9))
    if near.size == 0:
        raise KeyError(f"no fraction of {wanted} was scanned; there are {fractions.tolist()}")
    return int(near[0])
