"""The driver of Tektronix MSO, byte by byte (4/5/6 Series MSO Programmer Manual)."""

import pytest

from qcstation.instruments.oscilloscope import ChannelSetup, Slope, TriggerCondition
from qcstation.instruments.tektronix.mso import TektronixMso
from qcstation.model.errors import IdentityError, InputError, InstrumentError
from tests.instruments.stand import on_wire

GOOD = "> *ESR?\n< 0\n"
ARMED = f"""
    > ACQ:STATE OFF
    > HOR:FAST:STATE ON
    > HOR:FAST:STATE?
    < 1
    > HOR:FAST:COUNT 2.000000E+00
    > HOR:FAST:COUNT?
    < 2
    {GOOD}> ACQ:STATE ON
"""
PREAMBLE = """
    > ACQ:NUMFRAMESACQ?
    < 2
    > DATA:SOURCE CH1
    > DATA:START 1
    > HOR:RECORDLENGTH?
    < 3
    > DATA:STOP 3
    > DATA:FRAMESTART 1
    > DATA:FRAMESTOP 2
    > WFMO:BYT_NR?
    < 1
    > WFMO:BYT_OR?
    < LSB
    > WFMO:BN_FMT?
    < RP
    > WFMO:NR_PT?
    < 3
    > WFMO:XINCR?
    < 160.0E-12
    > WFMO:XZERO?
    < -8.0E-9
    > WFMO:YMULT?
    < 2.0E-3
    > WFMO:YOFF?
    < 128.0E+0
    > WFMO:YZERO?
    < 150.0E-3
    > CURVE?
"""
STAMPS = '> HOR:FAST:TIMES:ALL:CH1? 1,2\n< "19 Nov 2022 10:04:12.123 456 789 012","19 Nov 2022 10:04:12.123 456 790 012"\n'


def test_identity() -> None:
    with on_wire(TektronixMso, "> *IDN?\n< TEKTRONIX,MSO64B,C012345,CF:91.1CT FV:2.0.3") as scope:
        assert "MSO64B" in scope.identify()
    with on_wire(TektronixMso, "> *IDN?\n< TEKTRONIX,TDS 2024,0,CF:1") as scope, pytest.raises(IdentityError):
        scope.identify()


def test_initialise() -> None:
    script = f"""
        > HEADER OFF
        > *CLS
        > ACQ:STATE OFF
        > ACQ:MODE SAMPLE
        > ACQ:STOPAFTER SEQUENCE
        > HOR:MODE MAN
        > HOR:MODE?
        < MANUAL
        > HOR:DELAY:MODE OFF
        > TRIG:A:MODE NORM
        > HOR:FAST:SUMF NONE
        > DATA:ENCDG SRIBINARY
        > DATA:WIDTH 2
        {GOOD}"""
    with on_wire(TektronixMso, script) as scope:
        scope.initialise()


def test_a_channel() -> None:
    script = f"""
        > DISPLAY:GLOBAL:CH2:STATE ON
        > CH2:COUPLING DC
        > CH2:TERMINATION 50
        > CH2:BANDWIDTH FULL
        > CH2:POSITION 0
        > CH2:SCALE 2.000000E-02
        > CH2:OFFSET 6.000000E-02
        {GOOD}> CH2:SCALE?
        < 20.0000E-3
        > CH2:OFFSET?
        < 60.0E-3
    """
    with on_wire(TektronixMso, script) as scope:
        assert scope.set_channel(2, ChannelSetup(scale=0.02, centre=0.06)) == ChannelSetup(scale=0.02, centre=0.06)


def test_the_time_base_is_what_the_instrument_makes_of_it() -> None:
    script = f"""
        > HOR:MODE:SAMPLERATE 2.000000E+10
        > HOR:MODE:SAMPLERATE?
        < 25.0E+9
        > HOR:RECORDLENGTH 5.000000E+02
        > HOR:RECORDLENGTH?
        < 500
        > HOR:POSITION 4.000000E+01
        {GOOD}> HOR:POSITION?
        < 40.0
    """
    with on_wire(TektronixMso, script) as scope:
        timebase = scope.set_timebase(sample_rate=20e9, duration=20e-9, before=8e-9)
    assert [timebase.interval, timebase.samples, timebase.before] == pytest.approx([40e-12, 500, 8e-9])


