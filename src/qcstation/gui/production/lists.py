"""The lists of components and of runs: their columns, and how their pages are asked of the records."""

from collections.abc import Callable, Sequence
from typing import Any

from PyQt6.QtCore import QCoreApplication

from qcstation.gui.page import Context
from qcstation.gui.translation import in_words
from qcstation.production import ComponentFilter, ComponentOrder, ComponentSummary, RunFilter, RunOrder, RunSummary

from .lazy_rows import Answer, Column, LazyRows, PageWanted
from .wording import ending, marked, time_words, tone_of


def component_columns() -> tuple[Column, ...]:
    """Return what a list of components tells."""
    return (
        Column(
            heading=QCoreApplication.translate("lists", "Serial number"),
            text=lambda row: row.serial_number,
            order=ComponentOrder.SERIAL_NUMBER,
            width=150,
        ),
        Column(heading=QCoreApplication.translate("lists", "Type"), text=lambda row: row.type, width=120),
        Column(heading=QCoreApplication.translate("lists", "Stage"), text=lambda row: in_words(row.stage), width=120),
        Column(
            heading=QCoreApplication.translate("lists", "Last verdict"),
            text=lambda row: marked(row.last_verdict or ""),
            width=130,
            tone=lambda row: tone_of(row.last_verdict or ""),
        ),
        Column(
            heading=QCoreApplication.translate("lists", "Last run (UTC)"),
            text=lambda row: time_words(row.last_run),
            order=ComponentOrder.LAST_RUN,
            width=150,
        ),
        Column(heading=QCoreApplication.translate("lists", "Also called"), text=_names, width=160, gives_way=1),
    )


def run_columns(*, with_component: bool = True) -> tuple[Column, ...]:
    """Return what a list of runs tells; of one component's, there is no need to name it."""
    component = Column(
        heading=QCoreApplication.translate("lists", "Component"), text=lambda run: run.component or "\N{EM DASH}", width=145
    )
    return (
        Column(
            heading=QCoreApplication.translate("lists", "Started (UTC)"),
            text=lambda run: time_words(run.started),
            order=RunOrder.STARTED,
            width=145,
        ),
        *([component] if with_component else []),
        Column(
            heading=QCoreApplication.translate("lists", "Procedure"),
            text=lambda run: run.procedure,
            order=RunOrder.PROCEDURE,
            width=135,
        ),
        Column(
            heading=QCoreApplication.translate("lists", "Verdict"),
            text=lambda run: marked(ending(run)),
            width=130,
            tone=lambda run: tone_of(ending(run)),
        ),
        Column(heading=QCoreApplication.translate("lists", "Counts"), text=_counting, width=80, gives_way=3),
        Column(
            heading=QCoreApplication.translate("lists", "Stage"), text=lambda run: in_words(run.stage), width=105, gives_way=1
        ),
        Column(heading=QCoreApplication.translate("lists", "Bench"), text=lambda run: run.station, width=120, gives_way=4),
        Column(heading=QCoreApplication.translate("lists", "Operator"), text=lambda run: run.operator, width=110, gives_way=2),
    )


def component_rows(context: Context, wanted: Callable[[], ComponentFilter]) -> LazyRows:
    """Return the components that `wanted` says at each new search."""

    def ask(page: PageWanted, done: Answer, failed: Callable[[str], None]) -> None:
        asked, order = wanted(), ComponentOrder(page.order)
        context.records.ask(
            lambda workspace: workspace.database.search_components(
                asked, order=order, descending=page.descending, after=page.after
            ),
            done,
            failed,
        )

    return LazyRows(component_columns(), ask, order=ComponentOrder.SERIAL_NUMBER)


def run_rows(context: Context, wanted: Callable[[], RunFilter]) -> LazyRows:
    """Return the runs that `wanted` says at each new search."""

    def ask(page: PageWanted, done: Answer, failed: Callable[[str], None]) -> None:
        asked, order = wanted(), RunOrder(page.order)
        context.records.ask(
            lambda workspace: workspace.database.search_runs(asked, order=order, descending=page.descending, after=page.after),
            done,
            failed,
        )

    return LazyRows(run_columns(), ask, order=RunOrder.STARTED, descending=True)


class GivenRows(LazyRows):
    """Rows that are there already."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__(columns, self._give)
        self._given: Sequence[Any] = ()

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows instead."""
        self._given = tuple(rows)
        self.restart()

    def _give(self, page: PageWanted, done: Answer, _failed: Callable[[str], None]) -> None:
        done(() if page.after is not None else self._given)


def _names(component: ComponentSummary) -> str:
    return ", ".join(f"{in_words(kind)} {name}" for kind, name in component.identifiers.items())


def _counting(run: RunSummary) -> str:
    if run.invalidated is not None:
        return QCoreApplication.translate("lists", "invalid")
    return QCoreApplication.translate("lists", "yes") if run.counts else ""
