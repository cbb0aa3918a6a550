"""What simulated oscilloscopes have in common: inputs on device and reference, a trigger, segments that fill with time.

Bench options: `device` and `reference` (channels, 1 and 2), `device_polarity` and `reference_polarity` (1 or -1),
`reference_resolution` (s), `third` and `third_resolution` (the channel of a second reference, none by default, and its s),
`arrival_spread` (s; the device's own instead of the model's), `coincidences` and `singles` (1/s).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from qcstation.simulation.faults import FaultKind
from qcstation.simulation.pulses import (
    Converter,
    Hits,
    Pulses,
    Signal,
    Source,
    Trigger,
    TriggeredSource,
    Window,
    digitise,
    lgad_signal,
    reference_signal,
)
from qcstation.simulation.pulses.population import no_pulses
from qcstation.simulation.pulses.source import joined

from .twin import Surroundings

CHANNELS = (1, 2, 3, 4)
_OPEN_INPUT_NOISE = 3e-4
"""V rms of an input that nothing is connected to, at 2 GHz (`unverified`)."""
_AUTO_AFTER = 0.1
"""s without trigger after which a trigger in AUTO mode fires by itself (`unverified`)."""


class Input(Struct, kw_only=True):
    """One input: `scale` in V a division, `centre` the voltage (V) in the middle of the screen, `bandwidth` in Hz."""

    on: bool = True
    scale: float = 0.05
    centre: float = 0.0
    coupling: str = "D50"
    bandwidth: float


class Settings(Struct, frozen=True, kw_only=True):
    """What an acquisition is started with: `before` (s) of each segment precede the trigger."""

    window: Window
    before: float
    segments: int
    trigger: Trigger


class Record(Struct, frozen=True, kw_only=True, eq=False):
    """A finished acquisition: hits, each segment's first sample (s after its trigger), signals and inputs as they were."""

    settings: Settings
    hits: Hits
    offsets: NDArray[np.float64]
    signals: Mapping[int, Signal]
    inputs: Mapping[int, Input]
    codes: dict[int, NDArray[np.int16]]

    @property
    def segments(self) -> int:
        """How many segments there are."""
        return len(self.offsets)


