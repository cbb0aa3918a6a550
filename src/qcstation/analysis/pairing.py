"""Pairing components of one set by a value: as many pairs as possible, and of those the least sum of differences.

Pairing within one set is no assignment between two: it is a matching in a general graph. For differences on a line it needs no
general algorithm: of two pairs that cross or nest, exchanging partners makes no difference larger and their sum smaller or equal,
and so does giving an unpaired component that lies between two partners to one of them. An optimum of neighbours in sorted order
therefore exists, and a recursion over neighbours finds the best. The proof is in docs/physics/hgtd-pairing.md.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from msgspec import Struct

from qcstation.model.estimates import Estimate


class Candidate(Struct, frozen=True, kw_only=True):
    """A component that wants a partner. Those of different `group` (grade, batch...) are not paired with each other."""

    name: str
    value: Estimate
    group: str = ""


class Pair(Struct, frozen=True, kw_only=True):
    """Two partners, the lower value first. `difference` (in their unit) is not negative."""

    first: Candidate
    second: Candidate

    @property
    def difference(self) -> float:
        """How far their values are apart."""
        return self.second.value.value - self.first.value.value

    @property
    def uncertainty(self) -> float | None:
        """Standard uncertainty of the difference, None where that of a value is not known."""
        one, other = self.first.value.uncertainty, self.second.value.uncertainty
        return None if one is None or other is None else float((one**2 + other**2) ** 0.5)


class Leftover(Struct, frozen=True, kw_only=True):
    """A component without a partner, and why."""

    candidate: Candidate
    reason: str


class Pairing(Struct, frozen=True, kw_only=True):
    """Pairs, those with the least difference first, and who is left over."""

    pairs: tuple[Pair, ...]
    leftover: tuple[Leftover, ...]

    @property
    def total(self) -> float:
        """The sum of all differences."""
        return sum(pair.difference for pair in self.pairs)


class _Best(NamedTuple):
    """The best choice for the first so many components: `last` says whether the last of them is paired with the one before."""

    pairs: int
    total: float
    last: bool


def pair_up(candidates: Iterable[Candidate], *, largest_difference: float | None = None) -> Pairing:
    """Return the pairs that are most in number, and of those the ones with the least sum of differences.

    Values that are bounds are not paired: nobody knows how far apart they are.

    Args:
        candidates: their values in one unit.
        largest_difference: no pair is further apart, in that unit.

    Raises:
        ValueError: values are in different units, or a name occurs twice.
    """
    everybody = tuple(candidates)
    if len({candidate.value.unit for candidate in everybody}) > 1:
        raise ValueError("values in different units cannot be paired")
    if len({candidate.name for candidate in everybody}) < len(everybody):
        raise ValueError("a component occurs twice")
    bounds = [candidate for candidate in everybody if candidate.value.censored is not None]
    pairs: list[Pair] = []
    leftover = [Leftover(candidate=one, reason=f"only a bound is known: {one.value}") for one in bounds]
    known = (candidate for candidate in everybody if candidate.value.censored is None)
    for _, members in groupby(sorted(known, key=_group), key=_group):
        ordered = sorted(members, key=lambda one: (one.value.value, one.name))
        chosen = _neighbours([one.value.value for one in ordered], largest_difference)
        pairs += [Pair(first=ordered[i], second=ordered[i + 1]) for i in chosen]
        taken = {j for i in chosen for j in (i, i + 1)}
        leftover += [
            Leftover(candidate=one, reason=_why(place, ordered, largest_difference))
            for place, one in enumerate(ordered)
            if place not in taken
        ]
    return Pairing(
        pairs=tuple(sorted(pairs, key=lambda pair: (pair.difference, pair.first.name))),
        leftover=tuple(sorted(leftover, key=lambda left: left.candidate.name)),
    )


def _neighbours(values: Sequence[float], largest: float | None) -> list[int]:
    """Return the places of the first partners among sorted `values`."""
    best = [_Best(0, 0.0, last=False)]
    for count in range(1, len(values) + 1):
        alone = best[count - 1]
        choice = _Best(alone.pairs, alone.total, last=False)
        if count > 1:
            difference = values[count - 1] - values[count - 2]
            before = best[count - 2]
            paired = _Best(before.pairs + 1, before.total + difference, last=True)
            if (largest is None or difference <= largest) and (-paired.pairs, paired.total) < (-choice.pairs, choice.total):
                choice = paired
        best.append(choice)
    chosen = []
    count = len(values)
    while count:
        if best[count].last:
            chosen.append(count - 2)
            count -= 1
        count -= 1
    return chosen[::-1]


def _why(place: int, ordered: Sequence[Candidate], largest: float | None) -> str:
    value = ordered[place].value.value
    near = [abs(ordered[other].value.value - value) for other in (place - 1, place + 1) if 0 <= other < len(ordered)]
    if not near:
        return "there is no other in its group"
    if largest is not None and min(near) > largest:
        return "no other is near enough"
    return "an odd number: pairing the others so is best"


def _group(candidate: Candidate) -> str:
    return candidate.group
