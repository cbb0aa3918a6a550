"""A run on a simulated bench is paused and resumed, with the real watchdog, records and instruments."""

from pathlib import Path

from qcstation.model.events import Event, OutputChanged, RowsTaken, RunPaused, RunResumed
from qcstation.model.verdicts import Outcome, Verdict
from qcstation.records import read_run
from qcstation.station.config import parse_station_file
from qcstation.station.running import PreparedRun, RunRequest
from qcstation.station.serving import served_bench, station_text
from qcstation.station.shipped import shipped_bench
from qcstation.station.workspace import Workspace
from tests.product.conftest import GOOD


def test_a_paused_run_keeps_its_outputs_and_goes_on(tmp_path: Path) -> None:
    shipped = shipped_bench("lgad")
    rows = 0

    def watch(event: Event) -> None:
        nonlocal rows
        rows += isinstance(event, RowsTaken)
        if isinstance(event, RowsTaken) and rows == 8:
            prepared.pause()
        elif isinstance(event, RunPaused):
            prepared.resume()

    with served_bench(shipped, device="good", seed=1) as bench, Workspace(tmp_path / "data") as workspace:
        path = tmp_path / "station.toml"
        text = station_text(shipped, bench.addresses, bench.control_address)
        request = RunRequest(procedure="hgtd.sensor-iv", station=parse_station_file(text, path), serial_number=GOOD)
        prepared = PreparedRun(workspace, request, onlookers=(watch,))
        finished = prepared.run()
    assert (finished.outcome, finished.verdict) == (Outcome.COMPLETED, Verdict.PASS)
    run = read_run(Path(finished.run_file))
    (paused,), (resumed,) = run.all(RunPaused), run.all(RunResumed)
    between = run.events[run.events.index(paused) : run.events.index(resumed)]
    assert not [event for event in between if isinstance(event, OutputChanged)]
    assert any(event.on and event.level < 0 for event in run.all(OutputChanged) if event.time < paused.time)
    assert sum(map(len, run.raw.tables.values())) == rows > 8
