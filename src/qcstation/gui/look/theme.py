"""Colours and style of the window, light and dark, after the system's own choice. Red is voltage or failure, and nothing else."""

from pathlib import Path

from msgspec import Struct
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor, QFont, QPalette
from PyQt6.QtWidgets import QApplication, QWidget

_CHECK = Path(__file__).with_name("check.svg").as_posix()
_CHEVRON = Path(__file__).with_name("chevron.svg").as_posix()
_TINT = 0.16
"""Share of the accent in the background of a chosen row."""
BODY_SIZE = 11
"""Points of all text save headings, live numbers and the verdict."""


class Theme(Struct, frozen=True, kw_only=True):
    """The colours of one theme. `*_fill` are backgrounds for white text; the others are texts and lines."""

    window: str
    surface: str
    field: str
    text: str
    muted: str
    line: str
    accent: str
    accent_fill: str
    good: str
    warning: str
    danger: str
    danger_fill: str


LIGHT = Theme(
    window="#f3f5f8",
    surface="#ffffff",
    field="#ffffff",
    text="#1b2129",
    muted="#56616e",
    line="#d3d9e1",
    accent="#0b5cad",
    accent_fill="#0b5cad",
    good="#17702f",
    warning="#8a5a00",
    danger="#b3201f",
    danger_fill="#c62828",
)
DARK = Theme(
    window="#14181d",
    surface="#1d2229",
    field="#14181d",
    text="#e9edf2",
    muted="#a3aebb",
    line="#38414c",
    accent="#62aef5",
    accent_fill="#1f6fbf",
    good="#57c977",
    warning="#e8b44a",
    danger="#ff7b72",
    danger_fill="#c62828",
)


