"""Settings of procedures: declared with units, written by people as quantities, kept as floats."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError

from qcstation.model.errors import InputError, UnitError
from qcstation.model.units import parse_quantity


class Unit:
    """The unit that a setting's float is in."""

    def __init__(self, symbol: str) -> None:
        self.symbol = symbol


def quantity(symbol: str) -> Any:
    """Return the annotation of a setting that is a quantity in `symbol`."""

    def parse(value: Any) -> float:
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            try:
                return parse_quantity(value, symbol)
            except UnitError as error:
                raise ValueError(str(error)) from error
        raise ValueError(f"expected a quantity in {symbol}, not {value!r}")

    return Annotated[float, Unit(symbol), BeforeValidator(parse)]


def optional_quantity(symbol: str) -> Any:
    """Return the annotation of a setting that is a quantity in `symbol` as typed, or empty: there is none."""

    def check(text: str) -> str:
        try:
            if text.strip():
                parse_quantity(text, symbol)
        except UnitError as error:
            raise ValueError(str(error)) from error
        return text.strip()

    return Annotated[str, AfterValidator(check)]


Voltage = quantity("V")
RampRate = quantity("V/s")
Current = quantity("A")
Capacitance = quantity("F")
Frequency = quantity("Hz")
Duration = quantity("s")
Temperature = quantity("degC")
TemperatureDifference = quantity("K")
TemperatureRate = quantity("K/s")
Area = quantity("m^2")
Length = quantity("m")
Charge = quantity("C")
Fraction = quantity("")
Resistance = quantity("ohm")
OptionalResistance = optional_quantity("ohm")
OptionalDuration = optional_quantity("s")


class ProcedureSettings(BaseModel):
    """Base of every procedure's `Settings` and `Parameters`: unknown names are refused, defaults are parsed like input."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)

    @classmethod
    def units(cls) -> dict[str, str]:
        """Return the unit of each setting that has one."""
        return {
            name: unit.symbol for name, field in cls.model_fields.items() for unit in field.metadata if isinstance(unit, Unit)
        }

    @classmethod
    def parsed(cls, given: dict[str, Any], *, what: str = "setting") -> "ProcedureSettings":
        """Return the settings with `given` ones in place of defaults.

        Raises:
            InputError: one line that names the wrong setting, what was expected and what came.
        """
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            raise InputError("; ".join(cls._explain(part, what) for part in error.errors())) from error

    @classmethod
    def problems(cls, given: dict[str, Any]) -> dict[str, str]:
        """Return what is wrong with `given`, by setting, in the words of `parsed`; under "" what is wrong with several."""
        try:
            cls.model_validate(given)
        except ValidationError as error:
            return {_place(part): _message(part) for part in error.errors()}
        return {}

    @classmethod
    def _explain(cls, part: Any, what: str) -> str:
        if part["type"] == "extra_forbidden":
            return f"unknown {what} {_place(part)!r}; known: {', '.join(cls.model_fields)}"
        return f"{what} {_place(part) or 'combination'}: {_message(part)}"


def _place(part: Any) -> str:
    return ".".join(str(place) for place in part["loc"])


def _message(part: Any) -> str:
    return str(part["msg"]).removeprefix("Value error, ")
