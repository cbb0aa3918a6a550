"""How runs and times read, the same in every list."""

from qcstation.gui.look.verdicts import marked_verdict, verdict_tone
from qcstation.model.verdicts import Outcome
from qcstation.production import RunSummary
from qcstation.reports.wording import time_text


def ending(run: RunSummary) -> str:
    """Return the verdict of a run, or its outcome where it was not completed; empty where a completed run was not judged."""
    if run.outcome is not Outcome.COMPLETED:
        return run.outcome.value
    return run.verdict.value if run.verdict else ""


def marked(word: str) -> str:
    """Return a verdict or an outcome with its sign; empty for none."""
    return marked_verdict(word) if word else ""


def tone_of(word: str) -> str:
    """Return the colour that goes with a verdict or an outcome; empty for none."""
    return verdict_tone(word) if word else ""


def time_words(seconds: float | None) -> str:
    """Return a time to the minute, UTC; empty for none."""
    return time_text(seconds)[:16] if seconds else ""
