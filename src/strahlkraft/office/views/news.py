"""Articles in the workspace: the list, beginning one, writing it with preview and remarks, choosing things and figures."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.models import User
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.actor import Right
from strahlkraft.newsroom import access
from strahlkraft.newsroom.actions import articles as actions
from strahlkraft.newsroom.models import Article
from strahlkraft.newsroom.queries import desk
from strahlkraft.newsroom.rules.articles import BODY_LIMIT, Given, Words
from strahlkraft.newsroom.rules.vocabulary import ArticleState, Language
from strahlkraft.newsroom.texts.articles import KINDS, LANGUAGES, STATES
from strahlkraft.office import news
from strahlkraft.office.forms.markdown import MarkdownInput
from strahlkraft.office.forms.news import SEARCH_LIMIT, CreateForm, NewsFilter, WriteForm, names_in
from strahlkraft.office.news_text import looked_at, said
from strahlkraft.office.saving import Outcome, carry_out, tell
from strahlkraft.office.shell import page, person

PAGE_SIZE = 25
NEXT_SHOWN = 5
_ASKED = ("preview", "search_things", "search_figures", "search_pictures")
"""Buttons of the sheet that look something up and keep nothing."""


def writer(request: HttpRequest) -> User:
    """Whoever writes news at all; for others the pages are not there."""
    user = person(request)
    if not user.holds(Right.WRITE_NEWS):
        raise Http404
    return user


def desk_of(request: HttpRequest, code: str) -> desk.Desk:
    """An article with all about it, for who may work on it (404)."""
    one = desk.one(person(request), code)
    if one is None:
        raise Http404
    return one


# ---- the list


@require_safe
@signed_in
def news_list(request: HttpRequest) -> HttpResponse:
    """Articles by state, region, words and whose they are; what waits for me; what appears next."""
    user = writer(request)
    chosen = NewsFilter(request.GET, by=user)
    chosen.is_valid()
    state, whose, text = (str(chosen.value(name)) for name in ("stand", "wer", "q"))
    region = chosen.value("region")
    waiting = {duty.thing.key: duty for duty in desk.duties(user, today=localdate())}
    rows = desk.listed(user, state=state, text=text, region=region.slug if region else "", mine=whose == "meine")
    if whose == "wartet":
        rows = rows.filter(code__in=waiting)
    shown = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {
        "filter": chosen,
        "filtered": bool(text or region or whose),
        "q": text,
        "whose": whose,
        "page": shown,
        "rows": [_row(row, waiting=row.code in waiting) for row in shown],
        "tabs": _tabs(request, state, desk.counts(user)),
        "waiting": len(waiting),
        "next": [{"article": row, "title": desk.title_of(row)} for row in desk.scheduled(user)[:NEXT_SHOWN]],
        "may_take_over": not access.may_manage_pages(user),
    }
    return page(request, "office/news/list.html", context)


def _row(article: Article, *, waiting: bool) -> dict[str, Any]:
    return {
        "article": article,
        "title": desk.title_of(article),
        "kind": KINDS[article.kind],
        "badge": news.badge(article),
        "languages": [LANGUAGES[text.language] for text in article.texts.all()],
        "waiting": waiting,
        "figures_changed": article.__dict__["figures_changed"],
    }


def _tabs(request: HttpRequest, state: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    """One tab for each state something stands in, and one for all that is not discarded."""

    def url(key: str) -> str:
        query = request.GET.copy()
        query.pop("seite", None)
        query["stand"] = key
        return f"?{query.urlencode()}"

    every = sum(count for key, count in counts.items() if key != ArticleState.DISCARDED)
    tabs = [{"label": _("All"), "url": url(""), "current": not state, "count": every}]
    return tabs + [
        {"label": word, "url": url(key), "current": key == state, "count": counts.get(key, 0)}
        for key, word in STATES.items()
        if counts.get(key) or key == state
    ]


# ---- beginning


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """Begin an article with its headline and where it belongs."""
    user = writer(request)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    first = {"project": request.GET.get("projekt", "")[:200], "region": _own_region(user)}
    form = CreateForm(request.POST if request.method == "POST" else kept, by=user, initial=first)
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        made: list[Article] = []
        submission, given, at = form.cleaned_data["submission"], form.given(), timezone.now()
        outcome = carry_out(
            submission,
            lambda: made.append(actions.create_article(by=user, at=at, given=given, submission=submission)),
        )
        if outcome.done:
            tell(request, outcome, _("The article is begun. It saves itself while you write."))
            return redirect("office:write_article", outcome.entry.subject_key if outcome.entry else made[0].code)
        form.show_refusals(outcome.refusals)
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "office/news/create.html", {"form": form, "restored": bool(kept)}, status=status)


def _own_region(user: User) -> int | None:
    """The region somebody writes for, if it is only one."""
    own = list(desk.regions(user).values_list("pk", flat=True)[:2])
    return own[0] if len(own) == 1 else None


# ---- writing


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def write(request: HttpRequest, code: str) -> HttpResponse:
    """The whole article on one sheet; it saves itself, and what somebody else saved meanwhile is shown, not overwritten."""
    one = desk_of(request, code)
    if request.method == "POST":
        return _posted(request, one)
    if one.may.get("edit", [True]):
        return redirect("office:article", code)
    kept = take_pending_form(request, request.path)
    form = _form(request, one, kept)
    if kept:
        form.without_verdict()
    return _sheet(request, one, form, restored=bool(kept))


def _form(request: HttpRequest, one: desk.Desk, data: QueryDict | None = None) -> WriteForm:
    given = news.given_of(one.article, one.content)
    return WriteForm(data, by=person(request), article=one.article, given=given)


def _posted(request: HttpRequest, one: desk.Desk) -> HttpResponse:
    """What was typed: looked at, kept, or shown beside what somebody else has saved."""
    quiet = request.headers.get("X-Autosave") == "1"
    form = _form(request, one, request.POST)
    if not quiet and any(name in request.POST for name in _ASKED):
        form.without_verdict()
        return _sheet(request, one, form)
    if not form.is_valid():
        return _unread(request, one, form, quiet=quiet)
    given = form.given()
    if news.settled(given) == news.settled(form.stored):  # nothing new, or its twin was quicker
        return _told(request, one.article, quiet=quiet)
    article, outcome = _kept(request, one.article, form, given, quiet=quiet)
    if outcome.done:
        return _told(request, article, quiet=quiet, outcome=outcome)
    return _not_kept(request, one, form, outcome, quiet=quiet)


def _not_kept(request: HttpRequest, one: desk.Desk, form: WriteForm, outcome: Outcome, *, quiet: bool) -> HttpResponse:
    """Why it was refused; what was typed stays."""
    stale = outcome.stale
    if quiet:
        words = " ".join(sentence(refusal) for refusal in outcome.refusals)
        return JsonResponse({"message": words}, status=409 if stale else 422)
    if stale:
        return _two_versions(request, form, one.article.code)
    form.show_refusals(outcome.refusals)
    return _unread(request, one, form, quiet=False)


def _kept(
    request: HttpRequest, article: Article, form: WriteForm, given: Given, *, quiet: bool
) -> tuple[Article, Outcome]:
    """Keep what was typed; the sheet's mark is used up by a button only, since the script sends one sheet many times."""
    user, at = person(request), timezone.now()
    version, submission = form.cleaned_data["revision"] or 0, None if quiet else form.cleaned_data["submission"]
    saved: list[Article] = []
    outcome = carry_out(
        submission,
        lambda: saved.append(
            actions.edit_article(by=user, at=at, code=article.code, version=version, given=given, submission=submission)
        ),
    )
    return (saved[0] if saved else article), outcome


