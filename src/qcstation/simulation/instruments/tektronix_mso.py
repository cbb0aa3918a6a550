"""Twin of a Tektronix 5 series MSO (4/5/6 Series MSO Programmer Manual, 077-1305), with FastFrame.

Beside the options of `scope_acquisition`: `blocks` = ``separate``: `CURVE?` sends a block for each frame, as some models do,
instead of one for all. Not simulated: mathematics, measurements, digital channels, waveform files.
"""

from datetime import UTC, datetime
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from qcstation.simulation.pulses import Condition, Converter, Trigger, Window

from .scope_acquisition import CHANNELS, Acquisition, Settings
from .scpi import ScpiError, number
from .scpi_twin import ScpiTwin
from .settings import one
from .tektronix_mso_commands import COMMANDS, tek
from .twin import Surroundings

_EPOCH = 1.7e9
_DEAD_TIME = 2e-6
"""s between frames (`unverified`)."""
_WAIT_STEP = 0.05
_LONGEST_WAIT = 100.0
_INVALID_WAVEFORM = 2244
"""Event of a curve that was never acquired (`unverified`)."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class _InputCommands:
    """The settings of one channel that are words or numbers."""

    def __init__(self, twin: "TektronixMso", channel: int) -> None:
        self._input = twin.acquisition.inputs[channel]
        self._full = twin.acquisition.bandwidth

    def set_bandwidth(self, parameters: list[str]) -> None:
        """Set a limit in Hz, or FULL."""
        given = one(parameters).upper()
        self._input.bandwidth = self._full if given in {"FUL", "FULL"} else min(number(given), self._full)

    def bandwidth(self) -> str:
        """Return the limit in Hz."""
        return tek(self._input.bandwidth)


class _Preamble:
    """The fields of the waveform preamble."""

    def __init__(self, twin: "TektronixMso") -> None:
        self._twin = twin

    def bytes(self) -> int:
        """Return the number of bytes a sample."""
        return int(self._twin.values["width"])

    def bits(self) -> int:
        """Return the number of bits a sample."""
        return 8 * self.bytes()

    def encoding(self) -> str:
        """Return how samples are sent."""
        return "ASC" if self._twin.values["encoding"] == "ASCI" else "BIN"

    def coding(self) -> str:
        """Return whether codes have a sign."""
        return "RP" if self._twin.values["encoding"] in {"RPB", "SRP"} else "RI"

    def order(self) -> str:
        """Return which byte comes first."""
        return "LSB" if self._twin.values["encoding"] in {"SRI", "SRP", "FAST"} else "MSB"

    def points(self) -> int:
        """Return the number of samples of a frame that are sent."""
        values = self._twin.values
        last = min(values["stop"], self._twin.window.samples)
        return max(round(float(last - values["start"])) + 1, 0)

    def frames(self) -> int:
        """Return the number of frames that are sent."""
        return len(self._twin.chosen_frames)

    def point_offset(self) -> int:
        """Return the trigger's sample."""
        return 0

    def x_increment(self) -> str:
        """Return the sample interval (s)."""
        return f"{self._twin.window.interval:.6E}"

    def x_zero(self) -> str:
        """Return the first sample of the first frame that is sent (s after its trigger)."""
        record = self._twin.acquisition.record
        frames = self._twin.chosen_frames
        first = float(record.offsets[frames[0]]) if record and len(frames) else -self._twin.before
        return f"{first + (self._twin.values['start'] - 1) * self._twin.window.interval:.9E}"

    def y_multiplier(self) -> str:
        """Return the V of one code."""
        return f"{self._twin.converter().step / (16 if self.bytes() == 2 else 1 / 16):.6E}"

    def y_offset(self) -> str:
        """Return the code of the trace's zero."""
        return "0.0E+0" if self.coding() == "RI" else f"{float(1 << (self.bits() - 1)):.6E}"

    def y_zero(self) -> str:
        """Return the V of the trace's zero: the channel's offset."""
        return f"{self._twin.converter().centre:.6E}"

    def x_unit(self) -> str:
        """Return the unit of time."""
        return '"s"'

    def y_unit(self) -> str:
        """Return the unit of samples."""
        return '"V"'


