"""The results of a kept run against their limits, as its latest analysis judged them."""

from collections.abc import Sequence

from PyQt6.QtCore import QCoreApplication

from qcstation.model.estimates import Censoring, Estimate
from qcstation.model.units import format_quantity
from qcstation.model.verdicts import Verdict
from qcstation.production import MeasuredValue
from qcstation.reports.wording import typeset, words

from .lazy_rows import Column
from .wording import marked, tone_of

_WORST_FIRST = (Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.PASS, None)


def result_columns() -> tuple[Column, ...]:
    """Return what a list of results tells."""
    return (
        Column(heading=QCoreApplication.translate("lists", "Result"), text=_name, width=170),
        Column(heading=QCoreApplication.translate("lists", "Value"), text=value_text, width=150),
        Column(heading=QCoreApplication.translate("lists", "Limit"), text=limit_text, width=140),
        Column(
            heading=QCoreApplication.translate("lists", "Verdict"), text=_verdict, width=130, tone=lambda row: tone_of(_word(row))
        ),
        Column(heading=QCoreApplication.translate("lists", "Why"), text=lambda row: row.reason or row.refusal, width=160),
    )


def worst_first(results: Sequence[MeasuredValue]) -> list[MeasuredValue]:
    """Return results in the order in which they matter: those that count before information, failures first."""
    return sorted(results, key=lambda row: (not row.required, _WORST_FIRST.index(row.verdict)))


def value_text(row: MeasuredValue) -> str:
    """Return a value with its uncertainty; an em dash where the analysis gave none."""
    if row.value is None:
        return "\N{EM DASH}"
    censored = Censoring(row.censored) if row.censored else None
    return typeset(str(Estimate(value=row.value, unit=row.unit, uncertainty=row.uncertainty, censored=censored)))


def limit_text(row: MeasuredValue) -> str:
    """Return the limits as people write them; a star where no public source gives them."""
    low, high = ("" if bound is None else format_quantity(bound, row.unit) for bound in (row.min, row.max))
    if low and high:
        text = QCoreApplication.translate("lists", "{low} to {high}").format(low=low, high=high)
    elif low or high:
        text = f"≥ {low}" if low else f"≤ {high}"
    else:
        return QCoreApplication.translate("lists", "to be set by the site") if row.set_by_site else ""
    return typeset(text) + (" *" if row.unverified else "")


def _name(row: MeasuredValue) -> str:
    return f"{words(row.name)} {row.channel}".strip()


def _word(row: MeasuredValue) -> str:
    return row.verdict.value if row.required and row.verdict else ""


def _verdict(row: MeasuredValue) -> str:
    return marked(_word(row)) or QCoreApplication.translate("lists", "info")
