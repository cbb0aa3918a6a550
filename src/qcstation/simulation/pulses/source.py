"""A beta source before a telescope of fast sensors, and the trigger of the oscilloscope that looks at them."""

import math
from collections.abc import Mapping

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .population import Array, Pulses, Signal, draw, no_pulses

_LARGEST_BATCH = 20_000


class Source(Struct, frozen=True, kw_only=True):
    """Rates in 1/s: particles that pass all sensors, and particles that are lost between them and hit one sensor alone."""

    coincidences: float = 50.0
    singles: float = 50.0


class Condition(Struct, frozen=True):
    """A channel's crossing of `level` (V), rising or falling."""

    channel: int
    level: float
    rising: bool = True


class Trigger(Struct, frozen=True, kw_only=True):
    """All conditions have to be met at once; the trigger is the latest crossing. `dead_time` (s) follows each trigger."""

    conditions: tuple[Condition, ...] = ()
    dead_time: float = 1e-6


class Hits(Struct, frozen=True, kw_only=True, eq=False):
    """What was triggered on: `times` (s, bench time), and on a time axis that is 0 at each trigger `particles` and `pulses`.

    Shapes (triggers,); `pulses` by channel; particles are not-a-number where noise fired the trigger. `lost` counts triggers
    that fell into the dead time.
    """

    times: Array
    particles: Array
    pulses: Mapping[int, Pulses]
    lost: int = 0


class TriggeredSource:
    """Particles and noise in order of time, as far as they fire a trigger."""

    def __init__(self, source: Source, rng: np.random.Generator) -> None:
        self._source = source
        self._rng = rng
        self._free_at = float("-inf")
        """When the dead time of the last trigger is over."""

    def take(self, signals: Mapping[int, Signal], trigger: Trigger, since: float, until: float, wanted: int) -> Hits:
        """Return the triggers between two bench times (s), at most `wanted` of them. `signals` by channel, sensors only."""
        found: list[Hits] = []
        have, now = 0, max(since, self._free_at)
        while have < wanted and now < until:
            batch, end = self._batch(signals, trigger, now, until, wanted - have)
            if len(batch.times):
                self._free_at = float(batch.times[-1]) + trigger.dead_time
            now = max(end, self._free_at)
            found.append(batch)
            have += len(batch.times)
        return joined(found, signals)

    def _batch(
        self, signals: Mapping[int, Signal], trigger: Trigger, since: float, until: float, wanted: int
    ) -> tuple[Hits, float]:
        """Return triggers of one batch of candidates, and the time up to which they were looked for."""
        rng, source = self._rng, self._source
        live = [channel for channel, signal in signals.items() if signal.charge > 0]
        noise_rate = _noise_rate(signals, trigger)
        rates = np.array([source.coincidences if live else 0.0, *[source.singles] * len(live), noise_rate])
        total = rates.sum()
        if not trigger.conditions or total <= 0:
            return _nothing(signals), until
        count = min(2 * wanted + 16, _LARGEST_BATCH)
        times = since + np.cumsum(rng.standard_exponential(count)) / total
        end = until if times[-1] >= until else float(times[-1])
        times = times[times < until]
        kinds = rng.choice(len(rates), size=len(times), p=rates / total)
        pulses = {channel: self._pulses(signal, kinds, live, channel) for channel, signal in signals.items()}
        instants = self._instants(signals, trigger, pulses)
        instants[kinds == len(rates) - 1] = 0.0
        fired = np.flatnonzero(np.isfinite(instants))
        kept = _after_dead_time(times[fired], trigger.dead_time)
        chosen = fired[kept][:wanted]
        if len(chosen) == wanted:
            end = float(times[chosen[-1]])
        particles = np.where(kinds == len(rates) - 1, np.nan, -instants)
        hits = Hits(
            times=times[chosen],
            particles=particles[chosen],
            pulses={channel: each.taken(chosen, instants[chosen]) for channel, each in pulses.items()},
            lost=len(fired) - len(kept),
        )
        return hits, end

    def _pulses(self, signal: Signal, kinds: NDArray[np.intp], live: list[int], channel: int) -> Pulses:
        if channel not in live:
            return no_pulses(len(kinds))
        drawn = draw(signal, np.zeros(len(kinds)), self._rng)
        missed = (kinds != 0) & (kinds != 1 + live.index(channel))
        drawn.arrival[missed], drawn.charge[missed], drawn.amplitude[missed] = np.nan, 0.0, 0.0
        return drawn

    def _instants(self, signals: Mapping[int, Signal], trigger: Trigger, pulses: Mapping[int, Pulses]) -> Array:
        """Return when the trigger fires, in s after the particle's passage; not-a-number where it does not."""
        crossings = []
        for condition in trigger.conditions:
            signal = signals.get(condition.channel)
            if signal is None:
                return np.full(len(next(iter(pulses.values())).arrival), np.nan)
            crossings.append(self._crossing(signal, pulses[condition.channel], condition))
        return np.asarray(np.max(crossings, axis=0))

    def _crossing(self, signal: Signal, pulses: Pulses, condition: Condition) -> Array:
        level = condition.level * signal.polarity
        height = pulses.amplitude + signal.noise * self._rng.standard_normal(len(pulses.amplitude))
        with np.errstate(invalid="ignore", divide="ignore"):
            fires = (pulses.amplitude > 0) & (level > 0) & (height > level)
            sigmas = np.sqrt(2 * np.log(np.maximum(height, level * 1.0001) / level)) if level > 0 else pulses.width * np.nan
            leading = condition.rising == (signal.polarity > 0)
            shift = -pulses.width * sigmas if leading else pulses.width * signal.fall_ratio * sigmas
        return np.where(fires, pulses.peak_time + shift, np.nan)


def joined(parts: list[Hits], signals: Mapping[int, Signal]) -> Hits:
    """Return several batches as one."""
    parts = parts or [_nothing(signals)]
    return Hits(
        times=np.concatenate([part.times for part in parts]),
        particles=np.concatenate([part.particles for part in parts]),
        pulses={
            channel: Pulses(
                **{
                    field: np.concatenate([getattr(part.pulses[channel], field) for part in parts])
                    for field in Pulses.__struct_fields__
                }
            )
            for channel in signals
        },
        lost=sum(part.lost for part in parts),
    )


def _nothing(signals: Mapping[int, Signal]) -> Hits:
    return Hits(times=np.empty(0), particles=np.empty(0), pulses={channel: no_pulses(0) for channel in signals})


def _noise_rate(signals: Mapping[int, Signal], trigger: Trigger) -> float:
    """Return how often noise alone crosses the level, in 1/s (S. O. Rice, Bell Syst. Tech. J. 24 (1945) 46); 0 in coincidence."""
    if len(trigger.conditions) != 1:
        return 0.0
    condition = trigger.conditions[0]
    signal = signals.get(condition.channel)
    if signal is None or signal.noise <= 0:
        return 0.0
    sigmas = condition.level / signal.noise
    crossings = signal.bandwidth / math.sqrt(2 * math.log(2)) * math.exp(-0.5 * min(sigmas * sigmas, 1400.0))
    return min(crossings, 1.0 / trigger.dead_time)


def _after_dead_time(times: Array, dead_time: float) -> NDArray[np.intp]:
    """Return the indices of the times that do not fall into the dead time of one before."""
    if not len(times) or (np.diff(times) >= dead_time).all():
        return np.arange(len(times))
    kept, free = [], float("-inf")
    for index, at in enumerate(times.tolist()):
        if at >= free:
            kept.append(index)
            free = at + dead_time
    return np.array(kept, dtype=np.intp)
