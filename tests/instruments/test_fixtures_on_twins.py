"""Matrices, a prober and a balance: real drivers on simulated instruments, and their order against the high voltage."""

from typing import Any

import pytest

from qcstation.instruments import Balance, ProbeStation, SwitchMatrix
from qcstation.model.errors import IdentityError, InputError, InstrumentError, LinkError, RunAborted
from qcstation.simulation import BenchSpec, FaultKind, InstrumentSpec, Wiring
from qcstation.simulation.devices import LgadArray
from qcstation.simulation.devices.noise import ELECTROMETER
from tests.instruments.on_twin import TwinBench, pad_bench

PROBER: dict[str, Any] = {"contact_height": 10e-3, "separation": 0.5e-3, "lift": 5e-3, "pitch_x": 21e-3, "pitch_y": 21e-3}
MATRICES = ["knu.switch16", "hephy.brandbox"]


def sensor(bench: TwinBench) -> LgadArray:
    device = bench.bench.device
    assert isinstance(device, LgadArray)
    return device


def settled(pad: Any, bench: TwinBench) -> float:
    bench.clock.sleep(20.0)
    return float(pad.measure().current)


def test_the_meter_sees_the_pad_that_is_connected_and_no_other() -> None:
    with pad_bench() as bench:
        matrix, pad, bias = (bench.connect(name) for name in ("matrix", "pad", "bias"))
        assert isinstance(matrix, SwitchMatrix)
        assert matrix.contacts()[:2] == ("1", "2")
        assert matrix.contacts()[-2:] == ("225", "guard")
        pad.prepare()
        truth = sensor(bench).pad_currents(-100.0)
        expected = {contact: float(truth[int(contact) - 1]) for contact in ("1", "17", "225")}
        expected["guard"] = -100.0 * sensor(bench).guard_conductance
        for contact, current in expected.items():
            matrix.connect({contact})
            with bias.sourcing(compliance=1e-3, highest=200) as source:
                source.ramp_to(-100.0)
                assert settled(pad, bench) == pytest.approx(current, abs=5 * float(ELECTROMETER.deviation(current)) + 2e-12)
        matrix.disconnect()
        with bias.sourcing(compliance=1e-3, highest=200) as source:
            source.ramp_to(-100.0)
            assert abs(settled(pad, bench)) < 2e-10
            total = source.measure().current
            assert total == pytest.approx(float(sensor(bench).total_current(-100.0)), rel=0.01)


def test_a_current_settles_in_its_own_time() -> None:
    """What makes "settled" a matter of the current itself: pads differ by a factor of twenty in how long they take."""
    with pad_bench() as bench:
        matrix, pad, bias = (bench.connect(name) for name in ("matrix", "pad", "bias"))
        pad.prepare()
        times = bench.control.truth()["relaxation_times"]
        quick, slow = times.index(min(times)), times.index(max(times))
        assert times[slow] > 10 * times[quick]
        left = {}
        for index in (quick, slow):
            matrix.connect({str(index + 1)})
            with bias.sourcing(compliance=1e-3, highest=200) as source:
                source.ramp_to(-80.0)
                bench.clock.sleep(0.5)
                after = pad.measure().current
                left[index] = abs(after - settled(pad, bench))
        assert left[quick] < 2e-10 < left[slow]


@pytest.mark.parametrize("model", MATRICES)
def test_relays_break_before_they_make_and_are_read_back(model: str) -> None:
    with pad_bench(matrix=model) as bench:
        matrix = bench.connect("matrix")
        first, second, third = matrix.contacts()[:3]
        matrix.connect({first, second})
        assert matrix.connected() == {first, second}
        matrix.connect([second, third])
        assert matrix.connected() == {second, third}
        states = [entry.text.split(",") for entry in bench.bench.history.since() if entry.kind == "relays"]
        assert max(len(state) for state in states) == 2, "for a moment three relays were closed"
        with pytest.raises(InputError, match="no contact 'x'"):
            matrix.connect({"x"})
        bench.inject(FaultKind.OUTPUT_STUCK_ON, "matrix")
        with pytest.raises(InstrumentError, match="should have closed none and reads back"):
            matrix.disconnect()
        bench.control.clear()