def test_coincidences_name_each_channel() -> None:
    script = f"""
        > TRIG:A:LEVEL:CH1 2.000000E-02
        > TRIG:A:LEVEL:CH2 -3.000000E-02
        > TRIG:A:TYPE LOGI
        > TRIG:A:LOGI:FUNC AND
        > TRIG:A:LOGI:WHEN TRUE
        > TRIG:A:LOGICP:CH1 HIGH
        > TRIG:A:LOGICP:CH2 LOW
        > TRIG:A:LOGICP:CH3 X
        > TRIG:A:LOGICP:CH4 X
        {GOOD}> TRIG:A:LEVEL:CH1?
        < 20.0E-3
        > TRIG:A:LEVEL:CH2?
        < -30.0E-3
    """
    falling = TriggerCondition(channel=2, level=-0.03, slope=Slope.FALLING)
    with on_wire(TektronixMso, script) as scope:
        scope.set_trigger(TriggerCondition(channel=1, level=0.02), falling)


@pytest.mark.parametrize("curve", ["#16abcABC", "#13abc;#13ABC", "#13abc\n        < #13ABC"])
def test_frames_come_in_one_block_or_in_one_each(curve: str) -> None:
    with on_wire(TektronixMso, f"{ARMED}> ACQ:STATE?\n< 0\n{PREAMBLE}< {curve}\n{STAMPS}{GOOD}") as scope:
        scope.arm(2)
        assert scope.complete()
        frames = scope.read(1)
    assert frames.samples.tolist() == [[97 - 128, 98 - 128, 99 - 128], [65 - 128, 66 - 128, 67 - 128]]
    assert frames.volts()[0, 0] == pytest.approx((97 - 128) * 2e-3 + 0.15)
    assert frames.trigger_times == pytest.approx([0.0, 1e-9])
    assert frames.trigger_offsets == pytest.approx([-8e-9, -8e-9])


def test_too_few_time_stamps_are_an_error() -> None:
    script = f'{ARMED}{PREAMBLE}< #16abcABC\n> HOR:FAST:TIMES:ALL:CH1? 1,2\n< "19 Nov 2022 10:04:12.123"'
    with on_wire(TektronixMso, script) as scope:
        scope.arm(2)
        with pytest.raises(InstrumentError, match="1 time stamps for 2 frames"):
            scope.read(1)


def test_a_short_curve_is_an_error() -> None:
    with on_wire(TektronixMso, f"{ARMED}{PREAMBLE}< #15abcAB", timeout=0.15) as scope:
        scope.arm(2)
        with pytest.raises(InstrumentError, match="no answer in time"):
            scope.read(1)


def test_nothing_is_read_before_something_was_acquired() -> None:
    with on_wire(TektronixMso, f"{ARMED}> ACQ:NUMFRAMESACQ?\n< 0") as scope:
        scope.arm(2)
        with pytest.raises(InstrumentError, match="acquired nothing"):
            scope.read(1)


def test_events_are_named() -> None:
    script = '> ACQ:STATE OFF\n> HOR:FAST:STATE OFF\n> HOR:FAST:STATE?\n< 0\n> *ESR?\n< 16\n> ALLEV?\n< 222,"Data out of range"'
    with on_wire(TektronixMso, script) as scope, pytest.raises(InstrumentError, match="Data out of range"):
        scope.arm(1)


def test_wrong_settings_are_not_sent() -> None:
    with on_wire(TektronixMso, "") as scope:
        with pytest.raises(InputError, match="channels are 1 to 8, not 0"):
            scope.set_channel(0, ChannelSetup(scale=0.1))
        with pytest.raises(InputError, match="must be above 0"):
            scope.set_timebase(sample_rate=0.0, duration=1e-8, before=0.0)
        with pytest.raises(InputError, match="at least one channel"):
            scope.set_trigger()
