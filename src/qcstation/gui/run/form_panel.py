"""A form in the window: one row a field, with its unit, its limits, and at once with what they say of the entry."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from qcstation.engine.form_entry import field_limits, form_answer, judged_so_far
from qcstation.gui.look.layouts import GAP, label
from qcstation.gui.look.theme import restyle
from qcstation.gui.translation import in_words
from qcstation.gui.wording import limits_in_words, listed, name_in_words, reason_in_words
from qcstation.model.errors import InputError
from qcstation.model.forms import FieldAnswer, FieldKind, FormField, FormResult
from qcstation.model.limits import Limit
from qcstation.model.prompts import Answer, Prompt
from qcstation.model.verdicts import Judgement, Verdict
from qcstation.reports.limit_bars import limits_text
from qcstation.reports.wording import typeset

from .files_editor import FilesEditor
from .form_editors import ChecklistEditor, ChoiceEditor, FieldEditor, LineEditor
from .rows_editor import RowsEditor

_TONES = {Verdict.PASS: "good", Verdict.FAIL: "danger", Verdict.INCONCLUSIVE: "warning", None: "neutral"}
_EDITOR_COLUMN, _STATE_COLUMN = 1, 2
_TITLE_WIDTH = 172
_LINE_PADDING = 7
"""Pixels between the top of a line and its text, so that what stands beside it is on the same height."""


class FormPanel(QScrollArea):
    """The fields of a form. `take_wanted` is emitted with the answer that asks for a field to be taken from its instrument."""

    take_wanted = pyqtSignal(object)

    def __init__(self, prompt: Prompt) -> None:
        super().__init__()
        self._prompt = prompt
        self._limits = field_limits(prompt)
        self.editors: dict[str, FieldEditor] = {}
        self.states: dict[str, QLabel] = {}
        self._problems: dict[str, QLabel] = {}
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        inner = QWidget()
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(2, 0, GAP // 2, 0)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(GAP // 2)
        self._grid.setColumnStretch(_EDITOR_COLUMN, 3)
        self._grid.setColumnStretch(_STATE_COLUMN, 2)
        for field in prompt.fields:
            self._add(field)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        self.setWidget(inner)
        for name, answer in prompt.entered.items():
            self.editors[name].set_answer(answer)
        self._check()

    @property
    def first(self) -> QWidget:
        """The widget of the first field that is not filled in."""
        empty = (editor for editor in self.editors.values() if not _filled(editor))
        return next(empty, next(iter(self.editors.values()))).first

    def continues(self, prompt: Prompt) -> bool:
        """Whether `prompt` is this form asked again, after a value was taken."""
        return prompt.fields == self._prompt.fields and prompt.id == self._prompt.id

    def show_taken(self, prompt: Prompt) -> None:
        """Show what was taken from an instrument; what has been typed meanwhile stays."""
        for name, answer in prompt.entered.items():
            if answer.source and not answer.files:
                self.editors[name].set_answer(answer)
        self._check()

    def answer(self, by: str) -> Answer:
        """Return the filled-in form.

        Raises:
            InputError: an entry is wrong, or something required is missing; the first such field has the focus.
        """
        entered, wrong = self._entered()
        if wrong:
            name, problem = next(iter(wrong.items()))
            self._go_to(name)
            raise InputError(problem)
        try:
            return form_answer(self._prompt, entered, by=by)
        except InputError:
            self._go_to(next(field.name for field in self._prompt.fields if _lacking(field, entered.get(field.name))))
            raise

    def _add(self, field: FormField) -> None:
        row = self._grid.rowCount()
        editor = self._editor(field)
        editor.changed.connect(self._check)
        editor.take_wanted.connect(lambda: self._take(field.name))
        editor.done.connect(lambda: self._go_on(field.name))
        self.editors[field.name] = editor
        title = label(editor.title + (" *" if field.required else ""), wrap=True)
        title.setToolTip(self.tr("required") if field.required else "")
        title.setFixedWidth(_TITLE_WIDTH)
        title.setBuddy(editor.first)
        title.setContentsMargins(0, _LINE_PADDING, 0, 0)
        self._grid.addWidget(title, row, 0, Qt.AlignmentFlag.AlignTop)
        entry = QVBoxLayout()
        entry.setSpacing(2)
        entry.addWidget(editor)
        if field.help:
            entry.addWidget(label(in_words(field.help), role="muted", wrap=True))
        entry.addStretch(1)
        self._grid.addLayout(entry, row, _EDITOR_COLUMN)
        beside = QVBoxLayout()
        beside.setContentsMargins(0, _LINE_PADDING, 0, 0)
        beside.setSpacing(2)
        for result, _ in self._limits.get(field.name, ()):
            state = label(wrap=True)
            state.setObjectName(f"state-{result.name}")
            self.states[result.name] = state
            beside.addWidget(state)
        problem = label(role="problem", wrap=True)
        problem.setObjectName(f"problem-{field.name}")
        problem.hide()
        self._problems[field.name] = problem
        beside.addWidget(problem)
        beside.addStretch(1)
        self._grid.addLayout(beside, row, _STATE_COLUMN)

    def _editor(self, field: FormField) -> FieldEditor:
        match field.kind:
            case FieldKind.CHOICE:
                return ChoiceEditor(field)
            case FieldKind.CHECKLIST:
                return ChecklistEditor(field)
            case FieldKind.FILES:
                return FilesEditor(field)
            case FieldKind.LIST | FieldKind.TABLE:
                return RowsEditor(field)
            case _:
                return LineEditor(field, take=field.instrument if field.name in self._prompt.takable else "")

    def _entered(self, *, finished: bool = True) -> tuple[dict[str, FieldAnswer], dict[str, str]]:
        """Return what is entered, and what is wrong, by field; a row that is being typed is wrong only when `finished`."""
        entered, wrong = {}, {}
        for name, editor in self.editors.items():
            try:
                answer = editor.answer() if finished else editor.so_far()
            except InputError as error:
                wrong[name] = str(error)
            else:
                if answer is not None:
                    entered[name] = answer
        return entered, wrong

    def _check(self) -> None:
        """Say of each field whether it is wrong, and of each result whether it is inside its limits."""
        if len(self.editors) < len(self._prompt.fields):
            return
        entered, wrong = self._entered(finished=False)
        for name, editor in self.editors.items():
            problem = wrong.get(name, "")
            self._problems[name].setText(problem.removeprefix(f"{editor.field.title}: "))
            self._problems[name].setVisible(bool(problem))
            if not isinstance(editor, RowsEditor):
                editor.show_problem(problem)
        judged = judged_so_far(self._prompt, entered)
        for limits in self._limits.values():
            for result, limit in limits:
                self._show_state(result, limit, judged.get(result.name))

    def _show_state(self, result: FormResult, limit: Limit, judgement: Judgement | None) -> None:
        state = self.states[result.name]
        field = next(field for field in self._prompt.fields if field.name == result.of[0])
        bounded = bool(limits_text(limit))
        unset = limit.set_by_site and limit.min is None and limit.max is None
        itself = result.reduction == "value" and result.name == field.name
        name = name_in_words(result.name)
        parts = [] if itself else [name]
        if judgement is not None and not itself:
            parts = [f"{name} {typeset(str(judgement.result.finding))}"]
        if judgement is not None:
            parts.append(self._said(judgement) if bounded else reason_in_words(judgement.reason))
        if itself and field.kind is FieldKind.CHOICE:
            parts.append(self._allowed(field, limit))
        elif judgement is None or not unset:
            parts.append(self._limit_words(limit))
        if not bounded and judgement is None:
            parts = []
        state.setText(listed(parts))
        state.setVisible(bool(state.text()))
        restyle(state, tone=_TONES[judgement.verdict if judgement is not None and bounded else None])

    def _said(self, judgement: Judgement) -> str:
        match judgement.verdict:
            case Verdict.PASS:
                return "✓ " + self.tr("inside")
            case Verdict.FAIL:
                return "✕ " + self.tr("outside")
            case _:
                return "? " + self.tr("not decided: {reason}").format(reason=reason_in_words(judgement.reason))

    def _allowed(self, field: FormField, limit: Limit) -> str:
        """Return the choices that a limit allows, in their words."""
        low, high = (limit.min or 0.0), (len(field.choices) if limit.max is None else limit.max)
        choices = ", ".join(in_words(choice) for place, choice in enumerate(field.choices) if low <= place <= high)
        return self.tr("allowed: {choices}").format(choices=choices)

    def _limit_words(self, limit: Limit) -> str:
        text = typeset(limits_in_words(limit))
        if not text:
            return ""
        return self.tr("limit {limit}").format(limit=text) + (" " + self.tr("(unverified)") if limit.unverified else "")

    def _take(self, name: str) -> None:
        entered, _ = self._entered(finished=False)
        entered.pop(name, None)
        self.take_wanted.emit(Answer(prompt=self._prompt.id, values=entered, take=name))

    def _go_on(self, name: str) -> None:
        """Go to the field after this one; from the last one nowhere, so that a scanner cannot finish a form."""
        names = list(self.editors)
        place = names.index(name) + 1
        if place < len(names):
            self._go_to(names[place])

    def _go_to(self, name: str) -> None:
        editor = self.editors[name]
        self.ensureWidgetVisible(editor)
        editor.first.setFocus()


def _filled(editor: FieldEditor) -> bool:
    try:
        return editor.answer() is not None
    except InputError:
        return False


def _lacking(field: FormField, answer: FieldAnswer | None) -> bool:
    if answer is None:
        return field.required
    return (len(answer.rows) if field.table_columns else len(answer.files)) < field.least
