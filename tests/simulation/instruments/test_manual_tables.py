"""What each simulated instrument says, line by line, beside the place in its manual where the real one is said to.

Each row: the instrument, what is sent first (no answer), the query, a pattern that the whole answer matches, the source. Manuals:
"2400" is the 2400-series User's Manual rev. K, "2470" 2470-901-01, "6487" 6487-901-01, "E4980A" the E4980A/AL User's Guide,
"SCPI" SCPI-1999, "488.2" IEEE 488.2. Pages that nobody could check against the printed manual say `unverified`.
"""

import re

import pytest

from tests.simulation.clients import one_instrument
from tests.simulation.conftest import MakeRig

NUMBER = r"[+-]?\d\.\d{6}E[+-]\d\d"
Row = tuple[str, tuple[str, ...], str, str, str]

COMMON: list[Row] = [
    (model, before, query, answer, source)
    for model in ("keithley.2410", "keithley.6487", "keysight.e4980a", "keithley.2470")
    for before, query, answer, source in (
        ((), "*IDN?", r"[^,]+,[^,]+,[^,]+,[^,]+", "488.2, 10.14: maker, model, serial number, firmware"),
        ((), "*ESR?", "128", "488.2, 11.5.1.1.2: power-on bit"),
        (("*CLS",), "*ESR?", "0", "488.2, 10.3"),
        (("*CLS", "NONSENSE"), "*ESR?", "32", "488.2, 11.5.1.1.4: command error"),
        (("*CLS", "NONSENSE"), "*ESR?;*ESR?", "32;0", "488.2, 11.5.1.2: reading clears"),
        (("*CLS", "*ESE 32", "NONSENSE"), "*STB?", r"(32|36)", "488.2, 11.2.1.2: event summary; Keithley: error available too"),
        (("*CLS", "*ESE 32", "*SRE 32", "NONSENSE"), "*STB?", r"(96|100)", "488.2, 11.2.1.3: master summary"),
        (("*ESE 256",), "SYST:ERR?", r"-222,.*", "488.2, 10.10: 0 to 255"),
        (("*CLS", "*OPC"), "*ESR?", "1", "488.2, 10.18"),
        ((), "*OPC?", "1", "488.2, 10.19"),
        ((), "*TST?", "0", "488.2, 10.38"),
        (
            ("NONSENSE",),
            "SYST:ERR?;ERR?",
            r'-113,"Undefined header.*";\+?0,"No error.*"',
            "SCPI vol. 2, chapter 21: oldest first, then none",
        ),
        (("NONSENSE", "*CLS"), "SYST:ERR?", r'\+?0,"No error.*"', "488.2, 10.3: *CLS empties the queue"),
    )
]

