"""A power supply on a TCP port: its state is what the tests believe, not what the program says of it."""

import socket
import threading
import time
from typing import NamedTuple

from qcstation.safety.recipes import Expect, Ramp, SafingRecipe, Send
from qcstation.transports.link import LinkSettings


class Moment(NamedTuple):
    """The state after a command: `time` is `time.monotonic`, which all processes of the computer share."""

    time: float
    command: str
    level: float
    on: bool


class Supply:
    """Serves one client at a time, as many instruments do; a second one is turned away while the first is connected."""

    def __init__(self, level: float = 0.0, *, on: bool = False) -> None:
        self.level = level
        self.on = on
        self.history: list[Moment] = []
        self.silent = False
        self.deaf = False
        self.garbage = 0
        self.stuck_on = False
        """It goes on although it is switched off."""
        self.refuse_until = 0.0
        self.hold = 0.0
        self._server = socket.create_server(("127.0.0.1", 0))
        self._client: socket.socket | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def resource(self) -> str:
        return f"TCPIP::127.0.0.1::{self._server.getsockname()[1]}::SOCKET"

    def recipe(
        self, name: str = "bias", *, step: float = 5.0, interval: float = 0.05, deadline: float = 3.0, timeout: float = 0.5
    ) -> SafingRecipe:
        return SafingRecipe(
            instrument=name,
            link=LinkSettings(instrument=name, resource=self.resource, timeout=timeout),
            steps=(
                Ramp(read="LEV?", write="LEV {level}", step=step, interval=interval),
                Send(command="OUT OFF"),
                Expect(query="OUT?", answer="0"),
            ),
            deadline=deadline,
        )

    @property
    def off_since(self) -> float | None:
        """When the output went off for good; None while it is on."""
        if self.on:
            return None
        since = None
        for moment in reversed(self.history):
            if moment.on:
                break
            since = moment.time
        return since

    def commands_since(self, moment: float) -> list[Moment]:
        return [entry for entry in self.history if entry.time >= moment]

    def drop(self, *, refuse_for: float = 0.0) -> None:
        """Cut the connection, and turn everybody away for a while."""
        self.refuse_until = time.monotonic() + refuse_for
        client = self._client
        if client is not None:
            client.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._closed = True
        self._server.close()
        if self._client is not None:
            self._client.close()

    def _serve(self) -> None:
        while not self._closed:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            if self._client is not None or time.monotonic() < self.refuse_until:
                client.close()
                continue
            self._client = client
            threading.Thread(target=self._attend, args=(client,), daemon=True).start()

    def _attend(self, client: socket.socket) -> None:
        try:
            with client, client.makefile("rb") as lines:
                for line in lines:
                    if not self.deaf:
                        answer = self._obey(line.decode().strip())
                        if answer is not None and not self.silent:
                            client.sendall(answer.encode("latin-1") + b"\n")
        except OSError:
            pass
        finally:
            # Some instruments need a while to notice that a client has gone.
            time.sleep(self.hold)
            self._client = None

    def _obey(self, command: str) -> str | None:
        answer = None
        match command.split():
            case ["LEV?"]:
                answer = f"{self.level:.6E}"
            case ["LEV", value]:
                self.level = float(value)
            case ["OUT?"]:
                answer = str(int(self.on))
            case ["OUT", state] if not (self.stuck_on and state == "OFF"):
                self.on = state == "ON"
        self.history.append(Moment(time.monotonic(), command, self.level, self.on))
        if answer is not None and self.garbage > 0:
            self.garbage -= 1
            return "\x9f?#~,;"
        return answer
