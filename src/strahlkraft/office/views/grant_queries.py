"""Questions of the authority about a grant itself: entered with their day, answered, done (R35)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.funding import access
from strahlkraft.funding.actions import proof_decisions as actions
from strahlkraft.funding.models import AuthorityQuery, Grant
from strahlkraft.funding.queries.proofs import queries_about
from strahlkraft.office.forms.base import VersionedForm
from strahlkraft.office.forms.proofs import AnswerForm, AskForm
from strahlkraft.office.granting import found_grant, grant_page
from strahlkraft.office.proof_pages import answer_form, keep_answer, query_row, sheet, version_now
from strahlkraft.office.shell import person


def _page(
    request: HttpRequest, template: str, grant: Grant, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    enters = not access.may_decide(person(request), grant)
    return grant_page(
        request, f"office/queries/{template}.html", grant, {"enters": enters, **context}, here="queries", status=status
    )


@require_safe
@signed_in
def query_list(request: HttpRequest, code: str) -> HttpResponse:
    """Every question about one grant itself, the open ones first."""
    grant = found_grant(request, code)
    return _page(request, "list", grant, {"rows": [query_row(row) for row in queries_about(grant)]})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a question that came in the authority's letter."""
    grant = found_grant(request, code)
    if access.may_decide(person(request), grant):
        raise Http404
    return sheet(
        request,
        lambda data, _files: AskForm(data, initial={"asked_on": localdate()}),
        lambda form: actions.ask_about_grant(
            by=person(request),
            at=timezone.now(),
            grant=code,
            question=form.cleaned_data["question"],
            asked_on=form.cleaned_data["asked_on"],
            answer_due_on=form.cleaned_data["answer_due_on"],
            submission=form.submission_id(),
        ),
        saved=_("The question is entered; its day stands among the deadlines."),
        to=reverse("office:grant_queries", args=[code]),
        show=lambda form, extra, status: _page(request, "ask", grant, {"form": form, **extra}, status=status),
        version=lambda: grant.version,
    )


def _found(request: HttpRequest, code: str) -> tuple[Grant, AuthorityQuery]:
    """A question about a grant this person may see from inside; for everybody else it is not there (404)."""
    row = get_object_or_404(AuthorityQuery.objects.filter(proof=None).select_related("grant"), code=code)
    return found_grant(request, row.grant.code), row


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One question: answered here by whoever keeps the books of the grant."""
    grant, row = _found(request, code)
    if request.method == "POST" and access.may_edit(person(request), grant):
        raise Http404
    done = VersionedForm(initial={"version": row.version}, auto_id=False)

    def shown(form: AnswerForm, extra: dict[str, Any], status: int) -> HttpResponse:
        context = {**query_row(row), "form": form, "done": done, **extra}
        return _page(request, "query", grant, context, status=status)

    return sheet(
        request,
        lambda data, _files: answer_form(row, data),
        lambda form: keep_answer(request, code, form),
        saved=_("The answer is kept with its day."),
        to=reverse("office:grant_query", args=[code]),
        show=shown,
        version=lambda: version_now(row),
    )


@require_http_methods(["POST"])
@signed_in
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Enter that the authority is content with the answer."""
    grant, row = _found(request, code)
    if access.may_decide(person(request), grant):
        raise Http404

    def shown(form: VersionedForm, extra: dict[str, Any], status: int) -> HttpResponse:
        answer = answer_form(row)
        return _page(request, "query", grant, {**query_row(row), "form": answer, "done": form, **extra}, status=status)

    return sheet(
        request,
        lambda data, _files: VersionedForm(data, auto_id=False),
        lambda form: actions.close_query(
            by=person(request),
            at=timezone.now(),
            code=code,
            version=form.cleaned_data["version"],
            submission=form.submission_id(),
        ),
        saved=_("The question is done."),
        to=reverse("office:grant_queries", args=[grant.code]),
        show=shown,
        version=lambda: version_now(row),
    )
