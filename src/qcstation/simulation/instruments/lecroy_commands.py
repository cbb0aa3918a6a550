"""The commands of LeCroy oscilloscopes that are simulated, in short and long form (WM-RCM-E Rev. D, part two)."""

from collections.abc import Callable
from functools import cache
from typing import Any

from msgspec import Struct

from .lecroy_language import (
    MISSING,
    UNRECOGNISED_HEADER,
    UNRECOGNISED_KEYWORD,
    LecroyError,
    Unit,
    number,
    pairs,
    written,
)
from .lecroy_vbs import vbs, vbs_query
from .scope_acquisition import CHANNELS

Action = Callable[[Any, Unit], Any]
_BANDWIDTHS = {"OFF": None, "ON": 20e6, "20MHZ": 20e6, "200MHZ": 200e6, "1GHZ": 1e9}
"""Of BWL: ON has always meant 20 MHz."""
_MODES = ("AUTO", "NORM", "SINGLE", "STOP")


class Command(Struct, frozen=True, kw_only=True):
    """A header in both forms, what it does and what it answers."""

    short: str
    long: str
    assign: Action | None = None
    answer: Action | None = None

    def names(self) -> tuple[str, str]:
        """Return its short and its long form."""
        return self.short, self.long


def find(header: str) -> Command:
    """Return the command of a header.

    Raises:
        LecroyError: there is none.
    """
    command = _table().get(header)
    if command is None:
        raise LecroyError(command=UNRECOGNISED_HEADER)
    return command


def first(unit: Unit) -> str:
    """Return the first parameter.

    Raises:
        LecroyError: there is none.
    """
    if not unit.parameters:
        raise LecroyError(execution=MISSING)
    return unit.parameters[0]


def word(unit: Unit, *known: str) -> str:
    """Return the first parameter, which has to be one of `known`.

    Raises:
        LecroyError: it is not.
    """
    given = first(unit).upper()
    if given not in known:
        raise LecroyError(command=UNRECOGNISED_KEYWORD)
    return given


def _value(short: str, long: str, name: str) -> Command:
    """A number that belongs to the whole instrument."""

    def assign(scope: Any, unit: Unit) -> None:
        setattr(scope, name, number(first(unit)))

    return Command(short=short, long=long, assign=assign, answer=lambda scope, _: written(getattr(scope, name)))


def _of_input(short: str, long: str, read: Action, write: Callable[[Any, int, Unit], None]) -> Command:
    """A setting of one channel."""
    return Command(
        short=short,
        long=long,
        assign=lambda scope, unit: write(scope, scope.channel(unit), unit),
        answer=lambda scope, unit: read(scope, scope.channel(unit)),
    )


def _by_channel(short: str, long: str, name: str, *words: str) -> Command:
    """A number or word of the trigger that is kept for each channel."""

    def write(scope: Any, channel: int, unit: Unit) -> None:
        getattr(scope, name)[channel] = word(unit, *words) if words else number(first(unit))

    def read(scope: Any, channel: Any) -> str:
        value = getattr(scope, name)[channel]
        return str(value) if words else written(value)

    return _of_input(short, long, read, write)


def _register(name: str, attribute: str, long: str = "") -> Command:
    return Command(short=name, long=long or name, answer=lambda scope, _: str(scope.read_register(attribute)))


def _enable(name: str) -> Command:
    def assign(scope: Any, unit: Unit) -> None:
        scope.enables[name] = round(number(first(unit)))

    return Command(short=name, long=name, assign=assign, answer=lambda scope, _: str(scope.enables[name]))


def _does(name: str, method: str, long: str = "") -> Command:
    return Command(short=name, long=long or name, assign=lambda scope, _: getattr(scope, method)())


def _says(name: str, text: str, long: str = "") -> Command:
    return Command(short=name, long=long or name, assign=lambda _scope, _unit: None, answer=lambda _scope, _unit: text)


def _identity(scope: Any, _: Unit) -> str:
    serial = scope.place.options.get("serial_number", "LCRY4001N12345")
    return f"LECROY,{'WR8254' if scope.bits == 8 else 'WP254HD'},{serial},9.8.0"


def _set_scale(scope: Any, channel: int, unit: Unit) -> None:
    scope.acquisition.inputs[channel].scale = min(max(number(first(unit)), 1e-3), 10.0)


