"""Calibrations: entered by a person, found again by identity, overdue after their day."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcstation.model.errors import InputError
from qcstation.records import Calibration
from qcstation.station.calibration import calibrations, enter_calibration, instrument_key, parse_due
from qcstation.station.workspace import Workspace

KEITHLEY = "KEITHLEY INSTRUMENTS INC.,MODEL 2410,1234567,C30 Mar 17 1999"
NOW = datetime(2026, 1, 31, 12, tzinfo=UTC).timestamp()


def test_an_entry_follows_the_instrument_through_a_firmware_update(workspace: Workspace) -> None:
    entered = enter_calibration(
        workspace, instrument="bias", identity=KEITHLEY, due="12 months", by="A. Person", certificate="C-17"
    )
    assert (entered.overdue, entered.by, entered.certificate) == (False, "A. Person", "C-17")
    updated = KEITHLEY.replace("C30 Mar 17 1999", "C34 Sep 21 2016")
    assert calibrations(workspace)[instrument_key(updated)] == entered
    assert instrument_key(KEITHLEY.replace("1234567", "7654321")) not in calibrations(workspace)


def test_the_newest_entry_counts_and_a_past_day_is_overdue(workspace: Workspace) -> None:
    for due in (workspace.clock.now() + 1e6, workspace.clock.now() - 1.0):
        workspace.log(Calibration(time=workspace.clock.now(), by="x", instrument="bias", identity=KEITHLEY, due=due))
    assert calibrations(workspace)[instrument_key(KEITHLEY)].overdue


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-03-31", "2027-03-31"),
        ("1 month", "2026-02-28"),
        ("12 months", "2027-01-31"),
        ("2 years", "2028-01-31"),
        ("30 days", "2026-03-02"),
        ("2026-01-31", "2026-01-31"),
    ],
)
def test_days_as_people_give_them(text: str, day: str) -> None:
    assert datetime.fromtimestamp(parse_due(text, NOW), UTC).isoformat() == f"{day}T23:59:59+00:00"


@pytest.mark.parametrize("text", ["", "soon", "31.3.2027", "2026-01-30", "0 months", "-1 year", "2027-02-30"])
def test_no_day_or_a_past_one_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_due(text, NOW)


@given(st.integers(1, 1200))
def test_any_number_of_months_is_a_day_of_the_month_meant(months: int) -> None:
    due = datetime.fromtimestamp(parse_due(f"{months} months", NOW), UTC)
    assert (due.year * 12 + due.month) - (2026 * 12 + 1) == months
    assert due.day >= 28


@pytest.mark.parametrize(("identity", "by"), [(KEITHLEY, " "), ("", "A. Person"), (" , ", "A. Person")])
def test_an_entry_needs_a_person_and_an_identity(identity: str, by: str, workspace: Workspace) -> None:
    with pytest.raises(InputError):
        enter_calibration(workspace, instrument="bias", identity=identity, due="1 year", by=by)
    assert calibrations(workspace) == {}
