"""The LeCroy driver, byte by byte (WM-RCM-E Rev. D)."""

import pytest

from qcstation.instruments import InstrumentOptions
from qcstation.instruments.oscilloscope import ChannelSetup, Coupling, Slope, TriggerCondition
from qcstation.instruments.teledyne.lecroy import LecroyOscilloscope
from qcstation.model.errors import IdentityError, InputError, InstrumentError, RunAborted
from qcstation.transports import open_link
from tests.instruments.stand import StandSupervisor, on_wire
from tests.transports.vxi11_server import Vxi11Server

GOOD = "> CMR?\n< 0\n> EXR?\n< 0\n"
TIMEBASE = f"""
    > SEQ OFF
    > TDIV 2.000000E-09
    > TDIV?
    < 2E-9
    > MSIZ 4.000000E+02
    > TRDL -2.000000E-09
    {GOOD}> VBS? 'return=app.Acquisition.Horizontal.SampleRate'
    < 20E9
"""
ARMED = f"""
    {TIMEBASE}
    > TRMD STOP
    > SEQ ON,200,400
    {GOOD}> VBS? 'return=app.Acquisition.Horizontal.SampleRate'
    < 20E+9
    > INR?
    < 8193
    > TRMD SINGLE
"""


def armed(scope: LecroyOscilloscope) -> None:
    timebase = scope.set_timebase(sample_rate=20e9, duration=15e-9, before=8e-9)
    assert (timebase.interval, timebase.samples, timebase.before) == (pytest.approx(50e-12), 400, 8e-9)  # type: ignore[comparison-overlap]
    scope.arm(200)


@pytest.mark.parametrize(
    "answer", ["LECROY,WR640ZI,LCRY2812N60091,7.3.0", "*IDN LECROY,WAVEPRO254HD,LCRY1,9.8.0", "TELEDYNE LECROY,HDO6104,1,2"]
)
def test_identity(answer: str) -> None:
    with on_wire(LecroyOscilloscope, f"> *IDN?\n< {answer}") as scope:
        assert scope.identify() == answer.removeprefix("*IDN ")


def test_others_are_refused() -> None:
    with on_wire(LecroyOscilloscope, "> *IDN?\n< TEKTRONIX,MSO54,1,1") as scope, pytest.raises(IdentityError, match="LECROY"):
        scope.identify()
    wanted = InstrumentOptions(serial_number="LCRY2")
    with (
        on_wire(LecroyOscilloscope, "> *IDN?\n< LECROY,WR8254,LCRY1,9.8.0", options=wanted) as scope,
        pytest.raises(IdentityError, match="serial number LCRY2"),
    ):
        scope.identify()


def test_initialise() -> None:
    script = f"""
        > CHDR OFF
        > CHDR?
        < OFF
        > *CLS
        > TRMD STOP
        > CORD LO
        > CORD?
        < LO
        > CFMT DEF9,WORD,BIN
        > WFSU SP,0,NP,0,FP,0,SN,0
        {GOOD}"""
    with on_wire(LecroyOscilloscope, script) as scope:
        scope.initialise()


def test_an_instrument_that_listens_to_vicp_says_so_over_vxi_11() -> None:
    warning = b"WARNING : CURRENT REMOTE CONTROL INTERFACE IS TCPIP\n"

    def answer(command: bytes) -> bytes | None:
        if command.startswith(b"*IDN?"):
            return b"LECROY,WR8254,LCRY1,9.8.0\n"
        return warning if b"?" in command else None

    with Vxi11Server(answer) as server:
        settings = LecroyOscilloscope.link_settings("scope", f"TCPIP::127.0.0.1,{server.port}::inst0::INSTR", visa_library="@py")
        scope = LecroyOscilloscope("scope", open_link(settings))
        assert scope.identify()
        with pytest.raises(InstrumentError, match="VICP::host::INSTR"):
            scope.initialise()
        scope.close()


def test_a_channel() -> None:
    script = f"""
        > C3:TRA ON
        > C3:CPL D1M
        > BWL C3,200MHZ
        > C3:VDIV 2.000000E-02
        > C3:OFST -6.000000E-02
        {GOOD}> C3:VDIV?
        < 20E-3
        > C3:OFST?
        < -60E-3
    """
    setup = ChannelSetup(scale=0.02, centre=0.06, coupling=Coupling.DC_1_MEGOHM, bandwidth=200e6)
    with on_wire(LecroyOscilloscope, script) as scope:
        assert scope.set_channel(3, setup) == setup


def test_a_channel_that_reads_back_otherwise_is_an_error() -> None:
    script = f"""
        > C1:TRA ON
        > C1:CPL D50
        > BWL C1,OFF
        > C1:VDIV 2.000000E+00
        > C1:OFST -0.000000E+00
        {GOOD}> C1:VDIV?
        < 1.00E+00
        > C1:OFST?
        < 0
    """
    with on_wire(LecroyOscilloscope, script) as scope, pytest.raises(InstrumentError, match=r"should be 2 V/div .* is 1 round"):
        scope.set_channel(1, ChannelSetup(scale=2.0))


