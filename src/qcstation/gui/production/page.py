"""The page on which runs and components are found again."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from PyQt6.QtCore import QUrl
from PyQt6.QtGui import QDesktopServices, QKeySequence, QShortcut, QShowEvent
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from qcstation.gui.look.eliding import ElidingLabel
from qcstation.gui.look.layouts import GAP, panel
from qcstation.gui.look.theme import Theme
from qcstation.gui.page import Context, Page
from qcstation.model.errors import InputError
from qcstation.production import (
    Choices,
    ComponentFilter,
    ComponentHistory,
    ComponentOrder,
    ComponentSummary,
    DistributedValue,
    RunOrder,
    RunSummary,
    Yield,
)
from qcstation.station.stored import invalidate_run, note_run, report_run
from qcstation.station.workspace import Workspace

from .component_panel import ComponentPanel
from .distribution_panel import DistributionPanel
from .exporting import Exporter
from .filter_bar import FilterBar, View
from .lists import component_columns, component_rows, run_columns, run_rows
from .overlay_panel import OverlayPanel
from .rows_panel import RowsPanel
from .run_panel import RunPanel
from .run_question import OpenedRun, opened_run
from .tabs import Tabs
from .yield_panel import YieldPanel

_SIDE_WIDTH = 240
_Answer = TypeVar("_Answer")


class ProductionPage(Page):
    """Coordinates its panels: what is looked for at the left, what was found at the right, a component or a run over it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._stale = True
        self._asked = 0
        self._before: list[QWidget] = []
        self.filters = FilterBar()
        self.tabs = Tabs()
        self.told = ElidingLabel()
        self.told.hide()
        self._exporter = Exporter(context, self.tell, self)
        component_list = component_rows(context, self.filters.components)
        run_list = run_rows(context, self.filters.runs)
        self.components = RowsPanel(
            component_list,
            component_columns(),
            name=self.tr("Components"),
            empty=self.tr("No component is like that. Look for less, or enter one by measuring it."),
        )
        self.runs = RowsPanel(
            run_list,
            run_columns(),
            name=self.tr("Runs"),
            empty=self.tr("No run is like that. Look for less, or measure something."),
        )
        self.yields = YieldPanel()
        self.distribution = DistributionPanel()
        self.component = ComponentPanel()
        self.run = RunPanel()
        self.overlay = OverlayPanel(context, self._exporter)
        self.curves_button = QPushButton(self.tr("Show curves"))
        self.curves_button.setToolTip(
            self.tr("Lays the curves of the chosen runs over one another; choose several with Ctrl or Shift")
        )
        self.runs.buttons.addWidget(self.curves_button)
        self.export_button = QPushButton(self.tr("Export…"))
        self.export_button.setToolTip(self.tr("Writes all that was found, not only what was scrolled to (Ctrl+E)"))
        self._panels: dict[View, QWidget] = {
            View.COMPONENTS: self.components,
            View.RUNS: self.runs,
            View.YIELD: self.yields,
            View.DISTRIBUTION: self.distribution,
        }
        self._lay_out()
        self._connect()

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours that the style sheet does not reach."""
        for rows in (self.components.rows, self.runs.rows):
            rows.set_theme(theme)
        for part in (self.yields, self.distribution, self.component, self.run, self.overlay):
            part.set_theme(theme)

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        """Look anew at what has been measured since the page was last seen, and be ready for the scanner."""
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self._ask(lambda workspace: workspace.database.choices(), self._show_choices)
        self.filters.search.setFocus()

    def show_view(self, view: View) -> None:
        """Show the components, the runs, the yield or a distribution."""
        self.tabs.show_chosen(view)
        self.filters.show_for(view)
        self._before.clear()
        self._body.setCurrentWidget(self._found)
        self._stack.setCurrentWidget(self._panels[view])
        self.search()

    def search(self) -> None:
        """Ask for what the filters say."""
        self.filters.show_problem("")
        self.tell("")
        self._asked += 1
        view = self.filters.view
        if view is View.COMPONENTS:
            self._list_components()
        elif view is View.RUNS:
            self._list_runs()
        elif view is View.YIELD:
            self._ask_yields()
        else:
            self._ask_distribution()

    def tell(self, sentence: str) -> None:
        """Show a sentence below all; empty: nothing is to be said."""
        self.told.setText(sentence)
        self.told.setVisible(bool(sentence))

    def open_component(self, serial_number: str) -> None:
        """Show a component's history."""
        self._ask(lambda workspace: workspace.history(serial_number), self._show_component)

    def open_run(self, run: str) -> None:
        """Show a run, by its UUID."""
        self._ask(lambda workspace: opened_run(workspace, run), self._show_run)

    def show_curves(self, runs: Sequence[RunSummary]) -> None:
        """Lay the curves of runs over one another."""
        self._go_to(self.overlay)
        self.overlay.show_runs([run.run for run in runs])

    def go_back(self) -> None:
        """Show what was shown before."""
        if self._before:
            self._body.setCurrentWidget(self._before.pop())
        if self._body.currentWidget() is self._found and self.filters.view in {View.COMPONENTS, View.RUNS}:
            (self.components if self.filters.view is View.COMPONENTS else self.runs).focus_rows()

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        for part in self._panels.values():
            self._stack.addWidget(part)
        self._found, column = panel()
        head = QHBoxLayout()
        head.addWidget(self.tabs, 1)
        head.addWidget(self.export_button)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        self._body = QStackedWidget()
        for part in (self._found, self.component, self.run, self.overlay):
            self._body.addWidget(part)
        self.filters.setFixedWidth(max(_SIDE_WIDTH, self.filters.needed_width))
        right = QVBoxLayout()
        right.setSpacing(GAP // 2)
        right.addWidget(self._body, 1)
        right.addWidget(self.told)
        page = QHBoxLayout(self)
        page.setContentsMargins(GAP, GAP, GAP, GAP)
        page.setSpacing(GAP)
        page.addWidget(self.filters)
        page.addLayout(right, 1)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self.show_view)
        self.filters.changed.connect(self._search_from_filters)
        self.filters.scanned.connect(self._scanned)
        self.components.opened.connect(lambda row: self.open_component(row.serial_number))
        self.runs.opened.connect(lambda row: self.open_run(row.run))
        self.curves_button.clicked.connect(lambda: self.show_curves(self.runs.chosen))
        if (selection := self.runs.table.selectionModel()) is not None:
            selection.selectionChanged.connect(lambda *_: self.curves_button.setEnabled(bool(self.runs.chosen)))
        self.runs.rows.changed.connect(lambda: self.curves_button.setEnabled(bool(self.runs.chosen)))
        self.export_button.clicked.connect(self._export)
        for part in (self.component, self.run, self.overlay):
            part.back.connect(self.go_back)
        self.component.run_opened.connect(lambda row: self.open_run(row.run))
        self.component.overlaid.connect(self.show_curves)
        self.component.component_opened.connect(self.open_component)
        self.run.component_opened.connect(self.open_component)
        self.run.curves_wanted.connect(self._show_curves_of)
        self.run.report_wanted.connect(self._report)
        self.run.again_wanted.connect(self._context.measure_again)
        self.run.invalidated.connect(self._invalidate)
        self.run.noted.connect(self._note)
        self._context.run.ended.connect(self._measured)
        self._context.run.kept.connect(lambda _: self._measured())
        for keys, action in (
            ("Alt+Left", self.go_back),
            ("Ctrl+F", self._focus_search),
            ("Ctrl+E", self.export_button.click),
        ):
            # On this page alone: it is not visible while another is.
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(action)

    def _ask(self, question: Callable[[Workspace], _Answer], done: Callable[[_Answer], None]) -> None:
        self._context.records.ask(question, done, self.tell)

    def _measured(self) -> None:
        self._stale = True
        if self.isVisible():
            self._stale = False
            self._ask(lambda workspace: workspace.database.choices(), self._show_choices)

    def _focus_search(self) -> None:
        self.filters.search.setFocus()
        self.filters.search.selectAll()

    def _show_choices(self, choices: Choices) -> None:
        self.filters.show_choices(choices)
        self.search()

    def _search_from_filters(self) -> None:
        if self._body.currentWidget() is not self._found:
            self._before.clear()
            self._body.setCurrentWidget(self._found)
        self.search()

    def _list_components(self) -> None:
        wanted, asked = self.filters.components(), self._asked
        self.components.show_total(None)
        self.components.rows.restart()
        self._ask(
            lambda workspace: workspace.database.count_components(wanted),
            lambda count: self.components.show_total(count) if asked == self._asked else None,
        )

    def _list_runs(self) -> None:
        wanted, asked = self.filters.runs(), self._asked
        self.runs.show_total(None)
        self.runs.rows.restart()
        self._ask(
            lambda workspace: workspace.database.count_runs(wanted),
            lambda count: self.runs.show_total(count) if asked == self._asked else None,
        )

    def _ask_yields(self) -> None:
        wanted, asked = self.filters.runs(), self._asked
        by, period = self.filters.yield_by(), self.filters.period()
        self._ask(
            lambda workspace: workspace.database.yields(wanted, by=by, period=period),
            lambda found: self.yields.show_yields(found) if asked == self._asked else None,
        )

    def _ask_distribution(self) -> None:
        wanted, asked = self.filters.runs(), self._asked
        name = self.filters.choice("measurement").value
        if not name:
            self.distribution.show_message(self.tr("Nothing has been measured yet."))
            return
        self._ask(
            lambda workspace: workspace.database.distributions(name, wanted),
            lambda found: self.distribution.show_distributions(found) if asked == self._asked else None,
        )

    def _scanned(self, text: str) -> None:
        def look_up(workspace: Workspace) -> ComponentHistory | None:
            try:
                return workspace.history(text)
            except InputError:
                pass
            # Another name, a vendor's or a barcode's, is as good where only one component has it.
            found: Sequence[ComponentSummary] = workspace.database.search_components(ComponentFilter(text=text), limit=2)
            return workspace.database.history(found[0].serial_number) if len(found) == 1 else None

        self._ask(look_up, lambda history: self._show_component(history) if history else self._not_one(text))

    def _not_one(self, text: str) -> None:
        if self.filters.view is View.COMPONENTS and not self.components.rows.rows and not self.components.rows.waiting:
            self.filters.show_problem(self.tr("Nothing here is called {text}.").format(text=text))
        elif self.filters.view is View.COMPONENTS:
            self.components.focus_rows()

    def _show_component(self, history: ComponentHistory) -> None:
        self.filters.show_problem("")
        self.component.show_history(history)
        self._go_to(self.component)

    def _show_run(self, opened: OpenedRun) -> None:
        self.run.show_run(opened)
        self._go_to(self.run)

    def _show_curves_of(self, run: str) -> None:
        self._go_to(self.overlay)
        self.overlay.show_runs([run])

    def _go_to(self, part: QWidget) -> None:
        now = self._body.currentWidget()
        if now is not None and now is not part:
            if part in self._before:
                del self._before[self._before.index(part) :]
            else:
                self._before.append(now)
        self._body.setCurrentWidget(part)

    def _report(self, run: str) -> None:
        def written(path: object) -> None:
            self.tell(self.tr("Written: {file}").format(file=path))
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

        self._ask(lambda workspace: report_run(workspace, run), written)

    def _invalidate(self, run: str, reason: str) -> None:
        by = self._context.operator.name
        self._ask(lambda workspace: invalidate_run(workspace, run, reason=reason, by=by), self._changed)

    def _note(self, run: str, text: str) -> None:
        by = self._context.operator.name
        self._ask(lambda workspace: note_run(workspace, run, text, by=by), self._changed)

    def _changed(self, run: str) -> None:
        self._ask(lambda workspace: opened_run(workspace, run), self.run.show_run)
        self.search()

    def _export(self) -> None:
        view = self.filters.view
        if view is View.COMPONENTS:
            components, order, descending = self.filters.components(), self.components.rows.order, self.components.rows.descending
            self._exporter.rows(
                "components",
                ComponentSummary,
                lambda workspace: workspace.database.every_component(
                    components, order=ComponentOrder(order), descending=descending
                ),
            )
        elif view is View.RUNS:
            runs, order, descending = self.filters.runs(), self.runs.rows.order, self.runs.rows.descending
            self._exporter.rows(
                "runs",
                RunSummary,
                lambda workspace: workspace.database.every_run(runs, order=RunOrder(order), descending=descending),
            )
        elif view is View.YIELD:
            shown = self.yields.shown
            self._exporter.rows("yield", Yield, lambda _: shown, lambda: self.yields.figure)
        elif (distribution := self.distribution.shown) is not None:
            values = distribution.values
            self._exporter.rows(distribution.name, DistributedValue, lambda _: values, lambda: self.distribution.figure)
