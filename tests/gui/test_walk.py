"""Every page, dialog and state of the window at all sizes, scales, languages and themes: nothing is cut, lost or out of reach."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt6.QtCore import QRect
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QTableWidget, QTableWidgetItem, QWidget
from pytestqt.qtbot import QtBot

from qcstation.gui.look.eliding import ElidingLabel
from qcstation.gui.look.theme import DARK, LIGHT, style_sheet
from tests.gui import walk
from tests.gui.walker import LONGER

ROOT = Path(__file__).parents[2]
PATIENCE = 240
"""Seconds that a walk may take where all cores are busy."""
AT_100 = ("all-en-light", "kept-fr-dark", f"kept-{LONGER}-light")
AT_150 = ("kept-en-dark", "kept-fr-light", f"kept-{LONGER}-dark")


def walked(folder: Path, scale: str, *wanted: str) -> list[str]:
    """Walk in a process of its own."""
    known = {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale, "QCSTATION_CONFIG": str(folder / "config")}
    found = subprocess.run(
        [sys.executable, "-m", "tests.gui.walker", str(folder / "data"), *wanted],
        cwd=ROOT,
        env={**os.environ, **known},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert found.returncode == 0, found.stderr[-2000:]
    problems: list[str] = json.loads(found.stdout)
    return problems


@pytest.mark.timeout(2 * PATIENCE)
def test_everything_fits_and_is_in_reach(tmp_path: Path) -> None:
    """The second walk finds the records of the first."""
    found = walked(tmp_path, "1", *AT_100) + walked(tmp_path, "1.5", *AT_150)
    assert not found, "\n".join(found)


def test_themes_differ_in_colours_alone() -> None:
    """So what fits in one theme fits in the other."""
    light, dark = (re.sub(r"#[0-9a-f]{6}", "", style_sheet(theme)) for theme in (LIGHT, DARK))
    assert light == dark
    assert style_sheet(LIGHT) != style_sheet(DARK)


def _narrow_label() -> QWidget:
    label = QLabel("more than there is room for")
    label.setFixedWidth(40)
    return label


def _narrow_wrapped_label() -> QWidget:
    label = QLabel("more lines than there is room for")
    label.setWordWrap(True)
    label.setFixedSize(80, 20)
    return label


def _narrow_button() -> QWidget:
    button = QPushButton("a long story")
    button.setFixedWidth(30)
    return button


def _narrow_box() -> QWidget:
    box = QComboBox()
    box.addItem("a long story without an end")
    box.setFixedWidth(60)
    box.setAccessibleName("box")
    return box


def _narrow_line() -> QWidget:
    line = QLineEdit()
    line.setPlaceholderText("a long story without an end")
    line.setFixedWidth(60)
    return line


def _forgetful_elided_label() -> QWidget:
    label = ElidingLabel()
    label.setText("a long story without an end")
    label.setToolTip("")
    label.setFixedWidth(60)
    return label


def _narrow_table() -> QWidget:
    table = QTableWidget(1, 1)
    table.setWordWrap(False)
    table.setItem(0, 0, QTableWidgetItem("a long story without an end"))
    table.setColumnWidth(0, 60)
    return table


def _wide_table() -> QWidget:
    table = QTableWidget(1, 9)
    table.setFixedWidth(200)
    return table


def _straying_child() -> QWidget:
    parent = QWidget()
    parent.setFixedSize(100, 50)
    QPushButton("x", parent).setGeometry(QRect(90, 10, 40, 24))
    return parent


def _overlapping_children() -> QWidget:
    parent = QWidget()
    row = QHBoxLayout(parent)
    for text in ("first of them", "second of them"):
        button = QPushButton(text)
        button.setFixedWidth(160)
        row.addWidget(button)
    parent.setFixedWidth(200)
    return parent


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (_narrow_label, "needs"),
        (_narrow_wrapped_label, "wraps to"),
        (_narrow_button, "needs"),
        (_narrow_box, "needs"),
        (_narrow_line, "placeholder is cut"),
        (_forgetful_elided_label, "no tool tip has the whole"),
        (_narrow_table, "no tool tip"),
        (_wide_table, "scrolls sideways"),
        (_straying_child, "is outside"),
        (_overlapping_children, "lies over"),
    ],
    ids=lambda given: given.__name__.strip("_") if callable(given) else "",
)
def test_the_walk_sees_what_a_designer_would_send_back(make: Callable[[], QWidget], problem: str, qtbot: QtBot) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    QHBoxLayout(root).addWidget(make())
    root.show()
    assert any(problem in found for found in walk.problems(root)), walk.problems(root)


def test_the_walk_sees_what_cannot_be_reached_or_has_no_name(qtbot: QtBot) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    row = QHBoxLayout(root)
    named, nameless, apart = QLineEdit(), QLineEdit(), QPushButton("apart")
    named.setAccessibleName("named")
    apart.setFocusPolicy(apart.focusPolicy().NoFocus)
    for widget in (named, nameless, apart):
        row.addWidget(widget)
    root.show()
    found = walk.unreachable(root)
    assert [problem.split(": ")[1] for problem in found] == ["Tab does not come here", "has no name for a screen reader"]
    assert "apart" in found[0]
