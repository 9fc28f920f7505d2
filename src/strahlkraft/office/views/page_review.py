"""One page of the site in the workspace: how readers will see it, what can be done and why not, versions, history."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.design.addresses import address
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.newsroom.actions import menus
from strahlkraft.newsroom.actions import pages as actions
from strahlkraft.newsroom.models import Page
from strahlkraft.newsroom.queries import pages as queries
from strahlkraft.newsroom.rules import articles
from strahlkraft.newsroom.rules import pages as rules
from strahlkraft.newsroom.rules.pages import Words
from strahlkraft.newsroom.rules.vocabulary import PageState
from strahlkraft.newsroom.texts.articles import LANGUAGES
from strahlkraft.newsroom.texts.pages import KINDS, LAWS, MENUS, STATES
from strahlkraft.office import news, steps
from strahlkraft.office.forms.news import ReasonForm, ReturnForm, StepForm
from strahlkraft.office.forms.pages import RenameForm
from strahlkraft.office.news_text import looked_at
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import page, person
from strahlkraft.office.steps import Step
from strahlkraft.office.views.page_list import BADGES
from strahlkraft.office.views.pages import page_of
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
        actions.submit_page,
        gettext_lazy("A second person finds the text in today's list now."),
        icon="arrow-right",
    ),
    Step(
        "veroeffentlichen",
        "publish",
        gettext_lazy("Let it appear"),
        gettext_lazy(
            "You stand for the text just as it is here. Readers have it at once; the version they have now is kept."
        ),
        gettext_lazy("Publish now"),
        actions.publish_page,
        gettext_lazy("The page is published."),
        icon="globe",
    ),
    Step(
        "zurueckgeben",
        "return",
        gettext_lazy("Give it back"),
        gettext_lazy("The writer goes on with your remark."),
        gettext_lazy("Give it back"),
        actions.return_page,
        gettext_lazy("The text is with its writer again."),
        form=ReturnForm,
        css="secondary",
        icon="arrow-left",
    ),
    Step(
        "pruefung",
        "review",
        gettext_lazy("Note the yearly review"),
        gettext_lazy(
            "You have read the page and everything in it is still right. If something is not, take it up again instead."
        ),
        gettext_lazy("It is still right"),
        actions.note_review,
        gettext_lazy("The review is noted; the next one is due in a year."),
        css="secondary",
    ),
    Step(
        "aufnehmen",
        "revise",
        gettext_lazy("Take it up again"),
        gettext_lazy("Readers keep what they have until a second person has published the new text."),
        gettext_lazy("Take it up again"),
        actions.revise_page,
        gettext_lazy("The page is a draft again; readers notice nothing."),
        css="secondary",
        icon="edit",
    ),
    Step(
        "adresse",
        "rename",
        gettext_lazy("Change its address"),
        gettext_lazy("Links to the former address keep working for good."),
        gettext_lazy("Change the address"),
        menus.rename_page,
        gettext_lazy("The page stands at its new address."),
        form=RenameForm,
        css="secondary",
        icon="link",
        quiet=True,
    ),
    Step(
        "zurueckziehen",
        "withdraw",
        gettext_lazy("Withdraw it"),
        gettext_lazy("Readers no longer find it, and it leaves its menu. It can be taken up again."),
        gettext_lazy("Withdraw"),
        actions.withdraw_page,
        gettext_lazy("The page is withdrawn."),
        form=ReasonForm,
        css="danger",
        icon="eye-off",
        quiet=True,
    ),
)


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One page: as readers will have it, what is missing, what can be done."""
    row = page_of(request, pk)
    forms = steps.brought_back(request, STEPS, partial(_form, row))
    return _page(request, row, forms, restored=bool(forms))


