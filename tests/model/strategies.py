"""Generated model objects: any that their constructors accept."""

from hypothesis import strategies as st

from qcstation.model.estimates import Censoring, Estimate, Refusal, Result
from qcstation.model.limits import DecisionRule, Limit, Specification

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20)
names = st.sampled_from(["breakdown_voltage", "leakage_current", "gain_layer_voltage"])
finite = st.floats(allow_nan=False, allow_infinity=False)
moderate = st.floats(-1e6, 1e6)
uncertainties = st.none() | st.floats(0, 1e3)


@st.composite
def estimates(draw: st.DrawFn, *, values: st.SearchStrategy[float] = moderate) -> Estimate:
    return Estimate(
        value=draw(values),
        unit="V",
        uncertainty=draw(uncertainties),
        censored=draw(st.none() | st.sampled_from(Censoring)),
        method=draw(words),
        note=draw(words),
    )


refusals = st.builds(Refusal, unit=st.just("V"), reason=words, method=words)
results = st.builds(Result, names, estimates() | refusals, st.sampled_from(["", "1", "225"]))


@st.composite
def limits(draw: st.DrawFn, name: str = "breakdown_voltage") -> Limit:
    bounds = sorted(draw(st.tuples(moderate, moderate)))
    return Limit(
        name=name,
        unit="V",
        min=bounds[0] if draw(st.booleans()) else None,
        max=bounds[1] if draw(st.booleans()) else None,
        required=draw(st.booleans()),
        set_by_site=draw(st.booleans()),
        unverified=draw(st.booleans()),
        source="made up for this test",
    )


@st.composite
def specifications(draw: st.DrawFn) -> Specification:
    chosen = draw(st.lists(names, unique=True))
    return Specification(
        id="hgtd.sensor-iv",
        version="1",
        title=draw(words),
        rule=draw(st.sampled_from(DecisionRule)),
        coverage=draw(st.floats(0.1, 5)),
        parameters=draw(st.dictionaries(words, words | moderate | st.booleans() | st.integers(-(2**60), 2**60), max_size=3)),
        limits=tuple(draw(limits(name)) for name in chosen),
    )
