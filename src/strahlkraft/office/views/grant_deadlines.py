"""The deadlines of one grant: each day with its rule, its edition and what went in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.funding.queries import deadlines as queries
from strahlkraft.funding.queries.deadlines import Line
from strahlkraft.funding.rules.deadline_kinds import NUMBERS, TITLES, GrantRule
from strahlkraft.funding.rules.vocabulary import RecipientKind
from strahlkraft.office.deadline_words import badge_of
from strahlkraft.office.granting import found_grant, grant_page
from strahlkraft.steering.rules.vocabulary import DeadlineState


@require_safe
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """What is ahead, the nearest first; what is over."""
    grant = found_grant(request, code)
    lines = queries.lines_of(grant, at=timezone.now())
    ahead = [_row(line) for line in lines if not _over(line)]
    over = [_row(line) for line in lines if _over(line)]
    municipal = grant.recipient_kind == RecipientKind.MUNICIPAL
    asks = any(line.due.rule == GrantRule.INTERIM_PROOF for line in lines)
    context = {"ahead": ahead, "over": over, "ask_interim": municipal and bool(lines) and not asks}
    return grant_page(request, "office/grant_deadlines/deadlines.html", grant, context, here="deadlines")


def _over(line: Line) -> bool:
    """Done, or passed before anybody entered it without anything being owed."""
    if line.row is None:
        return line.due.over or (line.due.latest < localdate() and not line.due.owed)
    return line.due.over or line.row.state == DeadlineState.DONE


def _row(line: Line) -> dict[str, Any]:
    due = line.due
    state = DeadlineState.DONE if _over(line) else DeadlineState.OPEN
    title = _(TITLES[due.rule]) % {"name": "", "about": due.about}  # the page says which grant it is
    return {
        "due": due,
        "row": line.row,
        "title": title.strip(" :"),
        "number": NUMBERS[due.rule],
        "edition": queries.edition_name(due.edition),
        "inputs": queries.inputs_shown(due.inputs),
        **badge_of(state, due.latest, today=localdate()),
    }
