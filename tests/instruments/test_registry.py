"""The registry of drivers, with plugins that work and plugins that do not."""

import importlib.metadata
import inspect
import re
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from qcstation.instruments import Instrument, SourceMeter, all_drivers, driver, registry, scpi
from qcstation.instruments.registry import ENTRY_POINT_GROUP
from qcstation.model.errors import StationError

DOCS = Path(__file__).parents[2] / "docs" / "instruments"
NAMES = [info.name for info in all_drivers()]


def attributes(kind: type[Instrument]) -> dict[str, scpi.Attribute[object]]:
    """All declared attributes of a driver, inherited ones included."""
    return {name: value for name, value in inspect.getmembers(kind) if isinstance(value, scpi.Attribute)}


def test_built_in_drivers() -> None:
    listed = {info.name: info for info in all_drivers()}
    assert set(listed) >= {
        "cts.chamber",
        "generic.climate",
        "generic.climate-stream",
        "keithley.2400",
        "keithley.2410",
        "keithley.2470",
        "keithley.6487",
        "keysight.e4980a",
    }
    assert all(not info.problem and info.title and info.roles for info in listed.values())
    assert listed["keithley.6487"].roles == ("SourceMeter", "Electrometer")
    assert issubclass(driver("keithley.2410"), SourceMeter)


@pytest.mark.parametrize("name", NAMES)
def test_a_driver_knows_its_own_name(name: str) -> None:
    assert driver(name).driver == name


@pytest.mark.parametrize("name", NAMES)
def test_attributes_say_what_they_do(name: str) -> None:
    for attribute_name, attribute in attributes(driver(name)).items():
        doc = attribute.__doc__ or ""
        first = doc.split(" ")[0]
        assert first in {"Control", "Measure", "Set", "Get"}, f"{name}.{attribute_name}: {doc!r}"
        assert doc.endswith("."), f"{name}.{attribute_name}: {doc!r}"
        if first in {"Measure", "Get"}:
            assert attribute.read_only, f"{name}.{attribute_name} is {first} but can be set"
        else:
            assert not attribute.read_only, f"{name}.{attribute_name} is {first} but cannot be set"
        assert (first == "Set") == attribute.write_only, f"{name}.{attribute_name}"


@pytest.mark.parametrize("name", NAMES)
def test_every_command_is_in_the_docs_table(name: str) -> None:
    page = DOCS / f"{name.replace('.', '_').removesuffix('-stream')}.md"
    text = page.read_text(encoding="utf-8")
    kind = driver(name)
    commands = {attribute.command for attribute in attributes(kind).values()}
    for base in kind.__mro__:
        if issubclass(base, Instrument) and base.__module__.startswith("qcstation.instruments."):
            # What is sent without an attribute stands in the source as a text that begins with a colon or an asterisk.
            commands |= set(re.findall(r"""["']([:*][A-Z]{3,}[^"' {?]*)""", inspect.getsource(base)))
    missing = sorted(command for command in commands if f"`{command}" not in text)
    assert not missing, f"{page.name} does not list {missing}"


@pytest.mark.parametrize("name", NAMES)
def test_link_settings_can_be_made(name: str) -> None:
    settings = driver(name).link_settings("x", "TCPIP::127.0.0.1::5025::SOCKET", timeout=1.5)
    assert (settings.instrument, settings.timeout) == ("x", 1.5)


def test_unknown_driver_names_the_known_ones() -> None:
    with pytest.raises(StationError, match=r"unknown driver 'keithley\.2411'.*keithley\.2410"):
        driver("keithley.2411")


class Plugin(Instrument):
    """A driver that another package offers."""

    driver = "acme.1"
    title = "Acme 1"


class Half(SourceMeter):
    """A driver that does not fill its role."""

    driver = "acme.half"


NOT_A_DRIVER = "text"


@pytest.fixture
def plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Entry points as an installed package would have them: one good, three broken each in its own way."""
    found = [
        EntryPoint("acme.1", f"{__name__}:Plugin", ENTRY_POINT_GROUP),
        EntryPoint("acme.half", f"{__name__}:Half", ENTRY_POINT_GROUP),
        EntryPoint("acme.missing", "no_such_module:Driver", ENTRY_POINT_GROUP),
        EntryPoint("acme.text", f"{__name__}:NOT_A_DRIVER", ENTRY_POINT_GROUP),
    ]
    monkeypatch.setitem(sys.modules, __name__, sys.modules[Plugin.__module__])
    monkeypatch.setattr(registry, "entry_points", lambda group: importlib.metadata.EntryPoints(found).select(group=group))


@pytest.mark.usefixtures("plugins")
def test_plugins_are_found_and_broken_ones_are_listed() -> None:
    listed = {info.name: info for info in all_drivers()}
    assert listed["acme.1"].title == "Acme 1"
    assert "No module named 'no_such_module'" in listed["acme.missing"].problem
    assert "not a kind of Instrument" in listed["acme.text"].problem
    assert "lacks sourcing" in listed["acme.half"].problem
    assert not listed["keithley.2410"].problem
    assert driver("acme.1") is Plugin
    with pytest.raises(StationError, match="does not load"):
        driver("acme.missing")


def test_drivers_are_imported_when_asked_for() -> None:
    code = "import sys, qcstation.instruments as i; print([m for m in sys.modules if 'keithley' in m or m == 'numpy'])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
