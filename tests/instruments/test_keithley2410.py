"""The 2410's driver, byte by byte: the commands of the 2400 Series User's Manual that docs/instruments/keithley_2410.md lists."""

import pytest

from qcstation.instruments import InstrumentOptions
from qcstation.instruments.keithley.keithley2400 import Keithley2400
from qcstation.instruments.keithley.keithley2410 import Keithley2410
from qcstation.model.errors import IdentityError, InputError, InstrumentError, LinkError, LinkTimeoutError, RunAborted
from tests.instruments.stand import StandSupervisor, connected, on_wire
from tests.transports.wires import ScriptedWire

OPTIONS = InstrumentOptions(ramp=50.0, ramp_step=5.0, highest_voltage=300.0, highest_compliance=1e-4)

SET_UP = """
    > :OUTP:STAT?
    < 0
    > :OUTP:INT:STAT?
    < 0
    > :SOUR:VOLT:LEV 0.000000E+00
    > :SOUR:VOLT:LEV?
    < 0.000000E+00
    > :SOUR:VOLT:RANG 2.000000E+02
    > :SENS:CURR:PROT:LEV 1.000000E-05
    > :SENS:CURR:PROT:LEV?
    < 1.000000E-05
    > :SOUR:VOLT:PROT:LEV 3.000000E+02
    > :SOUR:VOLT:PROT:LEV?
    < 3.000000E+02
    > :SYST:ERR?
    < 0,"No error"
"""
SWITCH_ON = """
    > :OUTP:STAT ON
    > :OUTP:STAT?
    < 1
"""
SAFE_FROM_0 = """
    > :ABOR
    > :SOUR:VOLT:LEV?
    < 0.000000E+00
    > :OUTP:STAT OFF
    > :OUTP:STAT?
    < 0
"""
SAFE_FROM_10 = """
    > :ABOR
    > :SOUR:VOLT:LEV?
    < -1.000000E+01
    > :SOUR:VOLT:LEV -5.0
    > :SOUR:VOLT:LEV 0.0
    > :OUTP:STAT OFF
    > :OUTP:STAT?
    < 0
"""
RAMP_TO_10 = """
    > :SOUR:VOLT:LEV -5.000000E+00
    > :SOUR:VOLT:LEV?
    < -5.000000E+00
    > :SOUR:VOLT:LEV -1.000000E+01
    > :SOUR:VOLT:LEV?
    < -1.000000E+01
    > :SYST:ERR?
    < 0,"No error"
"""


def test_identity() -> None:
    answer = "KEITHLEY INSTRUMENTS INC.,MODEL 2410,4096731,C33   Mar 31 2015 09:32:39/A02  /J/K"
    with on_wire(Keithley2410, f"> *IDN?\n< {answer}") as bias:
        assert bias.identify() == answer


@pytest.mark.parametrize(
    "answer",
    [
        "KEITHLEY INSTRUMENTS INC.,MODEL 2400,1,C33",
        "KEITHLEY INSTRUMENTS INC.,MODEL 24101,1,C33",
        "Keysight Technologies,E4980A,MY1,A.1",
        "ACME,MODEL 2410,1,1",
        "T=+21.34,RH=12.5,DP=-9.1",
        "",
    ],
)
def test_wrong_identity(answer: str) -> None:
    with on_wire(Keithley2410, f"> *IDN?\n< {answer}") as bias, pytest.raises(IdentityError, match="expected a KEITHLEY 2410"):
        bias.identify()


def test_wrong_serial_number() -> None:
    options = InstrumentOptions(serial_number="409")
    script = "> *IDN?\n< KEITHLEY INSTRUMENTS INC.,MODEL 2410,4096731,C33"
    with on_wire(Keithley2410, script, options=options) as bias, pytest.raises(IdentityError, match="serial number 409"):
        bias.identify()


INITIALISE = """
    > *RST
    > *CLS
    > :SYST:BEEP:STAT OFF
    > :ROUT:TERM REAR
    > :SOUR:FUNC VOLT
    > :SOUR:FUNC?
    < VOLT
    > :SENS:FUNC:CONC ON
    > :SENS:FUNC:ON 'VOLT','CURR'
    > :FORM:ELEM VOLT,CURR,STAT
    > :SENS:CURR:RANG:AUTO ON
    > :SENS:CURR:NPLC 1.000000E+00
    > :SYST:ERR?
    < 0,"No error"
"""


