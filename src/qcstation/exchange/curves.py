"""From a file's columns to the tables `iv` and `cv`: units, polarity, invalid readings, and whether it is a curve at all."""

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from qcstation.model.errors import UnitError
from qcstation.model.raw import RawData, RawTable, TableLayout
from qcstation.model.runs import SettingValue
from qcstation.model.units import format_quantity

from .headings import Heading, to_unit
from .text import TextFile, parse_number, shown

Array = NDArray[np.float64]


class CurveKind(Struct, frozen=True, kw_only=True):
    """One kind of curve: the procedure that measures it, its table and the table's columns with their units."""

    procedure: str
    table: str
    columns: Mapping[str, str]
    required: tuple[str, ...]

    @property
    def units(self) -> dict[str, str]:
        """The units of all columns, with that of `SET_VOLTAGE`."""
        return {**self.columns, SET_VOLTAGE: "V"}


IV = CurveKind(
    procedure="hgtd.sensor-iv",
    table="iv",
    columns={
        "voltage": "V",
        "current": "A",
        "current_sd": "A",
        "total_current": "A",
        "temperature": "degC",
        "humidity": "%",
        "elapsed": "s",
        "in_compliance": "1",
    },
    required=("voltage", "current"),
)
CV = CurveKind(
    procedure="hgtd.sensor-cv",
    table="cv",
    columns={
        "voltage": "V",
        "capacitance": "F",
        "capacitance_sd": "F",
        "resistance": "ohm",
        "status": "1",
        "current": "A",
        "temperature": "degC",
        "humidity": "%",
        "elapsed": "s",
    },
    required=("voltage", "capacitance"),
)
_LIKE_IV = ("hgtd.hybrid-iv", "hgtd.module-iv")
"""Procedures whose curves have the same columns: a file is of them if the person says so."""
KINDS = {kind.procedure: kind for kind in (IV, CV, *(replace(IV, procedure=name) for name in _LIKE_IV))}
SET_VOLTAGE = "set_voltage"
"""An additional column [V] where a file has both the voltage that was set and the one that was measured."""
CONSTANTS: tuple[str, ...] = ("frequency", "level")
"""Settings of a measurement [Hz, V] that are attributes of its table too."""

OVERLOAD = 1e30
"""Readings from here on are no measurements: SCPI's overload is 9.9E37 (SCPI-1999 volume 1, section 7.2.1.5)."""
BLANKS = {"", "-", "--", "none", "null", "n/a"}
"""Cells that people and their programs leave where nothing was taken."""
_PLAUSIBLE = {"V": 10e3, "A": 10.0, "F": 1e-6}
"""Beyond these magnitudes the unit is wrong: twice and more of what bench supplies for sensors reach, and a capacitance that
no LCR measurement of a pad or a diode has."""
_NO_DATA, _OK, _OVERLOADED = -1.0, 0.0, 1.0
"""Status words of the E4980A (user's guide, data output format)."""


def read_rows(
    file: TextFile, rows: Sequence[tuple[int, Sequence[str]]], names: Sequence[str], *, decimal: str = ".", blank: bool = False
) -> Array:
    """Return the numbers of a table, shape (rows, columns), not-a-number where the cell says so (or, with `blank`, is empty).

    `rows` are the cells with their line numbers.

    Raises:
        ImportFormatError: a row has another number of cells than `names`, or a cell is no number.
    """
    numbers = np.empty((len(rows), len(names)))
    for index, (line, cells) in enumerate(rows):
        if len(cells) != len(names):
            raise file.error(f"expected {len(names)} values as in the heading, found {len(cells)}; the row is damaged", line)
        for place, cell in enumerate(cells):
            value = parse_number(cell, decimal=decimal)
            if value is None and blank and cell.strip().lower() in BLANKS:
                value = np.nan
            if value is None:
                raise file.error(f"expected a number in column {shown(names[place])}, found {shown(cell)}", line)
            numbers[index, place] = value
    return numbers


def take_columns(
    file: TextFile, line: int, headings: Sequence[Heading], numbers: Array, names: Mapping[str, str], units: Mapping[str, str]
) -> dict[str, Array]:
    """Return the columns whose headings `names` knows, by our names and in our `units`; `line` is the headings' own.

    Raises:
        ImportFormatError: a heading's unit is unknown or of another dimension.
    """
    columns = {}
    for place, heading in enumerate(headings):
        column = names.get(heading.name)
        if column is None:
            continue
        try:
            columns[column] = to_unit(numbers[:, place], heading.unit, units[column])
        except UnitError as error:
            raise file.error(f"column {shown(heading.name)}: {error}", line) from error
    return columns


