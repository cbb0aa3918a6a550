"""The window: PyQt6 and pyqtgraph are known here and nowhere else. It shows events, and touches no instrument."""

from .application import open_window
from .bench_choice import BenchChoice

__all__ = ["BenchChoice", "open_window"]
