"""How far a run is, and how long it will take."""

from collections.abc import Callable

from qcstation.model.clock import Clock


class ProgressMeter:
    """Turns counted points into a fraction and a remaining time; reports at most each `every` seconds of the run's clock."""

    def __init__(self, clock: Clock, report: Callable[[float, float | None], None], *, every: float = 0.25) -> None:
        self._clock = clock
        self._report = report
        self._every = every
        self._reported = float("-inf")
        self._started = 0.0
        self.fraction = 0.0

    def begin(self, points: int) -> None:
        """Start counting a sweep of `points`."""
        self._points = points
        self._started = self._clock.monotonic()
        self._reported = float("-inf")

    def leave_out(self, seconds: float) -> None:
        """Do not count `seconds`, in which the run was paused, as time that points take."""
        self._started += seconds

    def reach(self, point: int) -> None:
        """Say that `point` points of the sweep are done."""
        now = self._clock.monotonic()
        done = point >= self._points
        if now - self._reported < self._every and not done:
            return
        self._reported = now
        self.fraction = point / self._points if self._points else 1.0
        remaining = (now - self._started) / point * (self._points - point) if point else None
        self._report(self.fraction, remaining)
