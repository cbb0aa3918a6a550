"""Curves on linear or logarithmic axes as inline SVG; colours come from the page's style sheet, so that themes and print work."""

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from markupsafe import Markup
from msgspec import Struct
from numpy.typing import NDArray

from .labels import CHARACTER, Frame, place_labels
from .shapes import line, text
from .ticks import Tick, linear_ticks, log_ticks, scale_of

Array = NDArray[np.float64]

_LEFT, _RIGHT, _TOP, _BOTTOM = 62.0, 14.0, 26.0, 44.0
_MANY = 150
"""Curves of more points are drawn as a line without marks."""


class Axis(Struct, frozen=True, kw_only=True):
    """An axis. `unit` gets an SI prefix that suits the values unless `prefixed` is False."""

    label: str
    unit: str = ""
    scale: Literal["linear", "log"] = "linear"
    prefixed: bool = True
    low: float | None = None
    high: float | None = None


class Curve(Struct, frozen=True, kw_only=True, eq=False):
    """Points (x, y), each of shape (n,), joined in their order; not-a-number interrupts, and so does a jump back.

    `sd` (n,) gives bars of +- one; `style` is its number in the style sheet's row of colours.
    """

    x: Array
    y: Array
    label: str = ""
    sd: Array | None = None
    style: int = 0


class Marker(Struct, frozen=True, kw_only=True):
    """A found position: a line at `value` across the plot with a band of +- `uncertainty`, and a label such as ``V_bd 156 V``."""

    value: float
    label: str
    uncertainty: float = 0.0
    along: Literal["x", "y"] = "x"
    bound: bool = False
    """The value is a bound only: drawn broken."""


class Plot(Struct, frozen=True, kw_only=True):
    """Curves on two axes. `title` is read out by screen readers, `width` and `height` are in pixels at natural size."""

    title: str
    x: Axis
    y: Axis
    curves: Sequence[Curve]
    markers: Sequence[Marker] = ()
    width: float = 460.0
    height: float = 300.0


class _Scale:
    """Places values of one axis on pixels."""

    def __init__(self, axis: Axis, values: Array, start: float, stop: float) -> None:
        self._log = axis.scale == "log"
        good = values[np.isfinite(values) & ((values > 0) | (not self._log))]
        low, high = (float(good.min()), float(good.max())) if len(good) else (0.1, 1.0)
        self.low, self.high = _widened(low, high, log=self._log)
        self.low = self.low if axis.low is None else axis.low
        self.high = self.high if axis.high is None else axis.high
        self._start, self._stop = start, stop
        factor, unit = scale_of(max(abs(self.low), abs(self.high)), axis.unit) if axis.prefixed else (1.0, axis.unit)
        # Numbers stand side by side along x, one above the other along y.
        about = max(3, int(abs(stop - start) / (70 if stop > start else 40)))
        self.ticks: tuple[Tick, ...]
        if self._log:
            self.ticks, self.label = log_ticks(self.low, self.high, axis.unit), axis.label
        else:
            self.ticks = linear_ticks(self.low, self.high, about=about, factor=factor)
            self.label = f"{axis.label} ({unit})" if unit else axis.label

    def __call__(self, values: Array) -> Array:
        """Return pixels; not-a-number where a logarithm has no place for the value."""
        low, high = self.low, self.high
        if self._log:
            positive = np.where(values > 0, values, np.nan)
            values, low, high = np.log10(positive), math.log10(low), math.log10(high)
        return self._start + (values - low) / (high - low) * (self._stop - self._start)

    def at(self, value: float) -> float:
        """Return the pixel of one value, held within the axis."""
        place = float(self(np.array([value]))[0])
        first, last = sorted((self._start, self._stop))
        return min(max(place, first), last)


def draw(plot: Plot) -> Markup:
    """Return a plot as an SVG element."""
    x_values = np.concatenate([curve.x for curve in plot.curves] or [np.empty(0)])
    y_values = np.concatenate([curve.y for curve in plot.curves] or [np.empty(0)])
    along_x = [marker.value for marker in plot.markers if marker.along == "x"]
    along_y = [marker.value for marker in plot.markers if marker.along == "y"]
    x = _Scale(plot.x, np.append(x_values, along_x), _LEFT, plot.width - _RIGHT)
    y = _Scale(plot.y, np.append(y_values, along_y), plot.height - _BOTTOM, _TOP)
    parts = [
        Markup('<svg class="plot" viewBox="0 0 {:g} {:g}" role="img" aria-label="{}">').format(
            plot.width, plot.height, plot.title
        ),
        *_grid(plot, x, y),
        *_bands(plot, x, y),
        # The first curve is the main one: it is drawn last, over the others.
        *(part for curve in reversed(plot.curves) for part in _curve(curve, x, y)),
        *_labels(plot, x, y),
        *_legend(plot),
        Markup("</svg>"),
    ]
    return Markup("\n").join(parts)


def _widened(low: float, high: float, *, log: bool) -> tuple[float, float]:
    """Return the range with some room around it."""
    if log:
        room = max((high / low) ** 0.04, 1.2)
        return low / room, high * room
    if high - low <= 1e-12 * max(abs(low), abs(high)):
        room = abs(high) * 0.1 or 1.0
        return low - room, high + room
    room = (high - low) * 0.04
    # A curve from zero begins at the frame.
    return (low if low == 0 else low - room), (high if high == 0 else high + room)


