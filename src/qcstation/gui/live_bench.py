"""What is on and what was last read, as the events of a run tell it: the content of the strip below every page."""

from msgspec import Struct

from qcstation.model.events import (
    Event,
    InterlockChanged,
    OutputChanged,
    OutputMadeSafe,
    OutputUnsafe,
    ReadingSeen,
    RunFinished,
    RunStarted,
)
from qcstation.model.units import format_quantity

_CLIMATE = ("temperature", "humidity", "dew_point")


class OutputState(Struct, frozen=True, kw_only=True):
    """An output. `voltage` and `current` are texts with units, empty where unknown."""

    name: str
    on: bool = False
    unsafe: str = ""
    voltage: str = ""
    current: str = ""


class LiveBench:
    """Follows the events; `changed` says whether one of them mattered since it was last set to False."""

    def __init__(self) -> None:
        self._on: dict[str, bool] = {}
        self._unsafe: dict[str, str] = {}
        self._levels: dict[str, str] = {}
        self._readings: dict[str, dict[str, str]] = {}
        self.interlocks: dict[str, tuple[bool, str]] = {}
        self.running = False
        self.changed = True

    def see(self, event: Event) -> None:
        """Take note of one event."""
        before, self.changed = self.changed, True
        match event:
            case RunStarted():
                self._on.clear()
                self._unsafe.clear()
                self._readings.clear()
                self.interlocks.clear()
                self.running = True
            case RunFinished():
                self.running = False
            case OutputChanged():
                self._on[event.instrument] = event.on
                self._levels[event.instrument] = format_quantity(event.level, event.unit)
            case OutputMadeSafe():
                self._on[event.instrument] = False
                self._unsafe.pop(event.instrument, None)
            case OutputUnsafe():
                self._unsafe[event.instrument] = event.detail
            case InterlockChanged():
                self.interlocks[event.interlock] = (event.ok, event.detail)
            case ReadingSeen():
                known = self._readings.setdefault(event.instrument, {})
                known.update(
                    {
                        name: "" if value is None else format_quantity(value, event.units[name])
                        for name, value in event.values.items()
                    }
                )
            case _:
                self.changed = before

    @property
    def outputs(self) -> tuple[OutputState, ...]:
        """All outputs that have been switched in this run."""
        return tuple(self._output(name) for name in {**self._on, **self._unsafe})

    @property
    def unsafe(self) -> dict[str, str]:
        """The outputs that could not be made safe, with the reason."""
        return dict(self._unsafe)

    @property
    def climate(self) -> dict[str, str]:
        """Temperature, humidity and dew point by name, as far as they were read."""
        return {name: values[name] for name in _CLIMATE for values in self._readings.values() if values.get(name)}

    def _output(self, name: str) -> OutputState:
        readings = self._readings.get(name, {})
        return OutputState(
            name=name,
            on=self._on.get(name, False),
            unsafe=self._unsafe.get(name, ""),
            voltage=readings.get("voltage") or self._levels.get(name, ""),
            current=readings.get("current", ""),
        )
