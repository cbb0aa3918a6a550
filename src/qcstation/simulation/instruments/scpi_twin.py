"""A twin that speaks SCPI: command table, error queue, status registers (IEEE 488.2, chapter 11)."""

from abc import abstractmethod
from collections import deque
from functools import cache
from typing import Any, ClassVar

from qcstation.simulation.faults import Fault, FaultKind

from .scpi import MESSAGES, Command, CommandTree, Listener, ScpiError
from .settings import does, quantity, tells
from .twin import Surroundings, Twin

OPERATION_COMPLETE, QUERY_ERROR, DEVICE_ERROR, EXECUTION_ERROR, COMMAND_ERROR, POWER_ON = 1, 4, 8, 16, 32, 128
"""Bits of the standard event status register."""

COMMON: tuple[Command, ...] = (
    tells("*IDN", "identity"),
    does("*RST", "reset"),
    does("*CLS", "clear_status"),
    does("*OPC", "operation_complete"),
    tells("*OPC", "wait_for_completion"),
    does("*WAI", "wait"),
    does("*TRG", "trigger"),
    tells("*ESR", "read_events"),
    quantity("*ESE", "event_enable", 0, 0, 255, integer=True),
    quantity("*SRE", "service_enable", 0, 0, 255, integer=True),
    tells("*STB", "status_byte"),
    tells("*TST", "self_test"),
    tells(":SYSTem:ERRor[:NEXT]", "next_error"),
    tells(":SYSTem:VERSion", "scpi_version"),
)


@cache
def _listener(kind: "type[ScpiTwin]") -> Listener:
    return Listener(CommandTree(_merged(COMMON + kind.commands)))


def _merged(commands: tuple[Command, ...]) -> tuple[Command, ...]:
    """Join the command and the query form of headers that a table lists twice."""
    merged: dict[str, Command] = {}
    for command in commands:
        present = merged.get(command.header)
        if present is not None:
            command = Command(  # noqa: PLW2901
                header=command.header,
                assign=command.assign or present.assign,
                answer=command.answer or present.answer,
                name=command.name or present.name,
                default=command.default if command.name else present.default,
            )
        merged[command.header] = command
    return tuple(merged.values())


class ScpiTwin(Twin):
    """Carries out SCPI messages. Subclasses bring a command table and what its entries call."""

    commands: ClassVar[tuple[Command, ...]] = ()
    maker: ClassVar[str]
    model_number: ClassVar[str]
    firmware: ClassVar[str] = "1.0"
    no_error: ClassVar[str] = '0,"No error"'
    messages: ClassVar[dict[int, str]] = {}
    """Error texts that differ from the usual ones."""
    error_queue_length: ClassVar[int] = 10
    kept_by_reset: ClassVar[frozenset[str]] = frozenset({"event_enable", "service_enable"})

    def __init__(self, place: Surroundings) -> None:
        super().__init__(place)
        self.values: dict[str, Any] = {}
        self.errors: deque[tuple[int, str]] = deque()
        self.events = POWER_ON
        self._listener = _listener(type(self))
        self._defaults = {command.name: command.default for command in COMMON + self.commands if command.name}
        self.values.update(self._defaults)

    def handle(self, line: str) -> str | None:
        """Carry out a message; an error ends it where it is in the syntax, or goes on behind it where it is in the execution."""
        answers = []
        for unit in self._listener.units(line):
            if unit.command is None:
                self.push(unit.error)
                break
            try:
                if unit.query and unit.command.answer is not None:
                    answers.append(unit.command.answer(self, unit.parameters))
                elif unit.command.assign is not None:
                    unit.command.assign(self, unit.parameters)
            except ScpiError as error:
                self.push(error.code, error.own_message)
        return ";".join(answers) if answers else None

    def push(self, code: int, message: str = "") -> None:
        """Put an error in the queue and set its bit in the event register; a full queue ends with -350."""
        self.events |= {1: COMMAND_ERROR, 2: EXECUTION_ERROR, 4: QUERY_ERROR}.get(-code // 100, DEVICE_ERROR)
        if len(self.errors) >= self.error_queue_length:
            self.errors[-1] = (-350, MESSAGES[-350])
        else:
            self.errors.append((code, message or self.messages.get(code) or MESSAGES[code]))

    def struck(self, fault: Fault) -> None:
        """Queue the error of a fault that is one."""
        if fault.kind is FaultKind.QUEUED_ERROR:
            code, _, message = fault.text.partition(",")
            self.push(int(code or -330), message or "Self-test failed")

    def reset(self) -> None:
        """Go back to the defaults of the command table (*RST)."""
        for name, default in self._defaults.items():
            if name not in self.kept_by_reset:
                self.values[name] = default

    def identity(self) -> str:
        """Return the answer to *IDN?."""
        serial = self.place.options.get("serial_number", "0000001")
        return f"{self.maker},{self.model_number},{serial},{self.firmware}"

    def clear_status(self) -> None:
        """Empty the error queue and the event registers (*CLS)."""
        self.errors.clear()
        self.events = 0

    def operation_complete(self) -> None:
        """Set the operation-complete event when all that is pending is done (*OPC)."""
        self.events |= OPERATION_COMPLETE

    def wait_for_completion(self) -> int:
        """Wait for all that is pending (*OPC?)."""
        self.wait()
        return 1

    def wait(self) -> None:
        """Wait for all that is pending (*WAI): here nothing is, unless a subclass has it so."""

    def trigger(self) -> None:
        """Act as on a group execute trigger (*TRG)."""
        raise ScpiError(-200)

    def read_events(self) -> int:
        """Read and clear the standard event status register."""
        events, self.events = self.events, 0
        return events

    def status_byte(self) -> int:
        """Return the status byte."""
        byte = 0x20 if self.events & int(self.values["event_enable"]) else 0
        byte |= self.more_status()
        return byte | (0x40 if byte & int(self.values["service_enable"]) & ~0x40 else 0)

    def more_status(self) -> int:
        """Return the model's own bits of the status byte."""
        return 0x04 if self.errors else 0

    def self_test(self) -> int:
        """Return 0: passed."""
        return 0

    def next_error(self) -> str:
        """Take the oldest error from the queue."""
        if not self.errors:
            return self.no_error
        code, message = self.errors.popleft()
        return f'{code:+d},"{message}"' if code > 0 and self.no_error.startswith("+") else f'{code},"{message}"'

    def scpi_version(self) -> str:
        """Return the version of SCPI that the model follows."""
        return "1996.0"

    @abstractmethod
    def state(self) -> dict[str, Any]:
        """Return what the instrument is doing."""
