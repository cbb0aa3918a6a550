"""Where things are on the bar that shows a result against its limits: the same in reports and in the window."""

from msgspec import Struct

from qcstation.model.estimates import Censoring, Estimate
from qcstation.model.limits import DecisionRule, Limit, Specification
from qcstation.model.verdicts import Judgement


class LimitBar(Struct, frozen=True, kw_only=True):
    """Places along the bar, in the unit of its width (pixels).

    `allowed` are the ends of the allowed range, `bounds` the limits that exist, `whisker` the ends of the value's uncertainty,
    None where there is none. `arrow` is 1 or -1 where the value is only known to lie above or below `value`, else 0.
    """

    allowed: tuple[float, float]
    bounds: tuple[float, ...]
    value: float
    whisker: tuple[float, float] | None = None
    arrow: int = 0


def bar_of(judgement: Judgement, specification: Specification | None, *, width: float, edge: float) -> LimitBar | None:
    """Return the bar of a result, `width` long with `edge` kept free at its ends; None where there is no bound or no value.

    The whisker has the uncertainty that decides: the specification's coverage, or one standard uncertainty where the value alone
    decides.
    """
    finding, limit = judgement.result.finding, judgement.limit
    if limit is None or not isinstance(finding, Estimate) or (limit.min is None and limit.max is None):
        return None
    margin = _coverage(specification) * (finding.uncertainty or 0.0)
    first, last = _range(finding, limit, margin)

    def place(value: float) -> float:
        return edge + (min(max(value, first), last) - first) / (last - first) * (width - 2 * edge)

    whisker = (place(finding.value - margin), place(finding.value + margin)) if margin and not finding.censored else None
    return LimitBar(
        allowed=(place(limit.min) if limit.min is not None else 0.0, place(limit.max) if limit.max is not None else width),
        bounds=tuple(place(bound) for bound in (limit.min, limit.max) if bound is not None),
        value=place(finding.value),
        whisker=whisker,
        arrow={None: 0, Censoring.ABOVE: 1, Censoring.BELOW: -1}[finding.censored],
    )


def _coverage(specification: Specification | None) -> float:
    """Return how many standard uncertainties the bar shows: those that decide, or one where the value alone does."""
    guarded = specification is not None and specification.rule is DecisionRule.GUARDED
    return specification.coverage if specification is not None and guarded else 1.0


def _range(finding: Estimate, limit: Limit, margin: float) -> tuple[float, float]:
    """Return the ends of the bar: all that it shows, with room beyond each bound."""
    marks = [bound for bound in (limit.min, limit.max) if bound is not None]
    marks += [finding.value - margin, finding.value + margin]
    if len(marks) == 3:
        marks.append(0.0)
    first, last = min(marks), max(marks)
    room = (last - first) * 0.12 or abs(last) * 0.1 or 1.0
    return (first if first == 0 else first - room), last + room
