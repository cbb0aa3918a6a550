"""A run: how it ended, its results against their limits, its curve, and what people have said of it."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QInputDialog, QPushButton, QScrollArea, QVBoxLayout, QWidget

from qcstation.gui.look.eliding import ElidingLabel
from qcstation.gui.look.layouts import GAP, label, panel
from qcstation.gui.look.theme import Theme, restyle
from qcstation.gui.run.results_table import ResultsTable, unverified
from qcstation.gui.translation import in_words
from qcstation.gui.wording import kind_in_words, name_in_words
from qcstation.model.runs import SettingValue
from qcstation.production import judgements_of
from qcstation.reports.wording import duration_text, time_text, typeset
from qcstation.station.curves import common_columns, default_columns, overlay

from .overlay_figure import OverlayFigure, OverlayStyle
from .run_question import OpenedRun
from .wording import ending, marked, time_words, tone_of
from .wrapped_facts import WrappedFacts

_SIDE_WIDTH = 320


class RunPanel(QFrame):
    """What a person wants done with the run is emitted with its UUID; texts that were asked for come along."""

    back = pyqtSignal()
    component_opened = pyqtSignal(str)
    report_wanted = pyqtSignal(str)
    curves_wanted = pyqtSignal(str)
    again_wanted = pyqtSignal(str)
    invalidated = pyqtSignal(str, str)
    noted = pyqtSignal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.run = ""
        self._component = ""
        self.verdict = label(role="number")
        self.name = ElidingLabel("heading")
        self.reason = label(wrap=True)
        self.results = ResultsTable()
        self._footnote = label(self.tr("* no public source gives this limit: unverified"), role="muted")
        self.figure = OverlayFigure()
        self.figure.legend.hide()
        self.facts = WrappedFacts()
        self.back_button = self._button(self.tr("Back"), self.tr("Alt+Left"))
        self.component_button = self._button(self.tr("Component"), self.tr("Shows the component of this run"))
        self.report_button = self._button(self.tr("Report"), self.tr("Writes the report beside the run file and opens it"))
        self.curves_button = self._button(self.tr("Curves"), self.tr("Shows any columns of its tables"))
        self.again_button = self._button(
            self.tr("Repeat"), self.tr("Goes to the Run page with this component, procedure and settings; starts nothing")
        )
        self.note_button = self._button(self.tr("Note…"), self.tr("Keeps a remark with the run"))
        self.invalidate_button = self._button(
            self.tr("Invalidate…"), self.tr("The run does not count any more; nothing is deleted")
        )
        self._lay_out()
        self.back_button.clicked.connect(self.back)
        self.component_button.clicked.connect(lambda: self.component_opened.emit(self._component))
        self.report_button.clicked.connect(lambda: self.report_wanted.emit(self.run))
        self.curves_button.clicked.connect(lambda: self.curves_wanted.emit(self.run))
        self.again_button.clicked.connect(lambda: self.again_wanted.emit(self.run))
        self.note_button.clicked.connect(self._note)
        self.invalidate_button.clicked.connect(self._invalidate)

    def show_run(self, opened: OpenedRun) -> None:
        """Show a run."""
        run = opened.detail.summary
        self.run, self._component = run.run, run.component or ""
        word = ending(run)
        self.verdict.setText(marked(word))
        self.verdict.setAccessibleName(self.tr("Verdict"))
        restyle(self.verdict, tone=tone_of(word))
        self.name.setText(
            "   ".join(filter(None, [run.component or self.tr("unassigned"), run.procedure, time_words(run.started)]))
        )
        reasons = [in_words(run.reason), opened.problem]
        if run.invalidated is not None:
            reasons.insert(0, self.tr("It does not count: {reason}").format(reason=run.invalidated))
        self.reason.setText("\n".join(filter(None, reasons)))
        self.reason.setVisible(bool(self.reason.text()))
        analysis = opened.detail.valid_analysis
        found = judgements_of(analysis) if analysis else ()
        self.results.show_judgements(found, opened.specification)
        self.results.setVisible(bool(found))
        self._footnote.setVisible(any(map(unverified, found)))
        self.facts.show_facts(self._facts(opened))
        self._draw(opened)
        self.component_button.setEnabled(bool(self._component))
        self.report_button.setEnabled(opened.record is not None)
        self.curves_button.setEnabled(opened.record is not None)
        self.again_button.setEnabled(opened.record is not None)
        self.invalidate_button.setEnabled(run.invalidated is None)

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours."""
        self.results.set_theme(theme)
        self.figure.set_theme(theme)

    def _lay_out(self) -> None:
        frame, column = panel()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        head = QHBoxLayout()
        head.addWidget(self.back_button)
        head.addSpacing(GAP // 2)
        head.addWidget(self.verdict)
        head.addSpacing(GAP // 2)
        head.addWidget(self.name, 1)
        column.addLayout(head)
        column.addWidget(self.reason)
        inner = QWidget()
        facts = QVBoxLayout(inner)
        facts.setContentsMargins(0, 0, GAP // 2, 0)
        facts.addWidget(self.facts)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setMinimumWidth(_SIDE_WIDTH)
        scroll.setWidget(inner)
        column.addWidget(self.results, 1)
        column.addWidget(self._footnote)
        body = QHBoxLayout()
        body.setSpacing(GAP)
        body.addWidget(self.figure, 3)
        body.addWidget(scroll, 2)
        column.addLayout(body, 1)
        foot = QHBoxLayout()
        foot.setSpacing(GAP // 2)
        foot.addStretch(1)
        looking = (self.component_button, self.curves_button, self.report_button)
        for button in (*looking, self.again_button, self.note_button, self.invalidate_button):
            foot.addWidget(button)
        column.addLayout(foot)

    def _draw(self, opened: OpenedRun) -> None:
        tables = common_columns(opened.tables)
        self.figure.setVisible(bool(tables))
        if not tables:
            return
        # The widest table is what the run is about.
        table = max(tables, key=lambda name: len(tables[name]))
        x, y = default_columns(tables[table])
        self.figure.show_overlay(overlay(opened.tables, table, x, y), OverlayStyle(log_y=tables[table][y] == "A"))

    def _facts(self, opened: OpenedRun) -> list[tuple[str, str]]:
        run = opened.detail.summary
        facts = [
            (self.tr("Stage"), in_words(run.stage)),
            (self.tr("Started"), time_text(run.started)),
            (self.tr("Duration"), duration_text(run.ended - run.started)),
            (self.tr("Data"), kind_in_words(run.kind)),
            (self.tr("Counts"), self.tr("yes") if run.counts else self.tr("no")),
            (self.tr("Operator"), run.operator),
            (self.tr("Bench"), " ".join(filter(None, [run.station, run.slot]))),
            (self.tr("Note"), run.note),
        ]
        detail, note, waiver = opened.detail, self.tr("Note"), self.tr("Waiver")
        facts += [(note, f"{remark.text} ({remark.by or self.tr('nobody named')})") for remark in detail.comments]
        facts += [(waiver, f"{name_in_words(each.result)} {each.channel}: {each.reason} ({each.by})") for each in detail.waivers]
        facts += [(self.tr("Signed off"), f"{each.by}, {time_words(each.time)}") for each in detail.signatures]
        facts += [(name_in_words(name), self._setting(value)) for name, value in opened.settings]
        facts += [(use.instrument, use.identity or use.driver) for use in opened.detail.instruments]
        analysis = opened.detail.valid_analysis
        if analysis is not None:
            facts.append((self.tr("Specification"), f"{analysis.specification} {analysis.specification_version}".strip()))
        return [*facts, (self.tr("Run"), run.run), (self.tr("File"), run.run_file)]

    def _setting(self, value: SettingValue) -> str:
        if isinstance(value, bool):
            return self.tr("yes") if value else self.tr("no")
        return in_words(typeset(str(value)))

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        return button

    def _note(self) -> None:
        text, given = QInputDialog.getText(self, self.tr("Note"), self.tr("What should be kept with this run?"))
        if given and text.strip():
            self.noted.emit(self.run, text.strip())

    def _invalidate(self) -> None:
        text, given = QInputDialog.getText(
            self, self.tr("Invalidate the run"), self.tr("Why must this run not count? The reason is kept.")
        )
        if given and text.strip():
            self.invalidated.emit(self.run, text.strip())
