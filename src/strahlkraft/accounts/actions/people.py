"""Creating accounts, giving and taking roles, sign-in links, ending sessions; every deed is in the trail.

The trail names people by number only: neither address nor name is written into it.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils.http import url_has_allowed_host_and_scheme

from strahlkraft.accounts import access, emails, queries, rules
from strahlkraft.accounts.models import Membership, SignInLink, User
from strahlkraft.audit.actions import record
from strahlkraft.kernel.actor import NOBODY, Actor
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.models import Organisation, Region


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A fictitious user with its published password, for the command's output and the sign-in page."""

    role: rules.Role
    display_name: str
    email: str
    password: str


def label_of(user: User) -> Label:
    """Name a person without personal data."""
    return Label("user", str(user.pk))


@transaction.atomic
def create_user(
    *,
    by: Actor,
    at: datetime,
    email: str,
    display_name: str,
    language: str = "de",
    password: str | None = None,
    is_demo: bool = False,
    submission: UUID | None = None,
) -> User:
    """Create an account (there is no public sign-up) and post a letter that says how to get in, unless it is for a demo.

    Without ``password`` the person comes in by link or OIDC. Refused when ``by`` may not or the address is taken.
    """
    ensure(access.may_manage(by), hidden=True)
    user = _add_user(
        at=at, email=email, display_name=display_name, language=language, password=password, is_demo=is_demo
    )
    if not is_demo:
        emails.post_welcome(user, at=at)
    after = {"language": language, "is_demo": is_demo, "is_active": True}
    record(by=by, at=at, verb="create_user", subject=label_of(user), before={}, after=after, submission=submission)
    return user


@transaction.atomic
def grant_role(
    *,
    by: Actor,
    at: datetime,
    user: User,
    role: rules.Role,
    region: Region | None = None,
    organisation: Organisation | None = None,
    valid_until: datetime | None = None,
    submission: UUID | None = None,
) -> Membership:
    """Give somebody a role from ``at`` on; holding it already is no error. Refused when the scope does not fit."""
    ensure(access.may_manage(by), hidden=True)
    ensure(rules.may_give_to(giver=by.actor_id, receiver=user.actor_id))
    membership, added = _add_membership(
        by=by, at=at, user=user, role=role, region=region, organisation=organisation, valid_until=valid_until
    )
    if added:
        record(
            by=by,
            at=at,
            verb="grant_role",
            subject=label_of(user),
            before={},
            after=_facts(membership),
            region_id=membership.region_id,
            submission=submission,
        )
    return membership


@transaction.atomic
def revoke_role(
    *, by: Actor, at: datetime, membership: Membership, reason: str = "", submission: UUID | None = None
) -> Membership:
    """End a role at once; ended before is no error."""
    ensure(access.may_manage(by), hidden=True)
    membership = Membership.objects.select_for_update().select_related("user").get(pk=membership.pk)
    ensure(rules.may_give_to(giver=by.actor_id, receiver=membership.user.actor_id))
    if membership.valid_until is not None and membership.valid_until <= at:
        return membership
    before = _facts(membership)
    membership.valid_until = max(at, membership.valid_from)
    membership.save(update_fields=["valid_until"])
    record(
        by=by,
        at=at,
        verb="revoke_role",
        subject=label_of(membership.user),
        before=before,
        after=_facts(membership),
        region_id=membership.region_id,
        reason=reason,
        submission=submission,
    )
    return membership


