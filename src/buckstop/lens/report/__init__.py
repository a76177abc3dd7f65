"""The report: one self-contained HTML file, in the reader's language."""

from buckstop.lens.report.build import build_report
from buckstop.lens.report.data import ReportData
from buckstop.lens.report.render import render

__all__ = ["ReportData", "build_report", "render"]
