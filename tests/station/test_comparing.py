"""The run that a curve is looked at beside, and the settings of an old run to measure with again."""

import pytest

from qcstation.model.errors import InputError
from qcstation.model.runs import RunKind
from qcstation.model.verdicts import Outcome
from qcstation.procedures.hgtd.sensor_iv import SensorIV
from qcstation.records import DataFolder, RunInvalidated
from qcstation.station.comparing import run_before
from qcstation.station.repeating import repeat_of
from qcstation.station.shipped import shipped_bench
from qcstation.station.stage_tests import card_of
from qcstation.station.workspace import Workspace
from tests.production.site import CV, IV, OTHER, SENSOR, add_run, database_of, log
from tests.records.streams import STARTED

DAY = 86400.0


def synced(folder: DataFolder) -> None:
    database = database_of(folder)
    database.sync(folder)
    database.close()


def before(workspace: Workspace, day: float, *, kind: RunKind = RunKind.MEASURED, component: str = SENSOR.serial_number) -> str:
    found = run_before(workspace, IV, component=component, component_type=SENSOR.type, started=STARTED + day * DAY, kind=kind)
    return found.run if found else ""


def test_the_last_sound_run_of_the_component_comes_before_a_good_one_of_its_type(workspace: Workspace) -> None:
    folder = workspace.folder
    good = add_run(folder, OTHER, day=1)
    bad = add_run(folder, OTHER, day=2, value=90.0)
    assert bad
    first = add_run(folder, day=3, value=90.0)
    wrong = add_run(folder, day=4)
    add_run(folder, day=5, outcome=Outcome.ABORTED)
    add_run(folder, day=6, kind=RunKind.SIMULATED)
    log(folder, RunInvalidated(time=1.0, by="A. Person", run=wrong, reason="needle lifted"))
    synced(folder)
    assert before(workspace, 10) == first, "failed, but its own"
    assert before(workspace, 3) == good, "none of its own yet; what failed is no example"
    assert before(workspace, 0.5) == ""
    assert before(workspace, 10, component="") == ""


def test_what_was_simulated_is_no_example_for_what_is_measured(workspace: Workspace) -> None:
    simulated = add_run(workspace.folder, day=1, kind=RunKind.SIMULATED)
    synced(workspace.folder)
    assert before(workspace, 2) == ""
    assert before(workspace, 2, kind=RunKind.SIMULATED) == simulated


def test_a_test_that_was_run_here_says_how_long_it_takes(workspace: Workspace) -> None:
    for day in (1, 2, 3):
        add_run(workspace.folder, day=day, station="lgad")
    add_run(workspace.folder, day=4, station="elsewhere", procedure=CV)
    synced(workspace.folder)
    offers = {offer.id: offer for offer in card_of(workspace, OTHER.serial_number, shipped_bench("lgad")).offers}
    assert offers[IV].last is None
    assert offers[IV].usual == 60.0
    assert offers[CV].usual is None, "another bench may be quicker"


def test_settings_of_an_old_run_can_be_typed_again(workspace: Workspace) -> None:
    run = add_run(
        workspace.folder,
        settings={"stop": 123.456789, "step": 1.1, "settle": 0.3},
        setting_units={"stop": "V", "step": "V", "settle": "s"},
    )
    synced(workspace.folder)
    repeat = repeat_of(workspace, run[:8])
    assert (repeat.procedure, repeat.serial_number) == (IV, SENSOR.serial_number)
    assert SensorIV.Settings.problems(dict(repeat.settings)) == {}
    assert SensorIV.Settings.model_validate(repeat.settings).stop == 123.456789, "to the last digit"


def test_an_imported_run_cannot_be_repeated(workspace: Workspace) -> None:
    run = add_run(workspace.folder, source="old.txt", kind=RunKind.IMPORTED)
    synced(workspace.folder)
    with pytest.raises(InputError, match="imported"):
        repeat_of(workspace, run)
