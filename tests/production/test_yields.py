"""What share passes: against counting by hand, over any runs and over a database, from files to figures."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcstation.model.components import Component
from qcstation.model.runs import RunKind
from qcstation.model.verdicts import Outcome, Verdict
from qcstation.production import Period, RunFilter, YieldBy
from qcstation.production.yields import JudgedRun, period_began, period_name, share_of, yields_of
from qcstation.records import DataFolder, RunInvalidated
from tests.records.streams import STARTED

from .site import CV, IV, OTHER, SENSOR, add_run, database_of, log

FAILING = 90.0
_SEVERITY = [Verdict.PASS, Verdict.INCONCLUSIVE, Verdict.FAIL]
_TIMES = st.floats(1.6e9, 1.6e9 + 200 * 86400)
_runs = st.lists(
    st.builds(
        JudgedRun,
        group=st.sampled_from(["a", "b"]),
        key=st.sampled_from(["1", "2", "3"]),
        started=_TIMES,
        verdict=st.sampled_from(Verdict),
        taken=st.booleans(),
        first=st.booleans(),
    ),
    max_size=12,
)


@given(runs=_runs, period=st.none() | st.sampled_from(Period))
def test_each_key_counts_once_with_its_worst_verdict_in_the_period_of_its_last_run(
    runs: list[JudgedRun], period: Period | None
) -> None:
    expected: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for which in ("taken", "first"):
        for group in ("a", "b"):
            for key in ("1", "2", "3"):
                own = [run for run in runs if (run.group, run.key) == (group, key) and getattr(run, which)]
                if own:
                    last = max(run.started for run in own)
                    name = period_name(period_began(last, period), period) if period else ""
                    worst = max((run.verdict for run in own), key=_SEVERITY.index)
                    expected[which, group, name][_SEVERITY.index(worst)] += 1
    found = yields_of(runs, period=period)
    assert {(each.group, each.period) for each in found} == {(group, name) for _, group, name in expected}
    for each in found:
        for which, share in (("taken", each.share), ("first", each.first_pass)):
            counts = [share.passed, share.inconclusive, share.failed]
            assert counts == expected[which, each.group, each.period]
    assert [(each.group, each.began or 0.0) for each in found] == sorted((each.group, each.began or 0.0) for each in found)


@given(time=_TIMES, period=st.sampled_from(Period))
def test_periods_are_those_of_the_calendar_in_utc(time: float, period: Period) -> None:
    began = period_began(time, period)
    start, day = datetime.fromtimestamp(began, UTC), datetime.fromtimestamp(time, UTC)
    ends = {
        Period.DAY: start + timedelta(days=1),
        Period.WEEK: start + timedelta(days=7),
        Period.MONTH: (start + timedelta(days=32)).replace(day=1),
    }
    assert start <= day < ends[period]
    names = {Period.DAY: "%Y-%m-%d", Period.WEEK: "%G-W%V", Period.MONTH: "%Y-%m"}
    assert period_name(began, period) == day.strftime(names[period])


def test_a_share_of_nothing_is_none_rather_than_a_number() -> None:
    share = share_of([Verdict.INCONCLUSIVE])
    assert (share.inconclusive, share.fraction, share.low, share.high) == (1, None, None, None)
    share = share_of([Verdict.PASS, Verdict.FAIL, Verdict.INCONCLUSIVE])
    assert share.fraction == 0.5
    # Clopper-Pearson, 1 of 2 at 95 %: 1 - sqrt(0.975) and sqrt(0.975).
    assert (share.low, share.high) == pytest.approx((1 - 0.975**0.5, 0.975**0.5))


def test_the_yield_of_a_site(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    later = Component(serial_number=SENSOR.serial_number, type=SENSOR.type, stage="hybridised")
    add_run(data_folder, day=1, value=FAILING)
    add_run(data_folder, day=2)
    add_run(data_folder, day=3, procedure=CV)
    add_run(data_folder, later, day=40, value=FAILING)
    add_run(data_folder, OTHER, day=4, value=FAILING)
    add_run(data_folder, OTHER, day=5, outcome=Outcome.ABORTED)
    wrong = add_run(data_folder, OTHER, day=6)
    add_run(data_folder, OTHER, day=7, kind=RunKind.SIMULATED)
    log(data_folder, RunInvalidated(time=STARTED, by="me", run=wrong, reason="another sensor"))
    database.sync(data_folder)
    counting = RunFilter(counting=True)

    def counts(by: YieldBy, wanted: RunFilter = counting, period: Period | None = None) -> dict[str, tuple[int, ...]]:
        return {
            " ".join(filter(None, [each.group, each.period])): (
                each.share.passed,
                each.share.failed,
                each.first_pass.passed,
                each.first_pass.failed,
            )
            for each in database.yields(wanted, by=by, period=period)
        }

    assert counts(YieldBy.PROCEDURE) == {IV: (1, 2, 0, 3), CV: (1, 0, 1, 0)}
    assert counts(YieldBy.STAGE) == {"reception": (1, 1, 0, 2), "hybridised": (0, 1, 0, 1)}
    assert counts(YieldBy.TYPE) == {"hgtd.sensor": (0, 2, 0, 2)}
    assert counts(YieldBy.PROCEDURE, RunFilter()) == {IV: (2, 3, 0, 3), CV: (1, 0, 1, 0)}
    assert counts(YieldBy.PROCEDURE, RunFilter(counting=True, procedure=CV)) == {CV: (1, 0, 1, 0)}
    # What passes at once does so whatever is left out of the list: the first run stays the first.
    since = RunFilter(counting=True, since=STARTED + 1.5 * 86400, until=STARTED + 2.5 * 86400)
    assert counts(YieldBy.PROCEDURE, since) == {IV: (1, 0, 0, 0)}
    months = counts(YieldBy.STAGE, counting, Period.MONTH)
    assert [name.split()[0] for name in months] == ["hybridised", "reception"]
