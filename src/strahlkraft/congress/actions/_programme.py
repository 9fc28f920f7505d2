"""What the deeds on a programme share."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max

from strahlkraft.congress import access
from strahlkraft.congress.models import Occasion, Plan, PlanStep
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop


def managed(by: Actor, slug: str) -> Occasion:
    """The event, held until the deed is done; Refused, hidden, when ``by`` does not prepare it."""
    occasion = Occasion.objects.select_for_update(of=("self",)).filter(slug=slug).first()
    if occasion is None:
        raise Refused([Refusal("unknown", gettext_noop("This event does not exist."))], hidden=True)
    ensure(access.may_manage(by, occasion), hidden=True)
    return occasion


def plan_of(occasion: Occasion, number: int) -> Plan:
    """A plan of the event, held; Refused, hidden, when there is none."""
    plan = Plan.objects.select_for_update(of=("self",)).filter(occasion=occasion, number=number).first()
    if plan is None:
        raise Refused([Refusal("unknown", gettext_noop("This plan does not exist."))], hidden=True)
    return plan


def gone() -> Refused:
    """Somebody else has removed it."""
    return Refused([Refusal("gone", gettext_noop("This does not exist any more."))])


def state_of(plan: Plan) -> dict[str, Any]:
    """What a step keeps of a plan."""
    return {"layout": plan.layout, "pinned": list(plan.pinned), "locked": list(plan.locked)}


def put(plan: Plan, state: Mapping[str, Any], *, at: datetime) -> None:
    """Bring a plan into a state; its revision grows."""
    plan.layout, plan.pinned, plan.locked = state["layout"], state["pinned"], state["locked"]
    plan.revision += 1
    plan.changed_at = at
    plan.save()


def put_state(
    plan: Plan, state: Mapping[str, Any], *, deed: str, params: Mapping[str, Any], by: Actor, at: datetime
) -> None:
    """Change a whole plan as one step that can be undone."""
    last: int = plan.steps.aggregate(last=Max("number"))["last"] or 0
    PlanStep.objects.create(
        plan=plan,
        number=last + 1,
        deed=deed,
        params=dict(params),
        before=state_of(plan),
        after=dict(state),
        by=by.actor_id,
        done_at=at,
    )
    put(plan, state, at=at)
