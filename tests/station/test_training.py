"""A simulated bench as a trainer handles it."""

import pytest

from qcstation.model.errors import InputError, StationError
from qcstation.simulation import FaultKind, SimulatedBench
from qcstation.station.config import StationFile
from qcstation.station.shipped import shipped_bench
from qcstation.station.simulated import Simulation
from qcstation.station.training import FaultChoice, TrainingBench, fault_choices, fault_of


def test_faults_come_and_go(bench: SimulatedBench, station: StationFile) -> None:
    trainer = TrainingBench.connected(station)
    number = trainer.inject(fault_of("open-interlock", "bias", {}))
    trainer.inject(fault_of("delay", "pad", {"seconds": "200 ms", "when_voltage": "80 V"}))
    present = {fault.kind: fault for fault in trainer.truth().faults}
    assert (present["open-interlock"].struck, present["delay"].struck) == (True, False)
    trainer.clear(number)
    assert [fault.kind for fault in trainer.truth().faults] == ["delay"]
    trainer.clear()
    assert trainer.truth().faults == ()
    trainer.close()


def test_another_device_is_put_in_and_its_truth_is_told(bench: SimulatedBench, station: StationFile) -> None:
    trainer = TrainingBench.connected(station)
    trainer.put_in("early-breakdown", 7)
    truth = trainer.truth()
    assert (truth.variant, truth.seed, truth.outputs_on) == ("early-breakdown", 7, ())
    assert truth.parameters
    assert "early-breakdown" in trainer.variants
    with pytest.raises(InputError):
        trainer.put_in("no-such-device", 1)
    trainer.close()


def test_a_real_bench_has_no_faults_to_put_in() -> None:
    with pytest.raises(StationError, match="simulated ones alone"):
        TrainingBench.connected(shipped_bench("lgad"))


def test_a_bench_is_started_and_ends_with_its_trainer() -> None:
    trainer = TrainingBench.started(shipped_bench("lgad"), Simulation(variant="dead", seed=4))
    again = TrainingBench.connected(trainer.station)
    assert (again.truth().variant, again.truth().seed) == ("dead", 4)
    again.close()
    process = trainer._process
    trainer.close()
    assert process is not None
    assert process.poll() == 0


@pytest.mark.parametrize("choice", fault_choices(), ids=lambda choice: choice.kind)
def test_every_kind_can_be_put_in_as_its_fields_stand(choice: FaultChoice, bench: SimulatedBench, station: StationFile) -> None:
    fault = fault_of(choice.kind, "bias", choice.parameters)
    assert fault.kind in FaultKind
    trainer = TrainingBench.connected(station)
    trainer.inject(fault)
    trainer.close()


@pytest.mark.parametrize(
    ("kind", "given"), [("delay", {"seconds": "5"}), ("delay", {"seconds": "1 V"}), ("no-such", {}), ("garbage", {"times": "x"})]
)
def test_what_is_wrongly_described_is_refused(kind: str, given: dict[str, str]) -> None:
    with pytest.raises(InputError):
        fault_of(kind, "bias", given)


def test_text_may_hold_commas() -> None:
    assert fault_of("queued-error", "bias", {"text": '-113,"Undefined header"'}).text == '-113,"Undefined header"'
