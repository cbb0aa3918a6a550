"""Runs a safing recipe on a link until its read-back proves that the output is safe.

What is done when things go wrong, and why:

- Every step is tried, whatever became of the ones before it.
- A level is believed when it reads the same twice, so that a stale or garbled answer is never ramped from. A level that cannot
  be read is set to its target in one step before the output is switched off. That may strain the component under test; opening
  the relay of a supply at high voltage would strain it more; a voltage that stays on is a danger to people, which outweighs both.
- An instrument that cannot be connected to again, or closes the new connection without an answer, ends the attempt, and the next
  one begins with the ramp: what comes back after a while still has its level. So does, once, one that accepts a new connection
  and says nothing: it may be busy with an old one, and would carry out blindly what it is sent when it comes to it, with no ramp.
- The read-back alone decides: an output that reads off, twice, is safe even if its ramp failed, and that is kept as a remark.
"""

import math
import re
import time

from qcstation.model.clock import Clock
from qcstation.model.errors import InstrumentError, LinkError
from qcstation.transports.link import Link

from .recipes import Await, Expect, Ramp, SafingRecipe, SafingStep, Send, describe
from .talk import Progress, Talk, UnreachableError

_SETTLE = 0.5
"""Seconds of the run's clock for which a wrong read-back is asked again: relays and status registers need a moment."""
_FASTEST = 0.8
"""A step of a ramp that came late is made up for by the next ones, whose intervals shrink to this part at most."""
_PAUSE = 0.2
_LONGEST_PAUSE = 0.5
"""Seconds of wall time between two attempts at an output that does not answer."""
_IMPLAUSIBLE = 1e30
"""SCPI instruments answer 9.9E37 for an overflow and 9.91E37 for not-a-number (SCPI-99, volume 1, section 7.2)."""
_NUMBER = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*[^\W\d]*\s*", re.ASCII)


