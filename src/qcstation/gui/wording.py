"""What comes from the data, in the language of the window: names, limits, shares. What no translation knows stays as it is."""

from collections.abc import Iterable

from PyQt6.QtCore import QT_TRANSLATE_NOOP

from qcstation.model.limits import Limit
from qcstation.model.runs import RunKind
from qcstation.reports.limit_bars import limits_text
from qcstation.reports.wording import share_text, words

from .translation import in_words

ABORTED = QT_TRANSLATE_NOOP("data", "aborted by the operator")
CLOSED = QT_TRANSLATE_NOOP("data", "the window was closed")
"""Reasons that are kept in the record: always in English there, and translated where they are shown."""

_BETWEEN = QT_TRANSLATE_NOOP("data", "{low} to {high}")
_SHARE = QT_TRANSLATE_NOOP("data", "{share} % ({low} to {high})")
_SEPARATOR = QT_TRANSLATE_NOOP("data", "; ")
_REASONS = (
    QT_TRANSLATE_NOOP("data", "below {bound}"),
    QT_TRANSLATE_NOOP("data", "above {bound}"),
    QT_TRANSLATE_NOOP("data", "within {bound} standard uncertainties of the limit"),
    QT_TRANSLATE_NOOP("data", "limit not set by the site"),
    QT_TRANSLATE_NOOP("data", "required, but not measured"),
    QT_TRANSLATE_NOOP("data", "not measured"),
    QT_TRANSLATE_NOOP("data", "the bound reached does not decide"),
    QT_TRANSLATE_NOOP("data", "no uncertainty, which the guarded decision rule needs"),
)
"""Why results are judged so, as verdicts give them; an analysis has sentences of its own, which stay in English."""


def listed(parts: Iterable[str]) -> str:
    """Return parts of a sentence one after the other, without those that are empty."""
    return in_words(_SEPARATOR).join(filter(None, parts))


def name_in_words(name: str) -> str:
    """Return a name from the code, such as ``breakdown_voltage``, as a person writes it."""
    return in_words(words(name))


def short_title(title: str) -> str:
    """Return what stands before the colon of a procedure's title: what it is called, without what it finds."""
    return in_words(title).partition(":")[0].rstrip()


def limits_in_words(limit: Limit | None) -> str:
    """Return the limits of a result; empty for none."""
    return in_words(limits_text(limit, between=in_words(_BETWEEN)))


def reason_in_words(reason: str) -> str:
    """Return why a result was judged as it is."""
    for pattern in _REASONS:
        before, _, after = pattern.partition("{bound}")
        bound = reason.removeprefix(before).removesuffix(after)
        if before + bound + after == reason and bound.lstrip("-")[:1].isdigit():
            return in_words(pattern).format(bound=bound)
    return in_words(reason)


def share_in_words(fraction: float | None, low: float | None, high: float | None) -> str:
    """Return a share with its interval in per cent; an em dash where there is none."""
    return share_text(fraction, low, high, pattern=in_words(_SHARE))


def kind_in_words(kind: RunKind) -> str:
    """Return where a run's data come from."""
    return in_words(kind.value)
