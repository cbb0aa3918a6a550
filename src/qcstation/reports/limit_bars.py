"""A result against its limits as a small bar: the allowed range, the value, its uncertainty."""

from markupsafe import Markup

from qcstation.model.limits import Limit, Specification
from qcstation.model.units import format_quantity
from qcstation.model.verdicts import Judgement

from .bar_geometry import bar_of
from .shapes import line

_WIDTH, _HEIGHT, _EDGE = 220.0, 26.0, 8.0


def draw_limit_bar(judgement: Judgement, specification: Specification | None) -> Markup:
    """Return the bar as an SVG element; empty where there is no bound or no value."""
    bar = bar_of(judgement, specification, width=_WIDTH, edge=_EDGE)
    if bar is None:
        return Markup("")
    middle = _HEIGHT / 2
    parts = [
        Markup('<svg class="limits" viewBox="0 0 {:g} {:g}" role="img" aria-label="{}">').format(
            _WIDTH, _HEIGHT, f"{judgement.result.finding} against {limits_text(judgement.limit)}"
        ),
        Markup('<rect class="track" x="0" y="{:.1f}" width="{:.1f}" height="8" rx="2"/>').format(middle - 4, _WIDTH),
        Markup('<rect class="allowed" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="8"/>').format(
            bar.allowed[0], middle - 4, bar.allowed[1] - bar.allowed[0]
        ),
    ]
    parts += [line("bound", bound, middle - 9, bound, middle + 9) for bound in bar.bounds]
    if bar.arrow:
        parts.append(_arrow(bar.value, middle, up=bar.arrow > 0))
    elif bar.whisker:
        low, high = bar.whisker
        parts += [line("whisker", low, middle, high, middle)]
        parts += [line("whisker", end, middle - 4, end, middle + 4) for end in (low, high)]
    parts.append(Markup('<circle class="value" cx="{:.1f}" cy="{:.1f}" r="4"/>').format(bar.value, middle))
    return Markup("").join([*parts, Markup("</svg>")])


def limits_text(limit: Limit | None, *, between: str = "{low} to {high}") -> str:
    """Return the limits as people write them; `between` is how two of them are written in another language."""
    if limit is None:
        return ""
    low, high = (format_quantity(bound, limit.unit) if bound is not None else "" for bound in (limit.min, limit.max))
    if low and high:
        return between.format(low=low, high=high)
    if low or high:
        return f"≥ {low}" if low else f"≤ {high}"
    return "to be set by the site" if limit.set_by_site else ""


def _arrow(at: float, middle: float, *, up: bool) -> Markup:
    way = 1 if up else -1
    tip = at + way * 26
    path = f"M{at:.1f},{middle:.1f} H{tip:.1f} m{-way * 5},-4 l{way * 5},4 l{-way * 5},4"
    return Markup('<path class="whisker" d="{}"/>').format(path)