K2410: list[Row] = [
    ("keithley.2410", before, query, answer, source)
    for before, query, answer, source in (
        ((), ":SYST:ERR?", '0,"No error"', "2400, section 18"),
        ((), ":ROUT:TERM?", "FRON", "2400, section 18: default front"),
        ((), ":SOUR:VOLT:RANG?", "2.100000E[+]01", "2400, 18-75: default the 20 V range"),
        ((), ":SENS:CURR:PROT?", "1.050000E-04", "2400, 18-11: default 105 uA"),
        ((), ":SENS:CURR:NPLC?", "1.000000E[+]00", "2400, 18-11"),
        ((), ":SENS:CURR:PROT? MAX", "1.050000E[+]00", "2400, 18-68"),
        ((), ":SOUR:VOLT? MIN", "-1.100000E[+]03", "2400, 18-84: 2410, -1100 V"),
        ((":SOUR:VOLT 1101",), ":SYST:ERR?", '-222,"Parameter data out of range"', "2400, appendix B"),
        ((":SOUR:VOLT abc",), ":SYST:ERR?", '-104,"Data type error"', "2400, appendix B"),
        ((":SOUR:VOLT",), ":SYST:ERR?", '-109,"Missing parameter"', "2400, appendix B"),
        ((":SOUR:VOLT 1,2",), ":SYST:ERR?", '-108,"Parameter not allowed"', "2400, appendix B"),
        ((":ROUT:TERM SIDE",), ":SYST:ERR?", '-224,"Illegal parameter value"', "2400, appendix B"),
        ((":SOUR:VOLT:RANG 3",), ":SOUR:VOLT:RANG?", "2.100000E[+]01", "2400, 18-75: RANG 3 selects the 20 V range"),
        ((":SOUR:VOLT:RANG 1.0E+03",), ":SOUR:VOLT:RANG?", "1.100000E[+]03", "2400, 18-75"),
        ((":SOUR:VOLT:RANG 20", ":SOUR:VOLT 30"), ":SYST:ERR?", "-222,.*", "2400, 18-75: a fixed range bounds the level"),
        ((":SOUR:VOLT:RANG 20",), ":SOUR:VOLT:RANG:AUTO?", "0", "2400, section 18: a fixed range ends auto range"),
        ((":SOUR:VOLT:RANG 1000", ":SENS:CURR:PROT 0.05"), ":SYST:ERR?", r"826,.*", "2400, B-7; 18-62: 20 mA on the 1 kV range"),
        ((":SENS:CURR:PROT 0.05", ":SOUR:VOLT:RANG 1000"), ":SYST:ERR?", r"826,.*", "2400, B-7"),
        ((":SENS:CURR:RANG 1E-3",), ":SYST:ERR?", '824,"Cannot exceed compliance range"', "2400, B-7; 18-62, note 3"),
        (
            (":SENS:CURR:RANG 1E-4", ":SENS:CURR:PROT 5E-8"),
            ":SYST:ERR?",
            '822,"Too small for sense range"',
            "2400, 18-68: 0.1 % of range",
        ),
        ((":SENS:CURR:PROT 1E-5",), ":SENS:CURR:RANG:AUTO:ULIM?", "1.050000E-05", "2400, 18-68: the compliance range"),
        ((), ":OUTP?", "0", "2400, section 18: off at power-on"),
        ((), ":READ?;:SYST:ERR?", '803,"Not permitted with OUTPUT off"', "2400, B-6"),
        ((":OUTP ON",), ":OUTP?;:OUTP:STAT?", "1;1", "2400, section 18"),
        ((":OUTP ON", ":ROUT:TERM REAR"), ":OUTP?", "0", "unverified: changing terminals turns the output off"),
        ((":OUTP ON", "*RST"), ":OUTP?", "0", "2400, section 18: off at *RST"),
        ((":OUTP ON", ":SOUR:CLE"), ":OUTP?", "0", "2400, section 18"),
        ((":OUTP ON",), ":READ?", ",".join([NUMBER] * 5), "2400, 18-51: five elements by default"),
        ((":FORM:ELEM VOLT,CURR", ":OUTP ON"), ":READ?", f"{NUMBER},{NUMBER}", "2400, 18-51"),
        ((":FORM:ELEM CURR,VOLT",), ":FORM:ELEM?", "VOLT,CURR", "2400, 18-51: the order is the instrument's"),
        ((":FORM:ELEM RES", ":OUTP ON"), ":READ?", r"\+9.910000E\+37", "2400, 18-51: not measured is NaN, +9.91e37"),
        (
            (":FORM:ELEM VOLT", ":SOUR:VOLT 3", ":OUTP ON"),
            ":READ?",
            r"\+3.000000E\+00",
            "2400, 18-51: voltage not measured: programmed",
        ),
        ((":FORM:ELEM STAT", ":OUTP ON"), ":READ?", r"\+2.048400E\+04", "2400, 18-51: V-source (14), current (12), front (2)"),
        ((":FORM:ELEM STAT", ":SENS:AVER ON", ":OUTP ON"), ":READ?", r"\+2.048600E\+04", "2400, 18-51: filter (1)"),
        (
            (":FORM:ELEM STAT", ":SENS:FUNC 'VOLT','CURR'", ":OUTP ON"),
            ":READ?",
            r"\+2.253200E\+04",
            "2400, 18-51: voltage measured (11)",
        ),
        ((), ":FETC?;:SYST:ERR?", '-230,"Data corrupt or stale"', "2400, appendix B"),
        ((":TRIG:COUN 3", ":FORM:ELEM CURR", ":OUTP ON"), ":READ?", f"{NUMBER},{NUMBER},{NUMBER}", "2400, section 18"),
        ((), ":OUTP:INT:TRIP?", "1", "2400, 18-58: 1: the source can be turned on"),
        ((), ":STAT:MEAS:COND?", "2048", "2400, 15-14: interlock line asserted (11)"),
        ((":OUTP ON", ":INIT"), ":STAT:MEAS?;:STAT:MEAS?", "2112;2048", "2400, 15-13: reading available (6); reading clears"),
        ((), ":STAT:OPER:COND?", "1024", "2400, 15-13: idle (10)"),
        ((":SOUR:FUNC CURR",), ":SYST:ERR?", '-221,"Settings conflict"', "not simulated: the current source"),
        ((), ":SENS:FUNC?", '"CURR:DC"', "2400, section 18: default current"),
        (
            (":SENS:FUNC:CONC OFF", ":SENS:FUNC 'VOLT'"),
            ":SENS:FUNC?",
            '"VOLT:DC"',
            "2400, section 18: one at a time without concurrency",
        ),
        ((), ":SYST:VERS?", "1996.0", "unverified"),
    )
]

