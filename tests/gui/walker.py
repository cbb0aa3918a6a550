"""Walks through every scene of the window in a process of its own, since Qt is told its scale before it starts.

Usage: python -m tests.gui.walker FOLDER SCENES-LANGUAGE-THEME... writes what is wrong as JSON. SCENES are `all`, which leaves its
records in FOLDER, or `kept`, which needs them there.
"""

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from PyQt6.QtCore import QTranslator
from PyQt6.QtWidgets import QApplication, QWidget

from qcstation.gui.appearance import Appearance
from qcstation.gui.application import application
from qcstation.gui.main_window import MainWindow
from qcstation.gui.preferences import Language, Preferences, ThemeChoice
from tests.gui import walk
from tools import scenes

LONGER = "longer"
"""A language for tests: English with words that are a third longer, as translations are."""
SMALL, LARGE = (1280, 800), (2560, 1440)
FULL_HD = (1920, 1080)
"""Pixels of the screen on which a window at 150 % has the least room."""
_VERDICT_SHARE = 0.05
_TURNS = 8


class LongerWords(QTranslator):
    """Makes words longer and leaves what is filled in alone."""

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        """Return that there is something to translate with."""
        return False

    def translate(self, context: str | None, source: str | None, disambiguation: str | None = None, n: int = -1) -> str:
        """Return the text with longer words."""
        del context, disambiguation, n
        return re.sub(r"\{[^}]*\}|[^\W\d_]{2,}", _longer, source or "")


def walked(folder: Path, which: str, language: str, theme: str) -> Iterator[str]:
    """Give what is wrong in any scene at any size."""
    app = application()
    of_qt = Language.ENGLISH if language == LONGER else Language(language)
    appearance = Appearance(app, Preferences(theme=ThemeChoice(theme), language=of_qt))
    longer = LongerWords(app)
    if language == LONGER:
        app.installTranslator(longer)
    given = scenes.all_scenes if which == "all" else scenes.kept_scenes
    for name, shown in given(folder, appearance.theme):
        for problem in _problems(name, shown):
            yield f"{name}, {language}, {theme}, {problem}"
    app.removeTranslator(longer)


def _problems(name: str, shown: QWidget) -> Iterator[str]:
    _settle()
    yield from walk.unreachable(shown)
    if not isinstance(shown, MainWindow):
        yield from walk.problems(shown)
        return
    for size in _sizes(shown):
        shown.resize(*size)
        _settle()
        for problem in (*walk.problems(shown), *_run_problems(name, shown)):
            yield f"{size[0]} x {size[1]}: {problem}"
    shown.resize(*SMALL)


def _sizes(window: QWidget) -> tuple[tuple[int, int], ...]:
    ratio = window.devicePixelRatioF()
    if ratio == 1:
        return SMALL, LARGE
    return tuple((round(width / ratio), round(height / ratio)) for width, height in (FULL_HD, LARGE))


def _run_problems(name: str, window: MainWindow) -> Iterator[str]:
    results = window.pages.run.results
    if not results.verdict.isVisible():
        return
    if walk.cap_share(results.verdict) < _VERDICT_SHARE:
        yield f"the verdict's letters are {walk.cap_share(results.verdict):.1%} of the window's height"
    if name == "run-fail" and not walk.row_in_view(results.table, 0):
        yield "the failing limit is not in view"


def _settle() -> None:
    """Let all layouts that ask for one another come to rest."""
    for _ in range(_TURNS):
        QApplication.processEvents()


def _longer(found: re.Match[str]) -> str:
    word = found[0]
    return word if word.startswith("{") else word + "é" * max(1, round(0.3 * len(word)))


def main(arguments: list[str]) -> int:
    """Walk; return the exit code."""
    found = [problem for wanted in arguments[1:] for problem in walked(Path(arguments[0]), *wanted.split("-"))]
    json.dump(found, sys.stdout)
    sys.stdout.flush()
    # What Qt takes down at the end says nothing about the window.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
