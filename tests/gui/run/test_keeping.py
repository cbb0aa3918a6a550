"""The next run starts while the record of the last one is being kept."""

from pathlib import Path

import pytest
from filelock import FileLock

from qcstation.production import Database
from qcstation.records import site_log
from qcstation.station.recording import FinishedRun
from tests.gui.conftest import Driver
from tests.gui.run.test_run_ends import short_run


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine is no reason to give the site log up."""
    monkeypatch.setattr(site_log, "LOCK_TIMEOUT", 100.0)


def runs_in(folder: Path) -> list[str]:
    database = Database(f"sqlite:///{folder / 'qcstation.db'}")
    found = [run.run for run in database.runs(limit=9)]
    database.close()
    return found


def test_the_next_run_starts_before_the_last_one_is_kept(driver: Driver, tmp_path: Path) -> None:
    kept: list[FinishedRun] = []
    driver.window.run.kept.connect(kept.append)
    driver.window.run.finished.connect(kept.append)
    short_run(driver)
    (known,) = [finished.header.run for finished in kept]
    # Whoever seals a run enters it here: so long as somebody else has the log, no record is finished.
    with FileLock(tmp_path / "data" / "site-log.lock"):
        driver.start()
        driver.wait_until(lambda: driver.window.run.free)
        first, verdict_shown = driver.page.results.run, driver.page.results.verdict.isVisible()
        can_be_signed, still_active = driver.page.results.follow_up.isVisible(), driver.window.run.active
        driver.start()
        driver.wait_until(lambda: driver.window.run.free)
        second = driver.page.results.run
        kept_meanwhile = len(kept) - 1
    driver.wait_for_end()
    assert (verdict_shown, can_be_signed, still_active, kept_meanwhile) == (True, False, True, 0)
    assert len({known, first, second, ""}) == 4
    assert {finished.header.run for finished in kept} == {known, first, second}
    assert all(finished.sha256 for finished in kept)
    assert driver.page.results.run == second, "what is shown is the run that was started last"
    assert driver.page.results.follow_up.isVisible()
    assert set(runs_in(tmp_path / "data")) == {known, first, second}


def test_a_window_that_is_closed_while_a_record_is_being_kept_waits_for_it_without_a_question(
    driver: Driver, tmp_path: Path
) -> None:
    kept: list[FinishedRun] = []
    driver.window.run.finished.connect(kept.append)
    short_run(driver)
    with FileLock(tmp_path / "data" / "site-log.lock"):
        driver.start()
        driver.wait_until(lambda: driver.window.run.free)
        driver.window.close()
        visible = driver.window.isVisible()
    driver.wait_until(lambda: not driver.window.isVisible())
    assert visible, "it stays until the record is kept"
    assert len(kept) == 2
    assert all(finished.sha256 for finished in kept)
