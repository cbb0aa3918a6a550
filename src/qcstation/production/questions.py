"""What can be asked of the production: which components, which runs, in what order. An empty field asks nothing."""

from datetime import UTC, date, datetime
from enum import StrEnum

from msgspec import Struct

from qcstation.model.errors import InputError
from qcstation.model.runs import RunKind
from qcstation.model.verdicts import Outcome, Verdict


class RunOrder(StrEnum):
    """What runs are sorted by; runs that are alike in it, by their start."""

    STARTED = "started"
    PROCEDURE = "procedure"


class ComponentOrder(StrEnum):
    """What components are sorted by."""

    SERIAL_NUMBER = "serial_number"
    LAST_RUN = "last_run"


class RunFilter(Struct, frozen=True, kw_only=True):
    """Which runs. All fields that are given must fit; texts are whole names, save for `text`.

    `text` is a part of the component's serial number, or the beginning of the run's UUID. `since` and `until` are UTC in seconds
    since 1970: runs that began at or after the one and before the other. `counting`: only runs that count; `unassigned`: only
    those without a component.
    """

    text: str = ""
    component: str = ""
    component_type: str = ""
    stage: str = ""
    procedure: str = ""
    verdict: Verdict | None = None
    outcome: Outcome | None = None
    kind: RunKind | None = None
    station: str = ""
    operator: str = ""
    since: float | None = None
    until: float | None = None
    counting: bool = False
    unassigned: bool = False


class ComponentFilter(Struct, frozen=True, kw_only=True):
    """Which components. `text` is a part of the serial number or of another name of the component.

    `batch` is a part of an identifier called batch, lot or wafer, or of the serial number of what the component is,
    or was, a part of. `stage` is where it is now, `verdict` that of the newest of its runs that count.
    """

    text: str = ""
    type: str = ""
    stage: str = ""
    batch: str = ""
    verdict: Verdict | None = None
    unmeasured: bool = False
    """Only those of which no run counts."""


class ComponentSummary(Struct, frozen=True, kw_only=True, gc=False):
    """A component in one line. `last_run` is when the newest of its runs that count began; None: none does."""

    serial_number: str
    type: str
    stage: str
    identifiers: dict[str, str]
    last_run: float | None
    last_verdict: Verdict | None


class Choices(Struct, frozen=True, kw_only=True):
    """What there is to choose from: every name that occurs in the database, sorted."""

    component_types: tuple[str, ...]
    component_stages: tuple[str, ...]
    run_stages: tuple[str, ...]
    procedures: tuple[str, ...]
    stations: tuple[str, ...]
    operators: tuple[str, ...]
    measurements: tuple[str, ...]


def day_began(text: str) -> float:
    """Return when a day (UTC) began, in seconds since 1970, from its date after ISO 8601: ``2026-11-22``.

    Raises:
        InputError: it is no date.
    """
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise InputError(f"{text!r} is no date; expected one such as 2026-11-22") from None
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()


def day_ended(text: str) -> float:
    """Return when a day (UTC) ended, as `day_began`.

    Raises:
        InputError: it is no date.
    """
    return day_began(text) + 86400.0
