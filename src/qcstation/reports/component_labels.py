"""Labels for components: the serial number in letters and as a QR code, as a drawing (SVG) or for a label printer (ZPL)."""

import re
from collections.abc import Sequence

import segno
from markupsafe import Markup
from msgspec import Struct

from qcstation.model.errors import InputError

_QUIET = 4
"""Modules of empty space around the code: ISO/IEC 18004, section on the quiet zone."""
_LEAST_MODULE = 0.25
"""mm that a hand-held scanner of the usual kind still reads at 203 dots per inch: two dots."""
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*[x×]\s*(\d+(?:\.\d+)?)\s*(?:mm)?\s*")
_MM_PER_INCH = 25.4
_TEXT_SHARE = 0.24
"""Of the label's height for the serial number's letters."""
_NARROWNESS = 0.62
"""Width of a letter by its height, at most, in the fonts used."""


class LabelSize(Struct, frozen=True, kw_only=True):
    """Width and height in mm."""

    width: float = 40.0
    height: float = 15.0

    def __str__(self) -> str:
        return f"{self.width:g}x{self.height:g} mm"


class Label(Struct, frozen=True, kw_only=True):
    """What stands on a label: the `code` that a scanner types, the lines that people read."""

    code: str
    lines: tuple[str, ...]


def parse_label_size(text: str) -> LabelSize:
    """Return the size in `text`, such as ``40x15`` (mm).

    Raises:
        InputError: it is no size.
    """
    found = _SIZE.fullmatch(text)
    if found is None or not all(float(side) > 0 for side in found.groups()):
        raise InputError(f"label size {text!r}: expected width x height in mm, such as 40x15")
    return LabelSize(width=float(found[1]), height=float(found[2]))


def draw_label(label: Label, size: LabelSize) -> str:
    """Return the label as an SVG document, black on white, in mm.

    Raises:
        InputError: the label is too small for a code that a scanner can read.
    """
    code = segno.make(label.code, error="m", micro=False)
    module = _module_width(code, size)
    side = module * (code.symbol_size(border=0)[0] + 2 * _QUIET)
    squares = "".join(
        f"M{(column + _QUIET) * module:.3f} {(row + _QUIET) * module:.3f}h{module:.3f}v{module:.3f}h-{module:.3f}z"
        for row, bits in enumerate(code.matrix)
        for column, bit in enumerate(bits)
        if bit
    )
    parts = [
        Markup('<svg xmlns="http://www.w3.org/2000/svg" width="{0}mm" height="{1}mm" viewBox="0 0 {0} {1}">').format(
            f"{size.width:g}", f"{size.height:g}"
        ),
        Markup('<rect width="100%" height="100%" fill="white"/><path fill="black" d="{}"/>').format(squares),
    ]
    for number, (line, height) in enumerate(_sized(label.lines, size.height, size.width - side)):
        parts.append(
            Markup('<text x="{:.3f}" y="{:.3f}" font-family="sans-serif" font-size="{:.3f}" {}>{}</text>').format(
                side, size.height * (0.36 + 0.26 * number), height, Markup('font-weight="bold"' if number == 0 else ""), line
            )
        )
    return str(Markup("").join([*parts, Markup("</svg>")]))


def zpl_label(label: Label, size: LabelSize, *, dpi: int = 203) -> bytes:
    """Return the label in ZPL II, which label printers of Zebra and many others understand (ZPL II Programming Guide: ^BQ, ^A0).

    Raises:
        InputError: the label is too small for a code that a scanner can read.
    """
    code = segno.make(label.code, error="m", micro=False)
    dots = dpi / _MM_PER_INCH
    magnification = max(min(int(_module_width(code, size) * dots), 10), 1)
    border = _QUIET * magnification
    right = magnification * (code.symbol_size(border=0)[0] + 2 * _QUIET)
    width, height = round(size.width * dots), round(size.height * dots)
    fields = [f"^FO{border},{border}^BQN,2,{magnification}^FH^FDMA,{_escaped(label.code)}^FS"]
    fields += [
        f"^FO{right},{round(height * (0.16 + 0.26 * number))}^A0N,{round(letters)}^FH^FD{_escaped(line)}^FS"
        for number, (line, letters) in enumerate(_sized(label.lines, height, width - right))
    ]
    return f"^XA^CI28^PW{width}^LL{height}{''.join(fields)}^XZ\n".encode()


def _module_width(code: segno.QRCode, size: LabelSize) -> float:
    modules = code.symbol_size(border=0)[0] + 2 * _QUIET
    module = min(size.height, size.width / 2) / modules
    if module < _LEAST_MODULE:
        least = _LEAST_MODULE * modules
        raise InputError(f"a label of {size} is too small for its code; it has to be at least {2 * least:.0f}x{least:.0f} mm")
    return module


def _sized(lines: Sequence[str], height: float, room: float) -> list[tuple[str, float]]:
    """Return each line with the height of its letters: those of the serial number, the first, are the largest."""
    fitting = [min(height * _TEXT_SHARE, room / (_NARROWNESS * max(len(line), 1))) for line in lines]
    return [(line, min(fitting[0] * (0.75 if number else 1.0), fitting[number])) for number, line in enumerate(lines)]


def _escaped(text: str) -> str:
    """Write what ZPL takes for commands as the hexadecimal numbers that ^FH allows."""
    return "".join(f"_{ord(letter):02X}" if letter in "^~_\\" else letter for letter in text)
