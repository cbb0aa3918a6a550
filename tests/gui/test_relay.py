"""Floods of events reach the window in bulk, in order, a bounded amount at a time, and whole."""

import threading
import time

import numpy as np
import pytest
from PyQt6.QtWidgets import QApplication

from qcstation.gui import relay as relay_module
from qcstation.gui.mailbox import Mailbox
from qcstation.gui.relay import EventRelay
from qcstation.model.events import ArrayTaken, Event, MessageLogged, Progressed, ReadingSeen, RowsTaken


@pytest.fixture
def mailbox(qapp: QApplication) -> Mailbox:
    made = Mailbox()
    made.close()
    return made


def rows(table: str, *values: float) -> RowsTaken:
    return RowsTaken(time=1.0, table=table, rows=tuple((value,) for value in values))


def reading(**values: float) -> ReadingSeen:
    return ReadingSeen(time=1.0, instrument="bias", values=values, units=dict.fromkeys(values, "V"))


def test_what_can_be_put_together_comes_together_between_the_others(mailbox: Mailbox) -> None:
    seen: list[Event] = []
    relay = EventRelay(mailbox, seen.append)
    said = MessageLogged(time=1.0, text="x")
    for event in (rows("a", 1), rows("b", 2), Progressed(time=1.0, fraction=0.1), rows("a", 3), reading(voltage=1.0), said):
        relay.put(event)
    for event in (rows("a", 4), Progressed(time=2.0, fraction=0.2), reading(current=2.0), reading(voltage=3.0)):
        relay.put(event)
    relay.put(Progressed(time=3.0, fraction=0.3))
    mailbox.deliver()
    assert seen == [
        rows("a", 1, 3),
        rows("b", 2),
        Progressed(time=1.0, fraction=0.1),
        reading(voltage=1.0),
        said,
        rows("a", 4),
        Progressed(time=3.0, fraction=0.3),
        reading(current=2.0, voltage=3.0),
    ]


def test_of_many_waveforms_the_newest_come_and_of_numbers_all(mailbox: Mailbox) -> None:
    seen: list[ArrayTaken] = []
    relay = EventRelay(mailbox, seen.append)  # type: ignore[arg-type]
    for first in range(0, 1000, 10):
        block = np.repeat(np.arange(first, first + 10)[:, np.newaxis], 5, axis=1)
        relay.put(ArrayTaken(time=1.0, array="frames", first=first, count=10, data=block))
        relay.put(ArrayTaken(time=1.0, array="numbers", first=first, count=10, data=np.arange(first, first + 10)))
    mailbox.deliver()
    frames, numbers = seen
    assert (frames.count, frames.first + frames.count) == (64, 1000)
    np.testing.assert_array_equal(frames.data[:, 0], np.arange(936, 1000))
    np.testing.assert_array_equal(numbers.data, np.arange(1000))


def test_a_delivery_is_bounded_and_nothing_is_lost_or_turned_round(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay_module, "_BUDGET", 0.0)
    seen: list[Event] = []
    relay = EventRelay(mailbox, seen.append)
    said = [MessageLogged(time=float(number), text="x") for number in range(10)]
    for event in said:
        relay.put(event)
    mailbox.deliver()
    assert len(seen) < 10
    for _ in range(20):
        mailbox.deliver()
    relay.put(said[0])
    relay.drain()
    assert seen == [*said, said[0]]


def test_rows_from_another_thread_come_whole(mailbox: Mailbox) -> None:
    seen: list[RowsTaken] = []
    relay = EventRelay(mailbox, seen.append)  # type: ignore[arg-type]

    def flood() -> None:
        for number in range(5000):
            relay.put(rows("a", number))

    thread = threading.Thread(target=flood)
    thread.start()
    end = time.monotonic() + 20
    while thread.is_alive() and time.monotonic() < end:
        mailbox.deliver()
    thread.join()
    relay.drain()
    assert [row[0] for event in seen for row in event.rows] == list(range(5000))


def test_a_mailbox_stops_when_its_time_is_over(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qcstation.gui.mailbox._BUDGET", 0.0)
    made: list[int] = []
    for number in range(5):
        mailbox.post(made.append, number)
    mailbox.deliver()
    assert len(made) < 5
    monkeypatch.setattr("qcstation.gui.mailbox._BUDGET", 10.0)
    mailbox.deliver()
    assert made == list(range(5))
