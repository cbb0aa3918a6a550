"""The data folder as the window uses it: in a thread of its own, because a disk or a database may take its time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from qcstation.cli.failures import keep_traceback
from qcstation.model.errors import QcStationError
from qcstation.station.workspace import Workspace

from .bench_choice import BenchChoice
from .mailbox import Mailbox

_Answer = TypeVar("_Answer")


def sentence_of(error: BaseException) -> str:
    """Return what a person is shown of an error; the traceback of an unexpected one goes to a file."""
    if isinstance(error, QcStationError):
        return str(error)
    return f"internal error: {type(error).__name__}: {error} (details in {keep_traceback(error)}; please report it)"


class RecordsThread:
    """Asks the records one question after the other; answers come back in the window's thread."""

    def __init__(self, choice: BenchChoice, mailbox: Mailbox) -> None:
        self._choice = choice
        self._mailbox = mailbox
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="records")
        self._workspace: Workspace | None = None

    def ask(
        self, question: Callable[[Workspace], _Answer], done: Callable[[_Answer], None], failed: Callable[[str], None]
    ) -> None:
        """Have `question` answered: `done` gets the answer, `failed` a sentence that says why there is none."""
        self._pool.submit(self._answer, question, done, failed)

    def close(self) -> None:
        """Wait for the last answer and give up the workspace."""
        self._pool.submit(self._leave)
        self._pool.shutdown(wait=True)

    def _answer(
        self, question: Callable[[Workspace], _Answer], done: Callable[[_Answer], None], failed: Callable[[str], None]
    ) -> None:
        try:
            if self._workspace is None:
                self._workspace = self._choice.open_workspace()
            answer = question(self._workspace)
        except Exception as error:  # noqa: BLE001 - the window shows it as a sentence
            self._mailbox.post(failed, sentence_of(error))
        else:
            self._mailbox.post(done, answer)

    def _leave(self) -> None:
        if self._workspace is not None:
            self._workspace.__exit__(None, None, None)
