"""Event streams of runs: one fixed, and any that hypothesis finds."""

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from qcstation.model.components import Component
from qcstation.model.estimates import Censoring, Estimate, Refusal, Result
from qcstation.model.events import (
    AnyEvent,
    Event,
    InstrumentIdentified,
    InterlockChanged,
    MessageLogged,
    OutputChanged,
    OutputMadeSafe,
    OutputUnsafe,
    Progressed,
    PromptAnswered,
    PromptAsked,
    ReadingSeen,
    ResultsFound,
    RowsTaken,
    RunFinished,
    RunStarted,
    SafingStarted,
    Severity,
    StepStarted,
    TableDeclared,
    VerdictReached,
)
from qcstation.model.limits import Limit, Specification
from qcstation.model.prompts import Answer, Prompt
from qcstation.model.raw import TableLayout
from qcstation.model.runs import RunHeader, RunKind
from qcstation.model.verdicts import Judgement, Outcome, Verdict, judge, overall
from qcstation.records import RunRecorder

STARTED = 1_790_000_000.0
RUN = "0b54a3a5-9d5c-4d5e-8d36-5a4d2f1f9c01"
SPECIFICATION = Specification(
    id="hgtd.sensor-iv",
    version="1",
    parameters={"current": "500 nA"},
    limits=(Limit(name="breakdown_voltage", unit="V", min=120.0, required=True, source="test"),),
)
IV = TableLayout(name="iv", columns={"voltage": "V", "current": "A"}, attributes={"sweep": "up", "pad": 7})


def header(run: str = RUN, **changes: Any) -> RunHeader:
    fields: dict[str, Any] = {
        "run": run,
        "procedure": "hgtd.sensor-iv",
        "procedure_version": "1",
        "started": STARTED,
        "kind": RunKind.SIMULATED,
        "component": Component(serial_number="20WS1000100101", type="hgtd.sensor", stage="reception"),
        "operator": "R. Öst",
        "site": "here",
        "station": "bench 1",
        "settings": {"stop": -200.0, "points": 41, "mode": "fast", "guard": True},
        "setting_units": {"stop": "V"},
        "software": "0.1.0",
    }
    return RunHeader(**{**fields, **changes})


def judged_events(value: float = 156.1, *, time: float = STARTED + 50) -> list[Event]:
    results = (
        Result("breakdown_voltage", Estimate(value=value, unit="V", uncertainty=0.4, method="500 nA")),
        Result("gain_layer_voltage", Refusal(unit="V", reason="no knee")),
    )
    judgements = judge(results, SPECIFICATION)
    return [
        ResultsFound(time=time, results=results, software="0.1.0"),
        VerdictReached(
            time=time,
            specification=SPECIFICATION,
            digest=SPECIFICATION.digest,
            judgements=judgements,
            verdict=overall(judgements),
        ),
    ]


def rows(first: int, count: int) -> tuple[tuple[float | None, ...], ...]:
    return tuple((-5.0 * k, None if k % 7 == 3 else 1e-9 * k) for k in range(first, first + count))


def a_run(run_header: RunHeader | None = None, *, value: float = 156.1, row_events: int = 5) -> list[Event]:
    """A run from start to end with one event of nearly every kind."""
    started = run_header or header()
    at = started.started
    return [
        RunStarted(time=at, header=started),
        InstrumentIdentified(time=at, instrument="bias", driver="keithley.2410", identity="KEITHLEY,2410,1,C33"),
        InterlockChanged(time=at, interlock="lid", ok=True),
        PromptAsked(time=at, prompt=Prompt(id="probe", text="Probe down?")),
        PromptAnswered(time=at, answer=Answer(prompt="probe", text="yes", by="R. Öst")),
        StepStarted(time=at, name="sweep"),
        TableDeclared(time=at, layout=IV),
        OutputChanged(time=at, instrument="bias", on=True, level=0.0, unit="V"),
        *(
            event
            for k in range(row_events)
            for event in (
                RowsTaken(time=at + k, table="iv", rows=rows(3 * k, 3)),
                ReadingSeen(
                    time=at + k,
                    instrument="climate",
                    values={"temperature": 21.0 + k, "humidity": None},
                    units={"temperature": "degC", "humidity": "%"},
                ),
                Progressed(time=at + k, fraction=k / row_events),
            )
        ),
        MessageLogged(time=at + 40, text="compliance reached", severity=Severity.WARNING),
        SafingStarted(time=at + 41, reason="end of run"),
        OutputMadeSafe(time=at + 42, instrument="bias", detail="0 V"),
        *judged_events(value, time=at + 50),
        RunFinished(time=at + 51, outcome=Outcome.COMPLETED),
    ]


def record(path: Path, events: Iterable[Event]) -> RunRecorder:
    """Hand events to a new recorder and close it."""
    recorder = RunRecorder(path)
    for event in events:
        recorder(event)
    recorder.close()
    return recorder


# What hypothesis builds: any text, any finite number, any order.
_names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
_texts = st.text(max_size=20)
_floats = st.floats(allow_nan=False, allow_infinity=False)
_numbers = st.none() | _floats
_times = st.floats(min_value=0, max_value=4e9)
_values = _texts | st.integers(-(2**63), 2**63 - 1) | _floats | st.booleans()

