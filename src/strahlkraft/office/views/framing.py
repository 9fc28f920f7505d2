"""Setting a programme up: stages, blocks, topics, pairs of pitches, and what the planner weighs."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from strahlkraft.accounts.gate import signed_in
from strahlkraft.congress import texts
from strahlkraft.congress.actions import framing
from strahlkraft.congress.models import Occasion, PlanningRules
from strahlkraft.congress.rules.vocabulary import CrewRole
from strahlkraft.kernel.whole_numbers import whole_number
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.forms.programme import (
    BlockForm,
    GridForm,
    MarkForm,
    PairForm,
    RulesForm,
    StageForm,
    TopicForm,
)
from strahlkraft.office.occasion_tabs import managed, occasion_page
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import person


def _context(occasion: Occasion) -> dict[str, Any]:
    """Everything the page of the set-up lists."""
    blocks = list(occasion.blocks.select_related("stage", "moderator").order_by("opens_at", "stage__position"))
    used = {block.stage_id for block in blocks}
    stages = list(occasion.stages.all())
    return {
        "stages": [
            {
                "stage": stage,
                "features": [texts.FEATURES[name] for name in stage.features if name in texts.FEATURES],
                "removable": stage.pk not in used,
            }
            for stage in stages
        ],
        "blocks": blocks,
        "topics": list(occasion.topics.all()),
        "pairs": list(occasion.pairs.select_related("first", "second")),
        "mark": MarkForm(auto_id=False),
    }


def _forms(occasion: Occasion) -> dict[str, OfficeForm]:
    """The empty forms of the page."""
    return {
        "stage": StageForm(prefix="stage"),
        "grid": GridForm(prefix="grid", occasion=occasion, stages=occasion.stages.all()),
        "topic": TopicForm(prefix="topic", initial={"colour": occasion.topics.count() % 8 + 1}),
        "pair": PairForm(prefix="pair", pitches=occasion.pitches.to_plan()),
        "rules": RulesForm(prefix="rules", rules=_rules(occasion)),
    }


def _rules(occasion: Occasion) -> PlanningRules:
    return PlanningRules.objects.filter(occasion=occasion).first() or PlanningRules(occasion=occasion)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def setup(request: HttpRequest, slug: str) -> HttpResponse:
    """Stages, blocks, topics, pairs and rules of one event on one page; ``part`` says which form was sent."""
    occasion = managed(request, slug)
    forms = _forms(occasion)
    if request.method == "POST":
        part = request.POST.get("part", "")
        if part not in forms:
            raise Http404
        form = forms[part] = _MADE[part](occasion, request.POST)
        if form.is_valid():
            outcome = carry_out(form.submission_id(), lambda: _DEEDS[part](request, occasion, form))
            if outcome.done:
                tell(request, outcome, _("Saved."))
                return redirect(f"{request.path}#{part}")
            form.show_refusals(outcome.refusals)
    context = {**_context(occasion), "forms": forms}
    return occasion_page(request, "office/programme/setup.html", occasion, context)


_MADE: dict[str, Callable[[Occasion, Any], OfficeForm]] = {
    "stage": lambda _occasion, data: StageForm(data, prefix="stage"),
    "grid": lambda occasion, data: GridForm(data, prefix="grid", occasion=occasion, stages=occasion.stages.all()),
    "topic": lambda _occasion, data: TopicForm(data, prefix="topic"),
    "pair": lambda occasion, data: PairForm(data, prefix="pair", pitches=occasion.pitches.to_plan()),
    "rules": lambda occasion, data: RulesForm(data, prefix="rules", rules=_rules(occasion)),
}


def _who(request: HttpRequest, occasion: Occasion, form: OfficeForm) -> dict[str, Any]:
    return {"by": person(request), "at": timezone.now(), "slug": occasion.slug, "submission": form.submission_id()}


def _save_stage(request: HttpRequest, occasion: Occasion, form: Any) -> object:
    return framing.save_stage(**_who(request, occasion, form), fields=form.cleaned_data)


def _make_blocks(request: HttpRequest, occasion: Occasion, form: Any) -> object:
    return framing.make_blocks(**_who(request, occasion, form), grid=form.grid())


def _save_topic(request: HttpRequest, occasion: Occasion, form: Any) -> object:
    data = form.cleaned_data
    return framing.save_topic(**_who(request, occasion, form), name=data["name"], colour=data["colour"])


def _save_pair(request: HttpRequest, occasion: Occasion, form: Any) -> object:
    data = form.cleaned_data
    return framing.save_pair(
        **_who(request, occasion, form),
        kind=data["kind"],
        first=data["first"],
        second=data["second"],
        weight=data["weight"] or 0,
    )


def _save_rules(request: HttpRequest, occasion: Occasion, form: Any) -> object:
    return framing.save_rules(**_who(request, occasion, form), **form.given())


_DEEDS: dict[str, Callable[[HttpRequest, Occasion, Any], object]] = {
    "stage": _save_stage,
    "grid": _make_blocks,
    "topic": _save_topic,
    "pair": _save_pair,
    "rules": _save_rules,
}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def stage(request: HttpRequest, slug: str, stage: str) -> HttpResponse:
    """Change one stage."""
    occasion = managed(request, slug)
    row = occasion.stages.filter(slug=stage).first()
    if row is None:
        raise Http404
    initial = {"name": row.name, "features": row.features, "stream_url": row.stream_url}
    form = StageForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        outcome = carry_out(
            form.submission_id(),
            lambda: framing.save_stage(**_who(request, occasion, form), stage=stage, fields=form.cleaned_data),
        )
        if outcome.done:
            tell(request, outcome, _("Saved."))
            return redirect("office:programme_setup", slug)
        form.show_refusals(outcome.refusals)
    context = {"form": form, "title": row.name}
    return occasion_page(request, "office/programme/thing.html", occasion, context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def block(request: HttpRequest, slug: str, block: str = "") -> HttpResponse:
    """Add one block, or change it."""
    occasion = managed(request, slug)
    row = occasion.blocks.select_related("stage").filter(slug=block).first() if block else None
    if block and row is None:
        raise Http404
    moderators = occasion.crew.filter(role=CrewRole.MODERATOR, ended_at=None).values_list("pk", "name")
    form = BlockForm(
        request.POST if request.method == "POST" else None,
        occasion=occasion,
        stages=occasion.stages.all(),
        moderators=list(moderators),
        block=row,
    )
    if request.method == "POST" and form.is_valid():
        outcome = carry_out(
            form.submission_id(),
            lambda: framing.save_block(**_who(request, occasion, form), block=block, fields=form.given()),
        )
        if outcome.done:
            tell(request, outcome, _("Saved."))
            return redirect("office:programme_setup", slug)
        form.show_refusals(outcome.refusals)
    context = {"form": form, "title": str(row) if row else _("Add a block")}
    return occasion_page(request, "office/programme/thing.html", occasion, context)


@require_POST
@signed_in
def remove(request: HttpRequest, slug: str, part: str) -> HttpResponse:
    """Take one stage, block, topic or pair out."""
    occasion = managed(request, slug)
    form, name = MarkForm(request.POST), request.POST.get("name", "")
    who = _who(request, occasion, form)
    deeds: dict[str, Callable[[], object]] = {
        "stage": lambda: framing.remove_stage(**who, stage=name),
        "block": lambda: framing.remove_block(**who, block=name),
        "topic": lambda: framing.remove_topic(**who, topic=name),
        "pair": lambda: framing.remove_pair(**who, pair=whole_number(name)),
    }
    if part not in deeds:
        raise Http404
    outcome = carry_out(form.submission_id(), deeds[part])
    if outcome.done:
        tell(request, outcome, _("Removed."))
    else:
        refused(request, outcome)
    return redirect("office:programme_setup", slug)
