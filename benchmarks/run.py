"""Run every benchmark beside this file, one after the other, and sum up which gates hold: exit code 1 if any is missed.

Arguments choose by name: `run.py startup engine` runs bench_startup.py and bench_engine.py.
"""

import os
import platform
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def chosen(words: list[str]) -> list[Path]:
    """Return the scripts whose names contain one of `words`, all without words.

    Raises:
        SystemExit: a word fits none.
    """
    scripts = sorted(HERE.glob("bench_*.py"))
    for word in words:
        if not any(word in script.stem for script in scripts):
            sys.exit(f"no benchmark is called {word!r}; there are: {', '.join(script.stem for script in scripts)}")
    return [script for script in scripts if not words or any(word in script.stem for word in words)]


def machine() -> str:
    """Return one line on what it runs on."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def main(words: list[str]) -> int:
    """Run the chosen benchmarks; print what they print, then the summary."""
    print(machine(), flush=True)
    rows = []
    for script in chosen(words):
        print(f"\n== {script.stem}", flush=True)
        began = time.perf_counter()
        code = subprocess.run([sys.executable, str(script)], check=False, stdin=subprocess.DEVNULL).returncode
        rows.append((script.stem, code, time.perf_counter() - began))
    print("\n== summary")
    for name, code, seconds in rows:
        print(f"{name:<24} {'gates hold' if code == 0 else f'MISSED (exit code {code})':<24} {seconds:6.1f} s")
    return int(any(code for _, code, _ in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
