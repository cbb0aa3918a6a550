"""Supplies byte by byte: the commands of the manuals, and parsers that take nothing for a number that is none."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcstation.instruments import InstrumentOptions
from qcstation.instruments.answers import Answer
from qcstation.instruments.caen.protocol import Address
from qcstation.instruments.caen.supply import CaenDt55xxE, CaenN1470
from qcstation.instruments.iseg.supply import IsegShr, quantity
from qcstation.instruments.mettler.sics import MettlerBalance
from qcstation.model.errors import InstrumentError
from qcstation.safety.recipes import Await, Expect, Send
from tests.instruments.stand import StandSupervisor, on_wire

LF: dict[str, Any] = {"read_termination": "\n", "write_termination": "\n"}
CHANNEL_2 = InstrumentOptions(channel=2, board=7, ramp=25.5)


def test_caen_identity() -> None:
    script = """
        > $BD:07,CMD:MON,PAR:BDNAME
        < #BD:07,CMD:OK,VAL:N1471A
        > $BD:07,CMD:MON,PAR:BDNCH
        < #BD:07,CMD:OK,VAL:4
        > $BD:07,CMD:MON,PAR:BDSNUM
        < #BD:07,CMD:OK,VAL:00042
        > $BD:07,CMD:MON,PAR:BDFREL
        < #BD:07,CMD:OK,VAL:01.17
    """
    with on_wire(CaenN1470, script, options=CHANNEL_2, **LF) as supply:
        assert supply.identify() == "CAEN N1471A, serial number 00042, firmware 01.17, channel 2"


def test_caen_without_board_numbers() -> None:
    script = """
        > $CMD:MON,CH:2,PAR:POL
        < #CMD:OK,VAL:-
        > $CMD:MON,CH:2,PAR:VMON
        < #CMD:OK,VAL:0100.2
        > $CMD:MON,CH:2,PAR:IMON
        < #CMD:OK,VAL:0012.35
    """
    with on_wire(CaenDt55xxE, script, options=CHANNEL_2, **LF) as supply:
        assert supply.read() == pytest.approx((-100.2, -12.35e-6))


def test_caen_limits_are_set_and_read_back_in_the_instruments_units() -> None:
    pairs = [
        ("IMRANGE", "LOW", "LOW"),
        ("MAXV", "201", "0201.0"),
        ("ISET", "9.99", "0009.99"),
        ("RUP", "25", "025"),
        ("RDW", "25", "025"),
        ("TRIP", "5.0", "0005.0"),
        ("PDWN", "RAMP", "RAMP"),
    ]
    script = "\n".join(
        f"> $BD:07,CMD:SET,CH:2,PAR:{name},VAL:{value}\n< #BD:07,CMD:OK\n"
        f"> $BD:07,CMD:MON,CH:2,PAR:{name}\n< #BD:07,CMD:OK,VAL:{held}"
        for name, value, held in pairs
    )
    with on_wire(CaenN1470, script, options=CHANNEL_2, **LF) as supply:
        supply.current_limit, supply._current_digits = 3e-3, 2
        supply.set_up_channel(compliance=9.999e-6, highest=199.5)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("#BD:07,VAL:ERR", "refuses the value"),
        ("#BD:07,LOC:ERR", "local mode"),
        ("#BD:07,CH:ERR", "no such channel"),
        ("#BD:07,PAR:ERR", "no such parameter"),
        ("#BD:07,CMD:ERR", "does not understand"),
        ("#BD:00,CMD:OK", "answer of board 07"),
        ("#CMD:OK", "answer of board 07"),
        ("#BD:07,CMD:OK,VAL:0000.0", "reads back 0"),
        ("hello", "expected an answer like"),
        ("#BD:07,PAR:OK", "expected CMD:OK"),
    ],
)
def test_a_level_that_is_refused(answer: str, message: str) -> None:
    script = f"> $BD:07,CMD:SET,CH:2,PAR:VSET,VAL:100.0\n< {answer}"
    if message == "reads back 0":
        script = f"> $BD:07,CMD:SET,CH:2,PAR:VSET,VAL:100.0\n< #BD:07,CMD:OK\n> $BD:07,CMD:MON,CH:2,PAR:VSET\n< {answer}"
    with on_wire(CaenN1470, script, options=CHANNEL_2, **LF) as supply:
        supply._voltage_digits = 1
        with pytest.raises(InstrumentError, match=message) as caught:
            supply.set_level(100.0)
        assert caught.value.instrument == "bias"


@pytest.mark.parametrize(
    ("bits", "on", "ramping", "limited", "problem"),
    [
        (0, False, False, False, ""),
        (1, True, False, False, ""),
        (1 | 2, True, True, False, ""),
        (1 | 4, True, True, False, ""),
        (1 | 8, True, False, True, ""),
        (1 | 16, True, False, False, ""),
        (128, False, False, False, "tripped"),
        (4096, False, False, False, "interlock"),
        (2048, False, False, False, "killed"),
        (512, False, False, False, "hot"),
        (1024, False, False, False, "disabled"),
    ],
)
def test_caen_status_bits(bits: int, on: bool, ramping: bool, limited: bool, problem: str) -> None:
    script = f"> $BD:07,CMD:MON,CH:2,PAR:STAT\n< #BD:07,CMD:OK,VAL:{bits:05d}"
    with on_wire(CaenN1470, script, options=CHANNEL_2, **LF) as supply:
        status = supply.status()
    assert (status.on, status.ramping, status.in_compliance) == (on, ramping, limited)
    assert bool(status.problems) is bool(problem)
    assert problem in " ".join(status.problems)


def test_caen_safing_is_plain_data() -> None:
    with on_wire(CaenN1470, "", options=CHANNEL_2, supervisor=StandSupervisor(), **LF) as supply:
        recipe = supply.safing_recipe(200.0)
    sent = [step.command for step in recipe.steps if isinstance(step, Send)]
    assert sent == [f"$BD:07,CMD:SET,CH:2,PAR:{rest}" for rest in ("RDW,VAL:25", "PDWN,VAL:RAMP", "VSET,VAL:0", "OFF")]
    voltage, rest, proof = recipe.steps[4:]
    assert isinstance(voltage, Await)
    assert isinstance(rest, Await)
    assert (voltage.query, voltage.label, voltage.field) == ("$BD:07,CMD:MON,CH:2,PAR:VMON", "VAL:", 2)
    assert isinstance(proof, Expect)
    assert proof.mask == 1
    assert recipe.deadline > voltage.timeout >= 200 / 25 + 2


@given(st.text(max_size=40))
@settings(max_examples=60)
def test_no_text_is_taken_for_a_caen_answer(text: str) -> None:
    address = Address(board=0)
    try:
        value = address.value(text, instrument="bias", command="x")
    except InstrumentError:
        return
    assert text.startswith("#BD:00,CMD:OK")
    assert "," not in value


@given(value=st.floats(-1e4, 1e4, allow_nan=False), board=st.integers(0, 31))
@settings(max_examples=40)
def test_caen_numbers_survive_the_wire(value: float, board: int) -> None:
    address = Address(board=board)
    text = address.value(f"#BD:{board:02d},CMD:OK,VAL:{value:07.2f}", instrument="bias", command="x")
    assert float(text) == pytest.approx(value, abs=0.006)


def of(text: str) -> Answer:
    return Answer(text, instrument="bias", command=":MEAS:VOLT? (@0)")


@given(value=st.floats(-1e4, 1e4, allow_nan=False), unit=st.sampled_from(["", "V", "A", "V/s", "%/s"]))
@settings(max_examples=40)
def test_iseg_numbers_survive_the_wire(value: float, unit: str) -> None:
    mantissa, exponent = f"{value:.5E}".split("E")
    assert quantity(of(f"{mantissa}E{int(exponent)}{unit}")) == pytest.approx(value, rel=1e-5, abs=1e-12)


@given(st.text(max_size=20))
@settings(max_examples=60)
def test_no_text_is_taken_for_an_iseg_quantity(text: str) -> None:
    try:
        value = quantity(of(text))
    except InstrumentError:
        return
    assert math.isfinite(value)
    assert any(character.isdigit() for character in text)


@pytest.mark.parametrize("text", ["", "V", "1.0V,2.0V", "1,0V", "nanV", "infV", "1.0E", "--1V", "0x10V", "1.0 V 2"])
def test_what_is_no_iseg_quantity(text: str) -> None:
    with pytest.raises(InstrumentError, match=r"bias: expected|bias: "):
        quantity(of(text))


def test_iseg_echoes_on_serial_lines_alone() -> None:
    assert IsegShr.link_settings("x", "ASRL/dev/ttyUSB0::INSTR").echo
    assert not IsegShr.link_settings("x", "ASRL/dev/ttyUSB0::INSTR", echo=False).echo
    assert not IsegShr.link_settings("x", "TCPIP::10.0.0.1::10001::SOCKET").echo


def test_iseg_with_echo() -> None:
    script = """
        > :MEAS:VOLT? (@2)
        < :MEAS:VOLT? (@2)
        < -1.00012E2V
        > :CONF:OUTPUT:POL? (@2)
        < :CONF:OUTPUT:POL? (@2)
        < n
        > :MEAS:CURR? (@2)
        < :MEAS:CURR? (@2)
        < 1.12340E-6A
        > :EVENT CLEAR,(@2)
        < :EVENT CLEAR,(@2)
    """
    script = script.replace("> :EVENT", "> :READ:CHAN:STAT? (@2)\n< :READ:CHAN:STAT? (@2)\n< 0\n> :EVENT")
    with on_wire(IsegShr, script, options=CHANNEL_2, echo=True, **LF) as supply:
        assert supply.read() == pytest.approx((-100.012, -1.1234e-6)), "the current has the channel's sign"
        supply.clear_events()


@pytest.mark.parametrize(
    ("events", "problem"), [(0, ""), (16 | 128 | 8, ""), (1 << 13, "tripped"), (1 << 12, "interlock"), (1 << 5, "emergency")]
)
def test_iseg_events_that_block(events: int, problem: str) -> None:
    script = f"> :READ:CHAN:STAT? (@2)\n< 152\n> :READ:CHAN:EV:STAT? (@2)\n< {events}"
    with on_wire(IsegShr, script, options=CHANNEL_2, **LF) as supply:
        status = supply.status()
    assert (status.on, status.ramping) == (True, True), "152 is the manual's example: constant voltage, on, ramping"
    assert problem in " ".join(status.problems)
    assert bool(status.problems) is bool(problem)


@pytest.mark.parametrize(
    ("answer", "mass", "stable"),
    [
        ("S S     100.00 g", 0.1, True),
        ("S D       0.1301 g", 1.301e-4, False),
        ("S S -   0.50 g", -5e-4, True),
        ("S S      -0.50 mg", -5e-7, True),
        ("S S      1.2 kg", 1.2, True),
    ],
)
def test_balance_readings(answer: str, mass: float, stable: bool) -> None:
    with on_wire(MettlerBalance, f"> SI\n< {answer}", **LF) as balance:
        reading = balance.measure()
    assert reading.mass == pytest.approx(mass)
    assert reading.stable is stable


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("S +", "overloaded"),
        ("S -", "underloaded"),
        ("S I", "cannot do it now"),
        ("ES", "syntax error"),
        ("ET", "baud rate"),
        ("EL", "logical error"),
        ("S S 100.00 lb", "unit 1 to g"),
        ("S S g", "expected an answer that begins"),
        ("S X 1.0 g", "expected an answer that begins"),
        ("S S nan g", "expected an answer that begins"),
        ("", "expected"),
    ],
)
def test_what_is_no_mass(answer: str, message: str) -> None:
    with on_wire(MettlerBalance, f"> SI\n< {answer}", **LF) as balance, pytest.raises(InstrumentError, match=message):
        balance.measure()


@given(st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=25))
@settings(max_examples=60)
def test_no_text_is_taken_for_a_mass(text: str) -> None:
    class Wire:
        def query(self, command: str) -> str:
            return text.strip()

    balance = MettlerBalance("balance", Wire())  # type: ignore[arg-type]
    try:
        reading = balance.measure()
    except InstrumentError:
        return
    assert text.strip().startswith("S ")
    assert math.isfinite(reading.mass)