K2470: list[Row] = [
    ("keithley.2470", before, query, answer, source)
    for before, query, answer, source in (
        ((), "*LANG?", "SCPI", "2470, section 2"),
        ((), ":SYST:ERR?", '0,"No error;0;0 0"', "unverified; the 2461's manual has 0,0,0"),
        (
            (":SOUR:VOLT",),
            ":SYST:ERR?",
            r'-109,"Missing parameter;1;\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\.\d{3}"',
            "2470, 12-111: example",
        ),
        ((), ":SOUR:VOLT:ILIM?", "1.050000E-04", "2470, 12-78: default 105 uA"),
        (
            (":SENS:CURR:RANG 1E-4", ":SOUR:VOLT:ILIM 1E-5"),
            ":SYST:ERR?",
            "-222,.*",
            "2470, 12-78: at least 10.6 % of a fixed range",
        ),
        (
            (":SOUR:VOLT:ILIM 1E-6", ":SENS:CURR:RANG 1E-4"),
            ":SOUR:VOLT:ILIM?",
            "1.060000E-05",
            "2470, 12-78: the limit follows the range",
        ),
        ((":SOUR:VOLT:RANG 3",), ":SOUR:VOLT:RANG?", "2.000000E[+]01", "2470, 12-83: RANG 3 selects the 20 V range"),
        ((":SENS:CURR:RANG 9E-3",), ":SENS:CURR:RANG?", "1.000000E-02", "2470, 12-53: 9 mA selects the 10 mA range"),
        ((), ":OUTP:INT:TRIP?", "1", "2470, 12-39: asserted: all ranges"),
        ((":OUTP ON",), ':READ? "defbuffer1", SOUR, READ', f"{NUMBER},{NUMBER}", "2470, 12-6: elements in the order asked for"),
        (
            (":OUTP ON",),
            ':READ? "defbuffer1", READ, SOUR, READ',
            f"{NUMBER},{NUMBER},{NUMBER}",
            "2470, 12-6: elements may repeat",
        ),
        ((":OUTP ON",), ":READ?", NUMBER, "2470, 12-6: READing if nothing is specified"),
        ((":OUTP ON",), ':READ? "defbuffer1", BOGUS;:SYST:ERR?', "-224,.*", "2470, 12-6"),
        ((), ":FETC?", "9.910000E[+]37", "unverified: no reading yet"),
        ((":OUTP ON",), ":MEAS:VOLT?", NUMBER, "2470, section 12: one number"),
        ((), ":SENS:FUNC?", '"CURR:DC"', "2470, section 12"),
        ((':SENS:FUNC "VOLT"',), ":SENS:FUNC?", '"VOLT:DC"', "2470, section 12"),
        ((":SOUR:VOLT:PROT PROT500",), ":SOUR:VOLT:PROT?", "PROT500", "2470, section 12"),
        ((":SYST:BRE:PROT OFF",), ":SYST:BRE:PROT?", "OFF", "2470, breakdown protection: AUTO, ON, OFF"),
    )
]

