"""The formats that can be recognised: the built-in ones and those of installed packages, loaded when they are first asked."""

from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points

from msgspec import Struct

from .imported import ImportFormat
from .lecroy_trc import NAME as TRC
from .lecroy_trc import TITLE as TRC_TITLE

ENTRY_POINTS = "qcstation.exchange"
"""The group of entry points through which an installed package offers formats: each names a class that is an `ImportFormat`."""
DELIMITED = "delimited"
"""The format that is never recognised, but read with a column map."""

_BUILT_IN = {
    "labview-text": "qcstation.exchange.labview:LabView",
    "hephy-diode": "qcstation.exchange.hephy:Hephy",
    "ihep-ime": "qcstation.exchange.ihep_ime:IhepIme",
    "waveform-csv": "qcstation.exchange.waveform_csv:WaveformCsv",
    "pixel-thresholds": "qcstation.exchange.pixel_thresholds:PixelThresholds",
    "beta-summary": "qcstation.exchange.beta_summary:BetaSummary",
}


class FormatEntry(Struct, frozen=True, kw_only=True):
    """One line of the list of formats. `origin` says where it comes from; `error` is why it does not load, empty if it does."""

    name: str
    origin: str
    title: str = ""
    error: str = ""


def all_formats() -> tuple[FormatEntry, ...]:
    """Return all formats, the built-in ones first; one that does not load is listed with its error."""
    entries = [entry for entry, _ in _candidates()]
    entries.append(FormatEntry(name=TRC, origin="qcstation", title=TRC_TITLE))
    return (*entries, FormatEntry(name=DELIMITED, origin="qcstation", title="delimited text with a column map"))


def usable_formats() -> Iterator[ImportFormat]:
    """Return the formats that load, the built-in ones first."""
    return (found for _, found in _candidates() if found is not None)


def _candidates() -> Iterator[tuple[FormatEntry, ImportFormat | None]]:
    for name, target in _BUILT_IN.items():
        yield _loaded(EntryPoint(name, target, ENTRY_POINTS), "qcstation")
    for point in entry_points(group=ENTRY_POINTS):
        origin = point.dist.name if point.dist else point.value
        if point.name in _BUILT_IN or point.name in {DELIMITED, TRC}:
            yield FormatEntry(name=point.name, origin=origin, error="the name is taken by qcstation: give it another name"), None
        else:
            yield _loaded(point, origin)


def _loaded(point: EntryPoint, origin: str) -> tuple[FormatEntry, ImportFormat | None]:
    try:
        found: ImportFormat = point.load()()
        title = found.title
    except Exception as error:  # noqa: BLE001 - whatever a foreign package raises, it is listed
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        return FormatEntry(name=point.name, origin=origin, error=f"{point.value} does not load: {reason}"), None
    return FormatEntry(name=point.name, origin=origin, title=title), found
