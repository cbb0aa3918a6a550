import numpy as np
import pytest

from qcstation.analysis.waveforms import USABLE, Cut, apply_cuts

_QUANTITIES = {
    "amplitude": np.array([0.1, 0.3, np.nan, 0.05, 0.2, 0.5]),
    "saturated": np.array([0.0, 0.0, 0.0, 0.0, 1.0, 1.0]),
    "rise_time": np.full(6, 4e-10),
}


def test_each_cut_counts_what_it_removes_and_nothing_is_lost() -> None:
    cuts = (*USABLE, Cut(name="amplitude", quantity="amplitude", min=0.08, max=0.4))
    selected, flow = apply_cuts(_QUANTITIES, cuts)
    assert selected.tolist() == [True, True, False, False, False, False]
    assert [(count.name, count.failing, count.removed, count.remaining) for count in flow.counts] == [
        ("saturated", 2, 2, 4),
        ("no rising edge", 0, 0, 4),
        ("amplitude", 3, 2, 2),
    ]
    assert flow.events == flow.selected + sum(count.removed for count in flow.counts)
    assert str(flow) == "2 of 6 events: saturated -2, no rising edge -0, amplitude -2"


def test_bounds_are_inside_and_nan_never_passes() -> None:
    selected, _ = apply_cuts(_QUANTITIES, [Cut(name="a", quantity="amplitude", min=0.1, max=0.3)])
    assert selected.tolist() == [True, True, False, False, True, False]
    selected, _ = apply_cuts(_QUANTITIES, [Cut(name="exists", quantity="amplitude")])
    assert selected.tolist() == [True, True, False, True, True, True]


def test_without_cuts_all_stay() -> None:
    selected, flow = apply_cuts(_QUANTITIES, ())
    assert selected.all()
    assert flow.selected == flow.events == 6


def test_a_cut_on_nothing_is_refused() -> None:
    with pytest.raises(KeyError, match="amplitudes"):
        apply_cuts(_QUANTITIES, [Cut(name="a", quantity="amplitudes")])
