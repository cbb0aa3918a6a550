"""What a person is shown of an error, and where the rest of it goes: the same for the window and the command line."""

from qcstation.model.errors import QcStationError


def sentence_of(error: BaseException) -> str:
    """Return an error as one sentence; the traceback of an unexpected one is kept in a file that the sentence names."""
    if isinstance(error, QcStationError):
        return str(error)
    return f"internal error: {type(error).__name__}: {error} (details in {_keep_traceback(error)}; please report it)"


def _keep_traceback(error: BaseException) -> str:
    """Write a traceback where a developer finds it, so that the technician need not see it; return the file."""
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="qcstation-", suffix=".log", delete=False, encoding="utf-8") as log:
        traceback.print_exception(error, file=log)
        return log.name
