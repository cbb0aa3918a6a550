"""The operator's prompts, shown in place while the run waits."""

from concurrent.futures import Future, InvalidStateError
from contextlib import suppress

import msgspec
from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from qcstation.gui.look.layouts import GAP, label
from qcstation.gui.mailbox import Mailbox
from qcstation.gui.operator import CurrentOperator
from qcstation.gui.translation import in_words
from qcstation.model.errors import InputError
from qcstation.model.prompts import Answer, Prompt, PromptKind

from .form_panel import FormPanel
from .prompt_inputs import PromptInputs, picture_of


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
    """One prompt with what is needed to answer it; hidden while there is none.

    `form_shown` is emitted with whether a form is shown, which needs all the room there is. While a value is taken from an
    instrument a form stays, disabled; `clear` takes it away where the run ends meanwhile.
    """

    form_shown = pyqtSignal(bool)

    def __init__(self, operator: CurrentOperator) -> None:
        super().__init__()
        self.setProperty("banner", "prompt")
        self.setAccessibleName(self.tr("Question to the operator"))
        self._operator = operator
        self._prompt: Prompt | None = None
        self._future: Future[Answer] | None = None
        self.form: FormPanel | None = None
        self._question = label(role="heading", wrap=True)
        self._problem = label(role="problem", wrap=True)
        self._problem.setObjectName("prompt-problem")
        self._picture: QWidget = QWidget()
        self._picture.hide()
        self._inputs: FormPanel | PromptInputs | QWidget = QWidget()
        self.answer_button = QPushButton()
        self.answer_button.setProperty("kind", "primary")
        self.answer_button.clicked.connect(self._answer)
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._answer)
        self._content = QHBoxLayout()
        self._content.setSpacing(GAP)
        self._content.addWidget(self._picture)
        self._content.addWidget(self._inputs, 1)
        bottom = QHBoxLayout()
        bottom.addWidget(self._problem, 1)
        bottom.addWidget(self.answer_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.addWidget(self._question)
        column.addLayout(self._content, 1)
        column.addLayout(bottom)
        self.hide()

    def show_prompt(self, prompt: Prompt, future: "Future[Answer]") -> None:
        """Ask; the answer goes into `future`."""
        again = self.form is not None and self.form.continues(prompt)
        self._prompt, self._future = prompt, future
        self._question.setText(in_words(prompt.text))
        self._show_problem(prompt.problem)
        if self.form is not None and again:
            self.form.show_taken(prompt)
            self.form.setEnabled(True)
            first: QWidget | None = self.form.first
        else:
            first = self._renew(prompt)
        self.answer_button.setEnabled(True)
        self.answer_button.setText(self.tr("Done") if prompt.kind is PromptKind.CONFIRM else self.tr("Answer"))
        if self.form is not None:
            self.answer_button.setText(self.tr("Finish form"))
            self.answer_button.setToolTip(self.tr("Ctrl+Enter"))
        self.form_shown.emit(self.form is not None)
        self.show()
        (first or self.answer_button).setFocus()

    def take_away(self, future: "Future[Answer]") -> None:
        """Hide the prompt that `future` belongs to: it is answered, or the run has stopped."""
        if future is not self._future:
            return
        taking = self.form is not None and not future.cancelled() and future.exception() is None and bool(future.result().take)
        self._prompt = self._future = None
        if taking and self.form is not None:
            self.form.setEnabled(False)
            self.answer_button.setEnabled(False)
            self._show_problem("")
        else:
            self.clear()

    def clear(self) -> None:
        """Show nothing: no question is open."""
        self.form = None
        self._prompt = self._future = None
        self.hide()
        self.form_shown.emit(False)

    def _renew(self, prompt: Prompt) -> QWidget | None:
        """Replace the controls by those for `prompt`; return the one that gets the focus."""
        self.form = None
        if prompt.kind is PromptKind.FORM:
            self.form = inputs = FormPanel(prompt)
            inputs.take_wanted.connect(self._take)
            first: QWidget | None = inputs.first
            self._swap_inputs(inputs)
        else:
            simple = PromptInputs(prompt)
            simple.entered.connect(self._answer)
            first = simple.first
            self._swap_inputs(simple)
        old, self._picture = self._picture, picture_of(prompt.picture, in_words(prompt.text)) if prompt.picture else QWidget()
        self._content.replaceWidget(old, self._picture)
        self._picture.setVisible(bool(prompt.picture))
        old.setParent(None)
        old.deleteLater()
        return first

    def _swap_inputs(self, inputs: FormPanel | PromptInputs) -> None:
        old, self._inputs = self._inputs, inputs
        self._content.replaceWidget(old, inputs)
        old.setParent(None)
        old.deleteLater()

    def _take(self, wanted: Answer) -> None:
        self._send(msgspec.structs.replace(wanted, by=self._operator.name))

    def _answer(self) -> None:
        if self._prompt is None or not isinstance(self._inputs, (FormPanel, PromptInputs)):
            return
        try:
            answer = self._inputs.answer(self._operator.name)
        except InputError as error:
            self._show_problem(str(error))
            return
        self._send(answer)

    def _send(self, answer: Answer) -> None:
        if self._future is not None:
            # The run may have stopped, and cancelled the future, at this very moment.
            with suppress(InvalidStateError):
                self._future.set_result(answer)

    def _show_problem(self, problem: str) -> None:
        self._problem.setText(problem)
