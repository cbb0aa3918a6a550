import pytest

from qcstation.model.clock import WallClock


def test_the_wall_clock_sleeps_at_least_as_long_as_asked() -> None:
    clock = WallClock()
    before = clock.monotonic()
    clock.sleep(0.01)
    assert clock.monotonic() - before >= 0.01


@pytest.mark.parametrize("seconds", [0.0, -1.0])
def test_no_time_is_no_error(seconds: float) -> None:
    clock = WallClock()
    before = clock.now()
    clock.sleep(seconds)
    assert clock.now() >= before
