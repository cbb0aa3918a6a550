"""The 6487's driver, byte by byte (6487 Reference Manual), as picoammeter and as source."""

import pytest

from qcstation.instruments import InstrumentOptions
from qcstation.instruments.keithley.keithley6487 import Keithley6487
from qcstation.model.errors import InputError, InstrumentError
from tests.instruments.stand import StandSupervisor, on_wire


def test_initialise() -> None:
    script = """
        > :SOUR:VOLT:STAT?
        < 0
        > *RST
        > *CLS
        > :FUNC 'CURR'
        > :FORM:ELEM READ,STAT,VSO
        > :SYST:ERR?
        < 0,"No error"
    """
    with on_wire(Keithley6487, script) as pad:
        pad.initialise()


ZERO = """
    > :SENS:CURR:NPLC 1.000000E+00
    > :SYST:ZCH ON
    > :CURR:RANG 2.000000E-09
    > :INIT
    > :SYST:ZCOR:STAT OFF
    > :SYST:ZCOR:ACQ
    > :SYST:ZCOR ON
"""


@pytest.mark.parametrize(
    ("highest", "commands"),
    [(None, "> :CURR:RANG:AUTO ON"), (1e-6, "> :CURR:RANG:AUTO OFF\n> :CURR:RANG 1.000000E-06")],
)
def test_zero_correction_and_range(highest: float | None, commands: str) -> None:
    script = f'{ZERO}{commands}\n> :SYST:ZCH OFF\n> :SYST:ERR?\n< 0,"No error"'
    with on_wire(Keithley6487, script) as pad:
        pad.prepare(highest=highest)


@pytest.mark.parametrize(
    ("answer", "current"),
    [
        ("+1.040564E-06,+1.380000E+02,+0.000000E+00", None),
        ("+1.040564E-06,+8.000000E+00,+0.000000E+00", 1.040564e-06),
        ("-3.2E-12A,+0.000000E+00,+1.234500E+02", -3.2e-12),
        ("+9.9E37,+0.000000E+00,+0.000000E+00", None),
        ("-9.9E37,+0.000000E+00,+0.000000E+00", None),
        ("+1.0E-09,+1.000000E+00,+0.000000E+00", None),
    ],
)
def test_readings_and_overflow(answer: str, current: float | None) -> None:
    # 138 = bits 1, 3 and 7 is the manual's own example of a status word; bit 7 is an overvoltage.
    with on_wire(Keithley6487, f"> :READ?\n< {answer}") as pad:
        reading = pad.measure()
    assert reading.overflow is (current is None)
    assert reading.current == (0.0 if current is None else current)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("+9.91E37,+0.0E+00,+0.0E+00", "no reading"),
        ("+1.0E-09,+5.120000E+02,+0.0E+00", "zero check"),
        ("+1.0E-09,+0.0E+00", "expected 3 values"),
        ("garbage,+0.0E+00,+0.0E+00", "expected a number"),
    ],
)
def test_what_is_no_reading_raises(answer: str, message: str) -> None:
    with on_wire(Keithley6487, f"> :READ?\n< {answer}") as pad, pytest.raises(InstrumentError, match=message):
        pad.measure()


SOURCING = """
    > :SOUR:VOLT:STAT?
    < 0
    > :SOUR:VOLT:INT:FAIL?
    < 0
    > :SOUR:VOLT 0.000000E+00
    > :SOUR:VOLT?
    < 0.000000E+00
    > :SOUR:VOLT:RANG 500
    > :SOUR:VOLT:ILIM 2.500000E-05
    > :SOUR:VOLT:ILIM?
    < 2.500000E-05
    > :SYST:ZCH OFF
    > :SYST:ERR?
    < 0,"No error"
    > :SOUR:VOLT:STAT ON
    > :SOUR:VOLT:STAT?
    < 1
    > :SOUR:VOLT -1.000000E+02
    > :SOUR:VOLT?
    < -1.000000E+02
    > :SYST:ERR?
    < 0,"No error"
    > :READ?
    < -1.040564E-06,+0.000000E+00,{source}
    {level}
    > :ABOR
    > :SOUR:VOLT?
    < -1.000000E+02
    > :SOUR:VOLT 0.0
    > :SOUR:VOLT:STAT OFF
    > :SOUR:VOLT:STAT?
    < 0
"""


@pytest.mark.parametrize(
    ("source", "level", "in_compliance"),
    [("-1.000000E+02", "", False), ("-9.990000E+02", "> :SOUR:VOLT?\n< -1.000000E+02", True)],
)
def test_sourcing_and_its_compliance_placeholder(source: str, level: str, in_compliance: bool) -> None:
    options = InstrumentOptions(ramp=100.0, ramp_step=100.0)
    script = SOURCING.format(source=source, level=level)
    with (
        on_wire(Keithley6487, script, supervisor=StandSupervisor(), options=options) as pad,
        pad.sourcing(compliance=1e-4, highest=200) as output,
    ):
        output.ramp_to(-100)
        reading = output.measure()
    assert (reading.voltage, reading.current, reading.in_compliance) == (-100.0, -1.040564e-06, in_compliance)


def test_compliance_below_the_lowest_setting_is_refused() -> None:
    script = """
        > :SOUR:VOLT:STAT?
        < 0
        > :SOUR:VOLT 0.000000E+00
        > :SOUR:VOLT?
        < 0.000000E+00
        > :SOUR:VOLT:RANG 10
    """
    with (
        on_wire(Keithley6487, script, supervisor=StandSupervisor()) as pad,
        pytest.raises(InputError, match="lowest compliance is 25 µA"),
        pad.sourcing(compliance=1e-5, highest=10),
    ):
        pytest.fail("switched on")


@pytest.mark.parametrize(("highest", "script"), [(10.0, ""), (11.0, "> :SOUR:VOLT:INT:FAIL?\n< 1")])
def test_interlock_guards_the_upper_ranges(highest: float, script: str) -> None:
    with on_wire(Keithley6487, script) as pad:
        if script:
            with pytest.raises(InstrumentError, match="interlock is open"):
                pad.check_interlock(highest)
        else:
            pad.check_interlock(highest)
