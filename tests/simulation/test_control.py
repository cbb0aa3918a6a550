"""The control connection: state, history, truth, and requests that make no sense."""

import json
import time

import msgspec
import pytest

from qcstation.model.errors import InputError
from qcstation.simulation import BenchControl, BenchSpec, DeviceSpec, InstrumentSpec, SimulatedBench, Wiring, all_models
from qcstation.simulation.devices import LgadSensor
from tests.simulation.clients import LineClient, lgad_bench, one_instrument
from tests.simulation.conftest import MakeRig


def test_state_shows_every_instrument(rig: MakeRig) -> None:
    bench = rig(lgad_bench())
    state = bench.control.state()
    assert set(state["instruments"]) == {"bias", "pad", "lcr", "chamber", "climate"}
    assert state["clock"] == "held"
    bias = state["instruments"]["bias"]
    assert (bias["output"], bias["level"], bias["compliance"], bias["errors"]) == (False, 0.0, 1.05e-4, [])
    bench["bias"].write(":SENS:CURR:PROT 1E-6;:SOUR:VOLT -7;:OUTP ON;:NONSENSE")
    assert bench["bias"].query("*OPC?") == "1"
    bench.control.advance(1.0)
    bias = bench.state("bias")
    assert (bias["output"], bias["level"], bias["compliance"], bias["clients"]) == (True, -7.0, 1e-6, 1)
    assert bias["voltage"] == pytest.approx(-7.0)
    assert bias["errors"] == [[-113, "Undefined header"]]


def test_history_proves_what_happened_when(rig: MakeRig) -> None:
    bench = rig(lgad_bench())
    before = time.monotonic()
    with LineClient(bench.bench.addresses["bias"]) as client:
        client.write(":SOUR:VOLT -10;:OUTP ON")
        client.write(":SOUR:VOLT -20")
        client.write(":OUTP OFF")
        assert client.query("*OPC?") == "1"
    after = time.monotonic()
    entries = [entry for entry in bench.control.history() if entry.instrument == "bias"]
    assert [entry.kind for entry in entries][:9] == [
        "connected", "command", "level", "output", "command", "level", "command", "output", "command",
    ]  # fmt: skip
    assert [entry.level for entry in entries if entry.kind == "level"] == [-10.0, -20.0]
    assert [entry.on for entry in entries if entry.kind == "output"] == [True, False]
    assert next(entry.text for entry in entries if entry.kind == "command") == ":SOUR:VOLT -10;:OUTP ON"
    assert all(before <= entry.wall <= after for entry in entries if entry.kind != "disconnected")
    assert [entry.wall for entry in entries] == sorted(entry.wall for entry in entries)
    last = bench.control.history()[-1].number
    assert all(entry.number > last for entry in bench.control.history(last + 1))


def test_truth_is_that_of_the_device(rig: MakeRig) -> None:
    bench = rig(lgad_bench(variant="early-breakdown"))
    truth = bench.control.truth()
    expected = LgadSensor.make("early-breakdown", 4).parameters
    assert truth["parameters"] == msgspec.to_builtins(expected)


def test_the_environment_can_be_set(rig: MakeRig) -> None:
    bench = rig(lgad_bench())
    bench.control.set_environment(temperature=-5.0)
    assert bench.control.state()["environment"] == {"temperature": -5.0, "humidity": 12.0}
    bench.control.set_environment(humidity=55.0)
    assert bench.control.state()["environment"] == {"temperature": -5.0, "humidity": 55.0}
    with pytest.raises(InputError, match="humidity"):
        bench.control.set_environment(humidity=0.0)


def test_several_clients_may_watch(rig: MakeRig) -> None:
    bench = rig(lgad_bench())
    others = [BenchControl(bench.bench.control_address) for _ in range(3)]
    bench.control.advance(2.0)
    assert len({other.time() for other in others}) == 1
    for other in others:
        other.close()


@pytest.mark.parametrize(
    "line",
    [
        b"nonsense",
        b"{}",
        b'{"op":"explode"}',
        b'{"op":"advance"}',
        b'{"op":"advance","seconds":"soon"}',
        b'{"op":"inject","fault":{}}',
    ],
)
def test_a_request_without_sense_gets_an_error(rig: MakeRig, line: bytes) -> None:
    bench = rig(one_instrument("keithley.2410"))
    with LineClient(f"TCPIP::{bench.bench.control_address.replace(':', '::')}::SOCKET") as client:
        client.socket.sendall(line + b"\n")
        answer = json.loads(client.read())
        assert answer["ok"] is False
        assert answer["error"]
        client.socket.sendall(b'{"op":"time"}\n')
        assert json.loads(client.read())["ok"] is True


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (
            BenchSpec(instruments={"a": InstrumentSpec(model="acme.1")}, wiring=Wiring()),
            "no simulated model 'acme.1'.*keithley.2410",
        ),
        (
            BenchSpec(instruments={"a": InstrumentSpec(model="keithley.2410", front="usb")}, wiring=Wiring()),
            "'tcp', 'serial' or 'vicp'",
        ),
        (BenchSpec(instruments={}, wiring=Wiring(bias="bias")), "'bias', which is no instrument"),
        (BenchSpec(instruments={}, wiring=Wiring(terminals="side")), "'front' or 'rear'"),
        (BenchSpec(instruments={}, wiring=Wiring(), device=DeviceSpec(variant="super")), "no LGAD variant 'super'"),
        (BenchSpec(instruments={}, wiring=Wiring(), device=DeviceSpec(kind="toaster")), "no kind of device 'toaster'"),
        (BenchSpec(instruments={}, wiring=Wiring(), pace=0.0), "pace"),
    ],
)
def test_a_specification_without_sense_is_refused(spec: BenchSpec, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        SimulatedBench(spec)


def test_specifications_are_plain_data() -> None:
    spec = lgad_bench(variant="dead", pace=2.0)
    assert msgspec.json.decode(msgspec.json.encode(spec), type=BenchSpec) == spec


def test_every_twin_says_what_it_is() -> None:
    models = all_models()
    assert {
        "keithley.2400",
        "keithley.2410",
        "keithley.2470",
        "keithley.6487",
        "keysight.e4980a",
        "cts.chamber",
        "generic.climate",
    } <= set(models)
    for name, twin in models.items():
        assert twin.model == name
        assert twin.title


def test_the_same_seed_gives_the_same_readings(rig: MakeRig) -> None:
    def readings(seed: int) -> list[str]:
        bench = rig(lgad_bench(seed=seed))
        bench["bias"].write(":SENS:FUNC 'VOLT','CURR';:FORM:ELEM VOLT,CURR;:SOUR:VOLT -30;:OUTP ON")
        return [bench["bias"].query(":READ?") for _ in range(3)]

    assert readings(1) == readings(1)
    assert readings(1) != readings(2)
