"""Interlocks during a run: keeps the readings that they need fresh, and stops the run when one is violated."""

from collections.abc import Callable, Iterable, Mapping

from qcstation.instruments.instrument import Instrument
from qcstation.model.clock import Clock
from qcstation.model.errors import InstrumentError, InterlockViolated
from qcstation.safety.interlocks import Interlock, Reading

_REFRESH = 1.0
"""Seconds of the run's clock between two readings of an instrument that an interlock watches."""


class InterlockGuard:
    """Evaluates a bench's interlocks on the newest readings. `changed` is told (interlock, ok, detail) at each change."""

    def __init__(
        self,
        interlocks: Iterable[Interlock],
        instruments: Mapping[str, Instrument],
        clock: Clock,
        changed: Callable[[str, bool, str], None],
    ) -> None:
        self._interlocks = tuple(interlocks)
        watched = {name for interlock in self._interlocks for name in interlock.instruments}
        self._watched = tuple(instruments[name] for name in sorted(watched) if name in instruments)
        self._clock = clock
        self._changed = changed
        self._readings: dict[str, Reading] = {}
        self._refreshed = float("-inf")
        self._state: dict[str, bool] = {}
        self._refreshing = False
        self._active = False

    def activate(self) -> None:
        """Begin to guard: all instruments are set up and can be read, nothing is switched on yet."""
        self._active = True

    def note(self, instrument: str, values: Mapping[str, float]) -> None:
        """Take note of an instrument's newest values, in canonical units."""
        now = self._clock.monotonic()
        for name, value in values.items():
            self._readings[f"{instrument}.{name}"] = Reading(value=value, time=now)

    def check(self) -> None:
        """Refresh what is due and evaluate every interlock.

        Raises:
            InterlockViolated: a condition does not hold, or cannot be shown to; says which value, and what was required.
        """
        if not self._active or not self._interlocks or self._refreshing:
            return
        now = self._clock.monotonic()
        if now - self._refreshed >= _REFRESH:
            self._refresh()
            now = self._refreshed = self._clock.monotonic()
        for interlock in self._interlocks:
            state = interlock.evaluate(self._readings, now)
            if self._state.get(interlock.name) is not state.ok:
                self._state[interlock.name] = state.ok
                self._changed(interlock.name, state.ok, state.detail)
            if not state.ok:
                raise InterlockViolated(f"interlock {interlock.name}: {state.detail}")

    def _refresh(self) -> None:
        # Drivers publish what they read, which comes back here through `note`.
        self._refreshing = True
        try:
            for instrument in self._watched:
                try:
                    instrument.monitor()
                except InstrumentError as error:
                    for name in [key for key in self._readings if key.startswith(f"{instrument.name}.")]:
                        del self._readings[name]
                    self._changed(instrument.name, False, str(error))
        finally:
            self._refreshing = False
