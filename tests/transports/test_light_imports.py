"""The watchdog process uses this package alone: it must not drag in what is slow to import."""

import subprocess
import sys


def test_pyvisa_and_numpy_are_not_imported() -> None:
    code = "import sys, qcstation.transports; print([m for m in ('pyvisa', 'numpy', 'serial', 'pint') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
