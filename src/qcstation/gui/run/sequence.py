"""The tests of a stage one after the other: which one is next, and a moment to object before it begins."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from qcstation.model.verdicts import Outcome, Verdict

if TYPE_CHECKING:
    from qcstation.station.recording import FinishedRun
    from qcstation.station.stage_tests import Offer

_TO_OBJECT = 5000
"""Milliseconds between a verdict and the next start: time to read that there will be voltage again, and to stop it."""


class StageSequence(QObject):
    """Starts nothing itself: `due` is emitted with the id of the test whose turn has come."""

    due = pyqtSignal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._passed = ""
        self._next = ""
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(_TO_OBJECT)
        self.timer.timeout.connect(self._announce)

    @property
    def waiting(self) -> bool:
        """Whether a test is about to begin."""
        return self.timer.isActive()

    def note(self, finished: "FinishedRun") -> None:
        """Take note of how a run ended: whatever is not a clean PASS ends the sequence."""
        clean = finished.outcome is Outcome.COMPLETED and finished.verdict is Verdict.PASS
        self._passed = finished.header.procedure if clean and not finished.unsafe and not finished.warnings else ""

    def go_on(self, offers: "Sequence[Offer]") -> "Offer | None":
        """Return the test of the stage that begins in a moment; None where the sequence has come to its end."""
        passed, self._passed = self._passed, ""
        tests = [offer for offer in offers if offer.required]
        places = [place for place, offer in enumerate(tests) if offer.id == passed]
        # Those before it have been left out on purpose: the sequence goes forward alone, and so comes to an end.
        following = [offer for offer in tests[places[0] + 1 :] if not _passed(offer)] if places else []
        if not following or following[0].problem:
            return None
        self._next = following[0].id
        self.timer.start()
        return following[0]

    def stop(self) -> None:
        """Begin no further test."""
        self._passed = ""
        self.timer.stop()

    def _announce(self) -> None:
        self.due.emit(self._next)


def _passed(offer: "Offer") -> bool:
    return offer.last is not None and offer.last.word == Verdict.PASS.value
