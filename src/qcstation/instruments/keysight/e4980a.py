"""Keysight E4980A."""

import math
from typing import ClassVar

from qcstation.instruments import scpi
from qcstation.instruments.answers import is_missing, is_overflow
from qcstation.instruments.roles import ImpedanceReading, LcrMeter
from qcstation.instruments.scpi_instrument import ScpiInstrument
from qcstation.model.clock import WallClock
from qcstation.model.errors import InstrumentError

_OPERATION_COMPLETE = 1 << 0
_ERRORS = (1 << 2) | (1 << 3) | (1 << 4) | (1 << 5)
"""Query, device-dependent, execution and command error in the standard event status register (IEEE 488.2-1992, 11.5.1)."""
_POLL_INTERVAL = 0.02
_LONGEST_MEASUREMENT = 120.0
"""s; 256 averages of the longest aperture at 20 Hz are not meant to be waited for."""
_LONGEST_CORRECTION = 180.0
"""s; open and short correction take up to 90 s each at all frequencies (unverified)."""


class KeysightE4980A(ScpiInstrument, LcrMeter):
    """Keysight (Agilent) E4980A precision LCR meter, 20 Hz to 2 MHz (E4980A/AL User's Guide).

    It is triggered and then polled, never waited for in one long read, so that a run can stop while it measures.
    """

    driver = "keysight.e4980a"
    title = "Keysight E4980A LCR meter, 20 Hz to 2 MHz"
    makers = ("Keysight", "Agilent")
    models = ("E4980A",)
    link_defaults: ClassVar[dict[str, object]] = {"timeout": 3.0}

    function = scpi.choice(
        ":FUNC:IMP:TYPE",
        {"Cp-Rp": "CPRP", "Cp-D": "CPD", "Cs-Rs": "CSRS"},
        check=True,
        doc="Control which parameters are measured.",
    )
    frequency = scpi.number(":FREQ", unit="Hz", bounds=(20.0, 2e6), check=True, doc="Control the measurement frequency.")
    # 20 V with option 001; without it the instrument itself refuses more than 2 V (unverified).
    level = scpi.number(":VOLT", unit="V", bounds=(0.0, 20.0), check=True, doc="Control the signal level, as rms voltage.")
    level_control = scpi.flag(":AMPL:ALC", doc="Control whether the level is regulated at the component.")
    autorange = scpi.flag(":FUNC:IMP:RANG:AUTO", doc="Control whether the impedance range follows the reading.")
    continuous = scpi.flag(":INIT:CONT", doc="Control whether the trigger system starts again by itself.")
    trigger_source = scpi.choice(":TRIG:SOUR", {"bus": "BUS", "internal": "INT"}, doc="Control what triggers a measurement.")
    long_format = scpi.flag(":FORM:ASC:LONG", doc="Control whether readings have 9 decimals instead of 5.")
    open_correction = scpi.flag(":CORR:OPEN:STAT", check=True, doc="Control whether the open correction is applied.")
    short_correction = scpi.flag(":CORR:SHOR:STAT", check=True, doc="Control whether the short correction is applied.")
    beeper = scpi.flag(":SYST:BEEP:STAT", doc="Control the beeper.")

    def initialise(self) -> None:
        """Set the instrument up from its defaults; corrections that were on stay on."""
        self.link.clear()
        corrections = self.open_correction, self.short_correction
        self.reset()
        self.clear_status()
        self.beeper = False
        self.open_correction, self.short_correction = corrections
        self.function = "Cp-Rp"
        self.autorange = True
        self.long_format = True
        self.continuous = False
        self.trigger_source = "bus"
        self.check_errors("initialising")

    def prepare(self, *, frequency: float, level: float, averages: int = 1) -> None:
        """Set frequency (Hz), signal level (V rms) and averages, with the medium aperture."""
        self.frequency = frequency
        self.level = level
        self.link.write(f":APER MED,{averages:d}")
        self.check_errors("preparing")

    def measure(self) -> ImpedanceReading:
        """Measure parallel capacitance (F) and resistance (ohm), one trigger; NaN where there is no value."""
        self._run(":TRIG:IMM", _LONGEST_MEASUREMENT)
        answer = self.ask(":FETC?", count=3)
        first, second = (_value_or_nan(answer.raw(index)) for index in (0, 1))
        status = answer.integer(2)
        valid = status == 0 and math.isfinite(first)
        if valid:
            self.show({"capacitance": first}, {"capacitance": "F"})
        return ImpedanceReading(capacitance=first, resistance=second, status=status, valid=valid)

    def correct_open(self) -> None:
        """Run the open correction and switch it on; takes up to two minutes."""
        self._run(":CORR:OPEN", _LONGEST_CORRECTION)
        self.open_correction = True
        self.check_errors("the open correction")

    def correct_short(self) -> None:
        """Run the short correction and switch it on; takes up to two minutes."""
        self._run(":CORR:SHOR", _LONGEST_CORRECTION)
        self.short_correction = True
        self.check_errors("the short correction")

    def _run(self, command: str, longest: float) -> None:
        """Start something and poll the event register until it is complete; `longest` in s of the run's clock."""
        clock = self.supervisor.clock if self.supervisor is not None else WallClock()
        self.clear_status()
        self.link.write(command)
        self.link.write("*OPC")
        give_up = clock.monotonic() + longest
        while not (events := self._events()) & _OPERATION_COMPLETE:
            if events & _ERRORS:
                self.check_errors(command)
            if clock.monotonic() > give_up:
                raise InstrumentError(f"not complete after {longest:g} s", instrument=self.name, command=command)
            self.pause(_POLL_INTERVAL)
        if events & _ERRORS:
            self.check_errors(command)

    def _events(self) -> int:
        return self.ask("*ESR?").integer()


def _value_or_nan(value: float) -> float:
    return math.nan if is_overflow(value) or is_missing(value) else value
