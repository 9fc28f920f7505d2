"""What came of an event, on paper: for the Land, with the method of every figure."""

from base64 import b64encode
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from strahlkraft.congress.models import Occasion
from strahlkraft.congress.queries.funnel import told
from strahlkraft.congress.queries.statistics import Statistics
from strahlkraft.design.funnels import funnel_svg
from strahlkraft.design.paper import pdf


def report(occasion: Occasion, figures: Statistics, *, at: datetime, language: str = "de") -> bytes:
    """Attendance, timing, audience and the chain from contacts to reuse, as of ``at``."""
    with translation.override(language):
        steps = told(figures.funnel)
        drawing = funnel_svg([(step.label, step.number) for step in steps], title=_("From contact to reuse"))
        picture = f"data:image/svg+xml;base64,{b64encode(drawing.encode()).decode()}"
        context = {"occasion": occasion, "figures": figures, "at": at, "steps": steps, "picture": picture}
    return pdf("congress/papers/report.html", context, language=language)
