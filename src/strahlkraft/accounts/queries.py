"""Reading accounts, roles and sessions."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import QuerySet

from strahlkraft.accounts import access, rules
from strahlkraft.accounts.models import Membership, SignInLink, User
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import ensure


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
