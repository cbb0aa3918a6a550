"""What each simulated oscilloscope says, line by line, beside the place in its manual where the real one is said to.

Each row: the instrument, what is sent first (no answer), the query, a pattern that the whole answer matches, the source. "WM-RCM"
is the X-Stream Remote Control Manual WM-RCM-E Rev. D, "files" real `.trc` files, "MAUI" the automation manual, "077-1305" the
4/5/6 Series MSO Programmer Manual, "488.2" IEEE 488.2. What nobody could check against the printed manual says `unverified`.
"""

import re

import pytest

from tests.simulation.clients import one_instrument
from tests.simulation.conftest import MakeRig

Row = tuple[str, tuple[str, ...], str, str, str]
LECROY: list[Row] = [
    ("teledyne.lecroy", before, query, answer, source)
    for before, query, answer, source in (
        ((), "*IDN?", r"\*IDN LECROY,WR8254,[^,]+,[^,]+", "WM-RCM, *IDN?: with the header that CHDR SHORT adds"),
        (("CHDR OFF",), "*IDN?", r"LECROY,WR8254,[^,]+,[^,]+", "WM-RCM, CHDR"),
        ((), "CHDR?", "CHDR SHORT", "WM-RCM, CHDR: default"),
        ((), "C1:VDIV?", "C1:VDIV 50E-3", "WM-RCM, VDIV"),
        (("CHDR LONG",), "C1:VDIV?", "C1:VOLT_DIV 50E-3", "WM-RCM, CHDR: long form"),
        (("CHDR OFF", "C2:VDIV 20MV"), "C2:VDIV?", "20E-3", "WM-RCM, part one: multipliers"),
        (("COMM_HEADER OFF", "C2:VOLT_DIV 0.1 V"), "C2:VDIV?", "100E-3", "WM-RCM: long forms, units"),
        (("CHDR OFF", "TDIV 5NS"), "TDIV?", "5E-9", "WM-RCM, TDIV"),
        (("CHDR OFF", "C1:OFST -0.15"), "C1:OFST?", "-150E-3", "WM-RCM, OFST"),
        (("CHDR OFF", "C1:CPL D1M"), "C1:CPL?", "D1M", "WM-RCM, CPL"),
        (("CHDR OFF", "BWL C2,200MHZ"), "BWL?", "C1,OFF,C2,200MHZ,C3,OFF,C4,OFF", "WM-RCM, BWL"),
        (("CHDR OFF",), "CORD?", "HI", "WM-RCM, CORD: default"),
        (("CHDR OFF",), "CFMT?", "DEF9,BYTE,BIN", "WM-RCM, CFMT: default bytes"),
        (("CHDR OFF", "WFSU NP,50,FP,10"), "WFSU?", "SP,0,NP,50,FP,10,SN,0", "WM-RCM, WFSU: pairs in any order"),
        (("CHDR OFF", "SEQ ON,200,1000"), "SEQ?", "ON,200,1E3", "WM-RCM, SEQ"),
        (("CHDR OFF",), "TRMD?", "STOP", "unverified: the default is AUTO"),
        (("CHDR OFF", "TRMD NORM"), "TRMD?", "NORM", "WM-RCM, TRMD"),
        (("CHDR OFF", "ARM"), "TRMD?", "SINGLE", "WM-RCM, ARM: forces a single acquisition"),
        (("CHDR OFF", "TRSE EDGE,SR,C3,HT,OFF"), "TRSE?", "EDGE,SR,C3,HT,OFF", "WM-RCM, TRSE"),
        (("CHDR OFF", "TRPA C1,H,C2,L,STATE,AND"), "TRPA?", "C1,H,C2,L,STATE,AND", "WM-RCM, 242"),
        (("CHDR OFF", "C2:TRLV 20MV"), "C2:TRLV?", "20E-3", "WM-RCM, TRLV"),
        (("CHDR OFF", "NONSENSE"), "CMR?;CMR?", "1;0", "WM-RCM, CMR?: unrecognised header, cleared by reading"),
        (("CHDR OFF", "TRMD SOMETIMES"), "CMR?", "5", "WM-RCM, CMR?: unrecognised keyword"),
        (("CHDR OFF", "TDIV fast"), "CMR?", "3", "WM-RCM, CMR?: illegal number"),
        (("CHDR OFF", "TDIV"), "EXR?", "27", "WM-RCM, EXR?: parameter missing"),
        (("CHDR OFF", "*CLS", "NONSENSE"), "*ESR?", "32", "488.2, 11.5.1.1.4: command error"),
        (("CHDR OFF", "NONSENSE", "*CLS"), "CMR?", "0", "488.2, 10.3"),
        ((), "*OPC?", "1", "WM-RCM, *OPC?: always 1, commands are carried out one after the other"),
        (("CHDR OFF", "TRMD SINGLE", "C1:WF? NONE"), "CMR?", "5", "WM-RCM, WF?"),
        (("CHDR OFF", "C1:TRA OFF", "C1:WF?"), "EXR?", "22", "unverified: a trace that is off has no waveform"),
        (("CHDR OFF", "VBS 'app.Acquisition.Trigger.Source=\"C3\"'"), "TRSE?", "EDGE,SR,C3,.*", "MAUI: the same setting twice"),
        (("CHDR OFF",), "VBS? 'return=app.Acquisition.Horizontal.SampleRate'", "2E9|20E9", "MAUI; at most 20 GS/s"),
        (("CHDR OFF", "TDIV 5NS", "MSIZ 500"), "VBS? 'return=app.Acquisition.Horizontal.NumPoints'", "502", "files"),
        (("CHDR OFF", "VBS 'app.Nonsense=1'"), "EXR?", "26", "unverified"),
        (("CHDR OFF",), "C1:WF? DESC", r"DESC,#9000000346WAVEDESC\x00{8}LECROY_2_3\x00{6}[\s\S]*", "WM-RCM, WF?; template"),
    )
]
TEKTRONIX: list[Row] = [
    ("tektronix.mso", before, query, answer, source)
    for before, query, answer, source in (
        ((), "*IDN?", "TEKTRONIX,MSO54,[^,]+,[^,]+", "077-1305, *IDN?"),
        ((), "CH1:SCALE?", "100E-3", "077-1305, CH<x>:SCAle: default 100 mV"),
        (("CH1:SCA 20E-3",), "CH1:SCALE?", "20E-3", "077-1305"),
        (("CH2:OFFSET 0.06",), "CH2:OFFS?", "60E-3", "077-1305"),
        (("CH1:BANDWIDTH 20E6",), "CH1:BANDWIDTH?", "20E6", "077-1305"),
        (("CH1:BAN FULL",), "CH1:BAN?", "2E9", "077-1305: the model's own"),
        ((), "HOR:MODE?", "AUTO", "077-1305: default automatic"),
        (("HOR:MODE MAN;MODE:SAMPLERATE 25E9",), "HOR:MODE:SAMPLER?", "25E9", "077-1305"),
        (("HOR:RECORDLENGTH 500",), "HORIZONTAL:RECORDLENGTH?", "500", "077-1305"),
        (("HOR:FAST:STATE 1", "HOR:FAST:COUN 20"), "HOR:FAST:STATE?;COUNT?", "1;20", "077-1305, FASTframe"),
        ((), "ACQ:STATE?", "0", "unverified: runs after power-on"),
        (("ACQ:STOPA SEQ", "TRIG:A:MODE NORM", "ACQ:STATE ON"), "ACQ:STATE?", "1", "077-1305: until a trigger comes"),
        (("DATA:ENC SRI", "DATA:WID 2"), "WFMO:BYT_NR?;BYT_OR?;BN_FMT?", "2;LSB;RI", "077-1305, WFMOutpre"),
        (("DATA:ENC RPB", "DATA:WID 1"), "WFMO:BYT_N?;BYT_O?;BN_F?", "1;MSB;RP", "077-1305, WFMOutpre"),
        (("*CLS", "NONSENSE"), "*ESR?;ALLEV?", "32;113,.*", "077-1305: events can be read after *ESR?"),
        (("*CLS", "NONSENSE"), "ALLEV?", "1,.*pending.*", "077-1305: not before"),
        (("*CLS",), "*ESR?;ALLEV?", "0;0,.*", "077-1305"),
        (("*CLS", "CURVE?"), "*ESR?;ALLEV?", "8;2244,.*", "unverified"),
        (("CH1:SCALE 100",), "*ESR?;ALLEV?", "(16|144);222,.*", "077-1305: data out of range"),
        (("TRIG:A:TYP LOGI", "TRIG:A:LOGICP:CH2 HIGH"), "TRIG:A:TYPE?;LOGICPATTERN:CH2?", "LOGI;HIGH", "unverified"),
    )
]


