"""Twin of a Teledyne LeCroy oscilloscope of the MAUI and X-Stream families: four inputs, 20 GS/s, sequence mode.

Written from *X-Stream Oscilloscopes Remote Control Manual*, WM-RCM-E Rev. D. Beside the options of `scope_acquisition`: `bits`
(8, or 12 as the HD models have), `interface` = ``TCPIP`` (what the raw socket answers when the instrument is set to VICP). Not
simulated: mathematics, measurements, memories, hard copy, random interleaved sampling.
"""

import math
from typing import Any, ClassVar

from qcstation.simulation.pulses import Condition, Converter, Trigger, Window

from .lecroy_commands import find
from .lecroy_language import (
    ENVIRONMENT,
    MISSING,
    UNRECOGNISED_HEADER,
    UNRECOGNISED_KEYWORD,
    LecroyError,
    Unit,
    units,
)
from .lecroy_waveform import waveform_blocks
from .scope_acquisition import CHANNELS, Acquisition, Settings
from .twin import Surroundings, Twin

DIVISIONS = 10
VERTICAL_DIVISIONS = 8
_HIGHEST_RATE = 20e9
_EXTRA_SAMPLES = 2
"""A public file of a WaveRunner has 502 samples in a segment of 500."""
_MEMORY = 32_000_000
"""Samples a channel, all segments together (`unverified`)."""
_DEAD_TIME = 1e-6
"""s between segments (`unverified`; data sheets quote about 1 us)."""
_WAIT_STEP = 0.05
_LONGEST_WAIT = 100.0
"""s after which WAIT without a time is over (`unverified`: the instrument waits for ever)."""
_NEW_SIGNAL, _TRIGGER_READY = 0x0001, 0x2000
"""Bits of the internal state change register INR (WM-RCM-E, INR?)."""
_COMMAND_ERROR, _EXECUTION_ERROR, _OPERATION_COMPLETE, _POWER_ON = 32, 16, 1, 128
_WARNING = "WARNING : CURRENT REMOTE CONTROL INTERFACE IS TCPIP"
"""What a public report of pyvisa's users (issue 777) quotes for every query but *IDN? through the wrong interface."""


