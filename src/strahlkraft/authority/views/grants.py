"""Grants as the authority sees them: what holds by confirmed notices, what was paid out, what was handed in (I22)."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.authority import words
from strahlkraft.authority.shell import Desk, desk, page
from strahlkraft.funding import access, texts
from strahlkraft.funding.models import Grant
from strahlkraft.funding.queries import supervision

PAGE_SIZE = 25


@require_safe
@signed_in
def grant_list(request: HttpRequest) -> HttpResponse:
    """The grants of the own regions; the sums are of all that fit, not of the page alone."""
    seat = desk(request)
    region, state = request.GET.get("region", ""), request.GET.get("stand", "")
    rows = supervision.visible(seat.user)
    rows = rows.filter(region__slug=region) if any(row.slug == region for row in seat.regions) else rows
    rows = rows.filter(state=state) if state in texts.GRANT_STATES else rows
    known = supervision.lines(rows, today=localdate())
    shown = Paginator(known, PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {
        "page": shown,
        "rows": [_row(line) for line in shown],
        "real": supervision.sums_of(row for row in known if not row.grant.demonstration),
        "examples": supervision.sums_of(row for row in known if row.grant.demonstration),
        "regions": seat.regions,
        "states": [(key, word) for key, word in texts.GRANT_STATES.items() if key not in supervision.UNSEEN],
        "chosen": {"region": region, "stand": state},
        "filtered": bool(region or state),
    }
    return page(request, "authority/grants.html", seat, context)


def _row(line: supervision.Line) -> dict[str, Any]:
    return {
        "line": line,
        "grant": line.grant,
        "name": words.grant_name(line.grant),
        "terms": line.frame.terms,
        "badge": words.of_grant(line.grant.state),
    }


def found_grant(seat: Desk, code: str) -> Grant:
    """A grant with a confirmed award, of a region one supervises; for everybody else it is not there (404)."""
    return get_object_or_404(supervision.visible(seat.user), code=code)


@require_safe
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One grant: its terms with their notices, payouts, proofs, questions."""
    seat = desk(request)
    return page(request, "authority/grant.html", seat, grant_context(seat, found_grant(seat, code)))


def grant_context(seat: Desk, grant: Grant) -> dict[str, Any]:
    """What a page of one grant says."""
    found = supervision.page_of(grant, today=localdate())
    return {
        **_row(found.line),
        "mode": texts.FINANCING_MODES[grant.financing_mode],
        "object": texts.FUNDING_OBJECTS[grant.funding_object],
        "kind": texts.RECIPIENT_KINDS[grant.recipient_kind],
        "frame": found.line.frame,
        "notices": [{"notice": row, "kind": texts.NOTICE_KINDS[row.kind]} for row in found.notices],
        "payouts": found.payouts,
        "proofs": [
            {"proof": row, "name": words.proof_name(row), "badge": words.of_proof(row.state)} for row in found.proofs
        ],
        "queries": [{"query": row, "badge": words.of_query(row.state)} for row in found.queries],
        "decides": not access.may_decide(seat.user, grant),
    }
