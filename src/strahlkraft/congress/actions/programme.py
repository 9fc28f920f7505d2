"""Plans made by hand: every change by one person at a time, checked against what was shown, and undone step by step."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from strahlkraft.congress.actions._programme import managed, plan_of, put, put_state, state_of
from strahlkraft.congress.actions._shared import record
from strahlkraft.congress.bridge.desk import Desk, desk_of
from strahlkraft.congress.bridge.planning import layout_for
from strahlkraft.congress.models import Occasion, Plan, PlanStep
from strahlkraft.congress.rules import programme as rules
from strahlkraft.congress.rules.vocabulary import PlanOrigin
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop

DEEDS = ("place", "take_out", "swap", "pin", "unpin", "lock", "unlock")


@transaction.atomic
def create_plan(
    *, by: Actor, at: datetime, slug: str, name: str = "", copy_of: int = 0, submission: UUID | None = None
) -> Plan:
    """Begin an empty plan, or a copy of another one with its pins and locks; the first plan is the current one."""
    occasion = managed(by, slug)
    source = plan_of(occasion, copy_of) if copy_of else None
    plan = new_plan(
        occasion,
        at=at,
        name=name,
        origin=PlanOrigin(source.origin) if source else PlanOrigin.HAND,
        state=state_of(source) if source else {"layout": {}, "pinned": [], "locked": []},
    )
    after = {"number": plan.number, "copy_of": copy_of} if copy_of else {"number": plan.number}
    record("create_plan", by=by, at=at, occasion=occasion, after=after, submission=submission)
    return plan


def new_plan(occasion: Occasion, *, at: datetime, name: str, origin: PlanOrigin, state: Mapping[str, Any]) -> Plan:
    """A plan in the next free number; the first one of an event is current."""
    plans = Plan.objects.filter(occasion=occasion)
    last = plans.aggregate(last=Max("number"))["last"] or 0
    return Plan.objects.create(
        occasion=occasion,
        number=last + 1,
        name=name,
        origin=origin,
        current=not plans.filter(current=True).exists(),
        layout=state["layout"],
        pinned=state["pinned"],
        locked=state["locked"],
        created_at=at,
        changed_at=at,
    )


@transaction.atomic
def make_current(*, by: Actor, at: datetime, slug: str, number: int, submission: UUID | None = None) -> Plan:
    """This plan is the one that is published next."""
    occasion = managed(by, slug)
    plan = plan_of(occasion, number)
    before = Plan.objects.filter(occasion=occasion, current=True).values_list("number", flat=True).first()
    Plan.objects.filter(occasion=occasion, current=True).update(current=False)
    plan.current = True
    plan.save(update_fields=["current"])
    record(
        "choose_plan",
        by=by,
        at=at,
        occasion=occasion,
        before={"number": before},
        after={"number": number},
        submission=submission,
    )
    return plan


@transaction.atomic
def rename_plan(*, by: Actor, at: datetime, slug: str, number: int, name: str, submission: UUID | None = None) -> Plan:
    """Give a plan a name to tell it from others."""
    occasion = managed(by, slug)
    plan = plan_of(occasion, number)
    before, plan.name = plan.name, name
    plan.save(update_fields=["name"])
    record(
        "rename_plan",
        by=by,
        at=at,
        occasion=occasion,
        before={"name": before},
        after={"name": name},
        submission=submission,
    )
    return plan


@transaction.atomic
def change_plan(
    *,
    by: Actor,
    at: datetime,
    slug: str,
    number: int,
    revision: int,
    deed: str,
    params: Mapping[str, Any],
    submission: UUID | None = None,
) -> Plan:
    """Do one deed on a plan as it was shown in ``revision``; every start in it is worked out anew.

    ``deed`` and its ``params``: ``place`` (pitch, block, index from 0), ``take_out`` (pitch), ``swap`` (pitch, other),
    ``pin`` and ``unpin`` (pitch), ``lock`` and ``unlock`` (block). Rules that a plan by hand breaks are shown, not
    refused; Refused with ``changed_meanwhile`` when somebody else was quicker.
    """
    occasion = managed(by, slug)
    plan = plan_of(occasion, number)
    ensure(rules.still_shown(plan.revision, revision))
    desk = desk_of(occasion)
    before = state_of(plan)
    after = _done(desk, plan, deed, params)
    if after != before:
        put_state(plan, after, deed=deed, params=params, by=by, at=at)
    record(
        "change_plan",
        by=by,
        at=at,
        occasion=occasion,
        after={"number": number, "deed": deed, **params},
        submission=submission,
    )
    return plan


@transaction.atomic
def undo(*, by: Actor, at: datetime, slug: str, number: int, submission: UUID | None = None) -> Plan:
    """Take the last change back that still stands."""
    occasion = managed(by, slug)
    plan = plan_of(occasion, number)
    step = plan.steps.filter(undone_at=None).order_by("-number").first()
    if step is None:
        raise Refused([Refusal("nothing", gettext_noop("There is nothing to undo."))])
    step.undone_at = at
    step.save(update_fields=["undone_at"])
    put(plan, step.before, at=at)
    record("undo_plan", by=by, at=at, occasion=occasion, after={"number": number}, submission=submission)
    return plan


@transaction.atomic
def redo(*, by: Actor, at: datetime, slug: str, number: int, submission: UUID | None = None) -> Plan:
    """Do the change again that was undone last, unless something else was done since."""
    occasion = managed(by, slug)
    plan = plan_of(occasion, number)
    step = redoable(plan)
    if step is None:
        raise Refused([Refusal("nothing", gettext_noop("There is nothing to do again."))])
    step.undone_at = None
    step.save(update_fields=["undone_at"])
    put(plan, step.after, at=at)
    record("redo_plan", by=by, at=at, occasion=occasion, after={"number": number}, submission=submission)
    return plan


def redoable(plan: Plan) -> PlanStep | None:
    """The change that can be done again: the first undone one after the last that stands."""
    last = plan.steps.filter(undone_at=None).aggregate(last=Max("number"))["last"] or 0
    return plan.steps.filter(number__gt=last).order_by("number").first()


def _done(desk: Desk, plan: Plan, deed: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """The state after the deed; Refused when the rules say so."""
    order = desk.known(rules.order_of(plan.layout))
    facts = desk.facts(order, pinned=plan.pinned, locked=plan.locked)
    code, block = str(params.get("pitch", "")), str(params.get("block", ""))
    pinned, locked = set(plan.pinned), set(plan.locked)
    if deed == "place":
        ensure(rules.may_place(facts, code, block))
        order = rules.placed(order, code, block, int(params.get("index", 0)))
    elif deed == "take_out":
        ensure(rules.may_leave(facts, code))
        order = rules.taken_out(order, code)
    elif deed == "swap":
        ensure(rules.may_swap(facts, code, str(params.get("other", ""))))
        order = rules.swapped(order, code, str(params["other"]))
    elif deed in ("pin", "unpin"):
        pinned = pinned | {code} if deed == "pin" and code in rules.where(order) else pinned - {code}
    elif deed in ("lock", "unlock"):
        locked = locked | {block} if deed == "lock" and block in desk.blocks else locked - {block}
    else:
        raise ValueError(deed)
    return {
        "layout": layout_for(desk, order),
        "pinned": sorted(pinned & rules.where(order).keys()),
        "locked": sorted(locked & set(desk.blocks)),
    }
