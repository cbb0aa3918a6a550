"""The operator's prompts, shown in place while the run waits."""

from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress

from PyQt6.QtWidgets import QCheckBox, QComboBox, QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from qcstation.engine.prompts import parse_answer
from qcstation.gui.look.layouts import GAP, label
from qcstation.gui.mailbox import Mailbox
from qcstation.gui.operator import CurrentOperator
from qcstation.model.errors import InputError
from qcstation.model.prompts import Answer, Prompt, PromptKind


class WindowPrompter:
    """A `Prompter` that brings prompts from the engine's thread to a panel."""

    def __init__(self, mailbox: Mailbox, panel: "PromptPanel") -> None:
        self._mailbox = mailbox
        self._panel = panel

    def ask(self, prompt: Prompt) -> "Future[Answer]":
        """Show `prompt` and return at once; when the run stops, the cancelled future takes the prompt away."""
        future: Future[Answer] = Future()
        future.add_done_callback(lambda done: self._mailbox.post(self._panel.take_away, done))
        self._mailbox.post(self._panel.show_prompt, prompt, future)
        return future


class PromptPanel(QFrame):
    """One prompt with what is needed to answer it; hidden while there is none."""

    def __init__(self, operator: CurrentOperator) -> None:
        super().__init__()
        self.setProperty("banner", "prompt")
        self.setAccessibleName(self.tr("Question to the operator"))
        self._operator = operator
        self._prompt: Prompt | None = None
        self._future: Future[Answer] | None = None
        self._text: Callable[[], str] = str
        self._question = label(role="heading", wrap=True)
        self._problem = label(role="problem", wrap=True)
        self._inputs = QWidget()
        self.answer_button = QPushButton()
        self.answer_button.setProperty("kind", "primary")
        self.answer_button.clicked.connect(self._answer)
        self._row = QHBoxLayout()
        self._row.addWidget(self._inputs, 1)
        self._row.addWidget(self.answer_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.addWidget(self._question)
        column.addLayout(self._row)
        column.addWidget(self._problem)
        self.hide()

    def show_prompt(self, prompt: Prompt, future: "Future[Answer]") -> None:
        """Ask; the answer goes into `future`."""
        self._prompt, self._future = prompt, future
        self._question.setText(prompt.text)
        self._problem.hide()
        old, (self._inputs, first) = self._inputs, self._inputs_for(prompt)
        self._row.replaceWidget(old, self._inputs)
        old.setParent(None)
        old.deleteLater()
        self.answer_button.setText(self.tr("Done") if prompt.kind is PromptKind.CONFIRM else self.tr("Answer"))
        self.show()
        (first or self.answer_button).setFocus()

    def take_away(self, future: "Future[Answer]") -> None:
        """Hide the prompt that `future` belongs to: it is answered, or the run has stopped."""
        if future is self._future:
            self._prompt = self._future = None
            self.hide()

    def _inputs_for(self, prompt: Prompt) -> tuple[QWidget, QWidget | None]:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        if prompt.kind is PromptKind.CONFIRM:
            self._text = lambda: "yes"
            return box, None
        if prompt.kind is PromptKind.CHOICE:
            choice = QComboBox()
            choice.addItems(prompt.choices)
            choice.setCurrentText(prompt.default or "")
            self._text = choice.currentText
            return self._filled(box, row, choice)
        if prompt.kind is PromptKind.CHECKLIST:
            boxes = [QCheckBox(text) for text in prompt.choices]
            for each in boxes:
                row.addWidget(each)
            self._text = lambda: ",".join(each.text() for each in boxes if each.isChecked())
            return box, boxes[0] if boxes else None
        line = QLineEdit(prompt.default or "")
        line.returnPressed.connect(self._answer)
        if prompt.kind is PromptKind.NUMBER:
            line.setPlaceholderText(self.tr("number with unit, such as 5 {unit}").format(unit=prompt.unit).rstrip())
        self._text = line.text
        return self._filled(box, row, line)

    def _filled(self, box: QWidget, row: QHBoxLayout, editor: QWidget) -> tuple[QWidget, QWidget]:
        editor.setObjectName("answer")
        editor.setAccessibleName(self._question.text())
        row.addWidget(editor)
        return box, editor

    def _answer(self) -> None:
        if self._prompt is None or self._future is None:
            return
        try:
            answer = parse_answer(self._prompt, self._text(), by=self._operator.name)
        except InputError as error:
            self._problem.setText(str(error))
            self._problem.show()
            return
        # The run may have stopped, and cancelled the future, at this very moment.
        with suppress(InvalidStateError):
            self._future.set_result(answer)
