"""The faults of one instrument: which wait for their condition, which have struck, which are used up."""

import itertools
from collections.abc import Callable

from msgspec.structs import replace

from .faults import Fault, FaultKind
from .instruments.twin import ActiveFaults, Twin

_MOMENTARY = {FaultKind.DROPPED_LINK, FaultKind.QUEUED_ERROR}
_numbers = itertools.count(1)


class _Waiting:
    def __init__(self, fault: Fault, since: float) -> None:
        self.fault = fault
        self.since = since
        self.lines = 0


class Troubles:
    """Holds the faults of one instrument and tells it when one strikes or is cleared."""

    def __init__(self, twin: Twin) -> None:
        self._twin = twin
        self._waiting: dict[int, _Waiting] = {}
        self._numbers: dict[int, Fault] = {}
        self._active: ActiveFaults = twin.place.faults
        self.any = False
        self.drop_link: Callable[[float], None] = lambda _seconds: None

    @property
    def struck(self) -> ActiveFaults:
        """The faults that have struck."""
        return self._active

    def inject(self, fault: Fault) -> int:
        """Add a fault; return the number that it is cleared by."""
        timeline = self._twin.place.timeline
        number = next(_numbers)
        self._waiting[number] = _Waiting(fault, timeline.now())
        self.any = True
        if fault.after_seconds is not None:
            timeline.at(timeline.now() + fault.after_seconds, self.check)
        self.check()
        return number

    def clear(self, number: int | None = None) -> None:
        """Clear one fault, or all."""
        for key in [number] if number is not None else [*self._waiting, *self._numbers]:
            self._waiting.pop(key, None)
            fault = self._numbers.pop(key, None)
            if fault is not None:
                self._remove(fault)
        self.any = bool(self._waiting or self._numbers)

    def listed(self) -> dict[int, tuple[Fault, bool]]:
        """Return the faults that are there, and whether they have struck."""
        waiting = {number: (waiting.fault, False) for number, waiting in self._waiting.items()}
        return waiting | {number: (fault, True) for number, fault in self._numbers.items()}

    def count_line(self) -> None:
        """Count a line that is about to be carried out; faults that were waiting for it strike."""
        for waiting in self._waiting.values():
            waiting.lines += 1
        self.check()

    def check(self) -> None:
        """Let strike all faults whose conditions are met."""
        for number, waiting in list(self._waiting.items()):
            if number in self._waiting and self._is_due(waiting):
                del self._waiting[number]
                self._strike(number, waiting.fault)

    def spoiled(self, kind: FaultKind, *, when: bool = True) -> Fault | None:
        """Return the fault of this kind that spoils an answer now, if there is one, and count it."""
        if not when:
            return None
        for number, fault in self._numbers.items():
            if fault.kind is kind:
                if fault.times is not None:
                    self._use_up(number, fault)
                return fault
        return None

    def _is_due(self, waiting: _Waiting) -> bool:
        fault, place = waiting.fault, self._twin.place
        now = place.timeline.now()
        return (
            (fault.after_queries is None or waiting.lines > fault.after_queries)
            and (fault.after_seconds is None or now >= waiting.since + fault.after_seconds - 1e-9)
            and (fault.when_voltage is None or abs(place.circuit.steady(now)[0]) >= fault.when_voltage)
        )

    def _strike(self, number: int, fault: Fault) -> None:
        place = self._twin.place
        place.history.add(place.timeline.now(), "fault", place.name, text=fault.kind)
        if fault.kind not in _MOMENTARY:
            self._numbers[number] = fault
            self._active.struck.append(fault)
        if fault.kind is FaultKind.DROPPED_LINK:
            self.drop_link(fault.seconds)
        elif fault.kind is FaultKind.DRIFTING_TEMPERATURE:
            place.environment.drift(fault.rate, place.timeline.now())
        self._twin.struck(fault)
        self.any = bool(self._waiting or self._numbers)

    def _use_up(self, number: int, fault: Fault) -> None:
        left = (fault.times or 0) - 1
        self._active.struck.remove(fault)
        if left > 0:
            self._numbers[number] = replace(fault, times=left)
            self._active.struck.append(self._numbers[number])
        else:
            del self._numbers[number]
            self.any = bool(self._waiting or self._numbers)
            self._twin.cleared(fault)

    def _remove(self, fault: Fault) -> None:
        self._active.struck.remove(fault)
        place = self._twin.place
        if fault.kind is FaultKind.DRIFTING_TEMPERATURE:
            place.environment.drift(0.0, place.timeline.now())
        self._twin.cleared(fault)
