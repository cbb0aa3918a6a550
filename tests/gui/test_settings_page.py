"""What a person chooses holds at once, and at the next start."""

from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QComboBox

from qcstation.gui.preferences import Language, Preferences, ThemeChoice, load_preferences, preferences_file, save_preferences
from qcstation.model.errors import StorageError
from qcstation.station.operators import operators
from qcstation.station.workspace import Workspace
from tests.gui.conftest import Driver


def _choose(driver: Driver, box: QComboBox, value: object) -> None:
    """Choose with the keyboard, as a bench without a mouse does."""
    box.setFocus()
    wanted, here = box.findData(value), box.currentIndex()
    for _ in range(abs(wanted - here)):
        driver.press(box, Qt.Key.Key_Down if wanted > here else Qt.Key.Key_Up)


@pytest.fixture
def settings(driver: Driver) -> Driver:
    driver.click(driver.window.rail.buttons[-1])
    assert driver.window.pages.settings.isVisible()
    return driver


def test_a_theme_is_taken_over_and_kept(settings: Driver) -> None:
    panel = settings.window.pages.settings.appearance
    with settings.qtbot.waitSignal(settings.window.preferences_changed) as changed:
        _choose(settings, panel.theme, "light")
    assert changed.args == [Preferences(theme=ThemeChoice.LIGHT)]
    assert load_preferences().theme is ThemeChoice.LIGHT


def test_another_language_opens_the_window_anew(settings: Driver) -> None:
    panel = settings.window.pages.settings.appearance
    with settings.qtbot.waitSignal(settings.window.reopen_wanted) as wanted:
        _choose(settings, panel.language, "en")
    assert load_preferences().language is Language.ENGLISH
    assert wanted.args[0].operator == "tester"


def test_another_data_folder_opens_the_window_anew(settings: Driver, tmp_path: Path) -> None:
    with settings.qtbot.waitSignal(settings.window.reopen_wanted) as wanted:
        settings.window.pages.settings.folders.use(tmp_path / "elsewhere")
    assert wanted.args[0].data_dir == tmp_path / "elsewhere"
    assert load_preferences().data_dir == str(tmp_path / "elsewhere")


def test_an_operator_is_entered_by_name_and_badge(settings: Driver) -> None:
    panel = settings.window.pages.settings.operators
    assert not panel.enter_button.isEnabled()
    settings.type(panel.name, "A. First")
    settings.press(panel.name, Qt.Key.Key_Return)
    settings.type(panel.badge, "0042")
    settings.press(panel.badge, Qt.Key.Key_Return)
    settings.wait_until(lambda: panel.table.rowCount() == 1)
    with Workspace(settings.window.pages.settings.folders.data_folder) as workspace:
        assert [(operator.name, operator.badge) for operator in operators(workspace)] == [("A. First", "0042")]
    assert panel.name.hasFocus()
    assert panel.name.text() == ""


@pytest.mark.parametrize("content", [b"", b"{", b'{"theme": "pink"}', b"\xff\xfe"])
def test_preferences_that_cannot_be_read_are_the_defaults(content: bytes) -> None:
    preferences_file().parent.mkdir(parents=True)
    preferences_file().write_bytes(content)
    assert load_preferences() == Preferences()


def test_preferences_that_cannot_be_kept_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("QCSTATION_CONFIG", str(tmp_path / "file"))
    with pytest.raises(StorageError, match="cannot be kept in"):
        save_preferences(Preferences())
