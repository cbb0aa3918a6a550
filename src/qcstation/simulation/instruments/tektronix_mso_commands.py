"""The command table of the Tektronix 4, 5 and 6 series MSO (programmer manual 077-1305), as far as it is simulated."""

from .scope_acquisition import CHANNELS
from .scpi import Command
from .settings import asks, both, choice, does, flag, quantity, takes, tells, text


def tek(value: float) -> str:
    """Write a number as the instrument does: 50.0000E-3."""
    from .lecroy_language import written

    shown = written(value)
    return shown if "." in shown or "E" in shown else f"{shown}.0"


def _of_channel(channel: int) -> tuple[Command, ...]:
    prefix = f"CH{channel}"
    return (
        quantity(f":{prefix}:SCAle", f"{prefix}:scale", 0.1, 5e-4, 10.0, write=tek, after="set_inputs"),
        quantity(f":{prefix}:OFFSet", f"{prefix}:offset", 0.0, -10.0, 10.0, write=tek, after="set_inputs"),
        quantity(f":{prefix}:POSition", f"{prefix}:position", 0.0, -10.0, 10.0, write=tek),
        choice(f":{prefix}:COUPling", f"{prefix}:coupling", ("DC", "AC", "DCREJect")),
        quantity(f":{prefix}:TERmination", f"{prefix}:termination", 1e6, 50.0, 1e6, write=tek),
        both(f":{prefix}:BANdwidth", f"inputs_{channel}.set_bandwidth", f"inputs_{channel}.bandwidth"),
        flag(f":DISplay:GLObal:{prefix}:STATE", f"{prefix}:on", channel == 1),
        flag(f":SELect:{prefix}", f"{prefix}:selected", channel == 1),
        quantity(f":TRIGger:A:LEVel:{prefix}", f"{prefix}:level", 0.0, -50.0, 50.0, write=tek),
        choice(f":TRIGger:A:LOGICPattern:{prefix}", f"{prefix}:pattern", ("X", "HIGH", "LOW")),
        asks(f":HORizontal:FASTframe:TIMEStamp:ALL:{prefix}", "timestamps"),
    )


COMMANDS: tuple[Command, ...] = (
    *(command for channel in CHANNELS for command in _of_channel(channel)),
    flag(":HEADer", "header", True),
    flag(":VERBose", "verbose", True),
    # Horizontal and FastFrame
    choice(":HORizontal:MODE", "horizontal_mode", ("AUTOmatic", "MANual")),
    quantity(":HORizontal:MODE:SAMPLERate", "sample_rate", 6.25e9, 1.0, 25e9, write=tek),
    quantity(":HORizontal:RECOrdlength", "record_length", 1000, 100, 62_500_000, integer=True),
    quantity(":HORizontal:POSition", "position", 50.0, 0.0, 100.0, write=tek),
    flag(":HORizontal:DELay:MODe", "delay_mode"),
    flag(":HORizontal:FASTframe:STATE", "fast_frame"),
    quantity(":HORizontal:FASTframe:COUNt", "frame_count", 2, 1, 100_000, integer=True),
    choice(":HORizontal:FASTframe:SUMFrame", "summary", ("NONE", "AVErage", "ENVelope")),
    # Acquisition
    choice(":ACQuire:MODe", "acquisition_mode", ("SAMple", "PEAKdetect", "HIRes", "AVErage", "ENVelope")),
    choice(":ACQuire:STOPAfter", "stop_after", ("RUNSTop", "SEQuence")),
    both(":ACQuire:STATE", "set_state", "running"),
    tells(":ACQuire:NUMACq", "acquired"),
    tells(":ACQuire:NUMFRAMESACQuired", "frames_acquired"),
    tells(":BUSY", "running"),
    # Trigger
    choice(":TRIGger:A:TYPe", "trigger_type", ("EDGE", "LOGIc")),
    choice(":TRIGger:A:MODe", "trigger_mode", ("AUTO", "NORMal")),
    choice(":TRIGger:A:EDGE:SOUrce", "trigger_source", tuple(f"CH{channel}" for channel in CHANNELS)),
    choice(":TRIGger:A:EDGE:SLOpe", "trigger_slope", ("RISe", "FALL")),
    choice(":TRIGger:A:EDGE:COUPling", "trigger_coupling", ("DC", "HFRej", "LFRej", "NOISErej")),
    choice(":TRIGger:A:LOGIc:FUNCtion", "trigger_function", ("AND", "OR", "NAND", "NOR")),
    choice(":TRIGger:A:LOGIc:WHEn", "trigger_when", ("TRUe", "FALSe")),
    takes(":TRIGger", "force_trigger"),
    # Transfer
    choice(":DATa:SOUrce", "source", tuple(f"CH{channel}" for channel in CHANNELS)),
    choice(":DATa:ENCdg", "encoding", ("RIBinary", "RPBinary", "SRIbinary", "SRPbinary", "FASTest", "ASCIi")),
    quantity(":DATa:WIDth", "width", 1, 1, 2, integer=True),
    quantity(":DATa:STARt", "start", 1, 1, 62_500_000, integer=True),
    quantity(":DATa:STOP", "stop", 1000, 1, 62_500_000, integer=True),
    quantity(":DATa:FRAMESTARt", "first_frame", 1, 1, 100_000, integer=True),
    quantity(":DATa:FRAMESTOP", "last_frame", 1, 1, 100_000, integer=True),
    tells(":CURVe", "curve"),
    tells(":WFMOutpre", "preamble"),
    *(
        tells(f":WFMOutpre:{name}", f"wfm.{attribute}")
        for name, attribute in (
            ("BYT_Nr", "bytes"),
            ("BIT_Nr", "bits"),
            ("ENCdg", "encoding"),
            ("BN_Fmt", "coding"),
            ("BYT_Or", "order"),
            ("NR_Pt", "points"),
            ("NR_FR", "frames"),
            ("PT_Off", "point_offset"),
            ("XINcr", "x_increment"),
            ("XZEro", "x_zero"),
            ("YMUlt", "y_multiplier"),
            ("YOFf", "y_offset"),
            ("YZEro", "y_zero"),
            ("XUNit", "x_unit"),
            ("YUNit", "y_unit"),
        )
    ),
    # Events
    tells(":ALLEv", "all_events"),
    tells(":EVENT", "next_event"),
    tells(":EVQty", "event_count"),
    text(":DISplay:WAVEform", "display", "ON"),
    does(":CLEAR", "clear_acquisitions"),
)
