"""A programme in the making: its plans, the board on which one is changed, two plans side by side, and publishing."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.congress import texts
from strahlkraft.congress.actions import programme as deeds
from strahlkraft.congress.actions import publishing
from strahlkraft.congress.models import Occasion, Plan
from strahlkraft.congress.queries import programme as reading
from strahlkraft.kernel.whole_numbers import whole_number
from strahlkraft.office.forms.programme import MarkForm, NameForm, PublishForm, RunForm
from strahlkraft.office.occasion_tabs import managed, occasion_page
from strahlkraft.office.saving import Outcome, carry_out, refused, tell
from strahlkraft.office.shell import person

CONFLICT = 409
SHOWN_RUNS = 8


@require_safe
@signed_in
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the programme of an event stands: what is set up, its plans, the planner's runs, the versions."""
    occasion = managed(request, slug)
    pitches = occasion.pitches.to_plan()
    context = {
        "plans": reading.plans(occasion),
        "runs": list(occasion.plan_runs.select_related("plan")[:SHOWN_RUNS]),
        "versions": list(occasion.versions.defer("content")),
        "stages": occasion.stages.count(),
        "blocks": occasion.blocks.count(),
        "pitches": pitches.count(),
        "run_form": RunForm(auto_id="run_%s"),
        "mark": MarkForm(auto_id=False),
    }
    return occasion_page(request, "office/programme/overview.html", occasion, context)


