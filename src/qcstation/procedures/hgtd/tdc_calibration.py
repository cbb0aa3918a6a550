"""Time-to-digital converters of a module's pixels: steps from a delay scan, time-walk from a charge scan."""

from collections.abc import Sequence
from typing import Self

import numpy as np
from pydantic import model_validator

from qcstation.instruments.pixel_readout import PixelReadout
from qcstation.model.estimates import Result
from qcstation.model.raw import RawData
from qcstation.model.runs import Run
from qcstation.procedures.procedure import Plan, Procedure
from qcstation.procedures.settings import Duration, ProcedureSettings

from .pixels import PULSE_TIME
from .sweep import levels
from .tdc_results import ARRIVAL, DELAYS, OVER, WALK, TdcParameters, analyse_tdc


class TdcCalibration(Procedure):
    """Scans the delay of test pulses at one amplitude, then their amplitude at one delay, through the read-out.

    All codes are kept: the analysis finds each pixel's step as the delay's over the slope of the mean code, and takes out of
    the times of arrival what goes with the time over threshold.
    """

    id = "hgtd.tdc-calibration"
    title = "TDC calibration: steps and time-walk of all pixels"
    accepts = ("hgtd.hybrid", "hgtd.module")
    specification_file = "tdc_calibration.toml"

    readout: PixelReadout

    class Settings(ProcedureSettings):
        """What an operator may set. Amplitudes are steps of the read-out's pulser."""

        delay_stop: Duration = "2 ns"
        delay_step: Duration = "40 ps"
        delay_amplitude: int = 36
        """Of the delay scan: large enough for a small jitter."""
        pulses: int = 100
        """At each delay or amplitude, for each pixel."""
        walk_first: int = 20
        """The smallest amplitude of the charge scan: well above the thresholds."""
        walk_last: int = 60
        walk_step: int = 4
        walk_delay: Duration = "1 ns"

        @model_validator(mode="after")
        def _sensible(self) -> Self:
            if not 0 < self.delay_step <= self.delay_stop / 4:
                raise ValueError(f"delay_step ({self.delay_step:g} s) must be above 0 s and at most a quarter of delay_stop")
            if self.delay_stop / self.delay_step > 1000:
                raise ValueError("more than 1000 delays; give a wider delay_step")
            if not 1 <= self.pulses <= 1000:
                raise ValueError(f"pulses ({self.pulses}) must be 1 to 1000")
            if not (0 <= self.walk_first < self.walk_last and 1 <= self.walk_step <= self.walk_last - self.walk_first):
                raise ValueError("walk_first must be below walk_last, with a walk_step of at least 1 that fits between them")
            return self

        @property
        def delays(self) -> tuple[float, ...]:
            """All delays of the scan, in s."""
            # `levels` rounds to 1e-9 of its unit: in ns that is far below a delay step.
            return tuple(delay * 1e-9 for delay in levels(0.0, self.delay_stop * 1e9, self.delay_step * 1e9))

        @property
        def amplitudes(self) -> range:
            """All amplitudes of the charge scan."""
            return range(self.walk_first, self.walk_last + 1, self.walk_step)

    class Parameters(TdcParameters):
        """What a specification may set for the analysis."""

    @classmethod
    def plan(cls, settings: Settings) -> Plan:
        """Return the delays and the time for two chips."""
        takes = len(settings.delays) + len(settings.amplitudes)
        return Plan(set_points=settings.delays, unit="s", duration=2 * takes * settings.pulses * PULSE_TIME)

    def acquire(self, run: Run) -> None:
        """Scan the delay, then the amplitude, over all chips."""
        s, readout = self.settings, self.readout
        geometry = readout.geometry()
        shape = (s.pulses, geometry.rows, geometry.columns)
        chips = range(geometry.chips)
        scans = [run.array(f"{ARRIVAL}_{chip}", dtype="uint8", shape=shape) for chip in chips]
        delays = run.table(DELAYS, None, delay="s", mean_code="1", hits="1")
        with run.step("delay scan"):
            for delay in run.sweep(s.delays):
                readout.set_pulse(amplitude=s.delay_amplitude, delay=delay)
                codes = [readout.take(chip, s.pulses).arrival for chip in chips]
                for scan, block in zip(scans, codes, strict=True):
                    scan.append(block[np.newaxis])
                seen = np.concatenate([block[block > 0] for block in codes])
                delays.append(delay=delay, mean_code=float(seen.mean()) if seen.size else np.nan, hits=seen.size)
        arrivals = [run.array(f"{WALK}_{ARRIVAL}_{chip}", dtype="uint8", shape=shape) for chip in chips]
        overs = [run.array(f"{WALK}_{OVER}_{chip}", dtype="uint16", shape=shape) for chip in chips]
        amplitudes = run.table(WALK, None, amplitude="1", mean_arrival="1", mean_over_threshold="1")
        with run.step("charge scan"):
            for amplitude in run.sweep(s.amplitudes):
                readout.set_pulse(amplitude=int(amplitude), delay=s.walk_delay)
                taken = [readout.take(chip, s.pulses) for chip in chips]
                for chip, hits in enumerate(taken):
                    arrivals[chip].append(hits.arrival[np.newaxis])
                    overs[chip].append(hits.over_threshold[np.newaxis])
                amplitudes.append(
                    amplitude=amplitude,
                    mean_arrival=_mean(np.concatenate([hits.arrival for hits in taken])),
                    mean_over_threshold=_mean(np.concatenate([hits.over_threshold for hits in taken])),
                )
        readout.set_pulse(amplitude=0, delay=0.0)

    @staticmethod
    def analyse(raw: RawData, parameters: Parameters) -> Sequence[Result]:
        """Return counts of pixels outside, medians, then step and residual of each pixel."""
        return analyse_tdc(raw, parameters)


def _mean(codes: np.ndarray) -> float:
    hit = codes[codes > 0]
    return float(hit.mean()) if hit.size else np.nan
