"""What all tests share: real input, a data folder of their own, repeatable hypothesis examples."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

# Before anything imports Qt: tests need no screen unless they bring their own.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The same examples on every machine and in every run, so that a red test is a change in the code;
# HYPOTHESIS_PROFILE=explore looks for new ones. No deadline: machines differ.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

# A shell's background job, nohup and some CI runners ignore signals that tests send to themselves and to their children.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

ROOT = Path(__file__).resolve().parent.parent


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than cores: the tests that kill programs and wait for ramps leave a core idle."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real input, which lies beside the repository and not in it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"real input is not here: expected it in {folder}")
    return folder


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder for this test alone, in `QCSTATION_DATA`, not made yet."""
    folder = tmp_path / "qcstation-data"
    monkeypatch.setenv("QCSTATION_DATA", str(folder))
    monkeypatch.setenv("QCSTATION_CONFIG", str(tmp_path / "config"))
    return folder
