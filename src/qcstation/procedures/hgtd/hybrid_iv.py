"""Current-voltage curves of hybrids and modules: whole sensors behind the series resistor of the module flex."""

from collections.abc import Sequence
from typing import Any, ClassVar

from qcstation.analysis.series_resistance import SeriesResistance
from qcstation.model.estimates import Estimate, Result
from qcstation.model.raw import RawData, RawTable
from qcstation.procedures.settings import Current, Resistance

from .findings import mean_temperature, missing_curve, refused, residual_current
from .sensor_iv import SensorIV, analyse_curve

_RESULTS = {
    "breakdown_voltage": "V",
    "breakdown_voltage_linear": "V",
    "leakage_current": "A",
    "leakage_current_measured": "A",
    "breakdown_voltage_uncorrected": "V",
}


class HybridIV(SensorIV):
    """The current of all pads and the guard ring of one sensor against the voltage on it.

    The supply sees the sensor behind a resistor of the flex: what the sensor sees is less by the current's drop. Coarse and fine
    steps, checks and safety are those of the sensor's own curve.
    """

    id = "hgtd.hybrid-iv"
    title = "Hybrid IV: leakage current and breakdown voltage"
    accepts: ClassVar[tuple[str, ...]] = ("hgtd.hybrid",)
    specification_file = "hybrid_iv.toml"

    pad: None = None
    """A meter at one contact would not see the whole sensor."""

    class Settings(SensorIV.Settings):
        """What an operator may set. Voltages are magnitudes of the reverse bias at the supply."""

        compliance: Current = "400 uA"
        fine_above: Current = "5 uA"
        """A tenth of the current that defines breakdown."""
        contact_current: Current = "10 uA"
        rest_current: Current = "100 nA"

    class Parameters(SensorIV.Parameters):
        """What a specification may set for the analysis."""

        breakdown_current: Current = "50 uA"
        series_resistance: Resistance = "11 kohm"
        series_resistance_uncertainty: Resistance = "110 ohm"

    @staticmethod
    def analyse(raw: RawData, parameters: Any) -> Sequence[Result]:
        """Return breakdown voltage and leakage current of the voltage at the sensors, and what the checks saw."""
        reason = missing_curve(raw, "iv")
        if reason:
            return [*refused(reason, _RESULTS), *residual_current(raw, "iv")]
        measured = raw["iv"]
        flex = SeriesResistance(parameters.series_resistance, parameters.series_resistance_uncertainty)
        at_sensor = flex.corrected(measured["voltage"], measured["current"])
        corrected = RawTable(measured.layout, {**measured.columns, "voltage": at_sensor})
        threshold = parameters.breakdown_current
        uncorrected = next(r for r in analyse_curve(measured, parameters) if r.name == "breakdown_voltage")
        drop = Estimate(
            value=threshold * flex.value, unit="V", uncertainty=threshold * flex.uncertainty, method="at the breakdown current"
        )
        return [
            *(
                Result(found.name, flex.at_current(found.finding, threshold)) if found.name.startswith("breakdown") else found
                for found in analyse_curve(corrected, parameters)
            ),
            Result("breakdown_voltage_uncorrected", uncorrected.finding),
            Result("series_drop", drop),
            *residual_current(raw, "iv"),
            *mean_temperature(raw, "iv"),
        ]


class ModuleIV(HybridIV):
    """The current of both hybrids of a module, in parallel on one high-voltage line behind one resistor of the flex."""

    id = "hgtd.module-iv"
    title = "Module IV: leakage current and breakdown voltage"
    accepts: ClassVar[tuple[str, ...]] = ("hgtd.module",)
    specification_file = "module_iv.toml"

    class Parameters(HybridIV.Parameters):
        """What a specification may set for the analysis."""

        breakdown_current: Current = "100 uA"
