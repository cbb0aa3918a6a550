"""Keithley 6487."""

from enum import IntFlag
from typing import ClassVar

from qcstation.instruments import scpi
from qcstation.instruments.answers import Answer, is_overflow
from qcstation.instruments.roles import CurrentReading, Electrometer, SourceReading
from qcstation.instruments.sourcing import RampedSourceMeter
from qcstation.model.errors import InputError, InstrumentError
from qcstation.model.units import format_quantity

_READ = ":READ?"
_SOURCE_IN_COMPLIANCE = -999.0
"""What the source's voltage reads while it is limited (reference manual, 13-5 to 13-8)."""
_ZERO_RANGE = 2e-9
"""A; the lowest range, on which the offset is measured (public drivers)."""


class Status(IntFlag):
    """The bits of a reading's status word that matter here (reference manual, 13-8)."""

    OVERFLOW = 1 << 0
    OVERVOLTAGE = 1 << 7
    ZERO_CHECK = 1 << 9


class Keithley6487(RampedSourceMeter, Electrometer):
    """Keithley 6487 picoammeter with its 500 V source (6487 Reference Manual, 6487-901-01).

    It measures its own source's voltage not at all: as a source-meter it reports the level set.
    """

    driver = "keithley.6487"
    title = "Keithley 6487 picoammeter and 500 V source"
    makers = ("KEITHLEY",)
    models = ("6487",)
    link_defaults: ClassVar[dict[str, object]] = {"timeout": 5.0, "serial_clear": "\x03"}
    # 25 mA on the 10 V range, 2.5 mA on the 50 V and 500 V ranges (reference manual, 14-10).
    power_limits = ((10.0, 25e-3), (500.0, 2.5e-3))

    voltage = scpi.number(
        ":SOUR:VOLT", unit="V", bounds=(-500.0, 500.0), resolution=0.01, check=True, doc="Control the voltage sourced."
    )
    voltage_range = scpi.choice(
        ":SOUR:VOLT:RANG", {10.0: "10", 50.0: "50", 500.0: "500"}, doc="Control the source's range, in V."
    )
    compliance = scpi.number(
        ":SOUR:VOLT:ILIM", unit="A", bounds=(25e-6, 25e-3), check=True, doc="Control the current that the source is limited to."
    )
    output = scpi.flag(":SOUR:VOLT:STAT", doc="Control whether the source is on.")
    interlock_open = scpi.flag(":SOUR:VOLT:INT:FAIL", read_only=True, doc="Get whether the interlock keeps the source off.")
    zero_check = scpi.flag(":SYST:ZCH", doc="Control whether the input is shunted for the zero check.")
    zero_correct = scpi.flag(":SYST:ZCOR", doc="Control whether the acquired offset is subtracted.")
    current_range = scpi.number(":CURR:RANG", unit="A", bounds=(-21e-3, 21e-3), doc="Control the current range.")
    autorange = scpi.flag(":CURR:RANG:AUTO", doc="Control whether the current range follows the reading.")
    line_cycles = scpi.number(":SENS:CURR:NPLC", bounds=(0.01, 50), doc="Control the integration time in power-line cycles.")

    def initialise(self) -> None:
        """Set the instrument up from its defaults, its source off; a source that was left on is ramped down first."""
        self.link.clear()
        self.make_found_output_safe()
        self.reset()
        self.clear_status()
        self.link.write(":FUNC 'CURR'")
        self.link.write(":FORM:ELEM READ,STAT,VSO")
        self.check_errors("initialising")

    def prepare(self, *, highest: float | None = None, line_cycles: float = 1.0) -> None:
        """Zero-correct on the lowest range, then set the range: automatic, or the one that holds `highest` (A)."""
        self.line_cycles = line_cycles
        self.zero_check = True
        self.current_range = _ZERO_RANGE
        for command in (":INIT", ":SYST:ZCOR:STAT OFF", ":SYST:ZCOR:ACQ"):
            self.link.write(command)
        self.zero_correct = True
        if highest is None:
            self.autorange = True
        else:
            self.autorange = False
            self.current_range = abs(highest)
        self.zero_check = False
        self.check_errors("zero correction")

    def measure(self) -> CurrentReading:
        """Measure the current (A), one trigger."""
        _, current = self._triggered()
        if current is None:
            return CurrentReading(current=0.0, overflow=True)
        self.show({"current": current}, {"current": "A"})
        return CurrentReading(current=current)

    def set_up_source(self, *, compliance: float, highest: float) -> None:
        """Set range and compliance (A) for levels up to `highest` (V); the range is its voltage limit. The input is connected."""
        self.voltage_range = next(held for held in type(self).voltage_range.choices if held >= highest)
        allowed = [limit for limit in (25e-6, 250e-6, 2.5e-3, 25e-3) if limit <= compliance * 1.0001]
        if not allowed:
            lowest = format_quantity(25e-6, "A")
            raise InputError(f"{self.name}: its lowest compliance is {lowest}; asked for {format_quantity(compliance, 'A')}")
        self.compliance = allowed[-1]
        # After a reset the input is shunted: what it measured then would not be the component's current.
        self.zero_check = False

    def check_interlock(self, highest: float) -> None:
        """Check that the interlock allows levels up to `highest` (V): it guards the 50 V and 500 V ranges."""
        if highest > 10.0 and self.interlock_open:
            raise InstrumentError("its interlock is open: close the box, then start again", instrument=self.name)

    def read(self) -> SourceReading:
        """Measure the current (A), one trigger; the voltage (V) is the level set, which a limited source falls short of."""
        answer, current = self._triggered()
        if current is None:
            raise answer.error("the reading is beyond the range")
        source = answer.number(2)
        in_compliance = source == _SOURCE_IN_COMPLIANCE
        return SourceReading(voltage=self.voltage if in_compliance else source, current=current, in_compliance=in_compliance)

    def _triggered(self) -> tuple[Answer, float | None]:
        """Take a reading: the answer (current in A, status, source in V) and the current, None for an overflow."""
        # The unit's letter comes with the number where the instrument is set to send it.
        answer = Answer(self.link.query(_READ).replace("A,", ","), instrument=self.name, command=_READ, count=3)
        status = Status(answer.integer(1))
        if Status.ZERO_CHECK in status:
            raise answer.error("zero check is on: prepare it first")
        if status & (Status.OVERFLOW | Status.OVERVOLTAGE) or is_overflow(answer.raw(0)):
            return answer, None
        return answer, answer.number(0)
