"""Looking at a bench without running anything: who answers, what it reads, whether interlocks hold. Nothing is switched."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from msgspec import Struct

from qcstation.instruments.instrument import Instrument
from qcstation.model.clock import Clock, WallClock
from qcstation.model.errors import InstrumentError, QcStationError, StationError
from qcstation.model.units import format_quantity
from qcstation.safety.interlocks import Reading
from qcstation.safety.recipes import SafingRecipe
from qcstation.transports import Link, WireLog, open_link

from .bench import open_instrument
from .config import StationFile
from .interlocks import interlocks_of
from .simulated import Simulation, simulated_bench
from .workspace import Workspace


class Looked(Struct, frozen=True, kw_only=True):
    """What came of looking at one instrument: its identity and readings, or a sentence that says what is wrong."""

    name: str
    driver: str
    resource: str
    identity: str = ""
    readings: Mapping[str, str] = {}
    seconds: float = 0.0
    time: float = 0.0
    problem: str = ""


class InterlockLook(Struct, frozen=True, kw_only=True):
    """An interlock, whether its condition holds, the values that it was judged by, and when (UTC in seconds since 1970)."""

    name: str
    require: str
    ok: bool
    detail: str
    values: str
    time: float


class _Onlooker:
    """Hears what instruments read; lets nothing be switched on."""

    def __init__(self) -> None:
        self.clock: Clock = WallClock()
        self.readings: dict[str, Reading] = {}
        self.shown: dict[str, dict[str, str]] = {}

    def wait(self, seconds: float) -> None:
        self.clock.sleep(seconds)

    def arm(self, recipe: SafingRecipe, link: Link) -> None:  # noqa: ARG002
        raise InstrumentError("nothing is switched on while a bench is looked at", instrument=recipe.instrument)

    def make_safe(self, instrument: str, output: str = "") -> None:  # noqa: ARG002
        raise InstrumentError("nothing is switched while a bench is looked at", instrument=instrument)

    def outputs_on(self) -> tuple[str, ...]:
        return ()

    def output_changed(self, instrument: str, *, on: bool, level: float, unit: str) -> None:
        """Nothing was switched: there is nothing to tell."""

    def reading_seen(self, instrument: str, values: Mapping[str, float], units: Mapping[str, str]) -> None:
        now = self.clock.monotonic()
        for name, value in values.items():
            self.readings[f"{instrument}.{name}"] = Reading(value=value, time=now)
            self.shown.setdefault(instrument, {})[name] = format_quantity(value, units[name])


def look_at_instruments(
    workspace: Workspace,
    station: StationFile,
    names: tuple[str, ...] = (),
    *,
    simulation: Simulation | None = None,
    wire_log: WireLog | None = None,
    seen: Callable[[Looked], object] = lambda _: None,
) -> tuple[Looked, ...]:
    """Connect to instruments (none named: all), ask each who it is and read what may be read; `seen` is called with each.

    Raises:
        StationError: a run uses the bench, or the simulated bench does not start.
    """
    with _at_rest(workspace, station, simulation) as served:
        found = []
        for name in names or tuple(served.instruments):
            looked = _look(served, name, wire_log)
            seen(looked)
            found.append(looked)
        return tuple(found)


def look_at_interlocks(
    workspace: Workspace, station: StationFile, *, simulation: Simulation | None = None
) -> tuple[InterlockLook, ...]:
    """Read once what the interlocks watch, and say whether each holds. Raises as `look_at_instruments`."""
    interlocks = interlocks_of(station)
    onlooker, problems = _Onlooker(), {}
    with _at_rest(workspace, station, simulation) as served:
        for name in dict.fromkeys(name for interlock in interlocks for name in interlock.instruments):
            try:
                _read(served, name, onlooker, None)
            except (InstrumentError, StationError) as error:
                problems[name] = str(error)
    looks = []
    for interlock in interlocks:
        state = interlock.evaluate(onlooker.readings, onlooker.clock.monotonic())
        silent = "; ".join(problems[name] for name in interlock.instruments if name in problems)
        values = [(name.partition(".")[0], name.partition(".")[2]) for name in interlock.readings]
        shown = [f"{one} {what} {onlooker.shown[one][what]}" for one, what in values if what in onlooker.shown.get(one, {})]
        looks.append(
            InterlockLook(
                name=interlock.name,
                require=interlock.require,
                ok=state.ok,
                detail=silent or state.detail,
                values=", ".join(shown).replace("_", " "),
                time=workspace.clock.now(),
            )
        )
    return tuple(looks)


@contextmanager
def _at_rest(workspace: Workspace, station: StationFile, simulation: Simulation | None) -> Iterator[StationFile]:
    """Own the bench, so that no run starts meanwhile; its clock, if simulated, runs free."""
    with workspace.bench_lock(station.station.name), simulated_bench(station, simulation, by_the_wall=True) as (served, _):
        yield served


def _look(station: StationFile, name: str, wire_log: WireLog | None) -> Looked:
    section = station.instruments[name]
    onlooker, started = _Onlooker(), time.monotonic()
    identity, problem = "", ""
    try:
        identity = _read(station, name, onlooker, wire_log)
    except QcStationError as error:
        problem = str(error)
    return Looked(
        name=name,
        driver=section.driver,
        resource=section.resource,
        identity=identity,
        readings=onlooker.shown.get(name, {}),
        seconds=time.monotonic() - started,
        time=time.time(),
        problem=problem,
    )


def _read(station: StationFile, name: str, onlooker: _Onlooker, wire_log: WireLog | None) -> str:
    instrument: Instrument = open_instrument(
        name, station.instruments[name], connect=lambda settings: open_link(settings, wire_log=wire_log)
    )
    try:
        identity = instrument.identify()
        instrument.supervisor = onlooker
        instrument.monitor()
        return identity
    finally:
        instrument.supervisor = None
        instrument.close()
