"""A form built from a procedure's settings: typed with units, checked while typing, in the words of the command line."""

from collections.abc import Mapping
from typing import Literal, get_args, get_origin

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from qcstation.gui.look.layouts import label
from qcstation.gui.look.theme import restyle
from qcstation.gui.translation import in_words
from qcstation.gui.wording import name_in_words
from qcstation.procedures.settings import ProcedureSettings

_Editor = QLineEdit | QCheckBox | QComboBox


class SettingsForm(QWidget):
    """One row a setting; `validity` is emitted with whether all are right, at each change."""

    validity = pyqtSignal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._settings: type[ProcedureSettings] | None = None
        self.editors: dict[str, _Editor] = {}
        self.problems: dict[str, QLabel] = {}
        self._body = QWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._body)

    def show_settings(self, settings: type[ProcedureSettings] | None) -> None:
        """Show the settings of a procedure at their defaults, or as typed if they are shown already; None: an empty form."""
        if settings is self._settings:
            self._check()
            return
        self._settings = settings
        self.editors.clear()
        self.problems.clear()
        old, self._body = self._body, QWidget()
        self._column.replaceWidget(old, self._body)
        old.setParent(None)
        old.deleteLater()
        self._body.show()
        if settings is not None:
            self._build(settings)
        self._check()

    def fill(self, values: Mapping[str, object]) -> None:
        """Put settings in as typed; those that are not given stand at their defaults."""
        if self._settings is None:
            return
        for name, field in self._settings.model_fields.items():
            default = "" if field.is_required() else field.default
            _put(self.editors[name], values.get(name, default))
        self._check()

    @property
    def valid(self) -> bool:
        """Whether all settings are right."""
        return self._settings is not None and not self._settings.problems(dict(self.values()))

    def values(self) -> Mapping[str, object]:
        """Return the settings as typed."""
        return {name: _value(editor) for name, editor in self.editors.items()}

    def _build(self, settings: type[ProcedureSettings]) -> None:
        rows = QFormLayout(self._body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setVerticalSpacing(6)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, field in settings.model_fields.items():
            editor = self._editor(field.annotation, "" if field.is_required() else field.default)
            editor.setObjectName(f"setting-{name}")
            editor.setAccessibleName(name_in_words(name))
            self.editors[name] = editor
            rows.addRow(name_in_words(name), editor)
            self.problems[name] = self._problem_row(rows)
        self.problems[""] = self._problem_row(rows)

    def _problem_row(self, rows: QFormLayout) -> QLabel:
        problem = label(role="problem", wrap=True)
        problem.hide()
        rows.addRow(problem)
        return problem

    def _editor(self, annotation: object, default: object) -> _Editor:
        if annotation is bool:
            box = QCheckBox()
            box.setChecked(bool(default))
            box.toggled.connect(self._check)
            return box
        if get_origin(annotation) is Literal:
            choice = QComboBox()
            for value in get_args(annotation):
                choice.addItem(in_words(str(value)), str(value))
            choice.setCurrentIndex(max(choice.findData(str(default)), 0))
            choice.currentIndexChanged.connect(self._check)
            return choice
        line = QLineEdit(str(default))
        line.textChanged.connect(self._check)
        return line

    def _check(self) -> None:
        found = self._settings.problems(dict(self.values())) if self._settings is not None else {}
        for name, place in self.problems.items():
            place.setText(found.get(name, ""))
            place.setVisible(name in found)
            editor = self.editors.get(name)
            if editor is not None:
                restyle(editor, wrong="true" if name in found else "false")
                editor.setAccessibleDescription(found.get(name, ""))
        self.validity.emit(self.valid)


def _value(editor: _Editor) -> object:
    if isinstance(editor, QCheckBox):
        return editor.isChecked()
    return editor.currentData() if isinstance(editor, QComboBox) else editor.text()


def _put(editor: _Editor, value: object) -> None:
    if isinstance(editor, QCheckBox):
        editor.setChecked(bool(value))
    elif isinstance(editor, QComboBox):
        editor.setCurrentIndex(max(editor.findData(str(value)), 0))
    else:
        editor.setText(str(value))
