"""Declared attributes: what they send, what they make of answers, what they refuse."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcstation.instruments import Instrument, scpi
from qcstation.instruments.answers import Answer
from qcstation.model.errors import InputError, InstrumentError
from tests.instruments.stand import on_wire


class Probe(Instrument):
    """One of each."""

    level = scpi.number("LEV", unit="V", bounds=(-10, 10), resolution=0.05, check=True, doc="Control the level.")
    count = scpi.integer("COUN", bounds=(1, 100), doc="Control the number of readings.")
    on = scpi.flag("STAT", doc="Control whether it is on.")
    mode = scpi.choice("MODE", {"twenty": "PROT20", "more": "PROT200", "front": "FRON"}, doc="Control the mode.")
    label = scpi.text("LAB", doc="Control the label.")
    temperature = scpi.number("TEMP", unit="degC", read_only=True, doc="Measure the temperature.")
    key = scpi.integer("KEY", write_only=True, doc="Set the key.")


def test_commands_and_queries() -> None:
    script = """
        > LEV -1.500000E+00
        > LEV?
        < -1.5
        > LEV?
        < -1.5
        > COUN 10
        > COUN?
        < +1.0E+01
        > STAT ON
        > STAT?
        < 1
        > STAT OFF
        > MODE FRON
        > LAB hello
        > LAB?
        < "hello"
        > TEMP?
        < 21.5
        > KEY 7
    """
    with on_wire(Probe, script) as probe:
        probe.level = -1.5
        assert probe.level == -1.5
        probe.count = 10
        assert probe.count == 10
        probe.on = True
        assert probe.on is True
        probe.on = False
        probe.mode = "front"
        probe.label = "hello"
        assert probe.label == "hello"
        assert probe.temperature == 21.5
        probe.key = 7


@pytest.mark.parametrize(
    ("answer", "mode"), [("PROT20", "twenty"), ("PROT200", "more"), ("FRONT", "front"), ("fron", "front"), ('"FRON"', "front")]
)
def test_choice_in_short_and_long_form(answer: str, mode: str) -> None:
    with on_wire(Probe, f"> MODE?\n< {answer}") as probe:
        assert probe.mode == mode


@pytest.mark.parametrize(("answer", "ok"), [("-1.52", True), ("-1.4501", True), ("-1.44", False), ("1.5", False), ("0", False)])
def test_read_back_within_the_resolution(answer: str, ok: bool) -> None:
    with on_wire(Probe, f"> LEV -1.500000E+00\n> LEV?\n< {answer}") as probe:
        if ok:
            probe.level = -1.5
        else:
            with pytest.raises(InstrumentError, match="level reads back other than it was set with 'LEV"):
                probe.level = -1.5


@pytest.mark.parametrize(
    ("name", "value"), [("level", 10.1), ("level", math.nan), ("level", -math.inf), ("count", 0), ("mode", "x")]
)
def test_wrong_values_are_not_sent(name: str, value: object) -> None:
    with on_wire(Probe, "") as probe, pytest.raises(InputError, match=f"bias: {name} = "):
        setattr(probe, name, value)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("level", "9.9E37"),
        ("level", "+9.91E+37"),
        ("level", ""),
        ("count", "1.5"),
        ("on", "2"),
        ("on", ""),
        ("mode", "PROT"),
        ("mode", ""),
    ],
)
def test_answers_that_hold_no_value(name: str, answer: str) -> None:
    with on_wire(Probe, f"> {getattr(Probe, name).command}?\n< {answer}") as probe, pytest.raises(InstrumentError):
        getattr(probe, name)


def test_directions() -> None:
    with on_wire(Probe, "") as probe:
        with pytest.raises(AttributeError, match="can only be read"):
            probe.temperature = 1.0
        with pytest.raises(AttributeError, match="can only be set"):
            _ = probe.key


def test_declaration_is_documented() -> None:
    assert Probe.level.__doc__ == "Control the level."
    assert (Probe.level.unit, Probe.level.bounds) == ("V", (-10, 10))
    assert Probe.level.within(0, 1).bounds == (0, 1)
    assert Probe.level.bounds == (-10, 10)


@given(value=st.floats(-10, 10))
def test_numbers_survive_the_wire(value: float) -> None:
    assert abs(float(Probe.level.encode(value)) - value) <= 1e-6 * abs(value)


@given(value=st.floats(allow_nan=True, allow_infinity=True))
def test_a_number_that_comes_out_is_finite_and_below_the_placeholders(value: float) -> None:
    try:
        number = Answer(repr(value), instrument="x", command="?").number()
    except InstrumentError:
        assert not abs(value) < 9.8e36
        return
    assert abs(number) < 9.9e36


@given(text=st.text(max_size=20))
def test_any_text_is_a_number_or_an_instrument_error(text: str) -> None:
    try:
        number = Answer(text, instrument="x", command="?").number()
    except InstrumentError:
        return
    assert math.isfinite(number)
