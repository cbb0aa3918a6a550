"""The E4980A's driver, byte by byte (E4980A/AL User's Guide)."""

import math

import pytest

from qcstation.instruments.keysight.e4980a import KeysightE4980A
from qcstation.model.errors import IdentityError, InputError, InstrumentError, RunAborted
from tests.instruments.stand import StandSupervisor, on_wire

TRIGGER = """
    > *CLS
    > :TRIG:IMM
    > *OPC
    > *ESR?
    < +1
    > :FETC?
"""


@pytest.mark.parametrize("maker", ["Keysight Technologies", "Agilent Technologies"])
def test_identity(maker: str) -> None:
    with on_wire(KeysightE4980A, f"> *IDN?\n< {maker},E4980A,MY46203465,A.02.21") as lcr:
        assert lcr.identify().startswith(maker)


def test_other_models_are_refused() -> None:
    with on_wire(KeysightE4980A, "> *IDN?\n< Keysight Technologies,E4980AL,MY1,A.1") as lcr, pytest.raises(IdentityError):
        lcr.identify()


def test_initialise_keeps_corrections() -> None:
    script = """
        > :CORR:OPEN:STAT?
        < 1
        > :CORR:SHOR:STAT?
        < 0
        > *RST
        > *CLS
        > :SYST:BEEP:STAT OFF
        > :CORR:OPEN:STAT ON
        > :CORR:OPEN:STAT?
        < 1
        > :CORR:SHOR:STAT OFF
        > :CORR:SHOR:STAT?
        < 0
        > :FUNC:IMP:TYPE CPRP
        > :FUNC:IMP:TYPE?
        < CPRP
        > :FUNC:IMP:RANG:AUTO ON
        > :FORM:ASC:LONG ON
        > :INIT:CONT OFF
        > :TRIG:SOUR BUS
        > :SYST:ERR?
        < +0,"No error"
    """
    with on_wire(KeysightE4980A, script) as lcr:
        lcr.initialise()


def test_prepare() -> None:
    script = """
        > :FREQ 1.000000E+04
        > :FREQ?
        < +1.00000E+04
        > :VOLT 5.000000E-01
        > :VOLT?
        < +5.00000E-01
        > :APER MED,4
        > :SYST:ERR?
        < +0,"No error"
    """
    with on_wire(KeysightE4980A, script) as lcr:
        lcr.prepare(frequency=1e4, level=0.5, averages=4)


@pytest.mark.parametrize(("frequency", "level"), [(19.0, 0.5), (2.1e6, 0.5), (1e4, -0.1), (1e4, 21.0), (math.nan, 0.5)])
def test_bounds(frequency: float, level: float) -> None:
    good = "> :FREQ 1.000000E+04\n> :FREQ?\n< +1.00000E+04" if frequency == 1e4 else ""
    with on_wire(KeysightE4980A, good) as lcr, pytest.raises(InputError, match="is outside"):
        lcr.prepare(frequency=frequency, level=level)


@pytest.mark.parametrize(
    ("answer", "capacitance", "resistance", "status", "valid"),
    [
        ("+4.867541230E-12,+1.234561230E+08,+0", 4.86754123e-12, 1.23456123e8, 0, True),
        ("+4.86754E-12,+1.23456E+08,+0,+1", 4.86754e-12, 1.23456e8, 0, True),
        ("-4.86754E-15,-1.23456E+08,+0", -4.86754e-15, -1.23456e8, 0, True),
        ("+9.90000E+37,+9.90000E+37,+1", math.nan, math.nan, 1, False),
        ("+9.90000E+37,+9.90000E+37,+0", math.nan, math.nan, 0, False),
        ("+9.91000E+37,+9.91000E+37,-1", math.nan, math.nan, -1, False),
        ("+4.86754E-12,+9.90000E+37,+0", 4.86754e-12, math.nan, 0, True),
        ("+4.86754E-12,+1.23456E+08,+3", 4.86754e-12, 1.23456e8, 3, False),
        ("+4.86754E-12,+1.23456E+08,+4", 4.86754e-12, 1.23456e8, 4, False),
    ],
)
def test_readings(answer: str, capacitance: float, resistance: float, status: int, valid: bool) -> None:
    supervisor = StandSupervisor()
    with on_wire(KeysightE4980A, f"{TRIGGER}< {answer}", supervisor=supervisor) as lcr:
        reading = lcr.measure()
    assert (reading.status, reading.valid) == (status, valid)
    assert reading.capacitance == pytest.approx(capacitance, nan_ok=True)
    assert reading.resistance == pytest.approx(resistance, nan_ok=True)
    assert supervisor.readings == ([{"capacitance": capacitance}] if valid else [])


@pytest.mark.parametrize("answer", ["+4.86754E-12", "", "E4980A,x,y", "+4.8E-12,+1.2E+08,half"])
def test_garbage(answer: str) -> None:
    with on_wire(KeysightE4980A, f"{TRIGGER}< {answer}") as lcr, pytest.raises(InstrumentError, match="expected"):
        lcr.measure()


def test_it_is_polled_so_that_the_run_can_stop() -> None:
    script = "> *CLS\n> :TRIG:IMM\n> *OPC\n> *ESR?\n< +0\n> *ESR?\n< +0"
    with on_wire(KeysightE4980A, script, supervisor=StandSupervisor(stop_at=1)) as lcr, pytest.raises(RunAborted):
        lcr.measure()


def test_a_measurement_that_never_ends_is_given_up() -> None:
    supervisor = StandSupervisor()
    polls = "> *ESR?\n< +0\n" * 6002
    with (
        on_wire(KeysightE4980A, f"> *CLS\n> :TRIG:IMM\n> *OPC\n{polls}", supervisor=supervisor) as lcr,
        pytest.raises(InstrumentError, match="not complete after 120 s"),
    ):
        lcr.measure()


def test_errors_while_it_runs_are_raised() -> None:
    queue = '> :SYST:ERR?\n< -211,"Trigger ignored"\n> :SYST:ERR?\n< +0,"No error"'
    script = f"> *CLS\n> :TRIG:IMM\n> *OPC\n> *ESR?\n< +16\n{queue}"
    with on_wire(KeysightE4980A, script) as lcr, pytest.raises(InstrumentError, match="Trigger ignored"):
        lcr.measure()


@pytest.mark.parametrize("which", ["OPEN", "SHOR"])
def test_corrections(which: str) -> None:
    script = f"""
        > *CLS
        > :CORR:{which}
        > *OPC
        > *ESR?
        < +0
        > *ESR?
        < +1
        > :CORR:{which}:STAT ON
        > :CORR:{which}:STAT?
        < 1
        > :SYST:ERR?
        < +0,"No error"
    """
    supervisor = StandSupervisor()
    with on_wire(KeysightE4980A, script, supervisor=supervisor) as lcr:
        (lcr.correct_open if which == "OPEN" else lcr.correct_short)()
    assert len(supervisor.waits) == 1
