"""Serial numbers in file names and headers."""

import re

from qcstation.model.components import Catalogue
from qcstation.model.errors import SerialNumberError
from qcstation.model.serial_numbers import SerialNumber

_WORD = re.compile(r"[A-Za-z0-9]{8,30}")


def guess_serial_number(text: str, catalogue: Catalogue) -> SerialNumber | None:
    """Return the one serial number that a text holds as a word of its own; None if there is none, or more than one."""
    found = {}
    for word in _WORD.findall(text):
        try:
            number = catalogue.parse(word.upper())
        except SerialNumberError:
            continue
        found[number.text] = number
    return next(iter(found.values())) if len(found) == 1 else None