@require_POST
@signed_in
def settle(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """Carry one step out, or show the page again with its reasons and what was typed."""
    row = page_of(request, pk)
    step = steps.named(STEPS, part)
    form = _form(row, step, request.POST)
    if outcome := steps.carried_out(request, step, form, key=pk):
        if outcome.done:
            return redirect("office:write_page" if step.deed == "revise" else "office:page", pk)
        row = page_of(request, pk)
        if outcome.stale:
            form.look_again(row.version)
    return _page(request, row, {part: form}, status=422)


def _form(row: Page, step: Step, data: QueryDict | None = None) -> StepForm:
    first: dict[str, Any] = {"version": row.version}
    if step.form is RenameForm:
        first["slug"] = row.slug
    return step.form(data, initial=first, auto_id=f"{step.part}_%s")


def _page(
    request: HttpRequest, row: Page, forms: Mapping[str, StepForm], *, restored: bool = False, status: int = 200
) -> HttpResponse:
    texts, may = queries.working(row), queries.deeds(person(request), row)
    asked = request.GET.get("sprache", "") or (get_language() or "de")[:2]
    language = asked if asked in texts else "de"
    words = texts.get(language, Words())
    html, remarks, _length = looked_at(articles.Words(words.title, "", words.body), language, framed=True, led=False)
    offered = [_offered(row, step, may[step.deed], forms.get(step.part)) for step in STEPS if step.deed in may]
    numbers = list(queries.versions(row))
    context = {
        **_head(row),
        "words": words,
        "language": language,
        "html": html,
        "written": [
            {"label": LANGUAGES[code], "url": f"?sprache={code}", "current": code == language} for code in sorted(texts)
        ],
        "remarks": [remark for remark in remarks if not remark["blocks"]],
        "writable": "edit" in may,
        "steps": [one for one in offered if not one["step"].quiet],
        "quiet": [one for one in offered if one["step"].quiet],
        "failed": steps.failed(forms),
        "changes": differences(queries.unpublished(row)) if row.current_id and row.state != PageState.PUBLISHED else [],
        "returned": queries.returned(row),
        "law": LAWS.get(row.kind, ""),
        "menu": MENUS[row.menu],
        "overdue": row.current_id is not None and rules.overdue(row.review_by, localdate()),
        "versions": numbers,
        "entries": told(queries.history(row)[:LAST_DEEDS]),
        "restored": restored,
    }
    return page(request, "office/pages/page.html", context, status=status)


def _head(row: Page) -> dict[str, Any]:
    """What the head of each page about one page shows."""
    return {
        "site_page": row,
        "title": queries.title_of(row),
        "kind": KINDS[row.kind],
        "badge": {"look": BADGES[PageState(row.state)], "text": STATES[row.state]},
        "public": address(queries.label_of(row.kind, row.slug)) if row.current_id else "",
        "path": address(queries.label_of(row.kind, row.slug)),
    }


def _offered(row: Page, step: Step, reasons: list[Refusal], form: StepForm | None) -> dict[str, Any]:
    """A step with its form, or with the reasons why it may not be done now."""
    url = reverse("office:settle_page", args=[row.pk, step.part])
    return steps.offered(step, form or _form(row, step), reasons, url)


def differences(found: list[rules.Difference]) -> list[dict[str, Any]]:
    """Differences for a page: part and language in words, and the lines that stayed, went and came."""
    return news.told(articles.Difference(one.part, one.language, one.before, one.after) for one in found)


# ---- versions and history


@require_safe
@signed_in
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """What readers saw from when on, and what differs between two versions."""
    row = page_of(request, pk)
    rows = list(queries.versions(row))
    last = rows[0].number if rows else 0
    second = steps.version_asked(request.GET.get("bis"), last)
    first = steps.version_asked(request.GET.get("von"), max(second - 1, 1))
    found = queries.between(row, first, second)
    if rows and found is None:
        raise Http404
    context = {
        **_head(row),
        "versions": [
            {"row": one, "title": rules.thawed(one.content)["de"].title, "before": one.number - 1} for one in rows
        ],
        "numbers": sorted(one.number for one in rows),
        "first": first,
        "second": second,
        "differences": differences(found or []),
    }
    return page(request, "office/pages/versions.html", context)


@require_safe
@signed_in
def as_it_was(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One version as readers saw it, with the button that takes it again."""
    row = page_of(request, pk)
    kept = queries.versions(row).filter(number=number).first()
    if kept is None:
        raise Http404
    context = {
        **_head(row),
        "version": kept,
        "texts": [
            {"language": language, "name": LANGUAGES[language], "words": words, "html": _rendered(words, language)}
            for language, words in rules.thawed(kept.content).items()
        ],
        "reasons": [sentence(reason) for reason in rules.may_take_again(row.state)],
        "form": StepForm(initial={"version": row.version}),
        "current": kept.pk == row.current_id,
    }
    return page(request, "office/pages/version.html", context)


def _rendered(words: Words, language: str) -> SafeString:
    return SafeString(queries.rendered(words.body, language))  # made safe where it is rendered


@require_POST
@signed_in
def take_again(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Put an earlier version in place of the working text."""
    row = page_of(request, pk)
    form = StepForm(request.POST, initial={"version": row.version})
    submission = form.submission_id()
    shown = form.cleaned_data["version"] if form.is_valid() else 0
    deed: dict[str, Any] = {
        "by": person(request),
        "at": timezone.now(),
        "key": pk,
        "version": shown or 0,
        "number": number,
    }
    outcome = carry_out(submission, lambda: actions.take_page_version(**deed, submission=submission))
    if outcome.done:
        tell(request, outcome, _("Version %(n)s is the draft now; readers notice nothing yet.") % {"n": number})
        return redirect("office:page", pk)
    refused(request, outcome)
    return redirect("office:page_version", pk, number)


@require_safe
@signed_in
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that was done to it, with before and after."""
    row = page_of(request, pk)
    shown = Paginator(queries.history(row), HISTORY_SIZE).get_page(request.GET.get("seite"))
    return page(request, "office/pages/history.html", {**_head(row), "page": shown, "entries": told(shown)})
