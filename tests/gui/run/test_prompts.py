"""Single questions in the window: text, number, choice, checklist, confirmation, and the picture beside them."""

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QImage
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from qcstation.gui.operator import CurrentOperator
from qcstation.gui.run.prompting import PromptPanel
from qcstation.model.prompts import Answer, Prompt, PromptKind

_TEST: Any = QTest
Asked = Callable[[Prompt], "Future[Answer]"]


@pytest.fixture
def panel(qtbot: QtBot) -> PromptPanel:
    made = PromptPanel(CurrentOperator("tester"))
    qtbot.addWidget(made)
    return made


@pytest.fixture
def ask(panel: PromptPanel, qtbot: QtBot) -> Asked:
    """Ask as the window does, and return where the answer comes."""

    def asked(prompt: Prompt) -> "Future[Answer]":
        future: Future[Answer] = Future()
        future.add_done_callback(panel.take_away)
        panel.show_prompt(prompt, future)
        qtbot.waitExposed(panel)
        return future

    return asked


def line(panel: PromptPanel) -> QLineEdit:
    found = panel.findChild(QLineEdit, "answer")
    assert found is not None
    return found


def said(panel: PromptPanel, name: str) -> str:
    found = panel.findChild(QLabel, name)
    assert found is not None
    return found.text()


def press(panel: PromptPanel) -> None:
    _TEST.mouseClick(panel.answer_button, Qt.MouseButton.LeftButton)


def test_a_confirmation_needs_one_key(panel: PromptPanel, ask: Asked) -> None:
    future = ask(Prompt(id="lift", text="Lift the needles"))
    assert panel.answer_button.hasFocus() or panel.focusWidget() is panel.answer_button
    _TEST.keyClick(panel.answer_button, Qt.Key.Key_Space)
    assert future.result(0) == Answer(prompt="lift", text="yes", by="tester")
    assert panel.isHidden()


def test_a_number_is_checked_while_it_is_typed(panel: PromptPanel, ask: Asked) -> None:
    future = ask(Prompt(id="gap", text="Gap?", kind=PromptKind.NUMBER, unit="m"))
    assert "5 m" in said(panel, "answer-state")
    _TEST.keyClicks(line(panel), "12")
    assert line(panel).property("wrong") == "true"
    assert "no unit" in said(panel, "answer-state")
    assert "no unit" in line(panel).accessibleDescription()
    press(panel)
    assert not future.done()
    assert "no unit" in said(panel, "prompt-problem")
    _TEST.keyClicks(line(panel), " um")
    assert line(panel).property("wrong") == "false"
    assert said(panel, "answer-state") == "= 1.2e-05 m"
    _TEST.keyClick(line(panel), Qt.Key.Key_Return)
    assert future.result(0).number == pytest.approx(12e-6)


def test_a_text_is_answered_by_a_scanners_enter(panel: PromptPanel, ask: Asked) -> None:
    future = ask(Prompt(id="batch", text="Batch?", kind=PromptKind.TEXT, default="B"))
    assert line(panel).accessibleName() == "Batch?"
    _TEST.keyClicks(line(panel), "12")
    _TEST.keyClick(line(panel), Qt.Key.Key_Return)
    assert future.result(0).text == "B12"


def test_nothing_is_chosen_by_default(panel: PromptPanel, ask: Asked) -> None:
    future = ask(Prompt(id="side", text="Which side?", kind=PromptKind.CHOICE, choices=("left", "right, outer")))
    press(panel)
    assert not future.done()
    assert "choose" in said(panel, "prompt-problem")
    box = panel.findChild(QComboBox, "answer")
    assert box is not None
    box.setCurrentIndex(1)
    press(panel)
    assert future.result(0).chosen == ("right, outer",)


def test_a_checklist_says_what_is_ticked(panel: PromptPanel, ask: Asked) -> None:
    future = ask(Prompt(id="list", text="Done?", kind=PromptKind.CHECKLIST, choices=("gloves", "mat, grounded", "lid")))
    boxes = panel.findChildren(QCheckBox)
    for box in boxes[:2]:
        _TEST.keyClick(box, Qt.Key.Key_Space)
    press(panel)
    assert future.result(0).chosen == ("gloves", "mat, grounded")


def test_the_picture_is_shown_beside_the_question(panel: PromptPanel, ask: Asked, tmp_path: Path) -> None:
    path = tmp_path / "needles.png"
    image = QImage(2000, 1000, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.blue)
    assert image.save(str(path))
    ask(Prompt(id="lift", text="Lift the needles", picture=str(path)))
    shown = panel.findChild(QLabel, "prompt-picture")
    assert shown is not None
    assert (shown.pixmap().width(), shown.pixmap().height()) == (480, 240)
    assert shown.accessibleName() == "Lift the needles"


def test_a_picture_that_is_not_there_is_named(panel: PromptPanel, ask: Asked) -> None:
    ask(Prompt(id="lift", text="Lift the needles", picture="no-such.png"))
    assert said(panel, "prompt-picture") == "no-such.png"


def test_a_run_that_stops_takes_its_question_away(panel: PromptPanel, ask: Asked) -> None:
    future = ask(Prompt(id="batch", text="Batch?", kind=PromptKind.TEXT))
    assert future.cancel()
    assert panel.isHidden()
