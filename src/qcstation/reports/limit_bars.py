"""A result against its limits as a small bar: the allowed range, the value, its uncertainty."""

from markupsafe import Markup

from qcstation.model.estimates import Censoring, Estimate
from qcstation.model.limits import DecisionRule, Limit, Specification
from qcstation.model.units import format_quantity
from qcstation.model.verdicts import Judgement

from .shapes import line

_WIDTH, _HEIGHT, _EDGE = 220.0, 26.0, 8.0


def draw_limit_bar(judgement: Judgement, specification: Specification | None) -> Markup:
    """Return the bar as an SVG element; empty where there is no bound or no value."""
    finding, limit = judgement.result.finding, judgement.limit
    if limit is None or not isinstance(finding, Estimate) or (limit.min is None and limit.max is None):
        return Markup("")
    margin = _coverage(specification) * (finding.uncertainty or 0.0)
    first, last = _range(finding, limit, margin)

    def place(value: float) -> float:
        return _EDGE + (min(max(value, first), last) - first) / (last - first) * (_WIDTH - 2 * _EDGE)

    allowed = (place(limit.min) if limit.min is not None else 0.0, place(limit.max) if limit.max is not None else _WIDTH)
    middle = _HEIGHT / 2
    parts = [
        Markup('<svg class="limits" viewBox="0 0 {:g} {:g}" role="img" aria-label="{}">').format(
            _WIDTH, _HEIGHT, f"{finding} against {limits_text(limit)}"
        ),
        Markup('<rect class="track" x="0" y="{:.1f}" width="{:.1f}" height="8" rx="2"/>').format(middle - 4, _WIDTH),
        Markup('<rect class="allowed" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="8"/>').format(
            allowed[0], middle - 4, allowed[1] - allowed[0]
        ),
    ]
    bounds = [place(bound) for bound in (limit.min, limit.max) if bound is not None]
    parts += [line("bound", bound, middle - 9, bound, middle + 9) for bound in bounds]
    at = place(finding.value)
    if finding.censored:
        parts.append(_arrow(at, middle, up=finding.censored is Censoring.ABOVE))
    elif margin:
        low, high = place(finding.value - margin), place(finding.value + margin)
        parts += [line("whisker", low, middle, high, middle)]
        parts += [line("whisker", end, middle - 4, end, middle + 4) for end in (low, high)]
    parts.append(Markup('<circle class="value" cx="{:.1f}" cy="{:.1f}" r="4"/>').format(at, middle))
    return Markup("").join([*parts, Markup("</svg>")])


def limits_text(limit: Limit | None) -> str:
    """Return the limits as people write them."""
    if limit is None:
        return ""
    low, high = (format_quantity(bound, limit.unit) if bound is not None else "" for bound in (limit.min, limit.max))
    if low and high:
        return f"{low} to {high}"
    if low or high:
        return f"≥ {low}" if low else f"≤ {high}"
    return "to be set by the site" if limit.set_by_site else ""


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


def _arrow(at: float, middle: float, *, up: bool) -> Markup:
    way = 1 if up else -1
    tip = at + way * 26
    path = f"M{at:.1f},{middle:.1f} H{tip:.1f} m{-way * 5},-4 l{way * 5},4 l{-way * 5},4"
    return Markup('<path class="whisker" d="{}"/>').format(path)