def test_wrong_settings_are_not_sent() -> None:
    with on_wire(LecroyOscilloscope, "") as scope:
        with pytest.raises(InputError, match="channels are 1 to 8, not 9"):
            scope.set_channel(9, ChannelSetup(scale=0.1))
        with pytest.raises(InputError, match="known: 20 MHz, 200 MHz"):
            scope.set_channel(1, ChannelSetup(scale=0.1, bandwidth=1e6))
        with pytest.raises(InputError, match="must be above 0"):
            scope.set_timebase(sample_rate=20e9, duration=0.0, before=0.0)
        with pytest.raises(InputError, match="at least one channel"):
            scope.set_trigger()
        with pytest.raises(InstrumentError, match="time base was not set"):
            scope.arm(10)


def test_the_trigger_is_an_edge_or_a_coincidence() -> None:
    edge = f"""
        > C2:TRLV -2.000000E-02
        > TRSE EDGE,SR,C2,HT,OFF
        > C2:TRSL NEG
        {GOOD}> C2:TRLV?
        < -20E-3
    """
    coincidence = f"""
        > C1:TRLV 2.000000E-02
        > C2:TRLV -3.000000E-02
        > TRPA C1,H,C2,L,STATE,AND
        > VBS 'app.Acquisition.Trigger.Type="Pattern"'
        {GOOD}> C1:TRLV?
        < 20E-3
        > C2:TRLV?
        < -30E-3
    """
    first = TriggerCondition(channel=1, level=0.02)
    second = TriggerCondition(channel=2, level=-0.03, slope=Slope.FALLING)
    with on_wire(LecroyOscilloscope, edge + coincidence) as scope:
        scope.set_trigger(TriggerCondition(channel=2, level=-0.02, slope=Slope.FALLING))
        scope.set_trigger(first, second)


def test_a_level_that_is_not_taken_is_an_error() -> None:
    script = f"> C2:TRLV 5.000000E+00\n> TRSE EDGE,SR,C2,HT,OFF\n> C2:TRSL POS\n{GOOD}> C2:TRLV?\n< 82E-3"
    with on_wire(LecroyOscilloscope, script) as scope, pytest.raises(InstrumentError, match="should be 5 V"):
        scope.set_trigger(TriggerCondition(channel=2, level=5.0))


def test_it_is_polled_until_all_segments_are_there() -> None:
    supervisor = StandSupervisor()
    with on_wire(LecroyOscilloscope, ARMED + "> INR?\n< 0\n" * 3 + "> INR?\n< 1", supervisor=supervisor) as scope:
        armed(scope)
        assert scope.wait(60.0)
        assert scope.complete(), "and stays so, though the register is cleared by reading"
    assert supervisor.waits == [0.1] * 3


def test_a_run_can_stop_while_it_waits() -> None:
    script = ARMED + "> INR?\n< 0\n" * 2
    with on_wire(LecroyOscilloscope, script, supervisor=StandSupervisor(stop_at=1)) as scope:
        armed(scope)
        with pytest.raises(RunAborted):
            scope.wait(60.0)


def test_after_the_deadline_it_is_stopped() -> None:
    supervisor = StandSupervisor()
    with on_wire(LecroyOscilloscope, ARMED + "> INR?\n< 0\n" * 4 + "> TRMD STOP", supervisor=supervisor) as scope:
        armed(scope)
        assert not scope.wait(0.25)
    assert supervisor.waits == pytest.approx([0.1, 0.1, 0.05])


def test_a_memory_that_lowers_the_sample_rate_is_an_error() -> None:
    script = f"{TIMEBASE}> TRMD STOP\n> SEQ ON,20000,400\n{GOOD}> VBS? 'return=app.Acquisition.Horizontal.SampleRate'\n< 10E9"
    with on_wire(LecroyOscilloscope, script) as scope:
        scope.set_timebase(sample_rate=20e9, duration=15e-9, before=8e-9)
        with pytest.raises(InstrumentError, match=r"takes 20000 segments only at 1e\+10 samples"):
            scope.arm(20_000)


def test_what_is_no_waveform_is_an_error() -> None:
    for answer, message in (("#15hello", "begins with WAVEDESC"), ("nonsense", "a line came where a block was expected")):
        script = f"{ARMED}> INR?\n< 1\n> C1:WF? ALL\n< {answer}"
        with on_wire(LecroyOscilloscope, script) as scope:
            armed(scope)
            with pytest.raises(InstrumentError, match=message):
                scope.read(1)


def test_errors_are_named() -> None:
    script = "> C2:TRLV 1.000000E-02\n> TRSE EDGE,SR,C2,HT,OFF\n> C2:TRSL POS\n> CMR?\n< 1\n> EXR?\n< 22"
    with (
        on_wire(LecroyOscilloscope, script) as scope,
        pytest.raises(InstrumentError, match=r"unrecognised header.*not possible with the present settings"),
    ):
        scope.set_trigger(TriggerCondition(channel=2, level=0.01))
