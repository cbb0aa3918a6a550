"""A form in the window: typed, chosen, pasted, dropped, read from a file; judged while it is typed."""

from concurrent.futures import Future
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PyQt6.QtCore import QMimeData, QPointF, Qt, QUrl
from PyQt6.QtGui import QDropEvent, QGuiApplication, QImage
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QListWidget, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from qcstation.gui.operator import CurrentOperator
from qcstation.gui.run.files_editor import FilesEditor
from qcstation.gui.run.form_editors import ChecklistEditor, ChoiceEditor, LineEditor
from qcstation.gui.run.form_panel import FormPanel
from qcstation.gui.run.prompting import PromptPanel
from qcstation.gui.run.rows_editor import RowsEditor
from qcstation.model.forms import FieldAnswer
from qcstation.model.prompts import Answer, Prompt, PromptKind
from tests.procedures.form_bench import MASS, form_of

_TEST: Any = QTest
PATIENCE = 10_000


class Filler:
    """A person who fills in the form of `tests.procedures.form_bench` by keys and clicks."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        kind = form_of(folder, MASS)
        self.qtbot = qtbot
        self.panel = PromptPanel(CurrentOperator("tester"))
        qtbot.addWidget(self.panel)
        self.panel.resize(900, 700)
        self.prompt = Prompt(
            id="form",
            text="Weigh it",
            kind=PromptKind.FORM,
            fields=kind.form.fields,
            results=kind.form.results,
            specification=kind.specification(),
            takable=("mass",),
        )
        self.future: Future[Answer] = self.ask(self.prompt)

    def ask(self, prompt: Prompt) -> "Future[Answer]":
        self.future = Future()
        self.future.add_done_callback(self.panel.take_away)
        self.panel.show_prompt(prompt, self.future)
        return self.future

    @property
    def form(self) -> FormPanel:
        assert self.panel.form is not None
        return self.panel.form

    @property
    def mass(self) -> QLineEdit:
        editor = self.form.editors["mass"]
        assert isinstance(editor, LineEditor)
        return editor.line

    @property
    def pulls(self) -> RowsEditor:
        editor = self.form.editors["pulls"]
        assert isinstance(editor, RowsEditor)
        return editor

    @property
    def photos(self) -> FilesEditor:
        editor = self.form.editors["photos"]
        assert isinstance(editor, FilesEditor)
        return editor

    def state(self, result: str) -> str:
        return self.form.states[result].text()

    def problem(self, field: str) -> str:
        found = self.form.findChild(QLabel, f"problem-{field}")
        assert found is not None
        return found.text()

    def type(self, widget: QWidget, text: str, *, enter: bool = False) -> None:
        _TEST.keyClicks(widget, text)
        if enter:
            _TEST.keyClick(widget, Qt.Key.Key_Return)

    def click(self, button: QAbstractButton) -> None:
        _TEST.mouseClick(button, Qt.MouseButton.LeftButton)

    def finish(self) -> None:
        self.click(self.panel.answer_button)

    def photo(self, folder: Path, name: str) -> Path:
        image = QImage(640, 480, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.darkGreen)
        assert image.save(str(folder / name))
        return folder / name


@pytest.fixture
def filler(qtbot: QtBot, tmp_path: Path) -> Filler:
    return Filler(qtbot, tmp_path)


def test_a_number_is_judged_while_it_is_typed_in_words(filler: Filler) -> None:
    assert filler.state("mass") == "limit 2.5 g to 3.5 g"
    filler.type(filler.mass, "31")
    assert "✕ outside" in filler.state("mass")
    filler.type(filler.mass, "00")
    assert filler.state("mass") == "✓ inside; limit 2.5 g to 3.5 g"
    filler.type(filler.mass, "0")
    assert "possible are 0 to 5000 mg" in filler.problem("mass")
    assert filler.mass.property("wrong") == "true"
    assert "possible" in filler.mass.accessibleDescription()
    filler.mass.selectAll()
    filler.type(filler.mass, "heavy")
    assert "heavy" in filler.problem("mass")
    assert filler.state("mass") == "limit 2.5 g to 3.5 g"


def test_a_form_is_finished_only_when_nothing_is_missing_or_wrong(filler: Filler) -> None:
    filler.finish()
    assert not filler.future.done()
    problem = filler.panel.findChild(QLabel, "prompt-problem")
    assert problem is not None
    assert problem.text() == "still to be entered: Mass"
    filler.type(filler.mass, "3.1 g")
    filler.type(filler.pulls.line, "8.5", enter=True)
    filler.finish()
    assert "at least 2" in problem.text()
    filler.type(filler.pulls.line, "9")
    filler.finish()
    assert "press Enter" in problem.text()
    _TEST.keyClick(filler.pulls.line, Qt.Key.Key_Return)
    choice = filler.form.editors["surface"]
    assert isinstance(choice, ChoiceEditor)
    choice.box.setCurrentIndex(2)
    assert filler.state("surface") == "✕ outside; allowed: clean, dusty"
    steps = filler.form.editors["steps"]
    assert isinstance(steps, ChecklistEditor)
    _TEST.keyClick(steps.boxes[1], Qt.Key.Key_Space)
    filler.finish()
    answer = filler.future.result(0)
    assert answer.by == "tester"
    assert answer.values["mass"].rows == ((3.1,),)
    assert answer.values["surface"] == FieldAnswer(text="scratched", rows=((2.0,),))
    assert answer.values["steps"] == FieldAnswer(text="balance zeroed, level", rows=((2.0,),))
    assert answer.values["pulls"].rows == ((8.5,), (9.0,))
    assert "photos" not in answer.values
    assert filler.panel.isHidden()


def test_rows_are_scanned_pasted_removed_and_judged(filler: Filler) -> None:
    for strength in ("8", "7.5", "x"):
        filler.type(filler.pulls.line, strength, enter=True)
    assert filler.pulls.table.rowCount() == 2
    assert filler.pulls.line.text() == "x"
    assert "Mean pull 7.75" in filler.state("mean_pull")
    assert "✕ outside" in filler.state("mean_pull")
    filler.pulls.line.clear()
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    clipboard.setText("9\n9.5 gf\n\n10\n")
    _TEST.keyClick(filler.pulls.line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert filler.pulls.table.rowCount() == 5
    assert "✓ inside" in filler.state("mean_pull")
    filler.pulls.table.selectRow(0)
    filler.click(filler.pulls.remove_button)
    assert [filler.pulls.table.item(row, 0).text() for row in range(4)] == ["7.5", "9", "9.5", "10"]  # type: ignore[union-attr]


def test_rows_are_read_from_a_file_that_is_kept(filler: Filler, tmp_path: Path) -> None:
    filler.type(filler.pulls.line, "1", enter=True)
    broken = tmp_path / "broken.csv"
    broken.write_text("nothing here\n")
    filler.pulls.read_file(broken)
    assert filler.pulls.table.rowCount() == 1
    file = tmp_path / "pulls.csv"
    file.write_text("value (cN)\n9.80665\n8.0\n")
    filler.pulls.read_file(file)
    assert filler.pulls.table.rowCount() == 2
    filler.type(filler.mass, "3.1 g")
    filler.finish()
    answer = filler.future.result(0).values["pulls"]
    assert answer.rows[0] == pytest.approx((10.0,))
    assert answer.files == (str(file),)
    assert answer.text == "2 values from pulls.csv"


def test_photos_are_dropped_shown_and_removed(filler: Filler, tmp_path: Path) -> None:
    front, back = filler.photo(tmp_path, "front.png"), filler.photo(tmp_path, "back.png")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in (front, back, tmp_path)])
    drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    filler.photos.dropEvent(drop)
    assert filler.photos.paths == []
    mime.setUrls(mime.urls()[:2])
    filler.photos.dropEvent(drop)
    assert filler.photos.pictures.count() == 2
    icon = filler.photos.pictures.item(0)
    assert icon is not None
    assert icon.icon().availableSizes()[0].width() == 112
    assert not filler.photos.remove_button.isEnabled()
    filler.photos.pictures.setCurrentRow(0)
    filler.click(filler.photos.remove_button)
    assert filler.photos.paths == [back]
    filler.type(filler.mass, "3.1 g")
    filler.finish()
    assert filler.future.result(0).values["photos"].files == (str(back),)


def test_photos_arrive_from_the_cameras_folder(filler: Filler, tmp_path: Path) -> None:
    camera = tmp_path / "camera"
    camera.mkdir()
    filler.photo(camera, "yesterday.png")
    filler.photos.watch(camera)
    new = filler.photo(camera, "today.png")
    (camera / "notes.txt").write_text("not a photo")
    filler.qtbot.waitUntil(lambda: bool(filler.photos.paths), timeout=PATIENCE)
    assert filler.photos.paths == [new]


def test_a_value_is_taken_from_the_balance_and_nothing_that_was_typed_is_lost(filler: Filler) -> None:
    filler.type(filler.pulls.line, "8.5", enter=True)
    filler.type(filler.pulls.line, "half")
    editor = filler.form.editors["mass"]
    assert isinstance(editor, LineEditor)
    filler.click(editor.take_button)
    wanted = filler.future.result(0)
    assert (wanted.take, wanted.by) == ("mass", "tester")
    assert wanted.values["pulls"].rows == ((8.5,),)
    assert filler.panel.isVisible()
    assert not filler.form.isEnabled()
    assert not filler.panel.answer_button.isEnabled()
    taken = FieldAnswer(text="3012.34567 mg", rows=((3.01234567,),), source="balance")
    again = msgspec.structs.replace(filler.prompt, entered={**wanted.values, "mass": taken})
    filler.ask(again)
    assert filler.form.isEnabled()
    assert filler.mass.text() == "3012.34567 mg"
    assert filler.pulls.line.text() == "half"
    assert "✓ inside" in filler.state("mass")
    filler.type(filler.pulls.line, "")
    filler.pulls.line.clear()
    filler.type(filler.pulls.line, "9", enter=True)
    filler.finish()
    assert filler.future.result(0).values["mass"] == taken


def test_why_nothing_could_be_taken_is_said(filler: Filler) -> None:
    editor = filler.form.editors["mass"]
    assert isinstance(editor, LineEditor)
    filler.click(editor.take_button)
    filler.ask(msgspec.structs.replace(filler.prompt, problem="balance: did not come to rest"))
    problem = filler.panel.findChild(QLabel, "prompt-problem")
    assert problem is not None
    assert "rest" in problem.text()
    filler.type(filler.mass, "3.1 g")
    filler.finish()
    assert filler.future.result(0).values["mass"].source == ""


def test_a_run_that_ends_while_a_value_is_taken_takes_the_form_away(filler: Filler) -> None:
    editor = filler.form.editors["mass"]
    assert isinstance(editor, LineEditor)
    filler.click(editor.take_button)
    filler.panel.clear()
    assert filler.panel.isHidden()


def test_enter_goes_from_field_to_field(filler: Filler) -> None:
    filler.qtbot.waitExposed(filler.panel)
    filler.type(filler.mass, "3.1 g", enter=True)
    assert filler.panel.focusWidget() is filler.form.editors["surface"].first
    filler.pulls.line.setFocus()
    filler.type(filler.pulls.line, "8.5", enter=True)
    assert filler.panel.focusWidget() is filler.pulls.line
    _TEST.keyClick(filler.pulls.line, Qt.Key.Key_Return)
    assert filler.panel.focusWidget() is filler.form.editors["remark"].first


def test_every_control_is_reached_by_tab_and_named(filler: Filler, tmp_path: Path) -> None:
    filler.photos.add([filler.photo(tmp_path, "front.png")])
    filler.type(filler.pulls.line, "8.5", enter=True)
    filler.mass.setFocus()
    reached: list[QWidget] = [filler.mass]
    widget = filler.mass.nextInFocusChain()
    while widget is not None and widget is not filler.mass:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            reached.append(widget)
        widget = widget.nextInFocusChain()
    kinds = (QAbstractButton, QLineEdit, QComboBox, QListWidget, QTableWidget)
    controls = [control for control in filler.form.findChildren(QWidget) if isinstance(control, kinds)]
    controls = [control for control in controls if control.isVisible() and control.isEnabled()]
    assert len(controls) >= 12
    assert [control.objectName() for control in controls if control not in reached] == []
    for control in controls:
        assert control.accessibleName() or (isinstance(control, QAbstractButton) and control.text()), control
    assert filler.mass.accessibleName() == "Mass, required"