_components = st.none() | st.builds(
    Component, serial_number=_texts, type=_texts, stage=_texts, identifiers=st.dictionaries(_texts, _texts, max_size=2)
)
_headers = st.builds(
    RunHeader,
    run=st.uuids().map(str),
    procedure=_texts,
    procedure_version=_texts,
    started=_times,
    kind=st.sampled_from(RunKind),
    component=_components,
    operator=_texts,
    settings=st.dictionaries(_texts, _values, max_size=3),
    setting_units=st.dictionaries(_texts, _texts, max_size=2),
    bench_configuration=_texts,
    note=_texts,
)
_estimates = st.builds(
    Estimate,
    value=_floats,
    unit=_texts,
    uncertainty=st.none() | _floats.map(abs),
    censored=st.none() | st.sampled_from(Censoring),
    method=_texts,
    note=_texts,
)
_results = st.builds(
    Result, name=_names, finding=_estimates | st.builds(Refusal, unit=_texts, reason=_texts, method=_texts), channel=_texts
)
_limits = st.builds(Limit, name=_names, unit=_texts, min=_numbers, required=st.booleans(), source=st.just("here"))
_specifications = st.builds(
    Specification,
    id=_texts,
    version=_texts,
    parameters=st.dictionaries(_texts, _values, max_size=2),
    limits=st.lists(_limits, max_size=2).map(tuple),
)
_judgements = st.builds(
    Judgement, result=_results, limit=st.none() | _limits, verdict=st.none() | st.sampled_from(Verdict), reason=_texts
)
_layouts = st.builds(
    TableLayout,
    name=_names,
    columns=st.dictionaries(_names, _texts, min_size=1, max_size=3),
    attributes=st.dictionaries(_texts, _values, max_size=2),
)
_others: st.SearchStrategy[AnyEvent] = st.one_of(
    st.builds(InstrumentIdentified, time=_times, instrument=_texts, driver=_texts, identity=_texts, resource=_texts),
    st.builds(StepStarted, time=_times, name=_texts),
    st.builds(Progressed, time=_times, fraction=_floats, remaining=_numbers),
    st.builds(PromptAsked, time=_times, prompt=st.builds(Prompt, id=_texts, text=_texts)),
    st.builds(PromptAnswered, time=_times, answer=st.builds(Answer, prompt=_texts, text=_texts, number=_numbers)),
    st.builds(OutputChanged, time=_times, instrument=_texts, on=st.booleans(), level=_floats, unit=_texts),
    st.builds(
        ReadingSeen,
        time=_times,
        instrument=_texts,
        values=st.dictionaries(_texts, _numbers, max_size=2),
        units=st.dictionaries(_texts, _texts, max_size=2),
    ),
    st.builds(InterlockChanged, time=_times, interlock=_texts, ok=st.booleans(), detail=_texts),
    st.builds(MessageLogged, time=_times, text=_texts, severity=st.sampled_from(Severity)),
    st.builds(SafingStarted, time=_times, reason=_texts),
    st.builds(OutputMadeSafe, time=_times, instrument=_texts, detail=_texts),
    st.builds(OutputUnsafe, time=_times, instrument=_texts, detail=_texts),
    st.builds(ResultsFound, time=_times, results=st.lists(_results, max_size=3).map(tuple), software=_texts),
    st.builds(
        VerdictReached,
        time=_times,
        specification=_specifications,
        digest=_texts,
        judgements=st.lists(_judgements, max_size=3).map(tuple),
        verdict=st.sampled_from(Verdict),
    ),
)


@st.composite
def streams(draw: st.DrawFn) -> list[Event]:
    """Any run: a header, tables declared at any time, rows for them, everything else in between, and perhaps an end."""
    events: list[Event] = [RunStarted(time=draw(_times), header=draw(_headers))]
    layouts: dict[str, TableLayout] = {}
    for _ in range(draw(st.integers(0, 12))):
        choice = draw(st.sampled_from(["table", "rows", "other"]))
        if choice == "table":
            layout = draw(_layouts.filter(lambda layout: layout.name not in layouts))
            layouts[layout.name] = layout
            events.append(TableDeclared(time=draw(_times), layout=layout))
        elif choice == "rows" and layouts:
            layout = layouts[draw(st.sampled_from(sorted(layouts)))]
            row = st.tuples(*[_numbers for _ in layout.columns])
            taken = draw(st.lists(row, max_size=4).map(tuple))
            events.append(RowsTaken(time=draw(_times), table=layout.name, rows=taken))
        else:
            events.append(draw(_others))
    if draw(st.booleans()):
        events.append(RunFinished(time=draw(_times), outcome=draw(st.sampled_from(Outcome)), reason=draw(_texts)))
    return events


def expected_tables(events: Iterable[Event]) -> dict[str, list[tuple[float, ...]]]:
    """The rows of each table as an analysis has to see them, not-a-number as ``nan``."""
    tables: dict[str, list[tuple[float, ...]]] = {}
    for event in events:
        if isinstance(event, TableDeclared):
            tables[event.layout.name] = []
        elif isinstance(event, RowsTaken):
            tables[event.table] += [tuple(math.nan if value is None else value for value in row) for row in event.rows]
    return tables
