"""Thresholds of a module's 2 x 225 pixels: scanned through the read-out, or imported, and judged the same."""

from collections.abc import Iterator, Sequence
from typing import Self

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from pydantic import model_validator

from qcstation.analysis.outliers import Outliers, find_outliers
from qcstation.analysis.turn_on import turn_ons
from qcstation.instruments.pixel_readout import PixelReadout
from qcstation.model.estimates import Estimate, Refusal, Result
from qcstation.model.raw import RawData
from qcstation.model.runs import Run
from qcstation.procedures.procedure import Plan, Procedure
from qcstation.procedures.settings import Fraction, ProcedureSettings

from .findings import refused
from .pixels import PULSE_TIME, pixel_name, place

TABLE = "thresholds_"
SCAN = "charge_scan"
COLUMNS = {"row": "1", "column": "1", "threshold": "1", "noise": "1"}
_CHIP_RESULTS = {"threshold_median": "1", "threshold_spread": "1"}
_COUNTS = {"pixels_read": "1", "dead_pixels": "1", "noisy_pixels": "1", "outlying_pixels": "1"}


class ModuleThresholds(Procedure):
    """Gives each pixel test pulses of rising amplitude and finds the one of which half are seen.

    Files with thresholds that another read-out found are imported as runs of this procedure.
    """

    id = "hgtd.module-thresholds"
    title = "Module thresholds: charge scan of all pixels"
    accepts = ("hgtd.hybrid", "hgtd.module")
    specification_file = "module_thresholds.toml"

    readout: PixelReadout

    class Settings(ProcedureSettings):
        """What an operator may set. Amplitudes are steps of the read-out's pulser."""

        first: int = 0
        last: int = 30
        step: int = 1
        pulses: int = 200
        """At each amplitude, for each pixel."""

        @model_validator(mode="after")
        def _sensible(self) -> Self:
            if not 0 <= self.first < self.last:
                raise ValueError(f"first ({self.first}) must be at least 0 and below last ({self.last})")
            if not 1 <= self.step <= self.last - self.first:
                raise ValueError(f"step ({self.step}) must be at least 1 and at most the range ({self.last - self.first})")
            if not 10 <= self.pulses <= 10_000:
                raise ValueError(f"pulses ({self.pulses}) must be 10 to 10000")
            return self

        @property
        def amplitudes(self) -> range:
            """All amplitudes of the scan."""
            return range(self.first, self.last + 1, self.step)

    class Parameters(ProcedureSettings):
        """What a specification may set for the analysis."""

        false_alarm: Fraction = 0.01
        """How often a chip without any outlier may show one."""
        least_spread: float = 0.1
        """Steps of the pulser: thresholds on a coarser grid than their spread are not outliers for that."""

    @classmethod
    def plan(cls, settings: Settings) -> Plan:
        """Return the amplitudes and the time for two chips."""
        amplitudes = tuple(float(amplitude) for amplitude in settings.amplitudes)
        return Plan(set_points=amplitudes, unit="1", duration=2 * len(amplitudes) * settings.pulses * PULSE_TIME)

    def acquire(self, run: Run) -> None:
        """Scan the amplitude over all chips; keep the counts, and the thresholds as a map beside them."""
        s, readout = self.settings, self.readout
        shape = readout.geometry()
        scans = [
            run.array(f"{SCAN}_{chip}", dtype="uint16", shape=(shape.rows, shape.columns), attributes={"pulses": s.pulses})
            for chip in range(shape.chips)
        ]
        steps = run.table(SCAN, {"pulses": s.pulses}, amplitude="1")
        kept: list[list[NDArray[np.uint16]]] = [[] for _ in scans]
        with run.step("charge scan"):
            for amplitude in run.sweep(s.amplitudes):
                readout.set_pulse(amplitude=int(amplitude), delay=0.0)
                for chip, scan in enumerate(scans):
                    kept[chip].append(readout.count(chip, s.pulses))
                    scan.append(kept[chip][-1][np.newaxis])
                steps.append(amplitude=amplitude)
        readout.set_pulse(amplitude=0, delay=0.0)
        for chip, counts in enumerate(kept):
            found = turn_ons(np.array(counts).reshape(len(counts), -1), s.amplitudes, s.pulses)
            table = run.table(f"{TABLE}{chip}", None, **COLUMNS)
            for pixel in range(shape.pixels):
                row, column = divmod(pixel, shape.columns)
                table.append(row=row, column=column, threshold=found.threshold[pixel], noise=found.noise[pixel])

    @staticmethod
    def analyse(raw: RawData, parameters: Parameters) -> Sequence[Result]:
        """Return counts of dead, noisy and outlying pixels, each chip's median and spread, and the bad pixels by name."""
        chips = list(_chips(raw))
        if not chips:
            return refused("no thresholds were taken", {**_COUNTS, **_CHIP_RESULTS})
        judged = [_judged(chip, parameters) for chip in chips]
        totals = {
            "pixels_read": sum(chip.threshold.size for chip in chips),
            "dead_pixels": sum(int(chip.dead.sum()) for chip in chips),
            "noisy_pixels": sum(int(each.noisy.sum()) for each in judged),
            "outlying_pixels": sum(int(each.outlying.sum()) for each in judged),
        }
        results = [Result(name, Estimate(value=float(value), unit="1")) for name, value in totals.items()]
        for chip, each in zip(chips, judged, strict=True):
            results += _chip_results(chip, each.thresholds, parameters)
        for chip, each in zip(chips, judged, strict=True):
            results += _bad_pixels(chip, each)
        return results


