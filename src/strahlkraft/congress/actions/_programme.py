"""What the deeds on a programme share."""

from strahlkraft.congress import access
from strahlkraft.congress.models import Occasion, Plan
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
