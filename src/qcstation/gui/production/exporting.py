"""What is shown, written to a file: tables whole, not only as far as they were scrolled, and pictures of plots."""

from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec import Struct
from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, QRect
from PyQt6.QtGui import QPainter
from PyQt6.QtSvg import QSvgGenerator
from PyQt6.QtWidgets import QFileDialog, QWidget

from qcstation.exchange import write_listing
from qcstation.gui.page import Context
from qcstation.records.storage import storing
from qcstation.station.workspace import Workspace

Rows = Callable[[Workspace], Iterable[Struct]]
_DOTS_A_METRE = 96 / 0.0254


class Exporter(QWidget):
    """Asks where to, has the thread of the records write, and tells `told` in a sentence how it went."""

    def __init__(self, context: Context, told: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._told = told
        self.hide()

    def rows(self, name: str, kind: type[Struct], rows: Rows, picture: Callable[[], QWidget] | None = None) -> None:
        """Export the answers that `rows` gives when it is asked, or what `picture` returns where there is one."""
        kinds = {self.tr("CSV table"): ".csv", self.tr("JSON"): ".json"}
        if picture is not None:
            kinds = {self.tr("PNG picture"): ".png", self.tr("SVG drawing"): ".svg", **kinds}
        path = self._ask_path(name, kinds)
        if path is None:
            return
        if picture is not None and path.suffix.lower() in {".png", ".svg"}:
            content = picture_of(picture(), drawing=path.suffix.lower() == ".svg")
            self._context.records.ask(lambda _: _write(path, content), lambda _: self._tell(path), self._told)
            return
        self._told(self.tr("Writing {file}…").format(file=path.name))
        self._context.records.ask(
            lambda workspace: write_listing(path, kind, rows(workspace)), lambda count: self._tell(path, count), self._told
        )

    def _ask_path(self, name: str, kinds: dict[str, str]) -> Path | None:
        filters = {f"{title} (*{suffix})": suffix for title, suffix in kinds.items()}
        suggested = str(Path.home() / f"{name}{next(iter(kinds.values()))}")
        chosen, kind = QFileDialog.getSaveFileName(self.parentWidget(), self.tr("Export"), suggested, ";;".join(filters))
        if not chosen:
            return None
        path = Path(chosen)
        known = path.suffix.lower() in filters.values()
        return path if known else path.with_name(path.name + filters.get(kind, next(iter(filters.values()))))

    def _tell(self, path: Path, count: int | None = None) -> None:
        if count is None:
            self._told(self.tr("Written: {file}").format(file=path))
        else:
            self._told(self.tr("Written: {file} ({count} rows)").format(file=path, count=count))


def picture_of(widget: QWidget, *, drawing: bool) -> bytes:
    """Return a widget as it looks: a PNG picture, or an SVG drawing that can be enlarged."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if drawing:
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setSize(widget.size())
        generator.setViewBox(QRect(0, 0, widget.width(), widget.height()))
        generator.setResolution(round(_DOTS_A_METRE * 0.0254))
        painter = QPainter(generator)
        widget.render(painter)
        painter.end()
    else:
        widget.grab().save(buffer, "PNG")
    buffer.close()
    return content.data()


def _write(path: Path, content: bytes) -> None:
    with storing(path, doing="write"):
        path.write_bytes(content)
