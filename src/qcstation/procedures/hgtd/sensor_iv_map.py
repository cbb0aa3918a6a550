"""Current-voltage curves of all pads of an LGAD sensor and of its guard ring, one after the other through a switching matrix."""

import math
from collections.abc import Sequence
from typing import Annotated, Self

import numpy as np
from pydantic import AfterValidator, model_validator

from qcstation.analysis.iv import breakdown_voltage_linear
from qcstation.analysis.settling import Settling, settling
from qcstation.instruments.bench_roles import ProbeStation, SwitchMatrix
from qcstation.instruments.roles import BiasSource, ClimateSensor, Electrometer, Source
from qcstation.model.errors import InputError
from qcstation.model.estimates import Estimate, Result
from qcstation.model.raw import RawData
from qcstation.model.runs import Run, Table
from qcstation.procedures.procedure import Plan, Procedure
from qcstation.procedures.settings import Current, Duration, Fraction, ProcedureSettings, Voltage

from .pad_results import MapParameters, map_results
from .pads import GUARD, chosen_pads, place_of
from .sweep import RAMP, READING_TIME, levels

PLACE = {"pad": "1", "row": "1", "column": "1"}
COLUMNS = {
    "voltage": "V",
    "current": "A",
    "current_sd": "A",
    "total_current": "A",
    "temperature": "degC",
    "humidity": "%",
    "settling_time": "s",
    "settled": "1",
    "in_compliance": "1",
    "elapsed": "s",
}
FINISHED = {
    **PLACE,
    "breakdown_voltage": "V",
    "highest_current": "A",
    "highest_voltage": "V",
    "points": "1",
    "unsettled": "1",
    "duration": "s",
}


def _checked_choice(text: str) -> str:
    try:
        chosen_pads(text)
    except InputError as error:
        raise ValueError(str(error)) from error
    return text.strip()


