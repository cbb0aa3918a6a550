"""What the timing analysis makes of waveforms whose truth is known, and which settings it refuses."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from qcstation.model.errors import InputError
from qcstation.model.estimates import Censoring, Estimate, Finding, Refusal
from qcstation.model.raw import ArrayLayout, RawArray, RawData, RawTable, TableLayout
from qcstation.model.verdicts import Verdict, judge, overall
from qcstation.procedures.hgtd.sensor_timing import POINT_COLUMNS, SILENCE_COLUMNS, SensorTiming
from qcstation.procedures.hgtd.timing_pulses import array_name
from qcstation.procedures.specifications import specification_of
from qcstation.simulation.devices import LgadSensor
from qcstation.simulation.pulses import Converter, Pulses, Signal, Window, digitise, draw, lgad_signal, reference_signal

SENSOR = LgadSensor.make("good-hpk", 3)
WINDOW = Window(interval=5e-11, samples=402)
BEFORE = 8e-9
STATED = {
    "trans_impedance": "4700 ohm",
    "trans_impedance_source": "simulator",
    "reference_resolution": "12.8 ps",
    "reference_uncertainty": "0.5 ps",
    "reference_source": "simulator",
    "device_level": 15e-3,
    "trigger": "both",
}


def waveforms(
    kind: str, voltage: float, pulses: Pulses, signal: Signal, starts: np.ndarray[Any, Any], scale: float, positive: bool
) -> RawArray:
    sign = 1 if positive else -1
    converter = Converter(step=8 * scale / 250, centre=sign * 2.5 * scale, lowest=-128, highest=127, multiple=256)
    codes = digitise(pulses, signal, starts, WINDOW, converter, np.random.default_rng([8, int(voltage)]))
    attributes: dict[str, str | int | float | bool] = {
        "channel": kind, "gain": converter.step / 256, "offset": converter.centre, "lowest": -127 * 256, "highest": 126 * 256,
        "interval": WINDOW.interval, "nominal_bits": 8, "bias": -voltage, "positive": positive,
    }  # fmt: skip
    layout = ArrayLayout(name=array_name(kind, voltage), dtype="int16", shape=(WINDOW.samples,), unit="V", attributes=attributes)
    return RawArray(layout, codes)


def raw_of(
    counts: Mapping[float, int],
    *,
    settings: Mapping[str, Any] = STATED,
    scale: float | None = None,
    spread: float | None = None,
    positive: bool = True,
) -> RawData:
    """A run's raw data: at each bias so many events of the simulated sensor and its reference."""
    arrays: dict[str, RawArray] = {}
    rng = np.random.default_rng(12)
    for voltage, count in counts.items():
        sensor = lgad_signal(SENSOR, -voltage, arrival_spread=spread)
        if not positive:
            sensor = Signal(**{**{name: getattr(sensor, name) for name in Signal.__struct_fields__}, "polarity": -1})
        reference = reference_signal(12e-12)
        starts = rng.uniform(0.0, WINDOW.interval, count) - BEFORE
        fitting = scale or 2.4 * sensor.amplitude / 6
        found = [
            waveforms("device", voltage, draw(sensor, np.zeros(count), rng), sensor, starts, fitting, positive),
            waveforms("reference", voltage, draw(reference, np.zeros(count), rng), reference, starts, 0.023, True),
            RawArray(
                ArrayLayout(name=array_name("triggers", voltage), dtype="float64", shape=(3,), unit="s"),
                np.stack([np.arange(count) / 50, starts, starts], axis=1),
            ),
        ]
        arrays |= {array.layout.name: array for array in found}
    rows = {name: np.full(len(counts), np.nan) for name in POINT_COLUMNS}
    rows |= {"voltage": -np.array(list(counts), dtype=float), "events": np.array(list(counts.values()), dtype=float)}
    rows |= {"in_compliance": np.zeros(len(counts))}
    points = RawTable(TableLayout(name="points", columns=POINT_COLUMNS, attributes=dict(settings)), rows)
    return RawData({"points": points}, arrays=arrays)


