"""How rows of components and runs read, the same in every list."""

from qcstation.model.verdicts import Verdict
from qcstation.production import RunSummary
from qcstation.reports.wording import time_text

MARKS = {"PASS": "✓", "FAIL": "✕", "INCONCLUSIVE": "?"}
"""Beside a verdict, so that it is not told by colour alone."""
_TONES = {"PASS": "good", "FAIL": "danger", "ERROR": "danger"}


def marked(word: str) -> str:
    """Return a verdict or an outcome with its mark; empty for none."""
    return f"{MARKS.get(word, '!')} {word}" if word else ""


def ending(run: RunSummary) -> str:
    """Return the verdict of a run, or its outcome where it was not completed."""
    completed = run.outcome.value == "COMPLETED"
    return (run.verdict.value if run.verdict else "") if completed else run.outcome.value


def tone_of(word: str) -> str:
    """Return the colour that goes with a verdict or an outcome."""
    return _TONES.get(word, "warning") if word else ""


def verdict_word(verdict: Verdict | None) -> str:
    """Return a verdict's word; empty for none."""
    return verdict.value if verdict else ""


def time_words(seconds: float | None) -> str:
    """Return a time to the minute, UTC; empty for none."""
    return time_text(seconds)[:16] if seconds else ""
