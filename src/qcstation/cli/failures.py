"""How errors reach the person or the script that ran a command: one line, or one JSON document, and an exit code."""

import json
import sys
from typing import Any

from .exit_codes import ExitCode


def report_failure(error: BaseException, *, as_json: bool) -> ExitCode:
    """Print an error that ended a command and return the exit code that goes with it."""
    from qcstation.model.errors import InputError, QcStationError, StorageError

    if isinstance(error, KeyboardInterrupt):
        code, kind, message = ExitCode.RUN_NOT_COMPLETED, "interrupted", "interrupted from the keyboard"
    elif isinstance(error, (InputError, StorageError)):
        code, kind, message = ExitCode.USAGE, type(error).__name__, str(error)
    elif isinstance(error, QcStationError):
        code, kind, message = ExitCode.RUN_NOT_COMPLETED, type(error).__name__, str(error)
    else:
        code, kind = ExitCode.INTERNAL, type(error).__name__
        message = f"internal error: {type(error).__name__}: {error} (details in {keep_traceback(error)}; please report it)"
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


def keep_traceback(error: BaseException) -> str:
    """Write a traceback where a developer finds it, so that the technician need not see it; return the file."""
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="qcstation-", suffix=".log", delete=False, encoding="utf-8") as log:
        traceback.print_exception(error, file=log)
        return log.name
