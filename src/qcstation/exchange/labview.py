"""IV and CV curves as the LabVIEW program of CERN's solid-state-detector laboratory writes them (`*.iv`, `*.cv`).

A title, then `:key` lines each followed by its values, `:legend` with the columns, and tab-separated rows between BEGIN and
END. The program line names its authors (Moll 2003 to Mateu 2019). Facts from 245 public files (lixing-w/LGAD_analysis):

- Voltages and currents are negative under reverse bias.
- Capacitance and conductivity are the parallel ones, open correction already subtracted: all capacitances of a file differ by
  multiples of the LCR meter's last digit, which their common remainder after subtraction shows.
- `:measured voltage ...` ends in the number of rows taken, which shows a file that lost some.
- Times are local, day first, without a zone. `:Area[cm-2]` is in cm^2.
"""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from qcstation.model.errors import UnitError
from qcstation.model.runs import SettingValue
from qcstation.model.units import parse_quantity

from .curves import CONSTANTS, CV, IV, SET_VOLTAGE, CurveKind, as_reverse_bias, build_table, raw_data, read_rows, take_columns
from .headings import Heading, parse_heading
from .imported import Content
from .text import TextFile, parse_number, shown

_COLUMNS: Mapping[str, Mapping[str, str]] = {
    IV.procedure: {"bias": "voltage", "total current": "total_current", "pad current": "current"},
    CV.procedure: {
        "v_detector": "voltage",
        "bias": SET_VOLTAGE,
        "capacitance": "capacitance",
        "conductivity": "resistance",
        "current power supply": "current",
    },
}
_MEASURED = "measured voltage start [V], voltage stop [V], number of steps"
_OPEN_CORRECTION = "LCR open correction: C[F] , G[S]"
_FEATURES = {":Program Version", ":start", ":tester", ":ToolID", ":Instruments", ":legend", "BEGIN"}


class _Layout(Struct, frozen=True):
    """A file cut into its parts: values by key, the legend's line number and text, the numbered rows."""

    values: Mapping[str, tuple[str, ...]]
    legend: tuple[int, str]
    rows: list[tuple[int, str]]


class LabView:
    """The `:key` text files with BEGIN and END."""

    name = "labview-text"
    title = "LabVIEW text with :key lines, BEGIN and END (.iv, .cv)"

    def recognises(self, file: TextFile) -> bool:
        """Whether some of the first lines are the format's own keys."""
        return len(_FEATURES & {line.strip() for line in file.lines[:200]}) >= 3

    def read(self, file: TextFile) -> Content:
        """Return the curve. Raises ImportFormatError."""
        layout = _cut(file)
        headings = [_lowered(parse_heading(cell)) for cell in layout.legend[1].split("\t")]
        kind = _kind(file, layout.legend, headings)
        rows = [(line, text.rstrip("\t").split("\t")) for line, text in layout.rows]
        numbers = read_rows(file, rows, [heading.name for heading in headings])
        _check_count(file, layout, len(rows))
        columns = take_columns(file, layout.legend[0], headings, numbers, _COLUMNS[kind.procedure], kind.units)
        settings, units = _settings(layout.values)
        notes = _common_notes(kind, settings)
        started = _started(layout.values, notes)
        if "temperature" in settings:
            columns["temperature"] = numbers[:, 0] * 0.0 + float(settings["temperature"])
            notes.append(f"temperature {settings['temperature']:g} °C is the header's, the same for each point")
        attributes = {name: settings[name] for name in CONSTANTS if name in settings}
        table = build_table(file, kind, columns, notes, attributes=attributes)
        metadata = {key: "; ".join(line.strip() for line in lines) for key, lines in layout.values.items() if any(lines)}
        return Content(
            procedure=kind.procedure,
            raw=raw_data(table),
            settings=settings,
            setting_units=units,
            metadata=metadata,
            started=started,
            notes=tuple(notes),
        )


def _lowered(heading: Heading) -> Heading:
    return Heading(heading.name.lower(), heading.unit)


