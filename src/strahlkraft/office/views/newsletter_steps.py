"""One issue of the newsletter: how it will arrive, what can be done and why not, how far it has come."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.design.addresses import address, localised
from strahlkraft.design.refusals import sentences
from strahlkraft.kernel.label import Label
from strahlkraft.newsroom.actions import issues as actions
from strahlkraft.newsroom.emails.newsletter import SIGN_UP, letter_of
from strahlkraft.newsroom.formats.newsletter import STYLE_HASH, IssueLetter, as_html, as_text
from strahlkraft.newsroom.models import Issue
from strahlkraft.newsroom.queries import newsletter as queries
from strahlkraft.newsroom.rules.vocabulary import IssueState
from strahlkraft.newsroom.texts.articles import LANGUAGES
from strahlkraft.office import steps
from strahlkraft.office.forms.newsletter import ApproveForm, ReturnForm, ScheduleForm, StepForm, TestForm
from strahlkraft.office.shell import page
from strahlkraft.office.steps import Step
from strahlkraft.office.views.newsletter import badge, desk_of, row_of
from strahlkraft.office.views.trail import told

LAST_DEEDS = 8


STEPS = (
    Step(
        "einreichen",
        "submit",
        gettext_lazy("Hand it to a second person"),
        gettext_lazy("Somebody else of the office reads it. Until then nobody writes on it."),
        gettext_lazy("Hand it on"),
        actions.submit_issue,
        gettext_lazy("A second person finds the issue in today's list now."),
        icon="arrow-right",
    ),
    Step(
        "freigeben",
        "approve",
        gettext_lazy("Approve it"),
        gettext_lazy("You stand for the letter just as it is here. What changes afterwards holds it back."),
        gettext_lazy("Approve"),
        actions.approve_issue,
        gettext_lazy("The issue is approved."),
        form=ApproveForm,
    ),
    Step(
        "termin",
        "schedule",
        gettext_lazy("Set the minute it leaves"),
        gettext_lazy("It leaves by itself; nobody has to be there."),
        gettext_lazy("Set the time"),
        actions.schedule_issue,
        gettext_lazy("The time is set."),
        form=ScheduleForm,
        icon="clock",
    ),
    Step(
        "zurueckgeben",
        "return",
        gettext_lazy("Give it back"),
        gettext_lazy("The writer goes on with your remark; an approval there was is void."),
        gettext_lazy("Give it back"),
        actions.return_issue,
        gettext_lazy("The issue is a draft again."),
        form=ReturnForm,
        css="secondary",
        icon="arrow-left",
    ),
    Step(
        "verwerfen",
        "discard",
        gettext_lazy("Discard it"),
        gettext_lazy("It is never sent and leaves your lists; it stays in the records."),
        gettext_lazy("Discard"),
        actions.discard_issue,
        gettext_lazy("The issue is discarded."),
        css="danger",
        icon="trash",
    ),
)
TEST = Step(
    "test",
    "test",
    gettext_lazy("Send it to yourself"),
    gettext_lazy("A test comes to your own mailbox, to nobody else's."),
    gettext_lazy("Send a test"),
    actions.send_test,
    gettext_lazy("The test is on its way to your mailbox."),
    form=TestForm,
    css="secondary",
    icon="mail",
    versioned=False,
)


@require_safe
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One issue: what it says, for how many, what can be done, how far it has come."""
    one = desk_of(request, code)
    forms = steps.brought_back(request, (*STEPS, TEST), partial(_form, one.issue))
    return _page(request, one, forms, restored=bool(forms))


@require_POST
@signed_in
def settle(request: HttpRequest, code: str, part: str) -> HttpResponse:
    """Carry one step out, or show the page again with its reasons and what was typed."""
    one = desk_of(request, code)
    step = steps.named((*STEPS, TEST), part)
    form = _form(one.issue, step, request.POST)
    if outcome := steps.carried_out(request, step, form, code=code):
        if outcome.done:
            return redirect("office:issue", code)
        one = desk_of(request, code)
        if outcome.stale:
            form.look_again(one.issue.version)
    return _page(request, one, {part: form}, status=422)


