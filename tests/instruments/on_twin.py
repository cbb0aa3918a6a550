"""Real drivers on simulated instruments behind real sockets and terminals, with the real safe stack above them."""

from collections.abc import Mapping
from typing import Any, Self

from qcstation.instruments import Instrument, InstrumentOptions, driver
from qcstation.model.errors import RunAborted
from qcstation.safety.recipes import SafingRecipe
from qcstation.safety.stack import SafeStack
from qcstation.simulation import (
    BenchControl,
    BenchSpec,
    DeviceSpec,
    Fault,
    FaultKind,
    InstrumentSpec,
    SimulatedBench,
    SteppedClock,
    Wiring,
)
from qcstation.transports import Link, SharedLinks, open_link


class TwinSupervisor:
    """A run reduced to its safety: clock, safe stack, outputs that are on. Stops the run before wait number `stop_at`."""

    def __init__(self, clock: SteppedClock) -> None:
        self.clock = clock
        self.stack = SafeStack(clock, retry_for=0.3)
        self.recipes: dict[str, SafingRecipe] = {}
        self.levels: list[float] = []
        self.readings: list[dict[str, float]] = []
        self.stop_at: int | None = None
        self._on: set[str] = set()

    def wait(self, seconds: float) -> None:
        if self.stop_at is not None:
            self.stop_at -= 1
            if self.stop_at < 0:
                raise RunAborted("the operator pressed abort")
        self.clock.sleep(seconds)

    def arm(self, recipe: SafingRecipe, link: Link) -> None:
        self.recipes[recipe.instrument] = recipe
        self.stack.push(recipe, link)

    def make_safe(self, instrument: str, output: str = "") -> None:
        self.stack.make_safe(instrument, output)

    def outputs_on(self) -> tuple[str, ...]:
        return tuple(sorted(self._on))

    def output_changed(self, instrument: str, *, on: bool, level: float, unit: str) -> None:
        assert unit == "V"
        self.levels.append(level)
        (self._on.add if on else self._on.discard)(instrument)

    def reading_seen(self, instrument: str, values: Mapping[str, float], units: Mapping[str, str]) -> None:
        assert set(values) == set(units)
        self.readings.append(dict(values))


class TwinBench:
    """A simulated bench on a stepped clock, and drivers connected to it by name."""

    def __init__(self, spec: BenchSpec) -> None:
        self.bench = SimulatedBench(spec).start()
        self.control = BenchControl(self.bench.control_address)
        self.clock = SteppedClock(self.control)
        self.supervisor = TwinSupervisor(self.clock)
        self._links = SharedLinks(open_link)
        self._instruments: list[Instrument] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for instrument in self._instruments:
            instrument.close()
        self.control.close()
        self.bench.stop()

    def connect(self, name: str, *, supervised: bool = True, link: Mapping[str, object] = {}, **options: Any) -> Any:
        """The driver of an instrument, identified and initialised."""
        spec = self.bench.spec.instruments[name]
        kind = driver(spec.model)
        settings = kind.link_settings(name, self.bench.addresses[name], **{"timeout": 1.0, **link})
        chosen = InstrumentOptions(**{"channel": spec.channel, "ramp": 100.0, **options})
        instrument = kind(name, self._links.open(settings), chosen)
        instrument.supervisor = self.supervisor if supervised else None
        self._instruments.append(instrument)
        instrument.identify()
        instrument.initialise()
        return instrument

    def inject(self, kind: FaultKind, instrument: str, **more: Any) -> int:
        return self.control.inject(Fault(kind=kind, instrument=instrument, **more))

    def state(self, name: str) -> dict[str, Any]:
        return dict(self.control.state()["instruments"][name])

    def voltage(self) -> float:
        """The voltage on the device."""
        return float(self.control.state()["device"]["voltage"])


def supply_bench(model: str, *, front: str = "tcp", variant: str = "good", channel: int = 1, **options: Any) -> TwinBench:
    """A supply whose channel `bias` biases a pad, and its next channel `guard`, which biases nothing."""
    return TwinBench(
        BenchSpec(
            instruments={
                "bias": InstrumentSpec(model=model, front=front, channel=channel, options=options),
                "guard": InstrumentSpec(model=model, front=front, channel=channel + 1, shares="bias"),
            },
            wiring=Wiring(bias="bias"),
            device=DeviceSpec(variant=variant, seed=4),
        )
    )


def pad_bench(variant: str = "few-bad-pads", *, matrix: str = "knu.switch16", prober: bool = False, **options: Any) -> TwinBench:
    """A whole sensor behind a matrix, an electrometer and a supply, with or without a prober."""
    instruments = {
        "bias": InstrumentSpec(model="caen.n1470"),
        "pad": InstrumentSpec(model="keithley.6487"),
        "matrix": InstrumentSpec(model=matrix),
    }
    if prober:
        instruments["prober"] = InstrumentSpec(model="itk.corvus", front="serial", options=options)
    return TwinBench(
        BenchSpec(
            instruments=instruments,
            wiring=Wiring(bias="bias", electrometer="pad", matrix="matrix", prober="prober" if prober else None),
            device=DeviceSpec(kind="hgtd.lgad-array", variant=variant, seed=4),
        )
    )
