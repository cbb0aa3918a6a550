"""Editing a station file key by key, with what a person wrote beside it left alone."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcstation.model.errors import InputError, StationError
from qcstation.station.config import load_station_file
from qcstation.station.editing import NEW_FILE, StationDocument

TEXT = """# our bench

[station]
name = "bench"   # as on the door

[instruments.bias]
driver = "keithley.2410"
resource = "GPIB0::24::INSTR"   # the upper one
ramp = "50 V/s"

[instruments.climate]
driver = "generic.climate"
resource = "ASRL/dev/ttyUSB0::INSTR"

# wet air breaks sensors
[interlocks.humidity]
require = "climate.humidity < 60 %"
"""


@pytest.fixture
def document(tmp_path: Path) -> StationDocument:
    path = tmp_path / "bench.toml"
    path.write_text(TEXT)
    return StationDocument(path)


def test_a_key_is_changed_and_all_else_stays(document: StationDocument) -> None:
    document.set(("instruments", "bias"), "resource", "GPIB0::25::INSTR")
    assert document.text == TEXT.replace("::24::", "::25::")
    assert document.changed
    document.set(("instruments", "bias"), "ramp", "")
    assert document.text == TEXT.replace("::24::", "::25::").replace('ramp = "50 V/s"\n', "")


def test_an_instrument_is_added_renamed_and_removed(document: StationDocument) -> None:
    document.add_instrument("pad", {"driver": "keithley.6487", "resource": "serial:usb=A1B2", "baud_rate": "19200"})
    station = document.station()
    assert station.instruments["pad"].baud_rate == 19200
    assert "# wet air breaks sensors" in document.text
    document.rename("instruments", "pad", "meter")
    assert document.names("instruments") == ("bias", "climate", "meter")
    document.remove("instruments", "meter")
    assert document.station() == StationDocument(document.path).station().model_copy(update={"text": document.text})
    with pytest.raises(InputError, match="already"):
        document.add_instrument("bias", {"driver": "x"})
    with pytest.raises(InputError, match="no name"):
        document.add_instrument("my meter", {"driver": "x"})


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('ramp = "50 V/s"', 'ramp = "50 V"', 9, "V/s"),
        ("ramp =", "rampe =", 9, "unknown key"),
        ('"keithley.2410"', '"keithley.2411"', 7, "unknown driver"),
        ("climate.humidity <", "climat.humidity <", 17, "no instrument"),
        ('"bench"', '"bench', 4, "TOML"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, line: int, message: str, document: StationDocument) -> None:
    document.text = TEXT.replace(old, new)
    (problem,) = document.problems()
    assert (problem.line, message in problem.text) == (line, True), problem
    with pytest.raises(StationError):
        document.save()
    assert document.path is not None
    assert document.path.read_text() == TEXT


def test_saving_keeps_the_old_file_beside(document: StationDocument) -> None:
    document.set(("station",), "site", "MASCIR")
    saved = document.save()
    assert document.path is not None
    assert saved == load_station_file(document.path)
    assert saved.station.site == "MASCIR"
    assert document.path.with_name("bench.toml.bak").read_text() == TEXT
    assert not document.changed


def test_a_file_that_somebody_else_changed_is_not_overwritten(document: StationDocument, tmp_path: Path) -> None:
    assert document.path is not None
    document.path.write_text(TEXT + "# theirs\n")
    document.set(("station",), "site", "ours")
    with pytest.raises(StationError, match="another program"):
        document.save()
    document.save(tmp_path / "other.toml")
    assert load_station_file(tmp_path / "other.toml").station.site == "ours"


def test_a_new_file_is_right_from_the_start_and_has_no_place_yet(tmp_path: Path) -> None:
    document = StationDocument()
    assert document.problems() == ()
    document.add_instrument("bias", {"driver": "keithley.2410", "resource": "GPIB0::24::INSTR"})
    document.add_interlock("voltage", "bias.voltage > -300 V")
    with pytest.raises(StationError, match="where to save"):
        document.save()
    saved = document.save(tmp_path / "new.toml")
    assert saved.interlocks["voltage"].require == "bias.voltage > -300 V"
    assert NEW_FILE.splitlines()[0] in (tmp_path / "new.toml").read_text()
    document.set(("station",), "name", "other")
    document.revert()
    assert document.station().station.name == "bench 1"


@given(st.text(max_size=60))
def test_any_text_is_read_back_as_typed_or_refused(text: str) -> None:
    document = StationDocument()
    document.set(("station",), "site", text)
    assert document.table("station").get("site", "") == text
    assert all(problem.line >= 1 for problem in document.problems())
