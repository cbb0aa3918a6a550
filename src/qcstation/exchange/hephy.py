"""IV and CV curves as HEPHY's diode-measurement program writes them: `key: value` lines, a blank line, a table with tabs.

Facts from its README and its writer (hephy-dd/diode-measurement 0.31): units stand in square brackets in keys and headings;
missing readings are NAN; lines end in CR LF; a further table after the curve holds the continuous measurement at the end
voltage; `voltage` is what was set, `v_smu` what the source measured; `i_smu` is the source's current, `i_elm` the
electrometer's; `r_lcr` the parallel resistance. Nothing marks the end, so a curve that was stopped early shows by its last
voltage alone.
"""

import csv
import re
from collections.abc import Mapping
from datetime import UTC, datetime

import numpy as np

from qcstation.model.errors import UnitError
from qcstation.model.raw import RawTable
from qcstation.model.runs import SettingValue
from qcstation.model.units import parse_quantity

from .curves import (
    CONSTANTS,
    CV,
    IV,
    SET_VOLTAGE,
    Array,
    CurveKind,
    add_note,
    as_reverse_bias,
    build_table,
    raw_data,
    read_rows,
    take_columns,
)
from .headings import parse_heading
from .imported import Content
from .text import TextFile, parse_number, shown

_TAG = re.compile(r"(?P<key>\w+)(?:\[(?P<unit>[^]]*)\])?:\s*(?P<value>.*)")
_KINDS = {"iv": IV, "cv": CV, "cv_diode": CV}
_STAMP, _SET, _SENSOR = "timestamp", "voltage that was set", "temperature of the DMM's sensor"
_COMMON = {
    "timestamp": _STAMP,
    "voltage": _SET,
    "v_smu": "voltage",
    "dmm_temperature": _SENSOR,
    "tcu_temperature": "temperature",
    "tcu_humidity": "humidity",
}
_COLUMNS: Mapping[str, Mapping[str, str]] = {
    IV.procedure: {"i_elm": "current", "i_smu": "total_current"},
    CV.procedure: {"c_lcr": "capacitance", "r_lcr": "resistance", "i_smu": "current"},
}
_SETTINGS = {
    "voltage_begin": ("start", "V"),
    "voltage_end": ("stop", "V"),
    "voltage_step": ("step", "V"),
    "waiting_time": ("settle", "s"),
    "current_compliance": ("compliance", "A"),
    "lcr_ac_amplitude": ("level", "V"),
    "lcr_ac_frequency": ("frequency", "Hz"),
}
_FIRST_ABSOLUTE_TIME = 1e9
"""Time stamps are seconds since 1970 (beyond September 2001) or, if the program was set so, seconds since the first point."""

Rows = list[tuple[int, list[str]]]


class Hephy:
    """The text files of HEPHY's diode-measurement program."""

    name = "hephy-diode"
    title = "HEPHY diode-measurement text, IV and CV"

    def recognises(self, file: TextFile) -> bool:
        """Whether the first lines have the format's keys."""
        keys = {line.partition(":")[0].partition("[")[0] for line in file.lines[:8]}
        return {"sample", "measurement_type"} <= keys

    def read(self, file: TextFile) -> Content:
        """Return the curve and, as table `it`, the continuous measurement after it. Raises ImportFormatError."""
        file.require_closed()
        blocks = _blocks(file)
        tags = _tags(file, blocks[0])
        kind = _KINDS.get(tags["measurement_type"][1])
        if kind is None:
            raise file.error(
                f"expected measurement_type iv or cv, found {shown(tags['measurement_type'][1])}; only those can be read"
            )
        if len(blocks) < 2 or len(blocks[1]) < 2:
            raise file.error(
                "expected a table after the header, found none; the file is cut or empty, copy it again", len(file.lines)
            )
        notes: list[str] = []
        settings, units = _settings(tags)
        attributes = {name: settings[name] for name in CONSTANTS if name in settings}
        curve, started = _table(file, kind, blocks[1], notes, attributes=attributes)
        tables = [curve]
        if len(blocks) > 2 and len(blocks[2]) > 1:
            tables.append(_table(file, kind, blocks[2], notes, continuous="it", attributes={})[0])
            notes.append(f"the continuous measurement after the curve ({len(tables[1])} points) is in the table 'it'")
        _note_early_end(curve, settings, notes)
        return Content(
            procedure=kind.procedure,
            raw=raw_data(*tables),
            settings=settings,
            setting_units=units,
            metadata={key: f"{value} {unit}".rstrip() for key, (unit, value) in tags.items()},
            started=started,
            notes=tuple(notes),
        )


