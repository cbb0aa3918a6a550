"""The editor of a field of photos: by dialog, dropped, or as they arrive in the camera's folder; each with a thumbnail."""

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QFileSystemWatcher, QSize, Qt, QTimer
from PyQt6.QtGui import QDragEnterEvent, QDropEvent, QIcon, QImageReader, QPixmap
from PyQt6.QtWidgets import QFileDialog, QHBoxLayout, QListView, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from qcstation.engine.form_entry import files_answer
from qcstation.gui.look.layouts import GAP, label
from qcstation.model.errors import InputError
from qcstation.model.forms import FieldAnswer, FormField

from .form_editors import FieldEditor

_THUMBNAIL = QSize(112, 84)
_SUFFIXES = (".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp")
_SETTLED = 400
"""Milliseconds without a change in the camera's folder after which a photo in it counts as written."""


class FilesEditor(FieldEditor):
    """Photos and other files that are kept with the run."""

    def __init__(self, field: FormField) -> None:
        super().__init__(field)
        self.setAcceptDrops(True)
        self.paths: list[Path] = []
        self._folder: Path | None = None
        self._seen: set[Path] = set()
        self._watcher = QFileSystemWatcher(self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLED)
        self._watcher.directoryChanged.connect(lambda _: self._settle.start())
        self._settle.timeout.connect(self._look)
        self.add_button = self._button(self.tr("Add…"), "add", self._choose)
        self.folder_button = self._button(self.tr("Camera folder…"), "folder", self._choose_folder)
        self.remove_button = self._button(self.tr("Remove"), "remove", self._remove)
        self.pictures = QListWidget()
        self.named(self.pictures)
        self.pictures.setViewMode(QListView.ViewMode.IconMode)
        self.pictures.setResizeMode(QListView.ResizeMode.Adjust)
        self.pictures.setMovement(QListView.Movement.Static)
        self.pictures.setIconSize(_THUMBNAIL)
        self.pictures.setFixedHeight(_THUMBNAIL.height() + 44)
        self.pictures.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.pictures.setGridSize(QSize(_THUMBNAIL.width() + 16, _THUMBNAIL.height() + 32))
        self.pictures.currentRowChanged.connect(lambda _: self._enable())
        self._about = label(role="muted", wrap=True)
        self._problem = label(role="problem", wrap=True)
        self._lay_out()
        self._show()

    @property
    def first(self) -> QWidget:
        """The button that adds one."""
        return self.add_button

    def answer(self) -> FieldAnswer | None:
        """Return the files. Raises as `FieldEditor.answer`: one is not there any more."""
        return files_answer(self.field, self.paths)

    def set_answer(self, answer: FieldAnswer) -> None:
        """Show files that were chosen before."""
        self.paths = [Path(path) for path in answer.files]
        self._show()

    def add(self, paths: list[Path]) -> None:
        """Add files; one that cannot be read is refused with the reason."""
        new = [path for path in paths if path not in self.paths]
        try:
            files_answer(self.field, new)
        except InputError as error:
            self._complain(str(error))
            return
        self.paths += new
        self._show()

    def watch(self, folder: Path) -> None:
        """Take the photos that arrive in `folder` from now on."""
        if self._watcher.directories():
            self._watcher.removePaths(self._watcher.directories())
        self._folder, self._seen = folder, set(_photos(folder))
        self._watcher.addPath(str(folder))
        self._show()

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:  # noqa: N802 - Qt's name
        """Take files that are dragged here."""
        mime = event.mimeData() if event is not None else None
        if event is not None and mime is not None and mime.hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:  # noqa: N802 - Qt's name
        """Add the files that are dropped."""
        mime = event.mimeData() if event is not None else None
        if event is not None and mime is not None:
            self.add([Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()])
            event.acceptProposedAction()

    def _button(self, text: str, name: str, clicked: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        self.named(button, name)
        button.setAccessibleName(f"{self.title}: {text}")
        button.clicked.connect(clicked)
        return button

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(GAP // 2)
        for button in (self.add_button, self.folder_button, self.remove_button):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        for widget in (self._problem, self.pictures, self._about):
            column.addWidget(widget)

    def _choose(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, self.title)
        self.add([Path(name) for name in names])

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Folder into which the camera writes"))
        if name:
            self.watch(Path(name))

    def _look(self) -> None:
        """Add what is new in the camera's folder."""
        found = _photos(self._folder) if self._folder is not None else []
        new = [path for path in found if path not in self._seen]
        self._seen.update(new)
        if new:
            self.add(new)

    def _remove(self) -> None:
        row = self.pictures.currentRow()
        if row >= 0:
            del self.paths[row]
            self._show()

    def _show(self) -> None:
        self._complain("")
        self.pictures.clear()
        for path in self.paths:
            item = QListWidgetItem(QIcon(_thumbnail(path)), path.name)
            item.setToolTip(str(path))
            self.pictures.addItem(item)
        self.pictures.setVisible(bool(self.paths))
        watching = self.tr("waiting for photos in {folder}").format(folder=self._folder) if self._folder else ""
        self._about.setText(watching or ("" if self.paths else self.tr("or drop photos here")))
        self._about.setVisible(bool(self._about.text()))
        self._enable()
        self.changed.emit()

    def _enable(self) -> None:
        self.remove_button.setEnabled(self.pictures.currentRow() >= 0)

    def _complain(self, problem: str) -> None:
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))


def _photos(folder: Path) -> list[Path]:
    """Return the photos of a folder, the oldest first; nothing where it is gone."""
    try:
        found = [(path.stat().st_mtime, path) for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES]
    except OSError:
        return []
    return [path for _, path in sorted(found)]


def _thumbnail(path: Path) -> QPixmap:
    """Return a small picture of a photo, read no larger than needed; an empty sheet for other files."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(size.scaled(_THUMBNAIL, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if not image.isNull():
        return QPixmap.fromImage(image)
    sheet = QPixmap(_THUMBNAIL)
    sheet.fill(Qt.GlobalColor.lightGray)
    return sheet
