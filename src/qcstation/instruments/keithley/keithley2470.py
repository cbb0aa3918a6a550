"""Keithley 2470."""

from typing import ClassVar

from qcstation.instruments import scpi
from qcstation.instruments.roles import SourceReading
from qcstation.instruments.sourcing import RampedSourceMeter
from qcstation.model.errors import InstrumentError

_READ = ':READ? "defbuffer1", SOUR, READ'
_HIGHEST_WITHOUT_INTERLOCK = 21.0
"""V beyond which an open interlock keeps the source from being switched on (reference manual, 12-39)."""
_NO_LIMIT = float("inf")


class Keithley2470(RampedSourceMeter):
    """Keithley 2470 high-voltage source-meter, up to 1100 V or 1.05 A (2470-901-01 Rev. A), with its SCPI command set."""

    driver = "keithley.2470"
    title = "Keithley 2470 source-meter, 1100 V"
    makers = ("KEITHLEY",)
    models = ("2470",)
    link_defaults: ClassVar[dict[str, object]] = {"timeout": 5.0}
    # 1 A up to 20 V, 100 mA up to 200 V, 20 mA up to 1000 V, each with 5 % beyond the range (data sheet).
    power_limits = ((21.0, 1.05), (210.0, 0.105), (1100.0, 0.021))

    language = scpi.text("*LANG", read_only=True, doc="Get the command set in use.")
    terminals = scpi.choice(":ROUT:TERM", {"front": "FRON", "rear": "REAR"}, doc="Control which terminals are used.")
    voltage = scpi.number(
        ":SOUR:VOLT:LEV",
        unit="V",
        bounds=(-1100.0, 1100.0),
        resolution=0.05,
        check=True,
        doc="Control the voltage sourced.",
    )
    voltage_range = scpi.number(":SOUR:VOLT:RANG", unit="V", doc="Control the source's range by a voltage that it must hold.")
    voltage_limit = scpi.choice(
        ":SOUR:VOLT:PROT:LEV",
        {
            20.0: "PROT20",
            40.0: "PROT40",
            100.0: "PROT100",
            200.0: "PROT200",
            300.0: "PROT300",
            400.0: "PROT400",
            500.0: "PROT500",
            _NO_LIMIT: "NONE",
        },
        check=True,
        doc="Control the voltage that the source never exceeds, in V.",
    )
    compliance = scpi.number(
        ":SOUR:VOLT:ILIM:LEV",
        unit="A",
        bounds=(1e-9, 1.05),
        check=True,
        doc="Control the current that the source is limited to.",
    )
    in_compliance = scpi.flag(
        ":SOUR:VOLT:ILIM:LEV:TRIP", read_only=True, doc="Get whether the source is limited to the compliance."
    )
    voltage_limited = scpi.flag(":SOUR:VOLT:PROT:TRIP", read_only=True, doc="Get whether the voltage limit acts.")
    autorange = scpi.flag(":SENS:CURR:RANG:AUTO", doc="Control whether the current range follows the reading.")
    line_cycles = scpi.number(":SENS:CURR:NPLC", bounds=(0.01, 10), doc="Control the integration time in power-line cycles.")
    output = scpi.flag(":OUTP:STAT", doc="Control whether the output is on.")
    interlock_closed = scpi.flag(":OUTP:INT:TRIP", read_only=True, doc="Get whether the interlock allows all voltages.")

    def identify(self) -> str:
        """Get the identity; check that it is a 2470 that speaks SCPI."""
        identity = super().identify()
        if (language := self.language) != "SCPI":
            problem = "its command set is not SCPI: choose SCPI in its menu (System, Settings), then restart it"
            raise InstrumentError(problem, instrument=self.name, command="*LANG?", answer=language)
        return identity

    def initialise(self) -> None:
        """Set the instrument up from its defaults, its output off; an output that was left on is ramped down first."""
        self.link.clear()
        self.make_found_output_safe()
        self.reset()
        self.clear_status()
        self.terminals = self.options.terminals
        self.link.write(":SOUR:FUNC VOLT")
        self.link.write(':SENS:FUNC "CURR"')
        self.autorange = True
        self.line_cycles = 1.0
        self.check_errors("initialising")

    def set_up_source(self, *, compliance: float, highest: float) -> None:
        """Set range, compliance (A) and voltage limit for levels up to `highest` (V), and read them back."""
        self.voltage_range = highest
        self.compliance = compliance
        self.voltage_limit = next(limit for limit in type(self).voltage_limit.choices if limit >= 1.05 * highest)

    def check_interlock(self, highest: float) -> None:
        """Check that the interlock allows levels up to `highest` (V): all if closed, up to 21 V if open."""
        if highest > _HIGHEST_WITHOUT_INTERLOCK and not self.interlock_closed:
            problem = f"its interlock is open, which allows {_HIGHEST_WITHOUT_INTERLOCK:g} V: close the box, then start again"
            raise InstrumentError(problem, instrument=self.name)

    def read(self) -> SourceReading:
        """Measure voltage (V), current (A) and compliance, one trigger."""
        with self.link.transaction():
            answer = self.ask(_READ, count=2)
            in_compliance = self.in_compliance
            if self.voltage_limited:
                raise answer.error("its voltage limit acts: the output is below the level set")
        return SourceReading(voltage=answer.number(0), current=answer.number(1), in_compliance=in_compliance)
