"""Teledyne LeCroy oscilloscopes of the MAUI and X-Stream families (WaveRunner, WavePro, HDO, WaveMaster)."""

import math
from typing import ClassVar

from qcstation.instruments import scpi
from qcstation.instruments.oscilloscope import ChannelSetup, Coupling, Oscilloscope, Slope, TimeBase, TriggerCondition
from qcstation.instruments.scpi_instrument import Ieee488Instrument
from qcstation.model.errors import InputError, InstrumentError
from qcstation.model.frames import Frames

from .wavedesc import WaveformFormatError, decode

_DIVISIONS = 10
_NEW_SIGNAL = 1 << 0
"""Bit of the internal state change register: an acquisition has ended (manual, INR?)."""
_COUPLINGS = {Coupling.DC_50_OHM: "D50", Coupling.DC_1_MEGOHM: "D1M", Coupling.AC_1_MEGOHM: "A1M"}
_BANDWIDTHS: dict[float | None, str] = {None: "OFF", 20e6: "ON", 200e6: "200MHZ"}
_SAMPLE_RATE = "VBS? 'return=app.Acquisition.Horizontal.SampleRate'"
_COMMAND_ERRORS = {
    1: "unrecognised header",
    2: "illegal header path",
    3: "illegal number",
    4: "illegal number suffix",
    5: "unrecognised keyword",
    6: "string error",
}
_EXECUTION_ERRORS = {
    21: "not allowed in local mode",
    22: "not possible with the present settings",
    23: "needs an option that is not installed",
    25: "too many parameters",
    26: "not implemented",
    27: "a parameter is missing",
}
"""What CMR? and EXR? mean (manual, tables at these queries)."""


