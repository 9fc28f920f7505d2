"""One article in the workspace: how readers will see it, what can be done and why not, its versions and its history."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.design.addresses import address
from strahlkraft.design.refusals import sentences
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.newsroom import access
from strahlkraft.newsroom.actions import articles as actions
from strahlkraft.newsroom.actions import publishing
from strahlkraft.newsroom.models import Article
from strahlkraft.newsroom.queries import desk, facts
from strahlkraft.newsroom.queries.contents import of_version
from strahlkraft.newsroom.queries.pictures import sources
from strahlkraft.newsroom.rules.vocabulary import ArticleState
from strahlkraft.newsroom.texts.articles import KINDS, LANGUAGES
from strahlkraft.office import news, steps
from strahlkraft.office.forms.news import ApproveForm, ReasonForm, ReturnForm, ScheduleForm, StepForm
from strahlkraft.office.news_text import said
from strahlkraft.office.shell import page, person
from strahlkraft.office.steps import Step
from strahlkraft.office.views.news import desk_of
from strahlkraft.office.views.trail import told

HISTORY_SIZE = 30
LAST_DEEDS = 5


STEPS = (
    Step(
        "einreichen",
        "submit",
        gettext_lazy("Hand it to a second person"),
        gettext_lazy("Somebody else of the office reads it and lets it appear. Until then nobody writes on it."),
        gettext_lazy("Hand it on"),
        actions.submit_article,
        gettext_lazy("A second person finds the text in today's list now."),
        icon="arrow-right",
    ),
    Step(
        "freigeben",
        "approve",
        gettext_lazy("Approve it"),
        gettext_lazy("You stand for the text just as it is here; whoever changes it needs a new approval."),
        gettext_lazy("Approve"),
        actions.approve_article,
        gettext_lazy("The text is approved."),
        form=ApproveForm,
    ),
    Step(
        "veroeffentlichen",
        "publish",
        gettext_lazy("Let it appear now"),
        gettext_lazy("Readers have it at once, at its address, in lists and in feeds."),
        gettext_lazy("Publish now"),
        actions.publish_article,
        gettext_lazy("The article is published."),
        icon="globe",
    ),
    Step(
        "termin",
        "schedule",
        gettext_lazy("Set the minute it appears"),
        gettext_lazy("It appears by itself; nobody has to be there."),
        gettext_lazy("Set the minute"),
        publishing.schedule_article,
        gettext_lazy("The minute is set."),
        form=ScheduleForm,
        css="secondary",
        icon="clock",
    ),
    Step(
        "zurueckgeben",
        "return",
        gettext_lazy("Give it back"),
        gettext_lazy("The writer goes on with your remark; an approval there was is void."),
        gettext_lazy("Give it back"),
        actions.return_article,
        gettext_lazy("The text is with its writer again."),
        form=ReturnForm,
        css="secondary",
        icon="arrow-left",
    ),
    Step(
        "berichtigen",
        "correct",
        gettext_lazy("Correct it"),
        gettext_lazy("Readers keep what they have until a second person has approved the correction."),
        gettext_lazy("Begin a correction"),
        actions.begin_correction,
        gettext_lazy("The correction is begun."),
        css="secondary",
        icon="edit",
    ),
    Step(
        "wiederherstellen",
        "restore",
        gettext_lazy("Take it out of the archive"),
        gettext_lazy("It stands in lists and feeds again."),
        gettext_lazy("Take it out of the archive"),
        actions.restore_article,
        gettext_lazy("The article stands in the lists again."),
        css="secondary",
        icon="reuse",
    ),
    Step(
        "berichtigung-aufgeben",
        "drop",
        gettext_lazy("Give the correction up"),
        gettext_lazy("What was written since then goes; readers notice nothing."),
        gettext_lazy("Give the correction up"),
        actions.drop_correction,
        gettext_lazy("The correction is given up; the published text stands."),
        css="danger",
        icon="cross",
        quiet=True,
    ),
    Step(
        "archivieren",
        "archive",
        gettext_lazy("Put it into the archive"),
        gettext_lazy("It stays at its address, marked as old, and leaves lists and feeds."),
        gettext_lazy("Put it into the archive"),
        actions.archive_article,
        gettext_lazy("The article is in the archive."),
        form=ReasonForm,
        css="secondary",
        icon="folder",
        quiet=True,
    ),
    Step(
        "verwerfen",
        "discard",
        gettext_lazy("Discard it"),
        gettext_lazy("It never appears and leaves your lists; it stays in the records."),
        gettext_lazy("Discard"),
        actions.discard_article,
        gettext_lazy("The article is discarded."),
        form=ReasonForm,
        css="danger",
        icon="trash",
        quiet=True,
    ),
)
FIGURES = Step(
    "zahlen",
    "figures",
    gettext_lazy("A figure is another one now"),
    "",
    gettext_lazy("The text still fits"),
    publishing.confirm_figures,
    gettext_lazy("It is noted that somebody has read the article again."),
    versioned=False,
)


@require_safe
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One article: as readers will have it, what is missing, what can be done."""
    one = desk_of(request, code)
    forms = steps.brought_back(request, STEPS, partial(_form, request, one.article))
    return _page(request, one, forms, restored=bool(forms))


