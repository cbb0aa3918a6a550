"""What the Keithley 2400 and 2410 have in common (2400 Series SourceMeter User's Manual, 2400S-900-01 Rev. K)."""

from enum import IntFlag
from typing import ClassVar

from qcstation.instruments import scpi
from qcstation.instruments.roles import SourceReading
from qcstation.instruments.sourcing import RampedSourceMeter
from qcstation.model.errors import InstrumentError

_LIMIT_TOLERANCE = 1.05
"""The voltage limit acts within 5 % of its setting (manual, 3-12): it is set so high that it cannot act too early."""


class Status(IntFlag):
    """The bits of a reading's status word that matter here (manual, 18-51)."""

    OVERFLOW = 1 << 0
    COMPLIANCE = 1 << 3
    VOLTAGE_LIMIT = 1 << 4
    RANGE_COMPLIANCE = 1 << 16


class Series2400(RampedSourceMeter):
    """Keithley 2400-series SourceMeter, sourcing voltage and measuring current."""

    makers = ("KEITHLEY",)
    link_defaults: ClassVar[dict[str, object]] = {"timeout": 5.0, "serial_clear": "\x03"}
    voltage_limits: ClassVar[tuple[float, ...]]
    """The settings of the voltage limit in V (manual, 3-12); above the highest there is none but the model's own."""

    terminals = scpi.choice(":ROUT:TERM", {"front": "FRON", "rear": "REAR"}, doc="Control which terminals are used.")
    source_function = scpi.choice(
        ":SOUR:FUNC", {"voltage": "VOLT", "current": "CURR"}, check=True, doc="Control which quantity is sourced."
    )
    # 50 mV is what one step of the 2410's 1000 V range is (data sheet).
    voltage = scpi.number(":SOUR:VOLT:LEV", unit="V", resolution=0.05, check=True, doc="Control the voltage sourced.")
    voltage_range = scpi.number(":SOUR:VOLT:RANG", unit="V", doc="Control the source's range by a voltage that it must hold.")
    voltage_limit = scpi.number(":SOUR:VOLT:PROT:LEV", unit="V", doc="Control the voltage that the source never exceeds.")
    compliance = scpi.number(
        ":SENS:CURR:PROT:LEV", unit="A", check=True, doc="Control the current that the source is limited to."
    )
    in_compliance = scpi.flag(":SENS:CURR:PROT:TRIP", read_only=True, doc="Get whether the source is limited to the compliance.")
    autorange = scpi.flag(":SENS:CURR:RANG:AUTO", doc="Control whether the current range follows the reading.")
    line_cycles = scpi.number(":SENS:CURR:NPLC", bounds=(0.01, 10), doc="Control the integration time in power-line cycles.")
    output = scpi.flag(":OUTP:STAT", doc="Control whether the output is on.")
    interlock_enabled = scpi.flag(":OUTP:INT:STAT", doc="Control whether the interlock line switches the output off.")
    interlock_closed = scpi.flag(
        ":OUTP:INT:TRIP", read_only=True, doc="Get whether the interlock lets the output be switched on."
    )
    beeper = scpi.flag(":SYST:BEEP:STAT", doc="Control the beeper.")

    def initialise(self) -> None:
        """Set the instrument up from its defaults, its output off; an output that was left on is ramped down first."""
        self.link.clear()
        self.make_found_output_safe()
        self.reset()
        self.clear_status()
        self.beeper = False
        self.terminals = self.options.terminals
        self.source_function = "voltage"
        for command in (":SENS:FUNC:CONC ON", ":SENS:FUNC:ON 'VOLT','CURR'", ":FORM:ELEM VOLT,CURR,STAT"):
            self.link.write(command)
        self.autorange = True
        self.line_cycles = 1.0
        self.check_errors("initialising")

    def set_up_source(self, *, compliance: float, highest: float) -> None:
        """Set range, compliance (A) and voltage limit for levels up to `highest` (V), and read them back."""
        self.voltage_range = highest
        self.compliance = compliance
        limit = next((limit for limit in self.voltage_limits if limit >= _LIMIT_TOLERANCE * highest), self.power_limits[-1][0])
        self.voltage_limit = limit
        held = self.voltage_limit
        if not highest <= held <= 1.01 * limit:
            problem = f"its voltage limit should be {limit:g} V and reads back {held:g} V"
            raise InstrumentError(problem, instrument=self.name)

    def check_interlock(self, highest: float) -> None:  # noqa: ARG002 (it guards every level)
        """Check that the interlock, where it is in use, allows the output to go on; it does not depend on `highest`."""
        if self.interlock_enabled and not self.interlock_closed:
            raise InstrumentError("its interlock is open: close the box, then start again", instrument=self.name)

    def read(self) -> SourceReading:
        """Measure voltage (V), current (A) and compliance, one trigger."""
        answer = self.ask(":READ?", count=3)
        status = Status(answer.integer(2))
        if Status.OVERFLOW in status:
            raise answer.error("the reading is beyond the range")
        if Status.VOLTAGE_LIMIT in status:
            raise answer.error("its voltage limit acts: the output is below the level set")
        return SourceReading(
            voltage=answer.number(0),
            current=answer.number(1),
            in_compliance=bool(status & (Status.COMPLIANCE | Status.RANGE_COMPLIANCE)),
        )
