"""The 2470's driver, byte by byte (2470-901-01 Rev. A)."""

import pytest

from qcstation.instruments import InstrumentOptions
from qcstation.instruments.keithley.keithley2470 import Keithley2470
from qcstation.model.errors import IdentityError, InputError, InstrumentError
from tests.instruments.stand import StandSupervisor, on_wire

OPTIONS = InstrumentOptions(ramp=100.0, ramp_step=50.0)
IDENTITY = "KEITHLEY INSTRUMENTS,MODEL 2470,04473011,1.7.8a"
READ = '> :READ? "defbuffer1", SOUR, READ'


def test_identity_and_command_set() -> None:
    with on_wire(Keithley2470, f"> *IDN?\n< {IDENTITY}\n> *LANG?\n< SCPI") as bias:
        assert bias.identify() == IDENTITY


@pytest.mark.parametrize("language", ["TSP", "SCPI2400"])
def test_other_command_sets_are_refused(language: str) -> None:
    with (
        on_wire(Keithley2470, f"> *IDN?\n< {IDENTITY}\n> *LANG?\n< {language}") as bias,
        pytest.raises(InstrumentError, match="choose SCPI"),
    ):
        bias.identify()


def test_wrong_identity_is_refused_before_anything_else() -> None:
    with on_wire(Keithley2470, "> *IDN?\n< KEITHLEY INSTRUMENTS INC.,MODEL 2410,1,C33") as bias, pytest.raises(IdentityError):
        bias.identify()


def test_initialise() -> None:
    script = """
        > :OUTP:STAT?
        < 0
        > *RST
        > *CLS
        > :ROUT:TERM FRON
        > :SOUR:FUNC VOLT
        > :SENS:FUNC "CURR"
        > :SENS:CURR:RANG:AUTO ON
        > :SENS:CURR:NPLC 1.000000E+00
        > :SYST:ERR?
        < 0,"No error;0;0 0"
    """
    with on_wire(Keithley2470, script) as bias:
        bias.initialise()


def sourcing_script(highest: str, limit: str) -> str:
    """What goes over the wire for -50 V and one reading, with the range and voltage limit given."""
    return f"""
        > :OUTP:STAT?
        < 0
        > :OUTP:INT:TRIP?
        < 1
        > :SOUR:VOLT:LEV 0.000000E+00
        > :SOUR:VOLT:LEV?
        < 0
        > :SOUR:VOLT:RANG {highest}
        > :SOUR:VOLT:ILIM:LEV 1.000000E-05
        > :SOUR:VOLT:ILIM:LEV?
        < 1E-05
        > :SOUR:VOLT:PROT:LEV {limit}
        > :SOUR:VOLT:PROT:LEV?
        < {limit}
        > :SYST:ERR?
        < 0,"No error;0;0 0"
        > :OUTP:STAT ON
        > :OUTP:STAT?
        < 1
        > :SOUR:VOLT:LEV -5.000000E+01
        > :SOUR:VOLT:LEV?
        < -50
        > :SYST:ERR?
        < 0,"No error;0;0 0"
        {READ}
        < -4.999812E+01,-4.551390E-08
        > :SOUR:VOLT:ILIM:LEV:TRIP?
        < 0
        > :SOUR:VOLT:PROT:TRIP?
        < 0
        > :ABOR
        > :SOUR:VOLT:LEV?
        < -50
        > :SOUR:VOLT:LEV 0.0
        > :OUTP:STAT OFF
        > :OUTP:STAT?
        < 0
    """


@pytest.mark.parametrize(
    ("highest", "sent", "limit"),
    [(50.0, "5.000000E+01", "PROT100"), (200.0, "2.000000E+02", "PROT300"), (1000.0, "1.000000E+03", "NONE")],
)
def test_whole_sourcing(highest: float, sent: str, limit: str) -> None:
    supervisor = StandSupervisor()
    with (
        on_wire(Keithley2470, sourcing_script(sent, limit), supervisor=supervisor, options=OPTIONS) as bias,
        bias.sourcing(compliance=1e-5, highest=highest) as source,
    ):
        source.ramp_to(-50)
        reading = source.measure()
    assert (reading.voltage, reading.current, reading.in_compliance) == (-49.99812, -4.55139e-08, False)
    assert supervisor.notes == ["armed bias", "bias on 0 V", "bias on -50 V", "made safe bias", "bias off 0 V"]
    assert supervisor.recipes["bias"].deadline == highest / 100 + 2


@pytest.mark.parametrize(("highest", "asks"), [(21.0, False), (21.5, True)])
def test_open_interlock_allows_21_volts(highest: float, asks: bool) -> None:
    with on_wire(Keithley2470, "> :OUTP:INT:TRIP?\n< 0" if asks else "") as bias:
        if asks:
            with pytest.raises(InstrumentError, match="interlock is open, which allows 21 V"):
                bias.check_interlock(highest)
        else:
            bias.check_interlock(highest)


def test_compliance() -> None:
    script = f"{READ}\n< -4.1E+01,-1.0E-05\n> :SOUR:VOLT:ILIM:LEV:TRIP?\n< 1\n> :SOUR:VOLT:PROT:TRIP?\n< 0"
    with on_wire(Keithley2470, script) as bias:
        assert bias.read().in_compliance


@pytest.mark.parametrize(
    ("answer", "tripped", "message"),
    [
        ("-4.1E+01,9.9E+37", "0", "beyond the range"),
        ("-4.1E+01,9.91E+37", "0", "no reading"),
        ("-4.1E+01", "0", "expected 2 values"),
        ("-4.1E+01,-1.0E-05", "1", "voltage limit"),
    ],
)
def test_no_placeholder_comes_out_as_a_reading(answer: str, tripped: str, message: str) -> None:
    script = f"{READ}\n< {answer}\n"
    if message != "expected 2 values":
        script += f"> :SOUR:VOLT:ILIM:LEV:TRIP?\n< 0\n> :SOUR:VOLT:PROT:TRIP?\n< {tripped}"
    with on_wire(Keithley2470, script) as bias, pytest.raises(InstrumentError, match=message):
        bias.read()


@pytest.mark.parametrize(("compliance", "highest"), [(0.03, 300.0), (0.2, 100.0), (2.0, 10.0)])
def test_power_limits(compliance: float, highest: float) -> None:
    with (
        on_wire(Keithley2470, "", supervisor=StandSupervisor()) as bias,
        pytest.raises(InputError, match="compliance"),
        bias.sourcing(compliance=compliance, highest=highest),
    ):
        pytest.fail("switched on")
