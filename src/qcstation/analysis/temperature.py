"""How the current of a reverse-biased silicon diode follows its temperature."""

import math

ZERO_CELSIUS = 273.15
"""0 degC in K."""
BOLTZMANN = 8.617333262e-5
"""eV/K (CODATA 2018)."""
ACTIVATION_ENERGY = 1.21
"""Effective energy of the generation current of silicon, eV (A. Chilingarov, JINST 8 (2013) P10003)."""


def normalisation_factor(temperature: float, reference: float) -> float:
    """Return what a bulk current taken at `temperature` (degC) is multiplied with to be the one at `reference` (degC).

    ``I ~ T**2 exp(-E / 2kT)`` with T in K and E = 1.21 eV (A. Chilingarov, JINST 8 (2013) P10003).

    Raises:
        ValueError: a temperature is not above absolute zero, or not finite.
    """
    measured, wanted = _kelvin(temperature), _kelvin(reference)
    return (wanted / measured) ** 2 * math.exp(ACTIVATION_ENERGY / (2 * BOLTZMANN) * (1 / measured - 1 / wanted))


def relative_slope(temperature: float) -> float:
    """Return d ln I / dT of a bulk current at `temperature` (degC), in 1/K: about 0.09 at room temperature.

    Raises:
        ValueError: as `normalisation_factor`.
    """
    kelvin = _kelvin(temperature)
    return 2 / kelvin + ACTIVATION_ENERGY / (2 * BOLTZMANN * kelvin**2)


def _kelvin(temperature: float) -> float:
    kelvin = temperature + ZERO_CELSIUS
    if not (math.isfinite(kelvin) and kelvin > 0):
        raise ValueError(f"a temperature must be finite and above -273.15 degC, not {temperature}")
    return kelvin
