"""Capacitance-voltage curve of an LGAD pad."""

import math
from collections.abc import Sequence
from typing import Self

from pydantic import model_validator

from qcstation.analysis import cv
from qcstation.analysis.doping import doping_peak
from qcstation.instruments.roles import BiasSource, ClimateSensor, ImpedanceReading, LcrMeter, Source
from qcstation.model.estimates import Estimate, Result
from qcstation.model.raw import RawData, RawTable
from qcstation.model.runs import Run, Table
from qcstation.procedures.procedure import Plan, Procedure
from qcstation.procedures.settings import Area, Capacitance, Frequency, ProcedureSettings, Voltage

from .findings import mean_temperature, missing_curve, refused, residual_current
from .sweep import SweepSettings, levels, mean_and_deviation, wait_for_rest

COLUMNS = {
    "voltage": "V",
    "capacitance": "F",
    "capacitance_sd": "F",
    "resistance": "ohm",
    "status": "1",
    "current": "A",
    "temperature": "degC",
    "humidity": "%",
    "elapsed": "s",
}
_RESULTS = {
    "gain_layer_voltage": "V",
    "gain_layer_voltage_curvature": "V",
    "depletion_voltage": "V",
    "end_capacitance": "F",
    "doping_peak": "1/m^3",
    "doping_peak_depth": "m",
}