def _unread(request: HttpRequest, one: desk.Desk, form: WriteForm, *, quiet: bool) -> HttpResponse:
    """Something typed cannot be kept; the page says what, the script's line the first of it."""
    if not quiet:
        return _sheet(request, one, form, status=422)
    first = next((str(error) for errors in form.errors.values() for error in errors), "")
    return JsonResponse({"message": _("Not saved: %(reason)s") % {"reason": first}}, status=422)


def _told(request: HttpRequest, article: Article, *, quiet: bool, outcome: Outcome | None = None) -> HttpResponse:
    """Say that it is saved: to the script in one line, to a person on the page that follows."""
    if quiet:
        words = _("Saved at %(time)s") % {"time": date_format(localtime(timezone.now()), "TIME_FORMAT")}
        return JsonResponse({"revision": article.version, "message": words})
    tell(request, outcome or Outcome(), _("The article is saved."))
    return redirect("office:article" if "continue" in request.POST else "office:write_article", article.code)


def _two_versions(request: HttpRequest, form: WriteForm, code: str) -> HttpResponse:
    """Somebody else saved meanwhile: both stand on the page, the next save is made knowingly."""
    one = desk_of(request, code)
    current = news.given_of(one.article, one.content)
    again = _form(request, one, request.POST)
    again.look_again(one.article.version)
    differences = news.unlike(person(request), form.given(), current)
    again.without_verdict()
    last = desk.history(one.article).first()
    return _sheet(request, one, again, differences=differences, last=last, status=409)