def theme_for(scheme: Qt.ColorScheme) -> Theme:
    """Return the theme for what the system prefers; light where it does not say."""
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Give the whole application the colours of `theme`."""
    sheet = style_sheet(theme)
    if app.styleSheet() == sheet:
        # Qt would look at every widget again all the same, for seconds where there are many.
        return
    if (style := app.style()) is None or style.objectName().lower() != "fusion":
        app.setStyle("Fusion")
    font = QFont(app.font())
    font.setPointSize(BODY_SIZE)
    app.setFont(font)
    app.setPalette(_palette(theme))
    app.setStyleSheet(sheet)


def restyle(widget: QWidget, **properties: str) -> None:
    """Set dynamic properties that the style sheet looks at, and have it look again."""
    if all(widget.property(name) == value for name, value in properties.items()):
        return
    for name, value in properties.items():
        widget.setProperty(name, value)
    if (style := widget.style()) is not None:
        style.unpolish(widget)
        style.polish(widget)


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for place, colour in {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.field,
        role.AlternateBase: theme.surface,
        role.Text: theme.text,
        role.Button: theme.surface,
        role.ButtonText: theme.text,
        role.ToolTipBase: theme.surface,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.muted,
        role.Highlight: theme.accent_fill,
        role.HighlightedText: "#ffffff",
        role.Accent: theme.accent_fill,
        role.Link: theme.accent,
    }.items():
        palette.setColor(place, QColor(colour))
    for place in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, place, QColor(theme.muted))
    return palette


def style_sheet(theme: Theme) -> str:
    """Return the style sheet of a theme."""
    return f"""
    QFrame[panel="true"] {{ background: {theme.surface}; border: 1px solid {theme.line}; border-radius: 8px; }}
    QLabel {{ background: transparent; }}
    QLabel[role="muted"] {{ color: {theme.muted}; }}
    QLabel[role="heading"] {{ font-size: 12pt; font-weight: 600; }}
    QLabel[role="number"] {{ font-size: 15pt; font-weight: 600; }}
    QLabel[role="reading"] {{ font-size: 12pt; font-weight: 600; }}
    QLabel[role="problem"] {{ color: {theme.danger}; }}
    QLabel[role="badge"] {{ color: {theme.warning}; border: 1px solid {theme.warning}; border-radius: 4px; padding: 2px 8px;
        font-weight: 600; }}
    QLabel[tone="good"] {{ color: {theme.good}; }}
    QLabel[tone="warning"] {{ color: {theme.warning}; }}
    QLabel[tone="danger"] {{ color: {theme.danger}; }}
    QLabel[tone="neutral"] {{ color: {theme.muted}; }}

    QLineEdit, QComboBox {{ background: {theme.field}; border: 1px solid {theme.line}; border-radius: 6px; padding: 5px 8px; }}
    QLineEdit:focus, QComboBox:focus {{ border: 2px solid {theme.accent}; padding: 4px 7px; }}
    QLineEdit[wrong="true"] {{ border: 2px solid {theme.danger}; padding: 4px 7px; }}
    QComboBox::drop-down {{ border: none; width: 26px; }}
    QComboBox::down-arrow {{ image: url("{_CHEVRON}"); width: 12px; height: 12px; }}
    QLineEdit:read-only, QLineEdit:disabled {{ color: {theme.muted}; }}
    QLineEdit#scan {{ font-size: 15pt; }}

    QCheckBox::indicator {{ width: 16px; height: 16px; border: 1px solid {theme.muted}; border-radius: 4px;
        background: {theme.field}; }}
    QCheckBox::indicator:checked {{ background: {theme.accent_fill}; border-color: {theme.accent_fill}; image: url("{_CHECK}"); }}
    QCheckBox::indicator:checked:disabled {{ background: {theme.muted}; border-color: {theme.muted}; }}
    QCheckBox:focus {{ color: {theme.accent}; }}
    QCheckBox::indicator:focus {{ border: 2px solid {theme.accent}; }}

    {_buttons(theme)}
    QFrame#rail {{ background: {theme.surface}; border: none; border-right: 1px solid {theme.line}; }}
    QFrame#rail QToolButton {{ border: none; border-left: 4px solid transparent; padding: 14px 14px 14px 10px; }}
    QFrame#rail QToolButton:hover {{ color: {theme.accent}; }}
    QFrame#rail QToolButton:focus {{ text-decoration: underline; }}
    QFrame#rail QToolButton:checked {{ border-left-color: {theme.accent}; color: {theme.accent}; font-weight: 600; }}

    QFrame#strip {{ background: {theme.surface}; border: none; border-top: 1px solid {theme.line}; }}
    QLabel[output="off"] {{ border: 1px solid {theme.line}; border-radius: 6px; padding: 4px 12px; }}
    QLabel[output="on"] {{ background: {theme.danger_fill}; color: white; border: 1px solid {theme.danger_fill};
        border-radius: 6px; padding: 4px 12px; font-weight: 700; }}
    QFrame[banner="alarm"] {{ background: {theme.danger_fill}; border: none; border-radius: 8px; margin: 12px 12px 0 12px; }}
    QFrame[banner="alarm"] QLabel {{ color: white; font-weight: 600; }}
    QFrame[banner="note"] {{ background: {theme.surface}; border: 2px solid {theme.warning}; border-radius: 8px;
        margin: 12px 12px 0 12px; }}
    QFrame[banner="prompt"] {{ background: {theme.surface}; border: 2px solid {theme.accent}; border-radius: 8px; }}

    QListWidget, QTableWidget, QPlainTextEdit, QScrollArea {{ background: {theme.surface}; border: none; }}
    QScrollArea > QWidget > QWidget {{ background: transparent; }}
    QScrollArea[page="true"] {{ background: transparent; }}
    QListWidget {{ outline: none; }}
    QListWidget::item {{ border: 2px solid transparent; border-radius: 6px; padding: 6px 8px; color: {theme.text}; }}
    QListWidget::item:disabled {{ color: {theme.muted}; }}
    QListWidget::item:selected {{ border-color: {theme.accent}; background: transparent; color: {theme.text}; }}
    QHeaderView, QHeaderView::section {{ background: {theme.surface}; border: none; color: {theme.muted}; }}
    QHeaderView::section {{ padding: 3px 6px 4px 3px; }}
    QScrollBar {{ background: transparent; border: none; }}
    QScrollBar:vertical {{ width: 10px; }}
    QScrollBar:horizontal {{ height: 10px; }}
    QScrollBar::handle {{ background: {theme.line}; border-radius: 4px; margin: 1px; min-height: 24px; min-width: 24px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QProgressBar {{ background: {theme.line}; border: none; border-radius: 4px; max-height: 8px; min-height: 8px; }}
    QProgressBar::chunk {{ background: {theme.accent_fill}; border-radius: 4px; }}
    """ + _rows_and_tabs(theme)


def _tint(theme: Theme) -> str:
    """Return the background of a row that is chosen: calm, and legible with all texts."""
    one, other = QColor(theme.accent), QColor(theme.surface)
    parts = zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)
    return "#" + "".join(f"{round(_TINT * (a or 0) + (1 - _TINT) * (b or 0)):02x}" for a, b in parts)


def _buttons(theme: Theme) -> str:
    return f"""
    QPushButton {{ background: {theme.surface}; border: 1px solid {theme.line}; border-radius: 6px; padding: 8px 18px; }}
    QPushButton:hover {{ border-color: {theme.accent}; }}
    QPushButton:focus {{ border: 2px solid {theme.accent}; padding: 7px 17px; }}
    QPushButton:disabled {{ color: {theme.muted}; }}
    QPushButton[kind="primary"]:enabled {{ background: {theme.accent_fill}; border-color: {theme.accent_fill}; color: white;
        font-weight: 600; }}
    QPushButton[kind="danger"]:enabled {{ background: {theme.danger_fill}; border-color: {theme.danger_fill}; color: white;
        font-weight: 600; }}
    QPushButton[kind="primary"]:focus, QPushButton[kind="danger"]:focus {{ border: 2px solid {theme.text}; }}

    QPushButton[kind="small"] {{ padding: 5px 10px; }}
    QPushButton[kind="small"]:focus {{ padding: 4px 9px; }}
    """


def _rows_and_tabs(theme: Theme) -> str:
    return f"""
    QTableWidget::item {{ padding: 2px 6px 2px 0; }}
    QTableWidget::item:selected {{ background: {_tint(theme)}; color: {theme.text}; }}
    QTableView#rows, QTreeWidget {{ background: {theme.surface}; color: {theme.text}; border: 2px solid transparent;
        outline: none; selection-background-color: {_tint(theme)}; selection-color: {theme.text}; }}
    QTableView#rows:focus, QTreeWidget:focus {{ border-color: {theme.accent}; border-radius: 6px; }}
    QTableView#rows::item {{ padding: 2px 6px; }}
    QTableView#rows QHeaderView::section {{ padding: 4px 6px 4px 9px; }}
    QTreeWidget {{ show-decoration-selected: 0; }}
    QTreeWidget::item {{ border: 1px solid transparent; border-radius: 4px; padding: 1px 3px; }}
    QTreeWidget::item:selected {{ background: transparent; border-color: {theme.accent}; color: {theme.text}; }}
    QTreeWidget::branch:selected {{ background: {theme.surface}; }}
    QAbstractScrollArea::corner {{ background: transparent; border: none; }}
    QToolButton[kind="tab"] {{ border: none; border-bottom: 3px solid transparent; padding: 6px 10px; color: {theme.muted}; }}
    QToolButton[kind="tab"]:hover {{ color: {theme.accent}; }}
    QToolButton[kind="tab"]:focus {{ text-decoration: underline; }}
    QToolButton[kind="tab"]:checked {{ border-bottom-color: {theme.accent}; color: {theme.accent}; font-weight: 600; }}
    """
