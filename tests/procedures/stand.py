"""A bench in memory: a run that keeps its tables, and instruments that read a simulated sensor with their noise.

The wire has tests of its own; here only what a procedure asks for and in which order matters.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qcstation.instruments.instrument import Instrument
from qcstation.instruments.roles import (
    ClimateReading,
    ClimateSensor,
    CurrentReading,
    Electrometer,
    ImpedanceReading,
    LcrMeter,
    Source,
    SourceMeter,
    SourceReading,
)
from qcstation.model.clock import Clock as RunClock
from qcstation.model.components import Component
from qcstation.model.estimates import Result
from qcstation.model.events import ResultsFound, encode_event
from qcstation.model.prompts import Answer, Prompt
from qcstation.model.raw import ArrayLayout, RawArray, RawData, RawTable, TableLayout
from qcstation.model.runs import SettingValue
from qcstation.model.verdicts import Judgement, Verdict, judge, overall
from qcstation.procedures.procedure import Procedure
from qcstation.procedures.specifications import parameters_of, specification_of
from qcstation.simulation.devices import LgadSensor, noise


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.elapsed = 0.0

    def now(self) -> float:
        return 1.8e9 + self.elapsed

    def monotonic(self) -> float:
        return self.elapsed

    def sleep(self, seconds: float) -> None:
        self.elapsed += seconds


class MemoryTable:
    def __init__(self, layout: TableLayout) -> None:
        self.layout = layout
        self.rows: list[tuple[float, ...]] = []

    def append(self, **values: float) -> None:
        if set(values) != set(self.layout.columns):
            raise KeyError(f"{sorted(set(values) ^ set(self.layout.columns))}")
        self.rows.append(tuple(float(values[name]) for name in self.layout.columns))

    def frozen(self) -> RawTable:
        columns = np.array(self.rows, dtype=float).reshape(len(self.rows), len(self.layout.columns))
        return RawTable(self.layout, {name: columns[:, i] for i, name in enumerate(self.layout.columns)})


class MemoryArray:
    def __init__(self, layout: ArrayLayout) -> None:
        self.layout = layout
        self.blocks: list[NDArray[Any]] = []

    def append(self, block: NDArray[Any]) -> None:
        assert block.shape[1:] == self.layout.shape
        assert str(block.dtype) == self.layout.dtype
        self.blocks.append(block.copy())


class MemoryRun:
    """What a procedure sees of the engine, without interlocks, aborts and records."""

    component: Component | None = None
    earlier: RawData | None = None

    def __init__(self) -> None:
        self.clock: RunClock = Clock()
        self.tables: dict[str, MemoryTable] = {}
        self.arrays: dict[str, MemoryArray] = {}
        self.attachments: dict[str, bytes] = {}
        self.steps: list[str] = []
        self.messages: list[str] = []
        self.warnings: list[str] = []
        self.prompts: list[str] = []

    def table(self, name: str, /, attributes: Mapping[str, SettingValue] | None = None, **columns: str) -> MemoryTable:
        assert name not in self.tables
        self.tables[name] = MemoryTable(TableLayout(name=name, columns=columns, attributes=dict(attributes or {})))
        return self.tables[name]

    def array(
        self,
        name: str,
        /,
        *,
        dtype: str,
        shape: tuple[int, ...] = (),
        unit: str = "1",
        attributes: Mapping[str, SettingValue] | None = None,
    ) -> MemoryArray:
        assert name not in self.arrays
        layout = ArrayLayout(name=name, dtype=dtype, shape=shape, unit=unit, attributes=dict(attributes or {}))
        self.arrays[name] = MemoryArray(layout)
        return self.arrays[name]

    def attach(self, name: str, data: bytes, *, media_type: str, caption: str = "") -> None:
        assert name not in self.attachments
        self.attachments[name] = data

    def take_over(self, table: str, rows: NDArray[np.bool_]) -> None:
        assert self.earlier is not None
        earlier = self.earlier[table]
        columns = [earlier[name][rows].tolist() for name in self.tables[table].layout.columns]
        self.tables[table].rows += list(zip(*columns, strict=True))

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self.steps.append(name)
        yield

    def sweep(self, values: Iterable[float]) -> Iterator[float]:
        yield from values

    def wait(self, seconds: float) -> None:
        self.clock.sleep(seconds)

    def unwind(self, reason: str) -> tuple[str, ...]:
        return ()

    def checkpoint(self) -> None:
        pass

    @contextmanager
    def busy(self, seconds: float) -> Iterator[None]:
        assert seconds > 0
        yield

    def ask(self, prompt: Prompt) -> Answer:
        self.prompts.append(prompt.id)
        return Answer(prompt=prompt.id, text="yes")

    def message(self, text: str) -> None:
        self.messages.append(text)

    def warn(self, text: str) -> None:
        self.warnings.append(text)

    def raw(self) -> RawData:
        arrays = {
            name: RawArray(array.layout, np.concatenate(array.blocks)) for name, array in self.arrays.items() if array.blocks
        }
        return RawData({name: table.frozen() for name, table in self.tables.items()}, arrays=arrays)


class Stand:
    """A sensor between bias and ground; `applied` is every level that was set, in V, `on` whether the output is."""

    def __init__(self, sensor: LgadSensor, *, seed: int = 1, light: float = 0.0, temperature: float = 21.0) -> None:
        self.sensor = sensor
        self.rng = np.random.default_rng([5, seed])
        self.light = light
        self.temperature = temperature
        self.set = 0.0
        self.limit = math.inf
        self.on = False
        self.applied: list[float] = []
        self.stray: float | None = None

    def state(self) -> tuple[float, bool]:
        """The voltage on the device and whether the source limits."""
        if self._total(self.set) < self.limit:
            return self.set, False
        inside, outside = 0.0, self.set
        for _ in range(60):
            middle = 0.5 * (inside + outside)
            inside, outside = (middle, outside) if self._total(middle) < self.limit else (inside, middle)
        return inside, True

    def _total(self, voltage: float) -> float:
        return abs(float(self.sensor.total_current(voltage, self.temperature)))


class _Member:
    def __init__(self, stand: Stand) -> None:
        self.stand = stand
        self.name = type(self).__name__


class MemorySource(_Member, SourceMeter):
    level = 0.0

    @contextmanager
    def sourcing(self, *, compliance: float, highest: float) -> Iterator[Source]:
        self.stand.limit, self.highest = compliance, highest
        self.stand.on = True
        try:
            yield self
        finally:
            self.ramp_to(0.0)
            self.stand.on = False

    def ramp_to(self, voltage: float) -> None:
        assert abs(voltage) <= self.highest
        self.stand.set = self.level = voltage
        self.stand.applied.append(voltage)

    def measure(self) -> SourceReading:
        voltage, limited = self.stand.state()
        current = float(self.stand.sensor.total_current(voltage, self.stand.temperature)) - self.stand.light
        return SourceReading(
            voltage=float(noise.SOURCE_METER_VOLTAGE.read(voltage, self.stand.rng)),
            current=float(noise.SOURCE_METER_CURRENT.read(current, self.stand.rng)),
            in_compliance=limited,
        )


class MemoryElectrometer(_Member, Electrometer):
    overflows_above = math.inf

    def prepare(self, *, highest: float | None = None, line_cycles: float = 1.0) -> None:
        pass

    def measure(self) -> CurrentReading:
        voltage, _ = self.stand.state()
        current = float(self.stand.sensor.current(voltage, self.stand.temperature)) - self.stand.light
        if abs(current) > self.overflows_above:
            return CurrentReading(current=0.0, overflow=True)
        return CurrentReading(current=float(noise.ELECTROMETER.read(current, self.stand.rng)))


class MemoryLcr(_Member, LcrMeter):
    """Overloaded at less than `overload_below` V of bias; sees `cable` (F) until the open correction."""

    overload_below = 0.0
    cable = 0.0

    def prepare(self, *, frequency: float, level: float, averages: int = 1) -> None:
        self.frequency = frequency

    def measure(self) -> ImpedanceReading:
        voltage, _ = self.stand.state()
        if abs(voltage) < self.overload_below:
            return ImpedanceReading(capacitance=math.nan, resistance=math.nan, status=1, valid=False)
        true = float(self.stand.sensor.capacitance(voltage, self.frequency)) if self.stand.stray is None else self.stand.stray
        return ImpedanceReading(
            capacitance=float(noise.LCR_CAPACITANCE.read(true + self.cable, self.stand.rng)), resistance=1e9, status=0, valid=True
        )

    def correct_open(self) -> None:
        self.cable = 0.0

    def correct_short(self) -> None:
        pass


class MemoryClimate(_Member, ClimateSensor):
    def measure(self) -> ClimateReading:
        temperature = float(noise.TEMPERATURE_SENSOR.read(self.stand.temperature, self.stand.rng))
        return ClimateReading(temperature=temperature, humidity=12.0, dew_point=-9.0)


def instruments(stand: Stand, *, pad: bool = True) -> dict[str, Any]:
    found: dict[str, Instrument] = {
        "bias": MemorySource(stand),
        "lcr": MemoryLcr(stand),
        "climate": MemoryClimate(stand),
    }
    return {**found, "pad": MemoryElectrometer(stand)} if pad else found


class Outcome:
    """What a run in memory gave: its raw data, results by name, judgements and verdict."""

    def __init__(self, procedure: type[Procedure], run: MemoryRun) -> None:
        self.run = run
        self.raw = run.raw()
        specification = specification_of(procedure)
        self.results: list[Result] = list(procedure.analyse(self.raw, parameters_of(procedure, specification)))
        # The engine's record of them is JSON.
        encode_event(ResultsFound(time=0.0, results=tuple(self.results)))
        judged = judge(self.results, specification)
        self.judgements: dict[str, Judgement] = {judgement.result.name: judgement for judgement in judged}
        self.verdict: Verdict = overall(judged)

    def finding(self, name: str) -> Any:
        return self.judgements[name].result.finding


def measure(
    procedure: type[Procedure], stand: Stand, settings: dict[str, Any] | None = None, *, pad: bool = True,
    prepared: Callable[[dict[str, Any]], None] | None = None,
) -> Outcome:  # fmt: skip
    """Run a procedure on a stand and analyse what it took; `prepared` may change the instruments first."""
    run = MemoryRun()
    bench = instruments(stand, pad=pad)
    if prepared is not None:
        prepared(bench)
    procedure(procedure.Settings.parsed(settings or {}), bench).acquire(run)
    assert not stand.on
    assert stand.set == 0.0
    return Outcome(procedure, run)
