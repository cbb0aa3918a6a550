"""States of the Run page that need no bench: kinds of data, questions, long sentences. Values are made up."""

from collections.abc import Iterator
from concurrent.futures import Future
from math import hypot, sin
from unittest.mock import patch

from msgspec.structs import replace
from PyQt6.QtWidgets import QApplication, QInputDialog, QMessageBox, QWidget

from qcstation.gui.main_window import MainWindow
from qcstation.gui.run.live_data import LiveData
from qcstation.model.events import ArrayDeclared, ArrayTaken, RowsTaken, TableDeclared
from qcstation.model.forms import FieldAnswer
from qcstation.model.prompts import Answer, Prompt, PromptKind
from qcstation.model.raw import ArrayLayout, TableLayout
from qcstation.model.verdicts import Outcome
from qcstation.procedures.forms import FormProcedure
from qcstation.procedures.registry import procedure
from qcstation.station.recording import FinishedRun

Scene = tuple[str, QWidget]
_ACROSS = 15
_SAMPLES = 400
_CHANNELS = ("1 to 8, upper row", "9 to 16, lower row")
_LONG = (
    "bias (keithley.2410 at TCPIP0::hv-crate-03.cleanroom.example.org::5025::SOCKET) does not answer within 3 s: check its "
    "power, its cable and its address in the station file"
)


def data_scenes(opened: MainWindow) -> Iterator[Scene]:
    """The plots that suit a map of pads, waveforms, and single numbers."""
    page = opened.pages.run
    for name, data in (("run-map", _pads()), ("run-waveforms", _waveforms()), ("run-histogram", _numbers())):
        page.plot.show_data(data)
        page.plot.refresh()
        yield name, opened


def question_scenes(opened: MainWindow) -> Iterator[Scene]:
    """Every kind of question, and the forms with entries outside their limits."""
    page = opened.pages.run
    prompts = {
        "prompt-confirm": Prompt(id="box", text="Close the dark box and lower the probe card onto the sensor"),
        "prompt-number": Prompt(id="mass", text="Mass of the carrier without the module", kind=PromptKind.NUMBER, unit="mg"),
        "prompt-choice": Prompt(id="card", text="Which channels are wired?", kind=PromptKind.CHOICE, choices=_CHANNELS),
        "prompt-checklist": Prompt(
            id="ready", text="Before high voltage", kind=PromptKind.CHECKLIST, choices=("box closed", "nobody at the needles")
        ),
    }
    for name, prompt in prompts.items():
        yield _asked(opened, name, prompt)
    wrong = {
        "hgtd.metrology": {"hv_offset_x": "812 µm", "hv_offset_y": "12 µm"},
        "hgtd.glue-mass": {"before": "4.05 g", "after": "9.2 g"},
    }
    for procedure_id, entries in wrong.items():
        form = procedure(procedure_id)
        assert issubclass(form, FormProcedure)  # noqa: S101 - shipped forms are forms
        prompt = Prompt(
            id="form",
            text=form.form.text,
            kind=PromptKind.FORM,
            fields=form.form.fields,
            results=form.form.results,
            specification=form.specification(),
            entered={name: FieldAnswer(text=text, rows=((_number(text),),)) for name, text in entries.items()},
            takable=("before", "after"),
        )
        yield _asked(opened, f"prompt-{procedure_id.removeprefix('hgtd.')}", prompt)
    page.prompts.clear()


def ending_scenes(opened: MainWindow, ended: FinishedRun) -> Iterator[Scene]:
    """Ends of runs with much to say; `ended` is one with results."""
    page = opened.pages.run
    judgements = [replace(judgement, reason=f"{judgement.reason}; {_LONG}") for judgement in ended.judgements]
    page.results.show_finished(replace(ended, judgements=tuple(judgements), warnings=(_LONG,)))
    yield "run-long-reasons", opened
    page.results.show_finished(replace(ended, outcome=Outcome.ERROR, verdict=None, judgements=(), reason=_LONG))
    yield "run-error", opened
    page.results.show_refused(_LONG)
    yield "run-refused", opened
    page.results.clear()


def box_scenes(opened: MainWindow) -> Iterator[Scene]:
    """The questions that stop all else until they are answered."""
    made: list[QWidget] = []

    def question(parent: QWidget, title: str, text: str, *buttons: QMessageBox.StandardButton) -> QMessageBox.StandardButton:
        box = QMessageBox(QMessageBox.Icon.Question, title, text, buttons[0], parent)
        box.setDefaultButton(buttons[1])
        made.append(box)
        return QMessageBox.StandardButton.No

    def get_text(parent: QWidget, title: str, text: str) -> tuple[str, bool]:
        box = QInputDialog(parent)
        box.setWindowTitle(title)
        box.setLabelText(text)
        made.append(box)
        return "", False

    pages = opened.pages
    arming = [row for panel in pages.station.manual.roles.values() for row in panel.rows.values() if row.action.arms]
    with patch.object(QMessageBox, "question", question), patch.object(QInputDialog, "getText", get_text):
        opened._may_abort()  # noqa: SLF001 - as closing the window in a run does
        arming[0]._confirmed()  # noqa: SLF001 - as its button does
        pages.production.run.note_button.click()
        pages.production.run.invalidate_button.click()
    for number, box in enumerate(made):
        box.show()
        QApplication.processEvents()
        yield f"dialog-question-{number + 1}", box
        box.close()
        box.deleteLater()


def _asked(opened: MainWindow, name: str, prompt: Prompt) -> Scene:
    future: Future[Answer] = Future()
    opened.pages.run.prompts.show_prompt(prompt, future)
    QApplication.processEvents()
    return name, opened


def _number(text: str) -> float:
    value, unit = text.split()
    return float(value) * {"µm": 1e-6, "g": 1e-3}[unit]


def _pads() -> LiveData:
    data = LiveData()
    data.see(TableDeclared(time=0.0, layout=TableLayout(name="pads", columns={"row": "1", "column": "1", "current": "A"})))
    places = [(float(row), float(column)) for row in range(1, _ACROSS + 1) for column in range(1, _ACROSS + 1)]
    rows = tuple((row, column, 2e-9 + 1e-10 * hypot(row - 6, column - 9)) for row, column in places)
    data.see(RowsTaken(time=0.0, table="pads", rows=rows))
    return data


def _waveforms() -> LiveData:
    import numpy as np

    data = LiveData()
    layout = ArrayLayout(
        name="pulses", unit="V", dtype="float64", shape=(_SAMPLES,), attributes={"interval": 5e-11, "gain": 1.0, "offset": 0.0}
    )
    data.see(ArrayDeclared(time=0.0, layout=layout))
    time = np.arange(_SAMPLES) * 5e-2
    pulses = [-0.04 * (1 + sin(number) / 3) * np.exp(-(((time - 8 - sin(3 * number) / 4) / 0.5) ** 2)) for number in range(30)]
    block = np.array(pulses)
    data.see(ArrayTaken(time=0.0, array="pulses", first=0, count=len(block), data=block))
    return data


def _numbers() -> LiveData:
    data = LiveData()
    data.see(TableDeclared(time=0.0, layout=TableLayout(name="arrival", columns={"time": "s"})))
    rows = tuple((3.1e-11 * sin(number) * sin(2.3 * number),) for number in range(2000))
    data.see(RowsTaken(time=0.0, table="arrival", rows=rows))
    return data