def _set_offset(scope: Any, channel: int, unit: Unit) -> None:
    scope.acquisition.inputs[channel].centre = -number(first(unit))


def _set_coupling(scope: Any, channel: int, unit: Unit) -> None:
    scope.acquisition.inputs[channel].coupling = word(unit, "D50", "D1M", "A1M", "GND")


def _set_on(scope: Any, channel: int, unit: Unit) -> None:
    scope.acquisition.inputs[channel].on = word(unit, "ON", "OFF") == "ON"


def _set_bandwidths(scope: Any, unit: Unit) -> None:
    if len(unit.parameters) == 1:
        chosen = dict.fromkeys((f"C{channel}" for channel in CHANNELS), first(unit))
    else:
        chosen = pairs(unit.parameters)
    for name, given in chosen.items():
        if name not in {f"C{channel}" for channel in CHANNELS} or given.upper() not in _BANDWIDTHS:
            raise LecroyError(command=UNRECOGNISED_KEYWORD)
        bandwidth = _BANDWIDTHS[given.upper()]
        scope.acquisition.inputs[int(name[1])].bandwidth = bandwidth or scope.acquisition.bandwidth


def _bandwidths(scope: Any, _: Unit) -> str:
    def name(bandwidth: float) -> str:
        return next((key for key, value in _BANDWIDTHS.items() if value == bandwidth), "OFF")

    return ",".join(f"C{channel},{name(each.bandwidth)}" for channel, each in scope.acquisition.inputs.items())


def _set_sequence(scope: Any, unit: Unit) -> None:
    scope.sequence = word(unit, "ON", "OFF", "WRAP") != "OFF"
    if len(unit.parameters) > 1:
        scope.segments = min(max(round(number(unit.parameters[1])), 2), 30_000)
    if len(unit.parameters) > 2:
        scope.segment_size = number(unit.parameters[2])


def _sequence(scope: Any, _: Unit) -> str:
    size = scope.segment_size or scope.memory_size
    return f"{'ON' if scope.sequence else 'OFF'},{scope.segments},{written(size)}"


def _set_trigger(scope: Any, unit: Unit) -> None:
    kind = word(unit, "EDGE", "STD", "SNG")
    scope.trigger_type = "EDGE" if kind == "STD" else kind
    given = pairs(unit.parameters[1:])
    source = given.get("SR", f"C{scope.trigger_source}").upper()
    if source not in {f"C{channel}" for channel in CHANNELS}:
        raise LecroyError(command=UNRECOGNISED_KEYWORD)
    scope.trigger_source = int(source[1])
    scope.trigger_hold = given.get("HT", "OFF").upper(), given.get("HV", "")


def _trigger(scope: Any, _: Unit) -> str:
    hold, value = scope.trigger_hold
    shown = f",HV,{value}" if value else ""
    return f"{scope.trigger_type},SR,C{scope.trigger_source},HT,{hold}{shown}"


def _set_pattern(scope: Any, unit: Unit) -> None:
    given = pairs(unit.parameters)
    if given.pop("STATE", "AND").upper() != "AND":
        raise LecroyError(command=UNRECOGNISED_KEYWORD)
    names = {f"C{channel}": channel for channel in CHANNELS}
    if not set(given) <= set(names) or not {value.upper() for value in given.values()} <= {"H", "L"}:
        raise LecroyError(command=UNRECOGNISED_KEYWORD)
    scope.pattern = {names[name]: value.upper() for name, value in given.items()}


def _set_setup(scope: Any, unit: Unit) -> None:
    given = pairs(unit.parameters)
    if not set(given) <= set(scope.setup):
        raise LecroyError(command=UNRECOGNISED_KEYWORD)
    for name, value in given.items():
        scope.setup[name] = max(round(number(value)), 0)


def _set_format(scope: Any, unit: Unit) -> None:
    if len(unit.parameters) != 3 or unit.parameters[0].upper() != "DEF9" or unit.parameters[2].upper() != "BIN":
        raise LecroyError(command=UNRECOGNISED_KEYWORD)
    scope.words = {"WORD": True, "BYTE": False}.get(unit.parameters[1].upper(), scope.words)


def _wait(scope: Any, unit: Unit) -> None:
    scope.wait(number(first(unit)) if unit.parameters else 0.0)


