"""What the pages of drawdowns, payouts and claims share: whose they are, sending a form once, badges and words."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.funding import access
from strahlkraft.funding.models import Claim, Drawdown, Payment
from strahlkraft.funding.queries.drawdowns import Late
from strahlkraft.funding.rules.drawdowns import NEAR_DAYS, Payout
from strahlkraft.funding.rules.money import ZERO
from strahlkraft.funding.rules.vocabulary import ClaimState, DrawdownState
from strahlkraft.kernel.actor import Right
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.saving import carry_out, done_before, tell
from strahlkraft.office.shell import person

DONE, CONFLICT, WRONG = 302, 409, 422
Form = TypeVar("Form", bound=OfficeForm)
_WHOSE = ("grant__project", "grant__recipient", "grant__region")
BADGES = {
    DrawdownState.DRAFT: ("unknown", "edit"),
    DrawdownState.CHECKED: ("info", "eye"),
    DrawdownState.RELEASED: ("info", "check"),
    DrawdownState.REQUESTED: ("info", "clock"),
    DrawdownState.PAID: ("warn", "euro"),
    DrawdownState.PARTLY_USED: ("warn", "euro"),
    DrawdownState.USED: ("good", "check"),
    DrawdownState.OVERDUE: ("bad", "warning"),
    DrawdownState.USED_AT_RISK: ("warn", "warning"),
    DrawdownState.REPAID: ("unknown", "closed"),
    DrawdownState.DISCARDED: ("unknown", "cross"),
}
"""State and icon of the badge that says where a request stands."""
CLAIM_BADGES = {
    ClaimState.ESTIMATED: ("unknown", "scale"),
    ClaimState.CLAIMED: ("bad", "euro"),
    ClaimState.PAID: ("good", "check"),
    ClaimState.WAIVED: ("unknown", "minus"),
}
"""The same for what has to go back."""


def found_drawdown(request: HttpRequest, code: str) -> Drawdown:
    """A request this person may see; for everybody else it is not there (404)."""
    rows = Drawdown.objects.filter(access.of_grants(person(request), Right.READ_FUNDING, "grant__"))
    return get_object_or_404(rows.select_related(*_WHOSE), code=code)


def found_payment(request: HttpRequest, pk: int) -> Payment:
    """A payout this person may see; for everybody else it is not there (404)."""
    rows = Payment.objects.filter(access.of_grants(person(request), Right.READ_FUNDING, "grant__"))
    return get_object_or_404(rows.select_related("drawdown", *_WHOSE), pk=pk)


def found_claim(request: HttpRequest, code: str) -> Claim:
    """A claim this person may see; for everybody else it is not there (404)."""
    rows = Claim.objects.filter(access.of_grants(person(request), Right.READ_FUNDING, "grant__"))
    return get_object_or_404(rows.select_related("payment", "act", *_WHOSE), code=code)


def carried(request: HttpRequest, form: OfficeForm, deed: Callable[[], object], said: str) -> int:
    """Carry a sent form out once: 302 when it is done, 409 when somebody was quicker, 422 when it is refused."""
    if before := done_before(form.submission_id()):
        tell(request, before, said)
        return DONE
    if not form.is_valid():
        return WRONG
    outcome = carry_out(form.submission_id(), deed)
    if outcome.done:
        tell(request, outcome, said)
        return DONE
    form.show_refusals(outcome.refusals)
    return CONFLICT if any(refusal.code == "stale" for refusal in outcome.refusals) else WRONG


def answered(
    request: HttpRequest, make: Callable[[Any], Form], deed: Callable[[Form], object], said: str
) -> tuple[Form, int]:
    """The form as it is to be shown, and the status: 200 first shown, else as ``carried``.

    After a conflict what was typed stands on top of the newest version, to be sent knowingly. ``make`` builds the form
    from what was sent, or from the record when that is None.
    """
    if request.method != "POST":
        kept = take_pending_form(request, request.path)
        form = make(kept or None)
        if kept:
            form.without_verdict()
        return form, 200
    form = make(request.POST)
    status = carried(request, form, lambda: deed(form), said)
    return (renewed(request, form, make), status) if status == CONFLICT else (form, status)


def renewed(request: HttpRequest, sent: Form, make: Callable[[Any], Form]) -> Form:
    """What was typed, on top of the newest version."""
    data = request.POST.copy()
    data[sent.add_prefix("version")] = str(make(None).get_initial_for_field(sent.fields["version"], "version"))
    again = make(data)
    again.without_verdict()
    for error in sent.non_field_errors():
        again.add_error(None, error)
    return again


def days_words(one: Payout, today: date) -> str:
    """How long a payout may still lie, as people say it."""
    days = one.days_left(today)
    if one.left <= ZERO:
        return _("nothing left")
    if days < 0:
        return ngettext("%(n)s day over", "%(n)s days over", -days) % {"n": -days}
    return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}


def payout_badge(one: Payout, today: date) -> dict[str, Any]:
    """How urgent a payout is, for the tag ``badge``."""
    text = days_words(one, today)
    if one.left <= ZERO:
        return {"state": "good", "text": text, "icon": "check"}
    days = one.days_left(today)
    state = "bad" if days < 0 else "warn" if days <= NEAR_DAYS else "info"
    return {"state": state, "text": text, "icon": "warning" if days < 0 else "clock"}


def late_context(late: Late) -> dict[str, Any]:
    """An estimate of interest for the page: its parts, the sum, what nobody verified or the notice says otherwise."""
    return {
        "late": late,
        "unverified": late.unverified,
        "overridden": late.overridden,
        "segments": [(part, segment) for part in late.all for segment in part.segments],
    }
