"""Tables of this room."""

from strahlkraft.reports.models.reports import Report, ReportQuery

__all__ = ["Report", "ReportQuery"]
