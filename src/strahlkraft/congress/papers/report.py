"""What came of an event, on paper: for the Land, with the method of every figure."""

from datetime import datetime

from django.utils import translation

from strahlkraft.congress.models import Occasion
from strahlkraft.congress.queries.funnel import told
from strahlkraft.congress.queries.statistics import Statistics
from strahlkraft.design.paper import pdf


def report(occasion: Occasion, figures: Statistics, *, at: datetime, language: str = "de") -> bytes:
    """Attendance, timing, audience and the chain from contacts to reuse, as of ``at``."""
    with translation.override(language):
        context = {"occasion": occasion, "figures": figures, "at": at, "steps": told(figures.funnel)}
    return pdf("congress/papers/report.html", context, language=language)
