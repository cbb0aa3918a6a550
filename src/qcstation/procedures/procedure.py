"""The base of all procedures: roles, settings, what it does and what it finds."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, get_args, get_type_hints

from msgspec import Struct

from qcstation.instruments.instrument import Instrument
from qcstation.model.estimates import Result
from qcstation.model.limits import Specification, parse_specification
from qcstation.model.raw import RawData
from qcstation.model.runs import Run

from .settings import ProcedureSettings


class Plan(Struct, frozen=True, kw_only=True):
    """What a run will do if all goes well, known without hardware: a preview, never a promise.

    `set_points` are the levels in `unit` in the order they are set; `duration` is in s of the run's clock, None if unknown.
    """

    set_points: tuple[float, ...] = ()
    unit: str = "V"
    duration: float | None = None

    @property
    def envelope(self) -> tuple[float, float]:
        """The lowest and the highest level set, (0, 0) if there is none."""
        return min(self.set_points, default=0.0), max(self.set_points, default=0.0)


class Procedure:
    """A scripted measurement: annotate the roles that it needs, declare `Settings`, write `acquire` and `analyse`.

    An annotation ``bias: SourceMeter`` asks the bench for an instrument of that role by that name; ``pad: Electrometer | None``
    takes one where the bench has it and is None elsewhere. `Parameters` are the analysis's own numbers: they come from the
    specification, so that a re-analysis can change them.
    """

    id: ClassVar[str]
    version: ClassVar[str] = "1"
    title: ClassVar[str]
    accepts: ClassVar[tuple[str, ...]] = ()
    """The component types that it measures; empty: it needs no component."""
    stages: ClassVar[tuple[str, ...]] = ()
    """The production stages that it belongs to, besides those for which the component types name it."""
    by_hand: ClassVar[bool] = False
    """Whether a person drives it while it lasts: it then runs by the wall clock in simulation too."""
    guarded: ClassVar[bool] = True
    """Whether the station's interlocks have to hold while it runs; not for one that only asks and looks."""
    resumable: ClassVar[bool] = False
    """Whether `acquire` can go on where an interrupted run stopped, with what `run.earlier` has."""
    specification_file: ClassVar[str]
    """File name of the shipped specification, beside the procedure's own file."""

    class Settings(ProcedureSettings):
        """What an operator may set."""

    class Parameters(ProcedureSettings):
        """What a specification may set for the analysis."""

    settings: Any

    def __init__(self, settings: ProcedureSettings, instruments: Mapping[str, Instrument]) -> None:
        self.settings = settings
        for name in self.roles():
            setattr(self, name, instruments[name])
        for name in self.optional_roles():
            setattr(self, name, instruments.get(name))

    @classmethod
    def roles(cls) -> dict[str, type[Instrument]]:
        """Return the roles that it needs, by the names that station files give the instruments."""
        return {name: hint for name, hint in get_type_hints(cls).items() if _is_role(hint)}

    @classmethod
    def optional_roles(cls) -> dict[str, type[Instrument]]:
        """Return the roles that it uses where the bench has them, by the names that station files give the instruments."""
        return {
            name: next(filter(_is_role, get_args(hint)))
            for name, hint in get_type_hints(cls).items()
            if type(None) in get_args(hint) and any(map(_is_role, get_args(hint)))
        }

    @classmethod
    def plan(cls, settings: Any) -> Plan:  # noqa: ARG003
        """Return what `acquire` will do with these settings; the default knows nothing."""
        return Plan()

    @classmethod
    def specification(cls) -> Specification:
        """Return the shipped specification."""
        import inspect

        path = Path(inspect.getfile(cls)).with_name(cls.specification_file)
        return parse_specification(path.read_text(encoding="utf-8"), origin=str(path))

    def acquire(self, run: Run) -> None:
        """Touch the hardware and fill the run's tables."""
        raise NotImplementedError

    @staticmethod
    def analyse(raw: RawData, parameters: Any) -> Sequence[Result]:
        """Return the results that the raw data hold: a pure function."""
        raise NotImplementedError


def _is_role(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Instrument)