@transaction.atomic
def create_demo_users(*, by: Actor, at: datetime) -> list[DemoUser]:
    """Create one fictitious user per role with a published password; those that exist stay as they are.

    Refused in production and without any region or organisation (load the data first).
    """
    ensure(rules.may_create_demo_users(production=settings.PRODUCTION))
    ensure(access.may_manage(by), hidden=True)
    data = queries.demo_data()
    created = []
    for wanted in data["users"]:
        role = rules.Role(wanted["role"])
        user = User.objects.filter(email=wanted["email"]).first()
        if user is None:
            user = _add_user(
                at=at,
                email=wanted["email"],
                display_name=wanted["display_name"],
                language="de",
                password=data["password"],
                is_demo=True,
            )
            created.append(role.value)
        scope = rules.SCOPES[role]
        _add_membership(
            by=by,
            at=at,
            user=user,
            role=role,
            region=_demo_region(data["region"]) if scope is rules.Scope.OWN_REGION else None,
            organisation=_demo_organisation(wanted["organisation"]) if scope is rules.Scope.OWN_ORGANISATION else None,
        )
    if created:
        record(
            by=by, at=at, verb="create_demo_users", subject=Label("user", "demo"), before={}, after={"roles": created}
        )
    return [
        DemoUser(rules.Role(row["role"]), row["display_name"], row["email"], data["password"]) for row in data["users"]
    ]


@transaction.atomic
def request_sign_in_link(*, at: datetime, email: str, next_path: str = "") -> None:
    """Post a sign-in link when there is an active account with this address; tell nobody whether there is."""
    people = User.objects.filter(email=email.strip().lower(), is_active=True)
    user = people.first() if settings.DEMO else people.filter(is_demo=False).first()
    token = secrets.token_urlsafe(32)
    token_hash = rules.token_hash(token)
    if user is None:
        return
    safe_path = next_path if url_has_allowed_host_and_scheme(next_path, allowed_hosts=None) else ""
    link = SignInLink.objects.create(
        user=user, token_hash=token_hash, next_path=safe_path, created_at=at, expires_at=at + rules.LINK_LIFETIME
    )
    emails.post_sign_in_link(link, token, at=at)
    record(by=NOBODY, at=at, verb="request_sign_in_link", subject=label_of(user), before={}, after={})


@transaction.atomic
def use_sign_in_link(*, at: datetime, token: str) -> SignInLink:
    """Use the link up and return it with its user; Refused when unknown, used, expired or the account is closed."""
    link = (
        SignInLink.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(token_hash=rules.token_hash(token))
        .first()
    )
    if link is None:
        raise Refused([rules.refusal_of_link()])
    ensure(rules.may_use_link(expires_at=link.expires_at, used_at=link.used_at, active=link.user.is_active, at=at))
    link.used_at = at
    link.save(update_fields=["used_at"])
    record(by=link.user, at=at, verb="use_sign_in_link", subject=label_of(link.user), before={}, after={})
    return link


@transaction.atomic
def change_profile(*, by: User, at: datetime, display_name: str, language: str) -> User:
    """Change one's own name and language; the trail notes that the name changed, not which one."""
    ensure(rules.may_create_user(email_taken=False, display_name=display_name))
    user = User.objects.select_for_update().get(pk=by.pk)
    before = {"language": user.language, "display_name": "…"}
    after = {"language": language, "display_name": "…" if user.display_name == display_name.strip() else "… (new)"}
    user.display_name, user.language = display_name.strip(), language
    user.save(update_fields=["display_name", "language"])
    record(by=user, at=at, verb="change_profile", subject=label_of(user), before=before, after=after)
    return user


@transaction.atomic
def end_session(*, by: User, at: datetime, session_pk: int) -> None:
    """End one of one's own sessions; Refused (hidden) for a foreign or unknown one."""
    session = UserSession.objects.filter(pk=session_pk, user_id=by.pk).first()
    if session is None:
        raise Refused([Refusal("no_session", gettext_noop("There is no such session."))], hidden=True)
    session.end()
    record(by=by, at=at, verb="end_session", subject=label_of(by), before={}, after={})


@transaction.atomic
def end_sessions(*, by: Actor, at: datetime, user: User, submission: UUID | None = None) -> int:
    """End every session of somebody else, as after a lost computer; returns how many there were."""
    ensure(access.may_manage(by), hidden=True)
    ensure(rules.may_close(closer=by.actor_id, account=user.actor_id))
    ended = _end_all_of(user)
    after = {"ended": ended}
    record(by=by, at=at, verb="end_sessions", subject=label_of(user), before={}, after=after, submission=submission)
    return ended


