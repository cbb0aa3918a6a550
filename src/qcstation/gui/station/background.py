"""Work that takes its time, one piece after the other in a thread of its own: looking at a bench, talking to a simulated one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from qcstation.gui.bench_choice import BenchChoice
from qcstation.gui.mailbox import Mailbox
from qcstation.station.failures import sentence_of
from qcstation.station.workspace import Workspace

_Answer = TypeVar("_Answer")


class Background:
    """Carries out calls; answers come back in the window's thread. `busy` says whether one is not answered yet."""

    def __init__(self, choice: BenchChoice, mailbox: Mailbox, name: str) -> None:
        self._choice = choice
        self._mailbox = mailbox
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._waiting = 0

    @property
    def busy(self) -> bool:
        """Whether a call has not been answered yet."""
        return self._waiting > 0

    def ask(self, call: Callable[[], _Answer], done: Callable[[_Answer], None], failed: Callable[[str], None]) -> None:
        """Have `call` made: `done` gets what it returns, `failed` a sentence that says why it did not."""
        self._waiting += 1
        self._pool.submit(self._carry_out, call, done, failed)

    def look(
        self, question: Callable[[Workspace], _Answer], done: Callable[[_Answer], None], failed: Callable[[str], None]
    ) -> None:
        """Have a question about the bench answered, with a workspace of its own."""

        def call() -> _Answer:
            with self._choice.open_workspace() as workspace:
                return question(workspace)

        self.ask(call, done, failed)

    def post(self, call: Callable[..., object], *arguments: object) -> None:
        """Have `call` made in the window's thread, from within a piece of work."""
        self._mailbox.post(call, *arguments)

    def close(self, last: Callable[[], object] | None = None) -> None:
        """Begin nothing more; what goes on ends by itself, then `last` is called. Does not wait."""
        if last is not None:
            self._pool.submit(last)
        self._pool.shutdown(wait=False, cancel_futures=False)

    def _carry_out(self, call: Callable[[], _Answer], done: Callable[[_Answer], None], failed: Callable[[str], None]) -> None:
        try:
            answer = call()
        except Exception as error:  # noqa: BLE001 - the window shows it as a sentence
            self._mailbox.post(self._answered, failed, sentence_of(error))
        else:
            self._mailbox.post(self._answered, done, answer)

    def _answered(self, receiver: Callable[[Any], None], answer: Any) -> None:
        self._waiting -= 1
        receiver(answer)
