"""Reports and plots that people read: a run as an HTML page, curves as SVG."""

from typing import TYPE_CHECKING

from qcstation.model.lazy import loader

if TYPE_CHECKING:
    from .run_report import report_html, write_report

__all__ = ["report_html", "write_report"]

# Templates and plots are needed when a report is written.
__getattr__ = loader(__name__, {"report_html": "run_report", "write_report": "run_report"})
