"""A stand for drivers: an instrument on a scripted wire, and a supervisor that plays recipes to the letter and keeps notes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from qcstation.instruments import Instrument, InstrumentOptions
from qcstation.model.errors import InstrumentError, RunAborted
from qcstation.safety.recipes import Expect, Ramp, SafingRecipe, Send
from qcstation.transports import Link, open_link
from tests.transports.wires import ScriptedWire

T = TypeVar("T", bound=Instrument)


class StandClock:
    """Time that passes only when it is told to."""

    def __init__(self) -> None:
        self.time = 0.0

    def now(self) -> float:
        return 1.7e9 + self.time

    def monotonic(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


class StandSupervisor:
    """Keeps notes of what it was told, in order; stops the run before wait number `stop_at`."""

    def __init__(self, *, stop_at: int | None = None) -> None:
        self.clock = StandClock()
        self.notes: list[str] = []
        self.waits: list[float] = []
        self.recipes: dict[str, SafingRecipe] = {}
        self.readings: list[dict[str, float]] = []
        self.on: set[str] = set()
        self._links: dict[str, Link] = {}
        self._stop_at = stop_at

    def wait(self, seconds: float) -> None:
        if self._stop_at is not None and len(self.waits) >= self._stop_at:
            raise RunAborted("the operator pressed abort")
        self.waits.append(seconds)
        self.clock.sleep(seconds)

    def arm(self, recipe: SafingRecipe, link: Link) -> None:
        self.notes.append(f"armed {recipe.instrument}")
        self.recipes[recipe.instrument] = recipe
        self._links[recipe.instrument] = link

    def make_safe(self, instrument: str, output: str = "") -> None:
        self.notes.append(f"made safe {instrument}")
        play(self.recipes[instrument], self._links[instrument])

    def outputs_on(self) -> tuple[str, ...]:
        return tuple(sorted(self.on))

    def output_changed(self, instrument: str, *, on: bool, level: float, unit: str) -> None:
        (self.on.add if on else self.on.discard)(instrument)
        self.notes.append(f"{instrument} {'on' if on else 'off'} {level:g} {unit}")

    def reading_seen(self, instrument: str, values: Mapping[str, float], units: Mapping[str, str]) -> None:
        assert set(values) <= set(units)
        self.readings.append(dict(values))


def play(recipe: SafingRecipe, link: Link) -> None:
    """Do what a recipe says, once and without any patience."""
    for step in recipe.steps:
        match step:
            case Send():
                link.write(step.command)
            case Ramp():
                level = float(link.query(step.read))
                while level != step.target:
                    level = max(level - step.step, step.target) if level > step.target else min(level + step.step, step.target)
                    link.write(step.write.format(level=level))
            case Expect():
                answer = link.query(step.query)
                if answer != step.answer:
                    raise InstrumentError(f"expected {step.answer}", instrument=recipe.instrument, answer=answer)
            case _:
                raise NotImplementedError(step)


@contextmanager
def on_wire(
    kind: type[T],
    script: str,
    *,
    supervisor: StandSupervisor | None = None,
    options: InstrumentOptions | None = None,
    timeout: float = 2.0,
    **settings: Any,
) -> Iterator[T]:
    """An instrument on a wire that plays `script`, which must be played to its end."""
    with ScriptedWire(script) as wire:
        instrument = connected(kind, wire, options=options, timeout=timeout, **settings)
        instrument.supervisor = supervisor
        try:
            yield instrument
        finally:
            instrument.close()
        wire.verify()


def connected(kind: type[T], wire: ScriptedWire, *, options: InstrumentOptions | None = None, **settings: Any) -> T:
    """An instrument on a wire."""
    given = kind.link_settings("bias", f"TCPIP::127.0.0.1::{wire.port}::SOCKET", **settings)
    return kind("bias", open_link(given), options)
