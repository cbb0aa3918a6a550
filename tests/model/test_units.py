import math
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcstation.model import units
from qcstation.model.errors import UnitError
from qcstation.model.units import conversion_factor, format_quantity, parse_quantity
from tests.model.strategies import finite

UNITS = ["V", "A", "F", "Hz", "s", "ohm", "m^2", "1/m^3", "degC", "%", "K", "V/s", "m", "C", ""]


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("200 mV", "V", 0.2),
        ("10 uA", "A", 1e-5),
        ("10 µA", "A", 1e-5),
        ("10 \N{GREEK SMALL LETTER MU}A", "A", 1e-5),
        ("500nA", "A", 5e-7),
        ("-5 V", "V", -5.0),
        ("\N{MINUS SIGN}5 V", "V", -5.0),
        ("1 MΩ", "ohm", 1e6),
        ("11 kOhm", "ohm", 11e3),
        ("1.69 mm²", "m^2", 1.69e-6),
        ("5 1/cm^3", "1/m^3", 5e6),
        ("3 uA/cm^2", "A/m^2", 0.03),
        ("1 min", "s", 60.0),
        ("20 degC", "degC", 20.0),
        ("-30 °C", "degC", -30.0),
        ("293.15 K", "degC", 20.0),
        ("0 degC", "K", 273.15),
        ("2 K", "K", 2.0),
        ("45 %", "%", 45.0),
        ("45 %RH", "%", 45.0),
        ("50 %", "", 0.5),
        ("5", "", 5.0),
        (5, "1", 5.0),
        (0.25, "", 0.25),
    ],
)
def test_what_people_write_is_read_exactly(text: str | float, unit: str, value: float) -> None:
    assert parse_quantity(text, unit) == value


def test_fahrenheit_has_an_offset_and_a_factor() -> None:
    assert parse_quantity("68 degF", "degC") == pytest.approx(20.0, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "unit", "said"),
    [
        ("5", "V", "has no unit: write a quantity in V, such as '5 V'"),
        (5.0, "V", "has no unit"),
        ("5 kg", "V", "'kg' cannot be converted to 'V'"),
        ("20 C", "degC", "'C' cannot be converted"),
        ("5 v", "V", "'v' is no unit that is known here"),
        ("nan V", "V", "is not a quantity in V"),
        (float("nan"), "", "is not a number"),
        ("inf V", "V", "is not a quantity in V"),
        ("1e400 V", "V", "is not a finite number"),
        ("1e300 TV", "nV", "is not a finite number"),
        ("", "V", "is not a quantity in V"),
        ("V", "V", "is not a quantity in V"),
        ("5 dB", "", "logarithmic"),
        # What pint alone would calculate, misread or never finish.
        ("1,5 V", "V", "is not a quantity in V"),
        ("2*3 V", "V", "is not a quantity in V"),
        ("5 V + 3 V", "V", "is not a quantity in V"),
        ("1_000 V", "V", "is not a quantity in V"),
        ("5 V # five", "V", "is not a quantity in V"),
        ("5 V**9**9**9**9", "V", "is no unit"),
        ("5 V^99999999", "V", "is no unit"),
        ("9**9**9**9 V", "V", "is not a quantity in V"),
        ("__import__('os')", "V", "is not a quantity in V"),
    ],
)
def test_what_is_no_such_quantity_is_refused_with_the_reason(text: str | float, unit: str, said: str) -> None:
    with pytest.raises(UnitError, match=re.escape(said)):
        parse_quantity(text, unit)


@pytest.mark.parametrize("value", [True, None, ["5 V"], b"5 V"])
def test_what_is_neither_text_nor_number_is_refused(value: object) -> None:
    with pytest.raises(UnitError, match="is not a quantity in V"):
        parse_quantity(value, "V")  # type: ignore[arg-type]


@given(st.text(max_size=40), st.sampled_from(UNITS))
def test_any_text_is_a_finite_number_or_a_one_line_refusal(text: str, unit: str) -> None:
    try:
        value = parse_quantity(text, unit)
    except UnitError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either way is right, and both are checked
    else:
        assert math.isfinite(value)


