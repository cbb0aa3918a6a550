"""What a minimum-ionising particle leaves in an LGAD pad behind a fast amplifier, at a bias and a temperature.

Sources: beta measurements of an HPK 3.1 pad by UCSC (neko-0/HGTD_BetaScope_FW_Test, run 744: 41 mV, 567 ps, 2.03 mV rms, 57 ps at
160 V; 93 mV, 500 ps, 38.2 ps at 210 V; 158 mV, 488 ps, 29.1 ps at 235 V; run 429: charge proportional to 1/ln(279.2 V / V)).
"""

import math

from qcstation.simulation.devices import LgadSensor
from qcstation.simulation.devices.lgad import REFERENCE_TEMPERATURE

from .population import Signal

TRANS_IMPEDANCE = 4700.0
"""V/A of the amplifier of the same measurements: 470 ohm and ten times."""
PRIMARY_CHARGE = 0.5e-15
"""C: most probable charge in 50 um of silicon without gain (3100 electrons, `unverified`)."""
_CHARGE_SCALE = 5.15e-15
"""C, in charge = scale / ln(pole / V): makes the pulse heights of run 744 within 3 %."""
_POLE_RATIO = 279.2 / 245.0
"""The pole of the charge's law over that of the current's in this program's HPK pad."""
_POLE_DRIFT = 0.95
"""V/K, as the current's: at a lower temperature the same bias gives more gain."""
_RISE_AT_SATURATION = 0.297e-9
_RISE_PER_FIELD = 43e-9
"""s and s V, in rise = first + second / V: the rises of run 744 within 8 ps."""
_SPREAD_FLOOR = 25e-12
_SPREAD_BY_CHARGE = 425e-12 * 1e-15
"""s and s C, added in quadrature as floor and second / charge: what is left of the resolutions of run 744 without jitter."""
_NOISE = 2.03e-3
"""V rms in 2 GHz: run 744."""
_BANDWIDTH = 2e9
_HIGHEST_GAIN = 200.0
_IONISATION_RATIO = 0.02
"""Of holes to electrons, in McIntyre's excess noise factor (`unverified`)."""
_ELECTRON = 1.602176634e-19
_SMALLEST_BIAS = 1.0


def lgad_signal(
    sensor: LgadSensor, voltage: float, temperature: float = REFERENCE_TEMPERATURE, *, arrival_spread: float | None = None
) -> Signal:
    """Return the signal of a pad at `voltage` (V, reverse bias negative); its charge is 0 where nothing is collected.

    `arrival_spread` (s) replaces the model's own, for studies that need a given resolution.
    """
    bias = -voltage
    gain = _gain(sensor, bias, temperature)
    charge = PRIMARY_CHARGE * _collected(sensor, bias) * gain
    current = abs(float(sensor.current(voltage, temperature)))
    excess = _IONISATION_RATIO * gain + (1 - _IONISATION_RATIO) * (2 - 1 / gain)
    shot = TRANS_IMPEDANCE * math.sqrt(2 * _ELECTRON * current * gain * excess * _BANDWIDTH)
    spread = math.hypot(_SPREAD_FLOOR, _SPREAD_BY_CHARGE / charge) if charge else 0.0
    return Signal(
        charge=charge,
        trans_impedance=TRANS_IMPEDANCE,
        rise=_RISE_AT_SATURATION + _RISE_PER_FIELD / max(bias, _SMALLEST_BIAS),
        arrival_spread=spread if arrival_spread is None else arrival_spread,
        noise=math.hypot(_NOISE, shot),
        bandwidth=_BANDWIDTH,
    )


def _gain(sensor: LgadSensor, bias: float, temperature: float) -> float:
    """Return the gain; 1 without a gain layer, or before it is depleted."""
    start = sensor.gain_layer_voltage
    if start is None or bias <= start:
        return 1.0
    pole = _POLE_RATIO * sensor.breakdown_pole + _POLE_DRIFT * (temperature - REFERENCE_TEMPERATURE)
    distance = math.log(pole / bias) if bias < pole else 0.0
    law = _CHARGE_SCALE / PRIMARY_CHARGE / max(distance, 1e-9)
    return min(max(law, 1.0), _HIGHEST_GAIN)


def _collected(sensor: LgadSensor, bias: float) -> float:
    """Return the part of the primary charge that drifts in a field: that of the depleted depth."""
    if not sensor.parameters.connected:
        return 0.0
    start = sensor.gain_layer_voltage or 0.0
    depth = (bias - start) / max(sensor.depletion_voltage - start, 1e-9)
    return math.sqrt(min(max(depth, 0.0), 1.0))
