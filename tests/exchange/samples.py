"""Files as the field's programs write them, with invented numbers: what the readers are tested on."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

IV_VOLTAGE = -np.arange(0.0, 55.0, 5.0)
IV_CURRENT = -1e-9 * np.exp(-IV_VOLTAGE / 20.0)
CV_VOLTAGE = -np.arange(0.0, 44.0, 4.0)
CV_CAPACITANCE = 2e-10 / (1.0 - CV_VOLTAGE / 4.0)


def ihep_iv(voltage: Sequence[float] | Array = IV_VOLTAGE, current: Sequence[float] | Array = IV_CURRENT) -> bytes:
    """An IV of IHEP's probe station; the total current is twice the pad's."""
    rows = [f"{v!r},{v!r},{i!r},{2 * i!r}" for v, i in zip(map(float, voltage), map(float, current), strict=True)]
    return _crlf(["Bias Voltage[V],Measured Voltage[V],Signal Current[A],Total Current[A]", *rows])


def ihep_cv(unit: str = "pF", scale: float = 1e12) -> bytes:
    """A CV of IHEP's probe station whose first reading is an overload."""
    heading = f"Bias Voltage[V],Measured Voltage[V],Measured Capacitance[{unit}],Capacitance^{{-2}}[{unit}]^{{-2}}"
    values = [9.9e37 * scale, *(CV_CAPACITANCE[1:] * scale)]
    rows = [f"{v!r},{v!r},{c!r},{c**-2!r},-1e-08" for v, c in zip(CV_VOLTAGE.tolist(), map(float, values), strict=True)]
    return _crlf([f"{heading},Monitoring Current[A]", *rows])


def labview_iv(voltage: Sequence[float] | Array = IV_VOLTAGE, current: Sequence[float] | Array = IV_CURRENT) -> bytes:
    """An IV of the LabVIEW program; the total current is twice the pad's."""
    rows = [_tabs(v, 2 * i, i) for v, i in zip(voltage, current, strict=True)]
    instruments = ["I meter: Keithley 6487", "V source: Keithley 2410", "- compliance [A or V]: 1.000E-6"]
    legend = "bias [V]\tTotal Current [A]\tPad Current [A]"
    return _labview("IV with two I-meter", instruments, legend, voltage, rows)


def labview_cv() -> bytes:
    """A CV of the LabVIEW program with a parallel conductance of 2 uS."""
    rows = [_tabs(v, c, 2e-6, v, -1e-9) for v, c in zip(CV_VOLTAGE, CV_CAPACITANCE, strict=True)]
    instruments = [
        "V source: Keithley 2410",
        "- compliance [A or V]: 1.000E-3",
        "LCR meter: Agilent E4980A",
        "- Frequency: 10000 Hz",
        "- Signal level: 500 mV",
        ":LCR open correction: C[F] , G[S]",
        "4.000E-11, 2.000E-9",
    ]
    legend = "V_detector [V]\tCapacitance [F]\tConductivity [S]\tBias [V]\tCurrent Power Supply [A]"
    return _labview("CV measurement", instruments, legend, CV_VOLTAGE, rows)


def hephy_iv(
    voltage: Sequence[float] | Array = IV_VOLTAGE, current: Sequence[float] | Array = IV_CURRENT, *, electrometer: bool = True
) -> bytes:
    """An IV of HEPHY's program at a point a second from 2021-08-20 10:29:28 UTC, followed by a continuous measurement."""
    header = [
        "timestamp[s]",
        "voltage[V]",
        "v_smu[V]",
        "i_smu[A]",
        "i_elm[A]",
        "i_elm2[A]",
        "tcu_temperature[degC]",
        "tcu_humidity[%rH]",
    ]
    rows = [
        (f"{1629455368 + k:.6f}", f"{v:+.3E}", f"{v:+.3E}", f"{2 * i:+.6E}", f"{i:+.6E}" if electrometer else "+NAN", "+NAN")
        for k, (v, i) in enumerate(zip(voltage, current, strict=True))
    ]
    table = ["\t".join(header), *("\t".join((*row, "+2.000E+01", "+3.500E+01")) for row in rows)]
    continuous = ["\t".join(header), *table[-1:], *table[-1:]]
    return _hephy("iv", [], [*table, "", *continuous])


def hephy_cv() -> bytes:
    """A CV of HEPHY's program whose last reading is an overload."""
    header = ["timestamp[s]", "voltage[V]", "v_smu[V]", "i_smu[A]", "c_lcr[F]", "c2_lcr[1/F^2]", "r_lcr[Ohm]"]
    capacitances = [*CV_CAPACITANCE[:-1], 9.9e37]
    rows = [
        "\t".join((f"{k:.6f}", f"{v:+.3E}", "+NAN", "-1.000E-09", f"{c:+.6E}", "+NAN", "+5.000E+05"))
        for k, (v, c) in enumerate(zip(CV_VOLTAGE, capacitances, strict=True))
    ]
    tags = ["lcr_ac_amplitude[V]: +5.000E-01", "lcr_ac_frequency[Hz]: +1.000E+04"]
    return _hephy("cv", tags, ["\t".join(header), *rows])


def plain(
    rows: Sequence[Sequence[float]], heading: Sequence[str], *, delimiter: str = ",", decimal: str = ".", before: str = ""
) -> bytes:
    """Delimited text."""
    lines = [delimiter.join(f"{value:.9e}".replace(".", decimal) for value in row) for row in rows]
    return (before + "\n".join([delimiter.join(heading), *lines]) + "\n").encode()


def _labview(title: str, instruments: list[str], legend: str, voltage: Sequence[float] | Array, rows: list[str]) -> bytes:
    lines = [
        title, title,
        ":Program Version", "13.8.2003 Moll, 4.2008 Fahrer, 6.2011 Gabrysch, 7.2019 Mateu",
        ":start", "16/07/2021 11:27:45",
        ":tester", "",
        ":temperature[C]", "25.0",
        ":Instruments", *instruments,
        ":measured voltage start [V], voltage stop [V], number of steps", f"{voltage[0]:.1f}, {voltage[-1]:.1f}, {len(rows)}",
        ":Sample", "SAMPLE_1",
        ":Area[cm-2]", "0.0169",
        ":legend", legend,
        "BEGIN", *(row + "\r" for row in rows), "END\r",
    ]  # fmt: skip
    return ("\n".join(lines) + "\n").encode()


def _tabs(*values: float) -> str:
    return "\t".join(f"{value:.6E}" for value in values)


def _hephy(kind: str, tags: list[str], table: list[str]) -> bytes:
    header = [
        "sample: Diode 7",
        f"measurement_type: {kind}",
        "voltage_begin[V]: +0.000E+00",
        f"voltage_end[V]: {IV_VOLTAGE[-1]:+.3E}",
        "voltage_step[V]: +5.000E+00",
        "waiting_time[s]: +1.000E-01",
        "current_compliance[A]: +1.000E-06",
    ]
    return _crlf([*header, *tags, "", *table])


def _crlf(lines: Sequence[str]) -> bytes:
    return "".join(line + "\r\n" for line in lines).encode()
