"""The physics behind the wires: one device, one bias, one climate, seen by all instruments alike."""

import msgspec
import numpy as np
import pytest

from qcstation.simulation import InstrumentSpec, Wiring
from qcstation.simulation.devices.noise import ELECTROMETER, LCR_CAPACITANCE, SOURCE_METER_CURRENT, MeterNoise
from tests.simulation.clients import Rig, lgad_bench
from tests.simulation.conftest import MakeRig

SOURCES = ["keithley.2410", "keithley.2470"]
SET_UP = {
    "keithley.2400": ":SENS:FUNC 'VOLT','CURR';:FORM:ELEM VOLT,CURR;:SENS:CURR:PROT 1E-5;:OUTP ON",
    "keithley.2410": ":SENS:FUNC 'VOLT','CURR';:FORM:ELEM VOLT,CURR;:SENS:CURR:PROT 1E-5;:OUTP ON",
    "keithley.2470": ":SOUR:VOLT:ILIM 1E-5;:OUTP ON",
}
READ = {"keithley.2400": ":READ?", "keithley.2410": ":READ?", "keithley.2470": ':READ? "defbuffer1", SOUR, READ'}
LIMITED = {"keithley.2410": ":SENS:CURR:PROT:TRIP?", "keithley.2470": ":SOUR:VOLT:ILIM:TRIP?"}


def biased(rig: MakeRig, source: str, voltage: float, **more: object) -> Rig:
    bench = rig(lgad_bench(source, **more))  # type: ignore[arg-type]
    bench["bias"].write(SET_UP[source])
    bench["bias"].write(f":SOUR:VOLT {voltage}")
    bench["bias"].query("*OPC?")
    bench["pad"].write("SYST:ZCH OFF;:FORM:ELEM READ")
    bench["lcr"].write("FUNC:IMP:TYPE CPRP;:FREQ 1E4;:VOLT 0.5;:CORR:OPEN;:CORR:OPEN:STAT ON")
    bench["lcr"].query("*OPC?")
    return bench


def numbers(answer: str) -> list[float]:
    return [float(field) for field in answer.split(",")]


def temperature(answer: str) -> float:
    return float(answer.split(",", maxsplit=1)[0].removeprefix("T="))


def sigmas(value: float, truth: float, noise: MeterNoise) -> float:
    return abs(value - truth) / float(noise.deviation(truth))


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("voltage", [-10.0, -100.0, -150.0])
def test_all_meters_see_the_device_at_the_bias_of_the_source(rig: MakeRig, source: str, voltage: float) -> None:
    bench = biased(rig, source, voltage)
    device = bench.bench.device
    applied, total = numbers(bench["bias"].query(READ[source]))
    assert applied == pytest.approx(voltage, abs=0.02)
    assert sigmas(total, float(device.total_current(voltage)), SOURCE_METER_CURRENT) < 5
    assert sigmas(float(bench["pad"].query("READ?")), float(device.current(voltage)), ELECTROMETER) < 5
    capacitance, _, status = numbers(bench["lcr"].query("FETC?"))
    assert status == 0
    # The open correction leaves a few femtofarad of its own noise.
    assert capacitance == pytest.approx(float(device.capacitance(voltage)), abs=3e-14, rel=5 * LCR_CAPACITANCE.relative * 10)


def test_an_uncorrected_lcr_meter_sees_the_cables_too(rig: MakeRig) -> None:
    bench = biased(rig, "keithley.2410", -60.0)
    bench["lcr"].write("CORR:OPEN:STAT OFF")
    assert numbers(bench["lcr"].query("FETC?"))[0] - float(bench.bench.device.capacitance(-60.0)) == pytest.approx(
        49.4e-12, abs=0.2e-12
    )


@pytest.mark.parametrize("source", SOURCES)
def test_in_compliance_the_current_and_the_voltage_applied_are_clamped(rig: MakeRig, source: str) -> None:
    """The load line: the source stays at the voltage at which the device draws the limit, and everybody sees that one."""
    bench = biased(rig, source, -300.0)
    applied, total = numbers(bench["bias"].query(READ[source]))
    assert total == pytest.approx(-1e-5, rel=0.01)
    assert -170 < applied < -150
    assert float(bench.bench.device.total_current(applied)) == pytest.approx(-1e-5, rel=0.02)
    assert bench["bias"].query(LIMITED[source]) == "1"
    assert bench["bias"].query(":SOUR:VOLT?") == "-3.000000E+02"
    bench["bias"].write(":SOUR:VOLT -50")
    assert bench["bias"].query(LIMITED[source]) == "0"


