"""The watchdog: a process of its own that makes the bench safe when the main process is killed, crashes or hangs."""

from .client import Watchdog
from .report import OutputReport, WatchdogReport, read_report

__all__ = ["OutputReport", "Watchdog", "WatchdogReport", "read_report"]
