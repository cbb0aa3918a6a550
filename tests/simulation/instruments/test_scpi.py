"""The SCPI listener: what the standard says of headers, paths, parameters and errors, and junk of all kinds."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcstation.simulation.circuit import Circuit
from qcstation.simulation.environment import Environment
from qcstation.simulation.history import History
from qcstation.simulation.instruments import all_models
from qcstation.simulation.instruments.scpi import Command, CommandTree, Listener, ScpiError, boolean, number
from qcstation.simulation.instruments.twin import Surroundings, Twin
from qcstation.simulation.timeline import Timeline

SCPI_MODELS = ["keithley.2400", "keithley.2410", "keithley.2470", "keithley.6487", "keysight.e4980a"]


def answer_header(header: str) -> Command:
    def assign(twin: object, parameters: list[str]) -> None:
        pass

    def answer(twin: object, parameters: list[str]) -> str:
        return header

    return Command(header=header, assign=assign, answer=answer)


HEADERS = (
    "*IDN",
    ":SOURce[1]:VOLTage[:LEVel][:IMMediate][:AMPLitude]",
    ":SOURce[1]:VOLTage:RANGe",
    "[:SENSe[1]]:CURRent[:DC]:RANGe",
)
LISTENER = Listener(CommandTree(tuple(answer_header(header) for header in HEADERS)))


def resolved(message: str) -> list[str | int]:
    return [unit.command.header if unit.command else unit.error for unit in LISTENER.units(message)]


@pytest.mark.parametrize(
    ("message", "header"),
    [
        ("SOUR:VOLT 1", HEADERS[1]),
        (":source:voltage:level:immediate:amplitude 1", HEADERS[1]),
        ("sour1:volt:lev?", HEADERS[1]),
        (":SOURce1:VOLTage:AMPLitude?", HEADERS[1]),
        ("Sour:Volt:Rang?", HEADERS[2]),
        ("CURR:RANG?", HEADERS[3]),
        (":SENS:CURR:DC:RANG?", HEADERS[3]),
        (":sense1:current:range 1", HEADERS[3]),
        ("*idn?", HEADERS[0]),
        ("SOURC:VOLT 1", -113),  # neither short nor long form
        ("SOUR2:VOLT 1", -113),
        ("SOUR:VOLT:LEVE 1", -113),
        ("SOUR:VOLT1", -113),
        (":SENS", -113),
        ("*FOO?", -113),
        ("SOUR::VOLT?", -102),
        (":", -102),
        ("?", -102),
        ("SOUR:VOLT 1,", -102),
    ],
)
def test_headers(message: str, header: str | int) -> None:
    assert resolved(message) == [header]


@pytest.mark.parametrize(
    ("message", "headers"),
    [
        # SCPI-99 volume 1, 6.2.4: behind a semicolon a header goes on from the last one's path unless it begins with a colon.
        ("SOUR:VOLT 1;RANG?", [HEADERS[1], -113]),
        (":SOUR:VOLT:LEV 1;RANG?", [HEADERS[1], HEADERS[2]]),
        (":SOUR:VOLT:RANG 1;:CURR:RANG?", [HEADERS[2], HEADERS[3]]),
        (":SOUR:VOLT:RANG 1;*IDN?;RANG?", [HEADERS[2], HEADERS[0], HEADERS[2]]),
        ("*IDN?;:SOUR:VOLT?;", [HEADERS[0], HEADERS[1]]),
        # The first wrong header ends the message (2470-901-01, section 15).
        ("*IDN?;NONSENSE;*IDN?", [HEADERS[0], -113]),
    ],
)
def test_compound_messages(message: str, headers: list[str | int]) -> None:
    assert resolved(message) == headers


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("1", "", 1.0),
        ("-1.5E-3", "", -1.5e-3),
        ("+.5", "", 0.5),
        ("1.", "", 1.0),
        ("10KHZ", "HZ", 1e4),
        ("1 MHZ", "HZ", 1e6),
        ("500mV", "V", 0.5),
    ],
)
def test_numbers(text: str, unit: str, value: float) -> None:
    assert number(text, unit) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "ON", "1e", "1V", "0x10", "1 2", "nan", "inf"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ScpiError, match="-104"):
        number(text)


def test_booleans() -> None:
    assert [boolean(text) for text in ("ON", "off", "1", "0", "0.4", "2")] == [True, False, True, False, False, True]


def place() -> Surroundings:
    environment = Environment()
    timeline = Timeline()
    timeline.hold()
    circuit = Circuit(environment)
    return Surroundings(
        name="it",
        timeline=timeline,
        environment=environment,
        history=History(),
        circuit=circuit,
        open_circuit=Circuit(environment),
        rng=np.random.default_rng(1),
        drives=True,
    )


def switched_on(model: str) -> Twin:
    twin = all_models()[model](place())
    twin.handle("*CLS")
    return twin


JUNK = st.text(st.characters(min_codepoint=1, max_codepoint=255), max_size=60)
WORDS = """*IDN? *RST *CLS *ESR? *OPC :SOUR SOUR:VOLT :SENS:CURR:PROT OUTP ON OFF ? ; : , ;: 1e99 -1E-400 MAX 'CURR' "defbuffer1"
READ? FETC? FREQ FUNC:IMP:TYPE CPRP APER MED,0 TRIG:IMM FORM:ELEM VOLT SYST:ERR? NaN 9.9E37 TRIG:COUN 2 CURR:RANG 1e-9""".split()  # noqa: SIM905
PIECES = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


@pytest.mark.parametrize("model", [*SCPI_MODELS, "cts.chamber", "generic.climate"])
@given(message=st.one_of(JUNK, PIECES))
def test_no_message_breaks_an_instrument(model: str, message: str) -> None:
    """Whatever comes in, the instrument lives, answers in one line of plain text, and still knows who it is."""
    twin = switched_on(model)
    for line in re.split("[\r\n]", message):
        answer = twin.handle(line)
        assert answer is None or (answer.isascii() and "\n" not in answer)
    if model in SCPI_MODELS:
        identity = twin.handle("*IDN?")
        assert identity is not None
        assert identity.count(",") == 3


@pytest.mark.parametrize("model", SCPI_MODELS)
@settings(max_examples=40)
@given(word=st.from_regex(r"[A-Z]{3,9}(:[A-Z]{3,9}){0,3}", fullmatch=True))
def test_an_unknown_query_gets_an_error_and_no_answer(model: str, word: str) -> None:
    twin = switched_on(model)
    answer = twin.handle(f":QQ{word}?")
    assert answer is None
    error = twin.handle(":SYST:ERR?")
    assert error is not None
    assert error.startswith('-113,"Undefined header')
    assert twin.handle("*ESR?") == "32"


@pytest.mark.parametrize("model", SCPI_MODELS)
def test_a_full_error_queue_says_so(model: str) -> None:
    twin = switched_on(model)
    for _ in range(1100):
        twin.handle("NONSENSE")
    errors = []
    while not (error := str(twin.handle("SYST:ERR?"))).lstrip("+").startswith("0,"):
        errors.append(error)
    assert errors[0].startswith("-113,")
    assert errors[-1].startswith("-350,")


@pytest.mark.parametrize("model", SCPI_MODELS)
def test_every_setting_goes_back_to_its_default(model: str) -> None:
    """A query of every setting after *RST equals the one at power-on, whatever was set in between."""
    twin = switched_on(model)
    table = [command for command in type(twin).commands if command.name and command.answer]  # type: ignore[attr-defined]
    before = [command.answer(twin, []) for command in table]
    for command in table:
        for value in ("1", "ON", "MIN", "2", "TSP" if command.header == "*LANG" else "REAR"):
            try:
                command.assign(twin, [value])
            except ScpiError:
                continue
    twin.handle("*RST")
    kept = type(twin).kept_by_reset  # type: ignore[attr-defined]
    after = [command.answer(twin, []) for command in table]
    assert [text for text, command in zip(after, table, strict=True) if command.name not in kept] == [
        text for text, command in zip(before, table, strict=True) if command.name not in kept
    ]
