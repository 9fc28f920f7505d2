"""A Mittelabruf on paper, to be sent: what is due, how the sum was computed, who released it."""

from datetime import datetime
from typing import Any

from django.utils import translation

from strahlkraft.audit.four_eyes import may_rely_on
from strahlkraft.design.paper import pdf
from strahlkraft.funding import texts
from strahlkraft.funding.models import Drawdown
from strahlkraft.funding.queries.drawdowns import approval_of, content_of
from strahlkraft.funding.queries.terms import terms_of
from strahlkraft.funding.rules.need import kept_of
from strahlkraft.funding.rules.vocabulary import DrawdownState

_UNSENT = (DrawdownState.DRAFT, DrawdownState.CHECKED, DrawdownState.DISCARDED)


def request_sheet(row: Drawdown, *, at: datetime, language: str = "de") -> bytes:
    """The request as of ``at`` as PDF/UA-1; before its release it is marked as a draft. The same state, the same bytes."""
    grant = row.grant
    given = approval_of(row)
    notices = grant.notices.filter(pk__in=terms_of([grant.pk])[grant.pk].notices).order_by("issued_on", "pk")
    with translation.override(language):
        context: dict[str, Any] = {
            "drawdown": row,
            "grant": grant,
            "kept": kept_of(row.need),
            "mode": texts.FINANCING_MODES[grant.financing_mode],
            "notices": notices,
            "approval": given if given and not may_rely_on(given.content_hash, content_of(row)) else None,
            "unsent": row.state in _UNSENT,
            "at": at,
        }
    return pdf("funding/papers/drawdown.html", context, language=language)
