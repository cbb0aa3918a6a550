"""The command tables of the iseg SHR and NHS ("SCPI protocol common instruction set", 2020-10), as far as they are simulated."""

from .scpi import Command
from .settings import asks, takes, tells, text

_NOMINAL_VOLTAGE, _NOMINAL_CURRENT = "2.00000E3V", "6.00000E-3A"
_COMMON: tuple[Command, ...] = (
    tells("*INSTR", "command_set"),
    takes(":VOLTage", "order_voltage"),
    takes(":CURRent", "set_number", "limit"),
    asks(":READ:VOLTage", "number_of", "level", "V"),
    asks(":READ:VOLTage:LIMit", "constant", _NOMINAL_VOLTAGE),
    asks(":READ:VOLTage:NOMinal", "constant", _NOMINAL_VOLTAGE),
    asks(":READ:VOLTage:ON", "is_on"),
    asks(":READ:CURRent", "number_of", "limit", "A"),
    asks(":READ:CURRent:LIMit", "constant", _NOMINAL_CURRENT),
    asks(":READ:CURRent:NOMinal", "constant", _NOMINAL_CURRENT),
    asks(":READ:RAMP:VOLTage", "number_of", "up", "V/s"),
    asks(":READ:CHANnel:STATus", "status"),
    asks(":READ:CHANnel:EVent:STATus", "events_of"),
    asks(":READ:CHANnel:EVent:MASK", "event_mask"),
    tells(":READ:MODule:CHANnelnumber", "channel_count"),
    asks(":MEASure:VOLTage", "measured_voltage"),
    asks(":MEASure:CURRent", "measured_current"),
    takes(":EVent", "clear_events"),
    takes(":EVent:MASK", "set_event_mask"),
    takes(":CONFigure:TRIP:TIME", "set_number", "trip_time"),
    asks(":CONFigure:TRIP:TIME", "number_of", "trip_time", ""),
    takes(":CONFigure:TRIP:ACTion", "set_number", "trip_action"),
    asks(":CONFigure:TRIP:ACTion", "number_of", "trip_action", ""),
    asks(":CONFigure:OUTPut:POLarity", "polarity"),
    takes(":CONFigure:SERial:ECHO", "set_echo"),
    tells(":CONFigure:SERial:ECHO", "echo"),
    text(":CONFigure:KILL", "kill", "0"),
    text(":CONFigure:AVERage", "averages", "64"),
)
SHR_COMMANDS: tuple[Command, ...] = (
    *_COMMON,
    takes(":CONFigure:RAMP:VOLTage:UP", "set_number", "up"),
    asks(":CONFigure:RAMP:VOLTage:UP", "number_of", "up", "V/s"),
    takes(":CONFigure:RAMP:VOLTage:DOWN", "set_number", "down"),
    asks(":CONFigure:RAMP:VOLTage:DOWN", "number_of", "down", "V/s"),
)
NHS_COMMANDS: tuple[Command, ...] = (
    *_COMMON,
    takes(":CONFigure:RAMP:VOLTage", "set_module_ramp"),
    tells(":CONFigure:RAMP:VOLTage", "module_ramp"),
)
