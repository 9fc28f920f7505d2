"""Questions of parliament: choose figures, see the answer at once, make it a draft."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.models import User
from strahlkraft.network.models import Region
from strahlkraft.office.forms.reports import DraftAnswerForm, QuestionForm
from strahlkraft.office.saving import Outcome, carry_out, refused, tell
from strahlkraft.office.shell import page
from strahlkraft.office.views.reports import office, status_of, whole
from strahlkraft.reports.actions import reports as actions
from strahlkraft.reports.papers.content import view_of
from strahlkraft.reports.queries import reports as queries
from strahlkraft.reports.queries.drafts import Wanted, data_of
from strahlkraft.reports.queries.figures import is_example
from strahlkraft.reports.rules.questions import PRESETS, Question, problems
from strahlkraft.reports.rules.vocabulary import ReportKind


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def question(request: HttpRequest) -> HttpResponse:
    """Choose figures and see the answer; a POST makes it a draft. What is asked stands in the address."""
    by = office(request)
    form = QuestionForm(
        request.GET if "nach" in request.GET else None,
        regions=queries.regions_of(by),
        whole=whole(by),
        initial=_asked_first(by),
    )
    asked = _asked(form)
    wanted = _wanted(form, asked) if asked else None
    deed = DraftAnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if wanted is None:
            raise Http404
        outcome, code = _draft_answer(by, wanted, deed)
        if outcome.done:
            tell(request, outcome, _("The answer is drafted. Another person releases it."))
            return redirect("office:report", outcome.entry.subject_key if outcome.entry else code)
        refused(request, outcome)
    context = {
        "form": form,
        "deed": deed,
        "answer": _previewed(wanted) if wanted else None,
        "presets": _presets(by),
        "query": request.META.get("QUERY_STRING", ""),
    }
    return page(request, "office/reports/question.html", context, status=status_of(form))


def _asked_first(by: User) -> dict[str, Any]:
    regions = list(queries.regions_of(by)[:2])
    example = len(regions) == 1 and is_example(regions[0])
    return {"as_of": localdate(), "example": example, "nach": "none"}


def _asked(form: QuestionForm) -> Question | None:
    """The question when it can be answered; its reasons stand in the form otherwise."""
    if not form.is_bound or not form.is_valid():
        return None
    asked = form.question()
    for refusal in problems(asked, today=localdate()):
        field = {"figures": "zahlen", "as_of": "as_of"}.get(refusal.field)
        params = {name: _(value) if isinstance(value, str) else value for name, value in refusal.params.items()}
        form.add_error(field, _(refusal.message) % params)
    return asked if not form.errors else None


def _wanted(form: QuestionForm, asked: Question) -> Wanted:
    region: Region | None = form.cleaned_data["region"]
    return Wanted(ReportKind.PARLIAMENT, asked.as_of, region, None, asked.example, asked.as_json())


def _draft_answer(by: User, wanted: Wanted, deed: DraftAnswerForm) -> tuple[Outcome, str]:
    made = list[str]()
    outcome = carry_out(
        deed.submission_id(),
        lambda: made.append(
            actions.draft(
                by=by,
                at=timezone.now(),
                wanted=wanted,
                language=settings.LANGUAGE_CODE,
                submission=deed.submission_id(),
            ).code
        ),
    )
    return outcome, made[0] if made else ""


def _previewed(wanted: Wanted) -> dict[str, Any]:
    return view_of(data_of(wanted, at=timezone.now(), language=get_language() or settings.LANGUAGE_CODE))


def _presets(by: User) -> list[dict[str, str]]:
    """Questions as they are put, as addresses of this page."""
    region = "" if whole(by) else str(queries.regions_of(by).values_list("slug", flat=True).first() or "")
    first = _asked_first(by)
    found = []
    for words, figures, grouping in PRESETS.values():
        chosen = "&".join(f"zahlen={code}" for code in figures)
        tail = f"&nach={grouping}&region={region}&as_of={first['as_of'].isoformat()}"
        example = "&example=on" if first["example"] else ""
        found.append({"text": _(words), "url": f"{reverse('office:question')}?{chosen}{tail}{example}"})
    return found
