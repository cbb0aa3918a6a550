"""The part of LeCroy's automation (VBS) that public programs use for acquisitions: `app.Acquisition` and below.

Paths: *MAUI Oscilloscopes Remote Control and Automation Manual*. What it does not know is refused with execution error 26
(`unverified`: what the instrument says then).
"""

import re
from collections.abc import Callable
from typing import Any

from .lecroy_language import NOT_IMPLEMENTED, UNRECOGNISED_KEYWORD, LecroyError, Unit, number, written

_SETTING = re.compile(r"app\.(?P<path>[\w.()\"]+?)\s*=\s*(?P<value>.+)$", re.IGNORECASE)
_QUERY = re.compile(r"return\s*=\s*app\.(?P<path>.+)$", re.IGNORECASE)
_CHANNEL = re.compile(r"acquisition\.(?:c(?P<plain>[1-4])|channels\(\"c(?P<quoted>[1-4])\"\))\.(?P<name>\w+)$")
_TRIGGER = re.compile(r"acquisition\.trigger\.c(?P<channel>[1-4])\.(?P<name>\w+)$")
_MODES = {"auto": "AUTO", "normal": "NORM", "single": "SINGLE", "stopped": "STOP"}
_SLOPES = {"positive": "POS", "negative": "NEG"}
_COUPLINGS = {"dc50": "D50", "dc1m": "D1M", "ac1m": "A1M", "gnd": "GND"}
_TYPES = {"edge": "EDGE", "pattern": "PATTERN"}


def vbs(scope: Any, unit: Unit) -> None:
    """Carry out ``VBS 'app.... = value'``, or a method without a value.

    Raises:
        LecroyError: the path or its value is not known.
    """
    match = _SETTING.match(_script(unit))
    if match is None:
        raise LecroyError(execution=NOT_IMPLEMENTED)
    _set(scope, match["path"].lower(), match["value"].strip().strip('"'))


def vbs_query(scope: Any, unit: Unit) -> str:
    """Answer ``VBS? 'return=app....'``; settings may stand on lines before it.

    Raises:
        LecroyError: the path is not known.
    """
    *before, last = _script(unit).splitlines()
    for line in before:
        match = _SETTING.match(line.strip())
        if match is not None:
            _set(scope, match["path"].lower(), match["value"].strip().strip('"'))
    match = _QUERY.match(last.strip())
    if match is None:
        raise LecroyError(execution=NOT_IMPLEMENTED)
    return _get(scope, match["path"].strip().lower())


def _script(unit: Unit) -> str:
    text = unit.text.strip()
    return text[1:-1].strip() if len(text) > 1 and text[0] in "'\"" and text[-1] == text[0] else text


def _choose(choices: dict[str, str], value: str) -> str:
    if value.lower() not in choices:
        raise LecroyError(command=UNRECOGNISED_KEYWORD)
    return choices[value.lower()]


def _spelled(choices: dict[str, str], value: str) -> str:
    return next(name for name, kept in choices.items() if kept == value).capitalize()


def _set(scope: Any, path: str, value: str) -> None:
    if match := _CHANNEL.match(path):
        _set_input(scope, int(match["plain"] or match["quoted"]), match["name"], value)
    elif match := _TRIGGER.match(path):
        channel = int(match["channel"])
        if match["name"] == "level":
            scope.levels[channel] = number(value)
        elif match["name"] == "slope":
            scope.slopes[channel] = _choose(_SLOPES, value)
        else:
            raise LecroyError(execution=NOT_IMPLEMENTED)
    elif path in _SETTERS:
        _SETTERS[path](scope, value)
    else:
        raise LecroyError(execution=NOT_IMPLEMENTED)