class Analysed:
    """What the shipped specification, or one with other parameters, makes of raw data."""

    def __init__(self, raw: RawData, **parameters: object) -> None:
        specification = specification_of(SensorTiming)
        given = SensorTiming.Parameters.model_validate({**specification.parameters, **parameters})
        self.results = SensorTiming.analyse(raw, given)
        self.verdict = overall(judge(self.results, specification))

    def __call__(self, name: str, voltage: float | None = None) -> Finding:
        channel = "" if voltage is None else f"{-voltage:g} V"
        (found,) = [result.finding for result in self.results if (result.name, result.channel) == (name, channel)]
        return found

    def number(self, name: str, voltage: float | None = None) -> float:
        found = self(name, voltage)
        assert isinstance(found, Estimate), found
        return found.value


@pytest.fixture(scope="module")
def scan() -> RawData:
    return raw_of({160.0: 1500, 200.0: 1500, 225.0: 1500, 235.0: 1500})


def test_a_good_sensor_passes_at_the_lowest_bias_that_is_nearly_as_good_as_the_best(scan: RawData) -> None:
    found = Analysed(scan)
    assert found.verdict is Verdict.PASS
    bias = found.number("working_point")
    resolutions = {voltage: found.number("time_resolution_best", voltage) for voltage in (160.0, 200.0, 225.0, 235.0)}
    good = [voltage for voltage, resolution in resolutions.items() if resolution <= 1.1 * min(resolutions.values())]
    assert bias == min(good)
    assert found.number("time_resolution") == resolutions[bias] < 35e-12
    assert found.number("collected_charge") == found.number("charge", bias) > 15e-15


def test_charges_follow_the_law_and_lie_where_they_are(scan: RawData) -> None:
    found = Analysed(scan)
    for voltage in (160.0, 200.0, 225.0, 235.0):
        charge = found("charge", voltage)
        assert isinstance(charge, Estimate)
        assert charge.uncertainty
        assert abs(charge.value - lgad_signal(SENSOR, -voltage).charge) < 4.5 * charge.uncertainty
        assert "simulator" in charge.note, "it says where the trans-impedance comes from"
    assert found.number("charge_scale") == pytest.approx(5.15e-15, rel=0.05)
    assert found.number("gain", 200.0) == pytest.approx(found.number("charge", 200.0) / 0.5e-15)


def test_the_terms_add_up_and_every_event_is_accounted_for(scan: RawData) -> None:
    found = Analysed(scan)
    for voltage in (160.0, 235.0):
        total = found.number("difference_width", voltage)
        parts = [found.number("jitter", voltage), found.number("residual_resolution", voltage), 12.8e-12]
        walk = found("time_walk", voltage)
        if isinstance(walk, Estimate) and walk.censored is None:
            parts.append(walk.value)
        assert np.hypot.reduce(parts) == pytest.approx(total, rel=1e-6)
        removed = sum(
            result.finding.value
            for result in found.results
            if result.channel == f"{-voltage:g} V" and result.name.startswith("removed_") and isinstance(result.finding, Estimate)
        )
        assert found.number("selected_events", voltage) + removed == found.number("events", voltage) == 1500
        assert found.number("digitisation", voltage) < found.number("jitter", voltage)
    assert found.number("jitter", 235.0) < found.number("jitter", 160.0)
    assert found.number("noise", 160.0) == pytest.approx(2.1e-3, rel=0.1)
    assert found.number("rise_time", 235.0) == pytest.approx(lgad_signal(SENSOR, -235.0).rise, rel=0.05)


def test_a_specification_corrects_what_the_bench_stated() -> None:
    raw = raw_of({210.0: 600})
    before = Analysed(raw)
    after = Analysed(
        raw,
        trans_impedance="2350 ohm", trans_impedance_source="calibrated again",
        reference_resolution="20 ps", reference_uncertainty="0 s", reference_source="compared again",
    )  # fmt: skip
    assert after.number("charge", 210.0) == pytest.approx(2 * before.number("charge", 210.0), rel=1e-3)
    assert after.number("time_resolution") < before.number("time_resolution")
    charge = after("collected_charge")
    assert isinstance(charge, Estimate)
    assert "calibrated again" in charge.note


