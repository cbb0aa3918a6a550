"""Several instruments on one connection: opened once, closed by the last, errors in each one's own name; echoes; WebSockets."""

import threading
from collections.abc import Iterator

import pytest
from websockets.sync.server import ServerConnection, serve

from qcstation.model.errors import LinkError, LinkTimeoutError, StationError
from qcstation.transports import Link, LinkSettings, SharedLinks, open_link
from tests.transports.wires import LineServer


def problem_of(link: Link) -> str:
    """What a query in another thread meets."""
    problems = [""]

    def ask() -> None:
        try:
            link.query("x")
        except LinkTimeoutError as error:
            problems.append(str(error))

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    return problems[-1]


def test_one_connection_for_all_and_the_last_closes_it() -> None:
    with LineServer(lambda line: line) as server:
        links = SharedLinks(open_link)
        first = links.open(server.settings(instrument="bias"))
        second = links.open(server.settings(instrument="guard"))
        assert (first.query("a"), second.query("b")) == ("a", "b")
        assert server.connections == 1
        first.close()
        first.close()
        assert second.query("c") == "c"
        second.close()
        third = links.open(server.settings(instrument="bias"))
        assert third.query("d") == "d"
        assert server.connections == 2
        third.close()


@pytest.mark.parametrize("reopened", [False, True])
def test_who_reconnects_after_closing_is_a_user_again(reopened: bool) -> None:
    with LineServer(lambda line: line) as server:
        links = SharedLinks(open_link)
        first = links.open(server.settings(instrument="bias"))
        first.close()
        guard = server.settings(instrument="guard", timeout=0.2)
        before = [links.open(guard)] if reopened else []
        first.reconnect()
        second = before[0] if reopened else links.open(guard)
        assert (first.query("a"), second.query("b")) == ("a", "b")
        with first.transaction():
            assert "another task kept the link busy" in problem_of(second), "the two had a connection each"
        second.close()
        assert first.query("c") == "c", "the connection was closed although it has a user"
        first.close()
        with pytest.raises(LinkError, match="closed"):
            first.query("d")


def test_who_comes_back_with_other_settings_than_the_present_users_is_refused() -> None:
    with LineServer(lambda line: line) as server:
        links = SharedLinks(open_link)
        first = links.open(server.settings(instrument="bias", write_termination="\r\n"))
        first.close()
        second = links.open(server.settings(instrument="guard"))
        with pytest.raises(StationError, match="bias and guard share"):
            first.reconnect()
        second.close()


def test_errors_carry_the_name_of_who_asked() -> None:
    with LineServer(lambda line: None if line == b"mute\n" else line) as server:
        links = SharedLinks(open_link)
        first = links.open(server.settings(instrument="bias", timeout=0.05))
        second = links.open(server.settings(instrument="guard", timeout=0.05))
        with pytest.raises(LinkTimeoutError, match="guard: no answer") as caught:
            second.query("mute")
        assert caught.value.instrument == "guard"
        assert first.query("a") == "a"
        server.drop_all()
        with pytest.raises(LinkError, match="bias: connection"):
            first.query("a")
        second.reconnect()
        assert first.query("a") == "a", "a reconnection is everybody's"
        first.close()
        second.close()


def test_who_shares_a_connection_agrees_on_it() -> None:
    with LineServer(lambda line: line) as server:
        links = SharedLinks(open_link)
        first = links.open(server.settings(instrument="bias"))
        with pytest.raises(StationError, match="guard and bias share"):
            links.open(server.settings(instrument="guard", write_termination="\r\n"))
        first.close()


def test_a_transaction_keeps_the_others_out() -> None:
    with LineServer(lambda line: line) as server:
        links = SharedLinks(open_link)
        first = links.open(server.settings(instrument="bias", timeout=0.05))
        second = links.open(server.settings(instrument="guard", timeout=0.05))
        with first.transaction():
            assert "another task kept the link busy" in problem_of(second)
        first.close()
        second.close()


def test_an_echo_is_dropped_and_a_wrong_one_is_an_error() -> None:
    replies = {b"READ?\n": b"READ?\n1.5\n", b"SET 1\n": b"SET 1\n", b"NOISE?\n": b"N?\n2.5\n"}
    with LineServer(replies.__getitem__) as server:
        link = open_link(server.settings(echo=True, timeout=0.5))
        assert link.query("READ?") == "1.5"
        link.write("SET 1")
        assert link.query("READ?") == "1.5"
        with pytest.raises(LinkError, match="echo") as caught:
            link.query("NOISE?")
        assert caught.value.answer == "N?"
        assert link.query("READ?") == "1.5", "what came behind the wrong echo is not taken for the next answer"
        link.close()


class Board:
    """A WebSocket instrument in a thread: greets, echoes, stays silent to `mute`, hangs up at `drop`."""

    def __init__(self) -> None:
        self.greeting = "hello"
        self.greetings = 0
        self.ended = threading.Event()
        self._server = serve(self._talk, "127.0.0.1", 0)
        self.uri = f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}/control"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _talk(self, connection: ServerConnection) -> None:
        if self.greeting:
            self.greetings += 1
            connection.send(self.greeting)
        for message in connection:
            if message == "drop":
                connection.close()
            elif message != "mute":
                connection.send(message)
        self.ended.set()

    def stop(self) -> None:
        self._server.shutdown()


@pytest.fixture
def board() -> Iterator[Board]:
    made = Board()
    yield made
    made.stop()


def test_a_web_socket_answers_behind_its_greeting(board: Board) -> None:
    link = open_link(LinkSettings(instrument="matrix", resource=board.uri, write_termination="", greeting=True))
    assert [link.query(text) for text in ("a", '{"cmd":"PING"}', "µ")] == ["a", '{"cmd":"PING"}', "µ"]
    link.write("mute")
    link.clear()
    assert link.query("c") == "c"
    link.close()
    with pytest.raises(LinkError, match="closed"):
        link.query("a")
    link.reconnect()
    assert link.query("a") == "a"
    assert board.greetings == 2
    link.close()


def test_a_web_socket_that_is_silent_or_gone(board: Board) -> None:
    link = open_link(LinkSettings(instrument="matrix", resource=board.uri, write_termination="", greeting=True, timeout=0.1))
    with pytest.raises(LinkTimeoutError, match="matrix: no answer in time"):
        link.query("mute")
    assert link.query("a") == "a"
    assert board.greetings == 2, "after a silence the link was made anew: a late answer has nowhere to go"
    with pytest.raises(LinkError, match="closed the connection"):
        link.query("drop")
    link.close()


def test_a_web_socket_that_does_not_greet_is_not_left_half_open(board: Board) -> None:
    board.greeting = ""
    with pytest.raises(LinkError, match="matrix: no answer in time"):
        open_link(LinkSettings(instrument="matrix", resource=board.uri, write_termination="", greeting=True, timeout=0.1))
    assert board.ended.wait(5.0), "the connection was kept"


def test_nobody_there() -> None:
    with LineServer(lambda line: line) as server:
        uri = f"ws://127.0.0.1:{server.port}/control"
        with pytest.raises(LinkError, match="matrix"):
            open_link(LinkSettings(instrument="matrix", resource=uri, timeout=0.2))
    with pytest.raises(LinkError, match="refused"):
        open_link(LinkSettings(instrument="matrix", resource=uri, timeout=0.2))
