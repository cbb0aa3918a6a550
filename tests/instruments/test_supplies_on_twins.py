"""Drivers of high-voltage supplies on simulated ones: ramps, trips, interlocks, latched events, and safety on every way out."""

import msgspec
import pytest

from qcstation.instruments import BiasSource, HighVoltageSupply, SourceMeter
from qcstation.model.clock import WallClock
from qcstation.model.errors import IdentityError, InputError, InstrumentError, LinkError, RunAborted
from qcstation.safety.execution import execute
from qcstation.safety.recipes import SafingRecipe
from qcstation.simulation import FaultKind
from qcstation.simulation.devices.noise import MeterNoise
from qcstation.simulation.instruments.caen_n1470 import CURRENT_NOISE
from qcstation.transports import open_link
from tests.instruments.on_twin import TwinBench, supply_bench

SUPPLIES = [("caen.n1470", "tcp"), ("caen.n1470", "serial"), ("caen.dt55xxe", "tcp"), ("iseg.shr", "tcp"), ("iseg.shr", "serial")]
MODELS = ["caen.n1470", "iseg.shr"]


def driven_levels(bench: TwinBench, name: str = "bias") -> list[float]:
    """The levels that the instrument was driven to on its way down."""
    entries = bench.bench.history.since()
    return [entry.level for entry in entries if entry.kind == "level" and entry.instrument == name and entry.level is not None]


@pytest.mark.parametrize(("model", "front"), SUPPLIES)
def test_a_channel_ramps_measures_and_comes_down(model: str, front: str) -> None:
    with supply_bench(model, front=front) as bench:
        bias = bench.connect("bias", highest_voltage=300.0)
        assert isinstance(bias, BiasSource)
        assert isinstance(bias, HighVoltageSupply)
        assert not isinstance(bias, SourceMeter)
        began = bench.clock.monotonic()
        with bias.sourcing(compliance=1e-5, highest=200) as source:
            source.ramp_to(-100.0)
            # 100 V at 100 V/s, and at most two looks at the ramp more.
            assert 1.0 <= bench.clock.monotonic() - began <= 1.7
            assert bench.voltage() == pytest.approx(-100.0, abs=0.2)
            reading = source.measure()
            truth = float(bench.bench.device.total_current(-100.0))
            noise: MeterNoise = CURRENT_NOISE
            assert reading.voltage == pytest.approx(-100.0, abs=0.5)
            assert reading.current == pytest.approx(truth, abs=1e-8 + 5 * float(noise.deviation(truth)))
            assert not reading.in_compliance
            assert source.level == -100.0
            assert bench.supervisor.outputs_on() == ("bias",)
        assert bench.voltage() == pytest.approx(0.0, abs=0.1)
        assert not bench.state("bias")["output"]
        assert bench.supervisor.outputs_on() == ()
        assert bench.supervisor.levels == [0.0, -100.0, 0.0]
        # It came down by its ramp: no step of the simulated output is wider than a tick of it.
        down = driven_levels(bench)[-5:]
        assert max(abs(a - b) for a, b in zip(down, down[1:], strict=False)) <= 10.1  # noqa: RUF007


@pytest.mark.parametrize("model", MODELS)
def test_compliance_is_a_reading_and_then_a_trip(model: str) -> None:
    with supply_bench(model) as bench:
        bias = bench.connect("bias", trip_delay=3.0)
        with pytest.raises(InstrumentError, match="tripped"), bias.sourcing(compliance=2e-6, highest=300) as source:  # noqa: PT012
            source.ramp_to(-300.0)
            reading = source.measure()
            assert reading.in_compliance
            assert reading.current == pytest.approx(-2e-6, abs=3e-8)
            bench.clock.sleep(3.5)
            source.measure()
        assert bench.voltage() == pytest.approx(0.0, abs=0.1)
        # The trip is latched: nothing goes on until somebody has cleared it.
        with pytest.raises(InstrumentError, match="find the cause"), bias.sourcing(compliance=2e-6, highest=100):
            pytest.fail("switched on")
        bias.clear_events()
        with bias.sourcing(compliance=1e-5, highest=100) as source:
            source.ramp_to(-50.0)
            assert not source.measure().in_compliance