@pytest.mark.parametrize("model", MATRICES)
def test_the_voltage_comes_down_before_the_relays_open(model: str) -> None:
    with pad_bench(matrix=model) as bench:
        matrix, bias = bench.connect("matrix"), bench.connect("bias")
        matrix.connect(matrix.contacts()[:1])
        context = bias.sourcing(compliance=1e-3, highest=200)
        with pytest.raises(RuntimeError, match="the end"), context as source:  # noqa: PT012
            source.ramp_to(-100.0)
            assert bench.supervisor.stack.outputs == ("matrix", "bias")
            assert bench.supervisor.stack.unwind("test") == ()
            raise RuntimeError("the end")
        entries = bench.bench.history.since()
        off = max(e.number for e in entries if e.kind == "output" and e.instrument == "bias" and e.on is False)
        opened = max(e.number for e in entries if e.kind == "relays")
        assert off < opened
        assert matrix.connected() == frozenset()


def test_no_relay_is_closed_without_somebody_who_would_open_it() -> None:
    with pad_bench() as bench:
        matrix = bench.connect("matrix", supervised=False)
        with pytest.raises(InstrumentError, match="closes no relay"):
            matrix.connect({"1"})
        matrix.disconnect()


@pytest.mark.parametrize("model", MATRICES)
def test_contacts_may_be_wired_otherwise(model: str) -> None:
    with pad_bench(matrix=model) as bench:
        channel = {"knu.switch16": "3", "hephy.brandbox": "B2"}[model]
        matrix = bench.connect("matrix", contacts={"strip": channel})
        assert matrix.contacts() == ("strip",)
        matrix.connect({"strip"})
        assert matrix.closed_channels() == {channel}


@pytest.mark.parametrize("model", MATRICES)
@pytest.mark.parametrize("fault", [FaultKind.GARBAGE, FaultKind.SILENCE, FaultKind.TRUNCATED, FaultKind.DROPPED_LINK])
def test_a_matrix_that_does_not_answer_properly(model: str, fault: FaultKind) -> None:
    with pad_bench(matrix=model) as bench:
        matrix = bench.connect("matrix", link={"timeout": 0.15})
        matrix.connect(matrix.contacts()[:1])
        bench.inject(fault, "matrix", seconds=0.05)
        with pytest.raises(InstrumentError, match="matrix"):
            matrix.connect(matrix.contacts()[1:2])
        bench.control.clear()
        assert bench.supervisor.stack.unwind("test") == ()
        assert bench.state("matrix")["contacts"] == []


def test_a_sensor_that_does_not_touch_draws_nothing() -> None:
    with pad_bench(prober=True) as bench:
        matrix, pad, bias, prober = (
            bench.connect(n, **(PROBER if n == "prober" else {})) for n in ("matrix", "pad", "bias", "prober")
        )
        assert isinstance(prober, ProbeStation)
        pad.prepare()
        matrix.connect({"17"})
        currents = []
        for touch in (False, True, False):
            (prober.contact if touch else prober.separate)()
            assert prober.in_contact() is touch
            with bias.sourcing(compliance=1e-3, highest=100) as source:
                source.ramp_to(-50.0)
                currents.append(settled(pad, bench))
        assert abs(currents[0]) < 2e-10
        assert currents[1] == pytest.approx(float(sensor(bench).pad_currents(-50.0)[16]), rel=0.01)
        assert abs(currents[2]) < 2e-10


def test_no_relay_is_switched_under_voltage() -> None:
    with pad_bench() as bench:
        bias, matrix = bench.connect("bias"), bench.connect("matrix")
        matrix.connect({"3"})
        with bias.sourcing(compliance=1e-3, highest=100):
            for contacts in ({"4"}, ()):
                with pytest.raises(InstrumentError, match="switches no relay while an output is on"):
                    matrix.connect(contacts)
            assert matrix.connected() == {"3"}
        matrix.connect({"4"})
        assert matrix.connected() == {"4"}


def test_the_prober_moves_to_dies_and_takes_its_time() -> None:
    with pad_bench(prober=True) as bench:
        prober = bench.connect("prober", **PROBER)
        prober.separate()
        began = bench.clock.monotonic()
        prober.move_to_die(2, 1)
        assert bench.clock.monotonic() - began >= 0.042 / 0.02
        here = prober.position()
        assert (here.x, here.y, here.z) == pytest.approx((0.042, 0.021, 0.0095))
        prober.contact()
        with pytest.raises(InstrumentError, match="separate first"):
            prober.move_to(0.0, 0.0)
        prober.lower()
        assert prober.position().z == pytest.approx(5e-3)
        with pytest.raises(InstrumentError, match="outside the working range"):
            prober.move_to(0.5, 0.0)


def test_nothing_moves_while_an_output_is_on() -> None:
    with pad_bench(prober=True) as bench:
        bias, prober = bench.connect("bias"), bench.connect("prober", **PROBER)
        prober.contact()
        with bias.sourcing(compliance=1e-3, highest=100):
            for move in (
                prober.separate,
                prober.contact,
                prober.lower,
                lambda: prober.move_to(0, 0),
                lambda: prober.move_to_die(1, 1),
            ):
                with pytest.raises(InstrumentError, match=r"while an output is on \(bias\)"):
                    move()
        prober.separate()
        prober.supervisor = None
        with pytest.raises(InstrumentError, match="without a supervisor"):
            prober.contact()
        assert len([e for e in bench.bench.history.since() if e.kind == "moved"]) == 2


