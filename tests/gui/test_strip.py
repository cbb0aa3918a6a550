"""The strip below every page: what is on, in large letters and words; nothing cut at 1280 pixels."""

import pytest
from PyQt6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from qcstation.gui.live_bench import LiveBench
from qcstation.gui.look.eliding import ElidingLabel
from qcstation.gui.look.theme import LIGHT, apply_theme
from qcstation.gui.strip import Strip
from qcstation.model.events import InterlockChanged, OutputChanged, OutputUnsafe, Progressed, ReadingSeen, RunStarted
from tests.records.streams import header

CLIMATE = {"temperature": -21.34, "humidity": 12.3, "dew_point": -38.94}
CLIMATE_UNITS = {"temperature": "degC", "humidity": "%", "dew_point": "degC"}


@pytest.fixture
def bench() -> LiveBench:
    bench = LiveBench()
    bench.see(RunStarted(time=0.0, header=header("00000000-0000-4000-8000-000000000001")))
    return bench


@pytest.fixture
def strip(qtbot: QtBot, qapp: QApplication, bench: LiveBench) -> Strip:
    apply_theme(qapp, LIGHT)
    shown = Strip(bench)
    qtbot.addWidget(shown)
    shown.resize(1280, shown.sizeHint().height())
    shown.show()
    return shown


def switch_on(bench: LiveBench, name: str) -> None:
    units = {"voltage": "V", "current": "A"}
    bench.see(OutputChanged(time=0.0, instrument=name, on=True, level=-185.0, unit="V"))
    bench.see(ReadingSeen(time=0.0, instrument=name, values={"voltage": -184.97, "current": -1.234e-9}, units=units))


def texts(strip: Strip) -> list[str]:
    return [
        found.whole_text if isinstance(found, ElidingLabel) else found.text()
        for found in strip.findChildren(QLabel)
        if found.isVisible()
    ]


def test_every_output_tells_voltage_and_current_and_what_is_on_says_so(bench: LiveBench, strip: Strip) -> None:
    for name in ("bias", "guard"):
        switch_on(bench, name)
    strip.refresh()
    shown = texts(strip)
    for name in ("bias", "guard"):
        (chip,) = [text for text in shown if text.startswith(name)]
        assert chip.splitlines()[0] == f"{name}  ON"
        assert "−185 V" in chip
        assert "−1.234 nA" in chip
    bench.see(OutputChanged(time=0.0, instrument="guard", on=False, level=0.0, unit="V"))
    strip.refresh()
    assert "guard  off" in texts(strip)


def test_a_reading_is_shown_whatever_comes_after_it(bench: LiveBench, strip: Strip) -> None:
    switch_on(bench, "bias")
    bench.see(Progressed(time=0.0, fraction=0.5))
    strip.refresh()
    assert any("−185 V" in text for text in texts(strip))


def test_an_output_that_is_unsafe_stays_red(bench: LiveBench, strip: Strip) -> None:
    switch_on(bench, "bias")
    bench.see(OutputUnsafe(time=0.0, instrument="bias", detail="does not answer"))
    strip.refresh()
    chip = next(found for found in strip.findChildren(QLabel) if found.text().startswith("bias"))
    assert "UNSAFE" in chip.text()
    assert chip.property("output") == "on"


def test_each_interlock_is_told_and_a_violated_one_with_its_value(bench: LiveBench, strip: Strip) -> None:
    bench.see(InterlockChanged(time=0.0, interlock="dew_point", ok=True))
    bench.see(InterlockChanged(time=0.0, interlock="door", ok=True))
    strip.refresh()
    assert "✓ interlocks hold" in texts(strip)
    assert "✓ dew point   ✓ door" in texts(strip)
    detail = "climate.temperature is 31 degC, required < 30 degC"
    bench.see(InterlockChanged(time=0.0, interlock="door", ok=False, detail=detail))
    strip.refresh()
    assert f"✕ door: {detail}" in texts(strip)
    assert "✓ dew point" in texts(strip)


@pytest.mark.parametrize("outputs", [1, 2, 3])
def test_nothing_is_cut_in_mid_run(outputs: int, bench: LiveBench, strip: Strip) -> None:
    for number in range(outputs):
        switch_on(bench, f"bias{number}")
    bench.see(ReadingSeen(time=0.0, instrument="climate", values=CLIMATE, units=CLIMATE_UNITS))
    bench.see(InterlockChanged(time=0.0, interlock="dew_point", ok=True))
    strip.show_activity("43 %  ·  11 min 10 s left")
    strip.refresh()
    strip.resize(1280, strip.sizeHint().height())
    QApplication.processEvents()
    assert strip.minimumSizeHint().width() <= 1280
    for found in strip.findChildren(QLabel):
        if found.isVisible() and (not isinstance(found, ElidingLabel) or found.whole_text):
            whole = found.whole_text if isinstance(found, ElidingLabel) else found.text()
            assert found.text() == whole, whole
            assert found.width() >= found.sizeHint().width() or isinstance(found, ElidingLabel), whole
