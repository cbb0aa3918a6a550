"""Looks for the run that the curve is shown beside, while the run itself has begun."""

from typing import TYPE_CHECKING

from msgspec import Struct

from qcstation.gui.look.verdicts import marked_verdict
from qcstation.gui.page import Context
from qcstation.model.raw import RawData
from qcstation.model.runs import RunHeader
from qcstation.reports.wording import time_text

from .live_data import LiveData
from .live_plot import LivePlot

if TYPE_CHECKING:
    from qcstation.production import RunSummary
    from qcstation.station.workspace import Workspace

_DAY = slice(0, 10)


class _Found(Struct, frozen=True):
    """An earlier run and what it measured."""

    run: "RunSummary"
    data: LiveData


class EarlierRun:
    """Lays the curve of an earlier run beneath that of a run; what cannot be found or read is not missed."""

    def __init__(self, context: Context, plot: LivePlot) -> None:
        self._context = context
        self._plot = plot
        self._beside = ""

    def look_for(self, header: RunHeader) -> None:
        """Find the run to show beside this one."""
        self._beside = header.run
        self._plot.show_earlier(None)
        component = header.component
        if component is None:
            return

        def found(workspace: "Workspace") -> _Found | None:
            from qcstation.station.comparing import run_before
            from qcstation.station.stored import stored_run

            before = run_before(
                workspace,
                header.procedure,
                component=component.serial_number,
                component_type=component.type,
                started=header.started,
                kind=header.kind,
            )
            if before is None:
                return None
            data = LiveData()
            # Curves alone: waveforms and maps of two runs cannot be seen at once.
            data.show(RawData(stored_run(workspace, before.run).raw.tables))
            return _Found(before, data)

        self._context.records.ask(found, lambda answer: self._show(header, answer), lambda _: None)

    def _show(self, header: RunHeader, found: _Found | None) -> None:
        if found is None or self._beside != header.run:
            return
        run = found.run
        day, verdict = time_text(run.started)[_DAY], marked_verdict(run.word)
        same = header.component is not None and run.component == header.component.serial_number
        name = f"{day} {verdict}" if same else f"{run.component} {verdict}"
        self._plot.show_earlier(found.data, name, f"{run.component}\n{run.procedure}\n{time_text(run.started)}\n{verdict}")