def _blocks(file: TextFile) -> list[Rows]:
    """Cut the file at its blank lines."""
    blocks: list[Rows] = [[]]
    try:
        cells = list(csv.reader(file.lines, delimiter="\t"))
    except csv.Error as error:
        raise file.error(f"its table cannot be cut into cells: {error}") from error
    if len(cells) != len(file.lines):
        raise file.error("a quotation mark is opened and not closed; the file is damaged")
    for line, row in enumerate(cells, start=1):
        if any(cell.strip() for cell in row):
            blocks[-1].append((line, row))
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _tags(file: TextFile, block: Rows) -> dict[str, tuple[str, str]]:
    """Return unit and value by key."""
    tags = {}
    for line, row in block:
        found = _TAG.fullmatch(row[0].strip())
        if found is None or len(row) > 1:
            raise file.error(f"expected 'key: value', found {shown(chr(9).join(row))}", line)
        tags[found["key"]] = (found["unit"] or "", found["value"].strip())
    return tags


def _settings(tags: Mapping[str, tuple[str, str]]) -> tuple[dict[str, SettingValue], dict[str, str]]:
    settings: dict[str, SettingValue] = {}
    units = {}
    for key, (name, unit) in _SETTINGS.items():
        given_unit, value = tags.get(key, ("", ""))
        if parse_number(value) is None:
            continue
        try:
            settings[name] = parse_quantity(f"{value.lstrip('+')} {given_unit}", unit)
        except UnitError:
            continue
        units[name] = unit
    as_reverse_bias(settings)
    return settings, units


def _table(
    file: TextFile,
    kind: CurveKind,
    block: Rows,
    notes: list[str],
    *,
    continuous: str = "",
    attributes: Mapping[str, SettingValue],
) -> tuple[RawTable, float | None]:
    line, cells = block[0]
    headings = [parse_heading(cell) for cell in cells]
    numbers = read_rows(file, block[1:], [heading.name for heading in headings])
    units = {**kind.units, _STAMP: "s", _SET: "V", _SENSOR: "degC"}
    columns = take_columns(file, line, headings, numbers, {**_COLUMNS[kind.procedure], **_COMMON}, units)
    if _SET not in columns:
        raise file.error(f"expected a column voltage[V], found {shown(chr(9).join(cells), length=120)}", line)
    columns[SET_VOLTAGE] = columns[_SET]
    if not _taken(columns, "voltage", every=True):
        columns["voltage"] = columns[_SET]
        add_note(notes, "the source's own voltage is missing: the voltage that was set stands for it")
    if kind is IV and not _taken(columns, "current") and "total_current" in columns:
        columns["current"] = columns["total_current"]
        add_note(notes, "no electrometer: the source's current stands for the pad's")
    if not _taken(columns, "temperature") and _SENSOR in columns:
        columns["temperature"] = columns[_SENSOR]
    started = _times(columns)
    return build_table(file, kind, columns, notes, continuous=continuous, attributes=attributes), started


def _taken(columns: Mapping[str, Array], name: str, *, every: bool = False) -> bool:
    """Whether a column is there and has readings, or readings only."""
    if name not in columns:
        return False
    finite = np.isfinite(columns[name])
    return bool(finite.all() if every else finite.any())


def _times(columns: dict[str, Array]) -> float | None:
    if not _taken(columns, _STAMP, every=True):
        return None
    stamps = columns[_STAMP]
    columns["elapsed"] = stamps - stamps[0]
    first = float(stamps[0])
    latest = datetime(2100, 1, 1, tzinfo=UTC).timestamp()
    return first if _FIRST_ABSOLUTE_TIME < first < latest else None


def _note_early_end(curve: RawTable, settings: Mapping[str, SettingValue], notes: list[str]) -> None:
    stop, step = settings.get("stop"), settings.get("step")
    last = -float(curve[SET_VOLTAGE][-1])
    if isinstance(stop, float) and isinstance(step, float) and abs(stop - last) > step:
        notes.append(f"the curve ends at {last:g} V of reverse bias, before the {stop:g} V that were set")