@transaction.atomic
def close_account(*, by: Actor, at: datetime, user: User, reason: str = "", submission: UUID | None = None) -> User:
    """Nobody gets in with this account any more, at once: sessions and unused links end; its roles stay noted. Again: no error."""
    return _set_open(by=by, at=at, user=user, is_open=False, reason=reason, submission=submission)


@transaction.atomic
def reopen_account(*, by: Actor, at: datetime, user: User, reason: str = "", submission: UUID | None = None) -> User:
    """Let somebody in again whose account was closed; erased accounts stay closed."""
    return _set_open(by=by, at=at, user=user, is_open=True, reason=reason, submission=submission)


def _set_open(*, by: Actor, at: datetime, user: User, is_open: bool, reason: str, submission: UUID | None) -> User:
    ensure(access.may_manage(by), hidden=True)
    ensure(rules.may_close(closer=by.actor_id, account=user.actor_id))
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active == is_open:
        return user
    ensure(rules.may_reopen(email=user.email) if is_open else [])
    user.is_active = is_open
    user.save(update_fields=["is_active"])
    if not is_open:
        _end_all_of(user)
        SignInLink.objects.filter(user=user, used_at=None).update(used_at=at)
    record(
        by=by,
        at=at,
        verb="reopen_account" if is_open else "close_account",
        subject=label_of(user),
        before={"is_active": not is_open},
        after={"is_active": is_open},
        reason=reason,
        submission=submission,
    )
    return user


def _end_all_of(user: User) -> int:
    sessions = list(UserSession.objects.filter(user_id=user.pk))
    for session in sessions:
        session.end()
    return len(sessions)


def _add_user(
    *, at: datetime, email: str, display_name: str, language: str, password: str | None, is_demo: bool
) -> User:
    email = email.strip().lower()
    taken = User.objects.filter(email=email).exists()
    ensure(rules.may_create_user(email_taken=taken, display_name=display_name))
    user = User(email=email, display_name=display_name.strip(), language=language, is_demo=is_demo, created_at=at)
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _add_membership(
    *,
    by: Actor,
    at: datetime,
    user: User,
    role: rules.Role,
    region: Region | None = None,
    organisation: Organisation | None = None,
    valid_until: datetime | None = None,
) -> tuple[Membership, bool]:
    """Add the membership unless the same one holds; the second value says whether it was added."""
    grant = rules.Grant(role, region.pk if region else None, organisation.pk if organisation else None)
    ensure(rules.may_grant(grant))
    User.objects.select_for_update().get(pk=user.pk)  # two grants at once wait for each other
    same = user.memberships.valid_at(at).filter(role=role.value, region=region, organisation=organisation).first()
    if same:
        return same, False
    membership = Membership.objects.create(
        user=user,
        role=role.value,
        region=region,
        organisation=organisation,
        valid_from=at,
        valid_until=valid_until,
        granted_by=by if isinstance(by, User) else None,
    )
    user.forget_roles()
    return membership, True


def _facts(membership: Membership) -> dict[str, Any]:
    return {
        "role": membership.role,
        "region_id": membership.region_id,
        "organisation_id": membership.organisation_id,
        "valid_until": membership.valid_until,
    }


def _demo_region(name: str) -> Region:
    region = Region.objects.filter(name=name).first() or Region.objects.order_by("pk").first()
    if region is None:
        raise Refused([Refusal("no_data", gettext_noop("There is no region yet; please load the data first."))])
    return region


def _demo_organisation(name: str) -> Organisation:
    organisation = Organisation.objects.filter(name=name).first() or Organisation.objects.order_by("pk").first()
    if organisation is None:
        raise Refused([Refusal("no_data", gettext_noop("There is no organisation yet; please load the data first."))])
    return organisation