K6487: list[Row] = [
    ("keithley.6487", before, query, answer, source)
    for before, query, answer, source in (
        ((), "READ?", rf"{NUMBER}A,{NUMBER},\+5.120000E\+02", "6487, 13-7: all but the source; zero check (bit 9) is on"),
        (
            ("FORM:ELEM ALL",),
            "READ?",
            f"{NUMBER}A,{NUMBER},{NUMBER},{NUMBER}",
            "6487, 13-5: reading with unit, time, status, source",
        ),
        (("FORM:ELEM READ",), "READ?", NUMBER, "6487, 13-7: no unit without UNITs"),
        (("FORM:ELEM VSO,READ",), "FORM:ELEM?", "READ,VSO", "6487, 13-7"),
        (("FORM:ELEM STAT", "SYST:ZCH OFF"), "READ?", r"\+0.000000E\+00", "6487, 13-8"),
        (("FORM:ELEM STAT", "SYST:ZCOR ON"), "READ?", r"\+1.536000E\+03", "6487, 13-8: zero check (9) and correct (10)"),
        (("FORM:ELEM VSO", "SOUR:VOLT 5"), "READ?", r"\+0.000000E\+00", "6487, 13-7: zero while the output is off"),
        (("FORM:ELEM VSO", "SOUR:VOLT 5", "SOUR:VOLT:STAT ON"), "READ?", r"\+5.000000E\+00", "6487, 13-7; 3-20"),
        ((), "SOUR:VOLT:RANG?", "1.000000E[+]01", "6487, 14-10: default 10 V"),
        ((), "SOUR:VOLT:ILIM?", "2.500000E-02", "6487, 14-10: default 25 mA"),
        (("SOUR:VOLT 11",), "SYST:ERR?", "-222,.*", "6487, 14-10, note 1: not above the range"),
        (("SOUR:VOLT:RANG 500",), "SOUR:VOLT:ILIM?", "2.500000E-03", "6487, 14-10, note 3: 2.5 mA at most on the high ranges"),
        (("SOUR:VOLT:ILIM 2.0E-5",), "SOUR:VOLT:ILIM?", "2.500000E-05", "6487, 14-10, note 3: the closest of four"),
        (("SOUR:VOLT:RANG 500", "SOUR:VOLT:INT OFF"), "SYST:ERR?", '-221,"Settings conflict"', "6487, 14-10, note 5"),
        (("SOUR:VOLT:RANG 50",), "SOUR:VOLT:INT?", "1", "6487, 14-10, note 6: always true on the high ranges"),
        ((), "SOUR:VOLT:INT?", "0", "6487, 14-10: off on the 10 V range"),
        ((), "SOUR:VOLT:INT:FAIL?", "0", "6487, 14-10, note 7: 1 cannot operate"),
        (("SYST:ZCH OFF", "SYST:ZCOR:ACQ"), "SYST:ERR?", "-221,.*", "6487, section 3: acquired with zero check on"),
        (("CURR:RANG 1e-7",), "CURR:RANG?", "2.100000E-07", "6487, section 3: the range that holds the reading"),
        (("CURR:RANG 1e-7",), "CURR:RANG:AUTO?", "0", "6487, section 14"),
        ((), "FUNC?", '"CURR:DC"', "6487, section 14"),
        (("FUNC 'VOLT'",), "SYST:ERR?", "-224,.*", "6487, section 14: current only"),
    )
]

