"""When instruments have to be calibrated again: entries of the site log, by identity, so that they follow the instrument."""

from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct

from qcstation.model.errors import InputError
from qcstation.records import Calibration

from .workspace import Workspace


def instrument_key(identity: str) -> str:
    """Return what of an identity stays the same when its firmware is updated: maker, model and serial number."""
    parts = [part.strip() for part in identity.split(",")]
    return ",".join(parts[:3])


class CalibrationState(Struct, frozen=True, kw_only=True):
    """The newest calibration of an instrument: when, until when (both UTC in seconds since 1970), and whether that is past."""

    instrument: str
    identity: str
    calibrated: float
    due: float | None
    certificate: str
    by: str
    overdue: bool


def calibrations(workspace: Workspace) -> dict[str, CalibrationState]:
    """Return the newest calibration of each instrument by its `instrument_key`.

    Raises:
        StorageError: the site log cannot be read.
    """
    now = workspace.clock.now()
    found = {}
    for logged in workspace.site_log.entries():
        entry = logged.entry
        if isinstance(entry, Calibration):
            found[instrument_key(entry.identity)] = CalibrationState(
                instrument=entry.instrument,
                identity=entry.identity,
                calibrated=entry.time,
                due=entry.due,
                certificate=entry.certificate,
                by=entry.by,
                overdue=entry.due is not None and entry.due < now,
            )
    return found


def enter_calibration(
    workspace: Workspace, *, instrument: str, identity: str, due: str, by: str, certificate: str = "", note: str = ""
) -> CalibrationState:
    """Enter that an instrument was calibrated; `due` is a date (2027-03-31) or a time from now (12 months, 1 year).

    Raises:
        InputError: nobody is named, the identity is not known, or the date is none or has passed.
    """
    if not by.strip():
        raise InputError("a calibration is entered by a person: say who")
    if not instrument_key(identity).strip(","):
        raise InputError(f"the identity of {instrument} is not known: test it first, so that the entry finds it again")
    now = workspace.clock.now()
    workspace.log(
        Calibration(
            time=now, by=by, note=note, instrument=instrument, identity=identity, certificate=certificate, due=parse_due(due, now)
        )
    )
    return calibrations(workspace)[instrument_key(identity)]


def parse_due(text: str, now: float) -> float:
    """Return the end of the day (UTC, in seconds since 1970) that a person gives as a date, or as years, months or days from now.

    Raises:
        InputError: it is neither, or has passed.
    """
    today = datetime.fromtimestamp(now, UTC).date()
    day = _from_now(text, today)
    if day is None:
        try:
            day = date.fromisoformat(text.strip())
        except ValueError:
            raise InputError(f"{text!r} is no date: write 2027-03-31, or a time from now such as 12 months") from None
    if day < today:
        raise InputError(f"{day.isoformat()} has passed: a calibration is due in the future")
    return datetime.combine(day, time(23, 59, 59), UTC).timestamp()


def _from_now(text: str, today: date) -> date | None:
    number, _, unit = text.strip().partition(" ")
    if not number.isdigit() or not 0 < int(number) <= 1200:
        return None
    match unit.strip().lower().rstrip("s"):
        case "day":
            return today + timedelta(days=int(number))
        case "month":
            return _months_later(today, int(number))
        case "year":
            return _months_later(today, 12 * int(number))
    return None


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    # The 31st of a month that has none is its last day.
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    return date(year, month + 1, 28)
