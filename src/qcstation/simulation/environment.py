"""The air round the device: what sensors read, chambers drive and faults let drift."""

import math

CHAMBER_TIME_CONSTANT = 150.0
"""s, from set point to device (`unverified`: chambers of this class are quoted with 3 to 5 K/min)."""


class Environment:
    """Temperature and humidity as functions of bench time `at` (s); every change starts from where the last one had got to."""

    def __init__(self, temperature: float = 20.0, humidity: float = 12.0) -> None:
        self.humidity = humidity
        self._start = temperature
        self._target = temperature
        self._since = 0.0
        self._rate = 0.0
        self._drift_since = 0.0

    def temperature(self, at: float) -> float:
        """Return the temperature (degC)."""
        temperature = self._target
        if self._start != self._target:
            temperature += (self._start - self._target) * math.exp(-(at - self._since) / CHAMBER_TIME_CONSTANT)
        if self._rate:
            temperature += self._rate * (at - self._drift_since)
        return temperature

    def set_temperature(self, temperature: float, at: float) -> None:
        """Jump to `temperature` (degC)."""
        self._start = self._target = temperature
        self._drift_since = at

    def condition(self, target: float, at: float) -> None:
        """Let a chamber bring the temperature to `target` (degC)."""
        self._start = self.temperature(at)
        self._since = self._drift_since = at
        self._target = target

    def drift(self, rate: float, at: float) -> None:
        """Let the temperature move by `rate` K/s on top of all else; 0 lets it stay where it has got to."""
        if self._rate:
            moved = self._rate * (at - self._drift_since)
            self._start += moved
            self._target += moved
        self._rate = rate
        self._drift_since = at
