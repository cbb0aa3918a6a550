"""Hands each event to everybody who listens. Records come first and must not fail; onlookers may."""

from collections.abc import Callable

from qcstation.model.events import Event

Subscriber = Callable[[Event], None]


class EventBus:
    """Publishes events in order, in the thread that publishes.

    A record keeper (journal, run file) that raises stops the run: data that cannot be kept must not be taken. An onlooker
    (console, window) that raises is dropped, and its error kept in `dropped`.
    """

    def __init__(self, *, keepers: tuple[Subscriber, ...] = (), onlookers: tuple[Subscriber, ...] = ()) -> None:
        self._keepers = keepers
        self._onlookers = list(onlookers)
        self.dropped: list[Exception] = []

    def publish(self, event: Event) -> None:
        """Hand `event` to all subscribers; every one sees it even if an earlier keeper raises.

        Raises:
            StorageError: a record keeper could not keep it.
        """
        failure: Exception | None = None
        for keeper in self._keepers:
            try:
                keeper(event)
            except Exception as error:  # noqa: BLE001 - raised below, when everybody has seen the event
                failure = failure or error
        for onlooker in tuple(self._onlookers):
            try:
                onlooker(event)
            except Exception as error:  # noqa: BLE001 - an onlooker must not stop a run
                self._onlookers.remove(onlooker)
                self.dropped.append(error)
        if failure is not None:
            raise failure
