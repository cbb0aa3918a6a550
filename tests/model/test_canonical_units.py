"""The unit in which a written quantity is kept."""

import pytest

from qcstation.model.errors import UnitError
from qcstation.model.units import canonical_unit, conversion_factor


@pytest.mark.parametrize(
    ("written", "kept", "factor"),
    [
        ("mm", "m", 1e-3),
        ("µm", "m", 1e-6),
        ("um", "m", 1e-6),
        ("mg", "g", 1e-3),
        ("kg", "g", 1e3),
        ("gf", "gf", 1.0),
        ("cN", "N", 1e-2),
        ("kOhm", "ohm", 1e3),
        ("min", "min", 1.0),
        ("degC", "degC", 1.0),
        ("%", "%", 1.0),
        ("", "1", 1.0),
    ],
)
def test_prefixes_go(written: str, kept: str, factor: float) -> None:
    assert canonical_unit(written) == kept
    if written and kept != "degC":
        assert conversion_factor(written, kept) == pytest.approx(factor)


@pytest.mark.parametrize("written", ["mm^2", "mm/s", "stone-age", "5 mm"])
def test_what_has_powers_or_is_unknown_is_refused(written: str) -> None:
    with pytest.raises(UnitError):
        canonical_unit(written)
