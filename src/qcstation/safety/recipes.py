"""How an output is made safe, as plain data: the safe stack runs a recipe on the driver's own link, the watchdog process on a new one."""

from msgspec import Struct

from qcstation.transports.link import LinkSettings


class Send(Struct, frozen=True, kw_only=True, tag="send"):
    """Send a command."""

    command: str


class Ramp(Struct, frozen=True, kw_only=True, tag="ramp"):
    """Step a level to `target`: `read` asks for the present level, `write` is a template with ``{level}``.

    Steps are at most `step` (the level's unit) each `interval` seconds.
    """

    read: str
    write: str
    target: float = 0.0
    step: float
    interval: float


class Await(Struct, frozen=True, kw_only=True, tag="await"):
    """Ask `query` each `interval` seconds until field number `field` of its comma-separated answer is at most `at_most` in magnitude."""

    query: str
    at_most: float
    field: int = 0
    interval: float = 0.1
    timeout: float = 10.0


class Expect(Struct, frozen=True, kw_only=True, tag="expect"):
    """Read back: field number `field` of the answer to `query` must equal `answer` (as numbers where both are)."""

    query: str
    answer: str
    field: int = 0


SafingStep = Send | Ramp | Await | Expect


class SafingRecipe(Struct, frozen=True, kw_only=True):
    """The steps that make one output safe and prove it. `deadline` is in seconds of the clock that runs it, ramp included."""

    instrument: str
    output: str = ""
    link: LinkSettings
    steps: tuple[SafingStep, ...]
    deadline: float
