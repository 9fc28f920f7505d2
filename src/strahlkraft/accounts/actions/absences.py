"""Entering that somebody is away and who stands in, and ending it early.

The trail names people by number only; why somebody is away is asked nowhere.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from strahlkraft.accounts import access, emails, queries, rules
from strahlkraft.accounts.actions.people import label_of
from strahlkraft.accounts.models import Absence, Membership, User
from strahlkraft.audit.actions import record
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import ensure


@transaction.atomic
def enter_absence(
    *,
    by: Actor,
    at: datetime,
    user: User,
    deputy: User,
    first_day: date,
    last_day: date,
    submission: UUID | None = None,
) -> Absence:
    """Say that ``user`` is away from ``first_day`` to ``last_day`` and that ``deputy`` acts meanwhile.

    Both get to know by letter. Refused when ``by`` may not, when the days do not fit, and when the deputy cannot: away
    too, on another side, or represented by others in turn.
    """
    ensure(access.may_enter_absence(by, user), hidden=True)
    list(
        User.objects.select_for_update().filter(pk__in=[user.pk, deputy.pk]).order_by("pk")
    )  # two entries wait for each other
    facts = _facts_of(by, at, user=user, deputy=deputy, first_day=first_day, last_day=last_day)
    ensure(rules.may_be_away(facts, today=timezone.localdate(at)))
    absence = Absence.objects.create(
        user=user,
        deputy=deputy,
        first_day=first_day,
        last_day=last_day,
        entered_by=by if isinstance(by, User) else None,
        entered_at=at,
    )
    emails.post_absence(absence, at=at)
    deputy.forget_roles()
    record(
        by=by,
        at=at,
        verb="enter_absence",
        subject=label_of(user),
        before={},
        after={"first_day": first_day, "last_day": last_day, "deputy": deputy.actor_id},
        region_id=_region_of(user, at),
        submission=submission,
    )
    return absence


@transaction.atomic
def end_absence(*, by: Actor, at: datetime, absence: Absence, submission: UUID | None = None) -> Absence:
    """End an absence now, before its last day; the deputy gets to know. Refused when it is over."""
    absence = Absence.objects.select_for_update(of=("self",)).select_related("user", "deputy").get(pk=absence.pk)
    ensure(access.may_enter_absence(by, absence.user), hidden=True)
    ended, today = absence.ended_at is not None, timezone.localdate(at)
    ensure(rules.may_end_absence(ended=ended, last_day=absence.last_day, today=today))
    absence.ended_at = at
    absence.save(update_fields=["ended_at"])
    emails.post_absence_over(absence, at=at)
    record(
        by=by,
        at=at,
        verb="end_absence",
        subject=label_of(absence.user),
        before={"last_day": absence.last_day},
        after={"last_day": today},
        region_id=_region_of(absence.user, at),
        submission=submission,
    )
    return absence


def _facts_of(
    by: Actor, at: datetime, *, user: User, deputy: User, first_day: date, last_day: date
) -> rules.AbsenceFacts:
    then = Absence.objects.between(first_day, last_day)
    others = then.filter(deputy=user).order_by("pk").values_list("user__display_name", flat=True)
    return rules.AbsenceFacts(
        first_day=first_day,
        last_day=last_day,
        by_the_person=by.actor_id == user.actor_id,
        deputy_is_the_person=deputy.pk == user.pk,
        deputy_is_whoever_enters=by.actor_id == deputy.actor_id,
        deputy_fits=deputy in queries.possible_deputies(user, at),
        away_already=then.filter(user=user).exists(),
        deputy_away=then.filter(user=deputy).exists(),
        others=tuple(others),
    )


def _region_of(user: User, at: datetime) -> int | None:
    """The region whose trail shows it: the person's only one."""
    regions = set(Membership.objects.valid_at(at).filter(user=user).values_list("region_id", flat=True)) - {None}
    return regions.pop() if len(regions) == 1 else None
