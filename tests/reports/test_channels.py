"""Of results with many channels, those that are not as they should be are read; nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st

from qcstation.model.estimates import Estimate, Result
from qcstation.model.verdicts import Judgement, Verdict
from qcstation.reports.channels import without_channels

_VERDICTS = st.sampled_from([Verdict.PASS, Verdict.FAIL, Verdict.INCONCLUSIVE, None])


def _judgement(name: str, channel: str, verdict: Verdict | None) -> Judgement:
    result = Result(name=name, channel=channel, finding=Estimate(value=1.0, unit="V"))
    return Judgement(result=result, limit=None, verdict=verdict)


@given(many=st.lists(_VERDICTS, min_size=13, max_size=40), few=st.lists(_VERDICTS, max_size=12), alone=_VERDICTS)
def test_what_failed_is_read_and_the_rest_is_put_together(
    many: list[Verdict | None], few: list[Verdict | None], alone: Verdict | None
) -> None:
    every = [_judgement("total", "", alone)]
    every += [_judgement("pad", str(channel), verdict) for channel, verdict in enumerate(many)]
    every += [_judgement("row", str(channel), verdict) for channel, verdict in enumerate(few)]
    read, aside = without_channels(every)
    put_together = [judgement for channels in aside for judgement in channels.judgements]
    assert sorted(map(repr, [*read, *put_together])) == sorted(map(repr, every))
    assert list(read) == [judgement for judgement in every if judgement in read]
    assert {judgement.result.name for judgement in put_together} <= {"pad"}
    assert all(judgement.verdict in {Verdict.PASS, None} for judgement in put_together)
    assert [j.verdict for j in read if j.result.name == "pad"] == [v for v in many if v in {Verdict.FAIL, Verdict.INCONCLUSIVE}]
