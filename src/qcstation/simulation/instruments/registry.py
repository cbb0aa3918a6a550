"""Which models have a twin."""

from .climate_sensor import SerialClimateSensor
from .twin import Twin


def all_models() -> dict[str, type[Twin]]:
    """Return the twin of every simulated model, by the name that drivers and station files use."""
    twins: tuple[type[Twin], ...] = (SerialClimateSensor,)
    return {twin.model: twin for twin in twins}
