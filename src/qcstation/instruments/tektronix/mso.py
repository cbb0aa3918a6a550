"""Tektronix MSO of the 4, 5 and 6 series."""

import math
from typing import ClassVar

from qcstation.instruments import scpi
from qcstation.instruments.oscilloscope import ChannelSetup, Coupling, Oscilloscope, Slope, TimeBase, TriggerCondition
from qcstation.instruments.scpi_instrument import Ieee488Instrument
from qcstation.model.errors import InputError, InstrumentError
from qcstation.model.frames import Frames

from .curve import CurveFormatError, Preamble, decode_curve, parse_timestamps, sign_shift

_COUPLINGS = {
    Coupling.DC_50_OHM: ("DC", 50.0),
    Coupling.DC_1_MEGOHM: ("DC", 1e6),
    Coupling.AC_1_MEGOHM: ("AC", 1e6),
}
_ERRORS = (1 << 2) | (1 << 3) | (1 << 4) | (1 << 5)
"""Query, device-dependent, execution and command error in the standard event status register (IEEE 488.2-1992, 11.5.1)."""
_CONVERTER_BITS = {1: 8, 2: 12}
"""What the series' converter has at most (manual, ACQUIRE:MODE)."""
_CLIPPED = {1: (-127, 126), 2: (-32767, 32511)}
"""Codes within the converter's range; words may hold no more than the converter's highest 8 bits."""


