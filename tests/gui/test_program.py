"""The window as a program: what the command line hands it, and how it leaves."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.product.conftest import wait_for


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_signal_closes_the_window(data_dir: Path) -> None:
    process = subprocess.Popen([sys.executable, "-m", "qcstation", "gui", "--simulate"], stderr=subprocess.PIPE, text=True)
    wait_for((data_dir / "qcstation.db").exists, within=30, what="the window")
    process.send_signal(signal.SIGTERM)
    try:
        _, errors = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0, errors
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "which bench?"),
        (("--bench", "lgad"), "add --simulate"),
        (("--simulate", "--bench", "attic"), "unknown bench 'attic'"),
        (("--station", "nowhere.toml"), "cannot read station file"),
    ],
)
def test_a_wrong_bench_is_refused_in_one_line(arguments: tuple[str, ...], said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "qcstation", "gui", *arguments], capture_output=True, text=True, check=False, timeout=30
    )
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
