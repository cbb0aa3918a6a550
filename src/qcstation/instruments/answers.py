"""What instruments answer, as numbers: whatever is no measured value raises, and never looks like one."""

import math

from qcstation.model.errors import InstrumentError

NOT_A_NUMBER = 9.91e37
"""What SCPI instruments answer for not-a-number; 9.9E37, with either sign, is infinity (SCPI-99, volume 1, section 7.2)."""
_LARGEST = 9.89e36
"""Keithley's ohms in compliance, 9.9E36, are no reading either (6487 reference manual, 13-6)."""


class Answer:
    """The fields of one answer, with all that an error message needs.

    Raises:
        InstrumentError: there are fewer than `count` fields.
    """

    def __init__(self, text: str, *, instrument: str, command: str, count: int = 1, separator: str | None = ",") -> None:
        self.text = text
        self.fields = [field.strip() for field in text.split(separator)]
        self._instrument = instrument
        self._command = command
        if len(self.fields) < count:
            raise self.error(f"expected {count} values")

    def error(self, problem: str) -> InstrumentError:
        """Return the error that says what is wrong with this answer."""
        return InstrumentError(problem, instrument=self._instrument, command=self._command, answer=self.text or "an empty line")

    def raw(self, index: int = 0) -> float:
        """Return a field as a number, placeholders such as 9.9E37 included.

        Raises:
            InstrumentError: it is no number.
        """
        try:
            return float(self.fields[index])
        except ValueError:
            raise self.error("expected a number") from None

    def number(self, index: int = 0) -> float:
        """Return a field as a measured number.

        Raises:
            InstrumentError: it is no number, an overflow or a value that was not measured.
        """
        value = self.raw(index)
        if is_missing(value):
            raise self.error("the instrument has no reading")
        if is_overflow(value):
            raise self.error("the reading is beyond the range")
        return value

    def integer(self, index: int = 0) -> int:
        """Return a field as a whole number, which may be in scientific notation.

        Raises:
            InstrumentError: it is no whole number.
        """
        value = self.raw(index)
        if not value.is_integer():
            raise self.error("expected a whole number")
        return int(value)


def is_overflow(value: float) -> bool:
    """Whether a number stands for a reading beyond the range."""
    return abs(value) > _LARGEST and not is_missing(value)


def is_missing(value: float) -> bool:
    """Whether a number stands for a value that was not measured."""
    return math.isnan(value) or abs(abs(value) / NOT_A_NUMBER - 1) < 1e-4
