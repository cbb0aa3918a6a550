"""Verdicts and outcomes as people read them: a word in their language, a mark and a colour. Records keep the ids."""

from PyQt6.QtCore import QCoreApplication

_MARKS = {"PASS": "✓", "FAIL": "✕", "INCONCLUSIVE": "?"}
_TONES = {"PASS": "good", "FAIL": "danger", "ERROR": "danger"}


def verdict_word(verdict: str) -> str:
    """Return the word for a verdict or an outcome."""
    words = {
        "PASS": QCoreApplication.translate("Verdict", "PASS"),
        "FAIL": QCoreApplication.translate("Verdict", "FAIL"),
        "INCONCLUSIVE": QCoreApplication.translate("Verdict", "INCONCLUSIVE"),
        "COMPLETED": QCoreApplication.translate("Verdict", "COMPLETED"),
        "ABORTED": QCoreApplication.translate("Verdict", "ABORTED"),
        "ERROR": QCoreApplication.translate("Verdict", "ERROR"),
        "INTERRUPTED": QCoreApplication.translate("Verdict", "INTERRUPTED"),
    }
    return words.get(verdict, verdict)


def verdict_mark(verdict: str) -> str:
    """Return the sign beside the word, so that it is not told by colour alone."""
    return _MARKS.get(verdict, "!")


def marked_verdict(verdict: str) -> str:
    """Return sign and word."""
    return f"{verdict_mark(verdict)} {verdict_word(verdict)}"


def verdict_tone(verdict: str) -> str:
    """Return the style sheet's tone for a verdict or an outcome."""
    return _TONES.get(verdict, "warning")