class TektronixMso(ScpiTwin):
    """MSO54: four channels, 2 GHz, 12 bits."""

    model: ClassVar[str] = "tektronix.mso"
    title: ClassVar[str] = "Tektronix 5 series MSO"
    maker: ClassVar[str] = "TEKTRONIX"
    model_number: ClassVar[str] = "MSO54"
    firmware: ClassVar[str] = "CF:91.1CT FV:1.44.3.433"
    error_queue_length: ClassVar[int] = 33
    messages: ClassVar[dict[int, str]] = {-113: "Undefined header; unrecognized command"}
    commands = COMMANDS

    def __init__(self, place: Surroundings) -> None:
        self.acquisition = Acquisition(place, bandwidth=2e9)
        super().__init__(place)
        self.wfm = _Preamble(self)
        for channel in CHANNELS:
            setattr(self, f"inputs_{channel}", _InputCommands(self, channel))
        self._shown: list[tuple[int, str]] = []
        self.set_inputs()

    def handle(self, line: str) -> str | None:
        """Carry out a message."""
        self.acquisition.progress(self.now())
        return super().handle(line)

    def state(self) -> dict[str, Any]:
        """Return whether it runs, frames taken, sample interval (s) and queued errors."""
        self.acquisition.progress(self.now())
        record = self.acquisition.record
        return {
            "mode": self.acquisition.mode,
            "taken": self.acquisition.have,
            "recorded": record.segments if record else 0,
            "interval": self.window.interval,
            "errors": [list(error) for error in self.errors],
        }

    def truth(self) -> dict[str, Any]:
        """Return what is true of the recorded frames."""
        self.acquisition.progress(self.now())
        return self.acquisition.truth()

    def reset(self) -> None:
        """Go back to the defaults (*RST)."""
        super().reset()
        self.acquisition.stop(self.now())
        self.set_inputs()

    def set_inputs(self) -> None:
        """Take over scales and offsets of the channels."""
        for channel, each in self.acquisition.inputs.items():
            each.scale, each.centre = self.values[f"CH{channel}:scale"], self.values[f"CH{channel}:offset"]

    @property
    def window(self) -> Window:
        """The samples of a frame."""
        record = self.acquisition.record
        if record is not None and self.acquisition.mode == "STOP":
            return record.settings.window
        return Window(interval=1.0 / self.values["sample_rate"], samples=int(self.values["record_length"]))

    @property
    def before(self) -> float:
        """How much of a frame precedes the trigger (s)."""
        return float(self.values["position"] / 100.0 * self.values["record_length"] / self.values["sample_rate"])

    @property
    def chosen_frames(self) -> NDArray[np.intp]:
        """Indices of the frames that are sent."""
        record = self.acquisition.record
        have = record.segments if record else 0
        return np.arange(have)[int(self.values["first_frame"]) - 1 : int(self.values["last_frame"])]

    def converter(self) -> Converter:
        """Return the converter of the source channel as the record was taken: 12 bits over 10.24 divisions, left in words."""
        record = self.acquisition.record
        channel = int(self.values["source"][2])
        each = (record.inputs if record else self.acquisition.inputs)[channel]
        return Converter(step=each.scale / 400, centre=each.centre, lowest=-2048, highest=2047, multiple=16)

    def set_state(self, parameters: list[str]) -> None:
        """Start or stop."""
        word = one(parameters).upper()
        now = self.now()
        if word in {"OFF", "STOP", "0"}:
            self.acquisition.stop(now)
            return
        if word not in {"ON", "RUN", "1"}:
            raise ScpiError(-224)
        frames = int(self.values["frame_count"]) if self.values["fast_frame"] else 1
        window = Window(interval=1.0 / self.values["sample_rate"], samples=int(self.values["record_length"]))
        settings = Settings(window=window, before=self.before, segments=frames, trigger=self._trigger(window))
        single = self.values["stop_after"] == "SEQ"
        self.acquisition.record = None
        self.acquisition.start(settings, "SINGLE" if single else self.values["trigger_mode"], now)

    def running(self) -> int:
        """Return 1 while it acquires."""
        return int(self.acquisition.mode != "STOP")

    def acquired(self) -> int:
        """Return the number of acquisitions."""
        return self.acquisition.finished

    def frames_acquired(self) -> int:
        """Return the number of frames taken."""
        record = self.acquisition.record
        return record.segments if record else self.acquisition.have

    def force_trigger(self, parameters: list[str]) -> None:
        """Take a frame without a trigger: TRIGGER FORCE."""
        if one(parameters).upper() not in {"FORC", "FORCE"}:
            raise ScpiError(-224)
        self.acquisition.force(self.now())

    def clear_acquisitions(self) -> None:
        """Forget what was acquired."""
        self.acquisition.record = None

    def wait(self) -> None:
        """Wait for a sequence that is under way (*OPC?, *WAI)."""
        give_up = self.now() + _LONGEST_WAIT
        while self.acquisition.mode == "SINGLE" and self.now() < give_up:
            self.take(_WAIT_STEP)
            self.acquisition.progress(self.now())

    def curve(self) -> str:
        """Return the samples of the chosen frames; event 2244 and no answer where there are none."""
        record, frames, points = self.acquisition.record, self.chosen_frames, self.wfm.points()
        if record is None or not len(frames) or self.values["encoding"] == "ASCI":
            raise ScpiError(_INVALID_WAVEFORM, "Waveform requested is invalid")
        codes = self.acquisition.codes(int(self.values["source"][2]), self.converter())[frames]
        first = int(self.values["start"]) - 1
        blocks = [self._block(codes[:, first : first + points])]
        if self.place.options.get("blocks") == "separate":
            blocks = [self._block(each[first : first + points]) for each in codes]
        return b";".join(blocks).decode("latin-1")

    def preamble(self) -> str:
        """Return all fields of the preamble."""
        wfm = self.wfm
        fields = (wfm.bytes, wfm.bits, wfm.encoding, wfm.coding, wfm.order)
        numbers = (wfm.points, wfm.x_unit, wfm.x_increment, wfm.x_zero, wfm.point_offset)
        scales = (wfm.y_unit, wfm.y_multiplier, wfm.y_offset, wfm.y_zero, wfm.frames)
        return ";".join(str(field()) for field in (*fields, *numbers, *scales))

    def timestamps(self, parameters: list[str]) -> str:
        """Return the triggers' times of frames ``first,last``."""
        first, last = (int(number(text)) for text in parameters) if len(parameters) == 2 else (1, 100_000)
        record = self.acquisition.record
        times = record.hits.times[first - 1 : last].tolist() if record else []
        return ",".join(f'"{_stamp(at)}"' for at in times)

    def read_events(self) -> int:
        """Read and clear the event register; what was queued until now can then be read."""
        self._shown += self.errors
        self.errors.clear()
        return super().read_events()

    def all_events(self) -> str:
        """Return and forget all events that the last *ESR? has made readable."""
        if not self._shown:
            return '1,"No events to report; new events pending *ESR?"' if self.errors else '0,"No events to report; queue empty"'
        shown, self._shown = self._shown, []
        return ",".join(f'{abs(code)},"{message}"' for code, message in shown)

    def next_event(self) -> int:
        """Return the number of the oldest readable event."""
        return abs(self._shown.pop(0)[0]) if self._shown else int(bool(self.errors))

    def event_count(self) -> int:
        """Return how many events are queued."""
        return len(self._shown) + len(self.errors)

    def clear_status(self) -> None:
        """Empty queue and registers (*CLS)."""
        super().clear_status()
        self._shown = []

    def _trigger(self, window: Window) -> Trigger:
        values = self.values
        if values["trigger_type"] == "LOGI":
            states = {channel: values[f"CH{channel}:pattern"] for channel in CHANNELS}
            wanted = [(channel, state == "HIGH") for channel, state in states.items() if state != "X"]
        else:
            wanted = [(int(values["trigger_source"][2]), values["trigger_slope"] == "RIS")]
        conditions = tuple(Condition(channel, values[f"CH{channel}:level"], rising) for channel, rising in wanted)
        return Trigger(conditions=conditions, dead_time=_DEAD_TIME + window.samples * window.interval)

    def _block(self, codes: NDArray[np.int16]) -> bytes:
        wide, signed, low_first = self.wfm.bytes() == 2, self.wfm.coding() == "RI", self.wfm.order() == "LSB"
        raw = codes if signed else codes.view(np.uint16) ^ np.uint16(0x8000)
        if wide:
            data = raw.astype(f"{'<' if low_first else '>'}{'i' if signed else 'u'}2", copy=False).tobytes()
        else:
            data = (raw >> 8).astype(np.int8 if signed else np.uint8).tobytes()
        digits = str(len(data)).encode()
        return b"#%d%s%s" % (len(digits), digits, data)


def _stamp(at: float) -> str:
    whole = int(at)
    moment = datetime.fromtimestamp(_EPOCH + whole, UTC)
    fraction = f"{round((at - whole) * 1e12):012d}"
    parts = " ".join(fraction[begin : begin + 3] for begin in range(0, 12, 3))
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year} {moment:%H:%M:%S}.{parts}"
