"""Limits as data: what a specification asks of a run's results, and where each number comes from."""

import hashlib
import math
import tomllib
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct

from .errors import SpecificationError


class DecisionRule(StrEnum):
    """How a value with an uncertainty is held against a limit (ILAC-G8:09/2019, ISO 14253-1:2017)."""

    SIMPLE = "simple"
    """Simple acceptance: the value alone decides."""
    GUARDED = "guarded"
    """The interval value +- k u decides; one that straddles the limit is inconclusive."""


class Limit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The allowed range of one result, bounds included, in `unit`. A bound that is None does not limit.

    A `required` result counts for the run's verdict; one that is not is information. `set_by_site` says that a required limit has
    to come from the site's overlay: until then the verdict is INCONCLUSIVE. `source` says where the numbers come from,
    `unverified` that no public source gives them.
    """

    name: str
    unit: str
    min: float | None = None
    max: float | None = None
    required: bool = False
    set_by_site: bool = False
    unverified: bool = False
    source: str = ""

    def __post_init__(self) -> None:
        for bound in (self.min, self.max):
            if bound is not None and not math.isfinite(bound):
                raise SpecificationError(f"limit {self.name}: a bound must be a finite number, not {bound}")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise SpecificationError(f"limit {self.name}: min {self.min} is above max {self.max}")
        if (self.min is not None or self.max is not None) and not self.source:
            raise SpecificationError(f'limit {self.name}: say where the number comes from (source = "...")')


class Grade(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A class of components: what all of its conditions hold for, and none of a better one's do. Without conditions: the rest."""

    name: str
    conditions: tuple[Limit, ...] = ()


class Specification(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A versioned set of limits for one procedure, with the parameters of its analysis.

    `parameters` hold the analysis's own numbers as people write them (``"500 nA"``); the procedure declares and parses them.
    """

    id: str
    version: str
    title: str = ""
    rule: DecisionRule = DecisionRule.SIMPLE
    coverage: float = 2.0
    parameters: dict[str, str | int | float | bool] = {}
    limits: tuple[Limit, ...] = ()
    grades: tuple[Grade, ...] = ()
    """The best first."""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.coverage) and self.coverage > 0):
            raise SpecificationError(f"coverage must be a positive number, not {self.coverage}")
        names = [limit.name for limit in self.limits]
        if len(set(names)) != len(names):
            raise SpecificationError(f"a result has two limits: {', '.join(sorted(names))}")

    def limit(self, name: str) -> Limit | None:
        """Return the limit for the result `name`, or None."""
        return next((limit for limit in self.limits if limit.name == name), None)

    @property
    def digest(self) -> str:
        """SHA-256 (hexadecimal) of the whole content: equal specifications have equal digests.

        Fields at their defaults are left out, so that a new kind of field changes no digest of an old specification.
        """
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()

    def overlaid(self, overlay: str, *, origin: str = "overlay") -> "Specification":
        """Return this specification with a site's own TOML text laid over it: given fields replace, others stay.

        A limit with a bound of the site's own is no longer what the shipped source says: the site gives its source too. Grades
        are one set of rules: a site that gives any replaces all.

        Raises:
            SpecificationError: the text is not TOML, names an unknown field, has no version of its own, or a bound has no source.
        """
        over = _parse(overlay, origin)
        if over.get("specification", {}).get("version", self.version) == self.version:
            raise SpecificationError(f"{origin}: needs a version of its own under [specification], another than {self.version!r}")
        base = _as_tables(self)
        for name, fields in over.get("limits", {}).items():
            if name in base["limits"] and ("min" in fields or "max" in fields):
                for outdated in ("source", "unverified"):
                    base["limits"][name].pop(outdated, None)
        if "grades" in over:
            base.pop("grades", None)
        return _build(_merged(base, over), origin)


def parse_specification(text: str, *, origin: str = "specification") -> Specification:
    """Read a specification from TOML text: `[specification]`, `[parameters]`, then one table a limit under `[limits]`.

    `[grades.NAME.RESULT]` are the conditions of grades, the best grade first, each written as a limit; an empty `[grades.NAME]`
    is what is left.

    `origin` names the file in messages.

    Raises:
        SpecificationError: the text is not TOML, a field is missing, unknown or of the wrong type.
    """
    return _build(_parse(text, origin), origin)


def specification_from(tables: dict[str, Any], *, origin: str = "specification") -> Specification:
    """Return the specification in the tables of a TOML document that has been read already. Raises as `parse_specification`."""
    return _build(_checked(tables, origin), origin)


def _parse(text: str, origin: str) -> dict[str, Any]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SpecificationError(f"{origin}: not valid TOML: {error}") from error
    return _checked(tables, origin)


def _checked(tables: dict[str, Any], origin: str) -> dict[str, Any]:
    unknown = set(tables) - {"specification", "parameters", "limits", "grades"}
    if unknown:
        raise SpecificationError(
            f"{origin}: unknown table [{sorted(unknown)[0]}]; expected [specification], [parameters], [limits.NAME] and [grades]"
        )
    for name in sorted(tables):
        _expect_table(tables[name], name, origin)
    for name, fields in tables.get("limits", {}).items():
        _expect_table(fields, f"limits.{name}", origin)
    for name, conditions in tables.get("grades", {}).items():
        _expect_table(conditions, f"grades.{name}", origin)
        for result, fields in conditions.items():
            _expect_table(fields, f"grades.{name}.{result}", origin)
    for name in ("parameters", "limits", "grades"):
        if name in tables.get("specification", {}):
            raise SpecificationError(f"{origin}: {name} in [specification], expected a table [{name}]")
    return tables


def _expect_table(content: object, name: str, origin: str) -> None:
    if not isinstance(content, dict):
        raise SpecificationError(f"{origin}: {name} = {content!r}, expected a table [{name}]")


def _build(tables: dict[str, Any], origin: str) -> Specification:
    limits = [{"name": name, **fields} for name, fields in tables.get("limits", {}).items()]
    grades = [
        {"name": name, "conditions": [{"name": result, **fields} for result, fields in conditions.items()]}
        for name, conditions in tables.get("grades", {}).items()
    ]
    content = {**tables.get("specification", {}), "parameters": tables.get("parameters", {}), "limits": limits, "grades": grades}
    try:
        return msgspec.convert(content, Specification)
    except (msgspec.ValidationError, SpecificationError) as error:
        raise SpecificationError(f"{origin}: {error}") from error


def _as_tables(specification: Specification) -> dict[str, Any]:
    content = msgspec.to_builtins(specification)
    limits = {limit.pop("name"): limit for limit in content.pop("limits", ())}
    parameters = content.pop("parameters", {})
    grades = {
        grade["name"]: {condition.pop("name"): condition for condition in grade.get("conditions", ())}
        for grade in content.pop("grades", ())
    }
    return {"specification": content, "parameters": parameters, "limits": limits, "grades": grades}


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        merged[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged
