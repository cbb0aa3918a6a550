"""Links and clocks in memory, for tests that need many outputs or faults at exact places. A link's supply is the truth."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from qcstation.model.errors import LinkError, LinkTimeoutError
from qcstation.safety.recipes import Expect, Ramp, SafingRecipe, SafingStep, Send
from qcstation.transports.link import LinkSettings


class ManualClock:
    """A run's own clock: sleeping moves it on, and takes `cost` of wall time. Each sleep is `late`.

    Counts how many threads drive it at once.
    """

    def __init__(self, cost: float = 0.0, late: float = 0.0) -> None:
        self._cost = cost
        self._late = late
        self._time = 0.0
        self._drivers = 0
        self.most_drivers = 0

    def now(self) -> float:
        return 1.7e9 + self._time

    def monotonic(self) -> float:
        return self._time

    def sleep(self, seconds: float) -> None:
        self._drivers += 1
        self.most_drivers = max(self.most_drivers, self._drivers)
        if self._cost:
            time.sleep(self._cost)
        self._time += max(seconds, 0.0) + self._late
        self._drivers -= 1


class FakeLink:
    """A supply and the link to it. `fault` is called before each exchange and may raise, wait, or return a wrong answer."""

    def __init__(
        self,
        name: str,
        level: float = -20.0,
        *,
        fault: Callable[["FakeLink", str], str | None] | None = None,
        timeout: float = 0.05,
        clock: ManualClock | None = None,
    ) -> None:
        self._settings = LinkSettings(instrument=name, resource=f"FAKE::{name}", timeout=timeout)
        self._fault = fault
        self._clock = clock or ManualClock()
        self.level = level
        self.on = True
        self.obeys = True
        self.connected = True
        self.reconnections = 0
        self.reconnections_at_off: int | None = None
        self.refusals = 0
        self.turned_away = 0
        self.clears = 0
        self.sent: list[str] = []
        self.levels: list[float] = [level]
        self.level_times: list[float] = []
        self.first_touch = float("inf")
        self.off_at = float("inf")
        self._lock = threading.RLock()

    @property
    def settings(self) -> LinkSettings:
        return self._settings

    def write(self, command: str) -> None:
        self._exchange(command)

    def query(self, command: str, *, timeout: float | None = None) -> str:
        return self._exchange(command)

    def query_block(self, command: str, *, timeout: float | None = None, length: int = 0) -> bytearray:
        raise NotImplementedError

    def newest_line(self, *, oldest: float = 0.0, timeout: float | None = None) -> str:
        raise NotImplementedError

    @contextmanager
    def transaction(self, *, timeout: float | None = None) -> Iterator[None]:
        if not self._lock.acquire(timeout=-1 if timeout is None else timeout):
            raise LinkTimeoutError("busy", instrument=self._settings.instrument)
        try:
            yield
        finally:
            self._lock.release()

    def clear(self) -> None:
        self.first_touch = min(self.first_touch, time.monotonic())
        self.clears += 1
        if not self.connected:
            raise LinkError("gone", instrument=self._settings.instrument)

    def reconnect(self) -> None:
        self.first_touch = min(self.first_touch, time.monotonic())
        if self.refusals:
            self.refusals -= 1
            raise LinkError("refused", instrument=self._settings.instrument)
        self.reconnections += 1
        self.connected = True

    def close(self) -> None:
        self.connected = False

    def recipe(
        self, *, after_newer: bool = False, deadline: float = 10.0, step: float = 5.0, interval: float = 0.0
    ) -> SafingRecipe:
        steps: tuple[SafingStep, ...] = (
            Ramp(read="LEV?", write="LEV {level}", step=step, interval=interval),
            Send(command="OUT OFF"),
            Expect(query="OUT?", answer="0"),
        )
        return SafingRecipe(
            instrument=self._settings.instrument, link=self._settings, steps=steps, deadline=deadline, after_newer=after_newer
        )

    def _exchange(self, command: str) -> str:
        with self._lock:
            self.first_touch = min(self.first_touch, time.monotonic())
            if self.turned_away:
                # Accepted, and closed at once: another client is being served.
                self.turned_away -= 1
                self.connected = False
            if not self.connected:
                raise LinkError("gone", instrument=self._settings.instrument, command=command)
            wrong = self._fault(self, command) if self._fault else None
            self.sent.append(command)
            right = self._obey(command) if self.obeys else "1"
            return right if wrong is None else wrong

    def _obey(self, command: str) -> str:
        match command.split():
            case ["LEV?"]:
                return repr(self.level)
            case ["LEV", value]:
                self.level = float(value)
                self.levels.append(self.level)
                self.level_times.append(self._clock.monotonic())
            case ["OUT?"]:
                return str(int(self.on))
            case ["OUT", "OFF"]:
                self.on = False
                self.off_at = time.monotonic()
                if self.reconnections_at_off is None:
                    self.reconnections_at_off = self.reconnections
        return ""


def silent(link: FakeLink, command: str) -> None:
    """No command is taken and no question answered."""
    raise LinkTimeoutError("no answer in time", instrument=link.settings.instrument, command=command)


def mute(link: FakeLink, command: str) -> None:
    """Commands are obeyed, questions not answered."""
    if command.endswith("?"):
        raise LinkTimeoutError("no answer in time", instrument=link.settings.instrument, command=command)


def broken(link: FakeLink, command: str) -> None:
    """The link's own code is wrong."""
    raise ZeroDivisionError(command)


def leaving(link: FakeLink, command: str) -> None:
    """Something in the link wants to end the program."""
    raise SystemExit(command)


class Answers:
    """A question is answered with these texts in turn, then with the last one for ever (`forever`) or with the truth."""

    def __init__(self, question: str, *texts: str, forever: bool = False) -> None:
        self._question = question
        self._texts = list(texts)
        self._last = texts[-1] if forever else None

    def __call__(self, link: FakeLink, command: str) -> str | None:
        if command != self._question:
            return None
        return self._texts.pop(0) if self._texts else self._last

    @property
    def used_up(self) -> bool:
        return not self._texts


class Takes:
    """Every exchange takes so many seconds, or until an event comes."""

    def __init__(self, until: float | threading.Event) -> None:
        self._until = until

    def __call__(self, link: FakeLink, command: str) -> None:
        if isinstance(self._until, threading.Event):
            self._until.wait(10.0)
        else:
            time.sleep(self._until)


class Garbage:
    """The first `count` answers are noise."""

    def __init__(self, count: int, noise: str = "\x9f?#,;") -> None:
        self._left = count
        self._noise = noise

    def __call__(self, link: FakeLink, command: str) -> str | None:
        if self._left and command.endswith("?"):
            self._left -= 1
            return self._noise
        return None


class DropsAt:
    """The connection breaks at the exchanges of these numbers, counted from 0."""

    def __init__(self, *numbers: int) -> None:
        self._numbers = numbers
        self._count = -1

    def __call__(self, link: FakeLink, command: str) -> None:
        self._count += 1
        if self._count in self._numbers:
            link.connected = False
            raise LinkError("gone", instrument=link.settings.instrument, command=command)
