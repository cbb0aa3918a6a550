"""Pairs by sorted neighbours are as good as the best of all pairings there are."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcstation.analysis.pairing import Candidate, pair_up
from qcstation.model.estimates import Censoring, Estimate

VALUES = st.lists(st.integers(0, 40), max_size=8)
"""Whole numbers: sums are exact, and equal values occur."""


def candidates(values: Sequence[float], groups: Sequence[str] = ()) -> list[Candidate]:
    return [
        Candidate(
            name=f"{k:03}", value=Estimate(value=value, unit="V", uncertainty=0.3), group=groups[k] if k < len(groups) else ""
        )
        for k, value in enumerate(values)
    ]


def all_matchings(places: tuple[int, ...]) -> Iterator[tuple[tuple[int, int], ...]]:
    """Every way to pair some of `places`."""
    if not places:
        yield ()
        return
    first, *rest = places
    yield from all_matchings(tuple(rest))
    for other in rest:
        for more in all_matchings(tuple(place for place in rest if place != other)):
            yield ((first, other), *more)


def best_of_all(values: Sequence[float], groups: Sequence[str], largest: float | None) -> tuple[int, float]:
    found = (0, 0.0)
    for matching in all_matchings(tuple(range(len(values)))):
        differences = [abs(values[a] - values[b]) for a, b in matching]
        allowed = all(groups[a] == groups[b] for a, b in matching)
        if allowed and all(largest is None or difference <= largest for difference in differences):
            found = min(found, (-len(matching), sum(differences)))
    return -found[0], found[1]


@given(VALUES, st.lists(st.sampled_from("AB"), min_size=8, max_size=8), st.none() | st.integers(0, 20))
def test_no_pairing_is_better(values: list[int], groups: list[str], largest: int | None) -> None:
    found = pair_up(candidates(values, groups), largest_difference=largest)
    assert (len(found.pairs), found.total) == best_of_all(values, groups, largest)
    names = [one.name for pair in found.pairs for one in (pair.first, pair.second)] + [
        left.candidate.name for left in found.leftover
    ]
    assert sorted(names) == [f"{k:03}" for k in range(len(values))]
    assert all(pair.first.group == pair.second.group and pair.difference >= 0 for pair in found.pairs)


def test_a_batch_of_hundreds_is_paired_with_its_neighbours() -> None:
    values = np.random.default_rng(3).normal(156, 3, 500)
    found = pair_up(candidates(values.tolist()))
    ordered = np.sort(values)
    assert found.leftover == ()
    assert found.total == pytest.approx(np.sum(ordered[1::2] - ordered[::2]))
    assert [pair.difference for pair in found.pairs] == sorted(pair.difference for pair in found.pairs)


def test_the_odd_one_out_is_not_simply_the_last() -> None:
    found = pair_up(candidates([100.0, 150.0, 150.2, 160.0, 160.1]))
    assert [left.candidate.name for left in found.leftover] == ["000"]
    assert "odd number" in found.leftover[0].reason


def test_taking_each_nearest_pair_first_would_be_worse() -> None:
    found = pair_up(candidates([0.0, 4.0, 7.0, 11.0]))
    assert found.total == 8.0
    greedy = min(b - a for a, b in pairwise([0.0, 4.0, 7.0, 11.0])) + 11.0
    assert found.total < greedy


def test_bounds_are_left_aside_even_where_they_agree() -> None:
    bound = Estimate(value=200.0, unit="V", censored=Censoring.ABOVE)
    exact = candidates([150.0, 151.0])
    found = pair_up([*exact, Candidate(name="x", value=bound), Candidate(name="y", value=bound)])
    assert [(pair.first.name, pair.second.name) for pair in found.pairs] == [("000", "001")]
    assert [left.reason for left in found.leftover] == ["only a bound is known: > 200 V"] * 2
    assert found.pairs[0].uncertainty == pytest.approx(0.3 * 2**0.5)


def test_reasons_say_what_kept_them_apart() -> None:
    found = pair_up(candidates([100.0, 110.0, 111.0], ["", "", "B"]), largest_difference=5.0)
    assert {left.candidate.name: left.reason for left in found.leftover} == {
        "000": "no other is near enough",
        "001": "no other is near enough",
        "002": "there is no other in its group",
    }


def test_what_cannot_be_compared_is_refused() -> None:
    one = candidates([1.0])
    with pytest.raises(ValueError, match="different units"):
        pair_up([*one, Candidate(name="x", value=Estimate(value=1.0, unit="A"))])
    with pytest.raises(ValueError, match="twice"):
        pair_up([*one, *one])
