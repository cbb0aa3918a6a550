"""The command table of the Keithley 2400 family (2400-series User's Manual, section 18), as far as it is simulated."""

from .scpi import Command
from .settings import asks, both, choice, does, flag, quantity, takes, tells, text

_FUNCTIONS = (("VOLT", ":VOLTage[:DC]"), ("CURR", ":CURRent[:DC]"), ("RES", ":RESistance"))


def commands(highest_voltage: float) -> tuple[Command, ...]:
    """Return the table for a model that sources up to `highest_voltage` (V, the full scale of its highest range)."""
    return (*_output_and_source(highest_voltage), *_measurement(highest_voltage), *_READINGS, *_TRIGGER_STATUS_SYSTEM)


def _output_and_source(highest_voltage: float) -> tuple[Command, ...]:
    return (
        # Terminals and output (18-58 for the interlock)
        choice(":ROUTe:TERMinals", "terminals", ("FRONt", "REAR"), after="terminals_changed"),
        both(":OUTPut[1][:STATe]", "set_output", "output_is_on"),
        choice(":OUTPut[1]:SMODe", "off_mode", ("NORMal", "HIMPedance", "ZERO", "GUARd")),
        flag(":OUTPut[1]:INTerlock:STATe", "interlock", after="interlock_changed"),
        tells(":OUTPut[1]:INTerlock:TRIPped", "output_permitted"),
        flag(":OUTPut[1]:ENABle[:STATe]", "interlock", after="interlock_changed"),
        tells(":OUTPut[1]:ENABle:TRIPped", "output_permitted"),
        # Source: 18-16, 18-75, 18-84
        choice(":SOURce[1]:FUNCtion[:MODE]", "source", ("VOLTage", "CURRent", "MEMory"), check="only_voltage"),
        choice(":SOURce[1]:VOLTage:MODE", "voltage_mode", ("FIXed", "SWEep", "LIST"), check="only_fixed"),
        quantity(
            ":SOURce[1]:VOLTage[:LEVel][:IMMediate][:AMPLitude]",
            "level",
            0.0,
            -highest_voltage,
            highest_voltage,
            check="check_level",
            after="drive",
        ),
        both(":SOURce[1]:VOLTage:RANGe", "set_source_range", "source_range"),
        flag(":SOURce[1]:VOLTage:RANGe:AUTO", "source_auto_range", True),
        quantity(
            ":SOURce[1]:VOLTage:PROTection[:LEVel]",
            "protection",
            1.05 * highest_voltage,
            1.0,
            1.05 * highest_voltage,
            after="drive",
        ),
        tells(":SOURce[1]:VOLTage:PROTection:TRIPped", "protection_reached"),
        quantity(":SOURce[1]:DELay", "delay", 1e-3, 0.0, 9999.998),
        flag(":SOURce[1]:DELay:AUTO", "auto_delay", True),
        does(":SOURce[1]:CLEar[:IMMediate]", "output_off"),
        flag(":SOURce[1]:CLEar:AUTO", "auto_off"),
    )


def _measurement(highest_voltage: float) -> tuple[Command, ...]:
    return (
        # Measurement and compliance: 18-11, 18-62 to 18-68. One integration time for all functions.
        flag("[:SENSe[1]]:FUNCtion:CONCurrent", "concurrent", True),
        both("[:SENSe[1]]:FUNCtion[:ON]", "readings.functions_on", "readings.functions"),
        takes("[:SENSe[1]]:FUNCtion:OFF", "readings.functions_off"),
        does("[:SENSe[1]]:FUNCtion:ON:ALL", "readings.all_functions_on"),
        does("[:SENSe[1]]:FUNCtion:ALL", "readings.all_functions_on"),
        does("[:SENSe[1]]:FUNCtion:OFF:ALL", "readings.all_functions_off"),
        both("[:SENSe[1]]:CURRent[:DC]:RANGe[:UPPer]", "set_current_range", "current_range"),
        flag("[:SENSe[1]]:CURRent[:DC]:RANGe:AUTO", "current_auto_range", True, after="drive"),
        quantity("[:SENSe[1]]:CURRent[:DC]:RANGe:AUTO:LLIMit", "lowest_current_range", 1e-6, -105e-6, 105e-6),
        tells("[:SENSe[1]]:CURRent[:DC]:RANGe:AUTO:ULIMit", "compliance_range"),
        quantity("[:SENSe[1]]:CURRent[:DC]:NPLCycles", "line_cycles", 1.0, 0.01, 10.0),
        quantity(
            "[:SENSe[1]]:CURRent[:DC]:PROTection[:LEVel]",
            "compliance",
            1.05e-4,
            -1.05,
            1.05,
            check="check_compliance",
            after="drive",
        ),
        tells("[:SENSe[1]]:CURRent[:DC]:PROTection:TRIPped", "in_compliance"),
        flag("[:SENSe[1]]:CURRent[:DC]:PROTection:RSYNchronize", "range_follows_compliance"),
        quantity("[:SENSe[1]]:VOLTage[:DC]:RANGe[:UPPer]", "voltage_range", 21.0, -highest_voltage, highest_voltage),
        flag("[:SENSe[1]]:VOLTage[:DC]:RANGe:AUTO", "voltage_auto_range", True),
        quantity("[:SENSe[1]]:VOLTage[:DC]:NPLCycles", "line_cycles", 1.0, 0.01, 10.0),
        quantity("[:SENSe[1]]:VOLTage[:DC]:PROTection[:LEVel]", "voltage_compliance", 21.0, 2e-4, highest_voltage),
        choice("[:SENSe[1]]:RESistance:MODE", "resistance_mode", ("AUTO", "MANual")),
        quantity("[:SENSe[1]]:RESistance:RANGe[:UPPer]", "resistance_range", 2.1e5, 0.0, 2.1e8),
        flag("[:SENSe[1]]:RESistance:RANGe:AUTO", "resistance_auto_range", True),
        quantity("[:SENSe[1]]:RESistance:NPLCycles", "line_cycles", 1.0, 0.01, 10.0),
        flag("[:SENSe[1]]:AVERage[:STATe]", "filter"),
        choice("[:SENSe[1]]:AVERage:TCONtrol", "filter_kind", ("REPeat", "MOVing")),
        quantity("[:SENSe[1]]:AVERage:COUNt", "filter_count", 10, 1, 100, integer=True),
    )