def build_table(
    file: TextFile,
    kind: CurveKind,
    columns: Mapping[str, Array],
    notes: list[str],
    *,
    continuous: str = "",
    attributes: Mapping[str, str | int | float | bool] | None = None,
) -> RawTable:
    """Return the table of a curve from columns in our units; columns that the file has not are not-a-number throughout.

    What is changed on the way, or looks odd, is said in `notes`. With `continuous`, it is a table of that name over time at one
    voltage.

    Raises:
        ImportFormatError: the columns hold no curve, or numbers that show a wrong unit.
    """
    columns = {name: values for name, values in columns.items() if name in kind.units}
    _require_readings(file, kind, columns)
    if not continuous:
        _require_sweep(file, columns["voltage"])
    _require_plausible(file, kind, columns)
    _turn_reverse_bias_negative(columns, notes)
    _mark_invalid(kind, columns, notes)
    _note_turn(columns["voltage"], notes)
    units = {name: unit for name, unit in kind.units.items() if name in kind.columns or name in columns}
    missing = np.full(len(columns["voltage"]), np.nan)
    layout = TableLayout(name=continuous or kind.table, columns=units, attributes=attributes or {})
    return RawTable(layout, {column: columns.get(column, missing) for column in units})


def raw_data(*tables: RawTable) -> RawData:
    """Return tables as raw data."""
    return RawData({table.layout.name: table for table in tables})


def add_note(notes: list[str], text: str) -> None:
    """Add a note that is not there yet."""
    if text not in notes:
        notes.append(text)


def _require_readings(file: TextFile, kind: CurveKind, columns: Mapping[str, Array]) -> None:
    for column in kind.required:
        if column not in columns:
            raise file.error(f"has no column for {column}, which {kind.procedure} needs")
        if not np.isfinite(columns[column]).any():
            raise file.error(f"holds no reading of {column}")
    missing = int((~(np.abs(columns["voltage"]) < OVERLOAD)).sum())
    if missing:
        raise file.error(f"{missing} of {len(columns['voltage'])} rows have no voltage; correct or remove them")


def _require_sweep(file: TextFile, voltage: Array) -> None:
    if len(voltage) < 2 or np.ptp(voltage) == 0:
        raise file.error(f"expected a curve over voltage, found {len(voltage)} point(s) at one voltage; check its column")


def _require_plausible(file: TextFile, kind: CurveKind, columns: Mapping[str, Array]) -> None:
    for column, unit in kind.units.items():
        if column not in columns or unit not in _PLAUSIBLE:
            continue
        magnitudes = np.abs(columns[column])
        highest = np.max(magnitudes, where=magnitudes < OVERLOAD, initial=0.0)
        if highest > _PLAUSIBLE[unit]:
            found, limit = (format_quantity(value, unit) for value in (float(highest), _PLAUSIBLE[unit]))
            raise file.error(f"expected {column} within {limit}, found {found}; its unit must be wrong")


def _turn_reverse_bias_negative(columns: dict[str, Array], notes: list[str]) -> None:
    voltage = columns["voltage"]
    if voltage.min() < 0:
        return
    for column in ("voltage", SET_VOLTAGE, "current", "total_current"):
        if column in columns:
            columns[column] = -columns[column]
    add_note(notes, "reverse bias is positive in the file: the signs of voltages and currents were changed")


def _mark_invalid(kind: CurveKind, columns: dict[str, Array], notes: list[str]) -> None:
    if kind is CV and "status" not in columns:
        capacitance = columns["capacitance"]
        overloaded = np.abs(capacitance) >= OVERLOAD
        columns["status"] = np.select([overloaded, np.isnan(capacitance)], [_OVERLOADED, _NO_DATA], _OK)
        if overloaded.any():
            where = ", ".join(f"{v:g} V" for v in columns["voltage"][overloaded][:5])
            add_note(notes, f"{overloaded.sum()} overload reading(s) of the LCR meter kept and marked invalid, at {where}")
    for column, values in columns.items():
        kept = np.isfinite(values) if column == "capacitance" else np.abs(values) < OVERLOAD
        lost = ~kept & ~np.isnan(values)
        if lost.any():
            columns[column] = np.where(kept, values, np.nan)
            add_note(notes, f"{lost.sum()} overflow reading(s) of {column} are kept as not taken")


def as_reverse_bias(settings: dict[str, SettingValue]) -> None:
    """Turn `start`, `stop` and `step` of a sweep [V] into reverse bias, positive, as the procedures' settings have it."""
    stop = settings.get("stop")
    sign = -1.0 if isinstance(stop, float) and stop < 0 else 1.0
    for name in ("start", "stop"):
        if name in settings:
            # Adding zero makes 0 of -0.
            settings[name] = sign * float(settings[name]) + 0.0
    if "step" in settings:
        settings["step"] = abs(float(settings["step"]))


def _note_turn(voltage: Array, notes: list[str]) -> None:
    if len(voltage) < 3:
        return
    steps = np.diff(voltage)
    typical = float(np.median(np.abs(steps)))
    if (steps > typical / 2).any() and (steps < -typical / 2).any():
        add_note(notes, "the voltage goes to and fro: the table holds all points in the order in which they were taken")
