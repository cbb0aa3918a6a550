"""One pad of an LGAD sensor: smooth curves of current and capacitance whose true parameters are known.

Reverse bias is a negative voltage and its current is negative, as in the field's files. Nothing here is noisy: noise
belongs to the meters (`noise.py`).
"""

from typing import Any, Self

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

REFERENCE_TEMPERATURE = 20.0
"""Temperature (degC) at which the parameters are stated."""
_ZERO_CELSIUS = 273.15
_BOLTZMANN = 8.617333262e-5
"""eV/K (CODATA 2018)."""
_ACTIVATION_ENERGY = 1.21
"""Energy of generation current in silicon, eV: A. Chilingarov, JINST 8 (2013) P10003."""
_BREAKDOWN_DRIFT = 0.95
"""V/K, read off public LGAD curves between -60 and 100 degC; the sign is that of avalanches: warmer breaks down later."""
_IDEALITY = 2.0
"""Recombination-dominated forward current (S. M. Sze, Physics of Semiconductor Devices, chapter 2)."""
_FOOT_SHARPNESS = 4.0
_LARGEST_EXPONENT = 60.0


class LgadParameters(Struct, frozen=True, kw_only=True):
    """The truth about one pad, at 20 degC. Voltages are magnitudes of the reverse bias.

    Current: ``I = current_scale * exp(V / current_slope) / (1 - (V / breakdown_pole)**multiplication_power)``, the law that
    describes a public pad of IHEP-IME above its foot; below the gain layer's depletion it falls by e each `foot_width`.
    Capacitance: ``1/C**2`` rises as ``(1 + V / built_in)**(2 * gain_layer_power)`` until `gain_layer_voltage`, then in proportion
    to V until `depletion_voltage`, then by `end_slope` (relative, each depletion width) only.

    Units: V, A, F, ohm, S. `gain_layer_voltage` is None in a device without gain layer.
    """

    gain_layer_voltage: float | None
    breakdown_pole: float
    multiplication_power: float
    current_scale: float
    current_slope: float
    foot_width: float
    depletion_voltage: float
    zero_bias_capacitance: float
    built_in: float
    gain_layer_power: float
    knee_width: float
    end_capacitance: float
    end_sharpness: float
    end_slope: float
    series_resistance: float
    """Of the undepleted silicon and the contacts: seen by the LCR meter, and what limits the current beyond breakdown."""
    surface_conductance: float
    guard_ring_conductance: float
    shunt_conductance: float = 0.0
    connected: bool = True