def _grid(plot: Plot, x: _Scale, y: _Scale) -> list[Markup]:
    left, right, top, bottom = _LEFT, plot.width - _RIGHT, _TOP, plot.height - _BOTTOM
    parts = []
    for tick in x.ticks:
        place = x.at(tick.value)
        parts.append(line("grid" if tick.label else "grid minor", place, top, place, bottom))
        if tick.label:
            parts.append(text("tick", place, bottom + 16, tick.label, anchor="middle"))
    for tick in y.ticks:
        place = y.at(tick.value)
        parts.append(line("grid" if tick.label else "grid minor", left, place, right, place))
        if tick.label:
            parts.append(text("tick", left - 7, place + 4, tick.label, anchor="end"))
    frame = Markup('<rect class="frame" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>')
    parts.append(frame.format(left, top, right - left, bottom - top))
    parts.append(text("axis", (left + right) / 2, plot.height - 8, x.label, anchor="middle"))
    parts.append(text("axis", 2, top - 10, y.label))
    return parts


def _bands(plot: Plot, x: _Scale, y: _Scale) -> list[Markup]:
    top, bottom, left, right = _TOP, plot.height - _BOTTOM, _LEFT, plot.width - _RIGHT
    rectangle = Markup('<rect class="band" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>')
    parts = []
    for marker in plot.markers:
        scale = x if marker.along == "x" else y
        place = scale.at(marker.value)
        first, last = sorted((scale.at(marker.value - marker.uncertainty), scale.at(marker.value + marker.uncertainty)))
        kind = "marker bound" if marker.bound else "marker"
        if marker.along == "x":
            parts += [rectangle.format(first, top, last - first, bottom - top), line(kind, place, top, place, bottom)]
        else:
            parts += [rectangle.format(left, first, right - left, last - first), line(kind, left, place, right, place)]
    return parts


def _labels(plot: Plot, x: _Scale, y: _Scale) -> list[Markup]:
    """Write the markers' labels: beside lines upwards where there is room, on lines across at their left end."""
    frame = Frame(_LEFT, _TOP, plot.width - _RIGHT, plot.height - _BOTTOM)
    wanted = [(x.at(marker.value), marker.label) for marker in plot.markers if marker.along == "x"]
    obstacles = np.concatenate([_path(curve, x, y) for curve in plot.curves] or [np.empty((0, 2))])
    parts = [text("found", at.x, at.y, at.text, anchor=at.anchor) for at in place_labels(wanted, obstacles, frame)]
    levels = [marker for marker in plot.markers if marker.along == "y"]
    return parts + [text("found", _LEFT + 6, y.at(marker.value) - 5, marker.label) for marker in levels]


def _path(curve: Curve, x: _Scale, y: _Scale) -> Array:
    """Return points along a curve, (n, 2) in pixels, close enough to tell where its lines run."""
    if len(curve.x) == 0:
        return np.empty((0, 2))
    places = np.linspace(0, len(curve.x) - 1, max(400, len(curve.x)))
    pixels = [np.interp(places, np.arange(len(curve.x)), scale(values)) for scale, values in ((x, curve.x), (y, curve.y))]
    return np.column_stack(pixels)


def _curve(curve: Curve, x: _Scale, y: _Scale) -> list[Markup]:
    across, down = x(curve.x), y(curve.y)
    shown = np.isfinite(across) & np.isfinite(down)
    parts = []
    if curve.sd is not None:
        parts += _bars(curve, curve.sd, across, shown, y)
    breaks = np.union1d(np.flatnonzero(~shown), _jumps_back(curve.x))
    for piece in np.split(np.arange(len(shown)), breaks):
        points = [f"{across[k]:.1f},{down[k]:.1f}" for k in piece if shown[k]]
        if len(points) > 1:
            parts.append(Markup('<polyline class="curve c{}" points="{}"/>').format(curve.style, " ".join(points)))
    if len(shown) <= _MANY:
        circle = Markup('<circle class="point c{}" cx="{:.1f}" cy="{:.1f}" r="2.2"/>')
        parts += [circle.format(curve.style, across[k], down[k]) for k in np.flatnonzero(shown)]
    return parts


def _jumps_back(x: Array) -> NDArray[np.intp]:
    """Return before which points the sweep went back by much more than a step, as for a finer look at a part of it."""
    steps = np.diff(x[np.isfinite(x)]) if np.isfinite(x).all() else np.empty(0)
    if len(steps) == 0:
        return np.empty(0, dtype=np.intp)
    forwards = 1.0 if np.median(steps) >= 0 else -1.0
    return np.flatnonzero(steps * forwards < -5 * np.median(np.abs(steps))) + 1


def _bars(curve: Curve, sd: Array, across: Array, shown: NDArray[np.bool_], y: _Scale) -> list[Markup]:
    parts = []
    for k in np.flatnonzero(shown & np.isfinite(sd)):
        high, low = y.at(float(curve.y[k] + sd[k])), y.at(max(float(curve.y[k] - sd[k]), y.low))
        if abs(high - low) > 2:
            parts.append(line(f"bar c{curve.style}", float(across[k]), high, float(across[k]), low))
    return parts


def _legend(plot: Plot) -> list[Markup]:
    labelled = [curve for curve in plot.curves if curve.label]
    if len(labelled) < 2:
        return []
    parts = []
    place = plot.width - _RIGHT
    for curve in reversed(labelled):
        place -= CHARACTER * len(curve.label)
        parts.append(text("legend", place, _TOP - 10, curve.label))
        parts.append(line(f"curve c{curve.style}", place - 22, _TOP - 14, place - 5, _TOP - 14))
        place -= 38
    return parts
