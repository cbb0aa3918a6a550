"""What the watchdog does when it has to act: makes the bench safe, tells it on disk and aloud, and tries again."""

import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from qcstation.model.clock import WallClock
from qcstation.safety.recipes import SafingRecipe
from qcstation.safety.stack import SafeStack, unsafe_output
from qcstation.safety.unsafe import UnsafeOutput, UnsafeRegister
from qcstation.safety.workers import OutputOutcome
from qcstation.transports import open_link

from .alarm import alarm, let_pipes_go
from .links import LateLinks
from .messages import Begin
from .report import OutputReport, WatchdogReport

_ROUND_PAUSE = 1.0
_ALARM_INTERVAL = 30.0
"""Seconds between two repetitions of the alarm while an output stays unsafe."""


class Rescue:
    """Makes the armed outputs of a bench safe, on links of its own and with the same code as the main process.

    Each output has a marker in the register from the start, so that no run begins meanwhile and none is forgotten should the
    watchdog be killed too. It is withdrawn when the output is safe, unless it had been declared UNSAFE: then a person confirms.
    """

    def __init__(self, begin: Begin, recipes: Sequence[SafingRecipe], report: WatchdogReport) -> None:
        self._begin = begin
        self._recipes = recipes
        self._report = report
        self._register = UnsafeRegister(Path(begin.register))
        keys = ((recipe.instrument, recipe.output) for recipe in recipes)
        # What the main process has declared UNSAFE before it handed over.
        self._declared = {key for key in keys if self._register.has(begin.station, *key)}
        self._marked = set(self._declared)
        self._links = LateLinks(open_link)
        self._last_alarm = float("-inf")
        self._bookkeeping = threading.Thread(target=self._open_books, daemon=True)
        report.outputs = [
            OutputReport(instrument=recipe.instrument, output=recipe.output, resource=recipe.link.resource) for recipe in recipes
        ]

    def run(self) -> bool:
        """Make the outputs safe, for as long as it takes within the time for retries; return whether all are."""
        patience = max(self._begin.declare_unsafe_after, *(recipe.deadline for recipe in self._recipes))
        stack = SafeStack(WallClock(), safe=self._settled, unsafe=self._settled, retry_for=patience)
        for recipe in self._recipes:
            stack.push(recipe, self._links.to(recipe.link))
        give_up = time.monotonic() + self._begin.retry_for
        # In a thread: records must not keep an output on for as long as a slow disk takes.
        self._bookkeeping.start()
        if self._report.cause == "handed over":
            let_pipes_go()
        unsafe = stack.unwind(self._report.cause)
        if unsafe:
            let_pipes_go()
        # From here on in short rounds, between which a confirmation is seen.
        stack.retry_for = 0.0
        while unsafe and time.monotonic() < give_up:
            time.sleep(_ROUND_PAUSE)
            self._leave_confirmed(stack)
            unsafe = stack.unwind("another attempt")
        if unsafe:
            alarm(f"attempts are over; still UNSAFE: {', '.join(unsafe)} of {self._begin.station}. Switch off by hand.")
        self._report.finished_utc = time.time()
        self._write_report()
        self._links.close()
        return not unsafe

    def _open_books(self) -> None:
        self._report.began_monotonic, self._report.began_utc = time.monotonic(), time.time()
        self._write_report()
        for recipe in self._recipes:
            if (recipe.instrument, recipe.output) in self._declared:
                continue
            self._mark(
                UnsafeOutput(
                    station=self._begin.station,
                    instrument=recipe.instrument,
                    output=recipe.output,
                    resource=recipe.link.resource,
                    time=time.time(),
                    why=f"the program has {self._report.cause}; its watchdog is at work to make the output safe, or was stopped",
                )
            )

    def _leave_confirmed(self, stack: SafeStack) -> None:
        for key in tuple(self._marked):
            if self._confirmed(key):
                # The next run may need the link.
                stack.leave(*key)

    def _confirmed(self, key: tuple[str, str]) -> bool:
        """Whether a person has seen to an output: its marker was there and is gone."""
        return key in self._marked and not self._register.has(self._begin.station, *key)

    def _settled(self, outcome: OutputOutcome) -> None:
        self._bookkeeping.join()
        for entry in self._report.outputs:
            if (entry.instrument, entry.output) == (outcome.instrument, outcome.output):
                entry.safe, entry.detail = outcome.safe, outcome.detail
                entry.began_monotonic, entry.ended_monotonic = outcome.began, outcome.ended
                entry.ended_utc = outcome.time
        self._write_report()
        key = (outcome.instrument, outcome.output)
        if outcome.safe:
            self._keep_safe(outcome, declared=key in self._declared and not self._confirmed(key))
            return
        known = key in self._declared
        if not known or time.monotonic() - self._last_alarm > _ALARM_INTERVAL:
            self._last_alarm = time.monotonic()
            alarm(
                f"UNSAFE: {outcome.label} of {self._begin.station} ({outcome.resource}) could not be switched off: "
                f"{outcome.detail}. Switch it off by hand; attempts go on."
            )
        if not known and not self._confirmed(key):
            self._declared.add(key)
            self._mark(unsafe_output(outcome, self._begin.station))

    def _keep_safe(self, outcome: OutputOutcome, *, declared: bool) -> None:
        if not declared:
            with suppress(Exception):
                self._register.withdraw(self._begin.station, outcome.instrument, outcome.output)
            return
        marker = unsafe_output(outcome, self._begin.station)
        self._mark(_with_reason(marker, "could not be reached for a while; the watchdog has made it safe since"))
        alarm(f"{outcome.label} of {self._begin.station} has been made safe after all; confirm it before the next run.")

    def _mark(self, output: UnsafeOutput) -> None:
        try:
            self._register.mark(output)
            self._marked.add((output.instrument, output.output))
        except Exception as error:  # noqa: BLE001 - the bench matters more than its records
            alarm(str(error))

    def _write_report(self) -> None:
        try:
            self._report.write(Path(self._begin.report))
        except Exception as error:  # noqa: BLE001
            alarm(f"the watchdog cannot write its report {self._begin.report}: {error}")


def _with_reason(output: UnsafeOutput, why: str) -> UnsafeOutput:
    return UnsafeOutput(
        station=output.station,
        instrument=output.instrument,
        output=output.output,
        resource=output.resource,
        time=output.time,
        why=why,
    )
