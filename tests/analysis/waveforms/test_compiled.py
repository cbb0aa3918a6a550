import subprocess
import sys

from qcstation.analysis.waveforms.compiled import compiled


def _double(x: int) -> int:
    return 2 * x


def test_what_has_no_folder_to_be_kept_in_is_compiled_all_the_same() -> None:
    """numba's cache refuses a function without a file, as it does one whose folders are all read-only."""
    code = _double.__code__
    _double.__code__ = code.replace(co_filename="<nowhere>")
    try:
        double = compiled(_double)
        assert double(21) == 42
    finally:
        _double.__code__ = code
    assert hasattr(double, "signatures")


def test_importing_the_analysis_brings_no_compiler() -> None:
    """Starting the program must not wait for it."""
    code = "import sys, qcstation.analysis.waveforms, qcstation.analysis.timing; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
