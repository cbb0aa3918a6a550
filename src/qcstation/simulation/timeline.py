"""The bench's own time: stepped by a run's engine, or running at a multiple of the wall clock."""

import heapq
import itertools
import time
from collections.abc import Callable

Action = Callable[[], None]


class Timeline:
    """Seconds of bench time since the bench was switched on, and what is due at which of them.

    While it is *held* (stepped mode) time moves by `step` alone. Otherwise it runs at `pace` bench seconds a wall second. Due
    actions run inside `step` and `run_due`, in order of time, and see their own time in `now()`. `show` is told the time whenever
    it moves while it is held.
    """

    def __init__(self, pace: float = 1.0, *, show: Callable[[float], None] | None = None) -> None:
        if not pace > 0:
            raise ValueError(f"a bench's pace must be greater than 0, not {pace}")
        self._pace = pace
        self._held = False
        self._base = 0.0
        self._show = show or (lambda _seconds: None)
        self._anchor = time.monotonic()
        self._due: list[tuple[float, int, Action]] = []
        self._order = itertools.count()

    @property
    def held(self) -> bool:
        """Whether time moves by `step` alone."""
        return self._held

    @property
    def pace(self) -> float:
        """Bench seconds a wall second, while not held."""
        return self._pace

    def now(self) -> float:
        """Return the bench time in s."""
        if self._held:
            return self._base
        return self._base + (time.monotonic() - self._anchor) * self._pace

    def hold(self) -> None:
        """Stop the running clock; from now on `step` moves it."""
        self._move_to(self.now())
        self._held = True

    def run(self, pace: float = 1.0) -> None:
        """Let time run at `pace` bench seconds a wall second from now on."""
        self._base = self.now()
        self._anchor = time.monotonic()
        self._pace = pace
        self._held = False

    def step(self, seconds: float) -> None:
        """Move a held clock on by `seconds` and do all that is due on the way."""
        target = self._base + seconds
        while self._due and self._due[0][0] <= target:
            at, _, action = heapq.heappop(self._due)
            self._move_to(max(self._base, at))
            action()
        self._move_to(max(self._base, target))

    def at(self, when: float, action: Action) -> None:
        """Do `action` at bench time `when` (s)."""
        heapq.heappush(self._due, (when, next(self._order), action))

    def run_due(self) -> None:
        """Do all that is due by now on a running clock."""
        while self._due and not self._held and self._due[0][0] <= self.now():
            heapq.heappop(self._due)[2]()

    def wall_seconds_to_next(self) -> float | None:
        """Return how long the wall clock may be left alone; None: until further notice."""
        if self._held or not self._due:
            return None
        return max(0.0, (self._due[0][0] - self.now()) / self._pace)

    def _move_to(self, seconds: float) -> None:
        self._base = seconds
        self._show(seconds)
