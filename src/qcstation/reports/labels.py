"""Where labels go on a plot: beside their marker, away from the curves and from each other."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

CHARACTER, LINE = 7.0, 16.0
"""The width of a character and the height of a line of text, in pixels, well enough to keep texts apart."""
_GAP = 5.0
_OVERLAP_COST = 1000.0
"""Two labels on each other are worse than any number of points behind one."""


class Frame(Struct, frozen=True):
    """The plot's inner edges in pixels."""

    left: float
    top: float
    right: float
    bottom: float


class Label(Struct, frozen=True):
    """A text that begins (`anchor` is start) or ends (end) at (x, y) in pixels; y is its base line."""

    x: float
    y: float
    anchor: str
    text: str

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the text."""
        width = CHARACTER * len(self.text)
        left = self.x if self.anchor == "start" else self.x - width
        return left, self.y - LINE + 3, left + width, self.y + 5


def place_labels(wanted: Sequence[tuple[float, str]], obstacles: NDArray[np.float64], frame: Frame) -> tuple[Label, ...]:
    """Return labels for texts that belong to vertical lines at the given x.

    `obstacles` are points of shape (n, 2), in pixels, that should stay visible.
    """
    placed: list[Label] = []
    for x, text in wanted:
        candidates = _candidates(x, text, frame)
        placed.append(min(candidates, key=lambda label: _cost(label, obstacles, placed, frame)))
    return tuple(placed)


def _candidates(x: float, text: str, frame: Frame) -> list[Label]:
    """All places for a text, the preferred ones first: from top to bottom, right of its line, then left."""
    rows = int((frame.bottom - 8 - frame.top) / LINE)
    heights = [frame.top + LINE * (row + 1) for row in range(rows)]
    return [Label(x + _GAP if anchor == "start" else x - _GAP, y, anchor, text) for y in heights for anchor in ("start", "end")]


def _cost(label: Label, obstacles: NDArray[np.float64], placed: Sequence[Label], frame: Frame) -> float:
    left, top, right, bottom = label.box
    outside = max(0.0, frame.left - left) + max(0.0, right - frame.right)
    within = (obstacles[:, 0] > left) & (obstacles[:, 0] < right) & (obstacles[:, 1] > top) & (obstacles[:, 1] < bottom)
    overlaps = sum(_overlap(label.box, other.box) for other in placed)
    return _OVERLAP_COST * (overlaps + (outside > 0)) + outside + float(within.sum())


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