class _Execution:
    """One recipe on one link, tried again until it is proven or its time is over."""

    def __init__(self, recipe: SafingRecipe, talk: Talk, clock: Clock, progress: Progress) -> None:
        self._recipe = recipe
        self._talk = talk
        self._clock = clock
        self._progress = progress
        self._began = self._began_wall = 0.0
        self.failures: list[tuple[SafingStep, Exception]] = []
        self._remarks: dict[str, None] = {}

    def attempt(self) -> bool:
        """Try every step once; return whether the read-back proved the output safe."""
        self._began, self._began_wall = self._clock.monotonic(), time.monotonic()
        self.failures = []
        for step in self._recipe.steps:
            try:
                self._run(step)
            except UnreachableError as error:
                self._note(step, error.cause)
                return False
            except Exception as error:  # noqa: BLE001 - whatever one step raises, the next must be tried
                self._note(step, error)
        return not any(isinstance(step, Await | Expect) for step, _ in self.failures)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What went wrong in all attempts."""
        return tuple(self._remarks)

    def _note(self, step: SafingStep, error: Exception) -> None:
        self.failures.append((step, error))
        self._remarks[_explained(step, error)] = None

    def _sleep(self, seconds: float) -> None:
        with self._progress.wait(seconds):
            self._clock.sleep(seconds)

    def _late(self) -> bool:
        # A stepped clock may run ahead of the wire and a wall clock ahead of a stepped bench: late is what is late on both.
        elapsed = min(self._clock.monotonic() - self._began, time.monotonic() - self._began_wall)
        return elapsed > self._recipe.deadline

    def _run(self, step: SafingStep) -> None:
        match step:
            case Send():
                self._twice(step)
            case Ramp():
                self._ramp(step)
            case Await():
                self._await(step)
            case Expect():
                self._expect(step)

    def _twice(self, step: Send) -> None:
        deliver = self._talk.ask if step.answered else self._talk.send
        try:
            deliver(step.command)
        except LinkError:
            deliver(step.command)

    def _ramp(self, ramp: Ramp) -> None:
        for last in (False, False, True):
            try:
                self._step_down(ramp)
                return
            except UnreachableError:
                raise
            except Exception as error:
                if isinstance(error, LinkError) and not self._talk.silent and not last:
                    continue
                self._talk.send(ramp.write.format(level=ramp.target))
                self._sleep(ramp.interval)
                raise

    def _step_down(self, ramp: Ramp) -> None:
        level = self._level(ramp)
        due = self._clock.monotonic()
        while abs(level - ramp.target) > ramp.tolerance:
            if self._late():
                raise InstrumentError(f"the level still was {level:g} after {self._recipe.deadline:g} s")
            began = self._clock.monotonic()
            level += math.copysign(min(ramp.step, abs(level - ramp.target)), ramp.target - level)
            self._talk.send(ramp.write.format(level=float(f"{level:.9g}")))
            # Hundreds of waits that are each a little late must not add up.
            due = max(due + ramp.interval, began + _FASTEST * ramp.interval)
            self._sleep(due - self._clock.monotonic())
        reached = self._level(ramp)
        if abs(reached - ramp.target) > ramp.tolerance:
            raise InstrumentError(f"the level should be {ramp.target:g}", command=ramp.read, answer=f"{reached:g}")

    def _level(self, ramp: Ramp) -> float:
        """The level, read the same twice in a row; the link may hold an answer to what was asked before."""
        previous: float | None = None
        answer = ""
        for _ in range(5):
            answer = self._talk.ask(ramp.read)
            level = _number(answer, ramp.field, ramp.label)
            if level is None:
                self._talk.distrust()
            elif previous is not None and abs(level - previous) <= max(ramp.step, ramp.tolerance):
                return level
            previous = level
        raise InstrumentError("the level cannot be read", command=ramp.read, answer=answer)

    def _await(self, step: Await) -> None:
        end = self._clock.monotonic() + step.timeout
        while True:
            answer = self._talk.ask(step.query)
            value = _number(answer, step.field, step.label)
            if value is not None and step.mask is not None:
                value = float(int(value) & step.mask)
            if value is not None and abs(value) <= step.at_most:
                return
            if value is None:
                self._talk.distrust()
            if self._clock.monotonic() >= end or self._late():
                raise InstrumentError(f"expected at most {step.at_most:g}", command=step.query, answer=answer)
            self._sleep(step.interval)

    def _expect(self, step: Expect) -> None:
        end = self._clock.monotonic() + _SETTLE
        right = 0
        while right < 2:
            answer = self._talk.ask(step.query)
            if _equal(answer, step):
                right += 1
                continue
            if self._clock.monotonic() >= end:
                raise InstrumentError(f"expected {step.answer!r}", command=step.query, answer=answer)
            right = 0
            self._talk.distrust()
            self._sleep(_SETTLE / 10)


def execute(
    recipe: SafingRecipe,
    link: Link,
    clock: Clock,
    *,
    attempt_reconnect: bool = True,
    retry_for: float | None = None,
    progress: Progress | None = None,
) -> tuple[str, ...]:
    """Make an output safe and prove it; return remarks on what went wrong on the way, mostly none.

    Ramps run on `clock`. An attempt that fails is repeated, on a new connection unless `attempt_reconnect` is False, until
    `retry_for` seconds of wall time are over (default: the recipe's deadline); there are always two.

    Raises:
        InstrumentError: the output could not be proven safe; the message names the steps that failed.
    """
    progress = progress or Progress()
    progress.begin()
    talk = Talk(link, progress, may_reconnect=attempt_reconnect)
    execution = _Execution(recipe, talk, clock, progress)
    give_up = time.monotonic() + (recipe.deadline if retry_for is None else retry_for)
    pause = _PAUSE
    while not execution.attempt():
        progress.failed_attempts += 1
        if time.monotonic() >= give_up and progress.failed_attempts > 1:
            raise _failure(recipe, execution, progress.failed_attempts)
        # An instrument that is out of reach does not come back sooner if the run's clock is moved on.
        with progress.wait(pause):
            time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
        talk.start_afresh()
    return execution.remarks


def _failure(recipe: SafingRecipe, execution: _Execution, attempts: int) -> InstrumentError:
    failed = "; ".join(_explained(step, error) for step, error in execution.failures)
    last = execution.failures[-1][1]
    command, answer = (last.command, last.answer) if isinstance(last, InstrumentError) else ("", "")
    error = InstrumentError(f"not proven safe in {attempts} attempts: {failed}", instrument=recipe.label)
    error.command, error.answer = command, answer
    return error


def _explained(step: SafingStep, error: Exception) -> str:
    if not isinstance(error, InstrumentError):
        return f"{describe(step)} failed: {str(error) or type(error).__name__}"
    got = f", got {error.answer!r}" if error.answer else ""
    return f"{describe(step)} failed: {error.problem}{got}"


def _field(answer: str, index: int, label: str) -> str:
    fields = answer.split(",")
    field = fields[index].strip() if index < len(fields) else ""
    return field.removeprefix(label) if field.startswith(label) else ""


def _number(answer: str, index: int, label: str = "") -> float | None:
    match = _NUMBER.fullmatch(_field(answer, index, label))
    value = float(match.group(1)) if match else math.nan
    return value if abs(value) < _IMPLAUSIBLE else None


def _equal(answer: str, step: Expect) -> bool:
    if step.pattern:
        return re.fullmatch(step.answer, answer) is not None
    got, wanted = _field(answer, step.field, step.label), step.answer.strip()
    try:
        if step.mask is not None:
            return int(got) & step.mask == int(wanted)
        return float(got) == float(wanted)
    except ValueError:
        return got == wanted and step.mask is None
