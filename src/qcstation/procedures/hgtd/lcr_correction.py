"""Open and short correction of the LCR meter, and the proof that they worked."""

import math
from collections.abc import Sequence
from typing import Self

import numpy as np
from pydantic import model_validator

from qcstation.instruments.roles import LcrMeter
from qcstation.model.estimates import Estimate, Finding, Refusal, Result
from qcstation.model.prompts import Prompt
from qcstation.model.raw import RawData
from qcstation.model.runs import Run
from qcstation.procedures.procedure import Plan, Procedure
from qcstation.procedures.settings import Duration, Frequency, ProcedureSettings, Voltage

_LONGEST = 200.0
"""s that the meter may keep quiet; a correction takes up to two minutes."""


class LcrCorrection(Procedure):
    """Corrects the LCR meter for cables and needles at the start of a shift, and measures what is left.

    The needles are lifted for the open correction, and touch one another or a metal plate for the short one.
    """

    id = "hgtd.lcr-open-short"
    title = "LCR meter: open and short correction"
    specification_file = "lcr_correction.toml"

    lcr: LcrMeter

    class Settings(ProcedureSettings):
        """What an operator may set: frequency and level as in the CV curves to come."""

        frequency: Frequency = "10 kHz"
        level: Voltage = "100 mV"
        repeats: int = 20
        pause: Duration = "100 ms"
        """Between readings."""
        short: bool = True
        """Whether to do the short correction too; at 10 kHz and a few pF it matters little."""

        @model_validator(mode="after")
        def _sensible(self) -> Self:
            if not 2 <= self.repeats <= 1000:
                raise ValueError(f"repeats ({self.repeats}) must be 2 to 1000")
            if not 0 < self.level <= 2:
                raise ValueError(f"level ({self.level:g} V) must be above 0 V and at most 2 V rms")
            if not 0 <= self.pause <= 60:
                raise ValueError(f"pause ({self.pause:g} s) must be 0 to 60 s")
            return self

    @classmethod
    def plan(cls, settings: Settings) -> Plan:
        """Return a typical duration without the operator's: a minute for each correction."""
        steps = 2 if settings.short else 1
        return Plan(duration=steps * (60.0 + settings.repeats * (0.1 + settings.pause)))

    def acquire(self, run: Run) -> None:
        """Correct, then measure what is left, first open and then shorted."""
        s = self.settings
        self.lcr.prepare(frequency=s.frequency, level=s.level)
        with run.step("open"):
            run.ask(Prompt(id="open", text="Lift the needles well off the sensor and close the box."))
            with run.busy(_LONGEST):
                self.lcr.correct_open()
            self._measure(run, "open")
        if s.short:
            with run.step("short"):
                run.ask(Prompt(id="short", text="Short the needles: lower them onto a metal plate or the chuck."))
                with run.busy(_LONGEST):
                    self.lcr.correct_short()
                self._measure(run, "short")
        run.message("corrections are on; put the next sensor on the chuck")

    def _measure(self, run: Run, name: str) -> None:
        s = self.settings
        table = run.table(name, {"frequency": s.frequency}, capacitance="F", resistance="ohm", status="1")
        for _ in run.sweep(range(s.repeats)):
            reading = self.lcr.measure()
            table.append(capacitance=reading.capacitance, resistance=reading.resistance, status=reading.status)
            run.wait(s.pause)

    @staticmethod
    def analyse(raw: RawData, parameters: object) -> Sequence[Result]:  # noqa: ARG004
        """Return the capacitance left when open and the impedance left when shorted."""
        results = [Result("open_residual", _open_residual(raw))]
        if "short" in raw:
            results.append(Result("short_residual", _short_residual(raw)))
        return results


def _open_residual(raw: RawData) -> Finding:
    if "open" not in raw:
        return Refusal(unit="F", reason="not measured")
    table = raw["open"]
    c, status = table["capacitance"], table["status"]
    # Around zero a capacitance may well read negative.
    good = c[(status == 0) & np.isfinite(c)]
    if good.size < 2:
        return Refusal(unit="F", reason=f"{good.size} valid readings of {c.size}; check the cables")
    return Estimate(
        value=float(abs(good.mean())), unit="F", uncertainty=float(good.std(ddof=1) / math.sqrt(good.size)),
        method="magnitude of the mean, needles lifted",
    )  # fmt: skip


def _short_residual(raw: RawData) -> Finding:
    table = raw["short"]
    c, r = table["capacitance"], table["resistance"]
    good = (table["status"] == 0) & np.isfinite(c) & np.isfinite(r) & (r != 0)
    if good.sum() < 2:
        return Refusal(unit="ohm", reason=f"{int(good.sum())} valid readings of {c.size}; check the cables")
    omega = 2 * math.pi * float(table.layout.attributes["frequency"])
    impedance = 1 / np.abs(1 / r[good] + 1j * omega * c[good])
    return Estimate(
        value=float(impedance.mean()), unit="ohm",
        uncertainty=float(impedance.std(ddof=1) / math.sqrt(impedance.size)), method="mean magnitude, needles shorted",
    )  # fmt: skip
