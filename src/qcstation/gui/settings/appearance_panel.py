"""Which colours and which language the window has, and when it locks itself."""

from enum import StrEnum

from msgspec.structs import replace
from PyQt6.QtWidgets import QComboBox, QFormLayout, QFrame, QHBoxLayout

from qcstation.gui.look.layouts import label, panel
from qcstation.gui.page import Context
from qcstation.gui.preferences import Language, Preferences, ThemeChoice, load_preferences, save_preferences
from qcstation.model.errors import StorageError

_MINUTES = (0, 5, 15, 60)


class AppearancePanel(QFrame):
    """What is chosen holds at once; another language opens the window anew."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        frame, column = panel()
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        column.addWidget(label(self.tr("Window"), role="heading"))
        known = load_preferences()
        self.theme = self._choice(
            self.tr("Theme"),
            {
                ThemeChoice.SYSTEM: self.tr("as the system"),
                ThemeChoice.LIGHT: self.tr("light"),
                ThemeChoice.DARK: self.tr("dark"),
            },
            known.theme,
        )
        # Everybody finds his own language by its own name.
        names = {Language.SYSTEM: self.tr("as the system"), Language.ENGLISH: "English", Language.FRENCH: "Français"}
        self.language = self._choice(self.tr("Language"), names, known.language)
        self.lock_after = QComboBox()
        self.lock_after.setAccessibleName(self.tr("Lock the screen"))
        for minutes in _MINUTES:
            idle = self.tr("after {minutes} min without a touch").format(minutes=minutes)
            words = idle if minutes else self.tr("by hand only (Ctrl+L)")
            self.lock_after.addItem(words, minutes)
        self.lock_after.setCurrentIndex(max(self.lock_after.findData(known.lock_after), 0))
        rows = QFormLayout()
        rows.addRow(self.tr("Theme"), self.theme)
        rows.addRow(self.tr("Language"), self.language)
        rows.addRow(self.tr("Lock the screen"), self.lock_after)
        column.addLayout(rows)
        self.problem = label(role="problem", wrap=True)
        self.problem.hide()
        column.addWidget(self.problem)
        for editor in (self.theme, self.language, self.lock_after):
            editor.activated.connect(self._keep)

    def _choice(self, name: str, words: dict[ThemeChoice, str] | dict[Language, str], chosen: StrEnum) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        for value, text in words.items():
            box.addItem(text, value.value)
        box.setCurrentIndex(box.findData(chosen.value))
        return box

    def _keep(self) -> None:
        before = load_preferences()
        wanted: Preferences = replace(
            before,
            theme=ThemeChoice(self.theme.currentData()),
            language=Language(self.language.currentData()),
            lock_after=int(self.lock_after.currentData()),
        )
        try:
            save_preferences(wanted)
        except StorageError as error:
            self.problem.setText(str(error))
            self.problem.show()
        self._context.take_over(wanted)
        if wanted.language != before.language:
            self._context.reopen(self._context.choice)