def _set_input(scope: Any, channel: int, name: str, value: str) -> None:
    each = scope.acquisition.inputs[channel]
    if name == "verscale":
        each.scale = number(value)
    elif name == "veroffset":
        each.centre = -number(value)
    elif name == "coupling":
        each.coupling = _choose(_COUPLINGS, value)
    elif name == "view":
        each.on = value.lower() in {"true", "-1", "on"}
    else:
        raise LecroyError(execution=NOT_IMPLEMENTED)


def _get(scope: Any, path: str) -> str:
    if match := _CHANNEL.match(path):
        return _get_input(scope, int(match["plain"] or match["quoted"]), match["name"])
    if match := _TRIGGER.match(path):
        channel = int(match["channel"])
        if match["name"] == "level":
            return f"{scope.levels[channel]:g}"
        if match["name"] == "slope":
            return _spelled(_SLOPES, scope.slopes[channel])
    if path in _GETTERS:
        return _GETTERS[path](scope)
    raise LecroyError(execution=NOT_IMPLEMENTED)


def _get_input(scope: Any, channel: int, name: str) -> str:
    each = scope.acquisition.inputs[channel]
    record = scope.acquisition.record
    if name == "triggertimefromref":
        times = record.hits.times.tolist() if record else []
        return ",".join(f"{at - times[0]:.12e}" for at in times)
    values = {
        "verscale": f"{each.scale:g}",
        "veroffset": f"{-each.centre:g}",
        "coupling": _spelled(_COUPLINGS, each.coupling).upper(),
        "view": str(-int(each.on)),
    }
    if name not in values:
        raise LecroyError(execution=NOT_IMPLEMENTED)
    return values[name]


def _set_segments(scope: Any, value: str) -> None:
    scope.segments = min(max(round(number(value)), 2), 30_000)


def _set_source(scope: Any, value: str) -> None:
    if value.lower() not in {"c1", "c2", "c3", "c4"}:
        raise LecroyError(command=UNRECOGNISED_KEYWORD)
    scope.trigger_source = int(value[1])


_SETTERS: dict[str, Callable[[Any, str], None]] = {
    "acquisition.triggermode": lambda scope, value: scope.arm(_choose(_MODES, value)),
    "acquisition.trigger.type": lambda scope, value: setattr(scope, "trigger_type", _choose(_TYPES, value)),
    "acquisition.trigger.source": _set_source,
    "acquisition.trigger.edge.source": _set_source,
    "acquisition.horizontal.horscale": lambda scope, value: setattr(scope, "division", number(value)),
    "acquisition.horizontal.horoffset": lambda scope, value: setattr(scope, "delay", number(value)),
    "acquisition.horizontal.maxsamples": lambda scope, value: setattr(scope, "memory_size", number(value)),
    "acquisition.horizontal.numsegments": _set_segments,
    "acquisition.horizontal.samplemode": lambda scope, value: setattr(scope, "sequence", value.lower() == "sequence"),
}
_GETTERS: dict[str, Callable[[Any], str]] = {
    "instrumentid": lambda scope: scope.handle("*IDN?").removeprefix("*IDN "),
    "acquisition.triggermode": lambda scope: _spelled(_MODES, scope.acquisition.mode),
    "acquisition.trigger.type": lambda scope: _spelled(_TYPES, scope.trigger_type),
    "acquisition.trigger.source": lambda scope: f"C{scope.trigger_source}",
    "acquisition.horizontal.horscale": lambda scope: f"{scope.division:g}",
    "acquisition.horizontal.horoffset": lambda scope: f"{scope.delay:g}",
    "acquisition.horizontal.maxsamples": lambda scope: f"{scope.memory_size:g}",
    "acquisition.horizontal.samplerate": lambda scope: written(1.0 / scope.window.interval),
    "acquisition.horizontal.timeperpoint": lambda scope: written(scope.window.interval),
    "acquisition.horizontal.numpoints": lambda scope: str(scope.window.samples),
    "acquisition.horizontal.numsegments": lambda scope: str(scope.segments),
    "acquisition.horizontal.samplemode": lambda scope: "Sequence" if scope.sequence else "RealTime",
}
