"""The pads of an HGTD sensor: their numbers, places and how a person writes a choice of them."""

from qcstation.model.errors import InputError

ROWS = COLUMNS = 15
"""TDR, ATLAS-TDR-031: 15 x 15 pads."""
PADS = ROWS * COLUMNS
GUARD = "guard"
"""What switching matrices call the guard ring's contact."""


def place_of(pad: int) -> tuple[int, int]:
    """Return row and column, 1 to 15, of a pad, 1 to 225: counted row by row, as the production database's PAD_LOCATION."""
    row, column = divmod(pad - 1, COLUMNS)
    return row + 1, column + 1


def chosen_pads(text: str) -> tuple[int, ...]:
    """Return the pads of a choice such as ``1-15, 113``, in rising order, each once.

    Raises:
        InputError: it is no such choice, or names a pad that there is not.
    """
    pads: set[int] = set()
    for part in filter(None, (part.strip() for part in text.split(","))):
        first, dash, last = (piece.strip() for piece in part.partition("-"))
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise InputError(f"pads {text!r}: expected numbers and ranges from 1 to {PADS}, such as 1-15, 113")
        low, high = int(first), int(last) if dash else int(first)
        if not 1 <= low <= high <= PADS:
            raise InputError(f"pads {text!r}: {part} is not within 1 to {PADS}")
        pads.update(range(low, high + 1))
    if not pads:
        raise InputError(f"pads {text!r}: expected at least one of 1 to {PADS}")
    return tuple(sorted(pads))


def listed(pads: "list[int]") -> str:
    """Return pads in words, ranges joined: ``3, 7-9``."""
    parts: list[list[int]] = []
    for pad in sorted(pads):
        if parts and pad == parts[-1][-1] + 1:
            parts[-1] = [parts[-1][0], pad]
        else:
            parts.append([pad])
    return ", ".join("-".join(map(str, part)) for part in parts)
