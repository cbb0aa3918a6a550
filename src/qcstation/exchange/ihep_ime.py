"""IV and CV curves of LGAD pads as IHEP's probe station writes them: commas, units in the headings, CR LF at each line's end.

Headings as in the files that the HGTD production database's developers published (newsubmarine/hgtd_db, folder share).
Currents and voltages are negative under reverse bias. The LCR meter's overload 9.9E37 F appears as 9.9e+49 pF.
"""

import re
from collections.abc import Mapping

from qcstation.model.runs import SettingValue
from qcstation.model.units import format_quantity, parse_quantity

from .curves import CV, IV, SET_VOLTAGE, CurveKind, build_table, raw_data, read_rows, take_columns
from .headings import Heading, parse_heading
from .imported import Content
from .text import TextFile, shown

_COLUMNS: Mapping[str, Mapping[str, str]] = {
    IV.procedure: {
        "Bias Voltage": SET_VOLTAGE,
        "Measured Voltage": "voltage",
        "Signal Current": "current",
        "Total Current": "total_current",
    },
    CV.procedure: {
        "Bias Voltage": SET_VOLTAGE,
        "Measured Voltage": "voltage",
        "Measured Capacitance": "capacitance",
        "Monitoring Current": "current",
    },
}
_FREQUENCY_IN_NAME = re.compile(r"(\d+(?:\.\d+)?\s?[kM]?Hz)(?![A-Za-z])")


class IhepIme:
    """The CSV files of IHEP's probe station."""

    name = "ihep-ime"
    title = "IHEP-IME probe station, IV and CV (CSV)"

    def recognises(self, file: TextFile) -> bool:
        """Whether the first line has the headings of both voltages."""
        return file.lines[0].startswith("Bias Voltage") and "Measured Voltage" in file.lines[0]

    def read(self, file: TextFile) -> Content:
        """Return the curve. Raises ImportFormatError."""
        headings = [parse_heading(cell) for cell in file.lines[0].split(",")]
        kind = self._kind(file, headings)
        file.require_closed()
        rows = [(line, text.split(",")) for line, text in file.numbered(1)]
        numbers = read_rows(file, rows, [heading.name for heading in headings])
        notes: list[str] = []
        settings = _frequency(file, notes) if kind is CV else {}
        columns = take_columns(file, 1, headings, numbers, _COLUMNS[kind.procedure], kind.units)
        table = build_table(file, kind, columns, notes, attributes=settings)
        return Content(
            procedure=kind.procedure,
            raw=raw_data(table),
            settings=settings,
            setting_units=dict.fromkeys(settings, "Hz"),
            notes=tuple(notes),
        )

    def _kind(self, file: TextFile, headings: list[Heading]) -> CurveKind:
        names = {heading.name for heading in headings}
        for kind in (IV, CV):
            if names >= set(_COLUMNS[kind.procedure]):
                return kind
        raise file.error(
            f"expected the headings {', '.join(_COLUMNS[IV.procedure])} (IV) or {', '.join(_COLUMNS[CV.procedure])} (CV), "
            f"found {shown(file.lines[0], length=120)}",
            1,
        )


def _frequency(file: TextFile, notes: list[str]) -> dict[str, SettingValue]:
    found = _FREQUENCY_IN_NAME.search(file.path.stem)
    if found is None:
        return {}
    frequency = parse_quantity(found.group(1), "Hz")
    notes.append(f"frequency {format_quantity(frequency, 'Hz')} taken from the file's name")
    return {"frequency": frequency}
