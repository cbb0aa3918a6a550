"""The whole program from outside: commands, a bench in a process of its own, and what both leave behind."""

import io
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from qcstation.simulation import BenchControl, parse_fault

GOOD = "20WS1000100101"
"""A valid HGTD sensor serial number."""


class Finished(Struct, frozen=True):
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Its stdout as the one JSON document that it must be."""
        return json.loads(self.out)


@pytest.fixture
def qcstation(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Finished]:
    """Run the qcstation command in this process, on the data folder of this test."""
    from qcstation.cli import run

    def command(*arguments: str) -> Finished:
        out, err = io.StringIO(), io.StringIO()
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        with redirect_stdout(out), redirect_stderr(err):
            code = run(list(arguments))
        return Finished(int(code), out.getvalue(), err.getvalue())

    return command


class ServedBench:
    """A simulated bench that `qcstation simulate` serves, with its control connection."""

    def __init__(self, folder: Path, *options: str, bench: str = "lgad") -> None:
        self.station_file = folder / "station.toml"
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "qcstation",
                "simulate",
                bench,
                "--json",
                "--write-station",
                str(self.station_file),
                *options,
            ],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        lines = iter(self.process.stdout.readline, "")
        text = next(lines)
        while text.count("{") > text.count("}"):
            text += next(lines)
        self.ready = json.loads(text)
        self.control = BenchControl(self.ready["control"])

    def by_the_wall(self) -> None:
        """Let the bench run by the wall clock: its station file no longer names the control address."""
        text = self.station_file.read_text()
        self.station_file.write_text("\n".join(line for line in text.splitlines() if not line.startswith("control")))

    def change(self, old: str, new: str) -> None:
        """Change a line of the station file."""
        text = self.station_file.read_text()
        assert old in text
        self.station_file.write_text(text.replace(old, new))

    def inject(self, fault: str) -> None:
        """Give an instrument a fault, written as on the command line."""
        self.control.inject(parse_fault(fault))

    def close(self) -> None:
        self.control.close()
        self.process.send_signal(signal.SIGTERM)
        with self.process:
            self.process.wait(10)


@pytest.fixture
def served_bench(tmp_path: Path) -> Iterator[Callable[..., ServedBench]]:
    benches: list[ServedBench] = []

    def serve(*options: str, bench: str = "lgad") -> ServedBench:
        benches.append(ServedBench(tmp_path, *options, bench=bench))
        return benches[-1]

    yield serve
    for served in benches:
        served.close()


def wait_for(condition: Callable[[], bool], *, within: float, what: str) -> None:
    """Return as soon as `condition` holds."""
    end = time.monotonic() + within
    while not condition():
        assert time.monotonic() < end, f"not within {within} s: {what}"
        time.sleep(0.02)