class TektronixMso(Ieee488Instrument, Oscilloscope):
    """Tektronix 4, 5 or 6 series MSO (4/5/6 Series MSO Programmer Manual, 077-1305), with FastFrame for segments."""

    driver = "tektronix.mso"
    title = "Tektronix MSO, 4, 5 and 6 series"
    makers = ("TEKTRONIX",)
    models = ("MSO",)
    link_defaults: ClassVar[dict[str, object]] = {"timeout": 5.0}

    header = scpi.flag("HEADER", doc="Control whether answers repeat the command's name.")
    horizontal_mode = scpi.choice(
        "HOR:MODE", {"manual": "MAN", "automatic": "AUTO"}, check=True, doc="Control whether sample rate and record are set."
    )
    sample_rate = scpi.number("HOR:MODE:SAMPLERATE", unit="1/s", doc="Control the sample rate.")
    record_length = scpi.number("HOR:RECORDLENGTH", doc="Control the number of samples in a record.")
    position = scpi.number(
        "HOR:POSITION", unit="%", bounds=(0.0, 100.0), doc="Control how much of the record precedes the trigger."
    )
    delay_mode = scpi.flag("HOR:DELAY:MODE", doc="Control whether the record is delayed.")
    fast_frame = scpi.flag("HOR:FAST:STATE", check=True, doc="Control whether several frames are taken in one acquisition.")
    frame_count = scpi.number("HOR:FAST:COUNT", check=True, doc="Control the number of frames.")
    summary_frame = scpi.text("HOR:FAST:SUMF", write_only=True, doc="Set what an extra frame at the end holds.")
    acquisition_mode = scpi.text("ACQ:MODE", write_only=True, doc="Set what is made of the samples.")
    stop_after = scpi.text("ACQ:STOPAFTER", write_only=True, doc="Set whether the acquisition ends by itself.")
    running = scpi.flag("ACQ:STATE", doc="Control whether it acquires.")
    frames_acquired = scpi.integer("ACQ:NUMFRAMESACQ", read_only=True, doc="Get how many frames have been acquired.")
    trigger_type = scpi.choice("TRIG:A:TYPE", {"edge": "EDGE", "logic": "LOGI"}, doc="Control the kind of trigger.")
    trigger_mode = scpi.choice(
        "TRIG:A:MODE", {"normal": "NORM", "automatic": "AUTO"}, doc="Control whether it also fires by itself."
    )
    encoding = scpi.text("DATA:ENCDG", write_only=True, doc="Set the coding and byte order of curves.")
    width = scpi.integer("DATA:WIDTH", bounds=(1, 2), doc="Control the number of bytes a sample.")
    source = scpi.text("DATA:SOURCE", write_only=True, doc="Set the channel that curves are of.")

    channels: ClassVar[tuple[int, ...]] = (1, 2, 3, 4)
    """Those that all models have; the logic trigger names each of them."""

    _armed = False
    _segments = 1

    @classmethod
    def recognises(cls, answer: str) -> bool:
        """Return whether an identity names one of this maker's MSO."""
        maker, _, rest = answer.partition(",")
        return maker.strip().upper() == "TEKTRONIX" and rest.strip().upper().startswith("MSO")

    def initialise(self) -> None:
        """Stop the acquisition and set the formats of answers."""
        self.link.clear()
        self.header = False
        self.clear_status()
        self.running = False
        self.acquisition_mode = "SAMPLE"
        self.stop_after = "SEQUENCE"
        self.horizontal_mode = "manual"
        self.delay_mode = False
        self.trigger_mode = "normal"
        self.summary_frame = "NONE"
        self.encoding = "SRIBINARY"
        self.width = 2
        self.check_errors("initialising")

    def set_channel(self, channel: int, setup: ChannelSetup) -> ChannelSetup:
        """Switch a channel on and set it up; return what the instrument made of it."""
        self._check_channel(channel)
        coupling, termination = _COUPLINGS[setup.coupling]
        for command in (
            f"DISPLAY:GLOBAL:CH{channel}:STATE ON",
            f"CH{channel}:COUPLING {coupling}",
            f"CH{channel}:TERMINATION {termination:g}",
            f"CH{channel}:BANDWIDTH {'FULL' if setup.bandwidth is None else f'{setup.bandwidth:.6E}'}",
            f"CH{channel}:POSITION 0",
            f"CH{channel}:SCALE {setup.scale:.6E}",
            f"CH{channel}:OFFSET {setup.centre:.6E}",
        ):
            self.link.write(command)
        self.check_errors(f"setting channel {channel}")
        scale = self.ask(f"CH{channel}:SCALE?").number()
        centre = self.ask(f"CH{channel}:OFFSET?").number()
        if not math.isclose(scale, setup.scale, rel_tol=0.05) or abs(centre - setup.centre) > scale / 2:
            problem = f"channel {channel} should be {setup.scale:g} V/div round {setup.centre:g} V, is {scale:g} round {centre:g}"
            raise InstrumentError(problem, instrument=self.name)
        bandwidth = None if setup.bandwidth is None else self.ask(f"CH{channel}:BANDWIDTH?").number()
        return ChannelSetup(scale=scale, centre=centre, coupling=setup.coupling, bandwidth=bandwidth)

    def set_timebase(self, *, sample_rate: float, duration: float, before: float) -> TimeBase:
        """Set sample rate and record: at least `duration` (s), `before` (s) of it before the trigger."""
        if not (sample_rate > 0 and duration > 0):
            raise InputError(f"{self.name}: sample rate {sample_rate:g} and duration {duration:g} s must be above 0")
        self.sample_rate = sample_rate
        rate = self.sample_rate
        self.record_length = math.ceil(duration * rate - 1e-6)
        samples = round(self.record_length)
        self.position = 100.0 * before * rate / samples
        self.check_errors("setting the time base")
        return TimeBase(interval=1.0 / rate, samples=samples, before=self.position / 100.0 * samples / rate)

    def set_trigger(self, *conditions: TriggerCondition) -> None:
        """Trigger on an edge, or on several channels beyond their levels at the same time."""
        if not conditions:
            raise InputError(f"{self.name}: a trigger needs at least one channel")
        for condition in conditions:
            self._check_channel(condition.channel)
            self.link.write(f"TRIG:A:LEVEL:CH{condition.channel} {condition.level:.6E}")
        if len(conditions) == 1:
            (condition,) = conditions
            self.trigger_type = "edge"
            self.link.write(f"TRIG:A:EDGE:SOURCE CH{condition.channel}")
            self.link.write(f"TRIG:A:EDGE:SLOPE {'RISE' if condition.slope is Slope.RISING else 'FALL'}")
        else:
            self.trigger_type = "logic"
            self.link.write("TRIG:A:LOGI:FUNC AND")
            self.link.write("TRIG:A:LOGI:WHEN TRUE")
            wanted = {each.channel: "HIGH" if each.slope is Slope.RISING else "LOW" for each in conditions}
            for channel in sorted({*self.channels, *wanted}):
                self.link.write(f"TRIG:A:LOGICP:CH{channel} {wanted.get(channel, 'X')}")
        self.check_errors("setting the trigger")
        for condition in conditions:
            answer = self.ask(f"TRIG:A:LEVEL:CH{condition.channel}?")
            if abs(answer.number() - condition.level) > max(0.05 * abs(condition.level), 1e-3):
                raise answer.error(f"the trigger level of channel {condition.channel} should be {condition.level:g} V")

    def arm(self, segments: int) -> None:
        """Start one acquisition of so many frames."""
        self.running = False
        self.fast_frame = segments > 1
        if segments > 1:
            self.frame_count = segments
        self.check_errors("setting the frames")
        self._segments = segments
        self._armed = True
        self.running = True

    def complete(self) -> bool:
        """Get whether all frames have been taken."""
        return self._armed and not self.running

    def stop(self) -> None:
        """Stop the acquisition; frames that were taken can be read."""
        self.running = False

    def read(self, channel: int) -> Frames:
        """Get all frames of a channel that the last acquisition took. Where its trigger lay between samples is not sent.

        `trigger_offsets` are therefore the same for all frames and right within one sample; channels agree with each other.
        """
        import numpy as np

        self._check_channel(channel)
        frames = self.frames_acquired if self._segments > 1 else 1
        if not self._armed or frames < 1:
            raise InstrumentError("has acquired nothing since it was armed: did nothing trigger?", instrument=self.name)
        self.source = f"CH{channel}"
        preamble = self._preamble(frames)
        block = self.link.query_block("CURVE?", length=frames * preamble.points * preamble.width)
        try:
            samples = decode_curve(block, preamble)
            stamps = self._timestamps(channel, frames)
        except CurveFormatError as error:
            raise InstrumentError(str(error), instrument=self.name, command="CURVE?") from error
        self.check_errors("reading a curve")
        lowest, highest = _CLIPPED[preamble.width]
        return Frames(
            channel=f"CH{channel}",
            samples=samples,
            gain=preamble.y_multiplier,
            offset=preamble.y_zero - (preamble.y_offset - sign_shift(preamble)) * preamble.y_multiplier,
            lowest=lowest,
            highest=highest,
            interval=preamble.x_increment,
            trigger_times=np.array([(stamp - stamps[0]) * 1e-12 for stamp in stamps]),
            trigger_offsets=np.full(frames, preamble.x_zero),
            nominal_bits=_CONVERTER_BITS[preamble.width],
            started=stamps[0] * 1e-12 or None,
        )

    def check_errors(self, after: str) -> None:
        """Read the event register and, where it says so, the queue; `after` says what was done before.

        Raises:
            InstrumentError: there was an error.
        """
        if self.ask("*ESR?").integer() & _ERRORS:
            events = self.link.query("ALLEV?")
            raise InstrumentError(f"reports after {after}: {events}", instrument=self.name)

    def _preamble(self, frames: int) -> Preamble:
        self.link.write("DATA:START 1")
        self.link.write(f"DATA:STOP {round(self.record_length):d}")
        if self._segments > 1:
            self.link.write("DATA:FRAMESTART 1")
            self.link.write(f"DATA:FRAMESTOP {frames:d}")
        return Preamble(
            width=self.ask("WFMO:BYT_NR?").integer(),
            order=self.ask("WFMO:BYT_OR?").text.strip('"').upper(),
            coding=self.ask("WFMO:BN_FMT?").text.strip('"').upper(),
            points=self.ask("WFMO:NR_PT?").integer(),
            x_increment=self.ask("WFMO:XINCR?").number(),
            x_zero=self.ask("WFMO:XZERO?").number(),
            y_multiplier=self.ask("WFMO:YMULT?").number(),
            y_offset=self.ask("WFMO:YOFF?").number(),
            y_zero=self.ask("WFMO:YZERO?").number(),
        )

    def _timestamps(self, channel: int, frames: int) -> tuple[int, ...]:
        if self._segments == 1:
            return (0,)
        command = f"HOR:FAST:TIMES:ALL:CH{channel}? 1,{frames}"
        stamps = parse_timestamps(self.link.query(command))
        if len(stamps) != frames:
            raise InstrumentError(f"sent {len(stamps)} time stamps for {frames} frames", instrument=self.name, command=command)
        return stamps

    def _check_channel(self, channel: int) -> None:
        if not 1 <= channel <= 8:
            raise InputError(f"{self.name}: channels are 1 to 8, not {channel}")