@require_POST
@signed_in
def settle(request: HttpRequest, code: str, part: str) -> HttpResponse:
    """Carry one step out, or show the page again with its reasons and what was typed."""
    one = desk_of(request, code)
    step = steps.named((*STEPS, FIGURES), part)
    form = _form(request, one.article, step, request.POST)
    if outcome := steps.carried_out(request, step, form, code=code):
        if outcome.done:
            return redirect("office:write_article" if step.deed == "correct" else "office:article", code)
        one = desk_of(request, code)
        if outcome.stale:
            form.look_again(one.article.version)
    return _page(request, one, {part: form}, status=422)


def _form(request: HttpRequest, article: Article, step: Step, data: QueryDict | None = None) -> StepForm:
    options: dict[str, Any] = {"initial": {"version": article.version}, "auto_id": f"{step.part}_%s"}
    if step.form is ApproveForm:
        options["publishes"] = not access.may_publish(person(request), article.region_id)
        options["corrects"] = article.state == ArticleState.CORRECTION_REVIEW
    elif step.form is ScheduleForm:
        options["article"] = article
    return step.form(data, **options)


def _page(
    request: HttpRequest,
    one: desk.Desk,
    forms: Mapping[str, StepForm],
    *,
    restored: bool = False,
    status: int = 200,
) -> HttpResponse:
    article, today = one.article, localdate()
    language = request.GET.get("sprache", "") or (get_language() or "de")[:2]
    shown = desk.preview(article, language)
    offered = [_offered(request, one, step, forms.get(step.part)) for step in STEPS if step.deed in one.may]
    token = desk.preview_token(article, today=today)
    pictures = sources([shown.lead_picture, *shown.gallery], language)
    ended = article.state in {ArticleState.DISCARDED, ArticleState.ARCHIVED}
    context = {
        "one": one,
        "article": article,
        "badge": news.badge(article),
        "kind": KINDS[article.kind],
        "read": shown,
        "html": SafeString(shown.html),  # made safe where it is rendered
        "lead_picture": pictures.get(shown.lead_picture.pk) if shown.lead_picture else None,
        "gallery": [pictures[one.pk] for one in shown.gallery if one.pk in pictures],
        "written": [
            {"label": LANGUAGES[code], "url": f"?sprache={code}", "current": code == shown.language}
            for code in sorted(one.content.texts)
        ],
        "problems": sentences(one.problems),
        "remarks": said([row for row in one.remarks.get(shown.language, []) if not row.blocks]),
        "writable": "edit" in one.may and not one.may["edit"],
        "steps": [row for row in offered if not row["step"].quiet],
        "quiet": [row for row in offered if row["step"].quiet],
        "failed": steps.failed(forms),
        "corrections": news.told(one.corrections),
        "figures": [_figure(row.reference, row.shown, row.now) for row in one.changed],
        "figures_form": forms.get(FIGURES.part) or _form(request, article, FIGURES),
        "public": address(article.label) if article.current_id else "",
        "share": "" if ended else f"{settings.BASE_URL}{address(Label('article_preview', token))}",
        "share_days": desk.PREVIEW_DAYS,
        "entries": told(desk.history(article)[:LAST_DEEDS]),
        "restored": restored,
    }
    return page(request, "office/news/article.html", context, status=status)


def _offered(request: HttpRequest, one: desk.Desk, step: Step, form: StepForm | None) -> dict[str, Any]:
    """A step with its form, or with the reasons why it may not be done now."""
    reasons: list[Refusal] = list(one.may[step.deed])
    if step.deed == "submit":
        reasons += one.problems
    url = reverse("office:settle_article", args=[one.article.code, step.part])
    return steps.offered(step, form or _form(request, one.article, step), reasons, url)


def _figure(reference: str, before: str, now: str) -> dict[str, str]:
    """A figure that became another one, in words."""
    first, second = facts.as_it_was(reference, before), facts.as_it_was(reference, now)
    return {
        "reference": reference,
        "label": first.label if first else reference,
        "before": first.value if first else before,
        "now": second.value if second else now,
    }


# ---- versions and history


@require_safe
@signed_in
def versions(request: HttpRequest, code: str) -> HttpResponse:
    """What readers saw from when on, and what differs between two versions."""
    one = desk_of(request, code)
    numbers = [row.number for row in one.versions]
    last = numbers[0] if numbers else 0
    second = steps.version_asked(request.GET.get("bis"), last)
    first = steps.version_asked(request.GET.get("von"), max(second - 1, 1))
    differences = desk.between(one.article, first, second)
    if numbers and differences is None:
        raise Http404
    context = {
        "one": one,
        "article": one.article,
        "versions": [
            {"row": row, "title": of_version(row).words("de").title, "before": row.number - 1} for row in one.versions
        ],
        "numbers": sorted(numbers),
        "first": first,
        "second": second,
        "differences": news.told(differences or []),
    }
    return page(request, "office/news/versions.html", context)


@require_safe
@signed_in
def history(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that was done to it, with before and after."""
    one = desk_of(request, code)
    shown = Paginator(desk.history(one.article), HISTORY_SIZE).get_page(request.GET.get("seite"))
    context = {"one": one, "article": one.article, "page": shown, "entries": told(shown)}
    return page(request, "office/news/history.html", context)