@pytest.mark.parametrize(("model", "before", "query", "answer", "source"), LECROY + TEKTRONIX)
def test_row(rig: MakeRig, model: str, before: tuple[str, ...], query: str, answer: str, source: str) -> None:
    assert source
    client = rig(one_instrument(model))["it"]
    for command in before:
        client.write(command)
    assert re.fullmatch(answer, client.query(query)), query


BETA_SETUP_LECROY = [
    "CHDR OFF", "CORD LO", "CFMT DEF9,WORD,BIN", "WFSU SP,0,NP,0,FP,0,SN,0", "TDIV 5NS", "C1:VDIV 0.02", "C1:OFST 0",
    "C1:CPL D50", "TRDL 0", "SEQ ON,200", "VBS 'app.Acquisition.Trigger.Source=\"C2\"'",
    "VBS 'app.Acquisition.Trigger.C2.Level=\"-0.02\"'",
    "VBS 'app.Acquisition.Trigger.C2.Slope=\"Negative\"'", "TRMD SINGLE",
]  # fmt: skip
FASTFRAME_TEKTRONIX = [
    "HEADER 0", "VERBOSE 1", "HOR:MODE MAN", "HOR:MODE:SAMPLERATE 2.5E10", "HOR:RECORDLENGTH 1000", "ACQ:MODE SAMPLE",
    "ACQ:STOPAFTER SEQUENCE", "HOR:FAST:STATE 1", "HOR:FAST:COUNT 200", "HOR:FAST:SUMF NONE", "DATA:SOURCE CH1",
    "DATA:ENCDG RIBINARY", "DATA:WIDTH 2", "DATA:START 1", "DATA:STOP 1000", "DATA:FRAMESTART 1", "DATA:FRAMESTOP 200",
    "ACQ:STATE 1",
]  # fmt: skip


def test_the_sequence_of_public_beta_setups_is_taken_without_an_error(rig: MakeRig) -> None:
    client = rig(one_instrument("teledyne.lecroy"))["it"]
    for command in BETA_SETUP_LECROY:
        client.write(command)
    assert client.query("CMR?;EXR?") == "0;0"


def test_the_sequence_of_public_fastframe_programs_is_taken_without_an_error(rig: MakeRig) -> None:
    client = rig(one_instrument("tektronix.mso"))["it"]
    client.write("*CLS")
    for command in FASTFRAME_TEKTRONIX:
        client.write(command)
        assert client.query("*ESR?") == "0", command
