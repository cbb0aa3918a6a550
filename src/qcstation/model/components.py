"""Components: what sits on the bench, what kinds there are, and how they are told apart."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from .errors import InputError, SerialNumberError
from .serial_numbers import SerialNumber, SerialNumberGrammar


class ChildPosition(Struct, frozen=True):
    """A place for a child of `type` in its parent: exactly one at `position`, or with `many` any number at free positions."""

    type: str
    position: str = ""
    many: bool = False


class StageTests(Struct, frozen=True):
    """Which procedures (ids) a component has to pass at `stage`, in the order in which they are done."""

    stage: str
    procedures: tuple[str, ...]


class ComponentType(Struct, frozen=True, kw_only=True):
    """A kind of component, such as ``hgtd.sensor``.

    `stages` are the steps of its production in order, `tests` what is measured at them, `positions` the places for the components
    that it is assembled from.
    """

    id: str
    title: str
    stages: tuple[str, ...] = ("reception",)
    positions: tuple[ChildPosition, ...] = ()
    tests: tuple[StageTests, ...] = ()

    def required_at(self, stage: str) -> tuple[str, ...]:
        """Return the procedures that it has to pass at `stage`, in order."""
        return tuple(procedure for tests in self.tests if tests.stage == stage for procedure in tests.procedures)

    @property
    def children(self) -> tuple[str, ...]:
        """The types that it is assembled from, one for each place."""
        return tuple(place.type for place in self.positions)

    def assembly_problems(self, children: Iterable[tuple[str, str]]) -> tuple[str, ...]:
        """Return what is wrong with `children`, pairs of type and position; nothing: the assembly is complete and right."""
        left = list(children)
        problems = []
        for place in self.positions:
            fitting = [child for child in left if child[0] == place.type and (place.many or child[1] == place.position)]
            left = [child for child in left if child not in fitting]
            if len(fitting) != 1 and not place.many:
                problems.append(f"{self.title}: {len(fitting)} {place.type}{_at(place.position)}, expected exactly one")
        problems += [f"{self.title}: no {kind}{_at(position)} belongs there" for kind, position in left]
        return tuple(problems)


def _at(position: str) -> str:
    return f" at position {position}" if position else ""


class Component(Struct, frozen=True, kw_only=True):
    """One physical component. `identifiers` are other names of it: vendor numbers, wafer positions, barcodes."""

    serial_number: str
    type: str
    stage: str = ""
    identifiers: Mapping[str, str] = {}


class Catalogue:
    """The component types of all product lines and the grammars that tell them by serial number."""

    def __init__(self, types: Iterable[ComponentType], grammars: Iterable[SerialNumberGrammar]) -> None:
        self._types: dict[str, ComponentType] = {}
        for kind in types:
            if self._types.setdefault(kind.id, kind) is not kind:
                raise ValueError(f"two component types are called {kind.id!r}")
        self._grammars = tuple(grammars)

    @property
    def types(self) -> tuple[ComponentType, ...]:
        """All component types."""
        return tuple(self._types.values())

    def type(self, type_id: str) -> ComponentType:
        """Return the component type `type_id`.

        Raises:
            InputError: there is no such type.
        """
        try:
            return self._types[type_id]
        except KeyError:
            raise InputError(f"unknown component type {type_id!r}; known: {', '.join(sorted(self._types))}") from None

    def parse(self, text: str) -> SerialNumber:
        """Return the parsed serial number, by the first grammar whose prefix fits.

        Raises:
            SerialNumberError: no grammar knows the prefix, or its grammar refuses the rest; the message says why.
        """
        text = text.strip()
        for grammar in self._grammars:
            if grammar.recognises(text):
                return grammar.parse(text)
        known = ", ".join(f"{grammar.title} ({grammar.example})" for grammar in self._grammars)
        raise SerialNumberError(f"{text!r} is no serial number of a known product line; known: {known}")

    def component(self, text: str, *, stage: str = "") -> Component:
        """Return the component that a scanned serial number names, at `stage` or its type's first one.

        Raises:
            SerialNumberError: the serial number is wrong.
            InputError: components of its type have no such stage.
        """
        number = self.parse(text)
        kind = self.type(number.component_type)
        if stage and stage not in kind.stages:
            raise InputError(f"{kind.title}: no stage {stage!r}; known: {', '.join(kind.stages)}")
        return Component(serial_number=number.text, type=kind.id, stage=stage or kind.stages[0])