def test_a_reference_that_is_worse_than_the_pair_leaves_an_upper_limit() -> None:
    found = Analysed(
        raw_of({235.0: 600}, spread=5e-12), reference_resolution="18 ps", reference_uncertainty="3 ps", reference_source="guess"
    )("time_resolution")
    assert isinstance(found, Estimate)
    assert found.censored is Censoring.BELOW
    assert found.value < 20e-12


def test_clipped_pulses_are_named_as_what_is_wrong() -> None:
    found = Analysed(raw_of({235.0: 300}, scale=5e-3))
    assert found.verdict is Verdict.INCONCLUSIVE
    refused = found("time_resolution")
    assert isinstance(refused, Refusal)
    assert "clipped_device -300" in refused.reason
    assert found.number("removed_clipped_device", 235.0) == 300


def test_pulses_of_either_polarity_give_the_same() -> None:
    up, down = Analysed(raw_of({210.0: 600})), Analysed(raw_of({210.0: 600}, positive=False))
    for name in ("charge", "time_resolution_best", "amplitude"):
        one, other = up(name, 210.0), down(name, 210.0)
        assert isinstance(one, Estimate)
        assert isinstance(other, Estimate)
        assert one.uncertainty
        assert other.uncertainty
        assert abs(one.value - other.value) < 4.5 * np.hypot(one.uncertainty, other.uncertainty)
    assert down.number("amplitude", 210.0) > 0


def test_events_of_which_a_crash_left_a_part_do_not_count() -> None:
    raw = raw_of({210.0: 400})
    device = raw.arrays["device_210V"]
    shorter = {**raw.arrays, "reference_210V": RawArray(raw.arrays["reference_210V"].layout, raw.arrays["reference_210V"][0:350])}
    assert len(device) == 400
    assert Analysed(RawData(raw.tables, arrays=shorter)).number("events", 210.0) == 350


def test_without_events_the_reason_is_told() -> None:
    assert "no events" in str(Analysed(RawData({}))("time_resolution"))
    row = {"voltage": np.array([-150.0]), "device_silent": np.array([1.0]), "reference_silent": np.array([0.0])}
    silent = RawTable(TableLayout(name="silence", columns=SILENCE_COLUMNS), row)
    found = Analysed(RawData({"silence": silent}))
    assert "the sensor gives no pulses" in str(found("collected_charge"))
    assert found.verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"voltages": "150 V, 180"}, "has no unit"),
        ({"voltages": "180 V, 150 V"}, "rising"),
        ({"voltages": "-180 V"}, "magnitudes"),
        ({"step": "1 mV"}, "wider step"),
        ({"events": 3}, "events"),
        ({"device_channel": 2}, "both 2"),
        ({"device_level": "0 V"}, "sign"),
        ({"before": "30 ns"}, "within the duration"),
        ({"trans_impedance": "4700 ohm"}, "trans_impedance_source"),
        ({"trans_impedance": "4700 V", "trans_impedance_source": "x"}, "ohm"),
        ({"reference_resolution": "12 ps", "reference_source": "x"}, "reference_uncertainty"),
        ({"trigger": "neither"}, "both"),
    ],
)
def test_settings_that_make_no_sense_are_refused(given: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        SensorTiming.Settings.parsed(given)
    assert SensorTiming.Settings.problems(given), "and the window says so too"


def test_the_plan_tells_every_bias_and_ends_at_zero() -> None:
    plan = SensorTiming.plan(SensorTiming.Settings.model_validate({"voltages": "150 V, 162.5 V", "events": 1000}))
    assert plan.set_points == (-150.0, -162.5, 0.0)
    assert plan.duration is not None
    assert 50 < plan.duration < 120
