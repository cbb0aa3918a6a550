"""The map of pads in memory: order of relays and voltage, settling, what is found, and how an interrupted map is continued."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from qcstation.instruments.bench_roles import SwitchMatrix
from qcstation.instruments.instrument import Instrument
from qcstation.instruments.roles import CurrentReading, Electrometer, SourceReading
from qcstation.model.errors import InputError
from qcstation.model.estimates import Censoring, Estimate, Result
from qcstation.model.raw import RawData
from qcstation.model.runs import Run
from qcstation.procedures.hgtd.pads import chosen_pads, listed, place_of
from qcstation.procedures.hgtd.sensor_iv_map import SensorIVMap
from qcstation.procedures.specifications import parameters_of, specification_of
from qcstation.simulation.devices import LgadArray, noise
from tests.procedures.stand import MemoryClimate, MemoryRun, MemorySource, Stand

PADS = 225


def shipped_parameters() -> Any:
    return parameters_of(SensorIVMap, specification_of(SensorIVMap))


class ArrayStand(Stand):
    """A stand for an array: what its pads draw is worked out once for each level, for it does not depend on the relays."""

    def __init__(self, array: LgadArray) -> None:
        super().__init__(array.seen(()), seed=7, temperature=20.0)
        self.array = array
        self._states: dict[float, tuple[float, bool]] = {}
        self._currents: dict[float, NDArray[np.float64]] = {}

    def state(self) -> tuple[float, bool]:
        if self.set not in self._states:
            self._states[self.set] = super().state()
        return self._states[self.set]

    def drawn(self, contact: str) -> float:
        """The current (A) of a contact at the present level."""
        voltage, _ = self.state()
        if voltage not in self._currents:
            self._currents[voltage] = self.array.pad_currents(voltage, self.temperature)
        if contact == "guard":
            return voltage * self.array.guard_conductance
        return float(self._currents[voltage][int(contact) - 1])

    def _total(self, voltage: float) -> float:
        return abs(float(self.array.total_current(voltage, self.temperature)))


class ArraySource(MemorySource):
    """The supply of the whole array."""

    stand: ArrayStand

    def measure(self) -> SourceReading:
        voltage, limited = self.stand.state()
        read = float(noise.SOURCE_METER_VOLTAGE.read(voltage, self.stand.rng))
        return SourceReading(voltage=read, current=-1e-5, in_compliance=limited)


class MemoryMatrix(SwitchMatrix):
    """Contacts of an array on a stand; `order` are those that were connected, one after the other."""

    def __init__(self, stand: Stand, array: LgadArray) -> None:
        self.stand = stand
        self.array = array
        self.name = "matrix"
        self.order: list[str] = []

    def contacts(self) -> tuple[str, ...]:
        return (*(str(pad) for pad in range(1, PADS + 1)), "guard")

    def connected(self) -> frozenset[str]:
        return frozenset(self.order[-1:])

    def connect(self, contacts: Any) -> None:
        assert not self.stand.on, "relays are never switched under voltage"
        self.order += list(contacts)
        self.stand.sensor = self.array.seen(contacts)


class MemoryPad(Electrometer):
    """A meter in the array's pad, with a transient after each step of the bias that dies out with the pad's own time."""

    def __init__(self, stand: ArrayStand, run: MemoryRun, matrix: MemoryMatrix) -> None:
        self.stand, self.run, self.matrix, self.name = stand, run, matrix, "pad"
        self.level = 0.0
        self.since = 0.0

    def prepare(self, *, highest: float | None = None, line_cycles: float = 1.0) -> None:
        pass

    def measure(self) -> CurrentReading:
        self.run.clock.sleep(0.02)
        voltage, _ = self.stand.state()
        sensor = self.stand.sensor
        contact = self.matrix.order[-1]
        if voltage != self.level:
            self.step, self.level, self.since = voltage - self.level, voltage, self.run.clock.monotonic()
        constant = sensor.relaxation_time
        left = math.exp(-(self.run.clock.monotonic() - self.since) / constant) if self.since else 0.0
        transient = self.step * sensor.relaxation_capacitance / constant * left if left else 0.0
        current = self.stand.drawn(contact) + transient
        return CurrentReading(current=float(noise.ELECTROMETER.read(current, self.stand.rng)))


class Map:
    """A map on a stand: what was connected, and what the analysis makes of it."""

    def __init__(self, array: LgadArray, settings: dict[str, Any], *, earlier: RawData | None = None, fail_at: str = "") -> None:
        self.run = MemoryRun()
        self.run.earlier = earlier
        stand = ArrayStand(array)
        self.matrix = MemoryMatrix(stand, array)
        bench: dict[str, Instrument] = {
            "bias": ArraySource(stand),
            "pad": MemoryPad(stand, self.run, self.matrix),
            "matrix": self.matrix,
            "climate": MemoryClimate(stand),
        }
        procedure = SensorIVMap(SensorIVMap.Settings.parsed(settings), bench)
        if fail_at:
            connect = self.matrix.connect

            def failing(contacts: Any) -> None:
                connect(contacts)
                if fail_at in contacts:
                    raise KeyboardInterrupt

            self.matrix.connect = failing  # type: ignore[method-assign]
        run: Run = self.run
        try:
            procedure.acquire(run)
        except KeyboardInterrupt:
            assert fail_at
        assert not stand.on
        self.raw = self.run.raw()

    def results(self) -> dict[tuple[str, str], Result]:
        found = SensorIVMap.analyse(self.raw, shipped_parameters())
        return {(result.name, result.channel): result for result in found}


def estimate(results: dict[tuple[str, str], Result], name: str, channel: str = "") -> Estimate:
    finding = results[name, channel].finding
    assert isinstance(finding, Estimate), finding
    return finding


@pytest.fixture(scope="module")
def bad_pads() -> tuple[LgadArray, Map]:
    array = LgadArray.make("few-bad-pads", 3)
    return array, Map(array, {})


def test_bad_pads_are_named_and_no_other(bad_pads: tuple[LgadArray, Map]) -> None:
    array, found = bad_pads
    results = found.results()
    voltage = np.arange(0.0, 121.0, 0.5)
    currents = np.abs(array.pad_currents(-voltage, 20.0))
    # The truth by the same definition: 500 nA below 120 V, more than 150 nA at 100 V, and no contact.
    early = [pad + 1 for pad in range(PADS) if currents[voltage < 120][:, pad].max() >= 500e-9]
    leaky = [pad + 1 for pad in range(PADS) if np.interp(100.0, voltage, currents[:, pad]) > 150e-9]
    unconnected = [pad + 1 for pad in range(PADS) if not array.pads[pad].connected]
    assert (len(leaky), len(unconnected)) == (2, 1)
    for name, pads in (("early_pads", early), ("leaky_pads", leaky), ("open_pads", unconnected)):
        assert estimate(results, name).note == listed(pads)
        assert estimate(results, name).value == len(pads)
    assert estimate(results, "bad_pads").value == len({*early, *leaky, *unconnected})


def test_pulls_of_every_pad_gradient_and_average(bad_pads: tuple[LgadArray, Map]) -> None:
    array, found = bad_pads
    results = found.results()
    voltage = np.arange(100.0, 175.0, 0.05)
    currents = np.abs(array.pad_currents(-voltage, 20.0))
    truth = {pad: float(np.interp(500e-9, currents[:, pad - 1], voltage)) for pad in range(1, PADS + 1)}
    open_pads = {pad for pad in truth if not array.pads[pad - 1].connected}
    pulls = []
    for pad in truth.keys() - open_pads:
        pad_found = estimate(results, "pad_breakdown_voltage", str(pad))
        if pad_found.censored is Censoring.ABOVE:
            assert truth[pad] > pad_found.value - 0.2
        else:
            assert pad_found.uncertainty
            pulls.append((pad_found.value - truth[pad]) / pad_found.uncertainty)
    assert len(pulls) > 200
    assert np.abs(pulls).max() < 5
    assert abs(np.median(pulls)) < 1
    average = estimate(results, "breakdown_voltage_average")
    assert average.uncertainty
    assert abs(average.value - np.mean([truth[pad] for pad in truth.keys() - open_pads])) < 0.1 + 4 * average.uncertainty
    good = [pad for pad in truth if pad not in open_pads and truth[pad] > 130]
    rows, columns = np.array([place_of(pad) for pad in good], dtype=float).T
    design = np.column_stack([np.ones(len(good)), rows / 14, columns / 14])
    plane, *_ = np.linalg.lstsq(design, np.array([truth[pad] for pad in good]), rcond=None)
    for name, slope in (("rows", plane[1]), ("columns", plane[2])):
        gradient = estimate(results, f"breakdown_voltage_gradient_{name}")
        assert gradient.uncertainty
        assert abs(gradient.value - slope) < gradient.uncertainty


def test_every_point_has_settled_in_its_own_time(bad_pads: tuple[LgadArray, Map]) -> None:
    array, found = bad_pads
    iv = found.raw["iv"]
    assert (iv["settled"] == 1).all()
    assert iv["settling_time"].max() > 1.5 * np.median(iv["settling_time"])
    for level in (50.0, 100.0, 130.0):
        here = np.abs(iv["voltage"] + level) < 1.0
        true = array.pad_currents(-level, 20.0)[iv["pad"][here].astype(int) - 1]
        conducting = np.abs(true) > 1e-9
        assert np.abs(iv["current"][here][conducting] / true[conducting] - 1).max() < 0.02


SHORT = {"pads": "3-9", "stop": "20 V", "step": "10 V"}


def test_an_interrupted_map_goes_on_with_the_pad_where_it_stopped() -> None:
    array = LgadArray.make("good", 2)
    first = Map(array, SHORT, fail_at="6")
    assert first.matrix.order == ["guard", "3", "4", "5", "6"]
    second = Map(array, SHORT, earlier=first.raw)
    assert second.matrix.order == ["6", "7", "8", "9"]
    assert second.raw["pads"]["pad"].tolist() == [3, 4, 5, 6, 7, 8, 9]
    assert len(second.raw["iv"]) == 7 * 3
    assert any("3 pads are taken over" in message for message in second.run.messages)
    for table in ("iv", "guard_ring"):
        count = len(first.raw[table])
        np.testing.assert_array_equal(second.raw[table]["current"][:count], first.raw[table]["current"])


def test_a_map_that_was_interrupted_in_the_guard_ring_begins_with_it() -> None:
    array = LgadArray.make("good", 2)
    first = Map(array, SHORT, fail_at="guard")
    second = Map(array, SHORT, earlier=first.raw)
    assert second.matrix.order[:2] == ["guard", "3"]
    assert len(second.raw["guard_ring"]) == 3


def test_missing_pads_make_a_bound_of_what_is_counted_and_summed() -> None:
    results = Map(LgadArray.make("good", 2), {**SHORT, "stop": "110 V"}).results()
    bad = estimate(results, "bad_pads")
    assert (bad.value, bad.censored) == (0, Censoring.ABOVE)
    assert "218 pads not measured" in bad.note
    assert estimate(results, "leakage_current").censored is Censoring.ABOVE
    assert estimate(results, "breakdown_voltage_average").censored is Censoring.ABOVE


def test_nothing_measured_is_nothing_found() -> None:
    found = SensorIVMap.analyse(RawData({}), shipped_parameters())
    assert {result.finding.reason for result in found if not isinstance(result.finding, Estimate)} == {"no pad was measured"}
    assert not any(isinstance(result.finding, Estimate) for result in found)


def test_pads_are_written_as_people_write_them() -> None:
    assert chosen_pads("1-3, 7,2") == (1, 2, 3, 7)
    assert listed([7, 1, 3, 2]) == "1-3, 7"
    assert [place_of(pad) for pad in (1, 15, 16, 225)] == [(1, 1), (1, 15), (2, 1), (15, 15)]
    for wrong in ("", "0", "226", "5-3", "a", "1-", "-4", "1;2"):
        with pytest.raises(InputError):
            chosen_pads(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"pads": "300"},
        {"step": "0 V"},
        {"stop": "1 V"},
        {"window": "100 ms"},
        {"longest_settling": "100 ms"},
        {"tolerance": 0},
        {"stop": "200 V", "step": "1 mV"},
    ],
)
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        SensorIVMap.Settings.parsed(wrong)
