"""IV curves as the HGTD's production database keeps them: one record a pad, curves as JSON texts of texts.

Fields and their values follow what the collaboration's public tools read (ATLAS-HGTD/hgtd-tools, util.py); the database's own
description is not public, so the file is `unverified` until a site has uploaded one. Known troubles of such records are kept out:
no "None" among the numbers, one spelling of the run's type, a time stamp always, no average over curves that were not measured to
breakdown.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import numpy as np
from msgspec import Meta, Struct

from qcstation.model.errors import ImportFormatError, InputError, StorageError
from qcstation.model.estimates import Estimate
from qcstation.model.raw import RawTable
from qcstation.model.runs import RunKind
from qcstation.model.verdicts import Outcome
from qcstation.records import RunRecord

RunType = Literal["15x15", "15x1", "1x1"]
_NUMBER = r"-?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?"
_LIST = rf'\["{_NUMBER}"(,"{_NUMBER}")*\]'
_Curve = Annotated[str, Meta(pattern=rf'^\{{"I":{_LIST},"V":{_LIST}\}}$')]
_TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"


class IvRecord(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One pad's curve, or with PAD_LOCATION None that of a whole component. Curves are ``{"I":["..."],"V":["..."]}`` in A and V.

    GUARD_RING says whether the guard ring's own curve is there.
    """

    SERIAL_NUMBER: Annotated[str, Meta(pattern="^20W[A-Z0-9]{11}$")]
    RUN_TYPE: RunType
    RUN_NUMBER: Annotated[int, Meta(ge=1)]
    RUN_END_TIMESTAMP: Annotated[str, Meta(pattern=_TIME)]
    PAD_LOCATION: Annotated[int, Meta(ge=1, le=225)] | None
    GUARD_RING: bool
    IV_GUARD_RING: _Curve | None
    IV_PAD: _Curve


