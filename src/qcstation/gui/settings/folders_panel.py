"""Where the records lie."""

from pathlib import Path

from msgspec.structs import replace
from PyQt6.QtCore import QUrl
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import QFileDialog, QFormLayout, QFrame, QHBoxLayout, QPushButton

from qcstation.gui.look.eliding import ElidingLabel
from qcstation.gui.look.layouts import label, panel
from qcstation.gui.page import Context
from qcstation.gui.preferences import load_preferences, preferences_file, save_preferences
from qcstation.model.errors import StorageError
from qcstation.records import default_data_folder


class FoldersPanel(QFrame):
    """The data folder, to be opened or changed; another one opens the window anew."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        frame, column = panel()
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        column.addWidget(label(self.tr("Folders"), role="heading"))
        self.data_folder = default_data_folder(context.choice.data_dir)
        rows = QFormLayout()
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, where in (
            (self.tr("Data"), str(self.data_folder)),
            (self.tr("Database"), context.choice.station.station.database or self.tr("in the data folder")),
            (self.tr("Station file"), str(context.choice.station.path)),
            (self.tr("Preferences"), str(preferences_file())),
        ):
            shown = ElidingLabel()
            shown.setText(where)
            rows.addRow(name, shown)
        column.addLayout(rows)
        self.open_button = QPushButton(self.tr("Open the data folder"))
        self.open_button.clicked.connect(self._open)
        self.change_button = QPushButton(self.tr("Change the data folder…"))
        self.change_button.clicked.connect(self._change)
        buttons = QHBoxLayout()
        buttons.addWidget(self.open_button)
        buttons.addWidget(self.change_button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        self.problem = label(role="problem", wrap=True)
        self.problem.hide()
        column.addWidget(self.problem)

    def use(self, folder: Path) -> None:
        """Keep records in `folder` from now on: in this window at once, and at the next starts."""
        try:
            save_preferences(replace(load_preferences(), data_dir=str(folder)))
        except StorageError as error:
            self.problem.setText(str(error))
            self.problem.show()
        self._context.reopen(replace(self._context.choice, data_dir=folder))

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.data_folder)))

    def _change(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Data folder"), str(self.data_folder))
        if chosen:
            self.use(Path(chosen))
