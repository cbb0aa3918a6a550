"""Benches with an oscilloscope on an LGAD before a beta source, and its real driver with time that passes on the bench."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from qcstation.instruments import driver
from qcstation.instruments.oscilloscope import ChannelSetup, Oscilloscope, TriggerCondition
from qcstation.safety.recipes import SafingRecipe
from qcstation.simulation import BenchSpec, DeviceSpec, InstrumentSpec, SteppedClock, Wiring
from qcstation.transports import Link, open_link
from tests.simulation.clients import Rig


def scope_bench(model: str, *, front: str = "tcp", variant: str = "good-hpk", **options: Any) -> BenchSpec:
    """A source and an oscilloscope on one LGAD."""
    return BenchSpec(
        instruments={
            "bias": InstrumentSpec(model="keithley.2410"),
            "scope": InstrumentSpec(model=model, front=front, options=options),
        },
        wiring=Wiring(bias="bias", scope="scope"),
        device=DeviceSpec(variant=variant, seed=3),
    )


class BenchTime:
    """A supervisor that lets time pass on the bench and does nothing else."""

    def __init__(self, clock: SteppedClock) -> None:
        self.clock = clock

    def wait(self, seconds: float) -> None:
        self.clock.sleep(seconds)

    def arm(self, recipe: SafingRecipe, link: Link) -> None:
        raise AssertionError("an oscilloscope has no output")

    def make_safe(self, instrument: str, output: str = "") -> None:
        raise AssertionError("an oscilloscope has no output")

    def outputs_on(self) -> tuple[str, ...]:
        return ()

    def output_changed(self, instrument: str, *, on: bool, level: float, unit: str) -> None:
        raise AssertionError("an oscilloscope has no output")

    def reading_seen(self, instrument: str, values: Mapping[str, float], units: Mapping[str, str]) -> None:
        """Nothing to show."""


@contextmanager
def driven(rig: Rig, model: str, *, timeout: float = 5.0) -> Iterator[Oscilloscope]:
    """The bench's oscilloscope in the hands of its own driver, initialised."""
    kind = driver(model)
    scope = kind("scope", open_link(kind.link_settings("scope", rig.bench.addresses["scope"], timeout=timeout)))
    assert isinstance(scope, Oscilloscope)
    assert rig.clock is not None
    scope.supervisor = BenchTime(rig.clock)
    try:
        scope.identify()
        scope.initialise()
        yield scope
    finally:
        scope.close()


def bias(rig: Rig, voltage: float) -> None:
    """Apply a bias and let it settle."""
    for command in (":SOUR:VOLT:RANG 300", ":SENS:CURR:PROT 1e-4", ":OUTP ON", f":SOUR:VOLT {voltage}"):
        rig["bias"].write(command)
    assert rig["bias"].query("*OPC?") == "1"
    rig.control.advance(1.0)


def set_up(scope: Oscilloscope, *conditions: TriggerCondition, sample_rate: float = 20e9) -> None:
    """Sensor on channel 1, reference on channel 2, trigger on the reference unless conditions say otherwise."""
    scope.set_channel(1, ChannelSetup(scale=0.05, centre=0.15))
    scope.set_channel(2, ChannelSetup(scale=0.02, centre=0.06))
    scope.set_timebase(sample_rate=sample_rate, duration=20e-9, before=8e-9)
    scope.set_trigger(*(conditions or (TriggerCondition(channel=2, level=0.02),)))