@pytest.mark.parametrize("model", MODELS)
def test_an_open_interlock_ends_a_run_and_keeps_the_next_from_beginning(model: str) -> None:
    with supply_bench(model) as bench:
        bias = bench.connect("bias")
        with pytest.raises(InstrumentError, match="interlock"), bias.sourcing(compliance=1e-5, highest=200) as source:  # noqa: PT012
            source.ramp_to(-100.0)
            bench.inject(FaultKind.OPEN_INTERLOCK, "bias")
            source.ramp_to(-150.0)
        assert bench.voltage() == pytest.approx(0.0, abs=0.1)
        with pytest.raises(InstrumentError, match="interlock"), bias.sourcing(compliance=1e-5, highest=200):
            pytest.fail("switched on")
        bench.control.clear()
        bias.clear_events()
        with bias.sourcing(compliance=1e-5, highest=200):
            pass


@pytest.mark.parametrize("model", MODELS)
def test_an_abort_in_the_middle_of_a_ramp_brings_it_down(model: str) -> None:
    with supply_bench(model) as bench:
        bias = bench.connect("bias")
        bench.supervisor.stop_at = 5
        with pytest.raises(RunAborted), bias.sourcing(compliance=1e-5, highest=300) as source:
            source.ramp_to(-300.0)
        assert min(driven_levels(bench)) > -150.0, "it had been stopped on the way up"
        assert bench.voltage() == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize(("model", "tripped"), [("caen.n1470", False), ("caen.n1470", True), ("iseg.shr", True)])
def test_the_recipe_alone_brings_it_down_on_a_link_of_its_own(model: str, tripped: bool) -> None:
    """As the watchdog does it: from the plain data, after the program is gone, and after a trip."""
    with supply_bench(model) as bench:
        bias = bench.connect("bias", trip_delay=1.0)
        with bias.sourcing(compliance=2e-6 if tripped else 1e-5, highest=200) as source:
            source.ramp_to(-200.0 if tripped else -120.0)
            if tripped:
                bench.clock.sleep(1.2)
            recipe = msgspec.json.decode(msgspec.json.encode(bench.supervisor.recipes["bias"]), type=SafingRecipe)
            bias.link._link.close()
            # The clock runs free when the program that drove it is gone; 40 times as fast here.
            bench.control.close()
            bench.bench.loop.call(lambda: bench.bench.let_clock_run(40.0, "test"))
            link = open_link(recipe.link)
            assert execute(recipe, link, WallClock()) == ()
            link.close()
            state = bench.bench.state()
            assert state["device"]["voltage"] == pytest.approx(0.0, abs=0.2)
            assert not state["instruments"]["bias"]["output"]


@pytest.mark.parametrize("model", MODELS)
def test_an_output_that_stays_on_is_not_called_safe(model: str) -> None:
    with supply_bench(model) as bench:
        bias = bench.connect("bias")
        with pytest.raises(InstrumentError, match="not proven safe"), bias.sourcing(compliance=1e-5, highest=100) as source:  # noqa: PT012
            source.ramp_to(-50.0)
            bench.inject(FaultKind.OUTPUT_STUCK_ON, "bias")
        assert bench.voltage() == pytest.approx(-50.0, abs=0.5)
        assert bench.supervisor.stack.outputs == ("bias",)
        bench.control.clear()
        assert bench.supervisor.stack.unwind("again") == ()


@pytest.mark.parametrize("model", MODELS)
def test_a_lost_link_is_made_again_for_safing(model: str) -> None:
    with supply_bench(model) as bench:
        bias = bench.connect("bias")
        with pytest.raises(LinkError, match="bias: connection"), bias.sourcing(compliance=1e-5, highest=100) as source:  # noqa: PT012
            source.ramp_to(-50.0)
            bench.inject(FaultKind.DROPPED_LINK, "bias", seconds=0.05)
            source.measure()
        assert bench.voltage() == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("fault", [FaultKind.GARBAGE, FaultKind.TRUNCATED, FaultKind.SILENCE])
