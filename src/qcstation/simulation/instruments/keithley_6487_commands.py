"""The command table of the Keithley 6487 (6487-901-01, sections 3, 10, 13 and 14), as far as it is simulated."""

from .scpi import Command
from .settings import both, choice, does, flag, quantity, takes, tells, text

COMMANDS: tuple[Command, ...] = (
    # Measurement
    both("[:SENSe[1]]:FUNCtion[:ON]", "set_function", "function"),
    both("[:SENSe[1]]:CURRent[:DC]:RANGe[:UPPer]", "set_range", "range"),
    flag("[:SENSe[1]]:CURRent[:DC]:RANGe:AUTO", "auto_range", True),
    quantity("[:SENSe[1]]:CURRent[:DC]:RANGe:AUTO:LLIMit", "lowest_range", 2.1e-9, -2.1e-2, 2.1e-2, check="magnitude"),
    quantity("[:SENSe[1]]:CURRent[:DC]:RANGe:AUTO:ULIMit", "highest_range", 2.1e-2, -2.1e-2, 2.1e-2, check="magnitude"),
    quantity("[:SENSe[1]]:CURRent[:DC]:NPLCycles", "line_cycles", 5.0, 0.01, 50.0),
    flag("[:SENSe[1]]:AVERage[:STATe]", "filter"),
    choice("[:SENSe[1]]:AVERage:TCONtrol", "filter_kind", ("MOVing", "REPeat")),
    quantity("[:SENSe[1]]:AVERage:COUNt", "filter_count", 10, 2, 100, integer=True),
    flag("[:SENSe[1]]:MEDian[:STATe]", "median"),
    quantity("[:SENSe[1]]:MEDian:RANK", "median_rank", 1, 1, 5, integer=True),
    flag("[:SENSe[1]]:CURRent[:DC]:DAMPing[:STATe]", "damping"),
    # Voltage source: 14-10
    quantity(
        ":SOURce[1]:VOLTage[:LEVel][:IMMediate][:AMPLitude]", "level", 0.0, -505.0, 505.0, check="check_level", after="drive"
    ),
    both(":SOURce[1]:VOLTage:RANGe", "set_source_range", "source_range"),
    both(":SOURce[1]:VOLTage:ILIMit", "set_limit", "limit"),
    both(":SOURce[1]:VOLTage:STATe", "set_output", "output_is_on"),
    both(":SOURce[1]:VOLTage:INTerlock[:STATe]", "set_interlock", "interlock"),
    tells(":SOURce[1]:VOLTage:INTerlock:FAIL", "interlock_open"),
    # Zero check, zero correction, system
    flag(":SYSTem:ZCHeck[:STATe]", "zero_check", True),
    flag(":SYSTem:ZCORrect[:STATe]", "zero_correct"),
    does(":SYSTem:ZCORrect:ACQuire", "acquire_zero"),
    flag(":SYSTem:AZERo[:STATe]", "auto_zero", True),
    quantity(":SYSTem:LFRequency", "line_frequency", 50, 50, 60, integer=True),
    does(":SYSTem:TIME:RESet", "reset_time"),
    does(":SYSTem:PRESet", "reset"),
    does(":SYSTem:LOCal", "wait"),
    does(":SYSTem:REMote", "wait"),
    does(":SYSTem:CLEar", "clear_errors"),
    flag(":DISPlay:ENABle", "display", True),
    quantity(":DISPlay:DIGits", "digits", 6, 4, 7, integer=True),
    # Readings: 13-5 to 13-8
    both(":FORMat:ELEMents", "set_elements", "elements"),
    choice(":FORMat[:DATA]", "data_format", ("ASCii",)),
    takes(":CONFigure[:CURRent[:DC]]", "configure"),
    does(":INITiate[:IMMediate]", "trigger"),
    does(":ABORt", "wait"),
    tells(":FETCh", "fetch"),
    tells(":READ", "read"),
    tells(":MEASure[:CURRent[:DC]]", "read"),
    quantity(":TRIGger[:SEQuence[1]]:COUNt", "trigger_count", 1, 1, 2048, integer=True),
    quantity(":TRIGger[:SEQuence[1]]:DELay", "trigger_delay", 0.0, 0.0, 999.9998),
    text(":TRIGger[:SEQuence[1]]:SOURce", "trigger_source", "IMM"),
    quantity(":ARM[:SEQuence[1]][:LAYer[1]]:COUNt", "arm_count", 1, 1, 2048, integer=True),
    choice(":ARM[:SEQuence[1]][:LAYer[1]]:SOURce", "arm_source", ("IMMediate", "TIMer", "MANual", "BUS", "TLINk")),
    # Status: 10-10 to 10-15
    tells(":STATus:MEASurement[:EVENt]", "read_measurement_events"),
    tells(":STATus:MEASurement:CONDition", "measurement_condition"),
    quantity(":STATus:MEASurement:ENABle", "measurement_enable", 0, 0, 65535, integer=True),
    tells(":STATus:OPERation[:EVENt]", "no_events"),
    tells(":STATus:QUEStionable[:EVENt]", "no_events"),
    tells(":STATus:QUEue[:NEXT]", "next_error"),
    does(":STATus:QUEue:CLEar", "clear_errors"),
    does(":STATus:PRESet", "preset_status"),
)
