"""Ideas in the workspace: the way to a grant at a glance, entering and correcting one, the checklist, taking back."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.audit.queries import history_of
from strahlkraft.design.addresses import address
from strahlkraft.kernel.actor import Right
from strahlkraft.network.models import Region
from strahlkraft.network.queries import regions_of
from strahlkraft.office import board_sheets as sheets
from strahlkraft.office.forms.board import CheckForm, IdeaForm, ReasonForm
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.saving import carry_out, tell
from strahlkraft.office.shell import page, person
from strahlkraft.office.views.trail import told
from strahlkraft.steering import texts
from strahlkraft.steering.actions import ideas as actions
from strahlkraft.steering.models import Idea
from strahlkraft.steering.queries import board as queries
from strahlkraft.steering.rules import board as rules
from strahlkraft.steering.rules.moves import may_move
from strahlkraft.steering.rules.vocabulary import IDEA_MOVES, IdeaState

PAGE_SIZE = 25
LAST_DEEDS = 8
ANSWER_LOOKS = {"yes": "good", "no": "bad", "open": "warn", "not_applicable": "unknown"}


@require_safe
@signed_in
def pipeline(request: HttpRequest) -> HttpResponse:
    """From the idea to the grant: columns with counts and ages, or the list of all ideas."""
    sheets.reader(request)
    user, today = person(request), localdate()
    regions = list(regions_of(user, Right.READ_STEERING))
    region = next((row for row in regions if row.slug == request.GET.get("region", "")), None)
    listed = request.GET.get("ansicht") == "liste"
    columns = queries.pipeline(user, today=today, region_id=region.pk if region else None)
    context = {
        "tab": "ideas",
        "columns": [
            {"column": column, "words": texts.COLUMNS[column.key], "cards": [_card(card) for card in column.cards]}
            for column in columns
        ],
        "empty": not any(column.count for column in columns),
        "regions": regions,
        "region": region,
        "listed": listed,
        "may_create": sheets.steers(request),
        **(_listed(request, region) if listed else {}),
    }
    return page(request, "office/board/pipeline.html", context)


def _card(card: queries.Card) -> dict[str, Any]:
    words = texts.IDEA_STATES if card.thing.kind == "idea" else texts.APPLICATION_STATES
    return {"card": card, "url": address(card.thing), "state": words[card.state]}


def _listed(request: HttpRequest, region: Region | None) -> dict[str, Any]:
    text, state = request.GET.get("q", "").strip()[:200], request.GET.get("stand", "")
    rows = queries.ideas_read(person(request))
    rows = rows.filter(region=region) if region else rows
    rows = rows.filter(Q(title__icontains=text) | Q(body__icontains=text)) if text else rows
    known = state in texts.IDEA_STATES and state != IdeaState.DRAFT
    shown = Paginator(rows.filter(state=state) if known else rows, PAGE_SIZE).get_page(request.GET.get("seite"))
    return {
        "q": text,
        "chosen": state if known else "",
        "states": [(key, word) for key, word in texts.IDEA_STATES.items() if key != IdeaState.DRAFT],
        "page": shown,
        "rows": [{"idea": idea, "badge": _badge(idea)} for idea in shown],
    }


def _badge(idea: Idea) -> dict[str, Any]:
    return {"look": sheets.IDEA_BADGES[idea.state], "text": texts.IDEA_STATES[idea.state]}


def _idea(request: HttpRequest, code: str) -> Idea:
    idea: Idea = get_object_or_404(queries.ideas_read(person(request)), code=code)
    return idea


def _steered(request: HttpRequest, code: str) -> Idea:
    idea = _idea(request, code)
    sheets.must_steer(request, idea.region_id)
    return idea


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """Enter an idea that came by telephone, by letter or in a meeting."""
    regions = sheets.steered_regions(request)

    def make(data: QueryDict | None) -> IdeaForm:
        return IdeaForm(data, regions=regions)

    def deed(form: IdeaForm) -> Idea:
        return actions.enter(
            by=person(request),
            at=timezone.now(),
            region_id=form.cleaned_data["region"].pk,
            given=form.given(),
            submission=form.cleaned_data["submission"],
        )

    words = {"title": _("Enter an idea"), "lead": _("What came by telephone, by letter or in a meeting.")}
    return sheets.sheet(
        request,
        make,
        deed,
        saved=_("The idea is entered."),
        to="office:board_idea",
        show=lambda form, restored, status: _form_page(request, form, words, restored=restored, status=status),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Correct an idea; its sender's words are kept in the trail."""
    idea = _steered(request, code)

    def make(data: QueryDict | None) -> IdeaForm:
        return IdeaForm(data, idea=idea)

    def deed(form: IdeaForm) -> Idea:
        chosen = form.cleaned_data["organisation"]
        return actions.change(
            by=person(request),
            at=timezone.now(),
            code=idea.code,
            version=form.cleaned_data["version"] or 0,
            given=form.given(),
            organisation_id=chosen.pk if chosen else None,
            submission=form.cleaned_data["submission"],
        )

    words = {"title": _("Correct the idea"), "lead": idea.title}
    return sheets.sheet(
        request,
        make,
        deed,
        saved=_("The idea is saved."),
        to="office:board_idea",
        code=idea.code,
        show=lambda form, restored, status: _form_page(
            request, form, words, idea=idea, restored=restored, status=status
        ),
        version=lambda: Idea.objects.get(pk=idea.pk).version,
    )


