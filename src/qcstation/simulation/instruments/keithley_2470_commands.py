"""The command table of the Keithley 2470 (2470-901-01, section 12), as far as it is simulated."""

from .scpi import Command
from .settings import asks, both, choice, does, flag, quantity, tells, text

COMMANDS: tuple[Command, ...] = (
    choice("*LANG", "language", ("SCPI", "TSP", "SCPI2400")),
    # Terminals and output (12-39 for the interlock)
    choice(":ROUTe:TERMinals", "terminals", ("FRONt", "REAR"), after="terminals_changed"),
    both(":OUTPut[1][:STATe]", "set_output", "output_is_on"),
    tells(":OUTPut[1]:INTerlock:TRIPped", "interlock_asserted"),
    choice(":OUTPut[1]:VOLTage:SMODe", "off_mode", ("NORMal", "HIMPedance", "ZERO", "GUARd")),
    choice(":OUTPut[1]:CURRent:SMODe", "off_mode_current", ("NORMal", "HIMPedance", "ZERO", "GUARd")),
    # Source: 12-78, 12-83
    choice(":SOURce[1]:FUNCtion[:MODE]", "source", ("VOLTage", "CURRent"), check="only_voltage"),
    quantity(":SOURce[1]:VOLTage[:LEVel][:IMMediate][:AMPLitude]", "level", 0.0, -1100, 1100, check="check_level", after="drive"),
    both(":SOURce[1]:VOLTage:RANGe", "set_source_range", "source_range"),
    flag(":SOURce[1]:VOLTage:RANGe:AUTO", "source_auto_range", True),
    quantity(":SOURce[1]:VOLTage:ILIMit[:LEVel]", "limit", 1.05e-4, 1e-9, 1.05, check="check_limit", after="drive"),
    tells(":SOURce[1]:VOLTage:ILIMit[:LEVel]:TRIPped", "limited"),
    both(":SOURce[1]:VOLTage:PROTection[:LEVel]", "set_protection", "protection"),
    tells(":SOURce[1]:VOLTage:PROTection[:LEVel]:TRIPped", "protection_reached"),
    quantity(":SOURce[1]:VOLTage:DELay", "delay", 0.0, 0.0, 1e4),
    flag(":SOURce[1]:VOLTage:DELay:AUTO", "auto_delay", True),
    flag(":SOURce[1]:VOLTage:READ:BACK", "read_back", True),
    flag(":SOURce[1]:VOLTage:HIGH:CAPacitance", "high_capacitance"),
    # Measurement: 12-51, 12-53
    both("[:SENSe[1]]:FUNCtion[:ON]", "set_function", "function"),
    both("[:SENSe[1]]:CURRent[:DC]:RANGe[:UPPer]", "set_current_range", "current_range"),
    flag("[:SENSe[1]]:CURRent[:DC]:RANGe:AUTO", "current_auto_range", True, after="drive"),
    quantity("[:SENSe[1]]:CURRent[:DC]:RANGe:AUTO:LLIMit", "lowest_range", 1e-8, 1e-8, 0.1),
    quantity("[:SENSe[1]]:CURRent[:DC]:RANGe:AUTO:ULIMit", "highest_range", 1e-4, 1e-8, 1.0),
    quantity("[:SENSe[1]]:CURRent[:DC]:NPLCycles", "line_cycles", 1.0, 0.01, 10.0),
    flag("[:SENSe[1]]:CURRent[:DC]:AZERo[:STATe]", "auto_zero", True),
    flag("[:SENSe[1]]:CURRent[:DC]:RSENse", "remote_sense"),
    flag("[:SENSe[1]]:CURRent[:DC]:AVERage[:STATe]", "filter"),
    choice("[:SENSe[1]]:CURRent[:DC]:AVERage:TCONtrol", "filter_kind", ("REPeat", "MOVing")),
    quantity("[:SENSe[1]]:CURRent[:DC]:AVERage:COUNt", "filter_count", 10, 1, 100, integer=True),
    flag("[:SENSe[1]]:VOLTage[:DC]:RANGe:AUTO", "voltage_auto_range", True),
    quantity("[:SENSe[1]]:VOLTage[:DC]:NPLCycles", "voltage_line_cycles", 1.0, 0.01, 10.0),
    quantity("[:SENSe[1]]:COUNt", "count", 1, 1, 300_000, integer=True),
    # Taking readings: 12-6
    asks(":READ", "read"),
    asks(":FETCh", "fetch"),
    asks(":MEASure[:CURRent[:DC]]", "measure", "CURR"),
    asks(":MEASure:VOLTage[:DC]", "measure", "VOLT"),
    does(":INITiate[:IMMediate]", "trigger"),
    does(":ABORt", "wait"),
    text(":TRACe:CLEar", "cleared_buffer", '"defbuffer1"'),
    choice(":FORMat[:DATA]", "data_format", ("ASCii",)),
    quantity(":FORMat:ASCii:PRECision", "precision", 0, 0, 16, integer=True),
    # System and display: 12-111
    choice(":SYSTem:BREakdown:PROTection", "breakdown_protection", ("AUTO", "ON", "OFF")),
    tells(":SYSTem:ERRor:COUNt", "error_count"),
    tells(":SYSTem:EVENtlog:NEXT", "next_error"),
    does(":SYSTem:CLEar", "clear_errors"),
    text(":SYSTem:BEEPer[:IMMediate]", "beep"),
    choice(":SYSTem:ACCess", "access", ("FULL", "EXCLusive", "PROTected", "LOCKout")),
    text(":DISPlay:SCReen", "screen", "HOME"),
    text(":DISPlay:LIGHt:STATe", "light", "ON50"),
)