def test_the_2410_reports_compliance_in_its_status_word_and_its_event_register(rig: MakeRig) -> None:
    bench = biased(rig, "keithley.2410", -300.0)
    bench["bias"].write(":FORM:ELEM STAT")
    assert int(float(bench["bias"].query(":READ?"))) & 0b1000
    assert int(bench["bias"].query(":STAT:MEAS:COND?")) & 0x4000


def test_range_compliance_of_the_2410(rig: MakeRig) -> None:
    """A fixed range below the compliance limits at 105 % of the range (6-2): bit 16 and not bit 3."""
    bench = biased(rig, "keithley.2410", -300.0)
    bench["bias"].write(":SENS:CURR:RANG 1E-6;:FORM:ELEM CURR,STAT")
    current, status = numbers(bench["bias"].query(":READ?"))
    assert current == pytest.approx(-1.05e-6, rel=0.01)
    assert int(status) & (1 << 16)
    assert not int(status) & (1 << 3)


@pytest.mark.parametrize(("source", "fix"), [("pad", "CURR:RANG 2E-9"), ("pad", "CURR:RANG 2E-8")])
def test_a_fixed_range_overflows(rig: MakeRig, source: str, fix: str) -> None:
    bench = biased(rig, "keithley.2410", -100.0)
    bench["pad"].write(f"{fix};:FORM:ELEM READ,UNIT")
    assert bench["pad"].query("READ?") == "+9.900000E+37A"
    bench["pad"].write("CURR:RANG:AUTO ON")
    assert bench["pad"].query("READ?").startswith("-")


@pytest.mark.parametrize("source", SOURCES)
def test_the_wrong_terminals_leave_the_device_alone(rig: MakeRig, source: str) -> None:
    bench = biased(rig, source, -50.0)
    bench["bias"].write(":ROUT:TERM REAR;:OUTP ON")
    applied, total = numbers(bench["bias"].query(READ[source]))
    assert applied == pytest.approx(-50.0, abs=0.01)
    assert abs(total) < 2e-9
    assert bench.control.state()["device"]["voltage"] == pytest.approx(0.0, abs=1e-3)


def test_the_output_goes_off_and_the_device_discharges(rig: MakeRig) -> None:
    bench = biased(rig, "keithley.2410", -100.0)
    bench["bias"].write(":OUTP OFF")
    bench["bias"].query("*OPC?")
    bench.control.advance(0.02)
    assert abs(bench.control.state()["device"]["voltage"]) < 1e-3
    bench["bias"].write(":OUTP ON;:OUTP:SMOD HIMP")
    bench["bias"].query("*OPC?")
    bench.control.advance(0.1)
    bench["bias"].write(":OUTP OFF")
    bench["bias"].query("*OPC?")
    bench.control.advance(0.05)
    assert abs(bench.control.state()["device"]["voltage"]) > 80.0, "an opened relay leaves the device charged"


def test_the_current_settles_after_a_step(rig: MakeRig) -> None:
    bench = biased(rig, "keithley.2410", -60.0)
    bench.control.advance(5.0)
    bench["pad"].write("CURR:NPLC 0.25")
    bench["bias"].write(":SOUR:VOLT -100")
    bench["bias"].query("*OPC?")
    early = float(bench["pad"].query("READ?"))
    bench.control.advance(1.0)
    late = float(bench["pad"].query("READ?"))
    truth = float(bench.bench.device.current(-100.0))
    assert early < 1.1 * truth, "a step to more reverse bias draws more current at first"
    assert late == pytest.approx(truth, rel=0.1)


def test_the_chamber_changes_the_current_by_the_temperature_law(rig: MakeRig) -> None:
    bench = biased(rig, "keithley.2410", -80.0)
    device = bench.bench.device
    bench["chamber"].write("a0 -30.0")
    assert bench["chamber"].read(b"\r\n") == "a"
    bench.control.advance(60.0)
    assert bench["climate"].query("?").startswith("T=+20."), "not started yet"
    bench["chamber"].write("s1 1")
    assert bench["chamber"].read(b"\r\n") == "s1"
    bench.control.advance(60.0)
    assert -30.0 < temperature(bench["climate"].query("?")) < 20.0
    bench.control.advance(3600.0)
    assert temperature(bench["climate"].query("?")) == pytest.approx(-30.0, abs=0.1)
    bench["chamber"].write("A0")
    assert bench["chamber"].read(b"\r\n") == "A0 -30.0 -30.0"
    cold = np.mean([float(bench["pad"].query("READ?")) for _ in range(20)])
    truth = float(device.current(-80.0, -30.0))
    assert abs(cold - truth) < 5 * float(ELECTROMETER.deviation(truth)) / np.sqrt(20)
    assert abs(cold) < 0.02 * abs(float(device.current(-80.0, 20.0)))


