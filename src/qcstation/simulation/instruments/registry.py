"""Which models have a twin."""

from .climate_sensor import SerialClimateSensor, StreamingClimateSensor
from .keithley_2400 import Keithley2400, Keithley2410
from .twin import Twin


def all_models() -> dict[str, type[Twin]]:
    """Return the twin of every simulated model, by the name that drivers and station files use."""
    twins: tuple[type[Twin], ...] = (Keithley2400, Keithley2410, SerialClimateSensor, StreamingClimateSensor)
    return {twin.model: twin for twin in twins}