class LecroyOscilloscope(Ieee488Instrument, Oscilloscope):
    """Teledyne LeCroy oscilloscope (X-Stream Oscilloscopes Remote Control Manual, WM-RCM-E Rev. D).

    Over VICP (``VICP::host::INSTR``) or VXI-11 (``TCPIP::host::inst0::INSTR``), whichever its remote-control menu is set to. It
    is not reset: what the driver does not set (deskew, probe factors) stays as the operator left it.
    """

    driver = "teledyne.lecroy"
    title = "Teledyne LeCroy oscilloscope, MAUI and X-Stream"
    makers = ("LECROY", "TELEDYNE LECROY")
    models = ("LECROY",)
    link_defaults: ClassVar[dict[str, object]] = {"timeout": 5.0}

    header = scpi.choice(
        "CHDR", {"off": "OFF", "short": "SHORT", "long": "LONG"}, doc="Control whether answers repeat the command's name."
    )
    byte_order = scpi.choice(
        "CORD", {"high byte first": "HI", "low byte first": "LO"}, check=True, doc="Control the byte order of waveforms."
    )
    data_format = scpi.text("CFMT", doc="Control the format of waveforms: block, width and coding.")
    selection = scpi.text("WFSU", write_only=True, doc="Set which samples are sent: sparsing, number, first one, segment.")
    division = scpi.number("TDIV", unit="s", check=True, doc="Control the time base, per division of ten.")
    delay = scpi.number("TRDL", unit="s", doc="Control how far the trigger is right of the screen's centre.")
    memory = scpi.number("MSIZ", write_only=True, doc="Set how many samples a segment may have.")
    sequence = scpi.text("SEQ", write_only=True, doc="Set sequence mode: on or off, segments, samples each.")
    trigger_mode = scpi.choice(
        "TRMD", {"auto": "AUTO", "normal": "NORM", "single": "SINGLE", "stop": "STOP"}, doc="Control the trigger mode."
    )
    trigger_select = scpi.text("TRSE", write_only=True, doc="Set kind and source of the trigger.")
    trigger_pattern = scpi.text("TRPA", write_only=True, doc="Set which channels have to be high or low at the same time.")
    changes = scpi.integer("INR", read_only=True, doc="Get the internal state change register, which is then cleared.")
    command_error = scpi.integer("CMR", read_only=True, doc="Get the command error register, which is then cleared.")
    execution_error = scpi.integer("EXR", read_only=True, doc="Get the execution error register, which is then cleared.")

    _complete = False
    _timebase: TimeBase | None = None

    @classmethod
    def recognises(cls, answer: str) -> bool:
        """Return whether an identity is that of one of this maker's instruments: all its oscilloscopes speak alike."""
        return answer.removeprefix("*IDN ").upper().startswith(cls.makers)

    def identify(self) -> str:
        """Get the identity and check its maker and, where the station file gives it, its serial number."""
        return super().identify().removeprefix("*IDN ")

    def initialise(self) -> None:
        """Stop the acquisition and set the formats of answers.

        Raises:
            InstrumentError: the instrument listens to its other interface.
        """
        self.link.clear()
        self.header = "off"
        answer = self.link.query("CHDR?")
        if "WARNING" in answer.upper():
            problem = (
                "is set to TCPIP (VICP): give it the resource VICP::host::INSTR, or set it to LXI in its remote-control menu"
            )
            raise InstrumentError(problem, instrument=self.name, command="CHDR?", answer=answer)
        self.clear_status()
        self.trigger_mode = "stop"
        self.byte_order = "low byte first"
        self.data_format = "DEF9,WORD,BIN"
        self.selection = "SP,0,NP,0,FP,0,SN,0"
        self.check_errors("initialising")

    def set_channel(self, channel: int, setup: ChannelSetup) -> ChannelSetup:
        """Switch a channel on and set it up; return what the instrument made of it."""
        self._check_channel(channel)
        if setup.bandwidth not in _BANDWIDTHS:
            known = ", ".join(f"{bandwidth / 1e6:g} MHz" for bandwidth in _BANDWIDTHS if bandwidth)
            raise InputError(
                f"{self.name}: bandwidth {setup.bandwidth:g} Hz is unknown; known: {known}, or none for the full one"
            )
        for command in (
            f"C{channel}:TRA ON",
            f"C{channel}:CPL {_COUPLINGS[setup.coupling]}",
            f"BWL C{channel},{_BANDWIDTHS[setup.bandwidth]}",
            f"C{channel}:VDIV {setup.scale:.6E}",
            f"C{channel}:OFST {-setup.centre:.6E}",
        ):
            self.link.write(command)
        self.check_errors(f"setting channel {channel}")
        scale = self.ask(f"C{channel}:VDIV?").number()
        centre = -self.ask(f"C{channel}:OFST?").number()
        if not math.isclose(scale, setup.scale, rel_tol=0.05) or abs(centre - setup.centre) > scale / 2:
            problem = f"channel {channel} should be {setup.scale:g} V/div round {setup.centre:g} V, is {scale:g} round {centre:g}"
            raise InstrumentError(problem, instrument=self.name)
        return ChannelSetup(scale=scale, centre=centre, coupling=setup.coupling, bandwidth=setup.bandwidth)

    def set_timebase(self, *, sample_rate: float, duration: float, before: float) -> TimeBase:
        """Set the record: at least `duration` (s), in steps of 1-2-5, `before` (s) of it before the trigger."""
        if not (sample_rate > 0 and duration > 0):
            raise InputError(f"{self.name}: sample rate {sample_rate:g} and duration {duration:g} s must be above 0")
        division = _step_above(duration / _DIVISIONS)
        self.sequence = "OFF"
        self.division = division
        samples = round(_DIVISIONS * division * sample_rate)
        self.memory = samples
        self.delay = before - _DIVISIONS / 2 * division
        self.check_errors("setting the time base")
        rate = self.ask(_SAMPLE_RATE).number()
        self._timebase = TimeBase(interval=1.0 / rate, samples=round(_DIVISIONS * division * rate), before=before)
        return self._timebase

    def set_trigger(self, *conditions: TriggerCondition) -> None:
        """Trigger on an edge, or on several channels beyond their levels at the same time."""
        if not conditions:
            raise InputError(f"{self.name}: a trigger needs at least one channel")
        for condition in conditions:
            self._check_channel(condition.channel)
            self.link.write(f"C{condition.channel}:TRLV {condition.level:.6E}")
        if len(conditions) == 1:
            (condition,) = conditions
            self.trigger_select = f"EDGE,SR,C{condition.channel},HT,OFF"
            self.link.write(f"C{condition.channel}:TRSL {'POS' if condition.slope is Slope.RISING else 'NEG'}")
        else:
            states = (f"C{each.channel},{'H' if each.slope is Slope.RISING else 'L'}" for each in conditions)
            self.trigger_pattern = ",".join([*states, "STATE,AND"])
            self.link.write("VBS 'app.Acquisition.Trigger.Type=\"Pattern\"'")
        self.check_errors("setting the trigger")
        for condition in conditions:
            answer = self.ask(f"C{condition.channel}:TRLV?")
            if abs(answer.number() - condition.level) > max(0.05 * abs(condition.level), 1e-3):
                raise answer.error(f"the trigger level of channel {condition.channel} should be {condition.level:g} V")

    def arm(self, segments: int) -> None:
        """Start one acquisition of so many segments.

        Raises:
            InstrumentError: the memory does not hold them at the sample rate that was set.
        """
        if self._timebase is None:
            raise InstrumentError("its time base was not set", instrument=self.name)
        self.trigger_mode = "stop"
        if segments > 1:
            self.sequence = f"ON,{segments:d},{self._timebase.samples:d}"
        else:
            self.sequence = "OFF"
        self.check_errors("setting the sequence")
        rate = self.ask(_SAMPLE_RATE).number()
        if not math.isclose(rate * self._timebase.interval, 1.0, rel_tol=0.01):
            problem = f"takes {segments} segments only at {rate:.3g} samples a second; ask for fewer segments or samples"
            raise InstrumentError(problem, instrument=self.name)
        # Reading clears it: what is set from now on is this acquisition's.
        _ = self.changes
        self._complete = False
        self.trigger_mode = "single"

    def complete(self) -> bool:
        """Get whether all segments have been taken."""
        if not self._complete:
            self._complete = bool(self.changes & _NEW_SIGNAL)
        return self._complete

    def stop(self) -> None:
        """Stop the acquisition; segments that were taken can be read."""
        self.trigger_mode = "stop"

    def read(self, channel: int) -> Frames:
        """Get all segments of a channel that the last acquisition took."""
        self._check_channel(channel)
        if not self.complete():
            # It would send the waveform of an earlier acquisition.
            raise InstrumentError("has acquired nothing since it was armed: did nothing trigger?", instrument=self.name)
        command = f"C{channel}:WF? ALL"
        block = self.link.query_block(command)
        try:
            return decode(block, f"C{channel}")
        except WaveformFormatError as error:
            raise InstrumentError(str(error), instrument=self.name, command=command) from error

    def check_errors(self, after: str) -> None:
        """Read the error registers; `after` says what was done before.

        Raises:
            InstrumentError: they hold an error.
        """
        command, execution = self.command_error, self.execution_error
        entries = []
        if command:
            entries.append(f"command error {command} ({_COMMAND_ERRORS.get(command, 'unknown')})")
        if execution:
            entries.append(f"execution error {execution} ({_EXECUTION_ERRORS.get(execution, 'see EXR? in its manual')})")
        if entries:
            raise InstrumentError(f"reports after {after}: {'; '.join(entries)}", instrument=self.name)

    def _check_channel(self, channel: int) -> None:
        if not 1 <= channel <= 8:
            raise InputError(f"{self.name}: channels are 1 to 8, not {channel}")


def _step_above(value: float) -> float:
    """Return the smallest step of 1-2-5 that is not below `value`."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= value * (1 - 1e-9))
