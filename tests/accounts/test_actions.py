"""Creating accounts, giving and taking roles, links: who may, what the trail says, what is refused."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django.fixtures import Settings

from strahlkraft.accounts import actions, queries
from strahlkraft.accounts.models import Membership, SignInLink, User
from strahlkraft.accounts.rules import LINK_LIFETIME, Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.audit.queries import verify
from strahlkraft.kernel.actor import NOBODY, SYSTEM, Right
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.models import Letter
from tests.factories.accounts import EARLIER, a_region, a_user, an_organisation, with_role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def _trail() -> list[tuple[str, str, str]]:
    return [(entry.verb, entry.actor_id, entry.subject_key) for entry in AuditEntry.objects.all()]


def _codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def test_the_administration_creates_an_account_and_a_letter_says_how_to_get_in() -> None:
    admin = with_role(Role.ADMIN)
    user = actions.create_user(by=admin, at=AT, email=" New.Person@Example.org ", display_name=" Neue Person ")
    assert (user.email, user.display_name, user.has_usable_password()) == (
        "new.person@example.org",
        "Neue Person",
        False,
    )
    assert list(Letter.objects.values_list("to", "subject")) == [
        ("new.person@example.org", "Ihr Konto bei Strahlkraft")
    ]
    assert _trail() == [("create_user", admin.actor_id, str(user.pk))]


def test_the_trail_of_accounts_holds_neither_address_nor_name_of_the_subject() -> None:
    user = actions.create_user(by=SYSTEM, at=AT, email="secret@example.org", display_name="Geheime Person")
    actions.change_profile(by=user, at=AT, display_name="Andere Person", language="en")
    rows = AuditEntry.objects.values("subject_title", "before", "after", "reason")
    assert not [row for row in rows if "ecret" in str(row) or "Person" in str(row)]
    assert verify() == []


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_nobody_but_the_administration_manages_accounts(role: Role) -> None:
    by = with_role(role)
    other = a_user()
    with pytest.raises(Refused):
        actions.create_user(by=by, at=AT, email="x@example.org", display_name="X")
    with pytest.raises(Refused):
        actions.grant_role(by=by, at=AT, user=other, role=Role.ADMIN)
    with pytest.raises(Refused):
        queries.users(by=by)
    assert (AuditEntry.objects.count(), other.memberships.count()) == (0, 0)


def test_a_taken_address_is_refused_whatever_its_capitals() -> None:
    a_user(email="a@example.org")
    with pytest.raises(Refused) as refused:
        actions.create_user(by=SYSTEM, at=AT, email="A@Example.org", display_name=" ")
    assert _codes(refused) == ["email_taken", "no_name"]


def test_a_role_is_granted_once_and_holds_from_then_on() -> None:
    user, region = a_user(), a_region()
    first = actions.grant_role(by=SYSTEM, at=AT, user=user, role=Role.OFFICE, region=region)
    again = actions.grant_role(by=SYSTEM, at=AT, user=user, role=Role.OFFICE, region=region)
    assert (first, user.holds(Right.EDIT_PROJECTS, region_id=region.pk)) == (again, True)
    assert [entry.region_id for entry in AuditEntry.objects.all()] == [region.pk]


def test_a_revoked_role_ends_at_once() -> None:
    region = a_region()
    user = with_role(Role.OFFICE, region=region)
    membership = user.memberships.get()
    now = datetime.now(UTC)
    actions.revoke_role(by=SYSTEM, at=now, membership=membership, reason="left")
    actions.revoke_role(by=SYSTEM, at=now + timedelta(days=1), membership=membership)
    fresh = User.objects.get(pk=user.pk)
    assert (fresh.roles, fresh.holds(Right.EDIT_PROJECTS)) == (frozenset({Role.PUBLIC}), False)
    assert [(entry.verb, entry.reason) for entry in AuditEntry.objects.all()] == [("revoke_role", "left")]


def test_a_role_that_ends_or_begins_some_day_holds_only_in_between() -> None:
    membership = with_role(Role.ADMIN).memberships.get()
    membership.valid_until = AT
    membership.save()
    moments = [EARLIER - timedelta(seconds=1), EARLIER, AT - timedelta(seconds=1), AT]
    assert [Membership.objects.valid_at(at).count() for at in moments] == [0, 1, 1, 0]


def test_nobody_gives_or_takes_their_own_roles() -> None:
    admin = with_role(Role.ADMIN)
    with pytest.raises(Refused) as granted:
        actions.grant_role(by=admin, at=AT, user=admin, role=Role.LAND)
    with pytest.raises(Refused) as revoked:
        actions.revoke_role(by=admin, at=AT, membership=admin.memberships.get())
    assert (_codes(granted), _codes(revoked)) == (["own_role"], ["own_role"])


def test_a_scope_that_does_not_fit_is_refused_by_rule_and_table() -> None:
    user = a_user()
    with pytest.raises(Refused) as refused:
        actions.grant_role(by=SYSTEM, at=AT, user=user, role=Role.PARTNER, region=a_region())
    assert _codes(refused) == ["region_scope", "organisation_scope"]
    for wrong in (
        {"role": "partner", "region": a_region()},
        {"role": "office", "organisation": an_organisation()},
        {"role": "office"},
        {"role": "admin", "region": a_region()},
        {"role": "public"},
        {"role": "admin", "valid_until": EARLIER - timedelta(days=1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(user=user, valid_from=EARLIER, **wrong)


def test_the_table_keeps_one_open_role_and_small_letters() -> None:
    user = with_role(Role.ADMIN)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=user, role="admin", valid_from=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="Big@example.org", display_name="x")


def test_a_closed_account_holds_nothing() -> None:
    user = with_role(Role.ADMIN, is_active=False)
    assert (user.roles, user.holds(Right.IMPORT_DATA), user.region_ids(Right.IMPORT_DATA)) == (
        frozenset({Role.PUBLIC}),
        False,
        frozenset[int](),
    )


@pytest.mark.parametrize("count", [1, 3])
def test_rights_are_read_once_for_each_request(count: int, django_assert_num_queries: Callable[[int], Any]) -> None:
    user = with_role(Role.OFFICE)
    with django_assert_num_queries(1):
        for _ in range(count):
            user.holds(Right.EDIT_PROJECTS, region_id=1)
            user.region_ids(Right.READ_DRAFTS)


def test_demo_users_one_per_role_and_only_once() -> None:
    a_region()
    an_organisation()
    first = actions.create_demo_users(by=SYSTEM, at=AT)
    again = actions.create_demo_users(by=SYSTEM, at=AT)
    assert first == again
    assert {user.role for user in first} == set(Role) - {Role.PUBLIC}
    assert {user.email.split("@")[1] for user in first} == {"example.org"}
    assert {user.display_name.split("-")[0] for user in first} == {"Beispiel"}
    users = User.objects.filter(is_demo=True)
    assert sorted(role for user in users for role in user.roles - {Role.PUBLIC}) == sorted(set(Role) - {Role.PUBLIC})
    assert (len(_trail()), Letter.objects.count()) == (1, 0)


def test_demo_users_are_refused_in_production_and_without_data(settings: Settings) -> None:
    with pytest.raises(Refused) as empty:
        actions.create_demo_users(by=SYSTEM, at=AT)
    settings.PRODUCTION = True
    with pytest.raises(Refused) as production:
        actions.create_demo_users(by=SYSTEM, at=AT)
    assert (_codes(empty), _codes(production), User.objects.count()) == (["no_data"], ["production"], 0)


def _token() -> str:
    return Letter.objects.latest("pk").text.split("/anmelden/link/")[1].split("/")[0]


def test_a_link_signs_in_once_within_fifteen_minutes() -> None:
    user = a_user()
    actions.request_sign_in_link(at=AT, email=user.email.upper(), next_path="/arbeit/projekte/")
    token = _token()
    link = actions.use_sign_in_link(at=AT + LINK_LIFETIME - timedelta(seconds=1), token=token)
    assert (link.user, link.next_path) == (user, "/arbeit/projekte/")
    with pytest.raises(Refused) as again:
        actions.use_sign_in_link(at=AT + timedelta(minutes=1), token=token)
    assert _codes(again) == ["link_invalid"]
    assert _trail() == [
        ("request_sign_in_link", NOBODY.actor_id, str(user.pk)),
        ("use_sign_in_link", user.actor_id, str(user.pk)),
    ]


def test_a_token_is_kept_as_hash_only_and_its_letter_is_secret() -> None:
    user = a_user()
    actions.request_sign_in_link(at=AT, email=user.email)
    token, letter = _token(), Letter.objects.get()
    stored = [str(value) for value in SignInLink.objects.values_list().get()]
    assert (len(token) >= 43, token in " ".join(stored)) == (True, False)
    assert (letter.secret, letter.not_after) == (True, AT + LINK_LIFETIME)


@pytest.mark.parametrize("case", ["unknown", "expired", "closed"])
def test_a_link_that_does_not_hold_is_refused_with_one_sentence(case: str) -> None:
    user = a_user()
    actions.request_sign_in_link(at=AT, email=user.email)
    token, at = _token(), AT
    if case == "unknown":
        token = "x" * 43
    elif case == "expired":
        at = AT + LINK_LIFETIME
    else:
        User.objects.update(is_active=False)
    with pytest.raises(Refused) as refused:
        actions.use_sign_in_link(at=at, token=token)
    assert str(refused.value) == "This link is no longer valid. Please ask for a new one."


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/" + "x" * 600])
def test_a_link_leads_nowhere_else(path: str) -> None:
    actions.request_sign_in_link(at=AT, email=a_user().email, next_path=path)
    assert SignInLink.objects.get().next_path == ""


def test_an_unknown_address_gets_nothing() -> None:
    actions.request_sign_in_link(at=AT, email="nobody@example.org")
    assert (Letter.objects.count(), SignInLink.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


def test_a_submission_creates_one_account() -> None:
    submission = uuid.uuid4()
    actions.create_user(by=SYSTEM, at=AT, email="a@example.org", display_name="A", submission=submission)
    with pytest.raises(Exception, match="carried out"), transaction.atomic():
        actions.create_user(by=SYSTEM, at=AT, email="b@example.org", display_name="B", submission=submission)
    assert list(User.objects.values_list("email", flat=True)) == ["a@example.org"]
