"""A simulated beta telescope in this process with a resolution of one's own choice, and what that resolution really is."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from qcstation.engine.bus import Subscriber
from qcstation.model.estimates import Estimate, Finding
from qcstation.records import RunRecord, read_run
from qcstation.simulation import SimulatedBench
from qcstation.simulation.devices import LgadSensor
from qcstation.simulation.pulses import Converter, Signal, Window, digitise, draw, lgad_signal, reference_signal
from qcstation.station.config import StationFile, parse_station_file
from qcstation.station.recording import FinishedRun
from qcstation.station.running import PreparedRun, RunRequest
from qcstation.station.serving import served_bench, station_text
from qcstation.station.shipped import shipped_bench
from qcstation.station.workspace import Workspace
from tests.product.conftest import GOOD

VARIANT = "good-hpk"
TRANS_IMPEDANCE = 4700.0
_WINDOW = Window(interval=5e-11, samples=402)
_BEFORE = 8e-9
_EVENTS = 40_000


class Bench(Struct, frozen=True):
    """A served telescope with its station file."""

    served: SimulatedBench
    station: StationFile
    workspace: Workspace
    onlookers: tuple[Subscriber, ...] = ()

    def run(self, **settings: object) -> FinishedRun:
        """Run the timing of the sensor on the bench; quantities as typed."""
        given = {
            "trans_impedance": f"{TRANS_IMPEDANCE} ohm",
            "trans_impedance_source": "the simulator's own",
            "reference_resolution": "12 ps",
            "reference_uncertainty": "0 s",
            "reference_source": "the simulator's own",
            **settings,
        }
        request = RunRequest(procedure="hgtd.sensor-timing", station=self.station, serial_number=GOOD, settings=given)
        return PreparedRun(self.workspace, request, onlookers=self.onlookers).run()


@contextmanager
def telescope(
    folder: Path,
    *,
    seed: int = 1,
    variant: str = VARIANT,
    supply: str = "keithley.2470",
    scope: tuple[str, str] = ("teledyne.lecroy", "VICP::192.168.1.30::INSTR"),
    faults: tuple[str, ...] = (),
    **options: float,
) -> Iterator[Bench]:
    """Serve the shipped bench with other `options` of its simulated oscilloscope, or other instruments."""
    shipped = shipped_bench("hgtd-timing")
    text = shipped.text.replace("keithley.2470", supply)
    text = text.replace("teledyne.lecroy", scope[0]).replace("VICP::192.168.1.30::INSTR", scope[1])
    for name, number in {"coincidences": 200, **options}.items():
        text = re.sub(rf"\b{name} = [^,}}]+, ", "", text).replace("scope = { ", f"scope = {{ {name} = {number!r}, ")
    path = folder / f"station-{seed}.toml"
    station = parse_station_file(text, path)
    with served_bench(station, device=variant, seed=seed, faults=faults) as served, Workspace(folder / "data") as workspace:
        path.write_text(station_text(station, served.addresses, served.control_address), encoding="utf-8")
        yield Bench(served, parse_station_file(path.read_text(encoding="utf-8"), path), workspace)


def findings(finished: FinishedRun, channel: str = "") -> Mapping[str, Finding]:
    """The findings of a run by name."""
    return {j.result.name: j.result.finding for j in finished.judgements if j.result.channel == channel}


def value(finding: Finding) -> float:
    assert isinstance(finding, Estimate), finding
    return finding.value


def record(finished: FinishedRun) -> RunRecord:
    return read_run(Path(finished.run_file))


def true_device_resolution(seed: int, voltage: float, arrival_spread: float, *, fraction: float, scale: float) -> float:
    """How far the times of a sensor's pulses lie from the particles (s), electronics included: of many more events."""
    signal = lgad_signal(LgadSensor.make(VARIANT, seed), voltage, arrival_spread=arrival_spread)
    return _scatter(signal, fraction, scale, seed)


def true_reference_resolution(resolution: float, *, fraction: float, scale: float) -> float:
    """The same of the reference."""
    return _scatter(reference_signal(resolution), fraction, scale, 0)


def _scatter(signal: Signal, fraction: float, scale: float, seed: int) -> float:
    rng = np.random.default_rng([77, seed])
    converter = Converter(step=8 * scale / 250, centre=2.5 * scale, lowest=-128, highest=127)
    times = []
    for _ in range(_EVENTS // 4000):
        pulses = draw(signal, np.zeros(4000), rng)
        starts = rng.uniform(0.0, _WINDOW.interval, 4000) - _BEFORE
        codes = digitise(pulses, signal, starts, _WINDOW, converter, rng)
        usable = codes.max(axis=1) < converter.highest
        times.append(starts[usable] + _times(codes[usable].astype(float), fraction) * _WINDOW.interval)
    found = np.concatenate(times)
    low, high = np.quantile(found, (0.15866, 0.84134))
    return float(high - low) / 2


def _times(codes: NDArray[np.float64], fraction: float) -> NDArray[np.float64]:
    """Constant-fraction times in samples, the plain way."""
    rows = np.arange(len(codes))
    heights = codes - codes[:, :120].mean(axis=1, keepdims=True)
    peaks = heights.argmax(axis=1)
    levels = fraction * heights[rows, peaks]
    below = (heights < levels[:, None]) & (np.arange(codes.shape[1]) < peaks[:, None])
    last = codes.shape[1] - 1 - below[:, ::-1].argmax(axis=1)
    low, high = heights[rows, last], heights[rows, last + 1]
    return np.asarray(last + (levels - low) / (high - low))
