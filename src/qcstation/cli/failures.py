"""How errors reach the person or the script that ran a command: one line, or one JSON document, and an exit code."""

import json
import sys
from typing import Any

from .exit_codes import ExitCode


def report_failure(error: BaseException, *, as_json: bool) -> ExitCode:
    """Print an error that ended a command and return the exit code that goes with it."""
    from qcstation.model.errors import InputError, QcStationError, StorageError
    from qcstation.station.failures import sentence_of

    if isinstance(error, KeyboardInterrupt):
        code, kind, message = ExitCode.RUN_NOT_COMPLETED, "interrupted", "interrupted from the keyboard"
    elif isinstance(error, (InputError, StorageError)):
        code, kind, message = ExitCode.USAGE, type(error).__name__, str(error)
    elif isinstance(error, QcStationError):
        code, kind, message = ExitCode.RUN_NOT_COMPLETED, type(error).__name__, str(error)
    else:
        code, kind = ExitCode.INTERNAL, type(error).__name__
        message = sentence_of(error)
    print_failure(kind, message, code, as_json=as_json)
    return code


def print_failure(kind: str, message: str, code: ExitCode, *, as_json: bool) -> None:
    """Print one failure: to stdout as JSON where a script asked for it, else one line on stderr."""
    message = " ".join(message.split())
    if as_json:
        document: dict[str, Any] = {"error": {"kind": kind, "message": message, "exit_code": int(code)}}
        print(json.dumps(document, ensure_ascii=False))
    else:
        print(f"qcstation: {message}", file=sys.stderr)
