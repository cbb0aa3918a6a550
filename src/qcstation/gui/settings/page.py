"""The page of what a person or a site chooses: theme, language, operator, folders."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from qcstation.gui.look.layouts import GAP
from qcstation.gui.page import Context, Page

from .about_panel import AboutPanel
from .appearance_panel import AppearancePanel
from .folders_panel import FoldersPanel
from .operators_panel import OperatorsPanel


class SettingsPage(Page):
    """Each panel keeps what is chosen at once: there is nothing to save."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.appearance = AppearancePanel(context)
        self.operators = OperatorsPanel(context)
        self.folders = FoldersPanel(context)
        self.about = AboutPanel()
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, panels in ((left, (self.appearance, self.folders, self.about)), (right, (self.operators,))):
            column.setSpacing(GAP)
            for panel in panels:
                column.addWidget(panel)
        left.addStretch(1)
        right.addStretch(1)
        inner = QWidget()
        row = QHBoxLayout(inner)
        row.setContentsMargins(GAP, GAP, GAP, GAP)
        row.setSpacing(GAP)
        row.addLayout(left, 1)
        row.addLayout(right, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setProperty("page", "true")
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
