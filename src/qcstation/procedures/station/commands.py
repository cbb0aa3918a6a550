"""What a person who drives a bench by hand says: plain data, handed from any thread to the engine's."""

from collections.abc import Mapping
from queue import Empty, SimpleQueue

from msgspec import Struct

END = "end"
"""The action that ends manual control: everything is ramped down and switched off."""
WAIT = "wait"
"""The action that lets ramps end, and then `time` pass, before the next command is taken: for scripts."""


class ManualCommand(Struct, frozen=True, kw_only=True):
    """One command: an action of one of an instrument's roles, its quantities as typed (`{"voltage": "-20 V"}`), and whose it is.

    `instrument` is the station file's name; empty for what concerns the whole bench.
    """

    action: str
    instrument: str = ""
    values: Mapping[str, str] = {}
    by: str = ""

    def __str__(self) -> str:
        words = [f"{self.by}:" if self.by else "", self.instrument, self.action]
        words += [f"{name} = {value}" for name, value in self.values.items()]
        return " ".join(filter(None, words))


class CommandChannel:
    """A queue of commands: `send` from any thread, `take` in the engine's."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[ManualCommand] = SimpleQueue()

    def send(self, command: ManualCommand) -> None:
        """Have a command carried out after those sent before it."""
        self._queue.put(command)

    def take(self) -> ManualCommand | None:
        """Return the next command, None if there is none now."""
        try:
            return self._queue.get_nowait()
        except Empty:
            return None
