"""What a page is: a widget that the rail leads to and that sees every event of a run."""

from collections.abc import Callable

from msgspec import Struct
from PyQt6.QtWidgets import QWidget

from qcstation.model.events import Event

from .bench_choice import BenchChoice
from .bench_run import BenchRun
from .live_bench import LiveBench
from .look.theme import Theme
from .mailbox import Mailbox
from .operator import CurrentOperator
from .preferences import Preferences
from .records_thread import RecordsThread


class Context(Struct, frozen=True, kw_only=True):
    """What every page works with."""

    choice: BenchChoice
    mailbox: Mailbox
    records: RecordsThread
    run: BenchRun
    bench: LiveBench
    operator: CurrentOperator
    reopen: Callable[[BenchChoice], None]
    """Open the window anew, with another bench, data folder or language; refused with a sentence while a run goes on."""
    take_over: Callable[[Preferences], None]
    """Have the window look as these preferences say."""
    measure_again: Callable[[str], None] = lambda _: None
    """Put what a run (its UUID) was asked to do into the Run page; a window of one page has none."""


class Page(QWidget):
    """Base of all pages. A new page is a file with a class like this, and a line in the main window."""

    def see(self, event: Event) -> None:
        """Take note of one event of the run that goes on."""

    def leave(self) -> None:
        """Let go of what the page holds: the window closes."""

    def refresh(self) -> None:
        """Redraw what the events of the last delivery have changed."""

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours that the style sheet does not reach."""