@require_POST
@signed_in
def create(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin an empty plan, or a copy of one."""
    occasion = managed(request, slug)
    form, made = MarkForm(request.POST), []
    source = request.POST.get("copy_of", "")
    outcome = carry_out(
        form.submission_id(),
        lambda: made.append(
            deeds.create_plan(
                by=person(request),
                at=timezone.now(),
                slug=slug,
                copy_of=whole_number(source),
                submission=form.submission_id(),
            )
        ),
    )
    if made:
        return redirect("office:plan", slug, made[0].number)
    refused(request, outcome)
    return redirect("office:programme", occasion.slug)


def plan_of(occasion: Occasion, number: int) -> Plan:
    """A plan of the event, else 404."""
    return get_object_or_404(Plan, occasion=occasion, number=number)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def plan(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The board: every stage and hour, what is wrong and why; a change is one form, whoever sends it."""
    occasion = managed(request, slug)
    row = plan_of(occasion, number)
    if request.method == "POST":
        outcome = _changed(request, slug, number)
        if outcome.done:
            return redirect(_back(request, slug, number))
        if outcome.changed_meanwhile:
            return _board(request, occasion, row, kept=_asked(request), status=CONFLICT)
        refused(request, outcome)
        return redirect(_back(request, slug, number))
    return _board(request, occasion, row)


def _back(request: HttpRequest, slug: str, number: int) -> str:
    """The board again, with the pitch that was looked at."""
    chosen = request.POST.get("chosen", "")
    return reverse("office:plan", args=[slug, number]) + (f"?beitrag={chosen}" if chosen.isalnum() else "")


_PARAMS = ("pitch", "block", "index", "other")


def _asked(request: HttpRequest) -> dict[str, str]:
    """The change as it was sent."""
    return {name: request.POST[name] for name in ("deed", *_PARAMS) if request.POST.get(name)}


def _changed(request: HttpRequest, slug: str, number: int) -> Outcome:
    form, deed = MarkForm(request.POST), request.POST.get("deed", "")
    who: dict[str, Any] = {"by": person(request), "at": timezone.now(), "slug": slug, "number": number}
    who["submission"] = form.submission_id()
    if deed in ("undo", "redo"):
        return carry_out(form.submission_id(), lambda: getattr(deeds, deed)(**who))
    revision, params = request.POST.get("revision", ""), _asked(request)
    params.pop("deed", None)
    if deed not in deeds.DEEDS or not revision.isdecimal() or not params.get("index", "0").isdecimal():
        raise Http404
    if "index" in params:
        params |= {"index": whole_number(params["index"])}  # type: ignore[dict-item]  # from here on it is what the action takes
    return carry_out(
        form.submission_id(),
        lambda: deeds.change_plan(**who, revision=whole_number(revision), deed=deed, params=params),
    )


def _board(
    request: HttpRequest, occasion: Occasion, row: Plan, *, kept: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    board = reading.board(occasion, row)
    chosen = request.GET.get("beitrag", "")
    context = {
        "plan": row,
        "board": board,
        "kept": kept,
        "kept_word": texts.PLAN_DEEDS.get(kept["deed"], "") if kept else "",
        "chosen": next((card for card in board.cards if card.pitch.code == chosen), None),
        "home": next((f for f in board.frames.values() if any(c.pitch.code == chosen for c in f.cards)), None),
        "columns": len(board.desk.stages),
        "undo_word": texts.PLAN_DEEDS.get(board.undoable.deed, "") if board.undoable else "",
        "redo_word": texts.PLAN_DEEDS.get(board.redoable.deed, "") if board.redoable else "",
        "run_form": RunForm(auto_id="run_%s"),
        "mark": MarkForm(auto_id=False),
        "others": [other for other in reading.plans(occasion) if other.pk != row.pk],
    }
    return occasion_page(request, "office/programme/plan.html", occasion, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def name(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give a plan another name."""
    occasion = managed(request, slug)
    row = plan_of(occasion, number)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": row.name})
    if request.method == "POST" and form.is_valid():
        outcome = carry_out(
            form.submission_id(),
            lambda: deeds.rename_plan(
                by=person(request),
                at=timezone.now(),
                slug=slug,
                number=number,
                name=form.cleaned_data["name"],
                submission=form.submission_id(),
            ),
        )
        tell(request, outcome, _("Saved."))
        return redirect("office:plan", slug, number)
    context = {"form": form, "title": _("Name of the plan"), "back": reverse("office:plan", args=[slug, number])}
    return occasion_page(request, "office/programme/thing.html", occasion, context)


@require_POST
@signed_in
def choose(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """This plan is the one that is published next."""
    occasion, form = managed(request, slug), MarkForm(request.POST)
    plan_of(occasion, number)
    outcome = carry_out(
        form.submission_id(),
        lambda: deeds.make_current(
            by=person(request), at=timezone.now(), slug=slug, number=number, submission=form.submission_id()
        ),
    )
    tell(request, outcome, _("This plan is now the current one."))
    return redirect("office:plan", slug, number)


@require_safe
@signed_in
def compare(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What another plan does differently."""
    occasion = managed(request, slug)
    row, wanted = plan_of(occasion, number), request.GET.get("mit", "")
    others = [other for other in reading.plans(occasion) if other.pk != row.pk]
    second = next((other for other in others if str(other.number) == wanted), others[0] if others else None)
    context = {
        "plan": row,
        "second": second,
        "others": others,
        "comparison": reading.compare(occasion, row, second) if second else None,
    }
    return occasion_page(request, "office/programme/compare.html", occasion, context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def publish(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What the next version changes; then it is published."""
    occasion = managed(request, slug)
    row = plan_of(occasion, number)
    form = PublishForm(request.POST if request.method == "POST" else None, initial={"revision": row.revision})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        outcome = carry_out(
            form.submission_id(),
            lambda: publishing.publish(
                by=person(request),
                at=timezone.now(),
                slug=slug,
                number=number,
                revision=data["revision"],
                note=data["note"],
                submission=form.submission_id(),
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The programme is published. Everybody concerned gets a letter."))
            return redirect("office:programme", slug)
        form.show_refusals(outcome.refusals)
    context = {"plan": row, "form": form, "preview": reading.preview(occasion, row, at=timezone.now())}
    return occasion_page(request, "office/programme/publish.html", occasion, context)