class BreakdownRecord(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A component's breakdown voltage in V: VBD_AVERAGE None where it is not known, `VBD_BOUND` where it is only a bound.

    `VBD_PADS_NOT_REACHED` pads did not break down: they count by what the others let expect, and never as the next step's
    voltage.
    """

    SERIAL_NUMBER: Annotated[str, Meta(pattern="^20W[A-Z0-9]{11}$")]
    RUN_NUMBER: Annotated[int, Meta(ge=1)]
    VBD_AVERAGE: float | None
    VBD_UNCERTAINTY: float | None
    VBD_BOUND: Literal["", "above", "below"]
    VBD_PADS_NOT_REACHED: Annotated[int, Meta(ge=0, le=225)]


class HgtdExport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All records of a run, whose UUID is `run`."""

    format: Literal["qcstation HGTD IV records"] = "qcstation HGTD IV records"
    version: Literal[1] = 1
    run: str
    records: Annotated[tuple[IvRecord, ...], Meta(min_length=1)]
    breakdown: BreakdownRecord


def hgtd_records(
    record: RunRecord, *, run_number: int, run_type: RunType | None = None, pad: int | None = None, simulated: bool = False
) -> HgtdExport:
    """Return a run's curves as production-database records.

    Args:
        record: a completed run of a component, with a table `iv`.
        run_number: the database's number of the run, from 1.
        run_type: of the probe card; None: 15x15 for a map, 1x1 for a single curve.
        pad: of a single curve, its pad, 1 to 225; None: the whole component.
        simulated: whether a simulated run may be written at all.

    Raises:
        InputError: the run is none that the database could take; the message says why.
    """
    header = record.header
    if record.outcome is not Outcome.COMPLETED or record.ended is None:
        raise InputError(f"run {header.run} was not completed: only completed runs are exported")
    if header.component is None:
        raise InputError(f"run {header.run} belongs to no component: assign it first")
    if header.kind is RunKind.SIMULATED and not simulated:
        raise InputError(f"run {header.run} is simulated and does not belong into the production database")
    if "iv" not in record.raw or not len(record.raw["iv"]):
        raise InputError(f"run {header.run} of {header.procedure} has no IV curve")
    table = record.raw["iv"]
    mapped = "pad" in table
    ring = record.raw.tables.get("guard_ring")
    guard_curve = _curve(ring) if ring is not None and len(ring) else None
    ended = datetime.fromtimestamp(record.ended, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    curves: list[tuple[int | None, str]] = [(pad, _curve(table))]
    if mapped:
        numbers = table["pad"].astype(int)
        curves = [(int(number), _curve(table, numbers == number)) for number in np.unique(numbers)]
    try:
        export = HgtdExport(
            run=header.run,
            records=tuple(
                IvRecord(
                    SERIAL_NUMBER=header.component.serial_number,
                    RUN_TYPE=run_type or ("15x15" if mapped else "1x1"),
                    RUN_NUMBER=run_number,
                    RUN_END_TIMESTAMP=ended,
                    PAD_LOCATION=number,
                    GUARD_RING=guard_curve is not None,
                    IV_GUARD_RING=guard_curve,
                    IV_PAD=curve,
                )
                for number, curve in curves
            ),
            breakdown=_breakdown(record, run_number),
        )
        # Constraints are checked on decoding alone.
        return msgspec.json.decode(msgspec.json.encode(export), type=HgtdExport)
    except msgspec.ValidationError as error:
        raise InputError(f"run {header.run} does not make a valid record: {error}") from error


def write_hgtd_records(path: Path, export: HgtdExport) -> None:
    """Write records to a JSON file.

    Raises:
        StorageError: the file cannot be written.
    """
    try:
        path.write_bytes(msgspec.json.format(msgspec.json.encode(export), indent=1) + b"\n")
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror}; check the folder's space and rights") from error


def read_hgtd_records(path: Path) -> HgtdExport:
    """Read records back; every field is checked.

    Raises:
        ImportFormatError: the file is no such file, or a field is not what it must be; the message says which.
        StorageError: the file cannot be read.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=HgtdExport)
    except msgspec.DecodeError as error:
        raise ImportFormatError(f"{path} is no file of HGTD IV records: {error}") from error
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror}") from error


def curve_of(text: str) -> tuple[list[float], list[float]]:
    """Return voltages (V) and currents (A) of a record's curve."""
    curve = msgspec.json.decode(text, type=dict[str, list[str]])
    return [float(each) for each in curve["V"]], [float(each) for each in curve["I"]]


def _curve(table: RawTable, rows: "np.ndarray[tuple[int], np.dtype[np.bool_]] | None" = None) -> str:
    voltage, current = table["voltage"], table["current"]
    kept = np.isfinite(voltage) & np.isfinite(current)
    if rows is not None:
        kept &= rows
    texts = {"I": [_text(each) for each in current[kept]], "V": [_text(each) for each in voltage[kept]]}
    return msgspec.json.encode(texts).decode()


def _text(value: float) -> str:
    """The shortest text that gives the same number back; no minus before zero."""
    return repr(float(value) + 0.0)


def _breakdown(record: RunRecord, run_number: int) -> BreakdownRecord:
    findings = {result.name: result.finding for result in record.results if not result.channel}
    found = findings.get("breakdown_voltage_average", findings.get("breakdown_voltage"))
    value = found if isinstance(found, Estimate) else None
    missed = findings.get("pads_not_reached")
    return BreakdownRecord(
        SERIAL_NUMBER=record.header.component.serial_number if record.header.component else "",
        RUN_NUMBER=run_number,
        VBD_AVERAGE=value.value if value else None,
        VBD_UNCERTAINTY=value.uncertainty if value else None,
        VBD_BOUND=value.censored.value if value and value.censored else "",
        VBD_PADS_NOT_REACHED=int(missed.value) if isinstance(missed, Estimate) else int(bool(value and value.censored)),
    )
