"""What is wrong with how a window or dialog stands on the screen, found without looking: each problem is a sentence."""

from collections.abc import Iterator
from itertools import combinations

from PyQt6.QtCore import QPoint, QRect, QSize, Qt
from PyQt6.QtGui import QFontMetrics
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QGraphicsView,
    QHeaderView,
    QLabel,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QStackedLayout,
    QStyle,
    QStyleOptionComboBox,
    QTableView,
    QToolButton,
    QWidget,
)

from qcstation.gui.look.eliding import ElidingLabel

CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractItemView, QPlainTextEdit)
_INNER = (QScrollBar, QHeaderView, QComboBox, QAbstractSpinBox, QGraphicsView)
"""Widgets whose own children are Qt's business."""
_CLOSE = 1
"""Pixels by which a rectangle may be off: fractions of scaled pixels."""
_CELL_MARGIN = 4
"""Pixels at either side of a cell's text that the style keeps free at least."""
_LEAST_PLOT = (220, 100)


def problems(root: QWidget) -> list[str]:
    """Return all that is wrong with a window or dialog as it stands."""
    found = [f"{_name(root)} cannot be as narrow as {root.width()}"] if root.minimumSizeHint().width() > root.width() else []
    if root.minimumSizeHint().height() > root.height():
        found.append(f"{_name(root)} cannot be as low as {root.height()}: it needs {root.minimumSizeHint().height()}")
    for widget in _visible(root):
        found += [f"{_name(widget)}: {problem}" for problem in (*_text_problems(widget), *_place_problems(widget, root))]
    return found


def unreachable(root: QWidget) -> list[str]:
    """Return the controls that can be used and that Tab does not come to, and those without a name for a screen reader."""
    reached = _by_tab(root)
    controls = [widget for widget in _visible(root) if isinstance(widget, CONTROLS) and not isinstance(widget, QHeaderView)]
    found = [
        f"{_name(widget)}: Tab does not come here" for widget in controls if widget.isEnabled() and not _in_reach(widget, reached)
    ]
    return found + [f"{_name(widget)}: has no name for a screen reader" for widget in controls if not _spoken(widget)]


def cap_share(label: QLabel) -> float:
    """Return the height of a label's capitals as a share of its window's height."""
    window = label.window()
    return QFontMetrics(label.font()).capHeight() / window.height() if window is not None else 0.0


def row_in_view(table: QTableView, row: int) -> bool:
    """Return whether a table's row is seen from its upper to its lower edge."""
    model, viewport = table.model(), table.viewport()
    if model is None or viewport is None or model.rowCount() <= row:
        return False
    place = table.visualRect(model.index(row, 0))
    return viewport.rect().contains(place) and not table.visibleRegion().isEmpty()


def _visible(root: QWidget) -> Iterator[QWidget]:
    """Give all that is seen of a window, save other windows and what Qt's own widgets are made of."""
    for child in root.children():
        if isinstance(child, QWidget) and child.isVisible() and not child.isWindow():
            yield child
            if not isinstance(child, _INNER):
                yield from _visible(child)


def _text_problems(widget: QWidget) -> Iterator[str]:
    match widget:
        case ElidingLabel():
            if widget.text() != widget.whole_text and widget.toolTip() != widget.whole_text:
                yield "is cut, and no tool tip has the whole"
        case QLabel():
            yield from _label_problems(widget)
        case QAbstractButton():
            needed = QSize(_button_width(widget), widget.sizeHint().height())
            if needed.width() > widget.width() + _CLOSE or needed.height() > widget.height() + _CLOSE:
                yield f"needs {needed.width()} x {needed.height()}, has {widget.width()} x {widget.height()}"
        case QComboBox():
            yield from _combo_problems(widget)
        case QLineEdit():
            yield from _line_problems(widget)
        case QHeaderView():
            yield from _header_problems(widget)
        case QAbstractItemView():
            yield from _cell_problems(widget)
        case QGraphicsView():
            if widget.width() < _LEAST_PLOT[0] or widget.height() < _LEAST_PLOT[1]:
                yield f"is a plot of {widget.width()} x {widget.height()} pixels"


def _label_problems(widget: QLabel) -> Iterator[str]:
    if not widget.text():
        return
    if not widget.wordWrap():
        hint = widget.sizeHint()
        if hint.width() > widget.width() + _CLOSE or hint.height() > widget.height() + _CLOSE:
            yield f"needs {hint.width()} x {hint.height()}, has {widget.width()} x {widget.height()}"
        return
    if widget.heightForWidth(widget.width()) > widget.height() + _CLOSE:
        yield f"wraps to {widget.heightForWidth(widget.width())} of {widget.height()} pixels"
    room = widget.contentsRect()
    wrapped = widget.fontMetrics().boundingRect(QRect(0, 0, room.width(), 10_000), int(Qt.TextFlag.TextWordWrap), widget.text())
    if wrapped.width() > room.width() + _CLOSE:
        yield f"a word of it needs {wrapped.width()} of {room.width()} pixels"


def _line_problems(widget: QLineEdit) -> Iterator[str]:
    margins = widget.textMargins()
    room = widget.contentsRect().width() - margins.left() - margins.right() - 2 * _CELL_MARGIN
    cut = not widget.text() and _advance(widget, widget.placeholderText()) > room
    if cut and widget.placeholderText() not in widget.toolTip():
        yield "its placeholder is cut, and no tool tip has the whole"


