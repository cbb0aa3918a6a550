"""Which models have a twin."""

from .climate_sensor import SerialClimateSensor, StreamingClimateSensor
from .cts_itc import CtsItc
from .keithley_2400 import Keithley2400, Keithley2410
from .keithley_2470 import Keithley2470
from .keithley_6487 import Keithley6487
from .keysight_e4980a import KeysightE4980A
from .twin import Twin


def all_models() -> dict[str, type[Twin]]:
    """Return the twin of every simulated model, by the name that drivers and station files use."""
    twins: tuple[type[Twin], ...] = (
        CtsItc,
        Keithley2400,
        Keithley2410,
        Keithley2470,
        Keithley6487,
        KeysightE4980A,
        SerialClimateSensor,
        StreamingClimateSensor,
    )
    return {twin.model: twin for twin in twins}
