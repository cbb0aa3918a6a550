"""What is needed to answer a single question: a line, a choice, a checklist, and the picture beside it."""

from collections.abc import Callable

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QPixmap
from PyQt6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from qcstation.engine.prompts import parse_answer
from qcstation.gui.look.layouts import label
from qcstation.gui.look.theme import restyle
from qcstation.gui.translation import in_words
from qcstation.model.errors import InputError
from qcstation.model.prompts import Answer, Prompt, PromptKind

_PICTURE_WIDTH, _PICTURE_HEIGHT = 480, 300


class PromptInputs(QWidget):
    """The controls for one prompt that is no form. `entered` is emitted when Enter ends the answer."""

    entered = pyqtSignal()

    def __init__(self, prompt: Prompt) -> None:
        super().__init__()
        self._prompt = prompt
        self.first: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._state = label(role="muted", wrap=True)
        self._state.setObjectName("answer-state")
        self._answer: Callable[[str], Answer]
        {
            PromptKind.CONFIRM: self._confirm,
            PromptKind.CHOICE: self._choice,
            PromptKind.CHECKLIST: self._checklist,
        }.get(prompt.kind, self._line)()

    def answer(self, by: str) -> Answer:
        """Return the answer.

        Raises:
            InputError: it is none; the message says what is expected.
        """
        return self._answer(by)

    def _confirm(self) -> None:
        self._answer = lambda by: parse_answer(self._prompt, "yes", by=by)

    def _choice(self) -> None:
        box = QComboBox()
        box.setPlaceholderText(self.tr("choose"))
        for choice in self._prompt.choices:
            box.addItem(in_words(choice), choice)
        box.setCurrentIndex(box.findData(self._prompt.default or ""))
        self._add(box)

        def chosen(by: str) -> Answer:
            if box.currentIndex() < 0:
                raise InputError(self.tr("choose one first"))
            text = str(box.currentData())
            return Answer(prompt=self._prompt.id, text=text, chosen=(text,), by=by)

        self._answer = chosen

    def _checklist(self) -> None:
        preset = (self._prompt.default or "").split(",")
        boxes = {text: QCheckBox(in_words(text)) for text in self._prompt.choices}
        for text, box in boxes.items():
            box.setChecked(text in preset)
            self._column.addWidget(box)
        self.first = next(iter(boxes.values()), None)

        def ticked(by: str) -> Answer:
            chosen = tuple(text for text, box in boxes.items() if box.isChecked())
            return Answer(prompt=self._prompt.id, text=", ".join(chosen), chosen=chosen, by=by)

        self._answer = ticked

    def _line(self) -> None:
        line = QLineEdit(self._prompt.default or "")
        line.returnPressed.connect(self.entered)
        self._add(line)
        if self._prompt.kind is PromptKind.NUMBER:
            self._column.addWidget(self._state)
            line.textChanged.connect(self._check_number)
            self._check_number(line.text())
        self._answer = lambda by: parse_answer(self._prompt, line.text(), by=by)

    def _add(self, editor: QWidget) -> None:
        editor.setObjectName("answer")
        editor.setAccessibleName(in_words(self._prompt.text))
        self._column.addWidget(editor)
        self.first = editor

    def _check_number(self, text: str) -> None:
        """Say at once whether a number is one in the unit that is asked for."""
        unit, said, wrong = self._prompt.unit, "", False
        if not text.strip():
            said = self.tr("a number with its unit, such as 5 {unit}").format(unit=unit) if unit else self.tr("a number")
        else:
            try:
                said = f"= {parse_answer(self._prompt, text).number:.6g} {unit}".rstrip()
            except InputError as error:
                said, wrong = str(error), True
        self._state.setText(said)
        restyle(self._state, role="problem" if wrong else "muted")
        if self.first is not None:
            restyle(self.first, wrong="true" if wrong else "false")
            self.first.setAccessibleDescription(said)


def picture_of(path: str, text: str) -> QWidget:
    """Return the picture of a prompt, no larger than it helps; a sentence where it cannot be shown. `text` is its description."""
    shown = label(role="muted", wrap=True)
    shown.setObjectName("prompt-picture")
    pixmap = QPixmap(path)
    if pixmap.isNull():
        shown.setText(path)
        return shown
    if pixmap.width() > _PICTURE_WIDTH or pixmap.height() > _PICTURE_HEIGHT:
        pixmap = pixmap.scaled(
            _PICTURE_WIDTH, _PICTURE_HEIGHT, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    shown.setPixmap(pixmap)
    shown.setAccessibleName(text)
    return shown
