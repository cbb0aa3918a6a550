"""Events reach everybody in order; a record keeper that fails stops the run, an onlooker does not."""

import pytest

from qcstation.engine.bus import EventBus
from qcstation.model.errors import StorageError
from qcstation.model.events import Event, MessageLogged

HELLO = MessageLogged(time=0.0, text="hello")


def _failing(error: Exception) -> object:
    def subscriber(_event: Event) -> None:
        raise error

    return subscriber


def test_everybody_sees_every_event_in_order() -> None:
    one: list[Event] = []
    other: list[Event] = []
    bus = EventBus(keepers=(one.append,), onlookers=(other.append,))
    events = [MessageLogged(time=float(i), text=str(i)) for i in range(5)]
    for event in events:
        bus.publish(event)
    assert one == other == events


def test_a_keeper_that_fails_is_heard_of_after_all_others_have_seen_the_event() -> None:
    kept: list[Event] = []
    shown: list[Event] = []
    bus = EventBus(keepers=(_failing(StorageError("full")), kept.append), onlookers=(shown.append,))  # type: ignore[arg-type]
    with pytest.raises(StorageError, match="full"):
        bus.publish(HELLO)
    assert kept == shown == [HELLO]


def test_an_onlooker_that_fails_is_dropped_and_kept_in_mind() -> None:
    kept: list[Event] = []
    bus = EventBus(keepers=(kept.append,), onlookers=(_failing(ValueError("window gone")),))  # type: ignore[arg-type]
    bus.publish(HELLO)
    bus.publish(HELLO)
    assert kept == [HELLO, HELLO]
    assert [str(error) for error in bus.dropped] == ["window gone"]