def _button_width(button: QAbstractButton) -> int:
    hint = button.sizeHint().width()
    if not isinstance(button, QToolButton):
        return hint
    # The one that is chosen is bold, which the hint does not know.
    bold = button.font()
    bold.setBold(True)
    return max(hint, QFontMetrics(bold).horizontalAdvance(button.text()) + 2 * _CELL_MARGIN)


def _combo_problems(widget: QComboBox) -> Iterator[str]:
    option = QStyleOptionComboBox()
    widget.initStyleOption(option)
    style = widget.style()
    assert style is not None
    field = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, widget)
    if _advance(widget, widget.currentText()) > field.width() and widget.currentText() not in widget.toolTip():
        yield f"{widget.currentText()!r} needs {_advance(widget, widget.currentText())} of {field.width()} pixels"


def _header_problems(widget: QHeaderView) -> Iterator[str]:
    model = widget.model()
    if model is None or widget.orientation() == Qt.Orientation.Vertical:
        return
    for section in range(widget.count()):
        if not widget.isSectionHidden(section) and widget.sectionSizeHint(section) > widget.sectionSize(section) + _CLOSE:
            text = model.headerData(section, widget.orientation())
            yield f"{text!r} needs {widget.sectionSizeHint(section)} of {widget.sectionSize(section)} pixels"


def _cell_problems(view: QAbstractItemView) -> Iterator[str]:
    bar = view.horizontalScrollBar()
    if bar is not None and bar.maximum() > 0:
        yield f"scrolls sideways by {bar.maximum()} pixels"
    model, viewport = view.model(), view.viewport()
    if model is None or viewport is None or not isinstance(view, QTableView):
        return
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            index = model.index(row, column)
            place = view.visualRect(index)
            text = str(model.data(index) or "")
            if not text or not place.intersects(viewport.rect()):
                continue
            font = model.data(index, Qt.ItemDataRole.FontRole)
            metrics = QFontMetrics(font) if font is not None else view.fontMetrics()
            room = place.width() - 2 * _CELL_MARGIN
            if view.wordWrap():
                wrapped = metrics.boundingRect(QRect(0, 0, room, 10_000), int(Qt.TextFlag.TextWordWrap), text)
                cut = wrapped.width() > room + _CLOSE or wrapped.height() > place.height() + _CLOSE
            else:
                cut = metrics.horizontalAdvance(text) > room + _CLOSE
            if cut and text not in str(model.data(index, Qt.ItemDataRole.ToolTipRole) or ""):
                yield f"the cell {text!r} has {place.width()} x {place.height()} pixels, and no tool tip"


def _place_problems(widget: QWidget, root: QWidget) -> Iterator[str]:
    parent = widget.parentWidget()
    if parent is not None and not _scrolled(widget):
        near = parent.rect().adjusted(-_CLOSE, -_CLOSE, _CLOSE, _CLOSE)
        if not near.contains(widget.geometry()):
            yield f"{_numbers(widget.geometry())} is outside {_name(parent)}, {_numbers(parent.rect())}"
    if isinstance(widget, QScrollArea):
        inner, port = widget.widget(), widget.viewport()
        if inner is not None and port is not None and inner.width() > port.width() + _CLOSE:
            yield f"its content is {inner.width()} wide in {port.width()} pixels"
    if widget.mapTo(root, QPoint(0, 0)).x() + widget.width() > root.width() + _CLOSE:
        yield "ends beyond the window"
    if (layout := widget.layout()) is not None and not isinstance(layout, QStackedLayout):
        for one, other in combinations(_laid_out(layout), 2):
            shared = one.geometry().intersected(other.geometry())
            if shared.width() > _CLOSE and shared.height() > _CLOSE:
                yield f"{_name(one)} {_numbers(one.geometry())} lies over {_name(other)} {_numbers(other.geometry())}"


def _laid_out(layout: QLayout) -> list[QWidget]:
    found: list[QWidget] = []
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        if (inner := item.layout()) is not None:
            found += _laid_out(inner)
        elif (widget := item.widget()) is not None and widget.isVisible():
            found.append(widget)
    return found


def _scrolled(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    area = parent.parentWidget() if parent is not None else None
    return isinstance(area, QAbstractScrollArea) and area.viewport() is parent


def _by_tab(root: QWidget) -> set[QWidget]:
    first = root.focusWidget() or root
    found, widget = {first}, first.nextInFocusChain()
    while widget is not None and widget is not first:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled():
            found.add(widget)
        widget = widget.nextInFocusChain()
    return found


def _in_reach(widget: QWidget, reached: set[QWidget]) -> bool:
    """Return whether Tab comes to a control, or to one of its group, from where the arrow keys go on."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return widget in reached or (group is not None and group.exclusive() and any(button in reached for button in group.buttons()))


def _spoken(widget: QWidget) -> str:
    """Return what a screen reader calls a control: its own name, its text, or that of the label before it."""
    if widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()):
        return widget.accessibleName() or "its text"
    window = widget.window()
    labels = window.findChildren(QLabel) if window is not None else []
    return next((label.text() for label in labels if label.buddy() is widget), "")


def _advance(widget: QWidget, text: str) -> int:
    return max(widget.fontMetrics().horizontalAdvance(line) for line in text.split("\n"))


def _name(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, (QLabel, QAbstractButton)) else ""
    return " ".join(filter(None, [type(widget).__name__, widget.objectName(), widget.accessibleName()[:40] or repr(text[:40])]))


def _numbers(rectangle: QRect) -> str:
    return f"({rectangle.x()}, {rectangle.y()}, {rectangle.width()} x {rectangle.height()})"