@given(finite, st.sampled_from([unit for unit in UNITS if unit]))
def test_a_number_in_its_own_unit_comes_back_unchanged(value: float, unit: str) -> None:
    assert parse_quantity(f"{value!r} {unit}", unit) == value


@given(st.floats(-1e15, 1e15).filter(lambda value: value == 0 or abs(value) > 1e-15), st.sampled_from(UNITS))
def test_what_is_shown_can_be_read_back(value: float, unit: str) -> None:
    shown = format_quantity(value, unit)
    assert parse_quantity(shown, unit) == pytest.approx(value, rel=5.01e-4, abs=1e-18)


@given(st.floats(1e-12, 1e9), st.floats(1e-3, 1e2), st.sampled_from(["V", "A", "s", "m^2", "degC"]))
def test_a_shown_uncertainty_keeps_two_digits(value: float, relative: float, unit: str) -> None:
    uncertainty = value * relative
    shown = re.sub(r"\((.+) ± (.+)\)(e\S+)", r"\1\3 ± \2\3", format_quantity(value, unit, uncertainty))
    number, rest = shown.split(" ± ")
    spread, _, label = rest.partition(" ")
    assert parse_quantity(f"{spread} {label}", unit) == pytest.approx(uncertainty, rel=0.051)
    assert parse_quantity(f"{number} {label}", unit) == pytest.approx(value, abs=0.051 * uncertainty)


@pytest.mark.parametrize(
    ("value", "unit", "uncertainty", "shown"),
    [
        (156.13, "V", 0.42, "156.13 ± 0.42 V"),
        (1.23e-8, "A", None, "12.3 nA"),
        (1.69e-6, "m^2", None, "1.690e-06 m^2"),
        (0.5, "V", None, "0.5 V"),
        (0.05, "V", None, "50 mV"),
        (1e-9, "V", 1e-3, "0.0 ± 1.0 mV"),
        (4.87e-12, "F", 3e-14, "4.870 ± 0.030 pF"),
        (2400, "s", None, "2400 s"),
        (21.34, "degC", 0.1, "21.34 ± 0.10 °C"),
        (3.0, "1", None, "3"),
        (0.0, "V", None, "0 V"),
    ],
)
def test_numbers_are_shown_as_people_read_them(value: float, unit: str, uncertainty: float | None, shown: str) -> None:
    assert format_quantity(value, unit, uncertainty) == shown


def test_conversion_factors_are_exact_and_refuse_offsets() -> None:
    assert conversion_factor("uA", "A") == 1e-6
    assert conversion_factor("degC", "degC") == 1.0
    with pytest.raises(UnitError, match="has an offset"):
        conversion_factor("degC", "K")
    with pytest.raises(UnitError, match="cannot be converted"):
        conversion_factor("V", "A")


_PLAIN_UNITS = [
    prefix + base for base in sorted(units._PLAIN) for prefix in ("", *(prefix for prefix in units._EXPONENTS if prefix))
]


@pytest.mark.parametrize("base", sorted(units._PLAIN))
def test_plain_units_are_what_pint_says_they_are(base: str) -> None:
    registry = units._registry()
    for unit in (unit for unit in _PLAIN_UNITS if units._plain_parts(unit)[1] == base):
        by_pint = float(registry.Quantity(1.0, registry.parse_units(unit)).to(base).magnitude)
        assert units.conversion_factor(unit, base) == pytest.approx(by_pint, rel=1e-12), unit
        assert units.parse_quantity(f"1 {unit}", base) == pytest.approx(by_pint, rel=1e-12), unit
        assert units.parse_quantity(f"1 {unit}/s", f"{base}/s") == pytest.approx(by_pint, rel=1e-12), unit


def test_quantities_in_plain_units_are_read_without_pint() -> None:
    code = """
import sys
from qcstation.model.units import canonical_unit, parse_quantity
parse_quantity('200 mV', 'V'), canonical_unit('mV')
sys.exit('pint' in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
