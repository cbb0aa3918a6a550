"""Records of runs to report on, with invented numbers."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qcstation.model.components import Component
from qcstation.model.estimates import Censoring, Estimate, Refusal, Result
from qcstation.model.events import (
    Event,
    InstrumentIdentified,
    MessageLogged,
    ResultsFound,
    RunFinished,
    RunStarted,
    Severity,
    VerdictReached,
)
from qcstation.model.limits import Specification, parse_specification
from qcstation.model.raw import RawData, RawTable, TableLayout
from qcstation.model.runs import RunHeader, RunKind
from qcstation.model.verdicts import Outcome, judge, overall
from qcstation.records import RunRecord

START = 1_700_000_000.0
SENSOR = Component(serial_number="20WS1000100101", type="hgtd.sensor", stage="reception")
SPECIFICATION = parse_specification("""
[specification]
id = "hgtd.sensor-iv"
version = "3"
title = "Sensor IV"
rule = "guarded"
[limits.breakdown_voltage]
unit = "V"
min = 120
required = true
source = "limits of the test"
unverified = true
[limits.leakage_current]
unit = "A"
max = 1e-7
required = true
source = "limits of the test"
""")
RESULTS = (
    Result("breakdown_voltage", Estimate(value=156.13, unit="V", uncertainty=0.42, method="interpolated")),
    Result("leakage_current", Estimate(value=2.5e-7, unit="A", uncertainty=1e-9), channel="pad 12"),
    Result("end_voltage", Estimate(value=200.0, unit="V", censored=Censoring.ABOVE)),
    Result("slope", Refusal(unit="V", reason="too few points")),
)


def table(name: str, units: Mapping[str, str], **columns: Sequence[float] | NDArray[np.float64]) -> RawTable:
    """A table of the given columns."""
    return RawTable(
        TableLayout(name=name, columns=units), {key: np.array(values, dtype=float) for key, values in columns.items()}
    )


def iv_table(points: int = 30) -> RawTable:
    """An IV up to -150 V."""
    voltage = -np.linspace(0, 150, points)
    units = {"voltage": "V", "current": "A", "current_sd": "A", "total_current": "A", "in_compliance": "1"}
    current = -1e-9 * np.exp(-voltage / 30)
    flags = np.zeros(points)
    flags[-2:] = 1
    return table(
        "iv",
        units,
        voltage=voltage,
        current=current,
        current_sd=np.abs(current) * 0.3,
        total_current=2 * current,
        in_compliance=flags,
    )


def cv_table() -> RawTable:
    """A CV with two invalid readings."""
    voltage = -np.linspace(0, 60, 61)
    capacitance = np.where(voltage > -40, 1e-10 + voltage * 1e-13, 4e-12)
    capacitance[:2] = 9.9e37
    status = np.zeros(61)
    status[:2] = 1
    units = {"voltage": "V", "capacitance": "F", "status": "1"}
    return table("cv", units, voltage=voltage, capacitance=capacitance, status=status)


def record(
    *,
    results: Sequence[Result] = RESULTS,
    specification: Specification = SPECIFICATION,
    tables: Sequence[RawTable] = (),
    kind: RunKind = RunKind.MEASURED,
    outcome: Outcome | None = Outcome.COMPLETED,
    judged: bool = True,
    component: Component | None = SENSOR,
    events: Sequence[Event] = (),
    **header: object,
) -> RunRecord:
    """A run of 82 s with one instrument and a warning."""
    fields: dict[str, object] = {
        "settings": {"stop": -200.0, "compliance": 1e-5, "pads": 225, "verbose": True},
        "setting_units": {"stop": "V", "compliance": "A"},
        "operator": "operator 1",
        "software": "0.1.0",
        **header,
    }
    about = RunHeader(
        run="0c0f5a52-6d2c-4a0e-9d7f-3a1c5b1c9a10",
        procedure="hgtd.sensor-iv",
        procedure_version="1",
        started=START,
        kind=kind,
        component=component,
        **fields,  # type: ignore[arg-type]
    )
    found: list[Event] = [
        RunStarted(time=START, header=about),
        InstrumentIdentified(
            time=START, instrument="bias", driver="keithley.2410", identity="KEITHLEY,MODEL 2410", resource="GPIB0::24::INSTR"
        ),
        MessageLogged(time=START + 70, text="humidity is high", severity=Severity.WARNING),
        *events,
    ]
    if judged:
        judgements = judge(results, specification)
        found.append(ResultsFound(time=START + 81, results=tuple(results), software="0.1.0"))
        found.append(
            VerdictReached(
                time=START + 81,
                specification=specification,
                digest=specification.digest,
                judgements=judgements,
                verdict=overall(judgements),
            )
        )
    if outcome:
        found.append(RunFinished(time=START + 82, outcome=outcome, reason="" if outcome is Outcome.COMPLETED else "no answer"))
    raw = RawData({one.layout.name: one for one in (tables or [iv_table()])})
    return RunRecord(
        header=about, raw=raw, events=tuple(found), path=Path("/data/run.h5"), sealed=outcome is not None, sha256="5f" * 32
    )
