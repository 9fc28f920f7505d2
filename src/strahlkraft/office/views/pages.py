"""Editable pages in the workspace: beginning one, writing it with preview and remarks; it saves itself."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.models import User
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.actor import Right
from strahlkraft.newsroom.actions import pages as actions
from strahlkraft.newsroom.models import Page
from strahlkraft.newsroom.queries import pages as queries
from strahlkraft.newsroom.rules import articles
from strahlkraft.newsroom.rules import pages as rules
from strahlkraft.newsroom.rules.vocabulary import Language, PageKind, PageState
from strahlkraft.newsroom.texts.articles import LANGUAGES, PARTS
from strahlkraft.office.forms.pages import CreatePageForm, WritePageForm
from strahlkraft.office.news_text import looked_at
from strahlkraft.office.saving import Outcome, carry_out, done_before, tell
from strahlkraft.office.shell import page, person


def keeper(request: HttpRequest) -> User:
    """Whoever may change the pages of the site; for others they are not there."""
    user = person(request)
    if not user.holds(Right.MANAGE_PAGES):
        raise Http404
    return user


def page_of(request: HttpRequest, key: int) -> Page:
    """A page with its texts, for who may change pages (404)."""
    row = queries.one(keeper(request), key)
    if row is None:
        raise Http404
    return row


# ---- beginning


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """Begin a page with its kind and its headline."""
    user = keeper(request)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    begun = set(queries.listed(user).values_list("kind", flat=True))
    kinds = [kind for kind in PageKind if not rules.kind_problems(kind, begun)]
    asked = request.GET.get("art", "")
    first = {"kind": asked if asked in kinds else PageKind.FREE}
    form = CreatePageForm(request.POST if request.method == "POST" else kept, kinds=kinds, initial=first)
    if request.method == "POST" and (twin := done_before(form.submission_id())) and twin.entry:
        tell(request, twin, "")
        return redirect("office:write_page", int(twin.entry.subject_key))
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        made: list[Page] = []
        submission, kind, texts = form.cleaned_data["submission"], form.cleaned_data["kind"], form.texts()
        deed: dict[str, Any] = {
            "by": user,
            "at": timezone.now(),
            "kind": kind,
            "texts": texts,
            "submission": submission,
        }
        outcome = carry_out(submission, lambda: made.append(actions.create_page(**deed)))
        if outcome.done:
            tell(request, outcome, _("The page is begun. It saves itself while you write."))
            return redirect("office:write_page", outcome.entry.subject_key if outcome.entry else made[0].pk)
        form.show_refusals(outcome.refusals)
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "office/pages/create.html", {"form": form, "restored": bool(kept)}, status=status)


# ---- writing


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole page on one sheet; what somebody else saved meanwhile is shown, not overwritten."""
    row = page_of(request, pk)
    if request.method == "POST":
        return _posted(request, row)
    if row.state != PageState.DRAFT:
        return redirect("office:page", pk)
    kept = take_pending_form(request, request.path)
    form = _form(row, kept)
    if kept:
        form.without_verdict()
    return _sheet(request, row, form, restored=bool(kept))


def _form(row: Page, data: QueryDict | None = None) -> WritePageForm:
    return WritePageForm(data, page=row, texts=queries.working(row))


def _posted(request: HttpRequest, row: Page) -> HttpResponse:
    """What was typed: looked at, kept, or shown beside what somebody else has saved."""
    quiet = request.headers.get("X-Autosave") == "1"
    form = _form(row, request.POST)
    if not quiet and "preview" in request.POST:
        form.without_verdict()
        return _sheet(request, row, form)
    if not form.is_valid():
        return _unread(request, row, form, quiet=quiet)
    if row.state == PageState.DRAFT and rules.written(form.texts()) == rules.written(form.stored):
        return _told(request, row, quiet=quiet)  # nothing new, or its twin was quicker
    saved, outcome = _kept(request, row, form, quiet=quiet)
    if outcome.done:
        return _told(request, saved, quiet=quiet, outcome=outcome)
    return _not_kept(request, row, form, outcome, quiet=quiet)


