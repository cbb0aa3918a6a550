"""What all drivers have in common: a name, a link, and who supervises them."""

from collections.abc import Mapping
from typing import ClassVar

from msgspec import Struct

from qcstation.model.clock import WallClock
from qcstation.safety.supervisor import Supervisor
from qcstation.transports.link import Link, LinkSettings

from .answers import Answer


class InstrumentOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the station file says of an instrument beside driver and resource.

    `ramp` is in V/s and `ramp_step` in V; `highest_voltage` (V, magnitude) and `highest_compliance` (A) are the station's own
    bounds, set in the instrument where it has such a limit. `terminals` is front or rear.
    `serial_number` must be in its identity. `channel` and `board` say which part of an instrument this is where others share
    its link. `trip_delay` (s): for so long a supply delivers its limit before it switches off. `contacts`: by the name of the
    component's contact, the channel of a switching matrix that it is wired to, where not as the driver has it.

    Of a probe station, in m: `contact_height` is where the needles touch, `separation` how far below it they are clear, `lift`
    how far for loading; `origin_x`, `origin_y` is die (0, 0) and `pitch_x`, `pitch_y` the distance from die to die.
    """

    ramp: float = 20.0
    ramp_step: float = 5.0
    highest_voltage: float | None = None
    highest_compliance: float | None = None
    terminals: str = "front"
    serial_number: str = ""
    channel: int = 0
    board: int = 0
    trip_delay: float = 5.0
    contacts: dict[str, str] = {}
    contact_height: float | None = None
    separation: float = 500e-6
    lift: float = 5e-3
    origin_x: float = 0.0
    origin_y: float = 0.0
    pitch_x: float = 0.0
    pitch_y: float = 0.0


class Instrument:
    """One instrument on a bench. Drivers say in `link_defaults` how their link is set up when the station file does not."""

    driver: ClassVar[str]
    """The driver's name in station files, ``maker.model``."""
    title: ClassVar[str]
    link_defaults: ClassVar[dict[str, object]] = {}

    def __init__(self, name: str, link: Link, options: InstrumentOptions | None = None) -> None:
        self.name = name
        self.link = link
        self.options = options or InstrumentOptions()
        self.supervisor: Supervisor | None = None

    @classmethod
    def link_settings(cls, name: str, resource: str, **given: object) -> LinkSettings:
        """Return the settings of the link to this kind of instrument; `given` ones win over the driver's own."""
        import msgspec

        return msgspec.convert({**cls.link_defaults, **given, "instrument": name, "resource": resource}, LinkSettings)

    @classmethod
    def recognises(cls, answer: str) -> bool:  # noqa: ARG003
        """Return whether this kind serves what gave this answer to `*IDN?`, to `?`, or unasked; the default never does.

        These are all that discovery asks of whatever may be connected: nothing that could switch anything.
        """
        return False

    def identify(self) -> str:
        """Get the instrument's identity and check that it is one that this driver serves.

        Raises:
            IdentityError: another instrument answers.
        """
        raise NotImplementedError

    def initialise(self) -> None:
        """Set the instrument up from a known state, its outputs off."""

    def monitor(self) -> None:
        """Take the readings that interlocks may watch and publish them through the supervisor; nothing where there are none."""

    def ask(self, command: str, *, count: int = 1, separator: str | None = ",") -> Answer:
        """Send a query and return the fields of its answer, at least `count` of them (`separator` None: between blanks)."""
        answer = self.link.query(command)
        return Answer(answer, instrument=self.name, command=command, count=count, separator=separator)

    def pause(self, seconds: float) -> None:
        """Let time pass as the supervisor says, which may stop the run; on the wall clock where there is none."""
        if self.supervisor is None:
            WallClock().sleep(seconds)
        else:
            self.supervisor.wait(seconds)

    def show(self, values: Mapping[str, float], units: Mapping[str, str]) -> None:
        """Publish live readings through the supervisor, if there is one."""
        if self.supervisor is not None:
            self.supervisor.reading_seen(self.name, values, units)

    def close(self) -> None:
        """Close the link."""
        self.link.close()
