"""The wires of a bench: line servers on loopback and pseudo-terminals, and what faults do to the bytes."""

import socket
import sys
from functools import partial

from .carriers import Carrier, SocketCarrier, TerminalCarrier
from .faults import FaultKind
from .instruments.twin import Twin
from .loop import Loop
from .trouble import Troubles
from .vicp import VicpFraming

_LONGEST_LINE = 65_536
_COMMANDS_NOTED = 5
"""So many commands of each connection go into the history: enough to see when somebody began to make an output safe."""
_GARBAGE = b"\x9f\x00\xe3?\x1b#\xff\xfe7,"


class Connection:
    """One client's wire: what it sent that was not yet carried out, and whether its instrument is busy for it."""

    def __init__(self, carrier: Carrier, termination: bytes, framing: VicpFraming | None = None) -> None:
        self.carrier = carrier
        self.termination = termination
        self.framing = framing
        self.pending = b""
        self.busy = False
        self.open = True
        self.commands_seen = 0
        self.cleared = 0

    def clear(self) -> None:
        """Forget what was sent and what is being prepared (device clear)."""
        self.pending = b""
        self.busy = False
        self.cleared += 1


class Port:
    """An instrument's connector. Lines are carried out one at a time; while an answer is being prepared the next one waits."""

    def __init__(self, loop: Loop, twin: Twin, troubles: Troubles, *, exclusive: bool = True) -> None:
        self._loop = loop
        self._twin = twin
        self._troubles = troubles
        self._exclusive = exclusive
        self._listener: socket.socket | None = None
        self._terminal: Connection | None = None
        self._clients: list[Connection] = []
        self._termination = b"\n"
        self._vicp = False
        self.last_heard = float("-inf")
        """Bench-independent: `time.monotonic` of the last bytes from a terminal, which knows no connections."""
        self.refuses = False
        twin.place.say = self._say
        troubles.drop_link = self._drop_link

    @property
    def clients(self) -> int:
        """How many TCP clients are connected."""
        return len(self._clients)

    def listen(self, termination: str, *, vicp: bool = False) -> int:
        """Serve TCP clients on loopback, their bytes as they are or in VICP packets; return the port number."""
        self._termination = termination.encode()
        self._vicp = vicp
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setblocking(False)
        self._loop.watch(self._listener, self._accept)
        return int(self._listener.getsockname()[1])

    def open_terminal(self, termination: str) -> str | None:
        """Serve a pseudo-terminal too; return its path, or None where the operating system has none."""
        if sys.platform == "win32":
            return None
        carrier = TerminalCarrier()
        connection = self._terminal = Connection(carrier, termination.encode())
        self._loop.watch(carrier, partial(self._readable, connection))
        return carrier.path

    def close(self) -> None:
        """Close all."""
        for connection in [*self._clients, *([self._terminal] if self._terminal else [])]:
            self._disconnect(connection)
        if self._listener is not None:
            self._loop.unwatch(self._listener)
            self._listener.close()

    def _accept(self) -> None:
        if self._listener is None:
            return
        try:
            accepted, _ = self._listener.accept()
        except OSError:
            return
        for present in list(self._clients):
            # The end of a client that was killed may be waiting unread beside the call of the next one.
            while self._readable(present):
                pass
        if self.refuses or (self._exclusive and self._clients):
            accepted.close()
            self._note("refused")
            return
        framing = VicpFraming() if self._vicp else None
        connection = Connection(self._carrier(accepted), self._termination, framing)
        self._clients.append(connection)
        self._loop.watch(connection.carrier, partial(self._readable, connection))
        self._note("connected")

    def _carrier(self, accepted: socket.socket) -> Carrier:
        if self._twin.web_socket:
            from .web_socket import WebSocketCarrier

            return WebSocketCarrier(accepted, self._loop, self._twin.greeting)
        return SocketCarrier(accepted, self._loop)

    def _readable(self, connection: Connection) -> bool:
        """Take in what has arrived; return whether there may be more."""
        if not connection.open:
            return False
        try:
            data = connection.carrier.receive()
        except BlockingIOError:
            return False
        if not data:
            self._disconnect(connection)
            return False
        if connection is self._terminal:
            self.last_heard = self._loop.time()
        if connection.framing is not None:
            data, cleared = connection.framing.unpack(data)
            if cleared:
                connection.clear()
                self._twin.device_clear()
        clear = self._twin.clear_character
        if clear and clear in data:
            data = data.rpartition(clear)[2]
            connection.clear()
        pending = connection.pending + data
        if len(pending) > _LONGEST_LINE:
            pending = b""
        connection.pending = pending
        self._work(connection)
        return connection.open

    def _work(self, connection: Connection) -> None:
        while connection.open and not connection.busy and connection.pending:
            line, separator, rest = _first_line(connection.pending)
            if not separator and not self._twin.whole_packets:
                return
            connection.pending = rest
            if line:
                self._carry_out(connection, line.decode("latin-1"))

    def _carry_out(self, connection: Connection, line: str) -> None:
        troubles = self._troubles
        if connection.commands_seen < _COMMANDS_NOTED:
            connection.commands_seen += 1
            self._note("command", line)
        if troubles.any:
            troubles.count_line()
            if not connection.open or FaultKind.SILENCE in troubles.struck:
                troubles.spoiled(FaultKind.SILENCE)
                return
        answer, seconds = self._twin.receive(line)
        if troubles.any:
            troubles.check()
            if not connection.open:
                return
        timeline = self._loop.timeline
        if seconds <= 0 or timeline.held:
            self._answer(connection, line, answer)
            return
        connection.busy = True
        cleared = connection.cleared

        def finish() -> None:
            if connection.cleared == cleared:
                connection.busy = False
                self._answer(connection, line, answer)
                self._work(connection)

        timeline.at(timeline.now() + seconds, finish)

    def _answer(self, connection: Connection, line: str, answer: str | None) -> None:
        if answer is None:
            return
        data = answer.encode("latin-1") + connection.termination
        if self._troubles.any:
            data, late = self._spoil(line, data, connection.termination)
            if late:
                connection.busy = True
                cleared = connection.cleared

                def finish() -> None:
                    if connection.cleared == cleared:
                        connection.busy = False
                        self._send(connection, data)
                        self._work(connection)

                self._loop.after(late, finish)
                return
        self._send(connection, data)

    def _spoil(self, line: str, data: bytes, termination: bytes) -> tuple[bytes, float]:
        """Return what faults make of an answer, and how many wall seconds late it is."""
        troubles = self._troubles
        if (fault := troubles.spoiled(FaultKind.WRONG_IDENTITY, when=line.strip().upper() == "*IDN?")) is not None:
            data = (fault.text or "ACME INSTRUMENTS,MODEL 1,0,0").encode() + termination
        if troubles.spoiled(FaultKind.GARBAGE) is not None:
            data = _GARBAGE + termination
        if troubles.spoiled(FaultKind.TRUNCATED) is not None:
            data = data[: max(1, (len(data) - len(termination)) // 2)]
        fault = troubles.spoiled(FaultKind.DELAY)
        return data, fault.seconds if fault is not None else 0.0

    def _send(self, connection: Connection, data: bytes) -> None:
        if connection.open:
            connection.carrier.send(connection.framing.pack(data) if connection.framing is not None else data)

    def _say(self, line: str) -> None:
        """Send a line that nobody asked for to all who listen."""
        if FaultKind.SILENCE in self._troubles.struck:
            return
        for connection in [*self._clients, *([self._terminal] if self._terminal else [])]:
            data, _ = self._spoil("", line.encode("latin-1") + connection.termination, connection.termination)
            self._send(connection, data)

    def _drop_link(self, seconds: float) -> None:
        for connection in list(self._clients):
            self._disconnect(connection)
        self.refuses = True

        def accept_again() -> None:
            self.refuses = False

        self._loop.after(seconds, accept_again)

    def _disconnect(self, connection: Connection) -> None:
        if not connection.open:
            return
        connection.open = False
        self._loop.unwatch(connection.carrier)
        connection.carrier.close()
        if connection in self._clients:
            self._clients.remove(connection)
            self._note("disconnected")

    def _note(self, kind: str, text: str = "") -> None:
        place = self._twin.place
        place.history.add(self._loop.timeline.now(), kind, place.name, text=text)


def _first_line(data: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the first line, its termination (LF, CR or both; empty: not there yet) and the rest."""
    line, feed, rest = data.partition(b"\n")
    before, carriage, behind = line.partition(b"\r")
    if carriage and behind:
        return before, carriage, behind + feed + rest
    return before, carriage + feed, rest
