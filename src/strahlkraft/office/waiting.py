"""What of reuse waits for a person: for the first page of the workspace, the most urgent first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from strahlkraft.accounts.models import User
from strahlkraft.kernel.actor import Right
from strahlkraft.reuse.queries import exchange, workspace
from strahlkraft.reuse.rules.vocabulary import CaseState

CASES_LOOKED_AT = 300
_OVER = (CaseState.DROPPED, CaseState.ENDED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of thing that waits: how many, what to do, where. ``urgency`` bad, warn or info as of badges."""

    count: int
    label: str
    needs: str
    url: str
    urgency: str


def waiting_for(user: User, *, today: date, at: datetime) -> list[Waiting]:
    """Requests with their clock, cases whose sides disagree, stopped instances, open drafts; only what there is."""
    found = [
        *(_requests(user, today) if user.holds(Right.ANSWER_REQUESTS) else ()),
        *(_instances(at) if user.holds(Right.MANAGE_EXCHANGE) else ()),
        *(_cases(user) if user.holds(Right.REPORT_CASES) else ()),
        *(_drafts(user) if user.holds(Right.EDIT_OFFERS) else ()),
    ]
    order = {"bad": 0, "warn": 1, "info": 2}
    return sorted(found, key=lambda row: order[row.urgency])


def _requests(user: User, today: date) -> Iterator[Waiting]:
    rows = [workspace.request_row(row, today=today) for row in workspace.requests(user, state="waiting")]
    if rows:
        longest = max(row.clock.waited for row in rows if row.clock) if any(row.clock for row in rows) else 0
        urgencies = {row.urgency for row in rows}
        yield Waiting(
            len(rows),
            ngettext("request waits for an answer", "requests wait for an answer", len(rows)),
            ngettext("The longest has waited %(n)s working day.", "The longest has waited %(n)s working days.", longest)
            % {"n": longest},
            reverse("office:requests") + "?stand=waiting",
            next((urgency for urgency in ("bad", "warn") if urgency in urgencies), "info"),
        )


def _cases(user: User) -> Iterator[Waiting]:
    cases = workspace.cases(user).exclude(state__in=_OVER)[:CASES_LOOKED_AT]
    apart = [row for row in map(workspace.case_row, cases) if row.apart]
    if apart:
        one = reverse("office:case", args=[apart[0].case.code])
        yield Waiting(
            len(apart),
            ngettext("reuse on which both sides disagree", "reuses on which both sides disagree", len(apart)),
            _("Until somebody settles it, the earlier step counts."),
            one if len(apart) == 1 else reverse("office:cases"),
            "warn",
        )
    unconfirmed = workspace.unconfirmed(workspace.cases(user)).count()
    if unconfirmed:
        yield Waiting(
            unconfirmed,
            ngettext("reuse nobody has confirmed", "reuses nobody has confirmed", unconfirmed),
            _("It counts only when the reusing body says so; a link can be sent again."),
            reverse("office:cases") + "?stand=unconfirmed",
            "info",
        )


def _drafts(user: User) -> Iterator[Waiting]:
    drafts = workspace.open_drafts(user)
    if drafts:
        yield Waiting(
            drafts,
            ngettext("offer with an open draft", "offers with an open draft", drafts),
            _("Nobody outside reads it before it is published."),
            reverse("office:offers"),
            "info",
        )


def _instances(at: datetime) -> Iterator[Waiting]:
    stopped = [view for view in exchange.peers(at) if view.needs_person]
    if stopped:
        yield Waiting(
            len(stopped),
            ngettext("other instance waits for a decision", "other instances wait for a decision", len(stopped)),
            _("Confirm its key, or look why it was stopped."),
            reverse("office:exchange"),
            "warn",
        )
