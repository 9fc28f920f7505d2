"""A notification to the authority as a letter (R20): a draft until somebody has sent it."""

from django.utils import translation

from strahlkraft.design.paper import pdf
from strahlkraft.funding import texts
from strahlkraft.funding.models import DutyNotice, GrantNotice
from strahlkraft.funding.rules.notifications import CITATION, VERIFIED
from strahlkraft.funding.rules.vocabulary import NoticeState


def notification_sheet(row: DutyNotice, *, language: str = "de") -> bytes:
    """The letter as PDF/UA-1; the same row gives the same bytes."""
    with translation.override(language):
        notices = GrantNotice.objects.filter(grant=row.grant, state=NoticeState.CONFIRMED).order_by("issued_on", "pk")
        context = {
            "row": row,
            "grant": row.grant,
            "trigger": texts.TRIGGERS[row.trigger],
            "notices": list(notices),
            "citation": CITATION,
            "verified": VERIFIED,
        }
    return pdf("funding/papers/notification.html", context, language=language)
