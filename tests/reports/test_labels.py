"""Labels stay beside their markers, inside the frame, off the curves and off each other."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qcstation.reports.labels import Frame, Label, place_labels

FRAME = Frame(60.0, 26.0, 446.0, 256.0)
NOTHING = np.empty((0, 2))


def _apart(one: Label, other: Label) -> bool:
    a, b = one.box, other.box
    return a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


@given(st.lists(st.floats(60, 446), min_size=1, max_size=4))
def test_labels_are_inside_and_apart(lines: list[float]) -> None:
    labels = place_labels([(x, f"V_gl {k} 12.3 V") for k, x in enumerate(lines)], NOTHING, FRAME)
    for label, x in zip(labels, lines, strict=True):
        left, top, right, bottom = label.box
        assert FRAME.left <= left
        assert right <= FRAME.right
        assert FRAME.top <= top
        assert bottom <= FRAME.bottom
        assert min(abs(left - x), abs(right - x)) < 6
    assert all(_apart(one, other) for k, one in enumerate(labels) for other in labels[:k])


def test_label_goes_where_no_curve_runs() -> None:
    top_right = np.array([[x, 30.0] for x in range(200, 440, 5)])
    (label,) = place_labels([(200.0, "V_bd 156 V")], top_right, FRAME)
    assert (label.anchor, label.y < 60) == ("end", True)
    both_tops = np.array([[x, 30.0] for x in range(60, 446, 5)])
    (label,) = place_labels([(200.0, "V_bd 156 V")], both_tops, FRAME)
    assert label.box[1] >= 30


def test_first_choice_is_right_of_the_line_at_the_top() -> None:
    (label,) = place_labels([(200.0, "V_bd 156 V")], NOTHING, FRAME)
    assert (label.anchor, label.x, label.y) == ("start", 205.0, 42.0)
