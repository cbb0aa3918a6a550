"""Names, quantities and times as people write them."""

import pytest

from qcstation.model.units import format_quantity
from qcstation.reports.wording import duration_text, time_text, typeset, words


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        ("-200 V", "\N{MINUS SIGN}200 V"),
        ("1.690e-06 m^2", "1.690×10⁻⁶ m²"),
        ("1.13858e+23 ± 1.3e+21 1/m^3", "(1.139 ± 0.013)×10²³ 1/m³"),
        ("12.3 ± 0.1 nA", "12.3 ± 0.1 nA"),
        ("> 200 V", "> 200 V"),
        ("", ""),
    ],
)
def test_quantities_have_true_signs_and_powers(quantity: str, expected: str) -> None:
    assert typeset(quantity) == expected


def test_what_the_model_formats_is_typeset() -> None:
    assert typeset(format_quantity(1.13858e23, "1/m^3", 1.3e21)) == "(1.139 ± 0.013)×10²³ 1/m³"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0.04, "0.0 s"), (9.96, "10.0 s"), (12.4, "12 s"), (70, "1 min 10 s"), (3599.7, "1 h 00 min"), (7384, "2 h 03 min")],
)
def test_durations(seconds: float, expected: str) -> None:
    assert duration_text(seconds) == expected


def test_times_and_names() -> None:
    assert time_text(1_700_000_000.9) == "2023-11-14 22:13:20 UTC"
    assert words("breakdown_voltage") == "Breakdown voltage"
    assert words("") == ""
