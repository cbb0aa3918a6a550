"""The outputs that a person holds on by hand: switched on with a compliance, moved by ramps alone, made safe at the end."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType
from typing import Self

from qcstation.instruments.instrument import Instrument
from qcstation.instruments.roles import BiasSource, Source
from qcstation.instruments.sourcing import ramp_levels
from qcstation.instruments.supply_roles import HighVoltageSupply
from qcstation.model.errors import InputError
from qcstation.model.runs import Run, Table
from qcstation.model.units import format_quantity

_HEARING = 0.5
"""Seconds of a ramp after which a new command is heard."""


class _Held:
    """An output that is on, and where it is to go."""

    def __init__(self, block: ExitStack, source: Source, highest: float, step: float) -> None:
        self.block = block
        self.highest = highest
        self.source = source
        self.step = step
        self.target = source.level


class Desk:
    """What the actions of manual control act on. Use as a context manager: at its end all outputs are made safe."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._held: dict[str, _Held] = {}
        self._tables: dict[str, Table] = {}
        self._all = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        # Several ramp down at the same time. Their blocks, left one after the other, then find them safe.
        if len(self._held) > 1:
            self._run.unwind("end of manual control" if error is None else str(error))
        self._all.__exit__(kind, error, trace)

    @property
    def moving(self) -> bool:
        """Whether an output is on its way."""
        return any(held.source.level != held.target for held in self._held.values())

    def refuse_while_on(self, what: str) -> None:
        """Raise InputError if an output is on: relays and needles are not moved under voltage."""
        if self._held:
            raise InputError(f"{', '.join(self._held)} is on: switch it off before you {what}")

    def is_on(self, instrument: str) -> bool:
        """Return whether this instrument's output is on."""
        return instrument in self._held

    def switch_on(self, meter: BiasSource, *, compliance: float, highest: float) -> None:
        """Switch an output on at 0 V, limited to `compliance` (A), able to go to `highest` (V, magnitude)."""
        if meter.name in self._held:
            raise InputError(f"{meter.name} is on already; switch it off to change its compliance or highest voltage")
        self.hold(meter, meter.sourcing(compliance=compliance, highest=highest), abs(highest))
        self._run.message(
            f"{meter.name} is on at 0 V, limited to {format_quantity(compliance, 'A')} and {format_quantity(abs(highest), 'V')}"
        )

    def hold(self, instrument: Instrument, output: AbstractContextManager[Source], highest: float) -> None:
        """Enter the block of an output that is on while the block lasts and may go to `highest` (V, magnitude)."""
        block = ExitStack()
        self._all.push(block)
        source = block.enter_context(output)
        self._held[instrument.name] = _Held(block, source, highest, _step(instrument))

    def aim(self, instrument: Instrument, voltage: float) -> None:
        """Have an output ramp to `voltage` (V), from where it is and at once; a later aim replaces this one."""
        held = self._output(instrument)
        if not abs(voltage) <= held.highest:
            raise InputError(
                f"{instrument.name} was switched on for at most {format_quantity(held.highest, 'V')}, not for "
                f"{format_quantity(voltage, 'V')}; switch it off, then on with a higher voltage"
            )
        held.target = voltage

    def stop(self, instrument: Instrument) -> None:
        """Have an output stay where it is."""
        held = self._output(instrument)
        held.target = held.source.level

    def switch_off(self, instrument: Instrument) -> None:
        """Ramp an output down and switch it off, read back."""
        held = self._output(instrument)
        try:
            held.block.close()
        finally:
            del self._held[instrument.name]

    def move(self) -> None:
        """Move each output that is on its way by one step of its ramp, at the station file's rate."""
        for name, held in self._held.items():
            levels = ramp_levels(held.source.level, held.target, held.step)
            if not levels:
                continue
            try:
                held.source.ramp_to(levels[0])
            except InputError as error:
                held.target = held.source.level
                self._run.warn(f"refused: {error}")
                continue
            if len(levels) == 1:
                self._run.message(f"{name} is at {format_quantity(held.target, 'V')}")

    def look(self) -> None:
        """Measure every output that is on."""
        for name, held in self._held.items():
            reading = held.source.measure()
            self.keep(
                f"{name} output", {"voltage": reading.voltage, "current": reading.current}, {"voltage": "V", "current": "A"}
            )

    def keep(self, table: str, values: Mapping[str, float], units: Mapping[str, str]) -> None:
        """Keep readings in the run's record, with the time (s) of the run's clock."""
        name = table.replace(" ", "_")
        if name not in self._tables:
            self._tables[name] = self._run.table(name, None, time="s", **units)
        self._tables[name].append(time=self._run.clock.monotonic(), **values)

    def tell(self, text: str) -> None:
        """Tell the person something."""
        self._run.message(text)

    def _output(self, instrument: Instrument) -> _Held:
        held = self._held.get(instrument.name)
        if held is None:
            raise InputError(f"{instrument.name} is off: switch it on first")
        return held


def _step(instrument: Instrument) -> float:
    """How far (V) an output moves before the next command is heard: a supply that ramps by itself must not halt all the time."""
    options = instrument.options
    return max(options.ramp_step, options.ramp * _HEARING) if isinstance(instrument, HighVoltageSupply) else options.ramp_step
