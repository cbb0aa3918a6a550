"""Compile a function at its first call and keep the machine code on the disk for the next program."""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numba import njit, types
from numba.extending import overload

_F = TypeVar("_F", bound=Callable[..., object])


_DECORATE: Callable[..., Callable[[Any], Any]] = njit
_OPTIONS = {"nogil": True, "error_model": "numpy"}


def compiled(function: _F) -> _F:
    """Return `function` compiled by numba without Python objects, lock released; division by zero gives inf or NaN.

    The machine code is kept beside the source file, or in the user's cache folder where that is read-only. Where neither can be
    written, each program compiles for itself. What is kept is renewed when the function's own file changes, so a compiled
    function shares one file with what it calls.
    """
    kept: _F
    try:
        kept = _DECORATE(cache=True, **_OPTIONS)(function)
    except RuntimeError:
        # numba found no folder to write to.
        kept = _DECORATE(**_OPTIONS)(function)
    return kept


def inlined(function: _F) -> _F:
    """Return `function` as a part of the compiled functions that call it: a call with arrays costs as much as ten samples."""
    part: _F = _DECORATE(forceinline=True, **_OPTIONS)(function)
    return part


def at_least(sample: float, level: float) -> float:
    """Return what a sample of the type of `sample` is held against to be at or above `level`; compiled functions alone call it.

    For integers that is the next integer: comparing those takes a third of the time of a conversion to a float first, which
    counts where the processor cannot foresee the outcome.
    """
    return np.ceil(level) if isinstance(sample, int) else level


@overload(at_least)
def _compiled_at_least(sample: Any, level: Any) -> Any:  # noqa: ARG001
    def next_integer(sample: Any, level: Any) -> Any:  # noqa: ARG001
        return np.int64(np.ceil(level))

    def itself(sample: Any, level: Any) -> Any:  # noqa: ARG001
        return level

    return next_integer if isinstance(sample, types.Integer) else itself
