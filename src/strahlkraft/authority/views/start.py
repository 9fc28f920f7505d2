"""The first page: what was submitted and waits for an answer, what is asked back, what happened to the money."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.authority import words
from strahlkraft.authority.shell import desk, page
from strahlkraft.funding.queries import proofs, supervision
from strahlkraft.funding.rules.vocabulary import ProofState
from strahlkraft.reports import texts
from strahlkraft.reports.models import Report
from strahlkraft.reports.queries.reports import supervised
from strahlkraft.reports.rules.vocabulary import ReportState

MOST = 50
"""Lines of one kind; the lists have all."""


@require_safe
@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, the oldest first; what waits for the recipients; the money in one look."""
    seat, today = desk(request), localdate()
    ages = proofs.ageing(proofs.supervised(seat.user), today=today)
    open_reports = supervised(seat.user).filter(state__in=(ReportState.SUBMITTED, ReportState.QUERIED))
    lines = [*map(_of_proof, ages), *(_of_report(row, today) for row in open_reports[:MOST])]
    lines.sort(key=lambda line: -line["days"])
    known = supervision.lines(supervision.visible(seat.user), today=today)
    context = {
        "waiting": [line for line in lines if not line["asked"]],
        "asked": [line for line in lines if line["asked"]],
        "today": today,
        "real": supervision.sums_of(row for row in known if not row.grant.demonstration),
        "examples": supervision.sums_of(row for row in known if row.grant.demonstration),
    }
    return page(request, "authority/start.html", seat, context)


def _of_proof(age: proofs.Age) -> dict[str, Any]:
    grant = age.proof.grant
    return {
        "title": words.proof_name(age.proof),
        "about": words.grant_name(grant),
        "who": grant.recipient,
        "region": grant.region,
        "example": grant.demonstration,
        "days": age.days,
        "on": age.proof.submitted_on,
        "asked": age.proof.state == ProofState.QUERIED,
        "again": age.proof.state == ProofState.RESUBMITTED,
        "url": reverse("authority:proof", args=[age.proof.code]),
    }


def _of_report(row: Report, today: date) -> dict[str, Any]:
    return {
        "title": row.title,
        "about": texts.REPORT_KINDS[row.kind],
        "who": "",
        "region": row.region,
        "example": bool(row.choice.get("example")),
        "days": (today - row.submitted_on).days if row.submitted_on else 0,
        "on": row.submitted_on,
        "asked": row.state == ReportState.QUERIED,
        "again": False,
        "url": reverse("authority:report", args=[row.code]),
    }
