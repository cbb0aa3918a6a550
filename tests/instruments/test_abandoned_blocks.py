"""Blocks that nobody leaves: the garbage collector finalises them in any thread and with any lock held, and nothing may hang."""

import gc
import random
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from qcstation.simulation import BenchSpec, DeviceSpec, InstrumentSpec, Wiring, protocol
from tests.instruments.on_twin import TwinBench

PATIENCE = 20.0
"""Seconds of wall time; what hangs does so for ever."""
MODELS = ["keithley.2410", "caen.n1470"]


@pytest.fixture(params=MODELS)
def bench(request: pytest.FixtureRequest) -> Iterator[TwinBench]:
    """A bench on which garbage is collected when a test says so."""
    spec = BenchSpec(
        instruments={"bias": InstrumentSpec(model=request.param)}, wiring=Wiring(bias="bias"), device=DeviceSpec(seed=4)
    )
    gc.disable()
    try:
        with TwinBench(spec) as made:
            yield made
    finally:
        gc.enable()


def abandon(bias: Any, voltage: float | None = -20.0) -> None:
    """Switch on, ramp, and leave the block to the garbage collector; None: it is never entered."""
    block = bias.sourcing(compliance=1e-5, highest=100)
    if voltage is not None:
        block.__enter__().ramp_to(voltage)
    cycle = [block]
    cycle.append(cycle)


def ends(action: Callable[[], object]) -> None:
    thread = threading.Thread(target=action, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    assert not thread.is_alive(), "hangs"


@pytest.mark.parametrize("voltage", [None, 0.0, -20.0])
def test_an_abandoned_output_stays_on_the_safe_stack_and_comes_down_from_there(bench: TwinBench, voltage: float | None) -> None:
    bias = bench.connect("bias")
    abandon(bias, voltage)
    gc.collect()
    assert bench.supervisor.stack.outputs == (() if voltage is None else ("bias",))
    assert bench.state("bias")["output"] is (voltage is not None)
    assert bench.supervisor.stack.unwind("end of the run") == ()
    assert not bench.state("bias")["output"]
    assert bench.voltage() == pytest.approx(0.0, abs=0.1)


def test_garbage_collected_while_the_clock_is_being_moved(bench: TwinBench, monkeypatch: pytest.MonkeyPatch) -> None:
    abandon(bench.connect("bias"))
    encode = protocol.encode

    def collecting(message: Any) -> bytes:
        # Called with the lock of the bench's control connection held, which safing needs to read the run's clock.
        monkeypatch.setattr(protocol, "encode", encode)
        gc.collect()
        return encode(message)

    monkeypatch.setattr(protocol, "encode", collecting)
    ends(partial(bench.clock.sleep, 0.1))
    assert protocol.encode is encode, "nothing was collected"
    assert bench.supervisor.stack.unwind("end of the run") == ()


def test_garbage_collected_in_another_thread_while_the_link_is_held(bench: TwinBench) -> None:
    bias = bench.connect("bias")
    abandon(bias)
    with bias.link.transaction():
        ends(gc.collect)
    assert bench.supervisor.stack.unwind("end of the run") == ()


def test_blocks_of_all_kinds_collected_at_random_in_several_threads(bench: TwinBench) -> None:
    bias = bench.connect("bias")
    over, young = threading.Event(), partial(gc.collect, 0)

    def use(seed: int) -> None:
        rng = random.Random(seed)
        while not over.is_set():
            rng.choice((bench.clock.monotonic, bias.identify, young, bench.voltage))()

    threads = [threading.Thread(target=use, args=(seed,), daemon=True) for seed in range(3)]
    for thread in threads:
        thread.start()

    def work() -> None:
        for voltage in (None, -5.0, 0.0, -20.0):
            abandon(bias, voltage)
            assert bench.supervisor.stack.unwind("end of the run") == ()
        with bias.sourcing(compliance=1e-5, highest=100) as source:
            source.ramp_to(-10.0)

    threshold = gc.get_threshold()
    gc.set_threshold(10, 5, 1000)
    gc.enable()
    try:
        ends(work)
    finally:
        gc.set_threshold(*threshold)
        over.set()
        for thread in threads:
            thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    assert bench.supervisor.stack.outputs == ()
    assert not bench.state("bias")["output"]
