"""The example of docs/writing-a-driver.md does what the page says."""

import re
from pathlib import Path

import pytest

from qcstation.instruments import Electrometer
from qcstation.instruments.scpi_instrument import ScpiInstrument
from tests.instruments.stand import on_wire

PAGE = Path(__file__).parents[2] / "docs" / "writing-a-driver.md"


@pytest.fixture
def example() -> type[ScpiInstrument]:
    """The driver class on the page."""
    code = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[0]
    names: dict[str, object] = {"__name__": "acme100"}
    exec(compile(code, str(PAGE), "exec"), names)  # noqa: S102 (the project's own page)
    found = names["Acme100"]
    assert isinstance(found, type)
    assert issubclass(found, ScpiInstrument)
    return found


def test_it_works_as_the_page_says(example: type[ScpiInstrument]) -> None:
    script = """
        > *IDN?
        < ACME,100,7,1.0
        > CURR:RANG 1.000000E-06
        > CURR:RANG?
        < 1.0E-06
        > RATE SLOW
        > :SYST:ERR?
        < 0,"No error"
        > READ?
        < +1.5E-09
        > READ?
        < +9.9E37
    """
    with on_wire(example, script, read_termination="\n") as meter:
        assert isinstance(meter, Electrometer)
        meter.identify()
        meter.prepare(highest=1e-6)
        assert meter.measure().current == 1.5e-9
        assert meter.measure().overflow
