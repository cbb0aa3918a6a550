import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcstation.model.errors import SpecificationError
from qcstation.model.limits import DecisionRule, Limit, Specification, parse_specification
from tests.model.strategies import specifications

SHIPPED = """
[specification]
id = "hgtd.sensor-iv"
version = "1"
rule = "guarded"

[parameters]
breakdown_current = "500 nA"

[limits.breakdown_voltage]
unit = "V"
min = 120
required = true
unverified = true
source = "demonstration"

[limits.leakage_current]
unit = "A"
set_by_site = true
required = true
"""


def test_a_specification_is_read() -> None:
    spec = parse_specification(SHIPPED)
    assert (spec.id, spec.version, spec.rule, spec.coverage) == ("hgtd.sensor-iv", "1", DecisionRule.GUARDED, 2.0)
    assert spec.parameters == {"breakdown_current": "500 nA"}
    limit = spec.limit("breakdown_voltage")
    assert limit is not None
    assert (limit.min, limit.max, limit.required, limit.unverified) == (120.0, None, True, True)
    assert spec.limit("no_such_result") is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[limits.breakdown_voltage]", "[limits.breakdown_voltage", "not valid TOML"),
        ("[parameters]", "[parametres]", "unknown table [parametres]"),
        ("[parameters]\nbreakdown_current", "parameters", "expected a table [parameters]"),
        ("min = 120", "minimum = 120", "minimum"),
        ("min = 120", 'min = "120 V"', "Expected `float | null`"),
        ("min = 120", "min = nan", "finite"),
        ("min = 120", "min = -inf", "finite"),
        ("min = 120", "min = 120\nmax = 100", "min 120.0 is above max 100.0"),
        ('source = "demonstration"', "", "where the number comes from"),
        ('unit = "V"', "", "missing required field `unit`"),
        ('version = "1"', "", "missing required field `version`"),
        ('rule = "guarded"', 'rule = "generous"', "generous"),
        ('rule = "guarded"', "coverage = nan", "coverage"),
        ('rule = "guarded"', "coverage = -2", "coverage"),
        ('rule = "guarded"', "coverage = 0.0", "coverage"),
    ],
)
def test_a_wrong_specification_is_refused_in_one_line_with_its_origin(old: str, new: str, said: str) -> None:
    assert old in SHIPPED
    with pytest.raises(SpecificationError) as caught:
        parse_specification(SHIPPED.replace(old, new, 1), origin="iv.toml")
    assert str(caught.value).startswith("iv.toml: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["limits = 5", "[limits]\nbreakdown_voltage = 120", "specification = 1"])
def test_a_value_where_a_table_belongs_is_refused(text: str) -> None:
    with pytest.raises(SpecificationError, match="expected a table"):
        parse_specification(text)


def test_a_result_has_one_limit() -> None:
    limit = Limit(name="breakdown_voltage", unit="V")
    with pytest.raises(SpecificationError, match="two limits"):
        Specification(id="x", version="1", limits=(limit, limit))


def test_an_overlay_replaces_what_it_gives_and_keeps_the_rest() -> None:
    spec = parse_specification(SHIPPED).overlaid("""
        [specification]
        version = "1+lab.3"
        [limits.leakage_current]
        max = 1e-6
        source = "our own limit of June"
        [parameters]
        breakdown_current = "1 uA"
    """)
    assert (spec.id, spec.version, spec.rule) == ("hgtd.sensor-iv", "1+lab.3", DecisionRule.GUARDED)
    assert spec.parameters == {"breakdown_current": "1 uA"}
    assert spec.limit("breakdown_voltage") == parse_specification(SHIPPED).limit("breakdown_voltage")
    assert spec.limit("leakage_current") == Limit(
        name="leakage_current", unit="A", max=1e-6, required=True, set_by_site=True, source="our own limit of June"
    )


def test_a_bound_of_the_site_is_neither_unverified_nor_the_shipped_sources() -> None:
    shipped = parse_specification(SHIPPED)
    overlay = '[specification]\nversion = "2"\n[limits.breakdown_voltage]\nmin = 130\n'
    with pytest.raises(SpecificationError, match="where the number comes from"):
        shipped.overlaid(overlay)
    limit = shipped.overlaid(overlay + 'source = "purchase contract"').limit("breakdown_voltage")
    assert limit is not None
    assert (limit.min, limit.source, limit.unverified, limit.required) == (130.0, "purchase contract", False, True)


@pytest.mark.parametrize(
    ("overlay", "said"),
    [
        ("[limits.breakdown_voltage]\nrequired = false", "version of its own"),
        ('[specification]\nversion = "1"', "version of its own"),
        ('[specification]\nversion = "2"\n[limits.breakdown_voltage]\nminimum = 5', "minimum"),
        ('[specification]\nversion = "2"\n[limits.breakdwon_voltage]\nrequired = true', "missing required field `unit`"),
        ("not TOML", "not valid TOML"),
        ("specification = 2", "expected a table"),
    ],
)
def test_a_wrong_overlay_is_refused(overlay: str, said: str) -> None:
    with pytest.raises(SpecificationError) as caught:
        parse_specification(SHIPPED).overlaid(overlay, origin="site.toml")
    assert str(caught.value).startswith("site.toml: ")
    assert said in str(caught.value)


@given(specifications())
def test_the_digest_survives_the_record(spec: Specification) -> None:
    again = msgspec.json.decode(msgspec.json.encode(spec), type=Specification)
    assert again == spec
    assert again.digest == spec.digest


@given(specifications(), specifications())
def test_the_digest_tells_specifications_apart(first: Specification, second: Specification) -> None:
    assert (first.digest == second.digest) == (msgspec.json.encode(first) == msgspec.json.encode(second))


@given(specifications(), st.sampled_from(["id", "version", "title"]))
def test_any_change_changes_the_digest(spec: Specification, field: str) -> None:
    assert msgspec.structs.replace(spec, **{field: "something else entirely, and longer than generated"}).digest != spec.digest


def test_the_digest_of_a_shipped_text_stays() -> None:
    # Kept in records: whoever changes it makes every old verdict look as if its specification had changed.
    assert parse_specification(SHIPPED).digest == "2c4a690f742dcb70ae537dc0d55152056d36939ac8c1de90b7f28c4a04ea53d4"
