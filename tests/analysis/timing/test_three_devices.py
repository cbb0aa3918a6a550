import numpy as np

from qcstation.analysis.timing import three_devices
from qcstation.model.estimates import Censoring, Estimate, Refusal

_TRUTH = np.array([30e-12, 45e-12, 20e-12])


def _times(rng: np.random.Generator, events: int, truth: np.ndarray = _TRUTH) -> np.ndarray:
    return np.asarray(rng.uniform(0, 1e-9, events) + truth[:, None] * rng.standard_normal((3, events)))


def test_three_resolutions_come_out_at_once_and_their_intervals_cover_68_percent() -> None:
    rng = np.random.default_rng(221)
    covered, values = np.zeros((1000, 3)), np.zeros((1000, 3))
    for trial in range(1000):
        found = three_devices(_times(rng, 800), replicas=25, seed=trial)
        for device, resolution in enumerate(found.resolutions):
            assert isinstance(resolution, Estimate)
            assert resolution.uncertainty is not None
            values[trial, device] = resolution.value
            covered[trial, device] = abs(resolution.value - _TRUTH[device]) < resolution.uncertainty
    assert ((covered.mean(axis=0) > 0.63) & (covered.mean(axis=0) < 0.73)).all()
    np.testing.assert_allclose(values.mean(axis=0), _TRUTH, rtol=0.01)


def test_replicas_know_that_the_pairs_share_their_events() -> None:
    """The covariance of the devices' variances is the scatter over repetitions, off the diagonal too."""
    rng = np.random.default_rng(222)
    found = [three_devices(_times(rng, 800), replicas=40, seed=k) for k in range(150)]
    scatter = np.cov([np.square([r.value for r in one.resolutions if isinstance(r, Estimate)]) for one in found], rowvar=False)
    expected = np.mean([one.covariance for one in found], axis=0)
    scale = np.sqrt(np.outer(np.diag(scatter), np.diag(scatter)))
    np.testing.assert_allclose(expected / scale, scatter / scale, atol=0.35)


def test_a_device_far_better_than_the_others_gets_an_upper_limit() -> None:
    found = three_devices(_times(np.random.default_rng(223), 500, np.array([50e-12, 50e-12, 1e-12])))
    best = found.resolutions[2]
    assert isinstance(best, Estimate)
    assert best.censored is Censoring.BELOW
    assert 1e-12 < best.value < 30e-12


def test_the_same_events_give_the_same_numbers_and_gaps_do_not_count() -> None:
    times = _times(np.random.default_rng(224), 600)
    with_gaps = np.insert(times, 17, [np.nan, 0.0, 0.0], axis=1)
    assert three_devices(times).resolutions == three_devices(with_gaps).resolutions


def test_few_events_are_refused() -> None:
    found = three_devices(_times(np.random.default_rng(225), 20))
    assert all(isinstance(one, Refusal) and "20 common events" in one.reason for one in found.resolutions)
