"""The command table of the Keysight E4980A (E4980A/AL User's Guide, chapter 10), as far as it is simulated."""

from .scpi import Command
from .settings import both, choice, does, flag, quantity, tells, text

PARAMETERS = [
    "CPD",
    "CPQ",
    "CPG",
    "CPRP",
    "CSD",
    "CSQ",
    "CSRS",
    "LPD",
    "LPQ",
    "LPG",
    "LPRP",
    "LSD",
    "LSQ",
    "LSRS",
    "RX",
    "ZTD",
    "ZTR",
    "GB",
    "YTD",
    "YTR",
]
"""What the meter can show: pairs of a primary and a secondary quantity."""


def keysight(value: float) -> str:
    """Write a number as the meter's settings do: +1.00000E+04."""
    return f"{value:+.5E}"


COMMANDS: tuple[Command, ...] = (
    # Signal and bias
    quantity(":FREQuency[:CW]", "frequency", 1e3, 20.0, 2e6, unit="HZ", write=keysight, after="restart"),
    quantity(":VOLTage[:LEVel]", "signal", 1.0, 0.0, 20.0, unit="V", write=keysight, after="restart"),
    quantity(":CURRent[:LEVel]", "signal_current", 1e-4, 0.0, 0.1, unit="A", write=keysight, after="restart"),
    flag(":AMPLitude:ALC[:STATe]", "level_control"),
    flag(":BIAS:STATe", "bias_on", after="restart"),
    quantity(":BIAS:VOLTage[:LEVel]", "bias", 0.0, -40.0, 40.0, unit="V", write=keysight, after="restart"),
    quantity(":BIAS:CURRent[:LEVel]", "bias_current", 0.0, -0.1, 0.1, unit="A", write=keysight, after="restart"),
    flag(":BIAS:RANGe:AUTO", "bias_auto_range"),
    # Measurement
    choice(":FUNCtion:IMPedance[:TYPE]", "parameters", tuple(PARAMETERS), after="restart"),
    both(":FUNCtion:IMPedance:RANGe[:VALue]", "set_range", "range"),
    flag(":FUNCtion:IMPedance:RANGe:AUTO", "auto_range", True, after="restart"),
    both(":APERture", "set_aperture", "aperture"),
    # Correction
    quantity(":CORRection:LENGth", "cable_length", 0, 0, 4, unit="M", integer=True),
    choice(":CORRection:METHod", "correction_method", ("SINGle", "MULTi")),
    does(":CORRection:OPEN[:EXECute]", "correct_open"),
    flag(":CORRection:OPEN:STATe", "open_correction", after="restart"),
    does(":CORRection:SHORt[:EXECute]", "correct_short"),
    flag(":CORRection:SHORt:STATe", "short_correction", after="restart"),
    flag(":CORRection:LOAD:STATe", "load_correction"),
    choice(":CORRection:LOAD:TYPE", "load_type", ("CPD", *PARAMETERS[1:])),
    # Trigger and data: page 261
    choice(":TRIGger:SOURce", "trigger_source", ("INTernal", "HOLD", "EXTernal", "BUS"), after="restart"),
    does(":TRIGger[:IMMediate]", "start"),
    quantity(":TRIGger:DELay", "trigger_delay", 0.0, 0.0, 999.0, unit="S", write=keysight),
    quantity(":TRIGger:TDELay", "trigger_delay", 0.0, 0.0, 999.0, unit="S", write=keysight),
    does(":INITiate[:IMMediate]", "initiate"),
    flag(":INITiate:CONTinuous", "continuous", True),
    does(":ABORt", "restart"),
    tells(":FETCh[:IMPedance][:FORMatted]", "fetch"),
    tells(":FETCh[:IMPedance]:CORRected", "fetch_corrected"),
    choice(":FORMat[:DATA]", "data_format", ("ASCii",)),
    flag(":FORMat:ASCii:LONG", "long_format"),
    flag(":COMParator[:STATe]", "comparator"),
    # System
    flag(":SYSTem:BEEPer:STATe", "beeper", True),
    does(":SYSTem:BEEPer[:IMMediate]", "beep"),
    does(":SYSTem:PRESet", "reset"),
    flag(":DISPlay:ENABle", "display", True),
    text(":DISPlay:PAGE", "page", "MEAS"),
    text(":DISPlay:LINE", "line", '""'),
    tells(":STATus:OPERation[:EVENt]", "read_operation_events"),
    tells(":STATus:OPERation:CONDition", "operation_condition"),
)