class Acquisition:
    """Inputs, trigger and memory of an oscilloscope. All times are bench times in s."""

    def __init__(self, place: Surroundings, bandwidth: float) -> None:
        self._place = place
        options = place.options
        self._device = int(options.get("device", 1))
        references = (("reference", 2, 12e-12), ("third", 0, 20e-12))
        self._references = {
            int(options.get(name, usual)): float(options.get(f"{name}_resolution", resolution))
            for name, usual, resolution in references
            if options.get(name, usual)
        }
        self.bandwidth = float(options.get("bandwidth", bandwidth))
        self.inputs = {channel: Input(bandwidth=self.bandwidth) for channel in CHANNELS}
        rates = Source(
            coincidences=float(options.get("coincidences", Source().coincidences)),
            singles=float(options.get("singles", Source().singles)),
        )
        self._source = TriggeredSource(rates, place.rng)
        self.mode = "STOP"
        self.record: Record | None = None
        self.finished = 0
        """Acquisitions that have been completed."""
        self._settings: Settings | None = None
        self._taken: list[Hits] = []
        self._since = 0.0
        self._started = 0.0

    def start(self, settings: Settings, mode: str, at: float) -> None:
        """Start to wait for triggers in mode AUTO, NORM or SINGLE; what was taken before is lost."""
        self.mode, self._settings = mode, settings
        self._taken, self._since, self._started = [], at, at

    def stop(self, at: float) -> None:
        """Stop; segments that were taken are the record."""
        self.progress(at)
        if self.mode != "STOP" and self.have:
            self._finish()
        self.mode = "STOP"

    @property
    def have(self) -> int:
        """How many segments of the running acquisition have been taken."""
        return sum(len(hits.times) for hits in self._taken)

    def progress(self, at: float) -> None:
        """Take what triggers have come by `at`."""
        settings = self._settings
        if self.mode == "STOP" or settings is None or at <= self._since:
            return
        if FaultKind.NO_TRIGGER not in self._place.faults:
            wanted = settings.segments - self.have
            sensors = self._of_sensors(self.signals(at))
            self._taken.append(self._source.take(sensors, settings.trigger, self._since, at, wanted))
        self._since = at
        if self.mode == "AUTO" and not self.have and at - self._started > _AUTO_AFTER:
            self.force(at)
        if self.have >= settings.segments:
            self._finish()
            if self.mode == "SINGLE":
                self.mode = "STOP"
            else:
                self._taken, self._started = [], at

    def force(self, at: float) -> None:
        """Take one segment without a trigger."""
        if self.mode == "STOP":
            return
        nothing = {channel: no_pulses(1) for channel in (*self._references, self._device)}
        self._taken.append(Hits(times=np.array([at]), particles=np.full(1, np.nan), pulses=nothing))

    def signals(self, at: float) -> dict[int, Signal]:
        """Return what is at each input now, behind the input's own filter."""
        options, circuit = self._place.options, self._place.circuit
        spread = options.get("arrival_spread")
        device = lgad_signal(
            circuit.device,
            circuit.voltage(at),
            circuit.environment.temperature(at),
            arrival_spread=None if spread is None else float(spread),
        )
        device = replace(device, polarity=int(options.get("device_polarity", 1)))
        polarity = int(options.get("reference_polarity", 1))
        nothing = replace(reference_signal(0.0), charge=0.0, noise=_OPEN_INPUT_NOISE)
        found = dict.fromkeys(CHANNELS, nothing)
        found |= {channel: reference_signal(each, polarity=polarity) for channel, each in self._references.items()}
        found[self._device] = device
        return {channel: signal.limited_to(self.inputs[channel].bandwidth) for channel, signal in found.items()}

    def codes(self, channel: int, converter: Converter) -> NDArray[np.int16]:
        """Return a channel's codes of the record, shape (segments, samples); they are the same each time."""
        record = self.record
        if record is None:
            return np.empty((0, 0), dtype=np.int16)
        if channel not in record.codes:
            pulses = record.hits.pulses.get(channel, no_pulses(record.segments))
            signal, window = record.signals[channel], record.settings.window
            record.codes[channel] = digitise(pulses, signal, record.offsets, window, converter, self._place.rng)
        return record.codes[channel]

    def truth(self) -> dict[str, Any]:
        """Return what is true of the record: times in s on each segment's own axis (0: the trigger), charges in C."""
        record = self.record
        if record is None:
            return {"segments": 0}
        hits = record.hits
        return {
            "segments": record.segments,
            "times": hits.times.tolist(),
            "particles": hits.particles.tolist(),
            "lost": hits.lost,
            "offsets": record.offsets.tolist(),
            "channels": {
                channel: _plain(pulses, record.signals[channel], channel == self._device)
                for channel, pulses in hits.pulses.items()
            },
        }

    def _of_sensors(self, signals: Mapping[int, Signal]) -> dict[int, Signal]:
        """Return the signals of the channels that a sensor is on."""
        return {channel: signal for channel, signal in signals.items() if channel == self._device or channel in self._references}

    def _finish(self) -> None:
        settings = self._settings
        if settings is None:
            return
        signals = self.signals(self._since)
        hits = joined(self._taken, self._of_sensors(signals))
        # The converter's clock knows nothing of the trigger.
        jitter = self._place.rng.uniform(0.0, settings.window.interval, len(hits.times))
        self.record = Record(
            settings=settings,
            hits=hits,
            offsets=jitter - settings.before,
            signals=signals,
            inputs={channel: replace(each) for channel, each in self.inputs.items()},
            codes={},
        )
        self.finished += 1


def _plain(pulses: Pulses, signal: Signal, is_device: bool) -> dict[str, Any]:
    return {
        "device": is_device,
        "arrival": pulses.arrival.tolist(),
        "charge": pulses.charge.tolist(),
        "amplitude": pulses.amplitude.tolist(),
        "width": pulses.width.tolist(),
        "arrival_spread": signal.arrival_spread,
        "most_probable_charge": signal.charge,
        "rise": signal.rise,
        "noise": signal.noise,
        "trans_impedance": signal.trans_impedance,
    }