COMMANDS: tuple[Command, ...] = (
    Command(short="*IDN", long="*IDN", answer=_identity),
    _does("*RST", "reset"),
    _does("*CLS", "clear_status"),
    Command(short="*OPC", long="*OPC", assign=lambda scope, _: scope.operation_complete(), answer=lambda _scope, _unit: "1"),
    _says("*WAI", ""),
    _says("*TST", "0"),
    _says("*CAL", "0"),
    Command(short="*STB", long="*STB", answer=lambda scope, _: str(scope.status_byte())),
    _register("*ESR", "events"),
    _register("INR", "internal_state"),
    _register("CMR", "command_error"),
    _register("EXR", "execution_error"),
    _says("DDR", "0"),
    *(_enable(name) for name in ("*ESE", "*SRE", "INE")),
    Command(
        short="CHDR",
        long="COMM_HEADER",
        assign=lambda scope, unit: setattr(scope, "header", word(unit, "OFF", "SHORT", "LONG")),
        answer=lambda scope, _: scope.header,
    ),
    Command(
        short="CORD",
        long="COMM_ORDER",
        assign=lambda scope, unit: setattr(scope, "big_endian", word(unit, "HI", "LO") == "HI"),
        answer=lambda scope, _: "HI" if scope.big_endian else "LO",
    ),
    Command(
        short="CFMT",
        long="COMM_FORMAT",
        assign=_set_format,
        answer=lambda scope, _: f"DEF9,{'WORD' if scope.words else 'BYTE'},BIN",
    ),
    Command(
        short="WFSU",
        long="WAVEFORM_SETUP",
        assign=_set_setup,
        answer=lambda scope, _: ",".join(f"{name},{value}" for name, value in scope.setup.items()),
    ),
    Command(short="WF", long="WAVEFORM", answer=lambda scope, unit: scope.waveform(unit)),
    _of_input("VDIV", "VOLT_DIV", lambda scope, c: written(scope.acquisition.inputs[c].scale), _set_scale),
    _of_input("OFST", "OFFSET", lambda scope, c: written(-scope.acquisition.inputs[c].centre), _set_offset),
    _of_input("CPL", "COUPLING", lambda scope, c: scope.acquisition.inputs[c].coupling, _set_coupling),
    _of_input("TRA", "TRACE", lambda scope, c: "ON" if scope.acquisition.inputs[c].on else "OFF", _set_on),
    _says("ATTN", "1", "ATTENUATION"),
    Command(short="BWL", long="BANDWIDTH_LIMIT", assign=_set_bandwidths, answer=_bandwidths),
    _value("TDIV", "TIME_DIV", "division"),
    _value("TRDL", "TRIG_DELAY", "delay"),
    _value("MSIZ", "MEMORY_SIZE", "memory_size"),
    Command(short="SEQ", long="SEQUENCE", assign=_set_sequence, answer=_sequence),
    Command(
        short="TRMD",
        long="TRIG_MODE",
        assign=lambda scope, unit: scope.arm(word(unit, *_MODES)),
        answer=lambda scope, _: scope.acquisition.mode,
    ),
    Command(short="ARM", long="ARM_ACQUISITION", assign=lambda scope, _: scope.arm("SINGLE")),
    Command(short="STOP", long="STOP", assign=lambda scope, _: scope.arm("STOP")),
    Command(short="WAIT", long="WAIT", assign=_wait),
    _does("FRTR", "force", "FORCE_TRIGGER"),
    Command(short="TRSE", long="TRIG_SELECT", assign=_set_trigger, answer=_trigger),
    Command(
        short="TRPA",
        long="TRIG_PATTERN",
        assign=_set_pattern,
        answer=lambda scope, _: ",".join([*(f"C{c},{s}" for c, s in sorted(scope.pattern.items())), "STATE,AND"]),
    ),
    _by_channel("TRLV", "TRIG_LEVEL", "levels"),
    _by_channel("TRSL", "TRIG_SLOPE", "slopes", "POS", "NEG"),
    _by_channel("TRCP", "TRIG_COUPLING", "trigger_couplings", "DC", "AC", "HFREJ", "LFREJ"),
    _says("CLSW", "", "CLEAR_SWEEPS"),
    _says("BUZZ", "OFF", "BUZZER"),
    _says("DISP", "ON", "DISPLAY"),
    Command(short="VBS", long="VBS", assign=vbs, answer=vbs_query),
)


@cache
def _table() -> dict[str, Command]:
    return {name: command for command in COMMANDS for name in command.names()}
