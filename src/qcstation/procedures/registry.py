"""Which procedures there are: the built-in ones, forms, those of installed packages, and files of a station's own."""

import hashlib
import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import entry_points
from pathlib import Path

from msgspec import Struct

from qcstation.model.errors import InputError, SpecificationError, StationError

from .procedure import Procedure

ENTRY_POINTS = "qcstation.procedures"
"""The group of entry points through which an installed package offers procedures: name = procedure id, value = module:Class."""

_BUILT_IN = {
    "hgtd.sensor-iv": "qcstation.procedures.hgtd.sensor_iv:SensorIV",
    "hgtd.sensor-iv-map": "qcstation.procedures.hgtd.sensor_iv_map:SensorIVMap",
    "hgtd.hybrid-iv": "qcstation.procedures.hgtd.hybrid_iv:HybridIV",
    "hgtd.module-iv": "qcstation.procedures.hgtd.hybrid_iv:ModuleIV",
    "hgtd.sensor-cv": "qcstation.procedures.hgtd.sensor_cv:SensorCV",
    "hgtd.lcr-open-short": "qcstation.procedures.hgtd.lcr_correction:LcrCorrection",
    "hgtd.golden-device": "qcstation.procedures.hgtd.golden_device:GoldenDevice",
    "hgtd.waveforms": "qcstation.procedures.hgtd.waveforms:Waveforms",
    "hgtd.sensor-timing": "qcstation.procedures.hgtd.sensor_timing:SensorTiming",
    "hgtd.module-thresholds": "qcstation.procedures.hgtd.module_thresholds:ModuleThresholds",
    "hgtd.tdc-calibration": "qcstation.procedures.hgtd.tdc_calibration:TdcCalibration",
    "hgtd.thermal-cycles": "qcstation.procedures.hgtd.thermal_cycles:ThermalCycles",
}

_FORMS = "*/forms/*.toml"
"""The forms that come with qcstation, below this folder."""

_Load = Callable[[], type[Procedure]]


class ProcedureEntry(Struct, frozen=True, kw_only=True):
    """One line of the list of procedures. `origin` is where it comes from, `error` why it does not load (empty: it does)."""

    id: str
    origin: str
    title: str = ""
    version: str = ""
    accepts: tuple[str, ...] = ()
    error: str = ""


def procedure(procedure_id: str, *, files: Sequence[Path] = ()) -> type[Procedure]:
    """Return the procedure with this id; `files` are procedure files of the station's own. Only this one is loaded.

    Raises:
        InputError: there is no such procedure, or it does not load; the message says why.
    """
    known: list[str] = []
    broken: list[str] = []
    for name, origin, load in _candidates(files):
        known.append(name)
        if name == procedure_id:
            return _loaded(name, origin, load)
        if origin in map(str, files) and name == origin:
            broken.append(origin)
    hint = f" ({', '.join(broken)} did not load)" if broken else ""
    raise InputError(f"unknown procedure {procedure_id!r}{hint}; known: {', '.join(sorted(set(known) - set(broken)))}")


def all_procedures(*, files: Sequence[Path] = ()) -> tuple[ProcedureEntry, ...]:
    """Return all procedures by id; one that does not load is listed with its error."""
    return tuple(sorted(procedures_as_offered(files=files), key=lambda entry: entry.id))


def procedures_as_offered(*, files: Sequence[Path] = ()) -> tuple[ProcedureEntry, ...]:
    """Return what `all_procedures` does, in the order in which they are offered to an operator: built-in ones first."""
    entries: dict[str, ProcedureEntry] = {}
    for name, origin, load in _candidates(files):
        entry = _entry(name, origin, load)
        if name in entries:
            entry = ProcedureEntry(
                id=f"{name} ({origin})", origin=origin, error=f"{name} is taken by {entries[name].origin}: give it another id"
            )
        entries[entry.id] = entry
    return tuple(entries.values())


def load_procedure_file(path: Path) -> tuple[type[Procedure], ...]:
    """Return the procedures that a file of the station's own defines: a form's specification (.toml), or Python's, in its order.

    Raises:
        StationError: the file is not there, does not load, or defines none.
    """
    path = path.resolve()
    if path.suffix.lower() == ".toml":
        return (_form(path),)
    digest = hashlib.sha256(str(path).encode()).hexdigest()[:8]
    name = f"qcstation_station_{path.stem}_{digest}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise StationError(
            f"procedure file {path}: expected a Python file (.py) or a form (.toml); check the path in the station file"
        )
    module = importlib.util.module_from_spec(spec)
    # Type hints and `inspect` look the module up by name while its classes are being used.
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        # A script that was never meant to be imported may well end with sys.exit().
        del sys.modules[name]
        raise StationError(f"procedure file {path} does not load: {_one_line(error)}") from error
    found = tuple(kind for kind in vars(module).values() if _is_procedure(kind) and kind.__module__ == name)
    if not found:
        raise StationError(f"procedure file {path}: defines no class derived from Procedure that has an id")
    return found


def _candidates(files: Sequence[Path]) -> Iterator[tuple[str, str, _Load]]:
    for name, target in _BUILT_IN.items():
        yield name, "qcstation", lambda target=target: _imported(target)  # type: ignore[misc]
    for path in sorted(Path(__file__).parent.glob(_FORMS)):
        yield from _in_file(path, origin="qcstation")
    for point in entry_points(group=ENTRY_POINTS):
        origin = point.dist.name if point.dist else point.value
        yield point.name, origin, point.load
    for path in files:
        yield from _in_file(path)


def _form(path: Path) -> type[Procedure]:
    from .forms import form_procedure

    try:
        return form_procedure(path)
    except SpecificationError as error:
        raise StationError(f"procedure file {path} does not load: {str(error).removeprefix(f'{path}: ')}") from error


def _in_file(path: Path, *, origin: str = "") -> Iterator[tuple[str, str, _Load]]:
    try:
        found = load_procedure_file(path)
    except StationError as error:
        # Listed under its path: the ids that it would have had are unknown.
        yield str(path), origin or str(path), _raiser(error)
        return
    for kind in found:
        yield kind.id, origin or str(path), lambda kind=kind: kind  # type: ignore[misc]


def _raiser(error: Exception) -> _Load:
    def load() -> type[Procedure]:
        raise error

    return load


def _imported(target: str) -> type[Procedure]:
    module, _, name = target.partition(":")
    kind: type[Procedure] = getattr(importlib.import_module(module), name)
    return kind


def _loaded(name: str, origin: str, load: _Load) -> type[Procedure]:
    try:
        kind = load()
    except StationError:
        raise
    except Exception as error:
        raise InputError(f"procedure {name} of {origin} does not load: {_one_line(error)}") from error
    if not _is_procedure(kind):
        raise InputError(f"procedure {name} of {origin}: {kind!r} is no class derived from Procedure that has an id")
    if kind.id != name:
        raise InputError(f"procedure {name} of {origin}: the class calls itself {kind.id!r}; the two must be equal")
    return kind


def _entry(name: str, origin: str, load: _Load) -> ProcedureEntry:
    try:
        kind = _loaded(name, origin, load)
    except InputError as error:
        return ProcedureEntry(id=name, origin=origin, error=str(error))
    return ProcedureEntry(id=name, origin=origin, title=kind.title, version=kind.version, accepts=kind.accepts)


def _is_procedure(kind: object) -> bool:
    return inspect.isclass(kind) and issubclass(kind, Procedure) and isinstance(getattr(kind, "id", None), str)


def _one_line(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