class SensorCV(Procedure):
    """Capacitance of an LGAD pad against reverse bias.

    A coarse sweep finds the knee that the gain layer makes, a fine one around it finds its place. Bias is negative, as in the
    field's files.
    """

    id = "hgtd.sensor-cv"
    title = "Sensor CV: gain layer, depletion and doping"
    accepts = ("hgtd.sensor",)
    specification_file = "sensor_cv.toml"

    bias: BiasSource
    lcr: LcrMeter
    climate: ClimateSensor

    class Settings(SweepSettings):
        """What an operator may set. Voltages are magnitudes of the reverse bias."""

        stop: Voltage = "60 V"
        step: Voltage = "1 V"
        fine_step: Voltage = "0.1 V"
        fine_span: Voltage = "2 V"
        """The fine sweep goes this far to either side of the knee; 0 V: no fine sweep."""
        frequency: Frequency = "10 kHz"
        level: Voltage = "100 mV"
        """Signal of the LCR meter, rms: it blurs the curve by about as much."""
        averages: int = 1
        contact_voltage: Voltage = "1 V"
        """Reverse bias at which the contact is checked."""
        contact_capacitance: Capacitance = "1 pF"
        """A contacted pad has more; the needle alone has less once the open correction is done."""

        @model_validator(mode="after")
        def _sensible_signal(self) -> Self:
            if not 0 < self.level <= 2:
                raise ValueError(f"level ({self.level:g} V) must be above 0 V and at most 2 V rms")
            if not 1 <= self.averages <= 256:
                raise ValueError(f"averages ({self.averages}) must be 1 to 256")
            if not 0 <= self.contact_voltage <= self.stop:
                raise ValueError(f"contact_voltage ({self.contact_voltage:g} V) must be 0 V to stop ({self.stop:g} V)")
            if not self.fine_span >= 0:
                raise ValueError(f"fine_span ({self.fine_span:g} V) must be at least 0 V")
            return self

    class Parameters(ProcedureSettings):
        """What a specification may set for the analysis."""

        area: Area = "1.69 mm^2"
        """Of the pad."""

    @classmethod
    def plan(cls, settings: Settings) -> Plan:
        """Return the coarse sweep; the time includes the fine one."""
        coarse = settings.coarse
        fine = 2 * settings.fine_span / settings.fine_step
        return Plan(
            set_points=(*(0.0 - level for level in coarse), 0.0),
            duration=settings.time_for(len(coarse) + round(fine), 3 * settings.stop),
        )

    def acquire(self, run: Run) -> None:
        """See that the sensor is dark, discharged and contacted; sweep coarsely, then finely around the knee; ramp down."""
        s = self.settings
        self.lcr.prepare(frequency=s.frequency, level=s.level, averages=s.averages)
        with self.bias.sourcing(compliance=s.compliance, highest=s.stop) as source:
            if s.check_contact and not self._ready(run, source):
                return
            self._started = run.clock.monotonic()
            curve = run.table("cv", {"frequency": s.frequency, "level": s.level}, **COLUMNS)
            with run.step("coarse sweep"):
                taken = self._sweep(run, source, curve, s.coarse)
            around = self._around_knee(run, taken)
            if around:
                with run.step("fine sweep"):
                    self._sweep(run, source, curve, around)
            with run.step("discharge"):
                source.ramp_to(0.0)
                if not wait_for_rest(run, "cv_rest_after", lambda: source.measure().current, s):
                    run.warn("the sensor still draws current at 0 V; wait before you touch it")

    def _ready(self, run: Run, source: Source) -> bool:
        """Whether the sensor rests at 0 V and has a pad's capacitance; if not, the run ends without high voltage."""
        s = self.settings
        with run.step("contact"):
            if not wait_for_rest(run, "cv_rest_before", lambda: source.measure().current, s):
                run.warn("the sensor draws current at 0 V: no high voltage; close the dark box, or let the sensor discharge")
                return False
            contact = run.table(
                "cv_contact", {"needed": s.contact_capacitance}, voltage="V", capacitance="F", resistance="ohm", status="1"
            )
            source.ramp_to(-s.contact_voltage)
            run.wait(s.settle)
            reading = self.lcr.measure()
            contact.append(
                voltage=-s.contact_voltage,
                capacitance=reading.capacitance,
                resistance=reading.resistance,
                status=reading.status,
            )
            if not (reading.valid and reading.capacitance >= s.contact_capacitance):
                run.warn("no contact: the capacitance is not that of a pad; no high voltage; clean and lower the needles")
                return False
        return True

    def _sweep(self, run: Run, source: Source, curve: Table, bias: Sequence[float]) -> list[tuple[float, ImpedanceReading]]:
        """Take a point at each reverse bias (V) until compliance; return voltages and readings."""
        s = self.settings
        taken = []
        for level in run.sweep(bias):
            source.ramp_to(0.0 - level)
            run.wait(s.settle)
            reading, deviation = self._read()
            bias_reading = source.measure()
            climate = self.climate.measure()
            curve.append(
                voltage=bias_reading.voltage,
                capacitance=reading.capacitance,
                capacitance_sd=deviation,
                resistance=reading.resistance,
                status=reading.status,
                current=bias_reading.current,
                temperature=climate.temperature,
                humidity=climate.humidity,
                elapsed=run.clock.monotonic() - self._started,
            )
            taken.append((bias_reading.voltage, reading))
            if bias_reading.in_compliance:
                run.warn("compliance reached: the sweep ends here")
                break
        return taken

    def _read(self) -> tuple[ImpedanceReading, float]:
        """Average the repeated readings; return the mean and the standard uncertainty of its capacitance (F).

        A single invalid reading makes the point invalid, with its status.
        """
        readings = [self.lcr.measure() for _ in range(self.settings.repeats)]
        invalid = next((reading for reading in readings if not reading.valid), None)
        if invalid is not None:
            return invalid, math.nan
        capacitance, deviation = mean_and_deviation([reading.capacitance for reading in readings])
        resistance, _ = mean_and_deviation([reading.resistance for reading in readings])
        return ImpedanceReading(capacitance=capacitance, resistance=resistance, status=0, valid=True), deviation

    def _around_knee(self, run: Run, taken: Sequence[tuple[float, ImpedanceReading]]) -> list[float]:
        """The levels of the fine sweep (V), without those that the coarse one has taken; none where there is no knee."""
        s = self.settings
        if not s.fine_span or s.fine_step >= s.step:
            return []
        voltages = [voltage for voltage, _ in taken]
        curve = cv.reverse_capacitance(
            voltages, [reading.capacitance for _, reading in taken], status=[reading.status for _, reading in taken]
        )
        knee = cv.find_knee(curve)
        if isinstance(knee, str):
            run.message(f"no fine sweep: {knee}")
            return []
        # Fine levels lie on the coarse grid's lattice, so that no point is taken twice.
        low = s.start + s.fine_step * math.floor((knee.voltage - s.fine_span - s.start) / s.fine_step)
        fine = levels(max(s.start, low), min(s.stop, knee.voltage + s.fine_span), s.fine_step)
        return [level for level in fine if all(abs(level - coarse) > s.fine_step / 2 for coarse in s.coarse)]

    @staticmethod
    def analyse(raw: RawData, parameters: Parameters) -> Sequence[Result]:
        """Return gain-layer and depletion voltages, end capacitance, doping, invalid readings and what the checks saw."""
        checks = residual_current(raw, "cv")
        reason = missing_curve(raw, "cv")
        if reason:
            return [*refused(reason, _RESULTS), *checks]
        return [*analyse_curve(raw["cv"], parameters), *checks, *mean_temperature(raw, "cv")]


def analyse_curve(table: RawTable, parameters: SensorCV.Parameters) -> list[Result]:
    """Return what a table with the columns of `COLUMNS`, or some of them, says of the sensor."""
    status = table.columns.get("status")
    valid = cv.valid_readings(table["capacitance"], status)
    curve = cv.reverse_capacitance(
        table["voltage"], table["capacitance"], capacitance_sd=table.columns.get("capacitance_sd"), status=status
    )
    knee = cv.find_knee(curve)
    end = cv.end_capacitance(curve)
    peak, depth = doping_peak(curve, knee, area=parameters.area)
    return [
        Result("gain_layer_voltage", cv.gain_layer_voltage(curve, knee)),
        Result("gain_layer_voltage_curvature", cv.gain_layer_voltage_curvature(curve, knee)),
        Result("depletion_voltage", cv.depletion_voltage(curve, end, knee)),
        Result("end_capacitance", end),
        Result("doping_peak", peak),
        Result("doping_peak_depth", depth),
        Result("invalid_readings", Estimate(value=float((~valid).sum()), unit="1", method="dropped before any fit")),
    ]
