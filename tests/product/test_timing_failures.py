"""What goes wrong at a beta telescope: each ends with a sentence that says what to do, with the bias down and the data kept."""

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from qcstation.model.estimates import Refusal
from qcstation.model.events import Event, MessageLogged, Severity
from qcstation.model.verdicts import Outcome, Verdict
from qcstation.station.recording import FinishedRun
from tests.product.telescope import Bench, findings, record, telescope, value

QUICK = {"voltages": "180 V, 210 V", "events": 60, "segments": 20, "range_events": 20, "patience": "4 s"}


def bias_is_down(bench: Bench) -> bool:
    state = bench.served.state()
    return state["instruments"]["bias"]["output"] is False and abs(state["device"]["voltage"]) < 1.0


def warnings(finished: FinishedRun) -> list[str]:
    events = record(finished).events
    return [e.text for e in events if isinstance(e, MessageLogged) and e.severity is Severity.WARNING]


def reason(finished: FinishedRun, name: str = "time_resolution") -> str:
    finding = findings(finished)[name]
    assert isinstance(finding, Refusal)
    return finding.reason


@pytest.mark.parametrize(
    ("options", "settings", "faults", "words", "tried"),
    [
        ({"variant": "dead"}, {}, (), "the sensor gives no pulses", 2),
        ({"reference": 3}, {}, (), "the reference gives no pulses", 1),
        ({}, {}, ("no-trigger:scope",), "neither sensor nor reference", 1),
        ({}, {"reference_level": "-20 mV"}, (), "the reference gives no pulses", 1),
    ],
    ids=["dead channel", "reference missing", "no trigger", "wrong polarity"],
)
def test_silence_is_explained(
    options: dict[str, object], settings: dict[str, object], faults: tuple[str, ...], words: str, tried: int, tmp_path: Path
) -> None:
    with telescope(tmp_path, faults=faults, **options) as bench:  # type: ignore[arg-type]
        finished = bench.run(**{**QUICK, **settings})
        assert bias_is_down(bench)
    assert (finished.outcome, finished.verdict) == (Outcome.COMPLETED, Verdict.INCONCLUSIVE)
    assert words in reason(finished)
    assert sum(words in text for text in warnings(finished)) == tried, "a sensor that is silent may speak at a higher bias"
    assert len(record(finished).raw["points"]) == tried


def test_a_supply_that_trips_ends_the_run_and_what_was_taken_is_kept(tmp_path: Path) -> None:
    with telescope(tmp_path, supply="caen.n1470", faults=("open-interlock:bias,after_seconds=12",)) as bench:
        finished = bench.run(**{**QUICK, "events": 20_000})
        assert bias_is_down(bench)
    assert finished.outcome is Outcome.ERROR
    assert "bias" in finished.reason
    assert "interlock" in finished.reason
    arrays = record(finished).raw.arrays
    assert len(arrays["device_180V"]) == len(arrays["reference_180V"]) > 0


def test_a_scope_that_dies_does_not_leave_the_bias_on(tmp_path: Path) -> None:
    with telescope(tmp_path, faults=("dropped-link:scope,seconds=30,after_queries=150",)) as bench:
        finished = bench.run(**{**QUICK, "events": 20_000})
        assert bias_is_down(bench)
    assert finished.outcome is Outcome.ERROR
    assert "scope" in finished.reason
    assert len(record(finished).raw["bias"]) > 0


def test_an_abort_between_two_events_ends_the_run_with_what_there_is(tmp_path: Path) -> None:
    with telescope(tmp_path) as bench:
        seen: list[Event] = []

        def stop(event: Event) -> None:
            seen.append(event)
            if getattr(event, "array", "") == "time_difference_180V":
                raise KeyboardInterrupt

        finished = replace(bench, onlookers=(stop,)).run(**QUICK)
        assert bias_is_down(bench)
    assert finished.outcome is Outcome.ABORTED
    arrays = record(finished).raw.arrays
    assert len(arrays["device_180V"]) == len(arrays["triggers_180V"]) == 20


def test_the_scan_ends_where_the_source_limits(tmp_path: Path) -> None:
    with telescope(tmp_path) as bench:
        finished = bench.run(**{**QUICK, "events": 200, "voltages": "180 V, 210 V, 238 V, 250 V", "compliance": "1 uA"})
        assert bias_is_down(bench)
    raw = record(finished).raw
    assert raw["points"]["in_compliance"].tolist() == [0.0, 0.0, 1.0]
    assert any("limits the current" in text for text in warnings(finished))
    assert value(findings(finished)["working_point"]) in {180.0, 210.0}
    assert "device_238V" not in raw.arrays


def test_without_a_trans_impedance_there_is_no_charge_and_without_a_reference_no_resolution(tmp_path: Path) -> None:
    with telescope(tmp_path) as bench:
        nothing = {"trans_impedance": "", "reference_resolution": ""}
        finished = bench.run(**{**QUICK, "events": 400, "segments": 200, "voltages": "210 V", **nothing})
    assert finished.outcome is Outcome.COMPLETED
    assert finished.verdict is Verdict.INCONCLUSIVE
    assert "trans-impedance is not known" in reason(finished, "collected_charge")
    assert "resolution of the reference is not known" in reason(finished)
    at_bias = findings(finished, "-210 V")
    assert value(at_bias["difference_width"]) > 20e-12, "what the waveforms tell is told"
    assert "amplitude_210V" in record(finished).raw.arrays
    assert "charge_210V" not in record(finished).raw.arrays


def test_ranges_grow_until_pulses_fit(tmp_path: Path) -> None:
    with telescope(tmp_path) as bench:
        finished = bench.run(**{**QUICK, "voltages": "235 V", "range_events": 100})
    raw = record(finished).raw
    tried = raw["ranges"]
    of_device = tried["channel"] == 1
    assert tried["scale"][of_device][-1] > tried["scale"][of_device][0]
    assert tried["clipped"][of_device][-1] <= 0.05
    assert raw["points"]["device_scale"][0] == tried["scale"][of_device][-1]
    frames = raw.arrays["device_235V"]
    codes = frames.values
    assert (codes.max(axis=1) <= frames.layout.attributes["highest"]).mean() > 0.9
    assert np.ptp(codes.astype(int)) > 0.5 * 65536, "and fill the converter"


def test_an_oscilloscope_of_another_maker_does_as_well(tmp_path: Path) -> None:
    with telescope(tmp_path, scope=("tektronix.mso", "TCPIP0::192.168.1.30::4000::SOCKET")) as bench:
        finished = bench.run(**{**QUICK, "voltages": "210 V", "events": 400, "segments": 200, "sample_rate": "25 GHz"})
        silent = bench.run(**{**QUICK, "voltages": "210 V", "reference_level": "-20 mV"})
    assert finished.outcome is Outcome.COMPLETED, finished.reason
    assert 30e-12 < value(findings(finished)["time_resolution"]) < 45e-12
    assert "the reference gives no pulses" in reason(silent)
