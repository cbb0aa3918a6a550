"""What the watchdog did, as a JSON file: for the next start, for whoever looks into it, and for the tests."""

from pathlib import Path

import msgspec
from msgspec import Struct

from qcstation.model.errors import StorageError
from qcstation.safety.unsafe import write_atomically


class OutputReport(Struct, kw_only=True):
    """What became of one output; `safe` is None while it is being made safe. Monotonic times are the computer's own clock."""

    instrument: str
    output: str = ""
    resource: str = ""
    safe: bool | None = None
    detail: str = ""
    began_monotonic: float | None = None
    ended_monotonic: float | None = None
    ended_utc: float | None = None


class WatchdogReport(Struct, kw_only=True):
    """Written when the watchdog has to act, and again as things happen; there is none after a run that ended well.

    `cause` is ``ended`` (the main process died or closed its pipe), ``hung`` or ``handed over``. `main_state` is what the system
    said of the main process when it hung, `stacks` the file with its threads' stacks, where they could be had.
    """

    station: str
    cause: str
    main_pid: int
    main_killed: bool = False
    main_state: str = ""
    stacks: str = ""
    last_message_monotonic: float = 0.0
    detected_monotonic: float
    detected_utc: float
    began_monotonic: float | None = None
    began_utc: float | None = None
    finished_utc: float | None = None
    outputs: list[OutputReport] = []

    @property
    def unsafe(self) -> tuple[OutputReport, ...]:
        """The outputs that are not known to be safe."""
        return tuple(output for output in self.outputs if not output.safe)

    def write(self, path: Path) -> None:
        """Write the report. Raises OSError."""
        write_atomically(path, msgspec.json.format(msgspec.json.encode(self), indent=1))


def read_report(path: Path) -> WatchdogReport | None:
    """Return what a watchdog has reported; None if it had nothing to report.

    Raises:
        StorageError: the file cannot be read.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=WatchdogReport)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        raise StorageError(f"cannot read the watchdog's report {path}: {error}; check the bench by hand") from error