def test_what_is_no_answer_is_no_reading(model: str, fault: FaultKind) -> None:
    with supply_bench(model) as bench:
        bias = bench.connect("bias", link={"timeout": 0.1})
        bench.inject(fault, "bias")
        with pytest.raises(InstrumentError, match="bias"):
            bias.read()
        bench.control.clear()


@pytest.mark.parametrize("model", MODELS)
def test_two_channels_share_one_link(model: str) -> None:
    with supply_bench(model) as bench:
        bias, guard = bench.connect("bias"), bench.connect("guard")
        assert bench.state("bias")["clients"] == 1
        with bias.sourcing(compliance=1e-5, highest=200) as inner, guard.sourcing(compliance=1e-5, highest=100) as outer:
            inner.ramp_to(-60.0)
            outer.ramp_to(-40.0)
            levels = [channel["voltage"] for channel in bench.state("bias")["channels"]]
            assert levels == pytest.approx([0.0, -60.0, -40.0, 0.0], abs=0.2)
            assert bench.voltage() == pytest.approx(-60.0, abs=0.2)
            bias.close()
            assert abs(outer.measure().voltage + 40.0) < 0.5, "one user that leaves does not close the other's link"
            bias.link = guard.link
        assert not bench.state("guard")["output"]


@pytest.mark.parametrize("model", MODELS)
def test_requests_beyond_bounds_and_the_other_polarity_are_refused(model: str) -> None:
    with supply_bench(model) as bench:
        bias = bench.connect("bias", highest_voltage=150.0)
        with pytest.raises(InputError, match="station file's 150 V"), bias.sourcing(compliance=1e-5, highest=200):
            pytest.fail("switched on")
        with pytest.raises(InputError, match="instrument's 0 to"), bias.sourcing(compliance=1.0, highest=100):
            pytest.fail("switched on")
        with bias.sourcing(compliance=1e-5, highest=100) as source:
            with pytest.raises(InputError, match="polarity is negative"):
                source.ramp_to(1.0)
            with pytest.raises(InputError, match="beyond"):
                source.ramp_to(-101.0)
        bias.supervisor = None
        with pytest.raises(InstrumentError, match="supervisor"), bias.sourcing(compliance=1e-5, highest=100):
            pytest.fail("switched on")


@pytest.mark.parametrize("model", MODELS)
def test_a_channel_that_was_left_on_is_ramped_down_first(model: str) -> None:
    with supply_bench(model) as bench, bench.connect("bias").sourcing(compliance=1e-5, highest=100) as source:
        source.ramp_to(-80.0)
        again = bench.connect("bias")
        assert bench.voltage() == pytest.approx(0.0, abs=0.1)
        assert not again.status().on


@pytest.mark.parametrize("model", MODELS)
def test_a_channel_that_is_not_there(model: str) -> None:
    with supply_bench(model, channel=3) as bench, pytest.raises(IdentityError, match="4 channels"):
        bench.connect("guard")


def test_a_board_in_local_mode_is_refused() -> None:
    with supply_bench("caen.n1470", local=True) as bench, pytest.raises(InstrumentError, match="local mode"):
        bench.connect("bias")


def test_another_board_is_silent_and_the_message_says_whose() -> None:
    with supply_bench("caen.n1470", board=2) as bench:
        with pytest.raises(LinkError, match="bias: no answer"):
            bench.connect("bias", link={"timeout": 0.05})
        assert bench.connect("bias", board=2).read()[0] == pytest.approx(0.0, abs=0.5)


def test_the_nhs_has_one_ramp_in_per_cent() -> None:
    with supply_bench("iseg.nhs") as bench:
        bias = bench.connect("bias", ramp=50.0)
        began = bench.clock.monotonic()
        with bias.sourcing(compliance=1e-5, highest=100) as source:
            source.ramp_to(-100.0)
            assert 2.0 <= bench.clock.monotonic() - began <= 2.7
        with pytest.raises(InputError, match="20 %"), bench.connect("bias", ramp=500.0).sourcing(compliance=1e-5, highest=10):
            pytest.fail("switched on")
