"""Faults on purpose: each kind, each trigger, each way to inject it."""

import time

import pytest

from qcstation.model.errors import InputError
from qcstation.simulation import Fault, FaultKind, parse_fault
from tests.simulation.clients import LineClient, Rig, lgad_bench, one_instrument
from tests.simulation.conftest import MakeRig


def smu(rig: MakeRig, **fault: object) -> Rig:
    bench = rig(one_instrument("keithley.2410"))
    bench["it"].write("*CLS;:SENS:FUNC 'VOLT','CURR';:FORM:ELEM VOLT,CURR;:SENS:CURR:PROT 1E-5;:SOUR:VOLT -50;:OUTP ON")
    assert bench["it"].query("*OPC?") == "1"
    if fault:
        bench.control.inject(Fault(instrument="it", **fault))  # type: ignore[arg-type]
    return bench


def test_delay(rig: MakeRig) -> None:
    bench = smu(rig, kind=FaultKind.DELAY, seconds=0.05)
    start = time.monotonic()
    assert bench["it"].query("*OPC?") == "1"
    assert time.monotonic() - start >= 0.05
    bench.control.clear()
    start = time.monotonic()
    assert bench["it"].query("*OPC?") == "1"
    assert time.monotonic() - start < 0.05


def test_silence_leaves_the_output_as_it_is(rig: MakeRig) -> None:
    bench = smu(rig, kind=FaultKind.SILENCE)
    assert bench["it"].stays_silent("*OPC?")
    bench["it"].write(":SOUR:VOLT 0;:OUTP OFF")
    assert bench.state("it")["output"]
    assert bench.state("it")["level"] == -50.0
    bench.control.clear()
    assert bench["it"].query(":OUTP?") == "1"


def test_silence_outlasts_a_reconnection(rig: MakeRig) -> None:
    bench = smu(rig, kind=FaultKind.SILENCE)
    bench["it"].close()
    with LineClient(bench.bench.addresses["it"]) as again:
        assert again.stays_silent("*IDN?")


def test_garbage(rig: MakeRig) -> None:
    bench = smu(rig, kind=FaultKind.GARBAGE, times=1)
    answer = bench["it"].query(":READ?")
    assert not answer.isascii()
    with pytest.raises(ValueError, match="could not convert"):
        float(answer)
    assert bench["it"].query("*OPC?") == "1", "only one answer was spoilt"


def test_a_truncated_answer_has_no_end(rig: MakeRig) -> None:
    bench = smu(rig, kind=FaultKind.TRUNCATED, times=1)
    client = bench["it"]
    client.write(":READ?")
    client.socket.settimeout(0.03)
    with pytest.raises(TimeoutError):
        client.read()
    assert 0 < len(client.received) < 20


def test_a_dropped_link_refuses_for_a_while(rig: MakeRig) -> None:
    bench = smu(rig, kind=FaultKind.DROPPED_LINK, seconds=0.1)
    assert bench["it"].is_closed()
    with LineClient(bench.bench.addresses["it"]) as early:
        assert early.is_closed()
    deadline = time.monotonic() + 5.0
    while time.monotonic() < deadline:
        with LineClient(bench.bench.addresses["it"]) as late:
            try:
                assert late.query(":OUTP?") == "1", "the instrument itself did not notice"
                break
            except OSError:
                time.sleep(0.01)
    else:
        pytest.fail("it never accepted again")


def test_stuck_compliance(rig: MakeRig) -> None:
    bench = smu(rig, kind=FaultKind.STUCK_COMPLIANCE)
    assert bench["it"].query(":SENS:CURR:PROT:TRIP?") == "1"
    voltage, current = bench["it"].query(":READ?").split(",")
    assert float(voltage) == pytest.approx(-50.0, abs=0.01)
    assert abs(float(current)) < 1e-7
    bench.control.clear()
    assert bench["it"].query(":SENS:CURR:PROT:TRIP?") == "0"


def test_an_open_interlock_switches_a_2410_off_that_heeds_it(rig: MakeRig) -> None:
    bench = smu(rig)
    bench["it"].write(":OUTP:INT:STAT ON")
    assert bench["it"].query(":OUTP?") == "1"
    bench.control.inject(Fault(kind=FaultKind.OPEN_INTERLOCK, instrument="it"))
    assert not bench.state("it")["output"], "at once, without being asked anything"
    assert bench["it"].query(":OUTP:INT:TRIP?;:STAT:MEAS:COND?") == "0;0"
    bench["it"].write(":OUTP ON")
    assert bench["it"].query(":OUTP?;:SYST:ERR?") == '0;802,"OUTPUT blocked by output enable"'
    bench.control.clear()
    bench["it"].write(":OUTP ON")
    assert bench["it"].query(":OUTP?") == "1"


