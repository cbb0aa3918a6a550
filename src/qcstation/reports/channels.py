"""Results of many channels: those that are not as they should be stand alone, the others are put together."""

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from qcstation.model.verdicts import Judgement, Verdict

_MOST = 12
"""Channels of one result that are still read one by one."""


class Channels(Struct, frozen=True, kw_only=True):
    """The channels of the result `name` of which nothing need be said one by one."""

    name: str
    judgements: tuple[Judgement, ...]


def without_channels(judgements: Iterable[Judgement]) -> tuple[tuple[Judgement, ...], tuple[Channels, ...]]:
    """Return what is to be read in its order, and the rest of the results that have many channels.

    Of these only the channels stay that failed or were not decided.
    """
    every = tuple(judgements)
    counted = Counter(judgement.result.name for judgement in every if judgement.result.channel)
    many = {name for name, count in counted.items() if count > _MOST}
    read: list[Judgement] = []
    aside: dict[str, list[Judgement]] = {}
    for judgement in every:
        result = judgement.result
        quiet = bool(result.channel) and result.name in many and judgement.verdict in {Verdict.PASS, None}
        (aside.setdefault(result.name, []) if quiet else read).append(judgement)
    return tuple(read), tuple(Channels(name=name, judgements=tuple(found)) for name, found in aside.items())
