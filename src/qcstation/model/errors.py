"""The one tree of errors that qcstation raises on purpose.

Every message says what was expected, what came and what to do, in one line: it is shown as it is to technicians.
"""


class QcStationError(Exception):
    """Base of all errors that qcstation raises on purpose."""


class InputError(QcStationError):
    """Something that a person typed, scanned or wrote in a file is wrong."""


class SerialNumberError(InputError):
    """A serial number does not follow its grammar."""


class UnitError(InputError):
    """A quantity has no unit, an unknown unit or the wrong dimension."""


class SpecificationError(InputError):
    """A specification file is wrong, or a name in it is unknown."""


class ImportFormatError(InputError):
    """A data file is unreadable, truncated or of no known format."""


class StationError(InputError):
    """A station file is wrong, or what it names is not there."""


class BenchUnsafeError(StationError):
    """The bench has an output that could not be made safe and that no person has confirmed yet."""


class StorageError(QcStationError):
    """A record could not be written or read: full disk, read-only folder, damaged file."""


class InstrumentError(QcStationError):
    """An instrument did not do what it was asked.

    `instrument` is its name in the station file, `command` what was sent, `answer` what came back (empty: nothing).
    """

    def __init__(self, problem: str, *, instrument: str = "", command: str = "", answer: str = "") -> None:
        self.problem = problem
        self.instrument = instrument
        self.command = command
        self.answer = answer
        parts = [f"{instrument}: {problem}" if instrument else problem]
        if command:
            parts.append(f"sent {command!r}")
        if answer:
            parts.append(f"got {answer!r}")
        super().__init__("; ".join(parts))

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild_instrument_error, (type(self), self.problem, self.instrument, self.command, self.answer)


def _rebuild_instrument_error(
    kind: type[InstrumentError], problem: str, instrument: str, command: str, answer: str
) -> InstrumentError:
    return kind(problem, instrument=instrument, command=command, answer=answer)


class LinkError(InstrumentError):
    """The connection to an instrument could not be made, or was lost."""


class LinkTimeoutError(LinkError):
    """An instrument did not answer in time."""


class IdentityError(InstrumentError):
    """Another instrument answers than the station file says."""


class RunStopped(QcStationError):
    """A run is stopped before its end and its outcome is ABORTED. Raised inside waits, never caught by procedures."""


class RunAborted(RunStopped):
    """A person (button, key, signal) asked the run to stop."""


class InterlockViolated(RunStopped):
    """An interlock's condition does not hold, or cannot be shown to hold."""


class WatchdogLost(RunStopped):
    """The process that guards the outputs has died or does not answer: a run cannot go on unguarded."""
