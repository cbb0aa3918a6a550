"""How values are distributed: against the standard library's statistics, units apart, bounds apart."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from qcstation.model.estimates import Censoring, Estimate, Result
from qcstation.model.verdicts import Verdict, judge, overall
from qcstation.production import DistributedValue, RunFilter
from qcstation.production.distributions import distribution_of
from qcstation.production.schema import Measurement
from qcstation.records import DataFolder, RunInvalidated, RunReanalysed
from tests.records.streams import SPECIFICATION

from .site import CV, OTHER, SENSOR, add_run, database_of, log


def value_of(value: float | None, censored: Censoring | None = None, *, low: float | None = None) -> DistributedValue:
    return DistributedValue(
        component="C",
        run="R",
        started=0.0,
        channel="",
        value=value,
        uncertainty=None,
        unit="V",
        censored=censored if value is not None else None,
        min=low,
        max=None,
        verdict=None,
    )


_values = st.lists(
    st.builds(
        value_of, st.none() | st.floats(-1e6, 1e6), st.none() | st.sampled_from(Censoring), low=st.sampled_from([None, 1.0, 2.0])
    ),
    max_size=30,
)


@given(values=_values)
def test_the_figures_are_those_of_the_values_that_were_reached(values: list[DistributedValue]) -> None:
    found = distribution_of("v", "V", values)
    reached = [each.value for each in values if each.value is not None and each.censored is None]
    assert found.n == len(reached)
    assert found.above == sum(each.censored is Censoring.ABOVE for each in values)
    assert found.below == sum(each.censored is Censoring.BELOW for each in values)
    assert found.refused == sum(each.value is None for each in values)
    assert found.n + found.above + found.below + found.refused == len(values) == len(found.values)
    assert sum(used.values for used in found.limits) == sum(each.min is not None for each in values)
    if not reached:
        assert (found.mean, found.median, found.sd, found.lowest, found.quantiles) == (None, None, None, None, ())
        return
    assert found.mean == pytest.approx(statistics.fmean(reached), rel=1e-9, abs=1e-6)
    assert found.median == pytest.approx(statistics.median(reached), rel=1e-9, abs=1e-9)
    assert (found.lowest, found.highest) == (min(reached), max(reached))
    if len(reached) > 1:
        assert found.sd == pytest.approx(statistics.stdev(reached), rel=1e-6, abs=1e-6)
        cuts = statistics.quantiles(reached, n=20, method="inclusive")
        assert found.quantiles == pytest.approx((cuts[0], cuts[4], cuts[14], cuts[18]), rel=1e-6, abs=1e-6)
    else:
        assert found.sd is None


def test_the_latest_analysis_of_the_runs_that_count(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    add_run(data_folder, day=1, value=150.0)
    reanalysed = add_run(data_folder, day=2, value=156.0)
    add_run(data_folder, OTHER, day=3, value=90.0)
    add_run(data_folder, OTHER, day=4, procedure=CV, value=200.0)
    invalid = add_run(data_folder, OTHER, day=5, value=1.0)
    results = (Result("breakdown_voltage", Estimate(value=170.0, unit="V", censored=Censoring.ABOVE)),)
    judged = judge(results, SPECIFICATION)
    log(
        data_folder,
        RunInvalidated(time=1.0, by="me", run=invalid, reason="x"),
        RunReanalysed(
            time=2.0,
            run=reanalysed,
            software="2",
            digest=SPECIFICATION.digest,
            results=results,
            judgements=judged,
            verdict=overall(judged),
        ),
    )
    database.sync(data_folder)
    (found,) = database.distributions("breakdown_voltage", RunFilter(counting=True))
    assert [each.value for each in found.values] == [170.0, 90.0, 200.0]
    assert (found.n, found.above, found.mean) == (2, 1, 145.0)
    assert [each.component for each in found.values] == [SENSOR.serial_number, OTHER.serial_number, OTHER.serial_number]
    assert [each.verdict for each in found.values] == [Verdict.PASS, Verdict.FAIL, Verdict.PASS]
    (used,) = found.limits
    assert (used.min, used.max, used.values) == (120.0, None, 3)
    (everything,) = database.distributions("breakdown_voltage", RunFilter())
    assert [each.value for each in everything.values] == [150.0, 170.0, 90.0, 200.0]
    (cv,) = database.distributions("breakdown_voltage", RunFilter(counting=True, procedure=CV))
    assert cv.n == 1
    assert database.distributions("nothing", RunFilter()) == ()


def test_units_are_never_mixed(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    for day in range(3):
        add_run(data_folder, day=day, procedure=f"p{day}", value=150.0)
    database.sync(data_folder)
    with database._connection.writing() as connection:
        changed = update(Measurement).where(Measurement.name == "breakdown_voltage", Measurement.analysis_id == 1)
        connection.execute(changed.values(unit="mV", value=150_000.0))
    volts, millivolts = database.distributions("breakdown_voltage", RunFilter())
    assert (volts.unit, volts.n, volts.mean) == ("V", 2, 150.0)
    assert (millivolts.unit, millivolts.n, millivolts.mean) == ("mV", 1, 150_000.0)


def test_what_an_analysis_refused_is_counted_as_such(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    add_run(data_folder)
    database.sync(data_folder)
    refused = [result for result in database.choices().measurements if result != "breakdown_voltage"]
    assert refused
    (found,) = database.distributions(refused[0], RunFilter())
    assert (found.n, found.refused, found.mean) == (0, 1, None)
