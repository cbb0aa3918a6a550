"""One waveform as comma-separated text: times in the first column, the signal in the second, units in the headings.

Headings ``time_s,amplitude_V`` (as in SengerM's public examples), ``t [ns], U [mV]`` and the like.
"""

import numpy as np

from qcstation.model.errors import UnitError
from qcstation.model.frames import SEGMENT_COLUMNS, segments_table
from qcstation.model.raw import ArrayLayout, RawArray, RawData, RawTable, TableLayout

from .curves import read_rows
from .headings import Heading, parse_heading, to_unit
from .imported import Content
from .text import TextFile

_PROCEDURE, _ARRAY = "hgtd.waveforms", "waveforms"
_TIMES = {"t", "time", "zeit"}
_UNKNOWN_RANGE = 2**31
_EVEN = 0.05
"""Times that are printed with few digits are off by so much of a step at most; more, and samples are missing."""


class WaveformCsv:
    """A single waveform in two columns."""

    name = "waveform-csv"
    title = "one waveform as CSV: time and voltage"

    def recognises(self, file: TextFile) -> bool:
        """Whether the first line has two headings, a time in a unit of time and a signal in a unit of voltage."""
        headings = [_heading(cell) for cell in file.lines[0].split(",")]
        if len(headings) != 2 or headings[0].name.lower() not in _TIMES:
            return False
        try:
            for heading, unit in zip(headings, ("s", "V"), strict=True):
                to_unit(np.zeros(1), heading.unit, unit)
        except UnitError:
            return False
        return all(heading.unit for heading in headings)

    def read(self, file: TextFile) -> Content:
        """Return the waveform as one segment, its samples in V as they stand.

        Raises:
            ImportFormatError: a cell is no number, or the times are not evenly spaced.
        """
        headings = [_heading(cell) for cell in file.lines[0].split(",")]
        file.require_closed()
        rows = [(line, text.split(",")) for line, text in file.numbered(1)]
        numbers = read_rows(file, rows, [heading.name for heading in headings])
        if len(numbers) < 2 or not np.isfinite(numbers).all():
            raise file.error("expected at least two samples, all of them numbers")
        times, volts = (to_unit(numbers[:, place], headings[place].unit, unit) for place, unit in enumerate(("s", "V")))
        interval = float((times[-1] - times[0]) / (len(times) - 1))
        off = np.abs(times - (times[0] + interval * np.arange(len(times))))
        if not interval > 0 or off.max() > _EVEN * interval:
            line = int(off.argmax()) + 2
            raise file.error(f"expected evenly spaced samples {interval:.4g} s apart; samples are missing or out of order", line)
        # A file of volts does not say what the converter's codes were: gain and offset are trivial, its range is unknown.
        attributes: dict[str, str | int | float | bool] = {
            "channel": headings[1].name,
            "gain": 1.0,
            "offset": 0.0,
            "lowest": -_UNKNOWN_RANGE,
            "highest": _UNKNOWN_RANGE,
            "interval": interval,
            "nominal_bits": 0,
            "law": "V, as in the file; the converter's codes and range are unknown; interval in s",
        }
        layout = ArrayLayout(name=_ARRAY, dtype="float64", shape=(len(volts),), unit="V", attributes=attributes)
        table = TableLayout(name=segments_table(_ARRAY), columns=SEGMENT_COLUMNS)
        columns = {"trigger_time": np.zeros(1), "trigger_offset": times[:1].copy()}
        return Content(
            procedure=_PROCEDURE,
            raw=RawData({table.name: RawTable(table, columns)}, arrays={_ARRAY: RawArray(layout, volts[np.newaxis])}),
            notes=("the file does not say what the oscilloscope's range was: clipped samples cannot be told",),
        )


def _heading(cell: str) -> Heading:
    """A heading with its unit in brackets, or behind an underscore."""
    heading = parse_heading(cell)
    name, underscore, unit = heading.name.rpartition("_")
    return Heading(name, unit) if underscore and not heading.unit else heading
