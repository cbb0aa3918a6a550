"""Which models have a twin."""

from .altiroc_readout import AltirocReadout
from .caen_n1470 import CaenDt55xxE, CaenN1470
from .climate_sensor import SerialClimateSensor, StreamingClimateSensor
from .cts_itc import CtsItc
from .hephy_brandbox import BrandBox
from .iseg_shr import IsegNhs, IsegShr
from .itk_corvus import Corvus
from .keithley_2400 import Keithley2400, Keithley2410
from .keithley_2470 import Keithley2470
from .keithley_6487 import Keithley6487
from .keysight_e4980a import KeysightE4980A
from .knu_switch16 import Switch16
from .lecroy_scope import LecroyScope
from .mettler_sics import MettlerBalance
from .tektronix_mso import TektronixMso
from .twin import Twin


def all_models() -> dict[str, type[Twin]]:
    """Return the twin of every simulated model, by the name that drivers and station files use."""
    twins: tuple[type[Twin], ...] = (
        AltirocReadout,
        BrandBox,
        CaenDt55xxE,
        CaenN1470,
        Corvus,
        CtsItc,
        IsegNhs,
        IsegShr,
        Keithley2400,
        Keithley2410,
        Keithley2470,
        Keithley6487,
        KeysightE4980A,
        LecroyScope,
        MettlerBalance,
        SerialClimateSensor,
        StreamingClimateSensor,
        Switch16,
        TektronixMso,
    )
    return {twin.model: twin for twin in twins}
