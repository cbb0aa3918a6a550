"""Which events count: cuts as data, with a number for each, so that no event disappears unseen."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike, NDArray


class Cut(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event stays where `min` <= `quantity` <= `max`; NaN does not. `quantity` is a key of `Pulses.quantities`.

    Both bounds None: the quantity has to exist. `source` says where the numbers come from.
    """

    name: str
    quantity: str
    min: float | None = None
    max: float | None = None
    source: str = ""


class CutCount(Struct, frozen=True, kw_only=True):
    """What one cut did: `removed` of those that had passed all cuts before, `remaining` after it, `failing` of all events."""

    name: str
    failing: int
    removed: int
    remaining: int


class CutFlow(Struct, frozen=True, kw_only=True):
    """What became of `events` events, cut by cut, in the order in which they were made."""

    events: int
    counts: tuple[CutCount, ...]

    @property
    def selected(self) -> int:
        """How many events passed all cuts."""
        return self.counts[-1].remaining if self.counts else self.events

    def __str__(self) -> str:
        steps = [f"{count.name} -{count.removed}" for count in self.counts]
        return f"{self.selected} of {self.events} events: {', '.join(steps) or 'no cut'}"


USABLE = (
    Cut(name="saturated", quantity="saturated", max=0, source="a clipped pulse has neither amplitude nor charge"),
    Cut(name="no rising edge", quantity="rise_time", source="a pulse without an edge has no time"),
)
"""What every use of amplitude and time asks; further cuts depend on sensor, amplifier and trigger."""


def apply_cuts(quantities: Mapping[str, ArrayLike], cuts: Sequence[Cut]) -> tuple[NDArray[np.bool_], CutFlow]:
    """Return which events pass all `cuts`, shape (n,), and how many each cut removed.

    Args:
        quantities: arrays of shape (n,) by name; those of several channels under names of their own make common cuts.
        cuts: in their order.

    Raises:
        KeyError: a cut's quantity is not among `quantities`.
    """
    events = min((np.shape(values)[0] for values in quantities.values()), default=0)
    selected = np.ones(events, dtype=np.bool_)
    counts = []
    for cut in cuts:
        if cut.quantity not in quantities:
            raise KeyError(f"cut {cut.name!r} is on {cut.quantity!r}; there are: {', '.join(sorted(quantities))}")
        values = np.asarray(quantities[cut.quantity], dtype=float)
        low = -math.inf if cut.min is None else cut.min
        high = math.inf if cut.max is None else cut.max
        passing = (values >= low) & (values <= high)
        before = int(np.count_nonzero(selected))
        selected &= passing
        after = int(np.count_nonzero(selected))
        failing = int(events - np.count_nonzero(passing))
        counts.append(CutCount(name=cut.name, failing=failing, removed=before - after, remaining=after))
    return selected, CutFlow(events=events, counts=tuple(counts))
