"""The shape of a surface from points on it, as a coordinate-measuring machine takes them."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from qcstation.model.estimates import Estimate, Finding, Refusal

_METHOD = "range of the residuals to the least-squares plane"
_FLAT_LINE = 1e-9
"""Points that spread less than this part of their length across it lie on a line: far below what any machine resolves."""


def plane_residuals(points: ArrayLike) -> NDArray[np.float64]:
    """Return the distances, shape (n,), of points, shape (n, 3), from the plane with the smallest sum of their squares.

    Distances are taken at right angles to the plane (ISO 12781-1:2011, reference plane LSPL); one side is positive.

    Raises:
        ValueError: there are fewer than three points, or they lie on a line.
    """
    cloud = np.asarray(points, dtype=np.float64)
    centred = cloud - cloud.mean(axis=0)
    if len(cloud) < 3:
        raise ValueError("fewer than three points define no plane")
    _, spread, axes = np.linalg.svd(centred, full_matrices=False)
    if spread[1] <= _FLAT_LINE * spread[0]:
        raise ValueError("the points lie on a line and define no plane")
    residuals: NDArray[np.float64] = centred @ axes[2]
    return residuals


def flatness(points: ArrayLike, unit: str) -> Finding:
    """Return the flatness of a surface from points, shape (n, 3) in `unit`.

    It is the peak-to-valley deviation (ISO 12781-1:2011, FLTt) from the least-squares plane. Refused for fewer than
    four points, which are always flat.
    """
    cloud = np.asarray(points, dtype=np.float64).reshape(-1, 3)
    cloud = cloud[np.isfinite(cloud).all(axis=1)]
    if len(cloud) < 4:
        return Refusal(unit=unit, reason=f"{len(cloud)} points; a flatness needs four and more", method=_METHOD)
    try:
        residuals = plane_residuals(cloud)
    except ValueError as error:
        return Refusal(unit=unit, reason=str(error), method=_METHOD)
    return Estimate(value=float(np.ptp(residuals)), unit=unit, method=_METHOD)
