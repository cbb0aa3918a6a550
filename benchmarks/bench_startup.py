"""How long `qcstation --help` takes, beside a bare interpreter's start and the import of what it does not load.

Gate: at most 12 times `python -c pass` of the same interpreter. The three take turns; the median of each counts, and the
median of the ratios, so that a busy moment of the machine falls on all.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 15
HIGHEST_RATIO = 12.0
SCRIPTS = Path(sys.executable).parent
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "qcstation --help": [str(SCRIPTS / "qcstation"), "--help"],
    "import numpy, scipy, h5py, pint, sqlalchemy": [
        sys.executable,
        "-c",
        "import h5py, numpy, pint, scipy.optimize, sqlalchemy",
    ],
}


def seconds(command: list[str]) -> float:
    """Return how long `command` takes from start to exit, in s.

    Raises:
        subprocess.CalledProcessError: it fails.
    """
    began = time.perf_counter()
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def main() -> int:
    """Print the table; return 1 if the gate is missed."""
    for command in COMMANDS.values():
        seconds(command)  # fills the file cache and writes the byte code
    rounds = [{name: seconds(command) for name, command in COMMANDS.items()} for _ in range(ROUNDS)]
    print(f"{'median of ' + str(ROUNDS):<46} {'ms':>8} {'times bare':>10}")
    ratios = {}
    for name in COMMANDS:
        ratios[name] = statistics.median(taken[name] / taken["python -c pass"] for taken in rounds)
        print(f"{name:<46} {statistics.median(taken[name] for taken in rounds) * 1e3:8.1f} {ratios[name]:10.1f}")
    passed = ratios["qcstation --help"] <= HIGHEST_RATIO
    print(f"gate: qcstation --help at most {HIGHEST_RATIO:g} times a bare start: {'holds' if passed else 'MISSED'}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
