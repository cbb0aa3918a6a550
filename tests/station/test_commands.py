"""The commands that look at a bench, from outside."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qcstation.cli import run
from qcstation.simulation import SimulatedBench
from qcstation.station.config import StationFile

Command = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> Command:
    def called(*arguments: str) -> tuple[int, Any, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        code = run(list(arguments))
        out, err = capsys.readouterr()
        return int(code), json.loads(out) if "--json" in arguments else out, err

    return called


def test_a_calibration_is_entered_and_shown(station: StationFile, command: Command) -> None:
    file = str(station.path)
    code, out, err = command("calibrate", "bias", "--station", file, "--due", "2099-03-31", "--by", "tester")
    assert (code, err) == (0, "")
    assert "2099-03-31" in out
    code, found, _ = command("station", "instruments", file, "--json")
    assert code == 0
    by_name = {one["instrument"]["name"]: one for one in found}
    assert by_name["bias"]["calibration"]["by"] == "tester"
    assert by_name["pad"]["calibration"] is None
    code, out, _ = command("station", "instruments", file)
    assert "2099-03-31" in out
    code, _, err = command("calibrate", "nothing", "--station", file, "--due", "1 year", "--by", "tester")
    assert (code, "it has: bias" in err) == (2, True)


def test_faults_and_interlocks_of_a_simulated_bench(bench: SimulatedBench, station: StationFile, command: Command) -> None:
    file = str(station.path)
    code, found, _ = command("station", "interlocks", file, "--json")
    assert (code, [one["ok"] for one in found]) == (0, [True, True])
    code, truth, _ = command("station", "fault", file, "silence:climate", "--json")
    assert [(one["kind"], one["struck"]) for one in truth["faults"]] == [("silence", True)]
    code, out, _ = command("station", "interlocks", file)
    assert code == 3
    assert "VIOLATED" in out
    code, truth, _ = command("station", "fault", file, "--clear", "--json")
    assert truth["faults"] == []
    code, _, err = command("station", "fault", file, "no-such:climate")
    assert (code, "kinds are" in err) == (2, True)


def test_a_typed_address_is_found(bench: SimulatedBench, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qcstation.station.discovery.list_resources", lambda: ())
    code, found, _ = command("station", "discover", bench.addresses["bias"], "--json")
    assert (code, [one["drivers"] for one in found]) == (0, [["keithley.2410"]])
    code, out, _ = command("station", "discover")
    assert "Nothing is connected" in out
