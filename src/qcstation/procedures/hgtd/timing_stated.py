"""What a bench states of itself: the trans-impedance of its amplifiers and the resolution of its reference, with their sources.

A waveform tells neither. The settings of a run say what was believed when it was measured; the specification's parameters
say it where that has to be corrected afterwards.
"""

from collections.abc import Mapping
from typing import Any, Self

from msgspec import Struct
from pydantic import model_validator

from qcstation.model.estimates import Estimate, Finding, Refusal
from qcstation.model.units import parse_quantity
from qcstation.procedures.settings import OptionalDuration, OptionalResistance, ProcedureSettings

_HOW = "state it in the settings, or in the parameters of the specification"


class StatedSettings(ProcedureSettings):
    """Settings, or parameters of an analysis, that state them; texts with units, empty where nothing is stated."""

    trans_impedance: OptionalResistance = ""
    """Of sensor board and amplifiers together, V/A; without it there is no charge."""
    trans_impedance_source: str = ""
    """Where the number comes from: a calibration, a data sheet."""
    reference_resolution: OptionalDuration = ""
    """Of the reference with its electronics, at the specification's `reference_fraction`; without it there is no resolution."""
    reference_uncertainty: OptionalDuration = ""
    reference_source: str = ""

    @model_validator(mode="after")
    def _with_sources(self) -> Self:
        if self.trans_impedance:
            if not parse_quantity(self.trans_impedance, "ohm") > 0:
                raise ValueError(f"trans_impedance ({self.trans_impedance}) must be above 0 ohm")
            if not self.trans_impedance_source.strip():
                raise ValueError("trans_impedance needs trans_impedance_source: where does the number come from?")
        if self.reference_resolution:
            if not parse_quantity(self.reference_resolution, "s") >= 0:
                raise ValueError(f"reference_resolution ({self.reference_resolution}) must not be negative")
            if not self.reference_uncertainty or not parse_quantity(self.reference_uncertainty, "s") >= 0:
                raise ValueError("reference_resolution needs reference_uncertainty, such as '1 ps'; '0 s' if it is known exactly")
            if not self.reference_source.strip():
                raise ValueError("reference_resolution needs reference_source: where does the number come from?")
        return self


STATED = tuple(StatedSettings.model_fields)


class Stated(Struct, frozen=True, kw_only=True):
    """The trans-impedance in ohm, and the resolution of the reference in s: with their sources, or why there is none."""

    trans_impedance: Finding
    reference: Finding


def stated_of(settings: Mapping[str, Any], parameters: StatedSettings) -> Stated:
    """Return what holds for a run: the specification's `parameters` where they state it, else the run's own `settings`."""

    def chosen(name: str, *others: str) -> tuple[str, ...]:
        corrected = getattr(parameters, name)
        return tuple(str(getattr(parameters, n) if corrected else settings.get(n, "")) for n in (name, *others))

    impedance, impedance_source = chosen("trans_impedance", "trans_impedance_source")
    reference, uncertainty, source = chosen("reference_resolution", "reference_uncertainty", "reference_source")
    return Stated(
        trans_impedance=Estimate(value=parse_quantity(impedance, "ohm"), unit="ohm", note=impedance_source)
        if impedance
        else Refusal(unit="ohm", reason=f"the trans-impedance is not known: {_HOW}"),
        reference=Estimate(
            value=parse_quantity(reference, "s"), unit="s", uncertainty=parse_quantity(uncertainty, "s"), note=source
        )
        if reference
        else Refusal(unit="s", reason=f"the resolution of the reference is not known: {_HOW}"),
    )
