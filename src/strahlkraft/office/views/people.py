"""Accounts and roles; for the administration."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts import actions, queries, rules
from strahlkraft.accounts.gate import freshly_confirmed, signed_in
from strahlkraft.accounts.models import Membership, User
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.actor import Right
from strahlkraft.office.forms.people import PersonForm, RevokeForm, RoleForm
from strahlkraft.office.saving import carry_out, tell
from strahlkraft.office.shell import page, person

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PAGE_SIZE = 50


def _administration(request: HttpRequest) -> User:
    """Who manages accounts; for others these pages do not exist."""
    user = person(request)
    if not user.holds(Right.MANAGE_ACCOUNTS):
        raise Http404
    return user


@require_safe
@signed_in
def people(request: HttpRequest) -> HttpResponse:
    """All accounts with the roles they hold now."""
    by, at = _administration(request), timezone.now()
    text = request.GET.get("q", "").strip()[:200]
    rows = queries.users(by=by)
    if text:
        rows = rows.filter(Q(display_name__icontains=text) | Q(email__icontains=text))
    shown = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {
        "q": text,
        "page": shown,
        "rows": [
            {
                "person": row,
                "roles": [_role(m) for m in row.memberships.all() if m.valid_until is None or m.valid_until > at],
            }
            for row in shown
        ],
    }
    return page(request, "office/people/list.html", context)


def _role(membership: Membership) -> str:
    where = membership.region or membership.organisation
    name = _(rules.ROLE_NAMES[rules.Role(membership.role)])
    return f"{name}, {where}" if where else name


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@freshly_confirmed
def create(request: HttpRequest) -> HttpResponse:
    """Make an account."""
    by = _administration(request)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    form = PersonForm(request.POST if request.method == "POST" else kept)
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data, at = form.cleaned_data, timezone.now()
        outcome = carry_out(data["submission"], lambda: actions.create_user(by=by, at=at, **data))
        if outcome.done:
            tell(request, outcome, _("The account is created; a letter is on its way."))
            made = get_object_or_404(queries.users(by=by), email=data["email"].strip().lower())
            return redirect("office:person", made.pk)
        form.show_refusals(outcome.refusals)
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "office/people/create.html", {"form": form, "restored": bool(kept)}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@freshly_confirmed
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its roles; give one more."""
    by, at = _administration(request), timezone.now()
    user = get_object_or_404(queries.users(by=by), pk=pk)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    form = RoleForm(request.POST if request.method == "POST" else kept)
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        given = form.given() | {"submission": form.cleaned_data["submission"]}
        outcome = carry_out(given["submission"], lambda: actions.grant_role(by=by, at=at, user=user, **given))
        if outcome.done:
            tell(request, outcome, _("The role is given."))
            return redirect("office:person", user.pk)
        form.show_refusals(outcome.refusals)
    context = {
        "person": user,
        "form": form,
        "restored": bool(kept),
        "own": user.pk == by.pk,
        "memberships": [{"row": row, "role": _role(row)} for row in queries.memberships_of(user, at=at)],
        "revocation": RevokeForm(auto_id=False),
        "has_second_factor": queries.has_second_factor(user),
        "sessions": len(queries.sessions_of(user, current_key=None)),
    }
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "office/people/person.html", context, status=status)


@require_POST
@signed_in
@freshly_confirmed
def revoke(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """End a role at once."""
    by, at = _administration(request), timezone.now()
    row = get_object_or_404(Membership.objects.filter(user_id=pk), pk=membership)
    form = RevokeForm(request.POST)
    form.is_valid()
    outcome = carry_out(
        form.submission_id(),
        lambda: actions.revoke_role(
            by=by,
            at=at,
            membership=row,
            reason=form.cleaned_data.get("reason", ""),
            submission=form.submission_id(),
        ),
    )
    if not outcome.done:
        raise Http404
    tell(request, outcome, _("The role is ended."))
    return redirect("office:person", pk)


_DEEDS: dict[str, tuple[Callable[..., object], "StrOrPromise"]] = {
    "end": (actions.end_sessions, gettext_lazy("All sessions of this account are ended.")),
    "close": (actions.close_account, gettext_lazy("The account is closed; nobody gets in with it any more.")),
    "reopen": (actions.reopen_account, gettext_lazy("The account is open again.")),
}


@require_POST
@signed_in
@freshly_confirmed
def close(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """End all sessions of an account, close it, or open it again."""
    by, at = _administration(request), timezone.now()
    user = get_object_or_404(queries.users(by=by), pk=pk)
    carried, words = _DEEDS[deed]
    form = RevokeForm(request.POST)
    form.is_valid()
    submission = form.submission_id()
    outcome = carry_out(submission, lambda: carried(by=by, at=at, user=user, submission=submission))
    if outcome.done:
        tell(request, outcome, str(words))
    else:
        messages.error(request, " ".join(sentence(refusal) for refusal in outcome.refusals))
    return redirect("office:person", pk)
