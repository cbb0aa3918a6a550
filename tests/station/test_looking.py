"""Looking at a bench: identities, readings, interlocks, and that nothing is switched by it."""

import pytest

from qcstation.model.errors import StationError
from qcstation.model.units import parse_quantity
from qcstation.simulation import SimulatedBench, parse_fault
from qcstation.station.config import StationFile
from qcstation.station.looking import Looked, look_at_instruments, look_at_interlocks
from qcstation.station.workspace import Workspace
from qcstation.transports import WireLog


def test_instruments_say_who_they_are_and_sensors_what_they_read(
    bench: SimulatedBench, station: StationFile, workspace: Workspace
) -> None:
    seen: list[Looked] = []
    log = WireLog(enabled=True)
    found = {one.name: one for one in look_at_instruments(workspace, station, wire_log=log, seen=seen.append)}
    assert [one.name for one in seen] == list(station.instruments)
    assert found["bias"].identity.startswith("KEITHLEY")
    assert found["bias"].readings == {}
    assert parse_quantity(found["climate"].readings["humidity"], "%") == pytest.approx(12.0, abs=1.0)
    assert not any(one.problem for one in found.values())
    assert {line.instrument for line in log.lines} == set(station.instruments)
    assert not any(entry.kind in {"output", "level"} for entry in bench.history.since(0))


def test_what_does_not_answer_is_a_sentence_and_the_others_are_looked_at(
    bench: SimulatedBench, station: StationFile, workspace: Workspace
) -> None:
    bench.inject(parse_fault("wrong-identity:bias"))
    found = {one.name: one for one in look_at_instruments(workspace, station, ("bias", "lcr"))}
    assert "expected a KEITHLEY 2410" in found["bias"].problem
    assert found["lcr"].identity
    with workspace.bench_lock("lgad"), pytest.raises(StationError, match="in use"):
        look_at_instruments(workspace, station)


def test_interlocks_are_judged_by_one_reading(bench: SimulatedBench, station: StationFile, workspace: Workspace) -> None:
    found = {one.name: one for one in look_at_interlocks(workspace, station)}
    assert {name: one.ok for name, one in found.items()} == {"dew_point": True, "humidity": True}
    assert found["humidity"].values.startswith("climate humidity 1")
    bench.set_environment(None, 75.0)
    found = {one.name: one for one in look_at_interlocks(workspace, station)}
    assert not found["humidity"].ok
    assert "75" in found["humidity"].detail
    assert "60 %" in found["humidity"].require


def test_an_interlock_whose_sensor_is_silent_does_not_hold(
    bench: SimulatedBench, station: StationFile, workspace: Workspace
) -> None:
    bench.inject(parse_fault("silence:climate"))
    found = look_at_interlocks(workspace, station)
    assert [one.ok for one in found] == [False, False]
    assert all(one.detail.startswith("climate: ") for one in found)