def _form(issue: Issue, step: Step, data: QueryDict | None = None) -> StepForm:
    options: dict[str, Any] = {"initial": {"version": issue.version}, "auto_id": f"{step.part}_%s"}
    if step.form is ScheduleForm:
        options["issue"] = issue
    return step.form(data, **options)


def _page(
    request: HttpRequest,
    one: queries.Desk,
    forms: Mapping[str, StepForm],
    *,
    restored: bool = False,
    status: int = 200,
) -> HttpResponse:
    issue, language = one.issue, _language(request)
    context = {
        "one": one,
        "issue": issue,
        "badge": badge(issue),
        "writable": "edit" in one.may and not one.may["edit"],
        "rows": [row_of(item, said) for item, said in zip(one.items, one.content["items"], strict=True)],
        "steps": [_offered(one, step, forms.get(step.part)) for step in STEPS if step.deed in one.may],
        "test": None if issue.state == IssueState.DISCARDED else _offered(one, TEST, forms.get(TEST.part)),
        "failed": steps.failed(forms),
        "problems": sentences(one.problems),
        "text": as_text(_shown(one.content, language)),
        "language": language,
        "readings": [
            {"label": word, "url": f"?sprache={key}", "current": key == language} for key, word in LANGUAGES.items()
        ],
        "figures": _figures(one.progress) if one.progress else [],
        "unheard": bool(one.progress and one.progress.unheard),
        "public": address(Label("newsletter_issue", issue.code)) if issue.state == IssueState.SENT else "",
        "entries": told(queries.history(issue)[:LAST_DEEDS]),
        "restored": restored,
    }
    return page(request, "office/newsletter/issue.html", context, status=status)


def _offered(one: queries.Desk, step: Step, form: StepForm | None) -> dict[str, Any]:
    """A step with its form, or with the reasons why it may not be done now."""
    reasons = list(one.may.get(step.deed, []))
    if step.deed in {"submit", "approve"}:
        reasons += one.problems
    url = reverse("office:settle_issue", args=[one.issue.code, step.part])
    return steps.offered(step, form or _form(one.issue, step), reasons, url)


def _figures(progress: queries.Progress) -> list[dict[str, Any]]:
    """Numbers of the letters; nobody counts who opens what."""
    return [
        {"number": progress.put, "label": _("put into the outbox"), "of": progress.wanted},
        {"number": progress.sent, "label": _("sent")},
        {"number": progress.waiting, "label": _("waiting")},
        {"number": progress.failed, "label": _("failed")},
        *([{"number": progress.unheard, "label": _("answer not heard")}] if progress.unheard else []),
        {"number": progress.ended, "label": _("taken back: newsletter ended")},
    ]


# ---- the letter as it will arrive


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("sprache", "") or (get_language() or "de")[:2]
    return asked if asked in LANGUAGES else "de"


def _shown(content: Mapping[str, Any], language: str) -> IssueLetter:
    """The letter with links of nobody's own."""
    letter = letter_of(content, language)
    with translation.override(language):
        url = f"{settings.BASE_URL}{localised(SIGN_UP)}"
        words = (_("Read this issue on the web"), _("Choose what you want to hear of"), _("End the newsletter"))
    return replace(letter, links=[(word, url) for word in words])


@require_safe
@signed_in
@xframe_options_sameorigin
@csp(  # type: ignore[arg-type]  # its stub knows views without arguments only
    {
        "default-src": [NONE],
        "style-src": [f"'{STYLE_HASH}'"],
        "base-uri": [NONE],
        "form-action": [NONE],
        "frame-ancestors": [SELF],
    }
)
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """The letter as mail programs show it: a page of its own that may load nothing and apply its own style sheet only."""
    one = desk_of(request, code)
    return HttpResponse(as_html(_shown(one.content, _language(request))))