def _cut(file: TextFile) -> _Layout:
    stripped = [line.strip() for line in file.lines]
    if "BEGIN" not in stripped:
        raise file.error("expected the line BEGIN before the values, found none; the file is cut, copy it again", len(stripped))
    begin = stripped.index("BEGIN")
    if "END" not in stripped[begin:]:
        raise file.error("expected the line END after the values, found none; the file is cut, copy it again", len(stripped))
    end = stripped.index("END", begin)
    values: dict[str, list[str]] = {}
    key = ""
    legend = (begin, "")
    for index, line in enumerate(file.lines[:begin]):
        if line.startswith(":"):
            key = line[1:].strip()
            values.setdefault(key, [])
        elif key == "legend":
            legend = (index + 1, line) if line.strip() else legend
        elif key and line.strip():
            values[key].append(line.strip())
    rows = [(index + 1, file.lines[index].strip("\r ")) for index in range(begin + 1, end) if stripped[index]]
    values.pop("legend", None)
    return _Layout({key: tuple(lines) for key, lines in values.items()}, legend, rows)


def _kind(file: TextFile, legend: tuple[int, str], headings: list[Heading]) -> CurveKind:
    names = {heading.name for heading in headings}
    if {"v_detector", "capacitance"} <= names:
        return CV
    if {"bias", "pad current"} <= names:
        return IV
    raise file.error(
        f"expected the columns bias, Pad Current (IV) or V_detector, Capacitance (CV), found {shown(legend[1], length=120)}",
        legend[0],
    )


def _check_count(file: TextFile, layout: _Layout, rows: int) -> None:
    """Hold the number of rows against the one that the header tells."""
    fields = "".join(layout.values.get(_MEASURED, ())).split(",")
    told = parse_number(fields[-1])
    if told is not None and told != rows:
        raise file.error(f"expected {told:g} rows of values as the header says, found {rows}; the file is damaged, copy it again")


def _settings(values: Mapping[str, tuple[str, ...]]) -> tuple[dict[str, SettingValue], dict[str, str]]:
    """Return what the header says in numbers, in our units; what it says otherwise stays in the metadata."""
    instruments = dict(line.removeprefix("- ").split(":", 1) for line in values.get("Instruments", ()) if ":" in line)
    measured = ["", *"".join(values.get(_MEASURED, ())).split(",")]
    correction = ["", *"".join(values.get(_OPEN_CORRECTION, ())).split(",")]
    found: dict[str, tuple[str, str]] = {
        "start": (f"{measured[1 % len(measured)]} V", "V"),
        "stop": (f"{measured[2 % len(measured)]} V", "V"),
        "compliance": (f"{instruments.get('compliance [A or V]', '')} A", "A"),
        "frequency": (instruments.get("Frequency", ""), "Hz"),
        "level": (instruments.get("Signal level", ""), "V"),
        "temperature": (f"{_first(values, 'temperature[C]')} degC", "degC"),
        "area": (f"{_first(values, 'Area[cm-2]')} cm^2", "m^2"),
        "thickness": (f"{_first(values, 'Thickness[um]')} um", "m"),
        "open_capacitance": (f"{correction[1 % len(correction)]} F", "F"),
        "open_conductance": (f"{correction[2 % len(correction)]} S", "S"),
    }
    settings: dict[str, SettingValue] = {}
    for name, (text, unit) in found.items():
        number, _, rest = text.strip().partition(" ")
        if parse_number(number) is None or not rest:
            continue
        try:
            settings[name] = parse_quantity(text, unit)
        except UnitError:
            continue
    as_reverse_bias(settings)
    return settings, {name: found[name][1] for name in settings}


def _first(values: Mapping[str, tuple[str, ...]], key: str) -> str:
    return next(iter(values.get(key, ())), "")


def _common_notes(kind: CurveKind, settings: Mapping[str, SettingValue]) -> list[str]:
    if kind is CV and "open_capacitance" in settings:
        return [f"the program had subtracted its open correction of {float(settings['open_capacitance']) * 1e12:.4g} pF"]
    return []


def _started(values: Mapping[str, tuple[str, ...]], notes: list[str]) -> float | None:
    try:
        started = datetime.strptime(f"{_first(values, 'start')} +0000", "%d/%m/%Y %H:%M:%S %z")
    except ValueError:
        return None
    notes.append("the start is the file's local time without a zone, taken as UTC")
    return started.timestamp()
