"""How an output is made safe, as plain data: the safe stack runs a recipe on the driver's own link, the watchdog on a new one.

Every step must be harmless on an output that is safe already, for a recipe is run again until its read-back proves it.
"""

from msgspec import Struct

from qcstation.transports.link import LinkSettings


class Send(Struct, frozen=True, kw_only=True, tag="send"):
    """Send a command. `answered`: the instrument answers it; the answer is read and not judged."""

    command: str
    answered: bool = False


class Ramp(Struct, frozen=True, kw_only=True, tag="ramp"):
    """Step a level to `target`: `read` asks for the present level, `write` is a template with ``{level}``.

    Steps are at most `step` (the level's unit), `interval` seconds apart on the average and at least 0.8 of it. Field number
    `field` of the comma-separated answer to `read` is the level, behind `label` where that stands before it (``VAL:``); letters
    after the number are taken for its unit. The ramp is over when the level reads `target` within `tolerance` (the level's unit).
    """

    read: str
    write: str
    target: float = 0.0
    step: float
    interval: float
    field: int = 0
    label: str = ""
    tolerance: float = 0.01

    def __post_init__(self) -> None:
        if not (self.step > 0 and self.interval >= 0 and self.tolerance >= 0):
            raise ValueError(
                f"a ramp needs a step above 0 and an interval of at least 0, not {self.step:g} each {self.interval:g} s"
            )


class Await(Struct, frozen=True, kw_only=True, tag="await"):
    """Ask `query` each `interval` seconds until it is at most `at_most` in magnitude; `field` and `label` as in `Ramp`.

    With `mask` the answer is a register, of which only these bits count.
    """

    query: str
    at_most: float
    field: int = 0
    label: str = ""
    mask: int | None = None
    interval: float = 0.1
    timeout: float = 10.0


class Expect(Struct, frozen=True, kw_only=True, tag="expect"):
    """Read back: `field` of the answer to `query`, behind `label`, must equal `answer` (as numbers where both are).

    With `mask` the answer is a register, of which only these bits are looked at. With `pattern`, `answer` is a regular expression
    for the whole answer, commas and all.
    """

    query: str
    answer: str
    field: int = 0
    label: str = ""
    mask: int | None = None
    pattern: bool = False


SafingStep = Send | Ramp | Await | Expect


class SafingRecipe(Struct, frozen=True, kw_only=True):
    """The steps that make one output safe and prove it: at least one is `Await` or `Expect`.

    `deadline` is in seconds of the clock that runs it, ramp included. An output that others stand on, such as the low voltage
    of a module whose bias is switched on later, sets `after_newer`: it is touched only when the newer ones are safe, or stalled.
    """

    instrument: str
    output: str = ""
    link: LinkSettings
    steps: tuple[SafingStep, ...]
    deadline: float
    after_newer: bool = False

    @property
    def label(self) -> str:
        """The output as people call it: ``bias`` or ``bias/2``."""
        return f"{self.instrument}/{self.output}" if self.output else self.instrument

    @property
    def proves(self) -> bool:
        """Whether a step reads the safe state back."""
        return any(isinstance(step, Await | Expect) for step in self.steps)


def describe(step: SafingStep) -> str:
    """Return a step in a few words, for messages."""
    match step:
        case Send():
            return f"sending {step.command!r}"
        case Ramp():
            return f"the ramp to {step.target:g}"
        case Await():
            return f"waiting for {step.query!r} to fall to {step.at_most:g}"
        case Expect():
            return f"the read-back of {step.query!r}, expected {step.answer!r}"
