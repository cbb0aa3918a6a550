"""Command sequences that public programs send to the real instruments: the twins take them without an error.

Sources: the manuals' programming examples, and the set-up sequences of the public drivers in hephy-dd/diode-measurement and
railroad2/lgad_ivcv.
"""

import pytest

from tests.simulation.clients import Rig, one_instrument
from tests.simulation.conftest import MakeRig

K2410_DIODE_MEASUREMENT = [
    "*RST", "*CLS", ":SYST:BEEP:STAT 0", ":ROUT:TERM FRON", ":SOUR:FUNC VOLT", ":SENS:FUNC:CONC ON",
    ":SENS:FUNC:ON 'VOLT','CURR'",
    ":FORM:ELEM VOLT,CURR", ":SENS:CURR:NPLC 1", ":SENS:AVER:TCON REP", ":SENS:AVER:COUN 10", ":SENS:AVER:STAT 0",
    ":SOUR:VOLT:RANG 1.000E+03", ":SENS:CURR:PROT:LEV 1.000E-05", ":SOUR:VOLT:LEV 0.000E+00", ":OUTP ON",
    ":SOUR:VOLT:LEV -1.000E+01",
]  # fmt: skip
K2470_DIODE_MEASUREMENT = [
    "*RST", "*CLS", ":ROUT:TERM FRON", ":SOUR:FUNC VOLT", ':SENS:FUNC "CURR"', ":SYST:BRE:PROT OFF", ":SENS:CURR:NPLC 1",
    ":SENS:CURR:AVER:TCON REP", ":SENS:CURR:AVER:COUN 10", ":SENS:CURR:AVER:STAT 0", ":SENS:CURR:AZER 1",
    ":SENS:CURR:RANG:AUTO 1",
    ":SOUR:VOLT:RANG 1000", ":SOUR:VOLT:ILIM:LEV 1.000E-05", ":SOUR:VOLT:DEL:AUTO 1", ":SOUR:VOLT:PROT:LEV PROT500",
    ":OUTP ON", ":SOUR:VOLT:LEV -1.000E+01",
]  # fmt: skip
K6487_LGAD_IVCV = [
    "*RST", "FUNC 'CURR'", "SYST:ZCH ON", "CURR:RANG 2e-9", "INIT", "SYST:ZCOR:STAT OFF", "SYST:ZCOR:ACQ", "SYST:ZCOR ON",
    "CURR:RANG:AUTO ON", "SYST:ZCH OFF", "SENS:CURR:NPLC 1", "FORM:ELEM READ,UNIT,STAT,VSO",
]  # fmt: skip
K6487_MANUAL = ["*RST", "SOUR:VOLT:RANG 10", "SOUR:VOLT 5", "SOUR:VOLT:ILIM 2.5e-3", "SOUR:VOLT:STAT ON"]
E4980A_DIODE_MEASUREMENT = [
    "*RST", "*CLS", ":SYST:BEEP:STAT 0", ":INIT:CONT OFF", ":TRIG:SOUR BUS", ":FUNC:IMP:TYPE CPRP", ":APER MED,1", ":FREQ 1E4",
    ":VOLT 0.5",
    ":AMPL:ALC 0", ":CORR:LENG 1", ":CORR:OPEN:STAT 1", ":CORR:SHOR:STAT 0", ":BIAS:RANG:AUTO 1",
]  # fmt: skip


@pytest.mark.parametrize(
    ("model", "sequence"),
    [
        ("keithley.2410", K2410_DIODE_MEASUREMENT),
        ("keithley.2470", K2470_DIODE_MEASUREMENT),
        ("keithley.6487", K6487_LGAD_IVCV),
        ("keithley.6487", K6487_MANUAL),
        ("keysight.e4980a", E4980A_DIODE_MEASUREMENT),
    ],
)
def test_the_sequence_is_taken_without_an_error(rig: MakeRig, model: str, sequence: list[str]) -> None:
    client = rig(one_instrument(model))["it"]
    for command in sequence:
        client.write(command)
        error = client.query(":SYST:ERR?")
        assert int(error.split(",")[0]) == 0, f"{command}: {error}"


def set_up(rig: MakeRig, model: str, sequence: list[str]) -> Rig:
    bench = rig(one_instrument(model))
    for command in sequence:
        bench["it"].write(command)
    assert bench["it"].query("*OPC?") == "1"
    bench.control.advance(1.0)
    return bench


def test_then_a_2410_reads(rig: MakeRig) -> None:
    voltage, current = set_up(rig, "keithley.2410", K2410_DIODE_MEASUREMENT)["it"].query(":READ?").split(",")
    assert float(voltage) == pytest.approx(-10.0, abs=0.01)
    assert -2e-9 < float(current) < 2e-9


def test_then_a_2470_reads(rig: MakeRig) -> None:
    voltage, current = (
        set_up(rig, "keithley.2470", K2470_DIODE_MEASUREMENT)["it"].query(':READ? "defbuffer1", SOUR, READ').split(",")
    )
    assert float(voltage) == pytest.approx(-10.0, abs=0.01)
    assert -2e-9 < float(current) < 2e-9


def test_then_a_6487_reads(rig: MakeRig) -> None:
    reading, status, source = set_up(rig, "keithley.6487", K6487_LGAD_IVCV)["it"].query("READ?").split(",")
    assert reading.endswith("A")
    assert int(float(status)) == 0x400, "zero corrected"
    assert float(source) == 0.0


def test_then_an_e4980a_measures_on_a_bus_trigger(rig: MakeRig) -> None:
    """*CLS, *OPC, :TRIG:IMM, poll *ESR?, :FETC?: as hephy-dd/diode-measurement does it."""
    bench = set_up(rig, "keysight.e4980a", E4980A_DIODE_MEASUREMENT)
    client = bench["it"]
    client.write("*CLS")
    client.write(":TRIG:IMM")
    client.write("*OPC")
    assert client.query("*ESR?") == "0"
    for _ in range(100):
        bench.control.advance(0.01)
        if int(client.query("*ESR?")) & 1:
            break
    else:
        pytest.fail("the measurement never completed")
    capacitance, resistance, status = client.query(":FETC?").split(",")
    assert float(capacitance) > 0
    assert float(resistance) > 0
    assert status == "+0"
