"""The timing procedure itself: sequences of two channels from the socket into the run file, each event looked at on the way.

Gates: at least 200 MB/s of samples through `hgtd.sensor-timing`, engine, journal and run file on; at least 0.3 of what the same
driver and records pass on without a procedure (`bench_scope.recorded`), in the same run; and while the run before is being sealed
in the same program at least 0.3 of what it does alone: sealing takes two cores as long as it lasts. All take turns; medians
count. The oscilloscope's set-up is answered in this process, its waveforms come from another one.
"""

import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench_scope import SAMPLES, SEGMENTS, instrument, recorded
from qcstation.engine.bus import EventBus
from qcstation.engine.guard import InterlockGuard
from qcstation.engine.prompts import Unattended
from qcstation.engine.session import Session
from qcstation.instruments.oscilloscope import ChannelSetup, TimeBase, TriggerCondition
from qcstation.instruments.roles import ClimateReading, SourceReading
from qcstation.instruments.teledyne.lecroy import LecroyOscilloscope
from qcstation.model.clock import WallClock
from qcstation.model.events import RunStarted
from qcstation.model.runs import RunHeader, RunKind
from qcstation.procedures.hgtd.sensor_timing import SensorTiming
from qcstation.records import DataFolder, OpenRun
from qcstation.safety.stack import SafeStack
from qcstation.safety.watchdog import Watchdog
from qcstation.transports import open_link

SEQUENCES = 25
ROUNDS = 3
LIMIT = 200e6
LOWEST_RATIO = 0.3
SETTINGS = {"voltages": "200 V", "events": SEQUENCES * SEGMENTS, "segments": SEGMENTS, "settle": "0 s", "patience": "60 s"}


class Replaying(LecroyOscilloscope):
    """The driver with an instrument that has always taken what it is asked for."""

    def set_channel(self, channel: int, setup: ChannelSetup) -> ChannelSetup:  # noqa: ARG002
        """Agree."""
        return setup

    def set_timebase(self, *, sample_rate: float, duration: float, before: float) -> TimeBase:  # noqa: ARG002
        """Return what the waveforms have."""
        return TimeBase(interval=5e-11, samples=SAMPLES, before=before)

    def set_trigger(self, *conditions: TriggerCondition) -> None:
        """Agree."""

    def arm(self, segments: int) -> None:
        """Agree."""

    def complete(self) -> bool:
        """Say that all is there."""
        return True


class Bias:
    """A supply that costs nothing."""

    name, level = "bias", 0.0

    @contextmanager
    def sourcing(self, *, compliance: float, highest: float) -> Iterator["Bias"]:  # noqa: ARG002
        """Be on."""
        yield self

    def ramp_to(self, voltage: float) -> None:
        """Be there at once."""
        self.level = voltage

    def measure(self) -> Any:
        """Return a reading."""
        return SourceReading(voltage=self.level, current=-1e-9, in_compliance=False)


class Climate:
    """A sensor that costs nothing."""

    def measure(self) -> Any:
        """Return a reading."""
        return ClimateReading(temperature=20.0, humidity=10.0, dew_point=-12.0)


def measured(port: int, folder: Path) -> tuple[OpenRun, float]:
    """Run the procedure's acquisition; return the open run and bytes of samples a second, from the first sequence to the last."""
    clock = WallClock()
    run = str(uuid.uuid4())
    header = RunHeader(run=run, procedure="benchmark", procedure_version="1", started=clock.now(), kind=RunKind.SIMULATED)
    open_run = OpenRun(DataFolder(folder), header)
    bus = EventBus(keepers=(open_run.journal, open_run.recorder), onlookers=(lambda _event: None,))
    bus.publish(RunStarted(time=clock.now(), header=header))
    watchdog = Watchdog.start(station="benchmark", report=folder / "watchdog.json", register=folder / "unsafe")
    session = Session(
        bus=bus,
        clock=clock,
        stack=SafeStack(clock),
        guard=InterlockGuard((), {}, clock, lambda *_change: None),
        heart=watchdog,
        prompter=Unattended(),
        component=None,
        keep_arrays=False,
    )
    scope = Replaying("scope", open_link(Replaying.link_settings("scope", f"VICP::127.0.0.1,{port}::INSTR")))
    instruments: dict[str, Any] = {"bias": Bias(), "scope": scope, "climate": Climate()}
    SensorTiming(SensorTiming.Settings.parsed(dict(SETTINGS)), instruments).acquire(session)
    ended = time.perf_counter()
    open_run.recorder.flush()
    waited = time.perf_counter() - ended
    points = session.raw()["points"]
    seconds = float(points["real_time"][0]) + waited
    watchdog.finish()
    scope.close()
    return open_run, 2 * SEQUENCES * SEGMENTS * SAMPLES * 2 / seconds


def beside(port: int, folder: Path, before: OpenRun) -> tuple[OpenRun, float, float]:
    """Measure while `before` is being sealed; return the open run, bytes a second, and the seconds that sealing took."""
    taken: list[float] = []

    def seal() -> None:
        began = time.perf_counter()
        before.finish(time=time.time())
        taken.append(time.perf_counter() - began)

    thread = threading.Thread(target=seal)
    thread.start()
    open_run, rate = measured(port, folder)
    thread.join()
    return open_run, rate, taken[0]


def main() -> int:
    """Run all in turns; return 1 if a gate is missed."""
    alone, sealing, plain, seals = [], [], [], []
    with instrument() as port:
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                plain.append(recorded(port, folder))
                first, rate = measured(port, folder)
                alone.append(rate)
                second, rate, seconds = beside(port, folder, first)
                sealing.append(rate)
                seals.append(seconds)
                second.close()
    mine, other, with_seal = statistics.median(alone), statistics.median(plain), statistics.median(sealing)
    of_plain = statistics.median(a / b for a, b in zip(alone, plain, strict=True))
    of_alone = statistics.median(a / b for a, b in zip(sealing, alone, strict=True))
    size = 2 * SEQUENCES * SEGMENTS * SAMPLES * 2 / 1e6
    print(f"procedure, socket to run file   {mine / 1e6:6.0f} MB/s of samples, each event looked at")
    print(f"driver and records alone        {other / 1e6:6.0f} MB/s   ratio {of_plain:4.2f}")
    print(f"while the last run is sealed    {with_seal / 1e6:6.0f} MB/s   ratio {of_alone:4.2f}")
    print(f"sealing {size:.0f} MB beside it       {statistics.median(seals):6.2f} s")
    passed = mine >= LIMIT and of_plain >= LOWEST_RATIO and of_alone >= LOWEST_RATIO
    print(f"gates: {LIMIT / 1e6:.0f} MB/s, ratios >= {LOWEST_RATIO}: {'passed' if passed else 'MISSED'}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
