"""How well a proportion is known from counts."""

from scipy.special import betaincinv


def clopper_pearson(passed: int, total: int, *, level: float = 0.95) -> tuple[float, float]:
    """Return the exact binomial interval of a proportion: `passed` of `total`, which contains the true one with at least `level`.

    C. J. Clopper and E. S. Pearson, Biometrika 26 (1934) 404, by the quantiles of the beta distribution.

    Raises:
        ValueError: there is nothing, or more have passed than there are.
    """
    if not 0 <= passed <= total or total == 0:
        raise ValueError(f"{passed} of {total} is no proportion")
    tail = (1.0 - level) / 2.0
    low = float(betaincinv(passed, total - passed + 1, tail)) if passed else 0.0
    high = float(betaincinv(passed + 1, total - passed, 1.0 - tail)) if passed < total else 1.0
    return low, high
