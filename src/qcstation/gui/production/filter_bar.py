"""What is looked for: a field for the scanner, and one for each thing that can be asked of the list that is shown."""

from enum import StrEnum

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from qcstation.gui.look.layouts import GAP, label, panel
from qcstation.gui.look.verdicts import verdict_word
from qcstation.gui.translation import in_words
from qcstation.gui.wording import name_in_words
from qcstation.model.runs import RunKind
from qcstation.model.verdicts import Outcome, Verdict
from qcstation.production import Choices, ComponentFilter, Period, RunFilter, YieldBy, day_began, day_ended

from .filter_fields import ChoiceField, DateField, TextField

_SCROLL_BAR = 14
"""Pixels, with the lines around."""


class View(StrEnum):
    """What is shown, and so what can be asked."""

    COMPONENTS = "components"
    RUNS = "runs"
    YIELD = "yield"
    DISTRIBUTION = "distribution"


_STATISTICS = ("type", "run_stage", "procedure", "kind", "station", "since", "until", "counting")
_FIELDS: dict[View, tuple[str, ...]] = {
    View.COMPONENTS: ("type", "component_stage", "batch", "verdict", "unmeasured"),
    View.RUNS: (
        "type",
        "run_stage",
        "procedure",
        "verdict",
        "outcome",
        "kind",
        "station",
        "operator",
        "since",
        "until",
        "only_counting",
    ),
    View.YIELD: ("by", "period", *_STATISTICS),
    View.DISTRIBUTION: ("measurement", *_STATISTICS),
}

Field = ChoiceField | TextField | QCheckBox


