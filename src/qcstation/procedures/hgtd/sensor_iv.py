"""Current-voltage curve of an LGAD pad."""

from collections.abc import Sequence
from typing import ClassVar, Self

from pydantic import model_validator

from qcstation.analysis import iv
from qcstation.instruments.roles import BiasSource, ClimateSensor, Electrometer, Source
from qcstation.model.estimates import Censoring, Estimate, Result
from qcstation.model.raw import RawData, RawTable
from qcstation.model.runs import Run, Table
from qcstation.procedures.procedure import Plan, Procedure
from qcstation.procedures.settings import Current, ProcedureSettings, Temperature, TemperatureDifference, Voltage

from .findings import mean_temperature, missing_curve, refused, residual_current
from .sweep import BiasReading, SweepSettings, levels, read_bias, wait_for_rest

COLUMNS = {
    "voltage": "V",
    "current": "A",
    "current_sd": "A",
    "total_current": "A",
    "temperature": "degC",
    "humidity": "%",
    "elapsed": "s",
    "in_compliance": "1",
}
_HIGHEST_FORWARD = 5.0
"""V: a contacted diode conducts at 1 V; more only heats it."""
_RESULTS = {
    "breakdown_voltage": "V",
    "breakdown_voltage_linear": "V",
    "leakage_current": "A",
    "leakage_current_measured": "A",
}


class SensorIV(Procedure):
    """Leakage current of an LGAD pad against reverse bias, until the highest voltage or compliance.

    Coarse steps until the current says that breakdown is near, fine ones from there on: the straight line between two points
    5 V apart would put breakdown 0.6 V too low. Bias is negative, and so is the current, as in the field's files.
    """

    id = "hgtd.sensor-iv"
    title = "Sensor IV: leakage current and breakdown voltage"
    accepts: ClassVar[tuple[str, ...]] = ("hgtd.sensor", "hgtd.hybrid")
    specification_file = "sensor_iv.toml"

    bias: BiasSource
    climate: ClimateSensor
    pad: Electrometer | None

    class Settings(SweepSettings):
        """What an operator may set. Voltages are magnitudes of the reverse bias."""

        stop: Voltage = "200 V"
        step: Voltage = "5 V"
        fine_step: Voltage = "1 V"
        fine_above: Current = "50 nA"
        """From this current on, steps are fine: a tenth of the 500 nA that define breakdown."""
        contact_voltage: Voltage = "1 V"
        """Forward bias that shows whether the needle touches: a diode conducts there."""
        contact_current: Current = "1 uA"
        descend: bool = False
        """Whether to measure on the way back too, into a table of its own."""

        @model_validator(mode="after")
        def _sensible_contact(self) -> Self:
            if not 0 < self.contact_voltage <= _HIGHEST_FORWARD:
                raise ValueError(
                    f"contact_voltage ({self.contact_voltage:g} V) is forward bias: above 0 V and at most {_HIGHEST_FORWARD:g} V"
                )
            for name in ("contact_current", "fine_above"):
                if not getattr(self, name) > 0:
                    raise ValueError(f"{name} ({getattr(self, name):g} A) must be above 0 A")
            return self

    class Parameters(ProcedureSettings):
        """What a specification may set for the analysis."""

        breakdown_current: Current = "500 nA"
        working_voltage: Voltage = "100 V"
        reference_temperature: Temperature = "20 degC"
        temperature_uncertainty: TemperatureDifference = "0.2 K"

    @classmethod
    def plan(cls, settings: Settings) -> Plan:
        """Return the coarse sweep; the time allows for fine steps over a quarter of the range."""
        coarse = settings.coarse
        fine = (settings.stop - settings.start) / 4 / settings.fine_step
        return Plan(
            set_points=(*(0.0 - level for level in coarse), 0.0),
            duration=settings.time_for(len(coarse) + round(fine), 2 * settings.stop),
        )

    def acquire(self, run: Run) -> None:
        """See that the sensor is dark, discharged and contacted; sweep up; ramp down; see that it is discharged again."""
        s = self.settings
        if self.pad is not None:
            self.pad.prepare()
        with self.bias.sourcing(compliance=s.compliance, highest=max(s.stop, s.contact_voltage)) as source:
            if s.check_contact and not self._ready(run, source):
                return
            self._started = run.clock.monotonic()
            curve = run.table("iv", None, **COLUMNS)
            with run.step("sweep"):
                top = self._sweep(run, source, curve)
            if s.descend:
                with run.step("descent"):
                    back = run.table("iv_down", None, **COLUMNS)
                    for level in run.sweep([level for level in reversed(s.coarse) if level < top]):
                        self._take(run, source, back, level)
            with run.step("discharge"):
                source.ramp_to(0.0)
                if not wait_for_rest(run, "iv_rest_after", lambda: self._read(source).current, s):
                    run.warn("the sensor still draws current at 0 V; wait before you touch it")

    def _ready(self, run: Run, source: Source) -> bool:
        """Whether the sensor rests at 0 V and conducts in forward bias; if not, the run ends without high voltage."""
        s = self.settings
        with run.step("contact"):
            if not wait_for_rest(run, "iv_rest_before", lambda: self._read(source).current, s):
                run.warn("the sensor draws current at 0 V: no high voltage; close the dark box, or let the sensor discharge")
                return False
            if not self.bias.bipolar:
                run.message("the contact is not checked: this supply has one polarity, and a contact shows in forward bias")
                return True
            contact = run.table(
                "iv_contact", attributes={"needed": s.contact_current}, voltage="V", current="A", in_compliance="1"
            )
            source.ramp_to(s.contact_voltage)
            run.wait(s.settle)
            reading = self._read(source)
            contact.append(voltage=reading.voltage, current=reading.current, in_compliance=reading.in_compliance)
            source.ramp_to(0.0)
            run.wait(s.settle)
            if not abs(reading.current) >= s.contact_current:
                run.warn("no contact: the sensor does not conduct in forward bias; no high voltage; clean and lower the needles")
                return False
        return True

    def _sweep(self, run: Run, source: Source, curve: Table) -> float:
        """Sweep to the highest voltage or compliance; return the last level (V)."""
        s = self.settings
        below: float = s.start
        level: float = s.start
        for level in run.sweep(s.coarse):
            reading = self._take(run, source, curve, level)
            if reading.in_compliance:
                return level
            if abs(reading.current) > s.fine_above and s.fine_step < s.step:
                break
            below = level
        # The last coarse step has gone past `fine_above`: it is taken again, finely, and so is all that follows.
        for fine in run.sweep([fine for fine in levels(below, s.stop, s.fine_step) if fine not in (below, level)]):
            reading = self._take(run, source, curve, fine)
            level = max(level, fine)
            if reading.in_compliance:
                break
        return level

    def _take(self, run: Run, source: Source, table: Table, level: float) -> BiasReading:
        """Take one point at the reverse bias `level` (V)."""
        source.ramp_to(0.0 - level)
        run.wait(self.settings.settle)
        reading = self._read(source)
        climate = self.climate.measure()
        table.append(
            voltage=reading.voltage,
            current=reading.current,
            current_sd=reading.current_sd,
            total_current=reading.total_current,
            temperature=climate.temperature,
            humidity=climate.humidity,
            elapsed=run.clock.monotonic() - self._started,
            in_compliance=reading.in_compliance,
        )
        return reading

    def _read(self, source: Source) -> BiasReading:
        return read_bias(source, self.pad, repeats=self.settings.repeats)

    @staticmethod
    def analyse(raw: RawData, parameters: Parameters) -> Sequence[Result]:
        """Return breakdown voltage, leakage current and what the checks saw."""
        checks = [*_contact_current(raw), *residual_current(raw, "iv")]
        reason = missing_curve(raw, "iv")
        if reason:
            return [*refused(reason, _RESULTS), *checks]
        return [*analyse_curve(raw["iv"], parameters), *checks, *mean_temperature(raw, "iv")]