class SensorIVMap(Procedure):
    """Each pad alone on the meter while all others and the guard ring are grounded; the supply biases the whole sensor.

    Relays are switched with the output off alone. At each level the pad's own current tells when it has settled. A pad is
    finished with its row in the table `pads`: an interrupted run is continued with the first pad that has none.
    """

    id = "hgtd.sensor-iv-map"
    title = "Sensor IV map: leakage and breakdown of all pads"
    accepts = ("hgtd.sensor",)
    resumable = True
    specification_file = "sensor_iv_map.toml"

    bias: BiasSource
    pad: Electrometer
    matrix: SwitchMatrix
    climate: ClimateSensor
    prober: ProbeStation | None

    class Settings(ProcedureSettings):
        """What an operator may set. Voltages are magnitudes of the reverse bias."""

        pads: Annotated[str, AfterValidator(_checked_choice)] = "1-225"
        guard_ring: bool = True
        stop: Voltage = "200 V"
        step: Voltage = "5 V"
        """As the collaboration's own curves."""
        compliance: Current = "1 mA"
        """Of the whole sensor."""
        pad_current: Current = "10 uA"
        """A pad's curve ends there: far beyond the 500 nA that define breakdown."""
        threshold: Current = "500 nA"
        """For the live map alone: the analysis has its own."""
        window: Duration = "200 ms"
        """A current has settled when it does not drift over this time."""
        interval: Duration = "60 ms"
        """Between two readings."""
        tolerance: Fraction = 0.003
        """Drift over the window, of the current, that counts as none."""
        floor: Current = "20 pA"
        """Drift over the window that counts as none whatever the current is."""
        longest_settling: Duration = "3 s"
        """After which a point is taken as it is, and marked; shorter than the trip delay of the supply."""

        @model_validator(mode="after")
        def _sensible(self) -> Self:
            if not 0 < self.step <= self.stop:
                raise ValueError(f"step ({self.step:g} V) must be above 0 V and at most stop ({self.stop:g} V)")
            if self.stop / self.step > 1000:
                raise ValueError(f"more than 1000 points a pad; give a wider step than {self.step:g} V")
            for name in ("compliance", "pad_current", "threshold", "interval", "tolerance"):
                if not getattr(self, name) > 0:
                    raise ValueError(f"{name} ({getattr(self, name):g}) must be above 0")
            if self.floor < 0:
                raise ValueError(f"floor ({self.floor:g} A) must not be negative")
            if not 3 * self.interval <= self.window <= self.longest_settling <= 60:
                raise ValueError(
                    f"window ({self.window:g} s) must hold three intervals ({self.interval:g} s) and be at most longest_settling "
                    f"({self.longest_settling:g} s), that at most 60 s"
                )
            return self

        @property
        def levels(self) -> tuple[float, ...]:
            """The levels of a sweep, magnitudes in V."""
            return levels(0.0, self.stop, self.step)

    class Parameters(MapParameters):
        """What a specification may set for the analysis."""

    @classmethod
    def plan(cls, settings: Settings) -> Plan:
        """Return the levels of one pad, and the time for all if every current settles within the shortest window."""
        count = len(chosen_pads(settings.pads)) + settings.guard_ring
        point = settings.window + READING_TIME
        return Plan(
            set_points=(*(0.0 - level for level in settings.levels), 0.0),
            duration=count * (len(settings.levels) * point + 2 * settings.stop / RAMP),
        )

    def acquire(self, run: Run) -> None:
        """Measure the pads that no earlier run has finished, then the guard ring; nothing is switched under voltage."""
        s = self.settings
        curves = run.table("iv", None, **PLACE, **COLUMNS)
        finished = run.table("pads", None, **FINISHED)
        ring = run.table("guard_ring", None, **COLUMNS)
        done, ring_done = self._take_over(run)
        pads = [pad for pad in chosen_pads(s.pads) if pad not in done]
        self.pad.prepare()
        if self.prober is not None and not self.prober.in_contact():
            self.prober.contact()
        self._started = run.clock.monotonic()
        if s.guard_ring and not ring_done:
            with run.step("guard ring"):
                self._sweep(run, GUARD, ring, {})
        with run.step("pads"):
            for number in run.sweep(pads):
                row, column = place_of(int(number))
                place = {"pad": number, "row": row, "column": column}
                finished.append(**place, **self._sweep(run, str(int(number)), curves, place))
        self.matrix.disconnect()
        if self.prober is not None:
            self.prober.separate()

    def _take_over(self, run: Run) -> tuple[set[int], bool]:
        """Take over what an interrupted run has finished: the pads, and whether the guard ring, which came first."""
        earlier = run.earlier
        if earlier is None or "pads" not in earlier:
            return set(), False
        done = np.asarray(earlier["pads"]["pad"])
        # The guard ring is finished once a pad is begun.
        ring_done = self.settings.guard_ring and "iv" in earlier and len(earlier["iv"]) > 0
        if ring_done:
            run.take_over("guard_ring", np.ones(len(earlier["guard_ring"]), dtype=bool))
        if "iv" in earlier:
            run.take_over("iv", np.isin(earlier["iv"]["pad"], done))
        run.take_over("pads", np.ones(done.size, dtype=bool))
        run.message(f"{done.size} pads are taken over from the interrupted run; they are not measured again")
        return {int(pad) for pad in done}, ring_done

    def _sweep(self, run: Run, contact: str, table: Table, place: dict[str, float]) -> dict[str, float]:
        """Connect a contact with the output off, sweep to the end, breakdown or compliance; return what the curve was like."""
        s = self.settings
        began = run.clock.monotonic()
        self.matrix.connect([contact])
        voltages: list[float] = []
        currents: list[float] = []
        unsettled = 0
        with self.bias.sourcing(compliance=s.compliance, highest=s.stop) as source:
            for level in s.levels:
                row = self._point(run, source, level)
                table.append(**place, **row)
                voltages.append(row["voltage"])
                currents.append(row["current"])
                unsettled += not row["settled"]
                if row["in_compliance"] or not abs(row["current"]) < s.pad_current:
                    break
        breakdown = breakdown_voltage_linear(voltages, currents, threshold=s.threshold)
        reached = isinstance(breakdown, Estimate) and breakdown.censored is None
        return {
            "breakdown_voltage": breakdown.value if isinstance(breakdown, Estimate) and reached else math.nan,
            "highest_current": max(map(abs, currents)),
            "highest_voltage": max(map(abs, voltages)),
            "points": len(voltages),
            "unsettled": unsettled,
            "duration": run.clock.monotonic() - began,
        }

    def _point(self, run: Run, source: Source, level: float) -> dict[str, float]:
        """Take one point at the reverse bias `level` (V), when the current has settled."""
        source.ramp_to(0.0 - level)
        began = run.clock.monotonic()
        found, over = self._settle(run, began)
        reading = source.measure()
        climate = self.climate.measure()
        now = run.clock.monotonic()
        return {
            "voltage": reading.voltage,
            "current": math.nan if over else found.value,
            "current_sd": math.nan if over else found.uncertainty,
            "total_current": reading.current,
            "temperature": climate.temperature,
            "humidity": climate.humidity,
            "settling_time": now - began,
            "settled": found.settled,
            "in_compliance": reading.in_compliance,
            "elapsed": now - self._started,
        }

    def _settle(self, run: Run, began: float) -> tuple[Settling, bool]:
        """Read the pad's current until it has settled, the longest time is over or it is beyond the meter's range."""
        s = self.settings
        times: list[float] = []
        currents: list[float] = []
        while True:
            reading = self.pad.measure()
            times.append(run.clock.monotonic() - began)
            currents.append(reading.current)
            found = settling(times, currents, window=s.window, tolerance=s.tolerance, floor=s.floor)
            if found.settled or reading.overflow or times[-1] >= s.longest_settling:
                return found, reading.overflow
            run.wait(s.interval)

    @staticmethod
    def analyse(raw: RawData, parameters: Parameters) -> Sequence[Result]:
        """Return what each pad's curve says, bad pads by name, averages and the gradient over the sensor."""
        return map_results(raw, parameters)
