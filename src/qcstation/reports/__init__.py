"""Reports and plots that people read: a run as an HTML page, curves as SVG."""

from .run_report import report_html, write_report

__all__ = ["report_html", "write_report"]