def test_a_2410_that_does_not_heed_its_interlock_stays_on(rig: MakeRig) -> None:
    bench = smu(rig, kind=FaultKind.OPEN_INTERLOCK)
    assert bench["it"].query(":OUTP?;:OUTP:INT:TRIP?") == "1;1"
    bench["it"].write(":OUTP:INT:STAT ON")
    assert bench["it"].query(":OUTP?") == "0"


def test_an_open_interlock_limits_a_2470_to_42_volts(rig: MakeRig) -> None:
    bench = rig(one_instrument("keithley.2470"))
    bench["it"].write(":SOUR:VOLT:ILIM 1E-5;:SOUR:VOLT -100;:OUTP ON")
    assert float(bench["it"].query(":MEAS:VOLT?")) == pytest.approx(-100.0, abs=0.01)
    bench.control.inject(Fault(kind=FaultKind.OPEN_INTERLOCK, instrument="it"))
    assert bench["it"].query(":OUTP:INT:TRIP?") == "0"
    assert float(bench["it"].query(":MEAS:VOLT?")) == pytest.approx(-42.0, abs=0.1)
    bench["it"].write(":OUTP OFF;:OUTP ON")
    assert bench["it"].query(":OUTP?") == "0", "more than 21 V cannot be switched on"
    assert not bench["it"].query(":SYST:ERR?").startswith("0,")
    bench["it"].write(":SOUR:VOLT -20;:OUTP ON")
    assert bench["it"].query(":OUTP?") == "1"


def test_an_open_interlock_lets_the_6487_go_of_the_device(rig: MakeRig) -> None:
    bench = rig(one_instrument("keithley.6487"))
    bench["it"].write("SOUR:VOLT:RANG 50;LEV -40;STAT ON")
    assert bench["it"].query("SOUR:VOLT:STAT?") == "1"
    bench.control.advance(0.1)
    bench.control.inject(Fault(kind=FaultKind.OPEN_INTERLOCK, instrument="it"))
    bench.control.advance(0.05)
    assert bench["it"].query("SOUR:VOLT:INT:FAIL?") == "1"
    assert bench.control.state()["device"]["voltage"] < -30.0, "high impedance: still charged (3-18)"
    bench["it"].write("SOUR:VOLT:STAT ON")
    assert bench["it"].query("SOUR:VOLT:STAT?;:SYST:ERR?").startswith("0;-221")


def test_an_output_that_is_stuck_on(rig: MakeRig) -> None:
    bench = smu(rig, kind=FaultKind.OUTPUT_STUCK_ON)
    bench["it"].write(":SOUR:VOLT 0;:OUTP OFF;*RST")
    assert bench["it"].query(":OUTP?") == "1"
    bench.control.advance(0.1)
    assert bench.control.state()["device"]["voltage"] == pytest.approx(-50.0)
    bench.control.clear()
    bench["it"].write(":OUTP OFF")
    assert bench["it"].query(":OUTP?") == "0"


def test_an_error_in_the_queue(rig: MakeRig) -> None:
    bench = smu(rig, kind=FaultKind.QUEUED_ERROR, text="-362,Framing error in program message")
    assert bench["it"].query(":SYST:ERR?;ERR?") == '-362,"Framing error in program message";0,"No error"'
    assert bench["it"].query("*ESR?") == "8"


def test_another_identity(rig: MakeRig) -> None:
    bench = smu(rig, kind=FaultKind.WRONG_IDENTITY, text="ACME,POWER BRICK,1,2")
    assert bench["it"].query("*IDN?") == "ACME,POWER BRICK,1,2"
    assert bench["it"].query(":OUTP?") == "1"


def test_a_drifting_temperature_is_seen_by_the_sensor_and_by_the_device(rig: MakeRig) -> None:
    bench = rig(lgad_bench())
    bench["bias"].write(":SOUR:VOLT -80;:OUTP ON")
    bench["pad"].write("SYST:ZCH OFF;:FORM:ELEM READ")
    before = float(bench["pad"].query("READ?")) if bench["bias"].query("*OPC?") else 0.0
    number = bench.control.inject(Fault(kind=FaultKind.DRIFTING_TEMPERATURE, instrument="climate", rate=0.1))
    bench.control.advance(100.0)
    assert float(bench["climate"].query("?")[2:8]) == pytest.approx(30.0, abs=0.2)
    assert 2.0 < float(bench["pad"].query("READ?")) / before < 2.7
    bench.control.clear(number)
    bench.control.advance(100.0)
    assert bench.control.state()["environment"]["temperature"] == pytest.approx(30.0, abs=0.1), "it stays where it has got to"


