"""Who may manage accounts, and who may say that somebody is away."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from strahlkraft.accounts.models import Absence, Membership, User
from strahlkraft.accounts.rules import Role
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

_KEPT = frozenset({Role.OFFICE.value, Role.STEERING.value})
"""The roles whose holders' absences the project office keeps: its own and the board's, never the authority's."""


def may_manage(by: Actor) -> list[Refusal]:
    """Say why ``by`` may not create accounts or change roles."""
    if by.holds(Right.MANAGE_ACCOUNTS):
        return []
    return [Refusal("not_allowed", gettext_noop("Only the administration manages accounts."))]


def may_enter_absence(by: Actor, user: User) -> list[Refusal]:
    """Say why ``by`` may not enter or end an absence of ``user``: that do they, the administration, and their office.

    The deputy gets all roles of the absent: an office may do it only for whom it keeps in all of them.
    """
    if by.actor_id == user.actor_id or by.holds(Right.MANAGE_ACCOUNTS):
        return []
    roles = list(Membership.objects.valid_at(timezone.now()).filter(user=user).values_list("role", "region_id"))
    if roles and all(role in _KEPT and by.holds(Right.STEER_PROJECTS, region_id=region) for role, region in roles):
        return []
    message = gettext_noop("Only the person, their project office and the administration may do this.")
    return [Refusal("not_allowed", message)]


def people_of(by: Actor) -> QuerySet[User]:
    """Whose absences ``by`` enters beside their own: everybody's, or of whom has roles in the regions they run only."""
    people = User.objects.filter(is_active=True)
    if by.holds(Right.MANAGE_ACCOUNTS):
        return people
    regions = by.region_ids(Right.STEER_PROJECTS)
    kept = Q(role__in=_KEPT) if regions is None else Q(role__in=_KEPT, region__in=regions)
    held = Membership.objects.valid_at(timezone.now())
    elsewhere = held.exclude(pk__in=held.filter(kept).values("pk"))
    return people.filter(pk__in=held.filter(kept).values("user")).exclude(pk__in=elsewhere.values("user"))


def absences_of(by: Actor) -> QuerySet[Absence]:
    """The absences ``by`` may see: their own, those they stand in for, and those of their people."""
    own = Q(user__in=people_of(by).values("pk"))
    if isinstance(by, User):
        own |= Q(user=by) | Q(deputy=by)
    return Absence.objects.filter(own)