class FilterBar(QFrame):
    """`changed` is emitted when something else is looked for, `scanned` with what was typed or scanned and ended with Enter."""

    changed = pyqtSignal()
    scanned = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.view = View.COMPONENTS
        self.search = TextField(self.tr("Scan or type"))
        self.search.setObjectName("search")
        self.search.chosen.connect(self.changed)
        self.search.returnPressed.connect(self._scanned)
        self.search.setToolTip(self.tr("Ctrl+F; Enter opens the component"))
        self.fields: dict[str, Field] = {}
        self._captions: dict[str, QLabel] = {}
        self.problem = label(role="problem", wrap=True)
        self.problem.hide()
        self.clear_button = QPushButton(self.tr("Clear filters"))
        self.clear_button.clicked.connect(self.clear)
        self._lay_out()
        self.show_for(View.COMPONENTS)

    @property
    def needed_width(self) -> int:
        """How wide (pixels) the bar has to be for the words that cannot wrap."""
        widest = max(field.sizeHint().width() for field in self.fields.values() if isinstance(field, QCheckBox))
        return widest + 2 * GAP + _SCROLL_BAR

    def show_for(self, view: View) -> None:
        """Show the fields that can be asked of what is shown."""
        self.view = view
        for name, field in self.fields.items():
            shown = name in _FIELDS[view]
            field.setVisible(shown)
            if name in self._captions:
                self._captions[name].setVisible(shown)

    def show_choices(self, choices: Choices) -> None:
        """Offer the names that occur in the records."""
        offered = {
            "type": choices.component_types,
            "component_stage": choices.component_stages,
            "run_stage": choices.run_stages,
            "procedure": choices.procedures,
            "station": choices.stations,
            "operator": choices.operators,
        }
        for name, names in offered.items():
            self.choice(name).offer(names, [in_words(each) for each in names])
        self.choice("measurement").offer(choices.measurements, [name_in_words(name) for name in choices.measurements])

    def choice(self, name: str) -> ChoiceField:
        """Return a field that chooses."""
        field = self.fields[name]
        assert isinstance(field, ChoiceField)  # noqa: S101 - the names are ours
        return field

    def components(self) -> ComponentFilter:
        """Return which components are looked for."""
        return ComponentFilter(
            text=self.search.value,
            type=self._value("type"),
            stage=self._value("component_stage"),
            batch=self._value("batch"),
            verdict=Verdict(word) if (word := self._value("verdict")) else None,
            unmeasured=self._checked("unmeasured"),
        )

    def runs(self) -> RunFilter:
        """Return which runs are looked for."""
        since, until = self._value("since"), self._value("until")
        listed = self.view is View.RUNS
        return RunFilter(
            text=self.search.value,
            component_type=self._value("type"),
            stage=self._value("run_stage"),
            procedure=self._value("procedure"),
            verdict=Verdict(word) if listed and (word := self._value("verdict")) else None,
            outcome=Outcome(word) if listed and (word := self._value("outcome")) else None,
            kind=RunKind(word) if (word := self._value("kind")) else None,
            station=self._value("station"),
            operator=self._value("operator") if listed else "",
            since=day_began(since) if since else None,
            until=day_ended(until) if until else None,
            counting=self._checked("only_counting" if listed else "counting"),
        )

    def yield_by(self) -> YieldBy:
        """Return what the yield is taken of."""
        return YieldBy(self._value("by"))

    def period(self) -> Period | None:
        """Return how long a point of the history lasts; None: no history."""
        return Period(word) if (word := self._value("period")) else None

    def clear(self) -> None:
        """Look for everything again."""
        for field in (self.search, *self.fields.values()):
            if isinstance(field, TextField):
                field.forget()
            elif isinstance(field, ChoiceField) and field not in {self.fields["by"], self.fields["measurement"]}:
                field.setCurrentIndex(0)
            elif isinstance(field, QCheckBox):
                field.blockSignals(True)
                field.setChecked(field is self.fields["counting"])
                field.blockSignals(False)
        self.show_problem("")
        self.changed.emit()

    def show_problem(self, sentence: str) -> None:
        """Show why what was scanned is not there; empty: nothing is wrong."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def _lay_out(self) -> None:
        frame, column = panel()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.search.setAccessibleName(self.tr("Serial number, or a part of it"))
        column.addWidget(label(self.tr("Find"), role="heading"))
        column.addWidget(self.search)
        column.addWidget(self.problem)
        inner = QWidget()
        self._rows = QVBoxLayout(inner)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(2)
        self._make_fields()
        self._rows.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        column.addWidget(scroll, 1)
        column.addWidget(self.clear_button)

    def _make_fields(self) -> None:
        any_text = self.tr("any")
        self._add("by", self.tr("Yield of"), ChoiceField(""))
        self._add("period", self.tr("Over time"), ChoiceField(self.tr("all time together")))
        self._add("measurement", self.tr("Result"), ChoiceField(""))
        self._add("type", self.tr("Component type"), ChoiceField(any_text))
        self._add("component_stage", self.tr("Stage"), ChoiceField(any_text))
        self._add("batch", self.tr("Batch, wafer or parent"), TextField())
        self._add("run_stage", self.tr("Stage"), ChoiceField(any_text))
        self._add("procedure", self.tr("Procedure"), ChoiceField(any_text))
        self._add("verdict", self.tr("Verdict"), ChoiceField(any_text))
        self._add("outcome", self.tr("Outcome"), ChoiceField(any_text))
        self._add("kind", self.tr("Data"), ChoiceField(any_text))
        self._add("station", self.tr("Bench"), ChoiceField(any_text))
        self._add("operator", self.tr("Operator"), ChoiceField(any_text))
        self._add("since", self.tr("From day"), DateField())
        self._add("until", self.tr("To day"), DateField())
        for name in ("counting", "only_counting"):
            self._add(name, "", QCheckBox(self.tr("Only runs that count")))
        self._add("unmeasured", "", QCheckBox(self.tr("Not measured yet")))
        self.choice("verdict").offer(tuple(Verdict), [verdict_word(word) for word in Verdict])
        self.choice("outcome").offer(tuple(Outcome), [verdict_word(word) for word in Outcome])
        self.choice("kind").offer(tuple(RunKind), (self.tr("measured"), self.tr("simulated"), self.tr("imported")))
        self.choice("by").offer(tuple(YieldBy), (self.tr("procedures"), self.tr("stages"), self.tr("component types")))
        self.choice("period").offer(tuple(Period), (self.tr("by day"), self.tr("by week"), self.tr("by month")))

    def _add(self, name: str, caption: str, field: Field) -> None:
        field.setObjectName(f"filter-{name}")
        if caption:
            # Above the field: beside it, French captions would leave no room for the names.
            above = self._captions[name] = label(caption, role="muted")
            above.setBuddy(field)
            self._rows.addWidget(above)
            field.setAccessibleName(caption)
        self._rows.addWidget(field)
        self.fields[name] = field
        if isinstance(field, QCheckBox):
            field.setChecked(name == "counting")
            field.toggled.connect(lambda _: self.changed.emit())
        else:
            field.chosen.connect(self.changed)

    def _value(self, name: str) -> str:
        field = self.fields[name]
        return "" if isinstance(field, QCheckBox) else field.value

    def _checked(self, name: str) -> bool:
        field = self.fields[name]
        return isinstance(field, QCheckBox) and field.isChecked()

    def _scanned(self) -> None:
        if self.search.value:
            self.scanned.emit(self.search.value)
            self.search.selectAll()