def test_initialise() -> None:
    options = InstrumentOptions(terminals="rear")
    with on_wire(Keithley2410, f"> :OUTP:STAT?\n< 0{INITIALISE}", options=options) as bias:
        bias.initialise()


def test_initialise_ramps_a_found_output_down_first() -> None:
    found_on = "> :OUTP:STAT?\n< 1\n> :SOUR:VOLT:LEV?\n< -1.000000E+01"
    supervisor = StandSupervisor()
    options = InstrumentOptions(terminals="rear")
    with on_wire(Keithley2410, f"{found_on}{SAFE_FROM_10}{INITIALISE}", supervisor=supervisor, options=options) as bias:
        bias.initialise()
    assert supervisor.notes == ["armed bias", "made safe bias", "bias off 0 V"]


def test_initialise_leaves_a_found_output_alone_without_a_supervisor() -> None:
    with on_wire(Keithley2410, "> :OUTP:STAT?\n< 1") as bias, pytest.raises(InstrumentError, match="supervisor"):
        bias.initialise()


def test_whole_sourcing() -> None:
    read = "> :READ?\n< -9.999812E+00,-4.551390E-08,+2.254000E+04\n"
    supervisor = StandSupervisor()
    script = SET_UP + SWITCH_ON + RAMP_TO_10 + read + SAFE_FROM_10
    with (
        on_wire(Keithley2410, script, supervisor=supervisor, options=OPTIONS) as bias,
        bias.sourcing(compliance=1e-5, highest=200) as source,
    ):
        assert source.level == 0
        source.ramp_to(-10)
        assert source.level == -10
        reading = source.measure()
    assert (reading.voltage, reading.current, reading.in_compliance) == (-9.999812, -4.55139e-08, True)
    assert supervisor.notes == [
        "armed bias",
        "bias on 0 V",
        "bias on -5 V",
        "bias on -10 V",
        "made safe bias",
        "bias off 0 V",
    ]
    assert supervisor.waits == [0.1, 0.1]
    assert supervisor.readings == [{"voltage": -9.999812, "current": -4.55139e-08}]


def test_recipe_says_how_to_make_it_safe() -> None:
    supervisor = StandSupervisor()
    with on_wire(Keithley2410, SET_UP + SWITCH_ON + SAFE_FROM_0, supervisor=supervisor, options=OPTIONS) as bias:
        with bias.sourcing(compliance=1e-5, highest=200):
            pass
        recipe = supervisor.recipes["bias"]
        assert recipe.link == bias.link.settings
    assert recipe.deadline == 200 / 50 + 2
    ramp = recipe.steps[1]
    assert (ramp.step, ramp.interval, ramp.target) == (5.0, 0.1, 0.0)  # type: ignore[union-attr]


def test_abort_between_steps_makes_safe_and_goes_on() -> None:
    first_step = "> :SOUR:VOLT:LEV -5.000000E+00\n> :SOUR:VOLT:LEV?\n< -5.000000E+00\n"
    safe = SAFE_FROM_10.replace("< -1.000000E+01\n    > :SOUR:VOLT:LEV -5.0", "< -5.000000E+00")
    supervisor = StandSupervisor(stop_at=1)
    with (
        on_wire(Keithley2410, SET_UP + SWITCH_ON + first_step + safe, supervisor=supervisor, options=OPTIONS) as bias,
        pytest.raises(RunAborted),
        bias.sourcing(compliance=1e-5, highest=200) as source,
    ):
        source.ramp_to(-100)
    assert supervisor.notes[-2:] == ["made safe bias", "bias off 0 V"]


def test_what_stopped_the_run_is_raised_even_if_safing_fails() -> None:
    safe = SAFE_FROM_0.strip().removesuffix("< 0") + "< 1"
    supervisor = StandSupervisor()
    with (
        on_wire(Keithley2410, SET_UP + SWITCH_ON + safe, supervisor=supervisor, options=OPTIONS) as bias,
        pytest.raises(RunAborted) as caught,
        bias.sourcing(compliance=1e-5, highest=200),
    ):
        raise RunAborted("stop")
    assert "could not be made safe" in caught.value.__notes__[0]
    assert supervisor.notes[-1] == "made safe bias", "an output that is still on is not reported off"


def test_no_output_without_a_supervisor() -> None:
    with (
        on_wire(Keithley2410, "", options=OPTIONS) as bias,
        pytest.raises(InstrumentError, match="supervisor"),
        bias.sourcing(compliance=1e-5, highest=200),
    ):
        pytest.fail("switched on")


