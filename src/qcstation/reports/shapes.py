"""The few SVG elements that plots and bars are made of; all text is escaped."""

import re

from markupsafe import Markup, escape

_SUBSCRIPT = re.compile(r"_(\w+)")


def line(kind: str, x1: float, y1: float, x2: float, y2: float) -> Markup:
    """Return a line of a style sheet's class `kind`, in pixels."""
    return Markup('<line class="{}" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>').format(kind, x1, y1, x2, y2)


def text(kind: str, x: float, y: float, content: str, *, anchor: str = "start") -> Markup:
    """Return text of class `kind` whose `anchor` (start, middle, end) is at (x, y) in pixels."""
    element = Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>')
    return element.format(kind, x, y, anchor, with_subscripts(content))


def with_subscripts(content: str) -> Markup:
    """Return SVG text in which what follows an underscore is lowered, as in ``V_bd``."""
    # A zero-width space brings the line back up: dy moves all that follows.
    lowered = Markup('<tspan class="sub" dy="3">{}</tspan><tspan dy="-3">&#8203;</tspan>')
    parts: list[Markup] = []
    end = 0
    for found in _SUBSCRIPT.finditer(content):
        parts += [escape(content[end : found.start()]), lowered.format(found.group(1))]
        end = found.end()
    return Markup("").join([*parts, escape(content[end:])])
