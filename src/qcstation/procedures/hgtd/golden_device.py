"""The check at the start of a shift: does the bench still measure a known sensor as it did?"""

from collections.abc import Mapping, Sequence

from qcstation.instruments.instrument import Instrument
from qcstation.instruments.roles import ClimateSensor, Electrometer, LcrMeter, SourceMeter
from qcstation.model.estimates import Estimate, Finding, Refusal, Result
from qcstation.model.raw import RawData
from qcstation.model.runs import Run
from qcstation.procedures.procedure import Plan, Procedure
from qcstation.procedures.settings import Capacitance, Current, Frequency, ProcedureSettings, Voltage

from .sensor_cv import SensorCV
from .sensor_iv import SensorIV


class GoldenDevice(Procedure):
    """IV and CV of the bench's reference sensor, held against its reference values.

    The reference values belong to one sensor: they are set in the site's specification, from the mean of some ten runs.
    """

    id = "hgtd.golden-device"
    title = "Golden device: does the bench measure as it did?"
    accepts = ("hgtd.sensor",)
    specification_file = "golden_device.toml"

    bias: SourceMeter
    lcr: LcrMeter
    climate: ClimateSensor
    pad: Electrometer | None

    class Settings(ProcedureSettings):
        """What an operator may set; the rest is as in the two procedures' defaults. The IV stays below breakdown."""

        iv_stop: Voltage = "110 V"
        cv_stop: Voltage = "60 V"
        frequency: Frequency = "10 kHz"
        level: Voltage = "100 mV"
        compliance: Current = "10 uA"

    class Parameters(SensorIV.Parameters, SensorCV.Parameters):
        """What a specification may set for the analysis; the references have no defaults."""

        reference_leakage_current: Current | None = None
        """At the working voltage, normalised in temperature."""
        reference_gain_layer_voltage: Voltage | None = None
        reference_end_capacitance: Capacitance | None = None

    @classmethod
    def plan(cls, settings: Settings) -> Plan:
        """Return both sweeps."""
        plans = SensorIV.plan(_iv_settings(settings)), SensorCV.plan(_cv_settings(settings))
        return Plan(
            set_points=tuple(level for plan in plans for level in plan.set_points),
            duration=sum(plan.duration or 0.0 for plan in plans),
        )

    def acquire(self, run: Run) -> None:
        """Take the IV, then the CV, as the two procedures do."""
        pad: Mapping[str, Instrument] = {} if self.pad is None else {"pad": self.pad}
        with run.step("IV"):
            SensorIV(_iv_settings(self.settings), {"bias": self.bias, "climate": self.climate, **pad}).acquire(run)
        with run.step("CV"):
            instruments: Mapping[str, Instrument] = {"bias": self.bias, "lcr": self.lcr, "climate": self.climate}
            SensorCV(_cv_settings(self.settings), instruments).acquire(run)

    @staticmethod
    def analyse(raw: RawData, parameters: Parameters) -> Sequence[Result]:
        """Return the key values, and how far they are from the references."""
        p = parameters
        found = {result.name: result.finding for result in (*SensorIV.analyse(raw, p), *SensorCV.analyse(raw, p))}
        kept = ("leakage_current", "gain_layer_voltage", "end_capacitance", "temperature")
        return [
            *(Result(name, found[name]) for name in kept if name in found),
            _held_against(found, "leakage_current", p.reference_leakage_current, "ratio"),
            _held_against(found, "gain_layer_voltage", p.reference_gain_layer_voltage, "difference"),
            _held_against(found, "end_capacitance", p.reference_end_capacitance, "ratio"),
        ]


def _held_against(found: Mapping[str, Finding], name: str, reference: float | None, how: str) -> Result:
    """The `how` (ratio or difference) of a finding and its reference."""
    finding = found[name]
    unit = "1" if how == "ratio" else finding.unit
    if isinstance(finding, Refusal):
        return Result(f"{name}_{how}", Refusal(unit=unit, reason=finding.reason))
    if not reference:
        return Result(
            f"{name}_{how}",
            Refusal(unit=unit, reason=f"no reference: set reference_{name} under [parameters] of the site's specification"),
        )
    scale, offset = (1 / reference, 0.0) if how == "ratio" else (1.0, reference)
    value = scale * finding.value - offset
    uncertainty = None if finding.uncertainty is None else scale * finding.uncertainty
    return Result(f"{name}_{how}", Estimate(value=value, unit=unit, uncertainty=uncertainty, censored=finding.censored))


def _iv_settings(settings: GoldenDevice.Settings) -> SensorIV.Settings:
    given = {"stop": f"{settings.iv_stop} V", "compliance": f"{settings.compliance} A"}
    return SensorIV.Settings.model_validate(given)


def _cv_settings(settings: GoldenDevice.Settings) -> SensorCV.Settings:
    given = {
        "stop": f"{settings.cv_stop} V",
        "compliance": f"{settings.compliance} A",
        "frequency": f"{settings.frequency} Hz",
        "level": f"{settings.level} V",
    }
    return SensorCV.Settings.model_validate(given)
