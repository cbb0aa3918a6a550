"""The window without a mouse, for a screen reader, and in both themes."""

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QListWidget, QWidget

from qcstation.gui.look.theme import DARK, LIGHT, Theme, apply_theme
from tests.gui.conftest import Driver

CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QListWidget)


def by_tab(window: QWidget) -> list[QWidget]:
    """All that Tab reaches, from the field that has the focus once round."""
    first = window.focusWidget()
    assert first is not None
    found, widget = [first], first.nextInFocusChain()
    while widget is not None and widget is not first:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled():
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


@pytest.mark.parametrize("page", [0, 1])
def test_tab_reaches_every_control_and_each_has_a_name(page: int, driver: Driver) -> None:
    driver.scan_sensor()
    driver.wait_until(driver.page.start_button.isEnabled)
    reached = by_tab(driver.window)
    driver.window.show_page(page)
    reached += by_tab(driver.window)
    controls = [widget for widget in driver.window.findChildren(QWidget) if isinstance(widget, CONTROLS) and widget.isVisible()]
    assert len(controls) >= 2
    assert [widget for widget in controls if widget.isEnabled() and widget not in reached] == []
    for widget in controls:
        name = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
        assert name, widget


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_window_takes_over_a_theme(theme: Theme, driver: Driver, qapp: QApplication) -> None:
    apply_theme(qapp, theme)
    driver.window.set_theme(theme)
    picture = driver.window.grab().toImage()
    corner = picture.pixelColor(picture.width() - 3, picture.height() // 2)
    assert corner.name() == theme.window
    apply_theme(qapp, LIGHT)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_texts_stand_out_from_their_background(theme: Theme) -> None:
    """WCAG 2.2, contrast (minimum): 4.5 to 1."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(one: str, other: str) -> float:
        dark, light = sorted((luminance(one), luminance(other)))
        return (light + 0.05) / (dark + 0.05)

    for text in (theme.text, theme.muted, theme.good, theme.warning, theme.danger, theme.accent):
        assert contrast(text, theme.surface) >= 4.5, text
    for fill in (theme.accent_fill, theme.danger_fill):
        assert contrast("#ffffff", fill) >= 4.5, fill
