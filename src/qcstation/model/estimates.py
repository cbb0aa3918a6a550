"""What an analysis finds: a value with its uncertainty, a bound, or a refusal that says why there is neither."""

import math
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import force_setattr

from .units import format_quantity


class Censoring(StrEnum):
    """On which side of `Estimate.value` the quantity lies when it was not reached."""

    ABOVE = "above"
    BELOW = "below"


class Estimate(Struct, frozen=True, kw_only=True, tag="estimate"):
    """A quantity's value in `unit`, with its standard uncertainty in the same unit.

    With `censored`, `value` is a bound: the quantity lies above (or below) it. `uncertainty` is None where none can be
    given. `method` names the estimator, for quantities that have several.

    Raises:
        ValueError: value or uncertainty is not finite, or the uncertainty is negative.
    """

    value: float
    unit: str
    uncertainty: float | None = None
    censored: Censoring | None = None
    method: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        # Analyses hand in numpy's scalars, which are floats in all but encoding.
        force_setattr(self, "value", float(self.value))
        if self.uncertainty is not None:
            force_setattr(self, "uncertainty", float(self.uncertainty))
        if not math.isfinite(self.value):
            raise ValueError(f"an estimate must be finite, not {self.value}; use Refusal and say why")
        if self.uncertainty is not None and not (math.isfinite(self.uncertainty) and self.uncertainty >= 0):
            raise ValueError(f"an uncertainty must be finite and not negative, not {self.uncertainty}")

    def __str__(self) -> str:
        sign = {None: "", Censoring.ABOVE: "> ", Censoring.BELOW: "< "}[self.censored]
        return sign + format_quantity(self.value, self.unit, None if self.censored else self.uncertainty)


class Refusal(Struct, frozen=True, kw_only=True, tag="refusal"):
    """An analysis declines to give a number in `unit`, because of `reason`."""

    unit: str
    reason: str
    method: str = ""

    def __str__(self) -> str:
        return f"none: {self.reason}"


Finding = Estimate | Refusal


class Result(Struct, frozen=True):
    """A finding by name; `channel` tells pads, chips or PMTs apart and is empty for the component as a whole."""

    name: str
    finding: Finding
    channel: str = ""
