"""Colours and language of the whole application, as the person or the system prefers them."""

from PyQt6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTranslator, pyqtSignal
from PyQt6.QtWidgets import QApplication

from .look.theme import DARK, LIGHT, Theme, apply_theme, theme_for
from .preferences import Language, Preferences, ThemeChoice
from .translation import Translation

_FIXED = {ThemeChoice.LIGHT: LIGHT, ThemeChoice.DARK: DARK}


class Appearance(QObject):
    """Keeps the application in the colours that are wanted; `changed` is emitted with a new theme.

    A language is taken over by windows that are made afterwards.
    """

    changed = pyqtSignal(object)

    def __init__(self, app: QApplication, preferences: Preferences) -> None:
        super().__init__(app)
        self._app = app
        self._choice = preferences.theme
        self._translators: list[QTranslator] = []
        self.theme: Theme = LIGHT
        if (hints := app.styleHints()) is not None:
            hints.colorSchemeChanged.connect(lambda _: self._apply_theme())
        self._apply_theme()
        self._speak(preferences.language)

    def take_over(self, preferences: Preferences) -> None:
        """Change to other preferences."""
        self._choice = preferences.theme
        self._apply_theme()
        self._speak(preferences.language)

    def _apply_theme(self) -> None:
        hints = self._app.styleHints()
        system = theme_for(hints.colorScheme() if hints is not None else Qt.ColorScheme.Light)
        self.theme = _FIXED.get(self._choice, system)
        apply_theme(self._app, self.theme)
        self.changed.emit(self.theme)

    def _speak(self, language: Language) -> None:
        for old in self._translators:
            self._app.removeTranslator(old)
        code = language.value if language is not Language.SYSTEM else QLocale.system().name()[:2]
        self._translators = [Translation(code, self)]
        of_qt = QTranslator(self)
        if of_qt.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            self._translators.append(of_qt)
        for new in self._translators:
            self._app.installTranslator(new)
