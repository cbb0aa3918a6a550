"""The station file: TOML that says which instruments a bench has, what guards it and where its records go."""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from qcstation.model.errors import StationError
from qcstation.procedures.settings import Current, Duration, Length, RampRate, Voltage


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StationSection(_Section):
    """Who this bench is. `database` is a SQLAlchemy URL; empty: SQLite in the data folder."""

    name: str = Field(min_length=1, max_length=80)
    site: str = ""
    database: str = ""


class InstrumentSection(_Section):
    """One instrument: what it is, where it is, how fast and how far it may go. None: the driver's own default.

    Instruments of the same `resource` share one connection: `channel` and, in a daisy chain, `board` tell them apart.
    `contacts` says which contact of the component is wired to which channel of a switching matrix, where not as usual.
    """

    driver: str
    resource: str
    channel: int | None = Field(default=None, ge=0, le=255)
    board: int | None = Field(default=None, ge=0, le=31)
    trip_delay: Duration | None = None
    contacts: dict[str, str] | None = None
    contact_height: Length | None = None
    separation: Length | None = None
    lift: Length | None = None
    origin_x: Length | None = None
    origin_y: Length | None = None
    pitch_x: Length | None = None
    pitch_y: Length | None = None
    serial_number: str = ""
    terminals: Literal["front", "rear"] = "front"
    ramp: RampRate | None = None
    ramp_step: Voltage | None = None
    highest_voltage: Voltage | None = None
    highest_compliance: Current | None = None
    timeout: Duration | None = None
    command_interval: Duration | None = None
    baud_rate: int | None = None
    data_bits: Literal[7, 8] | None = None
    parity: Literal["none", "even", "odd"] | None = None
    stop_bits: float | None = Field(default=None, ge=1, le=2)
    flow_control: Literal["none", "xonxoff", "rtscts", "dsrdtr"] | None = None
    echo: bool | None = None
    read_termination: str | None = None
    write_termination: str | None = None
    visa_library: str | None = None


class InterlockSection(_Section):
    """A condition that must hold during every run."""

    require: str
    on_violation: Literal["abort"] = "abort"
    max_age: Duration = 5.0


class ProceduresSection(_Section):
    """Procedure files of the site's own, relative to the station file."""

    files: tuple[str, ...] = ()


class SimulationSection(_Section):
    """The device under test of a simulated bench, how its instruments are wired to it, and options of their twins by instrument.

    `control` is the control address (host:port) of a bench that is being served already; the run's clock is then the bench's.
    """

    device: str = "hgtd.lgad"
    variant: str = "good"
    seed: int = 1
    wiring: dict[str, str] = {}
    options: dict[str, dict[str, str | float | bool]] = {}
    control: str = ""


class StationFile(_Section):
    """A whole station file. `specifications` maps a procedure to the site's overlay of its specification."""

    station: StationSection
    instruments: dict[str, InstrumentSection] = {}
    interlocks: dict[str, InterlockSection] = {}
    procedures: ProceduresSection = ProceduresSection()
    specifications: dict[str, str] = {}
    simulation: SimulationSection | None = None
    path: Path = Field(default=Path(), exclude=True)
    text: str = Field(default="", exclude=True)

    def beside(self, name: str) -> Path:
        """Return the path of a file that the station file names relative to itself."""
        return self.path.parent / name


def load_station_file(path: Path) -> StationFile:
    """Read a station file.

    Raises:
        StationError: the file is missing, no TOML, or has an unknown or wrong key; the message names file and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StationError(f"cannot read station file {path}: {getattr(error, 'strerror', None) or error}") from error
    return parse_station_file(text, path)


def parse_station_file(text: str, path: Path) -> StationFile:
    """Read a station file's text; `path` is where it is, or would be. Raises as `load_station_file`."""
    problems = station_problems(text)
    if problems:
        raise StationError("; ".join(f"{path}:{problem.line}: {problem.text}" for problem in problems))
    return StationFile.model_validate({**tomllib.loads(text), "path": path, "text": text})


class StationProblem(Struct, frozen=True, kw_only=True):
    """Something wrong in a station file: on which line, and what."""

    line: int
    text: str


def station_problems(text: str) -> tuple[StationProblem, ...]:
    """Return all that is wrong in a station file's text, as far as the text alone tells."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        line = int(place[1]) if place else len(text.splitlines()) or 1
        return (StationProblem(line=line, text=f"not valid TOML: {error}"),)
    try:
        StationFile.model_validate(content)
    except ValidationError as error:
        return tuple(_explain(part, text) for part in error.errors())
    return ()


def _explain(part: Any, text: str) -> StationProblem:
    place = [str(step) for step in part["loc"]]
    name = ".".join(place)
    if part["type"] == "extra_forbidden":
        what = f"unknown key {name!r}; known here: {', '.join(_known_keys(place[:-1]))}"
    elif part["type"] == "missing":
        what = f"key {name!r} is missing"
    else:
        what = f"{name}: {part['msg'].removeprefix('Value error, ')}"
    return StationProblem(line=line_of(place, text), text=what)


def _known_keys(section: list[str]) -> list[str]:
    model: Any = StationFile
    for step in section:
        annotation = model.model_fields[step].annotation if step in model.model_fields else model
        candidates = [annotation, *getattr(annotation, "__args__", ())]
        model = next((c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)), model)
    return sorted(set(model.model_fields) - {"path", "text"})


def line_of(place: Sequence[str], text: str) -> int:
    """Return the line on which the innermost named table or key of `place` stands; 1 where the file does not have it."""
    found, table = 1, ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)
        if header:
            table = header.group(1).replace('"', "").replace(" ", "")
            if ".".join(place).startswith(table) and found == 1:
                found = number
            if table == ".".join(place):
                return number
            continue
        key = re.match(r"\s*\"?([\w.-]+)\"?\s*=", line)
        if key and ".".join(filter(None, [table, key.group(1)])) == ".".join(place):
            return number
    return found
