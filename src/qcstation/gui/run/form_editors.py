"""Editors of a form's fields with a single value: a line for numbers and texts, a choice, a checklist."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from qcstation.engine.form_entry import parse_field
from qcstation.gui.look.layouts import GAP, label
from qcstation.gui.look.theme import restyle
from qcstation.gui.translation import in_words
from qcstation.model.forms import FieldAnswer, FieldKind, FormField

_LEAST_WIDTH = 110
"""Pixels of a line: a number with its digits and unit."""


class FieldEditor(QWidget):
    """Base of all editors.

    `changed` is emitted at each change, `take_wanted` when the value is to come from an instrument, `done` when Enter ends the
    entry.
    """

    changed = pyqtSignal()
    take_wanted = pyqtSignal()
    done = pyqtSignal()

    def __init__(self, field: FormField) -> None:
        super().__init__()
        self.field = field

    @property
    def title(self) -> str:
        """The field's title in the language of the window."""
        return in_words(self.field.title)

    @property
    def first(self) -> QWidget:
        """The widget in which one begins to enter."""
        raise NotImplementedError

    def answer(self) -> FieldAnswer | None:
        """Return what has been entered; None: nothing.

        Raises:
            InputError: it is no value of this field.
        """
        raise NotImplementedError

    def so_far(self) -> FieldAnswer | None:
        """Return what has been entered while more is being typed. Raises as `answer`."""
        return self.answer()

    def set_answer(self, answer: FieldAnswer) -> None:
        """Show a value that was entered before or taken from an instrument."""
        raise NotImplementedError

    def show_problem(self, problem: str) -> None:
        """Mark what is wrong, for the eye and for a screen reader; empty: all is right."""
        restyle(self.first, wrong="true" if problem else "false")
        self.first.setAccessibleDescription(problem or in_words(self.field.help))

    def named(self, widget: QWidget, name: str = "") -> None:
        """Give a control the name by which tests and screen readers find it."""
        widget.setObjectName(f"field-{self.field.name}" + (f"-{name}" if name else ""))
        required = self.tr("required") if self.field.required and not name else ""
        widget.setAccessibleName(", ".join(filter(None, [self.title, required or name])))


class LineEditor(FieldEditor):
    """A number or a text. Enter goes on to the next field, as a scanner or a foot switch sends it."""

    def __init__(self, field: FormField, *, take: str = "") -> None:
        super().__init__(field)
        self.line = QLineEdit()
        self.line.setMinimumWidth(_LEAST_WIDTH)
        self.named(self.line)
        if field.kind is FieldKind.NUMBER:
            self.line.setPlaceholderText(self.tr("number"))
        self.line.textEdited.connect(self._edited)
        self.line.returnPressed.connect(self.done)
        self._taken: FieldAnswer | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP // 2)
        row.addWidget(self.line, 1)
        if field.kind is FieldKind.NUMBER and field.unit not in {"", "1"}:
            row.addWidget(label(field.unit, role="muted"))
        if take:
            self.take_button = QPushButton(self.tr("Take from {instrument}").format(instrument=take))
            self.named(self.take_button, "take")
            self.take_button.setAccessibleName(f"{self.title}: {self.take_button.text()}")
            self.take_button.clicked.connect(self.take_wanted)
            row.addWidget(self.take_button)

    @property
    def first(self) -> QWidget:
        """The line."""
        return self.line

    def answer(self) -> FieldAnswer | None:
        """Return what is typed, or what was taken and not typed over. Raises as `FieldEditor.answer`."""
        return self._taken or parse_field(self.field, self.line.text())

    def set_answer(self, answer: FieldAnswer) -> None:
        """Show a value; one that was taken stays exactly what the instrument said."""
        self._taken = answer if answer.source else None
        self.line.setText(answer.text)
        self.changed.emit()

    def _edited(self) -> None:
        self._taken = None
        self.changed.emit()


class ChoiceEditor(FieldEditor):
    """One of several; none is chosen at first, so that nothing passes by default."""

    def __init__(self, field: FormField) -> None:
        super().__init__(field)
        self.box = QComboBox()
        self.named(self.box)
        self.box.setPlaceholderText(self.tr("choose"))
        self.box.addItems([in_words(choice) for choice in field.choices])
        self.box.setCurrentIndex(-1)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.currentIndexChanged.connect(lambda _: self.changed.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.box, 1)

    @property
    def first(self) -> QWidget:
        """The box."""
        return self.box

    def answer(self) -> FieldAnswer | None:
        """Return the choice."""
        place = self.box.currentIndex()
        return FieldAnswer(text=self.field.choices[place], rows=((float(place),),)) if place >= 0 else None

    def set_answer(self, answer: FieldAnswer) -> None:
        """Choose what was chosen before."""
        self.box.setCurrentIndex(self.field.choices.index(answer.text))


class ChecklistEditor(FieldEditor):
    """Things to tick; those left open count."""

    def __init__(self, field: FormField) -> None:
        super().__init__(field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.boxes = [QCheckBox(in_words(choice)) for choice in field.choices]
        for box in self.boxes:
            box.toggled.connect(lambda _: self.changed.emit())
            column.addWidget(box)

    @property
    def first(self) -> QWidget:
        """The first box."""
        return self.boxes[0]

    def answer(self) -> FieldAnswer | None:
        """Return what is ticked: an untouched list has everything open."""
        ticked = [choice for choice, box in zip(self.field.choices, self.boxes, strict=True) if box.isChecked()]
        return FieldAnswer(text="; ".join(ticked), rows=((float(len(self.boxes) - len(ticked)),),))

    def set_answer(self, answer: FieldAnswer) -> None:
        """Tick what was ticked before."""
        ticked = answer.text.split("; ")
        for choice, box in zip(self.field.choices, self.boxes, strict=True):
            box.setChecked(choice in ticked)