class LecroyScope(Twin):
    """Inputs, time base, trigger and memory; what each command does is in `lecroy_commands`."""

    model: ClassVar[str] = "teledyne.lecroy"
    title: ClassVar[str] = "Teledyne LeCroy oscilloscope"

    def __init__(self, place: Surroundings) -> None:
        super().__init__(place)
        self.acquisition = Acquisition(place, bandwidth=2.5e9)
        self.bits = int(place.options.get("bits", 8))
        self.events = _POWER_ON
        self.command_error = self.execution_error = self.internal_state = 0
        self._finished = 0
        self.reset()

    def reset(self) -> None:
        """Go back to the defaults (*RST)."""
        self.header, self.big_endian, self.words = "SHORT", True, False
        self.setup = {"SP": 0, "NP": 0, "FP": 0, "SN": 0}
        self.division, self.delay = 5e-9, 0.0
        self.memory_size = 100_000.0
        self.sequence, self.segments, self.segment_size = False, 10, 0.0
        self.trigger_type, self.trigger_source, self.trigger_hold = "EDGE", 1, ("OFF", "")
        self.levels = dict.fromkeys(CHANNELS, 0.0)
        self.slopes = dict.fromkeys(CHANNELS, "POS")
        self.trigger_couplings = dict.fromkeys(CHANNELS, "DC")
        self.pattern: dict[int, str] = {}
        self.enables = {"*ESE": 0, "*SRE": 0, "INE": 0}
        for each in self.acquisition.inputs.values():
            each.on, each.scale, each.centre, each.coupling = True, 0.05, 0.0, "D50"
            each.bandwidth = self.acquisition.bandwidth
        self.acquisition.stop(self.now())

    def handle(self, line: str) -> str | None:
        """Carry out a message; what is wrong goes into the error registers, and a wrong query gets no answer."""
        self.progress()
        answers = []
        for unit in units(line):
            if self.place.options.get("interface") == "TCPIP" and (unit is None or unit.header != "*IDN"):
                return _WARNING if "?" in line else None
            try:
                if unit is None:
                    raise LecroyError(command=UNRECOGNISED_HEADER)
                command = find(unit.header)
                action = command.answer if unit.query else command.assign
                if action is None:
                    raise LecroyError(command=UNRECOGNISED_HEADER)
                answer = action(self, unit)
            except LecroyError as error:
                self._note(error)
                continue
            if answer is not None:
                answers.append(self._headed(unit, command.names(), answer))
        return ";".join(answers) if answers else None

    def device_clear(self) -> None:
        """Forget what is pending."""
        self.internal_state = 0

    def state(self) -> dict[str, Any]:
        """Return trigger mode, segments taken and wanted, sample interval (s) and errors."""
        self.progress()
        return {
            "mode": self.acquisition.mode,
            "taken": self.acquisition.have,
            "segments": self.segments if self.sequence else 1,
            "recorded": self.acquisition.record.segments if self.acquisition.record else 0,
            "interval": self.window.interval,
            "command_error": self.command_error,
            "execution_error": self.execution_error,
        }

    def truth(self) -> dict[str, Any]:
        """Return what is true of the recorded segments."""
        self.progress()
        return self.acquisition.truth()

    def progress(self) -> None:
        """Let triggers come up to now."""
        self.acquisition.progress(self.now())
        if self.acquisition.finished != self._finished:
            self._finished = self.acquisition.finished
            self.internal_state |= _NEW_SIGNAL

    @property
    def window(self) -> Window:
        """The samples of a segment: as many as fit into the memory that is allowed, at most at the highest rate."""
        span = DIVISIONS * self.division
        allowed = self.segment_size if self.sequence and self.segment_size else self.memory_size
        if self.sequence:
            allowed = min(allowed, _MEMORY / self.segments)
        rate = min(_HIGHEST_RATE, _lower_step(allowed / span))
        return Window(interval=1.0 / rate, samples=max(round(rate * span), 2) + _EXTRA_SAMPLES)

    @property
    def before(self) -> float:
        """How much of a segment precedes the trigger (s): it is in the middle of the screen, `delay` later."""
        return DIVISIONS / 2 * self.division + self.delay

    @property
    def trigger(self) -> Trigger:
        """What the acquisition system waits for."""
        if self.trigger_type == "PATTERN":
            wanted = [(channel, state == "H") for channel, state in sorted(self.pattern.items())]
        else:
            wanted = [(self.trigger_source, self.slopes[self.trigger_source] == "POS")]
        conditions = tuple(Condition(channel, self.levels[channel], rising) for channel, rising in wanted)
        return Trigger(conditions=conditions, dead_time=_DEAD_TIME + DIVISIONS * self.division)

    def arm(self, mode: str) -> None:
        """Start an acquisition in a trigger mode, or stop."""
        now = self.now()
        if mode == "STOP":
            self.acquisition.stop(now)
            self.progress()
            return
        segments = self.segments if self.sequence else 1
        self.acquisition.start(
            Settings(window=self.window, before=self.before, segments=segments, trigger=self.trigger), mode, now
        )
        self.internal_state |= _TRIGGER_READY

    def wait(self, longest: float) -> None:
        """Hold the next commands until the acquisition is finished, at most `longest` (s)."""
        give_up = self.now() + (longest or _LONGEST_WAIT)
        finished = self.acquisition.finished
        while self.acquisition.mode != "STOP" and self.acquisition.finished == finished and self.now() < give_up:
            self.take(_WAIT_STEP)
            self.progress()

    def force(self) -> None:
        """Take a segment without a trigger."""
        self.acquisition.force(self.now())
        self.take(1e-9)
        self.progress()

    def channel(self, unit: Unit) -> int:
        """Return the channel that a unit's path names.

        Raises:
            LecroyError: it names none.
        """
        if unit.path in {f"C{channel}" for channel in CHANNELS}:
            return int(unit.path[1])
        raise LecroyError(command=UNRECOGNISED_KEYWORD if unit.path else MISSING)

    def converter(self, channel: int) -> Converter:
        """Return the converter of a channel as the record was taken."""
        record = self.acquisition.record
        each = (record.inputs if record else self.acquisition.inputs)[channel]
        full = VERTICAL_DIVISIONS * each.scale
        if self.bits == 8:
            return Converter(step=full / 250, centre=each.centre, lowest=-128, highest=127, multiple=256)
        # As a WavePro HD: words from -22937 to 22682 on the screen; how far the converter goes beyond is `unverified`.
        return Converter(step=full / 45875 * 16, centre=each.centre, lowest=-1440, highest=1424, multiple=16)

    def waveform(self, unit: Unit) -> str:
        """Return the blocks of a channel's waveform that a query asks for."""
        channel = self.channel(unit)
        if not self.acquisition.inputs[channel].on:
            raise LecroyError(execution=ENVIRONMENT)
        wanted = unit.parameters[0].upper() if unit.parameters else "ALL"
        return waveform_blocks(self, channel, wanted)

    def read_register(self, name: str) -> int:
        """Read and clear an error or event register."""
        value = int(getattr(self, name))
        setattr(self, name, 0)
        return value

    def operation_complete(self) -> None:
        """Set the operation-complete event: the instrument carries out one command after the other."""
        self.events |= _OPERATION_COMPLETE

    def status_byte(self) -> int:
        """Return the status byte: event summary, message available never, internal state changed."""
        byte = 0x20 if self.events & self.enables["*ESE"] else 0
        byte |= 0x01 if self.internal_state & self.enables["INE"] else 0
        return byte | (0x40 if byte & self.enables["*SRE"] else 0)

    def clear_status(self) -> None:
        """Empty all registers (*CLS)."""
        self.events = self.command_error = self.execution_error = self.internal_state = 0

    def _note(self, error: LecroyError) -> None:
        if error.command:
            self.command_error = error.command
            self.events |= _COMMAND_ERROR
        else:
            self.execution_error = error.execution
            self.events |= _EXECUTION_ERROR

    def _headed(self, unit: Unit, names: tuple[str, str], answer: str) -> str:
        if self.header == "OFF" or (unit.header.startswith("*") and unit.header != "*IDN"):
            return answer
        name = names[0] if self.header == "SHORT" else names[1]
        return f"{unit.path}:{name} {answer}" if unit.path else f"{name} {answer}"


def _lower_step(rate: float) -> float:
    """Return the highest rate in steps of 1-2-5 (samples a second) that is not above `rate`."""
    power = 10.0 ** math.floor(math.log10(rate) + 1e-9)
    return next(factor * power for factor in (5.0, 2.0, 1.0) if factor * power <= rate * (1 + 1e-9))
