"""The translations: up to date with the code, complete, well set, and seen in the window."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox, QLabel, QLineEdit, QTableView, QWidget

from qcstation.gui.appearance import Appearance
from qcstation.gui.preferences import Language, Preferences
from qcstation.gui.translation import DATA, translated_texts
from qcstation.gui.wording import limits_in_words, reason_in_words
from qcstation.model.estimates import Estimate, Result
from qcstation.model.limits import Limit, Specification
from qcstation.model.verdicts import judge
from tests.gui.conftest import OpenWindow
from tools.translations import FOLDER, read, sources, updated, written

FILES = sorted(FOLDER.glob("*.ts"))


@pytest.fixture(scope="module")
def wanted() -> set[tuple[str, str]]:
    return sources()


@pytest.fixture
def in_french(qapp: QApplication) -> Iterator[None]:
    appearance = Appearance(qapp, Preferences(language=Language.FRENCH))
    yield
    appearance.take_over(Preferences(language=Language.ENGLISH))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_translation_is_what_make_translations_writes(file: Path, wanted: set[tuple[str, str]]) -> None:
    language = file.stem.removeprefix("qcstation_")
    again = written(updated(read(file), wanted), language)
    assert again == file.read_text(encoding="utf-8"), "run `make translations`"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_text_is_translated_with_its_places_and_its_key(file: Path) -> None:
    def parts(text: str) -> tuple[list[str], int, int]:
        return sorted(re.findall(r"\{\w*\}", text)), text.count("&"), text.count("\n")

    texts = read(file)
    assert [key for key, text in texts.items() if not text] == []
    assert {key: text for key, text in texts.items() if parts(key[1]) != parts(text)} == {}
    assert {key: text for key, text in texts.items() if text.strip(" ") != text and key[1].strip(" ") == key[1]} == {}
    assert {key: text for key, text in texts.items() if key[1].endswith(" ") and not text.endswith(" ")} == {}


def test_french_has_unbreakable_spaces_and_its_own_quotes() -> None:
    wrong = re.compile(r" [:;?!»%]|« |\w['\"]\w|\b\d+ (?:V|A|min|s)\b")
    assert {text for text in translated_texts("fr").values() if wrong.search(text)} == set()


def test_the_tool_drops_what_is_gone_and_enters_what_is_new(tmp_path: Path) -> None:
    known = {("Page", "&Go to {place}"): "&Aller à {place}", ("Page", "gone"): "parti"}
    texts = updated(known, {("Page", "&Go to {place}"), ("Page", "a < b"), ("Other", "new")})
    file = tmp_path / "qcstation_fr.ts"
    file.write_text(written(texts, "fr"), encoding="utf-8")
    assert read(file) == {("Other", "new"): "", ("Page", "&Go to {place}"): "&Aller à {place}", ("Page", "a < b"): ""}


def test_a_window_in_french_shows_french_and_answers_in_the_words_of_the_code(in_french: None, open_window: OpenWindow) -> None:
    driver = open_window()
    driver.scan_sensor()
    form = driver.page.form
    assert _title(driver.page.offers, 1) == "IV du capteur"
    assert {form.editors[name].accessibleName() for name in ("stop", "compliance")} == {"Arrêt", "Courant limite"}
    assert form.values()["stop"] == "200 V"
    pages = driver.window.pages
    for index in range(len(pages.titles)):
        driver.window.show_page(index)
    pages.station.show_panel(3)
    texts = read(FOLDER / "qcstation_fr.ts")
    english = {source for (context, source), text in texts.items() if context != DATA and text != source}
    shown = set(_shown(driver.window))
    assert shown & english == set()
    assert {"Mesure", "&Démarrer", "Numéro de série", "Verrouillages", "Mettre sous tension", "Étape"} <= shown
    training = pages.station.training
    assert training is not None
    training.device.setCurrentIndex(training.device.findText("claquage précoce"))
    assert training.device.currentData() == "early-breakdown"


def test_reasons_and_limits_are_put_into_words(in_french: None) -> None:
    limit = Limit(name="breakdown_voltage", unit="V", min=120.0, max=200.0, required=True, source="a test")
    specification = Specification(id="any", version="1", title="any", limits=(limit,))
    (low,) = judge([Result("breakdown_voltage", Estimate(value=98.1, unit="V"))], specification)
    (missing,) = judge([], specification)
    assert reason_in_words(low.reason) == "sous 120 V"
    assert reason_in_words(missing.reason) == "obligatoire, mais non mesuré"
    assert reason_in_words("below the knee there are no points") == "below the knee there are no points"
    assert limits_in_words(limit) == "120 V à 200 V"
    assert limits_in_words(Limit(name="mass", unit="g", set_by_site=True)) == "à fixer par le site"


def _title(offers: QAbstractItemView, row: int) -> str:
    model = offers.model()
    assert model is not None
    return str(model.index(row, 0).data()).split("\n")[0]


def _shown(root: QWidget) -> Iterator[str]:
    for widget in root.findChildren(QWidget):
        yield widget.toolTip()
        yield widget.accessibleName()
        match widget:
            case QLabel() | QAbstractButton():
                yield widget.text()
            case QLineEdit():
                yield widget.placeholderText()
            case QComboBox():
                yield from (widget.itemText(place) for place in range(widget.count()))
            case QTableView() if (model := widget.model()) is not None:
                columns = range(model.columnCount())
                yield from (str(model.headerData(column, Qt.Orientation.Horizontal)) for column in columns)
