"""Which procedures there are, and what becomes of those that do not load."""

import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from qcstation.model.errors import InputError, StationError
from qcstation.procedures import registry
from qcstation.procedures.forms import FormProcedure
from qcstation.procedures.registry import all_procedures, load_procedure_file, procedure

_GOOD = """
from qcstation.instruments.roles import Electrometer, SourceMeter
from qcstation.procedures.procedure import Procedure

class Glow(Procedure):
    id = "site.glow"
    title = "Glow in the dark"
    accepts = ("hgtd.sensor",)
    specification_file = "glow.toml"
    bias: SourceMeter
    pad: Electrometer | None

class Helper:
    pass
"""


@pytest.fixture
def good_file(tmp_path: Path) -> Path:
    path = tmp_path / "glow.py"
    path.write_text(_GOOD)
    (tmp_path / "glow.toml").write_text('[specification]\nid = "site.glow"\nversion = "1"\n')
    return path


def test_every_built_in_procedure_loads_and_has_its_specification() -> None:
    entries = all_procedures()
    assert {entry.id for entry in entries} >= {
        "hgtd.sensor-iv", "hgtd.sensor-cv", "hgtd.lcr-open-short", "hgtd.golden-device",
    }  # fmt: skip
    for entry in entries:
        assert entry.error == ""
        kind = procedure(entry.id)
        assert kind.specification().id == entry.id
        # How long a person takes to fill in a form is nobody's plan.
        assert issubclass(kind, FormProcedure) or kind.plan(kind.Settings()).duration is not None


def test_roles_tell_what_is_needed_and_what_is_welcome() -> None:
    kind = procedure("hgtd.sensor-iv")
    assert set(kind.roles()) == {"bias", "climate"}
    assert set(kind.optional_roles()) == {"pad"}


def test_a_file_of_the_stations_own_brings_its_procedure_and_specification(good_file: Path) -> None:
    kind = procedure("site.glow", files=[good_file])
    assert kind.title == "Glow in the dark"
    assert set(kind.roles()) == {"bias"}
    assert set(kind.optional_roles()) == {"pad"}
    assert kind.specification().id == "site.glow"
    entry = next(entry for entry in all_procedures(files=[good_file]) if entry.id == "site.glow")
    assert (entry.origin, entry.accepts, entry.error) == (str(good_file), ("hgtd.sensor",), "")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("import no_such_module_anywhere", "ModuleNotFoundError"),
        ("def broken(:", "SyntaxError"),
        ("1 / 0", "ZeroDivisionError"),
        ("x = 1", "defines no class derived from Procedure"),
        ("raise SystemExit(3)", "SystemExit"),
    ],
)
def test_a_broken_file_is_a_listed_error_and_hides_nothing_else(
    content: str, message: str, tmp_path: Path, good_file: Path
) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text(content)
    entries = all_procedures(files=[broken, good_file])
    errors = [entry for entry in entries if entry.error]
    assert [entry.id for entry in errors] == [str(broken)]
    assert message in errors[0].error
    assert "\n" not in errors[0].error
    assert {"hgtd.sensor-iv", "site.glow"} <= {entry.id for entry in entries}
    assert procedure("site.glow", files=[broken, good_file]).id == "site.glow"
    with pytest.raises(StationError, match=message):
        load_procedure_file(broken)


def test_an_unknown_procedure_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    missing = tmp_path / "missing.py"
    with pytest.raises(InputError, match=r"hgtd\.sensor-iv") as caught:
        procedure("hgtd.sensor-vi", files=[missing])
    assert "did not load" in str(caught.value)


def test_a_file_that_is_not_there_or_no_python_is_refused(tmp_path: Path) -> None:
    for name in ("missing.py", "missing.txt", ""):
        with pytest.raises(StationError, match="expected a Python file"):
            load_procedure_file(tmp_path / name)


def test_an_id_that_is_taken_is_a_listed_error_and_the_first_stays(good_file: Path, tmp_path: Path) -> None:
    impostor = tmp_path / "impostor.py"
    impostor.write_text(_GOOD.replace("site.glow", "hgtd.sensor-iv"))
    entries = {entry.id: entry for entry in all_procedures(files=[impostor])}
    assert entries["hgtd.sensor-iv"].origin == "qcstation"
    assert "is taken by qcstation" in entries[f"hgtd.sensor-iv ({impostor})"].error
    assert procedure("hgtd.sensor-iv", files=[impostor]).title.startswith("Sensor IV")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("pkg.lost", "no_such_package_anywhere:Lost", "ModuleNotFoundError"),
        ("pkg.nothing", "qcstation.procedures.procedure:Missing", "AttributeError"),
        ("pkg.base", "qcstation.procedures.procedure:Procedure", "no class derived from Procedure that has an id"),
        ("pkg.number", "math:pi", "no class derived from Procedure that has an id"),
        ("pkg.other", "qcstation.procedures.hgtd.sensor_iv:SensorIV", "calls itself 'hgtd.sensor-iv'"),
    ],
)
def test_a_broken_package_is_a_listed_error(name: str, value: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint(name=name, value=value, group=registry.ENTRY_POINTS)
    monkeypatch.setattr(registry, "entry_points", lambda *, group: [point] if group == registry.ENTRY_POINTS else [])
    entry = next(entry for entry in all_procedures() if entry.id == name)
    assert message in entry.error
    with pytest.raises(InputError, match=r"does not load|no class|calls itself"):
        procedure(name)
    assert procedure("hgtd.sensor-iv").id == "hgtd.sensor-iv"


def test_looking_the_list_up_imports_no_procedure() -> None:
    code = (
        "import sys; import qcstation.procedures.registry;"
        "sys.exit(any(name.startswith(('numpy', 'scipy', 'pint', 'qcstation.procedures.hgtd')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
