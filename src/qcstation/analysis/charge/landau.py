"""The Landau distribution folded with a Gaussian, integrated over bins, by its Fourier transform.

The transform is known in closed form: of the Landau distribution with location 0 and width xi it is
``exp(-pi |k| xi / 2 - i k xi ln(|k| xi))`` (L. Landau, J. Phys. USSR 8 (1944) 201, with s = -ik), of the Gaussian
``exp(-k^2 sigma^2 / 2)``, of a bin ``sin(kw/2) / (kw/2)``. Their product, brought back, is the folded distribution in each bin
exactly: neither an approximation of the Landau distribution nor a sum over a folding grid is needed, and derivatives come as
cheaply.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MODE = -0.22278298
"""Where the Landau distribution of location 0 and width 1 is highest (K. S. Koelbig, B. Schorr, CPC 31 (1984) 97)."""

_TURNS = 8
"""The period of the transform in histogram lengths: the tail beyond it comes back from the left, 1/x^2 as it is."""


@dataclass(frozen=True)
class FoldedLandau:
    """The probabilities of equally wide bins by most probable value, width xi of the Landau distribution and sigma^2."""

    start: float
    """Lower edge of the first bin."""
    width: float
    """Of a bin."""
    bins: int
    fineness: int = 2
    """Points a bin: the step has to resolve xi and sigma."""

    def __call__(self, parameters: Array) -> tuple[Array, Array]:
        """Return probabilities, shape (m, bins), and derivatives, shape (m, bins, 3), for (MPV, xi, sigma^2), shape (m, 3)."""
        step = self.width / self.fineness
        count = 1 << int(np.ceil(np.log2(_TURNS * self.bins * self.fineness)))
        k = 2 * np.pi * np.fft.rfftfreq(count, step)
        # From the middle of the first bin, for then every `fineness`-th point is the middle of a bin.
        first = self.start + 0.5 * self.width
        position, xi, variance = (parameters[:, n, None] for n in range(3))
        with np.errstate(divide="ignore", invalid="ignore"):
            logarithm = np.where(k > 0, np.log(np.maximum(k, 1e-300) * xi), 0.0)
        phase = position - MODE * xi - first
        spectrum = np.exp(-0.5 * np.pi * k * xi - 0.5 * k * k * variance + 1j * k * (phase - xi * logarithm))
        spectrum = np.conj(spectrum) * np.sinc(k * self.width / (2 * np.pi))
        factors = np.stack(
            [
                np.ones_like(spectrum),
                np.broadcast_to(-1j * k, spectrum.shape),
                -0.5 * np.pi * k + 1j * k * (MODE + logarithm + 1.0),
                np.broadcast_to(-0.5 * k * k, spectrum.shape) + 0j,
            ]
        )
        points = np.fft.irfft(spectrum * factors, count, axis=-1)[:, :, : self.bins * self.fineness : self.fineness]
        points *= self.fineness
        return np.maximum(points[0], 1e-12), np.moveaxis(points[1:], 0, -1)
