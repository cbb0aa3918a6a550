"""``python -m qcstation.safety.watchdog``: started by `Watchdog.start`, with its letters on the standard input."""

import os
import sys

from .process import main

code = main()
sys.stderr.flush()
# Without Python's own way out: that would wait for the thread that still reads letters.
os._exit(code)
