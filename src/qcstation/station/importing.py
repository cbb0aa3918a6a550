"""Files of the field become runs: the same records, the same analysis and the same judgement as a run on the bench."""

from collections.abc import Iterator, Mapping
from math import isnan
from pathlib import Path

from qcstation import __version__, records
from qcstation.engine.bus import EventBus
from qcstation.engine.runner import RunReport, analyse_and_judge, new_run_id
from qcstation.exchange import ImportedData, read_file, read_folder
from qcstation.model.clock import WallClock
from qcstation.model.errors import ImportFormatError, InputError
from qcstation.model.events import ArrayDeclared, ArrayTaken, MessageLogged, RowsTaken, RunFinished, RunStarted, TableDeclared
from qcstation.model.raw import RawArray, RawTable
from qcstation.model.runs import RunHeader, RunKind
from qcstation.model.verdicts import Outcome
from qcstation.procedures.procedure import Procedure
from qcstation.procedures.registry import procedure as find_procedure
from qcstation.procedures.specifications import specification_of

from .recording import FinishedRun, MeasuredRun
from .workspace import Workspace

_ROWS_AN_EVENT = 256
_ITEMS_AN_EVENT = 1000


def import_path(
    workspace: Workspace,
    path: Path,
    *,
    serial_number: str = "",
    column_map: Mapping[str, str] | None = None,
    procedure: str | None = None,
    operator: str = "",
    stage: str = "",
    specification: Path | None = None,
) -> Iterator[FinishedRun | ImportFormatError]:
    """Import a file, or every file below a folder; one bad file of a folder is yielded as its error and does not stop the rest.

    Raises:
        ImportFormatError: `path` is a single file that cannot be imported.
        InputError: the component's serial number or the procedure is wrong.
    """
    if path.is_dir():
        found = read_folder(path, column_map=column_map, procedure=procedure)
        for _, item in found:
            if isinstance(item, ImportFormatError):
                yield item
            else:
                yield import_data(
                    workspace, item, serial_number=serial_number, operator=operator, stage=stage, specification=specification
                )
        return
    data = read_file(path, column_map=column_map, procedure=procedure)
    yield import_data(workspace, data, serial_number=serial_number, operator=operator, stage=stage, specification=specification)


def import_data(
    workspace: Workspace,
    data: ImportedData,
    *,
    serial_number: str = "",
    operator: str = "",
    stage: str = "",
    specification: Path | None = None,
) -> FinishedRun:
    """Keep imported data as a run, analyse and judge it. Without a serial number the run is kept as unassigned.

    Raises:
        InputError: the serial number is wrong, or of a component that the procedure does not measure.
        StorageError: the run cannot be kept.
    """
    procedure = find_procedure(data.procedure)
    judged_by = specification_of(procedure, specification)
    header = _header(workspace, data, procedure, serial_number, operator, stage)
    with records.OpenRun(workspace.folder, header) as open_run:
        publish = EventBus(keepers=(open_run.journal, open_run.recorder)).publish
        now = WallClock().now()
        publish(RunStarted(time=header.started, header=header))
        for note in data.notes:
            publish(MessageLogged(time=now, text=note))
        for table in data.raw.tables.values():
            publish(TableDeclared(time=header.started, layout=table.layout))
            for rows in _rows(table):
                publish(RowsTaken(time=header.started, table=table.layout.name, rows=rows))
        for array in data.raw.arrays.values():
            publish(ArrayDeclared(time=header.started, layout=array.layout))
            for taken in _blocks(array, header.started):
                publish(taken)
        outcome, reason, judged = Outcome.COMPLETED, "", None
        try:
            judged = analyse_and_judge(procedure, data.raw, judged_by, publish, now)
        except InputError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever an analysis raises, the data are kept
            outcome, reason = Outcome.ERROR, f"the analysis failed, the data are kept: {type(error).__name__}: {error}"
        publish(RunFinished(time=now, outcome=outcome, reason=reason))
        return MeasuredRun(workspace, open_run, RunReport(header=header, outcome=outcome, reason=reason, judged=judged)).keep()


def _header(
    workspace: Workspace, data: ImportedData, procedure: type[Procedure], serial_number: str, operator: str, stage: str
) -> RunHeader:
    component = workspace.component_for(serial_number, procedure, stage=stage) if serial_number else None
    return RunHeader(
        run=new_run_id(),
        procedure=procedure.id,
        procedure_version=procedure.version,
        started=data.started if data.started is not None else data.modified,
        kind=RunKind.IMPORTED,
        component=component,
        operator=operator,
        settings={**data.settings, **{f"file: {name}": value for name, value in data.metadata.items()}},
        setting_units=data.setting_units,
        software=__version__,
        source=str(data.path),
        source_sha256=data.sha256,
    )


def _blocks(array: RawArray, time: float) -> Iterator[ArrayTaken]:
    first = 0
    for block in array.blocks(_ITEMS_AN_EVENT):
        yield ArrayTaken(time=time, array=array.layout.name, first=first, count=len(block), data=block)
        first += len(block)


def _rows(table: RawTable) -> Iterator[tuple[tuple[float | None, ...], ...]]:
    import numpy as np

    values = np.column_stack([table[name] for name in table.layout.columns]) if len(table) else np.empty((0, 1))
    for begin in range(0, len(values), _ROWS_AN_EVENT):
        chunk = values[begin : begin + _ROWS_AN_EVENT].tolist()
        yield tuple(tuple(None if isnan(value) else value for value in row) for row in chunk)