def _form_page(
    request: HttpRequest,
    form: IdeaForm,
    words: dict[str, Any],
    *,
    idea: Idea | None = None,
    restored: bool,
    status: int,
) -> HttpResponse:
    context = {"form": form, "words": words, "idea": idea, "restored": restored}
    return page(request, "office/board/idea_form.html", context, status=status)


@require_safe
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One idea: what is said, what the check found, what is close to it, what the board decided, what can be done."""
    idea = _idea(request, code)
    kept = take_pending_form(request, f"{request.path}pruefen/")
    form = _check_form(idea, kept) if kept else None
    if form:
        form.without_verdict()
    return _page(request, idea, form=form, restored=bool(kept))


def _known(idea: Idea) -> dict[str, tuple[str, str]]:
    return {row.key: (row.answer, row.note) for row in idea.answers.all()}


def _check_form(idea: Idea, data: QueryDict | None) -> CheckForm:
    return CheckForm(data, known=_known(idea), version=idea.version)


def _page(
    request: HttpRequest, idea: Idea, *, form: CheckForm | None = None, restored: bool = False, status: int = 200
) -> HttpResponse:
    manages = person(request).holds(Right.STEER_PROJECTS, region_id=idea.region_id)
    checking = manages and idea.state == IdeaState.SUBMITTED
    known = _known(idea)
    items = idea.items.filter(removed=False).select_related("session").order_by("-session__starts_at")
    may_see = queries.sessions_read(person(request))
    context = {
        "idea": idea,
        "badge": _badge(idea),
        "manages": manages,
        "form": (form or _check_form(idea, None)) if checking else None,
        "findings": [] if checking else _findings(known),
        "similar": queries.similar(idea),
        "items": [
            {"item": item, "decision": texts.DECISIONS.get(item.decision, "")}
            for item in items.filter(session__in=may_see.values("pk"))
        ],
        "applications": [
            {"row": row, "look": sheets.APPLICATION_BADGES[row.state], "state": texts.APPLICATION_STATES[row.state]}
            for row in queries.applications_read(person(request)).filter(idea=idea)
        ],
        "may": {
            "edit": manages and not rules.may_change_idea(idea.state),
            "recheck": manages and not may_move(IDEA_MOVES, idea.state, "recheck"),
            "withdraw": manages and not may_move(IDEA_MOVES, idea.state, "withdraw"),
            "apply": manages and idea.state in {IdeaState.FORWARDED, IdeaState.APPLIED},
            "agenda": manages and not may_move(IDEA_MOVES, idea.state, "put_on_agenda"),
        },
        "deed": DeedForm(auto_id=False),
        "entries": told(history_of(idea.label)[:LAST_DEEDS]) if manages else [],
        "restored": restored,
    }
    return page(request, "office/board/idea.html", context, status=status)


def _findings(known: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
    """What the check found, line by line; nothing before the first answer."""
    if not known:
        return []
    found = []
    for line in rules.CHECKLIST:
        answer, note = known.get(line.key, ("open", ""))
        look = ANSWER_LOOKS[answer]
        found.append({"question": _(line.question), "answer": texts.ANSWERS[answer], "look": look, "note": note})
    return found


@require_POST
@signed_in
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the answers of the checklist, or keep them and end the check."""
    idea = _steered(request, code)
    form = _check_form(idea, request.POST)
    finish = "finish" in request.POST
    if form.is_valid():
        data = form.cleaned_data
        outcome = carry_out(
            data["submission"],
            lambda: actions.answer_checklist(
                by=person(request),
                at=timezone.now(),
                code=idea.code,
                version=data["version"] or 0,
                answers=form.answers(),
                finish=finish,
                submission=data["submission"],
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The idea is checked.") if finish else _("Your answers are kept."))
            return redirect("office:board_idea", idea.code)
        form.show_refusals(outcome.refusals)
        idea = _steered(request, code)
        if outcome.stale:
            form.look_again(idea.version)
    return _page(request, idea, form=form, status=422)


@require_POST
@signed_in
def recheck(request: HttpRequest, code: str) -> HttpResponse:
    """Open the check again."""
    idea, by, at = _steered(request, code), person(request), timezone.now()
    return sheets.press(
        request,
        lambda submission: actions.recheck(by=by, at=at, code=idea.code, submission=submission),
        _("The check is open again."),
        to="office:board_idea",
        code=idea.code,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take an idea back for its sender, with the reason."""
    idea = _steered(request, code)

    def deed(form: ReasonForm) -> Idea:
        data = form.cleaned_data
        return actions.withdraw(
            by=person(request),
            at=timezone.now(),
            code=idea.code,
            reason=data["reason"],
            submission=data["submission"],
        )

    def show_form(form: ReasonForm, restored: bool, status: int) -> HttpResponse:  # noqa: FBT001 - called by sheet
        context = {
            "form": form,
            "restored": restored,
            "thing": idea,
            "kind": {"url": reverse("office:ideas"), "label": _("Ideas")},
            "url": address(idea.label),
            "words": {
                "title": _("Take the idea back"),
                "text": _("It cannot be brought back; a new one can be entered at any time."),
                "button": _("Take back for good"),
            },
        }
        return page(request, "office/board/reason.html", context, status=status)

    return sheets.sheet(
        request,
        ReasonForm,
        deed,
        saved=_("The idea is taken back."),
        to="office:board_idea",
        code=idea.code,
        show=show_form,
    )
