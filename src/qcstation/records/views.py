"""Tables for people in a sealed run file: what its log of events says, as h5py, silx or HDFView show it at a glance.

qcstation itself never reads them: `/header`, `/tables` and `/events` are the record.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import h5py
import msgspec
import numpy as np

from qcstation.model.estimates import Estimate, Refusal, Result
from qcstation.model.events import (
    AnyEvent,
    InstrumentIdentified,
    InterlockChanged,
    MessageLogged,
    OutputChanged,
    OutputMadeSafe,
    OutputUnsafe,
    PromptAnswered,
    PromptAsked,
    ReadingSeen,
    ResultsFound,
    RunFinished,
    SafingStarted,
    VerdictReached,
)
from qcstation.model.verdicts import Judgement

from .layout import iso_time, plain_text, set_attributes, text_scalar, usable_name

_Row = dict[str, Any]
_FILTERS: Mapping[str, Any] = {"compression": "gzip", "compression_opts": 1, "shuffle": True, "fletcher32": True}


def write_views(file: Any, events: Sequence[AnyEvent]) -> None:
    """Write the tables that these events fill, and how the run ended as attributes of the file."""
    for name, make in _VIEWS.items():
        rows = [row for event in events for row in make(event)]
        if rows:
            _write_rows(file, name, rows)
    _write_environment(file, [event for event in events if isinstance(event, ReadingSeen)])
    for event in events:
        if isinstance(event, RunFinished):
            ended = {"outcome": event.outcome.value, "reason": event.reason, "ended": iso_time(event.time)}
            set_attributes(file, ended)
        elif isinstance(event, VerdictReached):
            set_attributes(file, {"verdict": event.verdict.value})
            _write_specification(file, event)


def _instruments(event: AnyEvent) -> list[_Row]:
    if not isinstance(event, InstrumentIdentified):
        return []
    return [_fields(event, "instrument", "driver", "identity", "resource")]


def _messages(event: AnyEvent) -> list[_Row]:
    return [_fields(event, "time", "severity", "text")] if isinstance(event, MessageLogged) else []


def _outputs(event: AnyEvent) -> list[_Row]:
    return [_fields(event, "time", "instrument", "on", "level", "unit")] if isinstance(event, OutputChanged) else []


def _interlocks(event: AnyEvent) -> list[_Row]:
    return [_fields(event, "time", "interlock", "ok", "detail")] if isinstance(event, InterlockChanged) else []


def _prompts(event: AnyEvent) -> list[_Row]:
    if isinstance(event, PromptAsked):
        return [{"time": event.time, "prompt": event.prompt.id, "asked": event.prompt.text, "answered": "", "by": ""}]
    if isinstance(event, PromptAnswered):
        answer = event.answer
        return [{"time": event.time, "prompt": answer.prompt, "asked": "", "answered": answer.text, "by": answer.by}]
    return []


def _safing(event: AnyEvent) -> list[_Row]:
    if isinstance(event, SafingStarted):
        return [{"time": event.time, "what": "safing started", "instrument": "", "detail": event.reason}]
    if isinstance(event, (OutputMadeSafe, OutputUnsafe)):
        what = "made safe" if isinstance(event, OutputMadeSafe) else "UNSAFE"
        return [{"time": event.time, "what": what, "instrument": event.instrument, "detail": event.detail}]
    return []


def _results(event: AnyEvent) -> list[_Row]:
    return [_result(result) for result in event.results] if isinstance(event, ResultsFound) else []


def _judgements(event: AnyEvent) -> list[_Row]:
    return [_judgement(judgement) for judgement in event.judgements] if isinstance(event, VerdictReached) else []


_VIEWS: dict[str, Callable[[AnyEvent], list[_Row]]] = {
    "instruments": _instruments,
    "messages": _messages,
    "outputs": _outputs,
    "interlocks": _interlocks,
    "prompts": _prompts,
    "safing": _safing,
    "results": _results,
    "judgements": _judgements,
}


def _fields(event: AnyEvent, *names: str) -> _Row:
    return {name: getattr(event, name) for name in names}


def _result(result: Result) -> _Row:
    finding = result.finding
    estimate = finding if isinstance(finding, Estimate) else None
    return {
        "name": result.name,
        "channel": result.channel,
        "value": _number(estimate.value if estimate else None),
        "uncertainty": _number(estimate.uncertainty if estimate else None),
        "unit": finding.unit,
        "censored": (estimate.censored or "") if estimate else "",
        "method": finding.method,
        "refusal": finding.reason if isinstance(finding, Refusal) else "",
    }


def _judgement(judgement: Judgement) -> _Row:
    limit = judgement.limit
    return {
        **_result(judgement.result),
        "min": _number(limit.min if limit else None),
        "max": _number(limit.max if limit else None),
        "required": judgement.counts,
        "verdict": judgement.verdict or "",
        "reason": judgement.reason,
    }


def _number(value: float | None) -> float:
    return np.nan if value is None else value


def _write_rows(file: Any, name: str, rows: list[_Row]) -> None:
    """Write a compound dataset; texts have the length of the longest, since HDF5 compresses nothing else."""
    columns: dict[str, Any] = {}
    for column, sample in rows[0].items():
        values = [row[column] for row in rows]
        if isinstance(sample, str):
            encoded = [plain_text(value).encode() for value in values]
            columns[column] = np.array(encoded, dtype=h5py.string_dtype("utf-8", max(1, *map(len, encoded))))
        else:
            columns[column] = np.array(values, dtype=bool if isinstance(sample, bool) else np.float64)
    table = np.empty(len(rows), dtype=[(column, values.dtype) for column, values in columns.items()])
    for column, values in columns.items():
        table[column] = values
    file.create_dataset(name, data=table, chunks=True, **_FILTERS)


def _write_environment(file: Any, readings: list[ReadingSeen]) -> None:
    """Write `/environment/<instrument>`: the times, and one dataset a quantity, not-a-number where it was not read."""
    by_instrument: dict[str, list[ReadingSeen]] = {}
    for reading in readings:
        if usable_name(reading.instrument):
            by_instrument.setdefault(reading.instrument, []).append(reading)
    for instrument, seen in by_instrument.items():
        group = file.create_group(f"environment/{instrument}", track_order=True)
        times = group.create_dataset("time", data=np.array([reading.time for reading in seen]), chunks=True, **_FILTERS)
        set_attributes(times, {"units": "s"})
        for quantity in dict.fromkeys(name for reading in seen for name in reading.values):
            if usable_name(quantity) and quantity != "time":
                values = np.array([_number(reading.values.get(quantity)) for reading in seen])
                unit = next((reading.units[quantity] for reading in seen if quantity in reading.units), "")
                set_attributes(group.create_dataset(quantity, data=values, chunks=True, **_FILTERS), {"units": unit})


def _write_specification(file: Any, event: VerdictReached) -> None:
    if "specification" in file:
        del file["specification"]
    specification = event.specification
    dataset = file.create_dataset("specification", data=text_scalar(msgspec.json.encode(specification)))
    set_attributes(dataset, {"id": specification.id, "version": specification.version, "digest": event.digest})
