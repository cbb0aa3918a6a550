"""How long `qcstation gui --simulate` takes until a serial number can be typed, beside the import of PyQt6 and pyqtgraph alone.

Gate: at most twice the import. Each in a fresh interpreter, by turns; the median of the ratios counts. The window is usable when
it is on the screen, the scan field has the focus and a key that is pressed stands in it.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 11
HIGHEST_RATIO = 2.0
IMPORTS = "import PyQt6.QtCore, PyQt6.QtGui, PyQt6.QtWidgets, pyqtgraph"
WINDOW = """
import os, sys
from PyQt6.QtWidgets import QApplication
def until_usable(*_):
    from PyQt6.QtTest import QTest
    app = QApplication.instance()
    while True:
        app.processEvents()
        field = QApplication.focusWidget()
        if field is not None and field.objectName() == "scan":
            QTest.keyClicks(field, "2")
            if field.text() == "2":
                os._exit(0)
QApplication.exec = until_usable
sys.argv = ["qcstation", "gui", "--simulate", "--operator", "somebody"]
from qcstation.cli import main
main()
"""


def seconds(code: str, environment: dict[str, str]) -> float:
    """Return how long a fresh interpreter takes for `code`, from its start to its exit, in s.

    Raises:
        subprocess.CalledProcessError: it fails.
    """
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


def main() -> int:
    """Print the table; return 1 if the gate is missed."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "QCSTATION_DATA": str(Path(folder) / "data"),
            "QCSTATION_CONFIG": folder,
            "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        }
        for code in (IMPORTS, WINDOW):
            seconds(code, environment)  # fills the file cache and writes the byte code
        rounds = [(seconds(IMPORTS, environment), seconds(WINDOW, environment)) for _ in range(ROUNDS)]
    ratio = statistics.median(window / imports for imports, window in rounds)
    for name, column in (("import PyQt6, pyqtgraph", 0), ("qcstation gui, until a key is taken", 1)):
        print(f"{name:<40} {statistics.median(taken[column] for taken in rounds) * 1e3:8.0f} ms")
    passed = ratio <= HIGHEST_RATIO
    print(f"gate: a usable window within {HIGHEST_RATIO:g} times the import: {ratio:.2f}, {'holds' if passed else 'MISSED'}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