def analyse_curve(table: RawTable, parameters: SensorIV.Parameters) -> list[Result]:
    """Return breakdown voltage and leakage current of a table with the columns of `COLUMNS`, or some of them."""
    voltage, current = table["voltage"], table["current"]
    threshold = parameters.breakdown_current
    quality = {"current_sd": table.columns.get("current_sd"), "in_compliance": table.columns.get("in_compliance")}
    breakdown = iv.breakdown_voltage(voltage, current, threshold=threshold, **quality)
    linear = iv.breakdown_voltage_linear(voltage, current, threshold=threshold, **quality)
    leakage = iv.current_at(voltage, current, at=parameters.working_voltage, **quality)
    normalised = iv.normalised_current(
        leakage,
        table.columns.get("temperature", ()),
        reference=parameters.reference_temperature,
        temperature_uncertainty=parameters.temperature_uncertainty,
    )
    return [
        Result("breakdown_voltage", breakdown),
        Result("breakdown_voltage_linear", linear),
        Result("leakage_current", normalised),
        Result("leakage_current_measured", leakage),
    ]


def _contact_current(raw: RawData) -> list[Result]:
    if "iv_contact" not in raw or not len(raw["iv_contact"]):
        return []
    table = raw["iv_contact"]
    clamped = bool(table["in_compliance"][-1])
    found = Estimate(
        value=abs(float(table["current"][-1])), unit="A", censored=Censoring.ABOVE if clamped else None,
        method="forward bias, before the sweep",
    )  # fmt: skip
    return [Result("contact_current", found)]