@pytest.mark.parametrize(
    ("compliance", "highest", "message"),
    [
        (1e-5, 301.0, "station file's 300 V"),
        (2e-4, 100.0, "station file's 0.0001 A"),
        (1e-5, 1200.0, "instrument's 0 to 1100 V"),
        (0.03, 100.0, "instrument's 0 to 0.021 A"),
        (0.0, 100.0, "compliance 0 A"),
        (-1e-5, 100.0, "compliance -1e-05 A"),
        (1e-5, float("nan"), "voltage nan V"),
        (float("nan"), 100.0, "compliance nan A"),
    ],
)
def test_requests_beyond_bounds_send_nothing(compliance: float, highest: float, message: str) -> None:
    with (
        on_wire(Keithley2410, "", supervisor=StandSupervisor(), options=OPTIONS) as bias,
        pytest.raises(InputError, match=message),
        bias.sourcing(compliance=compliance, highest=highest),
    ):
        pytest.fail("switched on")


def test_nan_and_too_high_levels_are_not_sent() -> None:
    with (
        on_wire(Keithley2410, SET_UP + SWITCH_ON + SAFE_FROM_0, supervisor=StandSupervisor(), options=OPTIONS) as bias,
        bias.sourcing(compliance=1e-5, highest=200) as source,
    ):
        for level in (-200.1, 201.0, float("nan")):
            with pytest.raises(InputError):
                source.ramp_to(level)


def test_2400_stops_at_210_volts() -> None:
    with (
        on_wire(Keithley2400, "", supervisor=StandSupervisor()) as bias,
        pytest.raises(InputError, match="0 to 210 V"),
        bias.sourcing(compliance=1e-5, highest=211),
    ):
        pytest.fail("switched on")


@pytest.mark.parametrize(("enabled", "closed", "raises"), [("0", None, False), ("1", "1", False), ("1", "0", True)])
def test_interlock(enabled: str, closed: str | None, raises: bool) -> None:
    script = f"> :OUTP:INT:STAT?\n< {enabled}\n" + (f"> :OUTP:INT:TRIP?\n< {closed}\n" if closed else "")
    with on_wire(Keithley2410, script) as bias:
        if raises:
            with pytest.raises(InstrumentError, match="interlock is open"):
                bias.check_interlock(100)
        else:
            bias.check_interlock(100)


def test_open_interlock_arms_nothing_and_switches_nothing_on() -> None:
    script = "> :OUTP:STAT?\n< 0\n> :OUTP:INT:STAT?\n< 1\n> :OUTP:INT:TRIP?\n< 0\n"
    supervisor = StandSupervisor()
    with (
        on_wire(Keithley2410, script, supervisor=supervisor, options=OPTIONS) as bias,
        pytest.raises(InstrumentError, match="interlock"),
        bias.sourcing(compliance=1e-5, highest=200),
    ):
        pytest.fail("switched on")
    assert supervisor.notes == []


def test_output_that_is_on_already_is_not_taken_over() -> None:
    with (
        on_wire(Keithley2410, "> :OUTP:STAT?\n< 1", supervisor=StandSupervisor(), options=OPTIONS) as bias,
        pytest.raises(InstrumentError, match="on already"),
        bias.sourcing(compliance=1e-5, highest=200),
    ):
        pytest.fail("taken over")


def test_output_that_does_not_go_on_tells_why() -> None:
    refused = (
        '> :OUTP:STAT ON\n> :OUTP:STAT?\n< 0\n> :SYST:ERR?\n< 802,"OUTPUT blocked by interlock"\n> :SYST:ERR?\n< 0,"No error"\n'
    )
    with (
        on_wire(Keithley2410, SET_UP + refused + SAFE_FROM_0, supervisor=StandSupervisor(), options=OPTIONS) as bias,
        pytest.raises(InstrumentError, match="blocked by interlock"),
        bias.sourcing(compliance=1e-5, highest=200),
    ):
        pytest.fail("switched on")


