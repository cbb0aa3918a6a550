"""What delay and charge scans say of a module's converters: steps and time-walk of each pixel, and what is outside."""

from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from qcstation.analysis.tdc import TdcSteps, fit_time_walk, tdc_steps
from qcstation.analysis.walk_residual import WalkResidual, unevenness, walk_residual
from qcstation.model.estimates import Estimate, Finding, Refusal, Result
from qcstation.model.raw import RawData
from qcstation.procedures.settings import Duration, Fraction, ProcedureSettings

from .findings import refused
from .pixels import PixelPlace, pixel_name

ARRIVAL, OVER, WALK = "arrival", "over_threshold", "time_walk"
"""Arrays end with the chip's number: items of shape (pulses, rows, columns), one a delay or an amplitude."""
DELAYS = "delay_scan"
_COUNTS = {"pixels_without_step": "1", "steps_outside": "1", "pixels_without_walk": "1", "residuals_outside": "1"}
_MEDIANS = {"tdc_step_median": "s", "time_walk_range": "s", "time_walk_residual_median": "s", "residual_unevenness": "s"}


class TdcParameters(ProcedureSettings):
    """What a specification may set for the analysis."""

    over_threshold_step: Duration = "40 ps"
    """A code of the time over threshold."""
    lowest_step: Duration = "18 ps"
    highest_step: Duration = "22 ps"
    highest_residual: Duration = "40 ps"
    occupancy: Fraction = 0.5
    """Share of hits that a delay needs to count."""
    degree: int = 4
    """Of the polynomial of the time-walk."""


class _Chip(Struct, frozen=True, eq=False):
    """One chip: steps and time-walk of its pixels, numbered row by row; shape is (rows, columns)."""

    number: int
    shape: tuple[int, int]
    steps: TdcSteps
    walk: WalkResidual | None


def analyse_tdc(raw: RawData, parameters: TdcParameters) -> list[Result]:
    """Return counts and medians over the module, then `tdc_step` and `time_walk_residual` of each pixel."""
    chips = list(_chips(raw, parameters))
    if not chips:
        return refused("no delay scan was taken", {**_COUNTS, **_MEDIANS})
    step = np.concatenate([chip.steps.lsb for chip in chips])
    walks = [chip.walk for chip in chips if chip.walk is not None]
    results = [
        _count("pixels_without_step", ~np.isfinite(step)),
        _count("steps_outside", (step < parameters.lowest_step) | (step > parameters.highest_step)),
        _median("tdc_step_median", step, "slope of the mean code against the delay"),
    ]
    if walks:
        residual = np.concatenate([walk.width for walk in walks])
        results += [
            _count("pixels_without_walk", ~np.isfinite(residual)),
            _count("residuals_outside", residual > parameters.highest_residual),
            _median("time_walk_range", np.concatenate([walk.range for walk in walks]), "before the correction"),
            _median("time_walk_residual_median", residual, "after the correction, rounding to steps included"),
            Result("residual_unevenness", unevenness(walks)),
        ]
    else:
        left = {name: unit for name, unit in {**_COUNTS, **_MEDIANS}.items() if name not in {each.name for each in results}}
        results += refused("no charge scan was taken", left)
    for chip in chips:
        results += _pixels(chip)
    return results


def _chips(raw: RawData, parameters: TdcParameters) -> Iterator[_Chip]:
    number = 0
    while (codes := raw.arrays.get(f"{ARRIVAL}_{number}")) is not None and len(codes) and DELAYS in raw:
        values = codes.values
        delays = raw[DELAYS]["delay"][: len(values)]
        # (delays, pulses, rows, columns) to (pixels, delays, pulses)
        by_pixel = np.moveaxis(values.reshape(*values.shape[:2], -1), 2, 0)[:, : len(delays)]
        steps = tdc_steps(by_pixel, delays, occupancy=parameters.occupancy)
        rows, columns = values.shape[2:]
        yield _Chip(number, (rows, columns), steps, _walk(raw, number, steps, parameters))
        number += 1


def _walk(raw: RawData, chip: int, steps: TdcSteps, parameters: TdcParameters) -> WalkResidual | None:
    arrival, over = raw.arrays.get(f"{WALK}_{ARRIVAL}_{chip}"), raw.arrays.get(f"{WALK}_{OVER}_{chip}")
    if arrival is None or over is None or not len(over):
        return None
    count = min(len(arrival), len(over))
    codes, lengths = (_hits(array[:count]) for array in (arrival, over))
    hit = (codes > 0) & (lengths > 0)
    # Codes fall as time goes on: the time of arrival is minus the code.
    times = np.where(hit, -codes * steps.lsb[:, None], np.nan)
    lasting = np.where(hit, lengths * parameters.over_threshold_step, np.nan)
    return walk_residual(times, lasting, fit_time_walk(times, lasting, degree=parameters.degree))


def _hits(values: NDArray[np.generic]) -> NDArray[np.float64]:
    """All hits of each pixel, shape (pixels, hits)."""
    return values.reshape(values.shape[0] * values.shape[1], -1).T.astype(float)


def _count(name: str, where: NDArray[np.bool_]) -> Result:
    return Result(name, Estimate(value=float(where.sum()), unit="1"))


def _median(name: str, values: NDArray[np.float64], method: str) -> Result:
    usable = values[np.isfinite(values)]
    if not usable.size:
        return Result(name, Refusal(unit="s", reason="no pixel has one", method=method))
    return Result(name, Estimate(value=float(np.median(usable)), unit="s", method=f"median of pixels; {method}"))


def _pixels(chip: _Chip) -> Iterator[Result]:
    for pixel, step in enumerate(chip.steps.results("tdc_step")):
        row, column = divmod(pixel, chip.shape[1])
        name = pixel_name(PixelPlace(chip.number, row, column))
        yield Result(step.name, step.finding, channel=name)
        if chip.walk is not None:
            yield Result("time_walk_residual", _residual(chip.walk, pixel), channel=name)


def _residual(walk: WalkResidual, pixel: int) -> Finding:
    if not np.isfinite(walk.width[pixel]):
        return Refusal(unit="s", reason="too few hits, or no step")
    return Estimate(value=walk.width[pixel], unit="s", uncertainty=walk.uncertainty[pixel])
