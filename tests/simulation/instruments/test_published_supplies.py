"""What simulated supplies, matrices, prober and balance answer, line by line, against manuals and published programs.

CAEN: UM2619 and N1471 manual ("Format of response string"). iseg: SCPI manual 2020-10/11. MT-SICS: reference manual 11780711.
BrandBox, Corvus: the tests of HEPHY's published emulators. KNU: the laboratory's published client.
"""

import pytest

from qcstation.simulation import BenchSpec, Fault, FaultKind, InstrumentSpec, Wiring
from tests.simulation.clients import Rig
from tests.simulation.conftest import MakeRig

ANSWERS = {
    "caen.n1470": [
        ("$BD:00,CMD:MON,PAR:BDNAME", "#BD:00,CMD:OK,VAL:N1470"),
        ("$BD:0,CMD:MON,PAR:BDNCH", "#BD:00,CMD:OK,VAL:4"),
        ("$BD:00,CMD:MON,CH:0,PAR:VSET", "#BD:00,CMD:OK,VAL:0000.0"),
        ("$BD:00,CMD:SET,CH:0,PAR:VSET,VAL:100.0", "#BD:00,CMD:OK"),
        ("$BD:00,CMD:MON,CH:4,PAR:VSET", "#BD:00,CMD:OK,VAL:0100.0;0000.0;0000.0;0000.0"),
        ("$BD:00,CMD:MON,CH:0,PAR:STAT", "#BD:00,CMD:OK,VAL:00000"),
        ("$BD:00,CMD:MON,CH:5,PAR:VSET", "#BD:00,CH:ERR"),
        ("$BD:00,CMD:MON,CH:0,PAR:NONSENSE", "#BD:00,PAR:ERR"),
        ("$BD:00,CMD:SET,CH:0,PAR:VSET,VAL:99999", "#BD:00,VAL:ERR"),
        ("$BD:00,CMD:SET,CH:0,PAR:VSET,VAL:much", "#BD:00,VAL:ERR"),
        ("$BD:00,CMD:SET,CH:0,PAR:MAXV,VAL:150", "#BD:00,CMD:OK"),
        ("$BD:00,CMD:SET,CH:0,PAR:VSET,VAL:151", "#BD:00,VAL:ERR"),
        ("$BD:00,CMD:SET,CH:0,PAR:PDWN,VAL:SLOW", "#BD:00,VAL:ERR"),
        ("$BD:00,CMD:HELP", "#BD:00,CMD:ERR"),
        ("$CMD:MON,PAR:BDNAME", "#BD:00,CMD:ERR"),
        ("$BD:00,CMD:MON,PAR:BDILKM", "#BD:00,CMD:OK,VAL:CLOSED"),
        ("$BD:00,CMD:SET,PAR:BDILKM,VAL:OPEN", "#BD:00,CMD:OK"),
        ("$BD:00,CMD:MON,PAR:BDILKM", "#BD:00,CMD:OK,VAL:OPEN"),
    ],
    "caen.dt55xxe": [
        ("$CMD:MON,PAR:BDNAME", "#CMD:OK,VAL:DT5519E"),
        ("$CMD:SET,CH:1,PAR:ISET,VAL:10", "#CMD:OK"),
        ("$CMD:MON,CH:1,PAR:ISET", "#CMD:OK,VAL:0010.00"),
        ("$BD:00,CMD:MON,PAR:BDNAME", "#CMD:ERR"),
    ],
    "iseg.shr": [
        ("*INSTR?", "EDCP"),
        (":READ:VOLT:NOM? (@0)", "2.00000E3V"),
        (":VOLT 100,(@0);:READ:VOLT? (@0-1)", "1.00000E2V,0.00000E0V"),
        (":CURR 1E-5,(@0,2);:READ:CURR? (@0-3)", "1.00000E-5A,6.00000E-3A,1.00000E-5A,6.00000E-3A"),
        (":CONF:RAMP:VOLT:UP 5,(@);:READ:RAMP:VOLT? (@)", "5.00000E0V/s,5.00000E0V/s,5.00000E0V/s,5.00000E0V/s"),
        (":CONF:TRIP:TIME 100,(@0);:CONF:TRIP:TIME? (@0)", "100"),
        (":READ:CHAN:STAT? (@0)", "0"),
        (":VOLT ON,(@0);*OPC?", "1"),
        (":READ:CHAN:STAT? (@0)", str(128 + 16 + 8 + (1 << 19))),
        (":READ:VOLT:ON? (@0,1)", "1,0"),
        (":VOLT EMCY OFF,(@0);:READ:CHAN:STAT? (@0)", "32"),
        (":VOLT ON,(@0);:READ:VOLT:ON? (@0)", "0"),
        (":VOLT EMCY CLR,(@0);:EVENT CLEAR,(@0);:READ:CHAN:EV:STAT? (@0)", "0"),
    ],
    "hephy.brandbox": [
        ("*IDN?", "BrandBox, v2.0"),
        (":CLOS:STAT?", ""),
        (":CLOS A1,B2", "OK"),
        (":CLOS:STAT?", "A1,B2"),
        (":OPEN:STAT?", "A2,B1,C1,C2"),
        ("*STB?", "1,0,0,1,0,0"),
        (":OPEN A1", "OK"),
        ("SET:C1_ON", "OK"),
        ("GET:C1 ?", "ON"),
        ("GET:A1 ?", "OFF"),
        ("SET:B_OFF", "OK"),
        ("GET:MOD ?", "N/A"),
        ("SET:MOD CV", "OK"),
        ("GET:MOD ?", "CV"),
        (":CLOS D1", "Err99"),
        ("nonsense", "Err99"),
    ],
    "mettler.sics": [
        ("I4", 'I4 A "B021002593"'),
        ("@", 'I4 A "B021002593"'),
        ("XYZ", "ES"),
        ("si", "ES"),
    ],
    "itk.corvus": [
        ("identify", "Corvus 1 462 1 380"),
        ("getserialno", "19091234"),
        ("status", "0"),
        ("1 getunit", "1"),
        ("1 getcaldone", "3"),
        ("geterror", "0"),
        ("getjoystick", "1"),
        ("pos", "0.000000 0.000000 0.000000"),
    ],
}


