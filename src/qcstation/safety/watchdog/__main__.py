"""``python -m qcstation.safety.watchdog``: started by `Watchdog.start`, with its letters on the standard input."""

import sys

from .process import main

sys.exit(main())