class _Chip(Struct, frozen=True, eq=False):
    """One chip's pixels, arrays of shape (pixels,); thresholds and noise in steps of the pulser, NaN where there is none."""

    number: int
    rows: NDArray[np.float64]
    columns: NDArray[np.float64]
    threshold: NDArray[np.float64]
    noise: NDArray[np.float64]
    dead: NDArray[np.bool_]
    firing: NDArray[np.bool_]


class _Judged(Struct, frozen=True, eq=False):
    thresholds: Outliers | None
    outlying: NDArray[np.bool_]
    noisy: NDArray[np.bool_]


def _chips(raw: RawData) -> Iterator[_Chip]:
    """The chips of a run: from their counts where those were taken, else from the thresholds that were imported."""
    for name in sorted(raw.tables):
        if not name.startswith(TABLE):
            continue
        table, number = raw[name], int(name.removeprefix(TABLE))
        threshold, noise = table["threshold"], table["noise"]
        dead, firing = ~np.isfinite(threshold), np.zeros(len(table), dtype=bool)
        counts = raw.arrays.get(f"{SCAN}_{number}")
        if counts is not None:
            pulses = int(counts.layout.attributes["pulses"])
            found = turn_ons(counts.values.reshape(len(counts), -1), raw[SCAN]["amplitude"], pulses)
            threshold, noise, dead, firing = found.threshold, found.noise, found.dead, found.firing & ~found.dead
        yield _Chip(number, table["row"], table["column"], threshold, noise, dead, firing)


def _judged(chip: _Chip, parameters: ModuleThresholds.Parameters) -> _Judged:
    thresholds = find_outliers(chip.threshold, false_alarm=parameters.false_alarm, least_deviation=parameters.least_spread)
    noises = find_outliers(chip.noise, false_alarm=parameters.false_alarm, least_deviation=parameters.least_spread)
    none = np.zeros(chip.threshold.size, dtype=bool)
    loud = noises.outlying & (chip.noise > noises.centre) if noises else none
    return _Judged(thresholds, thresholds.outlying if thresholds else none, chip.firing | loud)


def _chip_results(chip: _Chip, found: Outliers | None, parameters: ModuleThresholds.Parameters) -> list[Result]:
    name = f"chip {chip.number}"
    if found is None:
        reason = f"{int(np.isfinite(chip.threshold).sum())} pixels have a threshold; 20 are needed"
        return [Result(result, Refusal(unit=unit, reason=reason), channel=name) for result, unit in _CHIP_RESULTS.items()]
    pixels = int(np.isfinite(chip.threshold).sum())
    # The median of normal values scatters by sqrt(pi/2), their median absolute deviation by 1.17 times 1 over sqrt(n).
    median = Estimate(value=found.centre, unit="1", uncertainty=1.2533 * found.deviation / pixels**0.5, method="median of pixels")
    note = f"outliers are {found.bound:.3g} and more from the median: one chip in {1 / parameters.false_alarm:.0f} by chance"
    spread = Estimate(
        value=found.deviation, unit="1", uncertainty=1.167 * found.deviation / pixels**0.5,
        method="1.4826 times the median absolute deviation", note=note,
    )  # fmt: skip
    return [Result("threshold_median", median, channel=name), Result("threshold_spread", spread, channel=name)]


def _bad_pixels(chip: _Chip, judged: _Judged) -> Iterator[Result]:
    """Each bad pixel once: dead, firing without a pulse, with an outlying threshold, or with an outlying noise."""
    for pixel in np.flatnonzero(chip.dead | judged.noisy | judged.outlying).tolist():
        name = pixel_name(place(chip.number, chip.rows[pixel], chip.columns[pixel]))
        if chip.dead[pixel]:
            yield Result("bad_pixel", Refusal(unit="1", reason="dead: no threshold"), channel=name)
        elif chip.firing[pixel]:
            yield Result("bad_pixel", Refusal(unit="1", reason="noisy: fires without a pulse"), channel=name)
        else:
            why = [f"noise {chip.noise[pixel]:.3g} is an outlier"] if judged.noisy[pixel] else []
            if judged.outlying[pixel] and judged.thresholds:
                why.append(f"threshold is {chip.threshold[pixel] - judged.thresholds.centre:+.3g} from the chip's median")
            yield Result("bad_pixel", Estimate(value=chip.threshold[pixel], unit="1", note="; ".join(why)), channel=name)
