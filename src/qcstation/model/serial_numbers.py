"""What every serial-number grammar has in common; each product line brings its own."""

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct


class SerialNumber(Struct, frozen=True, kw_only=True):
    """A serial number that its grammar has accepted; `fields` are its parts by name, in plain words."""

    text: str
    component_type: str
    fields: Mapping[str, str] = {}


class SerialNumberGrammar(Protocol):
    """How one product line's serial numbers are built."""

    title: str
    example: str

    def recognises(self, text: str) -> bool:
        """Whether `text` begins as this grammar's serial numbers do, so that its reasons for refusal apply."""
        ...

    def parse(self, text: str) -> SerialNumber:
        """Return the parsed serial number.

        Raises:
            SerialNumberError: naming the part that is wrong, what was expected there and what came.
        """
        ...
