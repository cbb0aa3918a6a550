import numpy as np
import pytest

from qcstation.analysis.timing import FractionScan, gaussian_width, scan_fractions
from qcstation.model.estimates import Estimate, Refusal

_FRACTIONS = np.arange(1, 10) / 10


def _scan(events: int, seed: int, noise: np.ndarray) -> FractionScan:
    """A device of 30 ps, to which each fraction adds `noise`, against a reference of 12 ps."""
    rng = np.random.default_rng(seed)
    device = 30e-12 * rng.standard_normal((events, 1)) + noise * rng.standard_normal((events, 9))
    reference = 12e-12 * rng.standard_normal((events, 1)) + 2e-12 * rng.standard_normal((events, 9))
    return scan_fractions(device, reference, device_fractions=_FRACTIONS, reference_fractions=_FRACTIONS)


def test_the_scan_finds_the_fraction_that_is_better() -> None:
    noise = np.full(9, 25e-12)
    noise[3] = 2e-12
    scan = _scan(3000, 231, noise)
    assert scan.best_pair[0] == pytest.approx(0.4)
    assert isinstance(scan.best, Estimate)
    assert scan.best.value == pytest.approx(np.sqrt(30**2 + 12**2 + 2**2 + 2**2) * 1e-12, rel=0.06)
    fixed = scan.at(0.2, 0.2)
    assert isinstance(fixed, Estimate)
    assert fixed.value == pytest.approx(np.sqrt(30**2 + 25**2 + 12**2 + 2**2) * 1e-12, rel=0.08)
    assert "20% / 20%" in fixed.method


def test_choosing_the_best_of_81_pairs_does_not_make_it_better() -> None:
    """All pairs are alike: the smallest is too small by its choice, the held-out one is not."""
    truth = np.sqrt(30**2 + 20**2 + 12**2 + 2**2) * 1e-12
    scans = [_scan(300, 2320 + k, np.full(9, 20e-12)) for k in range(60)]
    smallest = np.mean([np.nanmin(scan.width) for scan in scans]) / truth - 1
    held_out = np.mean([scan.best.value for scan in scans if isinstance(scan.best, Estimate)]) / truth - 1
    assert smallest < -0.04
    assert abs(held_out) < 0.025


def test_each_width_is_that_of_its_differences() -> None:
    rng = np.random.default_rng(233)
    device, reference = 30e-12 * rng.standard_normal((500, 3)), 12e-12 * rng.standard_normal((500, 2))
    device[::7, 1] = np.nan
    scan = scan_fractions(device, reference, device_fractions=[0.2, 0.5, 0.8], reference_fractions=[0.2, 0.3])
    assert scan.width.shape == (3, 2)
    expected = gaussian_width(device[:, 1] - reference[:, 0])
    assert isinstance(expected, Estimate)
    assert scan.width[1, 0] == pytest.approx(expected.value, rel=1e-9)
    with pytest.raises(KeyError, match="was scanned"):
        scan.at(0.3, 0.2)


def test_few_events_are_refused() -> None:
    assert isinstance(_scan(60, 234, np.zeros(9)).best, Refusal)
    assert isinstance(_scan(10, 235, np.zeros(9)).at(0.5, 0.2), Refusal)