_READINGS: tuple[Command, ...] = (
    # What readings consist of: 18-51
    both(":FORMat:ELEMents[:SENSe[1]]", "readings.set_elements", "readings.elements"),
    choice(":FORMat[:DATA]", "data_format", ("ASCii",)),
    does(":INITiate[:IMMediate]", "readings.initiate"),
    does(":ABORt", "abort"),
    tells(":FETCh", "readings.fetch"),
    tells("[:SENSe[1]]:DATA[:LATest]", "readings.fetch"),
    tells(":READ", "readings.read"),
    tells(":MEASure", "readings.read"),
    *(asks(f":MEASure{header}", "readings.measure", function) for function, header in _FUNCTIONS),
    *(takes(f":CONFigure{header}", "readings.configure", function) for function, header in _FUNCTIONS),
)

_TRIGGER_STATUS_SYSTEM: tuple[Command, ...] = (
    # Trigger model
    quantity(":TRIGger[:SEQuence[1]]:COUNt", "trigger_count", 1, 1, 2500, integer=True),
    quantity(":TRIGger[:SEQuence[1]]:DELay", "trigger_delay", 0.0, 0.0, 999.9999),
    choice(":TRIGger[:SEQuence[1]]:SOURce", "trigger_source", ("IMMediate", "TLINk")),
    text(":TRIGger[:SEQuence[1]]:OUTPut", "trigger_output", "NONE"),
    text(":TRIGger[:SEQuence[1]]:ILINe", "trigger_line_in", "1"),
    text(":TRIGger[:SEQuence[1]]:OLINe", "trigger_line_out", "2"),
    does(":TRIGger:CLEar", "abort"),
    quantity(":ARM[:SEQuence[1]][:LAYer[1]]:COUNt", "arm_count", 1, 1, 2500, integer=True),
    choice(
        ":ARM[:SEQuence[1]][:LAYer[1]]:SOURce",
        "arm_source",
        ("IMMediate", "TIMer", "MANual", "BUS", "TLINk", "NSTest", "PSTest"),
    ),
    quantity(":ARM[:SEQuence[1]][:LAYer[1]]:TIMer", "arm_timer", 0.1, 1e-3, 99999.99),
    # Status: 15-13, 15-14
    tells(":STATus:MEASurement[:EVENt]", "read_measurement_events"),
    tells(":STATus:MEASurement:CONDition", "measurement_condition"),
    quantity(":STATus:MEASurement:ENABle", "measurement_enable", 0, 0, 65535, integer=True),
    tells(":STATus:OPERation[:EVENt]", "no_events"),
    tells(":STATus:OPERation:CONDition", "operation_condition"),
    tells(":STATus:QUEStionable[:EVENt]", "no_events"),
    tells(":STATus:QUEue[:NEXT]", "next_error"),
    does(":STATus:QUEue:CLEar", "clear_errors"),
    does(":STATus:PRESet", "preset_status"),
    # System and display
    tells(":SYSTem:ERRor:COUNt", "error_count"),
    does(":SYSTem:CLEar", "clear_errors"),
    does(":SYSTem:PRESet", "reset"),
    does(":SYSTem:TIME:RESet", "readings.reset_time"),
    does(":SYSTem:LOCal", "abort"),
    does(":SYSTem:REMote", "abort"),
    text(":SYSTem:BEEPer[:IMMediate]", "beep"),
    flag(":SYSTem:BEEPer:STATe", "beeper", True),
    both(":SYSTem:AZERo[:STATe]", "readings.set_auto_zero", "readings.auto_zero"),
    flag(":SYSTem:RSENse", "remote_sense"),
    quantity(":SYSTem:LFRequency", "line_frequency", 50, 50, 60, integer=True),
    flag(":SYSTem:LFRequency:AUTO", "auto_line_frequency", True),
    flag(":DISPlay:ENABle", "display", True),
    quantity(":DISPlay:DIGits", "digits", 6, 4, 7, integer=True),
)