def test_zero_correction_takes_the_offset_away(rig: MakeRig) -> None:
    bench = rig(lgad_bench())
    pad = bench["pad"]
    pad.write("*RST;:FORM:ELEM READ;:CURR:NPLC 10")
    offset = np.mean([float(pad.query("READ?")) for _ in range(10)])
    pad.write("SYST:ZCOR:ACQ;:SYST:ZCOR ON")
    corrected = np.mean([float(pad.query("READ?")) for _ in range(10)])
    assert abs(corrected) < 1e-13 < abs(offset)


def test_the_6487_biases_and_measures_by_itself(rig: MakeRig) -> None:
    spec = msgspec.structs.replace(lgad_bench(), wiring=Wiring(bias="pad", electrometer="pad"))
    pad = rig(spec)["pad"]
    pad.write("SOUR:VOLT:RANG 500;ILIM 2.5E-5;LEV -90;STAT ON;:SYST:ZCH OFF;:FORM:ELEM READ,VSO")
    current, source = numbers(pad.query("READ?"))
    assert -1e-7 < current < -1e-8
    assert source == -90.0
    pad.write("SOUR:VOLT -400")
    assert numbers(pad.query("READ?"))[1] == -999.0, "in compliance"
    assert int(pad.query("STAT:MEAS:COND?")) & 0x4000


def test_the_lcr_meters_own_bias_reaches_the_device_where_it_is_the_source(rig: MakeRig) -> None:
    bench = rig(msgspec.structs.replace(lgad_bench(), wiring=Wiring(bias="lcr", lcr="lcr")))
    bench["lcr"].write("BIAS:VOLT -35;:FREQ 1E4")
    bench["lcr"].query("*OPC?")
    assert bench.control.state()["device"]["voltage"] == 0.0
    bench["lcr"].write("BIAS:STAT ON")
    bench["lcr"].query("*OPC?")
    bench.control.advance(0.1)
    assert bench.control.state()["device"]["voltage"] == pytest.approx(-35.0)


def test_an_overload_at_low_bias_can_be_asked_for(rig: MakeRig) -> None:
    spec = lgad_bench()
    lcr = InstrumentSpec(model="keysight.e4980a", options={"overload_below": 0.25})
    bench = rig(msgspec.structs.replace(spec, instruments=spec.instruments | {"lcr": lcr}))
    assert bench["lcr"].query("FETC?").endswith(",+1")
    bench["bias"].write(":OUTP ON;:SOUR:VOLT -1")
    bench["bias"].query("*OPC?")
    bench.control.advance(0.1)
    assert bench["lcr"].query("FETC?").endswith(",+0")


@pytest.mark.parametrize(
    ("variant", "current", "capacitance"),
    [
        ("dead", (0.0, 2e-10), (0.0, 1e-12)),
        ("shorted", (9.5e-6, 1.05e-5), (0.0, 1e-9)),
        ("early-breakdown", (5e-6, 1.1e-5), (0.0, 1e-11)),
        ("no-gain-layer", (0.0, 2e-9), (0.0, 8e-12)),
    ],
)
def test_what_lies_on_the_bench_shows(
    rig: MakeRig, variant: str, current: tuple[float, float], capacitance: tuple[float, float]
) -> None:
    bench = biased(rig, "keithley.2410", -115.0, variant=variant)
    assert current[0] <= abs(float(bench["pad"].query("READ?"))) <= current[1]
    assert capacitance[0] <= abs(numbers(bench["lcr"].query("FETC?"))[0]) <= capacitance[1]


def test_the_device_can_be_swapped(rig: MakeRig) -> None:
    bench = biased(rig, "keithley.2410", -80.0)
    good = float(bench["pad"].query("READ?"))
    bench.control.swap("high-leakage", 4)
    leaky = float(bench["pad"].query("READ?"))
    assert 4 < leaky / good < 9
    assert bench.control.truth()["variant"] == "high-leakage"
    assert bench.control.truth()["parameters"]["breakdown_pole"] == pytest.approx(bench.bench.device.breakdown_pole)