class LgadSensor:
    """A pad with known truth. Voltages, temperatures and frequencies may be arrays; shapes broadcast."""

    def __init__(self, parameters: LgadParameters, *, variant: str = "", seed: int = 0) -> None:
        self.parameters = parameters
        self.variant = variant
        self.seed = seed

    @classmethod
    def make(cls, variant: str = "good", seed: int = 0) -> Self:
        """Return the pad number `seed` of a `variant` (`lgad_variants.VARIANTS`): the same one each time.

        Raises:
            ValueError: no such variant; the message lists them.
        """
        from .lgad_variants import parameters_of

        return cls(parameters_of(variant, seed), variant=variant, seed=seed)

    @property
    def gain_layer_voltage(self) -> float | None:
        """Bias (V, magnitude) at which the gain layer is depleted."""
        return self.parameters.gain_layer_voltage

    @property
    def breakdown_pole(self) -> float:
        """Bias (V, magnitude) at 20 degC at which the multiplication would diverge without series resistance."""
        return self.parameters.breakdown_pole

    @property
    def depletion_voltage(self) -> float:
        """Bias (V, magnitude) at which the bulk is depleted."""
        return self.parameters.depletion_voltage

    @property
    def end_capacitance(self) -> float:
        """Capacitance (F) of the depleted pad."""
        return self.parameters.end_capacitance

    @property
    def relaxation_capacitance(self) -> float:
        """Capacitance (F) of the slow polarisation: the charge that goes on flowing after a step (`unverified`)."""
        return 20e-12 if self.parameters.connected else 0.0

    @property
    def relaxation_time(self) -> float:
        """Time constant (s) of the slow polarisation that makes a current settle after a step (`unverified`)."""
        return 0.05

    def truth(self) -> dict[str, Any]:
        """Return the true parameters: plain data."""
        return {"parameters": msgspec.to_builtins(self.parameters)}

    def current(self, voltage: ArrayLike, temperature: ArrayLike = REFERENCE_TEMPERATURE) -> Array:
        """Return the pad's current (A) at `voltage` (V, reverse bias negative) and `temperature` (degC)."""
        p = self.parameters
        voltage = np.asarray(voltage, dtype=float)
        if not p.connected:
            return np.zeros(np.broadcast(voltage, temperature).shape)
        reverse = -voltage
        kelvin = np.asarray(temperature, dtype=float) + _ZERO_CELSIUS
        generation = self._generation(reverse, kelvin)
        current = -generation * self._multiplication(reverse, kelvin, generation)
        thermal = _IDEALITY * _BOLTZMANN * kelvin
        diode = -np.expm1(np.minimum(-reverse / thermal, _LARGEST_EXPONENT))
        current = current * diode
        # Forward bias: the series resistance takes over where the exponential law would exceed it.
        forward = np.maximum(voltage, 0.0)
        current = np.where(voltage > 0, current / (1.0 + current * p.series_resistance / np.maximum(forward, 1e-12)), current)
        return np.asarray(current + voltage * p.shunt_conductance)

    def total_current(self, voltage: ArrayLike, temperature: ArrayLike = REFERENCE_TEMPERATURE) -> Array:
        """Return the current (A) that the bias supply delivers: the pad's and the guard ring's."""
        return self.current(voltage, temperature) + np.asarray(voltage, dtype=float) * self.parameters.guard_ring_conductance

    def clamped_voltage(self, set_point: float, limit: float, temperature: float = REFERENCE_TEMPERATURE) -> tuple[float, bool]:
        """Return the voltage (V) that a source set to `set_point` (V) reaches, and whether `limit` (A) keeps it from more."""
        if abs(float(self.total_current(set_point, temperature))) <= limit:
            return set_point, False
        inside, outside = 0.0, set_point
        for _ in range(5):
            grid = np.linspace(inside, outside, 33)
            first_beyond = int(np.argmax(np.abs(self.total_current(grid, temperature)) > limit))
            inside, outside = float(grid[first_beyond - 1]), float(grid[first_beyond])
        return inside, True

    def capacitance(self, voltage: ArrayLike, frequency: ArrayLike = 1e4) -> Array:
        """Return the parallel capacitance (F) at `voltage` (V, reverse bias negative) that a meter at `frequency` (Hz) sees."""
        c, damping = self._capacitance_and_damping(voltage, frequency)
        return np.asarray(c / damping)

    def conductance(
        self, voltage: ArrayLike, frequency: ArrayLike = 1e4, temperature: ArrayLike = REFERENCE_TEMPERATURE
    ) -> Array:
        """Return the parallel conductance (S): series resistance, surface losses and the slope of the current."""
        p = self.parameters
        c, damping = self._capacitance_and_damping(voltage, frequency)
        omega = 2 * np.pi * np.asarray(frequency, dtype=float)
        step = 1e-3
        v = np.asarray(voltage, dtype=float)
        slope = (self.current(v + step, temperature) - self.current(v - step, temperature)) / (2 * step)
        surface = p.surface_conductance if p.connected else 0.0
        return np.asarray((omega * c) ** 2 * p.series_resistance / damping + surface + slope)

    def resistance(self, voltage: ArrayLike, frequency: ArrayLike = 1e4, temperature: ArrayLike = REFERENCE_TEMPERATURE) -> Array:
        """Return the parallel resistance (ohm); infinite where nothing conducts."""
        with np.errstate(divide="ignore"):
            return np.asarray(1.0 / self.conductance(voltage, frequency, temperature))

    def _generation(self, reverse: Array, kelvin: Array) -> Array:
        p = self.parameters
        reverse = np.maximum(reverse, -20.0)
        reference = REFERENCE_TEMPERATURE + _ZERO_CELSIUS
        warming = (kelvin / reference) ** 2 * np.exp(_ACTIVATION_ENERGY / (2 * _BOLTZMANN) * (1 / reference - 1 / kelvin))
        exponent = reverse / p.current_slope
        if p.gain_layer_voltage is not None:
            below = -_FOOT_SHARPNESS * (reverse - p.gain_layer_voltage - 1.0) / p.foot_width
            exponent = exponent - np.logaddexp(0.0, below) / _FOOT_SHARPNESS
        return np.asarray(p.current_scale * warming * np.exp(exponent))

    def _multiplication(self, reverse: Array, kelvin: Array, generation: Array) -> Array:
        """Return the gain M that solves 1/M = x + eps*M: 1/x below breakdown, an ohmic rise above (the series resistance)."""
        p = self.parameters
        pole = p.breakdown_pole + _BREAKDOWN_DRIFT * (kelvin - _ZERO_CELSIUS - REFERENCE_TEMPERATURE)
        x = 1.0 - (np.maximum(reverse, 0.0) / pole) ** p.multiplication_power
        drop = generation * p.multiplication_power * p.series_resistance / pole
        root = np.sqrt(x * x + 4.0 * drop)
        return np.asarray(np.where(x > 0, 2.0 / (np.abs(x) + root), (np.abs(x) + root) / (2.0 * np.maximum(drop, 1e-300))))

    def _capacitance_and_damping(self, voltage: ArrayLike, frequency: ArrayLike) -> tuple[Array, Array]:
        p = self.parameters
        reverse = -np.asarray(voltage, dtype=float)
        if p.connected:
            # The depletion approximation ends near the built-in voltage: forward bias beyond half of it changes nothing more.
            edge = 0.5 * p.built_in
            floor = np.logaddexp(0.0, 2.0 * (reverse + edge) / edge) * edge / 2.0 - edge
            inverse_square = (1.0 + floor / p.built_in) ** (2.0 * p.gain_layer_power) / p.zero_bias_capacitance**2
            start = p.gain_layer_voltage or 0.0
            depth = np.logaddexp(0.0, (reverse - start) / p.knee_width) * p.knee_width / (p.depletion_voltage - start)
            with np.errstate(under="ignore"):
                bulk = depth / (1.0 + depth**p.end_sharpness) ** (1.0 / p.end_sharpness) * (1.0 + p.end_slope * depth)
            c = (inverse_square + bulk / p.end_capacitance**2) ** -0.5
        else:
            c = np.full(reverse.shape, p.end_capacitance)
        quality = 2 * np.pi * np.asarray(frequency, dtype=float) * c * p.series_resistance
        return c, 1.0 + quality * quality
