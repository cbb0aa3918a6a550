"""One exchange at a time: whole queries, transactions, deadlines for the lock, and rests between commands."""

import threading
import time

import pytest

from qcstation.model.errors import LinkTimeoutError
from qcstation.transports import open_link
from tests.transports.wires import LineServer


def echo(line: bytes) -> bytes:
    """Answer with the command."""
    return line


def test_threads_get_their_own_answers() -> None:
    wrong: list[str] = []
    with LineServer(echo) as server:
        link = open_link(server.settings(timeout=20))

        def ask(name: str) -> None:
            asked = [f"{name}{index}?" for index in range(200)]
            wrong.extend(answer for command in asked if (answer := link.query(command)) != command)

        threads = [threading.Thread(target=ask, args=(name,)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        link.close()
    assert not wrong
    assert len(server.received) == 800


def test_transaction_keeps_others_out() -> None:
    with LineServer(echo) as server:
        link = open_link(server.settings(timeout=20))
        inside = threading.Event()

        def other() -> None:
            inside.wait(5)
            link.query("other?")

        thread = threading.Thread(target=other)
        thread.start()
        with link.transaction():
            link.query("first?")
            inside.set()
            time.sleep(0.02)
            link.query("second?")
        thread.join()
        link.close()
    assert server.received == [b"first?\n", b"second?\n", b"other?\n"]


def test_lock_is_taken_with_a_deadline_and_the_link_stays_in_order() -> None:
    with LineServer(echo) as server:
        link = open_link(server.settings(timeout=0.05))
        holds, done = threading.Event(), threading.Event()

        def hold() -> None:
            with link.transaction():
                holds.set()
                done.wait(5)

        thread = threading.Thread(target=hold)
        thread.start()
        holds.wait(5)
        with pytest.raises(LinkTimeoutError, match="busy"):
            link.query("A?")
        with pytest.raises(LinkTimeoutError, match="busy"), link.transaction(timeout=0.02):
            pytest.fail("another thread holds it")
        done.set()
        thread.join()
        assert link.query("A?", timeout=2) == "A?"
        assert server.connections == 1, "a busy link is not a stale one"
        link.close()


def test_rest_between_commands() -> None:
    with LineServer(echo) as server:
        link = open_link(server.settings(command_interval=0.02))
        began = time.monotonic()
        for _ in range(4):
            link.query("A?")
        assert time.monotonic() - began >= 0.06
        link.close()