def _sheet(request: HttpRequest, one: desk.Desk, form: WriteForm, *, status: int = 200, **more: Any) -> HttpResponse:
    by, asked = person(request), request.method == "POST"
    chosen = names_in(form["links"].value() or ())
    found = desk.choices(by, _sought(form, "find")) if "search_things" in request.POST else None
    slugs = [key for kind, key in chosen if kind == "project"]
    term = _sought(form, "figures") if "search_figures" in request.POST else ""
    for language in Language:
        field: Any = form.fields[f"body_{language}"]
        _look(field.widget, form.words(language), language, one, previewed=asked and "preview" in request.POST)
    context = {
        "one": one,
        "article": one.article,
        "title": one.title,
        "badge": news.badge(one.article),
        "form": form,
        "sheets": _languages(form),
        "chosen": news.things(by, chosen),
        "found": _offered(found, chosen),
        "figures": news.figures_of(slugs),
        "figures_found": news.figures_found(by, term) if term.strip() else None,
        "picture_remarks": [row for row in one.remarks.get("de", []) if row.field == "pictures"],
        "corrects": "note" in form.fields,
        "notes": one.notes[:1] if one.article.state in {ArticleState.DRAFT, ArticleState.CORRECTING} else [],
        **more,
    }
    context["picture_remarks"] = said(context["picture_remarks"])
    return page(request, "office/news/write.html", context, status=status)


def _sought(form: WriteForm, name: str) -> str:
    """Words somebody looks something up by; nothing is judged then, so what no database takes goes here."""
    return str(form[name].value() or "").replace("\0", "")[:SEARCH_LIMIT]


def _look(widget: MarkdownInput, words: Words, language: str, one: desk.Desk, *, previewed: bool) -> None:
    """Remarks as they stand, and a preview where one was asked for without script."""
    if words.empty:
        widget.show(None)
    elif previewed:
        html, remarks, _length = looked_at(words, language, framed=True)
        widget.show(html, remarks)
    else:
        widget.show(None, said(row for row in one.remarks.get(language, []) if row.field != "pictures"))


def _languages(form: WriteForm) -> list[dict[str, Any]]:
    """The texts, each with its fields and whether something in it is to be put right."""
    return [
        {
            "code": str(language),
            "name": LANGUAGES[language],
            "fields": [form[f"{part}_{language}"] for part in ("title", "lead", "body")],
            "written": not form.words(language).empty,
            "faulty": any(form.errors.get(f"{part}_{language}") for part in ("title", "lead", "body")),
        }
        for language in Language
    ]


def _offered(found: Iterable[Any] | None, chosen: list[tuple[str, str]]) -> list[dict[str, Any]] | None:
    """What a search found and is not chosen yet; None: nothing was looked for."""
    if found is None:
        return None
    ticked = {news.value_of(kind, key) for kind, key in chosen}
    return [row for row in map(news.thing, found) if row["value"] not in ticked]


# ---- parts of the sheet that scripts ask for


@require_safe
@signed_in
def things(request: HttpRequest) -> HttpResponse:
    """Things whose name holds the words, as tick boxes."""
    user = writer(request)
    words = request.GET.get("q", "")[:100]
    found = [news.thing(label) for label in desk.choices(user, words)]
    return render(request, "office/news/_found.html", {"found": found, "words": words})


@require_safe
@signed_in
def figures(request: HttpRequest) -> HttpResponse:
    """Figures of public projects whose title holds the words, or of those named."""
    user = writer(request)
    named = [name[1] for name in names_in(request.GET.getlist("ding")) if name[0] == "project"]
    found = news.figures_of(named) if named else news.figures_found(user, request.GET.get("q", "")[:100])
    return render(request, "office/news/_figures.html", {"projects": found, "asked": True})


@require_POST
@signed_in
def markdown_preview(request: HttpRequest) -> HttpResponse:
    """A text as readers will have it, with remarks; for everybody who writes articles or pages. Nothing is kept."""
    user = person(request)
    if not user.holds(Right.WRITE_NEWS) and not user.holds(Right.MANAGE_PAGES):
        raise Http404
    language = Language.ENGLISH if request.POST.get("language") == Language.ENGLISH else Language.GERMAN
    parts = (request.POST.get(part, "")[:BODY_LIMIT] for part in ("title", "lead", "body"))
    html, remarks, words = looked_at(
        Words(*parts), language, framed="title" in request.POST, led="lead" in request.POST
    )
    return JsonResponse({"html": html, "remarks": remarks, "words": words})
