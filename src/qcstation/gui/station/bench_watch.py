"""What is known of each instrument of a bench: from the events of runs, and from looking at it."""

from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from qcstation.model.events import Event, InstrumentIdentified, InterlockChanged, RunFinished, RunStarted
from qcstation.station.config import StationFile
from qcstation.station.looking import InterlockLook, Looked


class LinkState(Enum):
    """How the connection to an instrument stands."""

    UNKNOWN = "unknown"
    ANSWERS = "answers"
    IN_USE = "in use"
    FAILS = "fails"


class InstrumentState(Struct, frozen=True, kw_only=True):
    """An instrument: who answered at its address, how its link stands, what was last read and what was last wrong."""

    name: str
    driver: str
    resource: str
    identity: str = ""
    link: LinkState = LinkState.UNKNOWN
    seconds: float = 0.0
    readings: str = ""
    error: str = ""


class BenchWatch:
    """Follows the events of runs and the results of tests."""

    def __init__(self, station: StationFile) -> None:
        self.instruments = {
            name: InstrumentState(name=name, driver=section.driver, resource=section.resource)
            for name, section in station.instruments.items()
        }
        self.interlocks = {
            name: InterlockLook(name=name, require=section.require, ok=False, detail="", values="", time=0.0)
            for name, section in station.interlocks.items()
        }

    def see(self, event: Event) -> bool:
        """Take note of one event; return whether it mattered here."""
        match event:
            case RunStarted():
                return True
            case InstrumentIdentified() if event.instrument in self.instruments:
                self._change(event.instrument, identity=event.identity, link=LinkState.IN_USE, error="")
            case InterlockChanged() if event.interlock in self.interlocks:
                known = self.interlocks[event.interlock]
                self.interlocks[event.interlock] = replace(known, ok=event.ok, detail=event.detail, values="", time=event.time)
            case RunFinished():
                self._finish(event.reason)
            case _:
                return False
        return True

    def looked(self, looked: Looked) -> None:
        """Take note of what came of looking at an instrument."""
        if looked.name in self.instruments:
            self._change(
                looked.name,
                identity=looked.identity,
                link=LinkState.FAILS if looked.problem else LinkState.ANSWERS,
                seconds=looked.seconds,
                readings=", ".join(looked.readings.values()),
                error=looked.problem,
            )

    def interlocks_looked(self, found: tuple[InterlockLook, ...]) -> None:
        """Take note of interlocks that were checked."""
        self.interlocks.update({look.name: look for look in found})

    def _finish(self, reason: str) -> None:
        for name, state in list(self.instruments.items()):
            if state.link is LinkState.IN_USE:
                self._change(name, link=LinkState.ANSWERS)
            # Instruments' errors begin with their names.
            if reason.startswith(f"{name}: "):
                self._change(name, link=LinkState.FAILS, error=reason)

    def _change(self, name: str, **changes: object) -> None:
        self.instruments[name] = replace(self.instruments[name], **changes)
