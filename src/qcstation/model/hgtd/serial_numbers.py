"""HGTD serial numbers: 14 characters that say what a component is, who made it and which one it is."""

from qcstation.model.errors import SerialNumberError
from qcstation.model.serial_numbers import SerialNumber

from .component_types import COMPONENT_TYPES
from .fields import Mismatch
from .patterns import LENGTH, PATTERNS, Pattern

_PROJECT = "20W"
_TEST_PROJECTS = ("98W", "99W")
_TITLES = {kind.id: kind.title for kind in COMPONENT_TYPES}


class HgtdSerialNumbers:
    """The grammar of the HGTD's serial numbers.

    Lower case is taken as upper case, since scanners may be set so and no code depends on it. Test numbers (98W, 99W) follow the
    same patterns, with T for a test site besides the real ones.
    """

    title = "ATLAS HGTD"
    example = "20WS1000100101"

    def recognises(self, text: str) -> bool:
        """Whether `text` begins with the HGTD's project code 20W, or 98W or 99W for tests."""
        return text[:3].upper() in (_PROJECT, *_TEST_PROJECTS)

    def parse(self, text: str) -> SerialNumber:
        """Return the parsed serial number, in upper case; its fields are in the order of the number.

        Raises:
            SerialNumberError: naming the characters that are wrong, what was expected there and what came.
        """
        number = text.strip()
        if number.isascii():
            number = number.upper()
        try:
            return _parsed(number)
        except SerialNumberError as error:
            raise SerialNumberError(f"{text.strip()!r} is no HGTD serial number: {error}") from None


def _parsed(number: str) -> SerialNumber:
    if not number.startswith((_PROJECT, *_TEST_PROJECTS)):
        raise Mismatch(0, 3, "project", number[:3], f"{_PROJECT}, or {' or '.join(_TEST_PROJECTS)} for tests")
    testing = number.startswith(_TEST_PROJECTS)
    patterns = _patterns_for(number)
    if len(number) != LENGTH:
        first = patterns[0]
        raise SerialNumberError(
            f"it has {len(number)} characters, expected {LENGTH} as in {first.layout} ({_TITLES[first.component_type]})"
        )
    mismatches = []
    for pattern in patterns:
        try:
            fields = _fields(number, pattern, testing=testing)
        except Mismatch as mismatch:
            mismatches.append(mismatch)
        else:
            return SerialNumber(text=number, component_type=pattern.component_type, fields=fields)
    # The pattern that went furthest is the one that was meant.
    furthest = max(mismatches, key=lambda mismatch: mismatch.start)
    alternatives = [m.expected for m in mismatches if m.start == furthest.start and m.expected != furthest.expected]
    raise SerialNumberError(
        f"{', '.join([str(furthest), *alternatives])} ({_TITLES[patterns[0].component_type]}, {patterns[0].layout})"
    )


def _patterns_for(number: str) -> tuple[Pattern, ...]:
    rest = number[len(_PROJECT) :]
    prefix = next((pattern.prefix for pattern in PATTERNS if rest.startswith(pattern.prefix)), None)
    if prefix is None:
        known = {pattern.prefix: _TITLES[pattern.component_type] for pattern in PATTERNS}
        listed = ", ".join(f"{key} ({title})" for key, title in known.items())
        raise Mismatch(len(_PROJECT), 2, "kind of component", rest[:2], listed)
    return tuple(pattern for pattern in PATTERNS if pattern.prefix == prefix)


def _fields(number: str, pattern: Pattern, *, testing: bool) -> dict[str, str]:
    fields = {"purpose": "test number, no component of the detector"} if testing else {}
    start = len(_PROJECT) + len(pattern.prefix)
    for field in pattern.fields:
        fields[field.name] = (field.with_choice("T", "test") if testing else field).read(number, start)
        start += field.width
    return fields