@pytest.mark.parametrize(
    ("correct", "wrong"),
    [
        ("> :SENS:CURR:PROT:LEV?\n    < 1.000000E-05", "> :SENS:CURR:PROT:LEV?\n    < 1.050000E-04"),
        ("> :SOUR:VOLT:PROT:LEV?\n    < 3.000000E+02", "> :SOUR:VOLT:PROT:LEV?\n    < 1.000000E+02"),
        ("> :SOUR:VOLT:PROT:LEV?\n    < 3.000000E+02", "> :SOUR:VOLT:PROT:LEV?\n    < 1.100000E+03"),
        ("> :SOUR:VOLT:LEV?\n    < 0.000000E+00", "> :SOUR:VOLT:LEV?\n    < -1.000000E+01"),
    ],
)
def test_a_limit_that_does_not_take_keeps_the_output_off(correct: str, wrong: str) -> None:
    assert correct in SET_UP
    script = SET_UP.replace(correct, wrong)
    supervisor = StandSupervisor()
    # The script ends where the driver must give up: whatever comes after it is a failure of the test.
    script = script[: script.index(wrong) + len(wrong)]
    with (
        on_wire(Keithley2410, script, supervisor=supervisor, options=OPTIONS) as bias,
        pytest.raises(InstrumentError, match=r"read.* back"),
        bias.sourcing(compliance=1e-5, highest=200),
    ):
        pytest.fail("switched on")
    assert supervisor.notes == []


def test_whole_error_queue_is_in_the_message() -> None:
    entries = ('-113,"Undefined header"', '-222,"Parameter data out of range"', '0,"No error"')
    queue = "".join(f"> :SYST:ERR?\n< {entry}\n" for entry in entries)
    with (
        on_wire(Keithley2410, queue) as bias,
        pytest.raises(InstrumentError, match=r'-113,"Undefined header"; -222,"Parameter data out of range"'),
    ):
        bias.check_errors()


def test_error_queue_that_never_ends_is_given_up() -> None:
    with (
        on_wire(Keithley2410, '> :SYST:ERR?\n< -350,"Queue overflow"\n' * 100) as bias,
        pytest.raises(InstrumentError, match="Queue overflow"),
    ):
        bias.check_errors()


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("-1.0E+01,+9.9E37,+2.253200E+04", "beyond the range"),
        ("-1.0E+01,-9.9E37,+2.253200E+04", "beyond the range"),
        ("-1.0E+01,-1.0E-05,+1.000000E+00", "beyond the range"),
        ("+9.91E37,-1.0E-05,+0.000000E+00", "no reading"),
        ("-1.0E+01,+9.910000E+37,+0.000000E+00", "no reading"),
        ("-1.0E+01,nan,+0.000000E+00", "no reading"),
        ("-1.0E+01,inf,+0.000000E+00", "beyond the range"),
        ("-1.0E+01,-1.0E-05,+2.254800E+04", "voltage limit"),
        ("-1.0E+01,-1.0E-05", "expected 3 values"),
        ("-1.0E+01", "expected 3 values"),
        ("-1.0E+01,-1.0E-05,zero", "expected a number"),
        ("-1.0E+01,-1.0E-05,0.5", "expected a whole number"),
        ("-1.0E+01,\xff\xfe,0", "expected a number"),
        ("", "expected 3 values"),
    ],
)
def test_no_placeholder_or_garbage_comes_out_as_a_reading(answer: str, message: str) -> None:
    from qcstation.transports import open_link
    from tests.transports.wires import LineServer

    with LineServer(lambda _: answer.encode("latin-1") + b"\n") as server:
        bias = Keithley2410("bias", open_link(server.settings()))
        with pytest.raises(InstrumentError, match=message) as caught:
            bias.read()
        assert caught.value.command == ":READ?"
        bias.close()


@pytest.mark.parametrize(
    ("status", "in_compliance"), [(0, False), (1 << 3, True), (1 << 16, True), (22532, False), (22540, True)]
)
def test_compliance_bits(status: int, in_compliance: bool) -> None:
    with on_wire(Keithley2410, f"> :READ?\n< -1.0E+01,-1.0E-05,{status:+.6E}") as bias:
        assert bias.read().in_compliance is in_compliance


def test_silence_dropped_link_and_reconnect() -> None:
    with ScriptedWire("> *IDN?\n> :READ?\n! drop\n> :READ?\n< -1.0E+01,-1.0E-05,0") as wire:
        bias = connected(Keithley2410, wire, timeout=0.05)
        with pytest.raises(LinkTimeoutError, match=r"bias: no answer in time"):
            bias.identify()
        with pytest.raises(LinkError, match="closed the connection"):
            bias.read()
        bias.link.reconnect()
        assert bias.read().current == -1e-5
        bias.close()
        wire.verify()
