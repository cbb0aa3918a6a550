"""The data folder as the window uses it: in a thread of its own, because a disk or a database may take its time."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from qcstation.station.failures import sentence_of

from .bench_choice import BenchChoice
from .mailbox import Mailbox

if TYPE_CHECKING:
    from qcstation.station.workspace import Workspace

_Answer = TypeVar("_Answer")


class RecordsThread:
    """Asks the records one question after the other; answers come back in the window's thread. `waits`: until `begin`."""

    def __init__(self, choice: BenchChoice, mailbox: Mailbox, *, waits: bool = False) -> None:
        self._choice = choice
        self._mailbox = mailbox
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="records")
        self._workspace: Workspace | None = None
        self._closed = False
        self._begun = threading.Event()
        if not waits:
            self.begin()

    def begin(self) -> None:
        """Begin to answer what has been asked."""
        self._begun.set()

    def ask(
        self, question: Callable[["Workspace"], _Answer], done: Callable[[_Answer], None], failed: Callable[[str], None]
    ) -> None:
        """Have `question` answered: `done` gets the answer, `failed` a sentence that says why there is none.

        Nothing is answered any more after `close`.
        """
        if self._closed:
            return
        self._pool.submit(self._answer, question, done, failed)

    def close(self) -> None:
        """Wait for the last answer and give up the workspace."""
        self._closed = True
        self._begun.set()
        self._pool.submit(self._leave)
        self._pool.shutdown(wait=True)

    def _answer(
        self, question: Callable[["Workspace"], _Answer], done: Callable[[_Answer], None], failed: Callable[[str], None]
    ) -> None:
        self._begun.wait()
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