def alone(rig: MakeRig, model: str, **options: object) -> Rig:
    return rig(BenchSpec(instruments={"it": InstrumentSpec(model=model, options=options)}, wiring=Wiring()))


def asked(bench: Rig, command: str) -> str:
    return bench["it"].query(command).rstrip("\r")


@pytest.mark.parametrize("model", ANSWERS)
def test_published_answers(rig: MakeRig, model: str) -> None:
    bench = alone(rig, model)
    assert [(command, asked(bench, command)) for command, _ in ANSWERS[model]] == ANSWERS[model]


def test_caen_another_board_is_silent(rig: MakeRig) -> None:
    assert alone(rig, "caen.n1470")["it"].stays_silent("$BD:01,CMD:MON,PAR:BDNAME")


def test_caen_local_mode_refuses_orders_alone(rig: MakeRig) -> None:
    bench = alone(rig, "caen.n1470", local=True)
    assert asked(bench, "$BD:00,CMD:SET,CH:0,PAR:ON") == "#BD:00,LOC:ERR"
    assert asked(bench, "$BD:00,CMD:MON,CH:0,PAR:VSET").endswith("VAL:0000.0")


@pytest.mark.parametrize(("how", "left"), [("RAMP", 40.0), ("KILL", 0.0)])
def test_caen_power_down(rig: MakeRig, how: str, left: float) -> None:
    bench = alone(rig, "caen.n1470")
    for order in ("RUP,VAL:50", "RDW,VAL:20", f"PDWN,VAL:{how}", "VSET,VAL:50", "ON"):
        assert asked(bench, f"$BD:00,CMD:SET,CH:0,PAR:{order}") == "#BD:00,CMD:OK"
    bench.control.advance(2.0)
    assert asked(bench, "$BD:00,CMD:SET,CH:0,PAR:OFF") == "#BD:00,CMD:OK"
    bench.control.advance(0.5)
    measured = float(asked(bench, "$BD:00,CMD:MON,CH:0,PAR:VMON").rpartition(":")[2])
    assert measured == pytest.approx(left, abs=0.5)


def test_iseg_a_latched_inhibit_blocks_until_it_is_cleared_or_masked(rig: MakeRig) -> None:
    bench = alone(rig, "iseg.shr")
    number = bench.control.inject(Fault(kind=FaultKind.OPEN_INTERLOCK, instrument="it"))
    bench.control.clear(number)
    assert int(asked(bench, ":READ:CHAN:EV:STAT? (@0)")) & (1 << 12)
    switch_on = ":VOLT 10,(@0);:VOLT ON,(@0);:READ:VOLT:ON? (@0)"
    assert asked(bench, switch_on) == "0"
    assert asked(bench, f":EVENT:MASK 0,(@0);{switch_on}") == "1"
    assert asked(bench, ":VOLT OFF,(@0);:EVENT:MASK 65535,(@0);:EVENT CLEAR,(@0);:READ:VOLT:ON? (@0)") == "0"
    assert asked(bench, switch_on) == "1"


def test_corvus_refuses_what_is_outside_and_unknown(rig: MakeRig) -> None:
    bench = alone(rig, "itk.corvus")
    for command, code in (("2 1 setunit", 0), ("500 0 0 move", 1015), ("1 2 move", 1002), ("dance", 2000)):
        bench["it"].write(command)
        assert asked(bench, "geterror") == str(code)


def test_sics_stable_weights_wait_and_dynamic_ones_do_not(rig: MakeRig) -> None:
    bench = alone(rig, "mettler.sics", mass=100.0, settling=3.0)
    assert asked(bench, "SI").startswith("S D ")
    answer = asked(bench, "S").split()
    assert answer[:2] == ["S", "S"]
    assert float(answer[2]) == pytest.approx(100.0, abs=1e-3)
    assert answer[3] == "g"
    assert bench.control.time() >= 3.0
    assert asked(bench, "Z") == "Z +"
    assert asked(alone(rig, "mettler.sics", draught=True), "S") == "S I"
