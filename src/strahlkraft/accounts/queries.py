"""Reading accounts, roles and sessions."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from cryptography.fernet import MultiFernet
from django.conf import settings
from django.db.models import Q, QuerySet

from strahlkraft.accounts import access, rules
from strahlkraft.accounts.models import Absence, Membership, SignInLink, User
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import ensure
from strahlkraft.kernel.sealing import sealer

FACTOR_PURPOSE = "second-factor"


@dataclass(frozen=True, slots=True)
class Session:
    """One of a person's sessions; ``browser`` in two words, never an address."""

    pk: int
    started_at: datetime
    browser: str
    is_current: bool


@cache
def demo_data() -> dict[str, Any]:
    """Return the fictitious users of the demonstration and their published password."""
    data: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "demo_users.json").read_text(encoding="utf-8"))
    return data


def demo_users() -> QuerySet[User]:
    """Return the fictitious users to try the demonstration with; nobody outside a demonstration."""
    if not settings.DEMO:
        return User.objects.none()
    return User.objects.filter(is_demo=True, is_active=True).order_by("pk").prefetch_related("memberships")


def users(*, by: Actor) -> QuerySet[User]:
    """Return all accounts for the administration; Refused for others."""
    ensure(access.may_manage(by), hidden=True)
    return User.objects.prefetch_related("memberships__region", "memberships__organisation")


def memberships_of(user: User, *, at: datetime) -> list[Membership]:
    """Return the roles somebody holds at ``at``, with region and organisation."""
    return list(user.memberships.valid_at(at).select_related("region", "organisation").order_by("role", "pk"))


def has_second_factor(user: User) -> bool:
    """Whether a TOTP app or a passkey is set up (recovery codes alone do not count)."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    found: bool = Authenticator.objects.filter(user_id=user.pk, type__in=kinds).exists()
    return found


def secret_keys() -> list[str]:
    """The secret key, and its predecessors that are still read."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def factor_cipher() -> MultiFernet:
    """Seals secrets of second factors with the secret key, reads what its predecessors sealed."""
    return sealer(FACTOR_PURPOSE, secret_keys())


def needs_second_factor(user: User) -> bool:
    """Whether the person must set up a second factor first; demo users of a demonstration are let off."""
    if user.is_demo and settings.DEMO:
        return False
    return rules.second_factor_required(user.roles) and not has_second_factor(user)


def sessions_of(user: User, *, current_key: str | None) -> list[Session]:
    """Return the living sessions, the current one first."""
    rows = UserSession.objects.purge_and_list(user)
    found = [Session(row.pk, row.created_at, row.user_agent, row.session_key == current_key) for row in rows]
    return sorted(found, key=lambda session: (not session.is_current, session.started_at))


def link_by_token(token: str) -> SignInLink | None:
    """Return the link with this token, used or not."""
    return SignInLink.objects.select_related("user").filter(token_hash=rules.token_hash(token)).first()


def stands_in_for(user: User, on: date) -> list[User]:
    """Return the people who are away that day and for whom ``user`` acts, by name."""
    away = Absence.objects.on(on).filter(deputy=user).values("user")
    return list(User.objects.filter(pk__in=away, is_active=True).order_by("display_name", "pk"))


def actor_ids_of(user: User, on: date) -> frozenset[str]:
    """Return under which actor ids duties wait for ``user`` that day: their own and those of the people they act for."""
    return frozenset({user.actor_id, *(person.actor_id for person in stands_in_for(user, on))})


def deputies_of_mailbox(mailbox: str, on: date) -> list[User]:
    """Return who stands in that day for the person whose account has this mailbox; nobody for any other mailbox."""
    away = Absence.objects.on(on).filter(user__email=mailbox.lower(), user__is_active=True)
    return list(User.objects.filter(pk__in=away.values("deputy"), is_active=True).order_by("pk"))


def possible_deputies(user: User, at: datetime) -> list[User]:
    """Return who may stand in for ``user``: on the same sides, in a shared region or organisation, by name."""
    own = _own_grants([user], at).get(user.pk, [])
    places = Q(pk__in=[])
    for grant in own:
        places |= Q(region=grant.region_id, organisation=grant.organisation_id)
    near = Membership.objects.valid_at(at).filter(places).values("user")
    people = User.objects.filter(pk__in=near, is_active=True, is_demo=user.is_demo).exclude(pk=user.pk)
    others = list(people.order_by("display_name", "pk"))
    grants = _own_grants(others, at)
    return [person for person in others if rules.may_stand_in(own, grants.get(person.pk, []))]


def _own_grants(people: list[User], at: datetime) -> dict[int, list[rules.Grant]]:
    rows = Membership.objects.valid_at(at).filter(user__in=people)
    grants: dict[int, list[rules.Grant]] = {}
    for user, role, region, organisation in rows.values_list("user_id", "role", "region_id", "organisation_id"):
        grants.setdefault(user, []).append(rules.Grant(rules.Role(role), region, organisation))
    return grants


@dataclass(frozen=True, slots=True)
class Absences:
    """What somebody sees of absences: their own, for whom they act, and those of the people they care for."""

    own: list[Absence]
    standing_in: list[Absence]
    others: list[Absence]


def absences(*, by: User, on: date) -> Absences:
    """Return the absences that hold or come; over ones are left out."""
    rows = access.absences_of(by).filter(ended_at=None, last_day__gte=on)
    found = list(rows.select_related("user", "deputy").order_by("first_day", "pk"))
    own = [row for row in found if row.user_id == by.pk]
    acts = [row for row in found if row.deputy_id == by.pk]
    return Absences(own, acts, [row for row in found if by.pk not in {row.user_id, row.deputy_id}])