E4980A: list[Row] = [
    ("keysight.e4980a", before, query, answer, source)
    for before, query, answer, source in (
        ((), "FUNC:IMP:TYPE?", "CPD", "E4980A, preset"),
        ((), "FREQ?", r"\+1.00000E\+03", "E4980A, preset 1 kHz"),
        ((), "APER?", "MED,1", "E4980A, preset"),
        (("FREQ 10KHZ",), "FREQ?", r"\+1.00000E\+04", "E4980A, 316: multipliers and units"),
        (("FREQ 3E6",), "SYST:ERR?", '-222,"Data out of range"', "E4980A, error list: 20 Hz to 2 MHz"),
        (("FUNC:IMP:TYPE CXX",), "SYST:ERR?", "-224,.*", "E4980A, error list"),
        (("APER MED,257",), "SYST:ERR?", "-222,.*", "E4980A: 1 to 256"),
        (("APER LONG,12",), "APER?", "LONG,12", "E4980A"),
        (("APER SHOR",), "APER?", "SHOR,1", "E4980A: averages are optional"),
        ((), "FETC?", r"[+-]\d\.\d{5}E[+-]\d\d,[+-]\d\.\d{5}E[+-]\d\d,\+0", "E4980A, 261: SN.NNNNNESNN, status SN"),
        (("FORM:ASC:LONG ON",), "FETC?", r"[+-]\d\.\d{9}E[+-]\d\d,[+-]\d\.\d{9}E[+-]\d\d,\+0", "E4980A, 261: long"),
        (("COMP ON",), "FETC?", r".*,\+0,\+0", "E4980A, 261: with comparator the bin"),
        (("TRIG:SOUR BUS",), "FETC?", r"\+9.90000E\+37,\+9.90000E\+37,-1", "E4980A, 261: no data"),
        (("TRIG:SOUR BUS", "TRIG:IMM"), "FETC:IMP:FORM?", r".*,\+0", "E4980A, chapter 8: a trigger makes data"),
        (("FUNC:IMP:RANG 1E5", "FREQ 2E6"), "FETC?", r"\+9.90000E\+37,\+9.90000E\+37,\+1", "E4980A, 261: overload"),
        (
            ("FUNC:IMP:RANG 500",),
            "FUNC:IMP:RANG?;:FUNC:IMP:RANG:AUTO?",
            r"\+3.00000E\+02;0",
            "E4980A, chapter 10: ten ranges; fixing one ends auto",
        ),
        (("INIT:CONT ON", "INIT"), "SYST:ERR?", "-213,.*", "SCPI vol. 2, chapter 21: init ignored"),
        (("*CLS", "TRIG:SOUR BUS", "TRIG:IMM", "*OPC"), "*ESR?", "0", "488.2, 10.18: complete only when the measurement is"),
        (("*CLS", "CORR:OPEN", "*OPC"), "*ESR?", "0", "E4980A: a correction takes its time"),
        ((), "STAT:OPER:COND?", "0", "unverified"),
        (("TRIG:SOUR BUS", "TRIG:IMM"), "STAT:OPER:COND?", "16", "unverified: measuring (4)"),
    )
]


@pytest.mark.parametrize(("model", "before", "query", "answer", "source"), [*COMMON, *K2410, *K2470, *K6487, *E4980A])
def test_the_instrument_does_as_its_manual_says(
    rig: MakeRig, model: str, before: tuple[str, ...], query: str, answer: str, source: str
) -> None:
    client = rig(one_instrument(model))["it"]
    for command in before:
        client.write(command)
    assert re.fullmatch(answer, client.query(query)), source


def test_an_error_discards_the_rest_of_the_message(rig: MakeRig) -> None:
    """2470, section 15: the commands behind a wrong one are not carried out, and there is no answer."""
    client = rig(one_instrument("keithley.2470"))["it"]
    client.write(":NONSENSE;:SOUR:VOLT 5;*IDN?")
    assert client.query(":SOUR:VOLT?") == "0.000000E+00"