class TestTriggers:
    def test_after_so_many_queries(self, rig: MakeRig) -> None:
        bench = smu(rig, kind=FaultKind.WRONG_IDENTITY, after_queries=2)
        assert [bench["it"].query("*IDN?").startswith("ACME") for _ in range(4)] == [False, False, True, True]

    def test_when_the_bias_passes_a_voltage(self, rig: MakeRig) -> None:
        bench = smu(rig, kind=FaultKind.STUCK_COMPLIANCE, when_voltage=80.0)
        seen = []
        for level in (-60, -79.9, -80, -60):
            bench["it"].write(f":SOUR:VOLT {level}")
            seen.append(bench["it"].query(":SENS:CURR:PROT:TRIP?"))
        assert seen == ["0", "0", "1", "1"]

    def test_a_fault_of_a_meter_may_wait_for_the_voltage_of_the_source(self, rig: MakeRig) -> None:
        bench = rig(lgad_bench())
        bench.control.inject(Fault(kind=FaultKind.SILENCE, instrument="pad", when_voltage=30.0))
        bench["bias"].write(":OUTP ON;:SOUR:VOLT -20")
        assert bench["bias"].query("*OPC?") == "1"
        assert bench["pad"].query("*OPC?") == "1"
        bench["bias"].write(":SOUR:VOLT -40")
        assert bench["bias"].query("*OPC?") == "1"
        assert bench["pad"].stays_silent("*OPC?")

    def test_after_a_time_without_anybody_asking(self, rig: MakeRig) -> None:
        bench = smu(rig)
        bench["it"].write(":OUTP:INT:STAT ON")
        assert bench["it"].query("*OPC?") == "1"
        bench.control.inject(Fault(kind=FaultKind.OPEN_INTERLOCK, instrument="it", after_seconds=10.0))
        bench.control.advance(9.9)
        assert bench.state("it")["output"]
        bench.control.advance(0.2)
        assert not bench.state("it")["output"]
        off = [entry for entry in bench.control.history() if entry.kind == "output"][-1]
        fault = [entry for entry in bench.control.history() if entry.kind == "fault"][-1]
        assert off.on is False
        assert off.time == pytest.approx(fault.time)

    def test_all_conditions_have_to_be_met(self, rig: MakeRig) -> None:
        bench = smu(rig, kind=FaultKind.WRONG_IDENTITY, after_queries=1, after_seconds=5.0)
        assert not bench["it"].query("*IDN?").startswith("ACME")
        assert not bench["it"].query("*IDN?").startswith("ACME")
        bench.control.advance(6.0)
        assert bench["it"].query("*IDN?").startswith("ACME")


def test_faults_in_the_specification_are_there_from_the_start(rig: MakeRig) -> None:
    fault = Fault(kind=FaultKind.WRONG_IDENTITY, instrument="climate", text="nobody,0,0,0")
    bench = rig(lgad_bench(faults=(fault,)))
    assert bench["climate"].query("*IDN?") == "nobody,0,0,0"
    assert next(iter(bench.state("climate")["faults"].values()))[1] is True


def test_a_fault_as_a_person_writes_it() -> None:
    fault = parse_fault("dropped-link:bias,seconds=3,when_voltage=80")
    assert fault == Fault(kind=FaultKind.DROPPED_LINK, instrument="bias", seconds=3.0, when_voltage=80.0)
    assert parse_fault(" silence:pad , after_queries=7 ").after_queries == 7


@pytest.mark.parametrize("text", ["", "silence:pad,3", "explosion:pad", "silence:pad,colour=red", "silence:pad,seconds=soon"])
def test_what_is_no_fault_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_fault(text)
    assert "\n" not in str(caught.value)


def test_a_fault_of_an_instrument_that_is_not_there(rig: MakeRig) -> None:
    with pytest.raises(InputError, match=r"no instrument 'nobody'.*it"):
        smu(rig).control.inject(Fault(kind=FaultKind.SILENCE, instrument="nobody"))
