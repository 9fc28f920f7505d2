"""Payouts of a grant: booking them, their use, what is late and what that may cost, paying back."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.funding import access
from strahlkraft.funding.actions import payments as actions
from strahlkraft.funding.models import Grant
from strahlkraft.funding.queries import drawdowns as queries
from strahlkraft.funding.queries.terms import terms_of
from strahlkraft.funding.rules import drawdowns as rules
from strahlkraft.funding.rules.money import ZERO
from strahlkraft.funding.rules.vocabulary import DrawdownState
from strahlkraft.office.forms.drawdowns import ReceivedForm, RepayForm, UseForm
from strahlkraft.office.granting import found_grant, grant_page
from strahlkraft.office.payout_pages import (
    DONE,
    answered,
    found_drawdown,
    found_payment,
    late_context,
    payout_badge,
)
from strahlkraft.office.shell import person


def _to_edit(request: HttpRequest, grant: Grant) -> None:
    if access.may_edit(person(request), grant):
        raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def pay_out(request: HttpRequest, code: str) -> HttpResponse:
    """Book the payout of a request."""
    row = found_drawdown(request, code)
    _to_edit(request, row.grant)
    if row.state != DrawdownState.REQUESTED and request.method != "POST":
        return redirect("office:drawdown", row.code)
    form, status = answered(
        request,
        lambda data: ReceivedForm(
            data,
            initial={
                "version": found_drawdown(request, code).version,
                "amount": row.amount,
                "received_on": localdate(),
            },
        ),
        lambda form: actions.pay_out(
            by=person(request),
            at=timezone.now(),
            code=row.code,
            version=form.cleaned_data["version"] or 0,
            given=form.given(),
            submission=form.submission_id(),
        ),
        _("The payout is booked; its two months have begun."),
    )
    if status == DONE:
        return redirect("office:drawdown", row.code)
    context = {"form": form, "drawdown": row}
    return grant_page(request, "office/drawdowns/receive.html", row.grant, context, here="drawdowns", status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def receive(request: HttpRequest, code: str) -> HttpResponse:
    """Book a payout nobody requested here."""
    grant = found_grant(request, code)
    _to_edit(request, grant)
    form, status = answered(
        request,
        lambda data: ReceivedForm(data, initial={"received_on": localdate()}),
        lambda form: actions.receive(
            by=person(request),
            at=timezone.now(),
            grant=grant.code,
            given=form.given(),
            submission=form.submission_id(),
        ),
        _("The payout is booked; its two months have begun."),
    )
    if status == DONE:
        return redirect("office:drawdowns", grant.code)
    context = {"form": form, "drawdown": None}
    return grant_page(request, "office/drawdowns/receive.html", grant, context, here="drawdowns", status=status)


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One payout: what it was used for, its clock, what late use may cost and the cheaper way."""
    row, today = found_payment(request, pk), localdate()
    one = queries.payout(row)
    uses = row.uses.filter(queries.USED_STANDING).select_related("expenditure").order_by("used_on", "pk")
    found = terms_of([row.grant_id])[row.grant_id]
    context = {
        "payment": row,
        "payout": one,
        "badge": payout_badge(one, today),
        "overdue": one.overdue(today),
        "uses": uses,
        "months": queries.use_months(row.grant, found, row.received_on),
        "claims": row.claims.order_by("opened_at", "pk"),
        "edition": queries.edition_for(found, row.received_on),
        **late_context(queries.late_use(row, one, today=today)),
    }
    return grant_page(request, "office/drawdowns/payout.html", row.grant, context, here="drawdowns")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """Book what a payout was used for; proposed is the oldest money for the earliest payment."""
    row = found_payment(request, pk)
    _to_edit(request, row.grant)
    open_rows = queries.open_rows(row.grant)
    all_payouts = [one for _row, one in queries.payouts(row.grant)]
    proposed = rules.proposed(all_payouts, [one for _row, one in open_rows.values()])
    mine = {each.expenditure: each for key, each in proposed if key == row.pk}
    form, status = answered(
        request,
        lambda data: UseForm(data, rows=list(open_rows.values()), proposed=mine),
        lambda form: actions.use(
            by=person(request),
            at=timezone.now(),
            payment=row.pk,
            uses=form.uses(),
            submission=form.submission_id(),
        ),
        _("The use is booked."),
    )
    if status == DONE:
        return redirect("office:payout", row.pk)
    one, older = queries.payout(row), [each for each in all_payouts if each.left > ZERO and each.key != row.pk]
    context = {
        "form": form,
        "payment": row,
        "payout": one,
        "badge": payout_badge(one, localdate()),
        "older": [each for each in older if (each.received_on, each.key) < (one.received_on, one.key)],
    }
    return grant_page(request, "office/drawdowns/use.html", row.grant, context, here="drawdowns", status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def repay(request: HttpRequest, pk: int) -> HttpResponse:
    """Pay back what was not used in time."""
    row, today = found_payment(request, pk), localdate()
    _to_edit(request, row.grant)
    one = queries.payout(row)
    if not one.overdue(today) and request.method != "POST":
        return redirect("office:payout", row.pk)
    form, status = answered(
        request,
        lambda data: RepayForm(data, initial={"paid_on": today}),
        lambda form: actions.repay(
            by=person(request),
            at=timezone.now(),
            payment=row.pk,
            given=form.given(),
            submission=form.submission_id(),
        ),
        _("The repayment is booked; the interest until then stays an estimate until the authority decides."),
    )
    if status == DONE:
        return redirect("office:payout", row.pk)
    context: dict[str, Any] = {"form": form, "payment": row, "payout": one, "badge": payout_badge(one, today)}
    context |= late_context(queries.late_use(row, one, today=today))
    return grant_page(request, "office/drawdowns/repay.html", row.grant, context, here="drawdowns", status=status)
