"""From digitised waveforms of a sensor and a reference to the sensor's own resolution, with known truth."""

import numpy as np
import pytest
from numpy.typing import NDArray

from qcstation.analysis.charge import fit_charges
from qcstation.analysis.timing import gaussian_width, jitter, remainder, scan_fractions, subtract_reference
from qcstation.analysis.waveforms import USABLE, Cut, Digitisation, Pulses, PulseSettings, apply_cuts, parse_pulses
from qcstation.model.estimates import Estimate
from tests.analysis.charge.spectra import charges

_INTERVAL = 25e-12
_LANDAU = 28e-12
_REFERENCE = 13e-12
_AXIS = _INTERVAL * np.arange(400)
_SETTINGS = PulseSettings(transimpedance=4700, baseline=(0, 3e-9))
_EVENTS = 4000


def _white_noise_of_2_ghz(rng: np.random.Generator, rms: float) -> NDArray[np.float64]:
    """Shape (_EVENTS, samples)."""
    spectrum = np.fft.rfft(rng.standard_normal((_EVENTS, _AXIS.size)))
    spectrum /= 1 + (1j * np.fft.rfftfreq(_AXIS.size, _INTERVAL) / 2e9)
    noise = np.fft.irfft(spectrum, _AXIS.size)
    return np.asarray(rms * noise / noise.std())


def _parse(rng: np.random.Generator, moment: NDArray[np.float64], amplitude: NDArray[np.float64], rise: float) -> Pulses:
    """Digitise and parse pulses at `moment` (s), shape (n,), of `rise` (10 to 90 %, s): 2 mV of noise, 12 bits over 1 V."""
    width = rise / 1.687 * np.where(moment[:, None] > _AXIS, 1.0, 1.4)
    pulse = amplitude[:, None] * np.exp(-0.5 * ((_AXIS - moment[:, None]) / width) ** 2)
    codes = np.round((pulse + _white_noise_of_2_ghz(rng, 2e-3)) * 4096).astype(np.int16)
    return parse_pulses(codes, Digitisation(gain=1 / 4096, interval=_INTERVAL, lowest=-410, highest=2048), _SETTINGS)


def test_resolution_and_charge_come_back_from_waveforms() -> None:
    rng = np.random.default_rng(241)
    arrival = 5.5e-9 + rng.uniform(0, _INTERVAL, _EVENTS)
    charge = charges(rng, _EVENTS, mpv=15e-15, xi=1.3e-15, sigma=1e-15)
    # The area of such a pulse, 490 ps of rise, over the trans-impedance.
    volts_per_charge = 4700 / (np.sqrt(np.pi / 2) * 2.4 * 490e-12 / 1.687)
    device = _parse(rng, arrival + _LANDAU * rng.standard_normal(_EVENTS), charge * volts_per_charge, 490e-12)
    reference = _parse(rng, arrival + _REFERENCE * rng.standard_normal(_EVENTS), np.full(_EVENTS, 0.25), 250e-12)
    cuts = (*USABLE, Cut(name="amplitude", quantity="amplitude", min=0.03), Cut(name="pile-up", quantity="second_peak", max=0.02))
    selected, flow = apply_cuts(device.quantities(), cuts)
    assert flow.events == flow.selected + sum(count.removed for count in flow.counts)
    assert flow.selected > 0.9 * _EVENTS
    assert flow.counts[0].removed > 0
    device, reference = device.select(selected), reference.select(selected)

    found = fit_charges(device.charge).most_probable
    assert isinstance(found, Estimate)
    assert abs(found.value - 15e-15) < 0.3e-15

    half, fifth = device.column(0.5), reference.column(0.2)
    total = gaussian_width(device.fraction_time[:, half] - reference.fraction_time[:, fifth])
    assert isinstance(total, Estimate)
    parts = {
        "reference": Estimate(value=_REFERENCE, unit="s", uncertainty=0.0),
        "jitter": jitter(device.noise, device.slew_rate[:, half]),
        "reference's jitter": jitter(reference.noise, reference.slew_rate[:, fifth]),
    }
    landau = remainder(total, parts)
    assert isinstance(landau, Estimate)
    assert landau.censored is None
    assert abs(landau.value - _LANDAU) < 2e-12
    own = subtract_reference(total, parts["reference"])
    assert isinstance(own, Estimate)
    assert own.value > _LANDAU

    scan = scan_fractions(
        device.fraction_time, reference.fraction_time,
        device_fractions=device.fractions, reference_fractions=reference.fractions,
    )  # fmt: skip
    assert scan.width.shape == (9, 9)
    fixed = scan.at(0.5, 0.2)
    assert isinstance(fixed, Estimate)
    assert fixed.value == pytest.approx(total.value, rel=1e-6)
    assert isinstance(scan.best, Estimate)
    assert scan.best.value < fixed.value * 1.05