def test_an_abort_stops_the_movement() -> None:
    with pad_bench(prober=True) as bench:
        prober = bench.connect("prober", **PROBER)
        prober.lower()
        bench.supervisor.stop_at = 3
        with pytest.raises(RunAborted):
            prober.move_to(0.1, 0.1)
        # On the same wire: the order to stop has been carried out when this is answered.
        prober.position()
        state = bench.state("prober")
        assert not state["moving"]
        assert 0 < state["position"][0] < 50


def test_a_prober_that_does_not_know_where_it_is() -> None:
    with pad_bench(prober=True, uncalibrated=True) as bench, pytest.raises(InstrumentError, match="calibrate"):
        bench.connect("prober", **PROBER)


def test_a_needle_contacts_the_pad_below_it() -> None:
    with pad_bench(prober=True, needles="single") as bench:
        prober = bench.connect("prober", **PROBER)
        prober.separate()
        prober.move_to(3 * 1.3e-3, 2 * 1.3e-3)
        prober.contact()
        assert bench.bench.fixture.contacts == {str(2 * 15 + 3 + 1)}
        assert bench.bench.fixture.touching


def balance_bench(**options: object) -> TwinBench:
    return TwinBench(
        BenchSpec(instruments={"balance": InstrumentSpec(model="mettler.sics", front="serial", options=options)}, wiring=Wiring())
    )


def test_a_balance_says_when_it_has_settled() -> None:
    with balance_bench(mass=4.2, placed=10.0) as bench:
        balance = bench.connect("balance")
        assert issubclass(type(balance), Balance)
        bench.clock.sleep(5.0)
        balance.zero()
        assert balance.measure().mass == pytest.approx(0.0, abs=3e-7)
        bench.clock.sleep(5.5)
        reading = balance.measure()
        assert not reading.stable
        assert reading.mass > 4.25e-3, "while it swings it shows too much"
        bench.clock.sleep(5.0)
        reading = balance.measure()
        assert reading.stable
        assert reading.mass == pytest.approx(4.2e-3, abs=5e-7)
        balance.tare()
        assert balance.measure().mass == pytest.approx(0.0, abs=5e-7)
        assert set(bench.supervisor.readings[-1]) == {"mass"}


@pytest.mark.parametrize(("options", "message"), [({"mass": 300.0}, "overloaded"), ({"mass": -20.0}, "underloaded")])
def test_a_balance_out_of_its_range(options: dict[str, float], message: str) -> None:
    with balance_bench(**options) as bench:
        balance = bench.connect("balance")
        with pytest.raises(InstrumentError, match=message):
            balance.measure()


def test_a_balance_in_a_draught_never_settles() -> None:
    with balance_bench(draught=True) as bench:
        balance = bench.connect("balance")
        bench.clock.sleep(60.0)
        assert not balance.measure().stable
        with pytest.raises(InstrumentError, match="does not settle"):
            balance.zero()


@pytest.mark.parametrize("fault", [FaultKind.GARBAGE, FaultKind.TRUNCATED, FaultKind.SILENCE])
def test_a_balance_that_does_not_answer_properly(fault: FaultKind) -> None:
    with balance_bench() as bench:
        balance = bench.connect("balance", link={"timeout": 0.1})
        bench.inject(fault, "balance")
        with pytest.raises(InstrumentError, match="balance"):
            balance.measure()


@pytest.mark.parametrize(
    ("driver_name", "other"),
    [
        ("mettler.sics", "itk.corvus"),
        ("hephy.brandbox", "mettler.sics"),
        ("itk.corvus", "hephy.brandbox"),
        ("iseg.shr", "hephy.brandbox"),
        ("caen.n1470", "hephy.brandbox"),
    ],
)
def test_wrong_instruments_are_told(driver_name: str, other: str) -> None:
    from qcstation.instruments import driver
    from qcstation.transports import open_link

    with TwinBench(BenchSpec(instruments={"it": InstrumentSpec(model=other)}, wiring=Wiring())) as bench:
        kind = driver(driver_name)
        link = open_link(kind.link_settings("it", bench.bench.addresses["it"], timeout=0.1, read_termination="\n"))
        with pytest.raises((IdentityError, LinkError, InstrumentError), match="it: "):
            kind("it", link).identify()
        link.close()
