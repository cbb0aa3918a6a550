"""What an analysis found and how it was judged, in the words of the model again."""

from qcstation.model.estimates import Estimate, Refusal, Result
from qcstation.model.limits import Limit
from qcstation.model.verdicts import Judgement

from .answers import AnalysisAnswer, MeasuredValue


def judgements_of(analysis: AnalysisAnswer) -> tuple[Judgement, ...]:
    """Return the judgements that the database keeps of an analysis."""
    source = f"{analysis.specification} {analysis.specification_version}".strip() or analysis.digest
    return tuple(_judgement(measured, source) for measured in analysis.measurements)


def _judgement(measured: MeasuredValue, source: str) -> Judgement:
    finding: Estimate | Refusal
    if measured.value is None:
        finding = Refusal(unit=measured.unit, reason=measured.refusal, method=measured.method)
    else:
        finding = Estimate(
            value=measured.value,
            unit=measured.unit,
            uncertainty=measured.uncertainty,
            censored=measured.censored,
            method=measured.method,
            note=measured.note,
        )
    limited = measured.min is not None or measured.max is not None or measured.required or measured.set_by_site
    limit = Limit(
        name=measured.name,
        unit=measured.unit,
        min=measured.min,
        max=measured.max,
        required=measured.required,
        set_by_site=measured.set_by_site,
        unverified=measured.unverified,
        source=source or "not kept",
    )
    return Judgement(
        result=Result(measured.name, finding, measured.channel),
        limit=limit if limited else None,
        verdict=measured.verdict,
        reason=measured.reason,
    )