def _not_kept(request: HttpRequest, row: Page, form: WritePageForm, outcome: Outcome, *, quiet: bool) -> HttpResponse:
    """Why it was refused; what was typed stays."""
    stale = outcome.stale
    if quiet:
        words = " ".join(sentence(refusal) for refusal in outcome.refusals)
        return JsonResponse({"message": words}, status=409 if stale else 422)
    if stale:
        return _two_versions(request, form, row.pk)
    form.show_refusals(outcome.refusals)
    return _unread(request, row, form, quiet=False)


def _kept(request: HttpRequest, row: Page, form: WritePageForm, *, quiet: bool) -> tuple[Page, Outcome]:
    """Keep what was typed; the sheet's mark is used up by a button only, since the script sends one sheet many times."""
    submission = None if quiet else form.cleaned_data["submission"]
    deed: dict[str, Any] = {
        "by": person(request),
        "at": timezone.now(),
        "key": row.pk,
        "version": form.cleaned_data["revision"] or 0,
        "texts": form.texts(),
        "submission": submission,
    }
    saved: list[Page] = []
    outcome = carry_out(submission, lambda: saved.append(actions.edit_page(**deed)))
    return (saved[0] if saved else row), outcome


def _unread(request: HttpRequest, row: Page, form: WritePageForm, *, quiet: bool) -> HttpResponse:
    """Something typed cannot be kept; the page says what, the script's line the first of it."""
    if not quiet:
        return _sheet(request, row, form, status=422)
    first = next((str(error) for errors in form.errors.values() for error in errors), "")
    return JsonResponse({"message": _("Not saved: %(reason)s") % {"reason": first}}, status=422)


def _told(request: HttpRequest, row: Page, *, quiet: bool, outcome: Outcome | None = None) -> HttpResponse:
    """Say that it is saved: to the script in one line, to a person on the page that follows."""
    if quiet:
        words = _("Saved at %(time)s") % {"time": date_format(localtime(timezone.now()), "TIME_FORMAT")}
        return JsonResponse({"revision": row.version, "message": words})
    tell(request, outcome or Outcome(), _("The page is saved."))
    return redirect("office:page" if "continue" in request.POST else "office:write_page", row.pk)


def _two_versions(request: HttpRequest, form: WritePageForm, key: int) -> HttpResponse:
    """Somebody else saved meanwhile: both stand on the page, the next save is made knowingly."""
    row = page_of(request, key)
    again = _form(row, request.POST)
    again.look_again(row.version)
    again.without_verdict()
    mine, theirs = rules.frozen(rules.written(form.texts())), rules.frozen(queries.working(row))
    differences = [
        {
            "label": f"{str(PARTS[one.part]).capitalize()} ({LANGUAGES[one.language]})",
            "before": one.before.splitlines(),
            "after": one.after.splitlines(),
        }
        for one in rules.compared(mine, theirs)
    ]
    last = queries.history(row).first()
    return _sheet(request, row, again, differences=differences, last=last, status=409)


def _sheet(request: HttpRequest, row: Page, form: WritePageForm, *, status: int = 200, **more: Any) -> HttpResponse:
    previewed = request.method == "POST" and "preview" in request.POST
    for language in Language:
        words, field = form.words(language), form.fields[f"body_{language}"]
        widget: Any = field.widget
        if words.empty:
            widget.show(None)
            continue
        html, remarks, _length = looked_at(
            articles.Words(words.title, "", words.body), language, framed=True, led=False
        )
        widget.show(html if previewed else None, remarks)
    context = {
        "site_page": row,
        "title": queries.title_of(row),
        "form": form,
        "sheets": [
            {
                "code": str(language),
                "name": LANGUAGES[language],
                "fields": [form[f"{part}_{language}"] for part in ("title", "body")],
                "faulty": any(form.errors.get(f"{part}_{language}") for part in ("title", "body")),
            }
            for language in Language
        ],
        "returned": queries.returned(row),
        **more,
    }
    return page(request, "office/pages/write.html", context, status=status)
