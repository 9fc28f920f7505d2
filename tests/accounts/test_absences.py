"""Who is away, who acts meanwhile, what they may do then, and what stays with two people."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils import timezone

from strahlkraft.accounts import access, queries
from strahlkraft.accounts.actions import create_user, grant_role
from strahlkraft.accounts.actions.absences import end_absence, enter_absence
from strahlkraft.accounts.models import Absence, User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.actions import record
from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.models import Letter
from tests.factories.accounts import a_region, an_organisation, with_role

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
WEEK = timedelta(days=7)


def _office(name: str = "Region", **facts: Any) -> User:
    return with_role(Role.OFFICE, region=a_region(name), **facts)


def _away(
    user: User, deputy: User, *, by: Actor | None = None, first: date = TODAY, last: date = TODAY + WEEK
) -> Absence:
    return enter_absence(by=by or user, at=NOW, user=user, deputy=deputy, first_day=first, last_day=last)


def _codes(user: User, deputy: User, **given: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        _away(user, deputy, **given)
    return [refusal.code for refusal in refused.value.refusals]


def _fresh(user: User) -> User:
    """The person as the next request reads them."""
    return User.objects.get(pk=user.pk)


def test_a_deputy_is_told_and_acts_during_the_absence_only() -> None:
    absent, deputy = _office(display_name="Ada"), _office(display_name="Bea")
    absence = _away(absent, deputy)
    assert queries.stands_in_for(deputy, TODAY) == queries.stands_in_for(deputy, TODAY + WEEK) == [absent]
    outside = [TODAY - timedelta(days=1), TODAY + WEEK + timedelta(days=1)]
    assert [queries.stands_in_for(deputy, day) for day in outside] == [[], []]
    assert queries.actor_ids_of(deputy, TODAY) == {deputy.actor_id, absent.actor_id}
    assert queries.actor_ids_of(absent, TODAY) == {absent.actor_id}
    boxes = (absent.email.upper(), deputy.email, "else@example.org")
    assert [queries.deputies_of_mailbox(box, TODAY) for box in boxes] == [[deputy], [], []]
    assert [letter.to for letter in Letter.objects.all()] == [deputy.email]
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.subject_key, entry.region_id) == ("enter_absence", str(absent.pk), a_region("Region").pk)
    assert entry.after == {
        "first_day": TODAY.isoformat(),
        "last_day": (TODAY + WEEK).isoformat(),
        "deputy": deputy.actor_id,
    }
    assert absence.entered_by == absent


def test_a_deputy_has_the_rights_of_the_absent_in_their_scope_beside_their_own() -> None:
    one, two = a_region("Eins"), a_region("Zwei")
    absent, deputy = _office("Eins"), _office("Eins")
    grant_role(by=_chief(), at=NOW - WEEK, user=absent, role=Role.OFFICE, region=two)
    assert not _fresh(deputy).holds(Right.STEER_PROJECTS, region_id=two.pk)
    _away(absent, deputy)
    acting = _fresh(deputy)
    assert [acting.holds(Right.STEER_PROJECTS, region_id=region) for region in (one.pk, two.pk, 999)] == [
        True,
        True,
        False,
    ]
    assert acting.region_ids(Right.STEER_PROJECTS) == {one.pk, two.pk}
    assert _fresh(absent).holds(Right.STEER_PROJECTS, region_id=two.pk)


def _chief(**facts: Any) -> User:
    return with_role(Role.ADMIN, **facts)


def test_managing_accounts_is_never_done_for_somebody_else() -> None:
    absent, deputy = _chief(), _chief()
    _away(absent, deputy)
    deputy.memberships.update(valid_until=NOW)
    acting = _fresh(deputy)
    assert (acting.holds(Right.IMPORT_DATA), acting.holds(Right.MANAGE_ACCOUNTS)) == (True, False)
    assert acting.region_ids(Right.MANAGE_ACCOUNTS) == frozenset()
    with pytest.raises(Refused):
        create_user(by=acting, at=NOW, email="x@example.org", display_name="X")


def test_the_second_factor_of_the_absent_is_asked_of_the_deputy() -> None:
    organisation = an_organisation()
    absent = with_role(Role.PARTNER, organisation=organisation)
    deputy = with_role(Role.PARTNER, organisation=organisation)
    _away(absent, deputy)
    assert not queries.needs_second_factor(_fresh(deputy))
    grant_role(by=_chief(), at=NOW - WEEK, user=absent, role=Role.OFFICE, region=a_region())
    assert queries.needs_second_factor(_fresh(deputy))
    Authenticator.objects.create(user=deputy, type=Authenticator.Type.TOTP, data={})
    assert not queries.needs_second_factor(_fresh(deputy))


def _trail_label(by: User, right: Right, region_id: int) -> str:
    with transaction.atomic():
        assert by.holds(right, region_id=region_id)
        return record(by=by, at=NOW, verb="x", subject=Label("x", "x"), before={}, after={}).actor_label


def test_the_trail_says_for_whom_somebody_acted_but_only_when_they_needed_it() -> None:
    one, two = a_region("Eins"), a_region("Zwei")
    absent, deputy = _office("Eins", display_name="Ada"), _office("Eins", display_name="Bea")
    grant_role(by=_chief(), at=NOW - WEEK, user=absent, role=Role.OFFICE, region=two)
    _away(absent, deputy)
    own = _trail_label(_fresh(deputy), Right.STEER_PROJECTS, one.pk)
    acting = _fresh(deputy)
    label = _trail_label(acting, Right.STEER_PROJECTS, two.pk)
    assert (own, "Bea" in label, "Ada" in label, acting.actor_id) == ("Bea", True, True, deputy.actor_id)


def test_a_label_of_two_long_names_fits_its_columns() -> None:
    two = a_region("Zwei")
    absent, deputy = _office("Eins", display_name="a" * 120), _office("Eins", display_name="b" * 120)
    grant_role(by=_chief(), at=NOW - WEEK, user=absent, role=Role.OFFICE, region=two)
    _away(absent, deputy)
    assert len(_trail_label(_fresh(deputy), Right.STEER_PROJECTS, two.pk)) <= 200


def test_four_eyes_stay_two_people_whoever_stands_in_for_whom() -> None:
    absent, deputy = _chief(), _chief()
    _away(absent, deputy)
    acting = _fresh(deputy)
    with pytest.raises(Refused) as own:  # "nobody changes their own roles" asks for another person, not another account
        grant_role(by=acting, at=NOW, user=acting, role=Role.LAND)
    assert [refusal.code for refusal in own.value.refusals] == ["own_role"]


def test_only_the_person_their_office_and_the_administration_enter_an_absence() -> None:
    absent, deputy, colleague = _office(), _office(), _office()
    strangers = [_office("Andere"), with_role(Role.AUTHORITY, region=a_region("Region")), with_role(Role.PARTNER)]
    for stranger in strangers:
        with pytest.raises(Refused) as refused:
            _away(absent, deputy, by=stranger)
        assert refused.value.hidden
    first = _away(absent, deputy, by=colleague)
    end_absence(by=colleague, at=NOW, absence=first)
    assert _away(absent, deputy, by=_chief()).pk > first.pk
    to = Letter.objects.filter(key__startswith="absence_entered").values_list("to", flat=True)
    assert list(to) == [absent.email] * 2


def test_the_office_does_not_enter_absences_of_the_authority() -> None:
    authority, other = (with_role(Role.AUTHORITY, region=a_region("Region")) for _ in range(2))
    with pytest.raises(Refused) as refused:
        _away(authority, other, by=_office())
    assert refused.value.hidden


@pytest.mark.parametrize("role", [Role.OFFICE, Role.STEERING, Role.AUTHORITY, Role.LAND, Role.PARTNER])
def test_the_office_does_not_enter_an_absence_of_who_has_a_role_it_does_not_keep(role: Role) -> None:
    absent, deputy, colleague = _office(), _office(), _office()
    place: dict[str, Any] = {"region": a_region("Andere")}
    if role is Role.PARTNER:
        place = {"organisation": an_organisation()}
    assert absent in access.people_of(colleague)
    grant_role(by=_chief(), at=NOW - WEEK, user=absent, role=role, **({} if role is Role.LAND else place))
    with pytest.raises(Refused) as refused:
        _away(absent, deputy, by=colleague)
    assert (refused.value.hidden, set(access.people_of(colleague))) == (True, {deputy, colleague})
    absent.memberships.filter(role=role).exclude(region=a_region("Region")).update(valid_until=NOW - timedelta(hours=1))
    assert absent in access.people_of(colleague)
    assert _away(absent, deputy, by=colleague).entered_by == colleague


def test_an_office_of_two_regions_enters_the_absence_of_who_has_roles_in_both() -> None:
    absent, deputy, colleague = _office(), _office(), _office()
    for user in (absent, colleague):
        grant_role(by=_chief(), at=NOW - WEEK, user=user, role=Role.OFFICE, region=a_region("Andere"))
    colleague = _fresh(colleague)
    assert absent in access.people_of(colleague)
    assert absent not in access.people_of(deputy)
    assert _away(absent, deputy, by=colleague).deputy == deputy


def test_nobody_names_themselves_for_somebody_else_nor_for_themselves() -> None:
    absent, colleague = _office(), _office()
    assert _codes(absent, colleague, by=colleague) == ["names_themselves"]
    assert _codes(absent, absent) == ["own_deputy"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(user=absent, deputy=absent, first_day=TODAY, last_day=TODAY, entered_at=NOW)


@pytest.mark.parametrize("role", [Role.STEERING, Role.AUTHORITY, Role.ADMIN])
def test_nobody_stands_in_on_another_side(role: Role) -> None:
    region = a_region("Region") if role is not Role.ADMIN else None
    assert _codes(_office(), with_role(role, region=region)) == ["deputy_fits"]
    assert _codes(with_role(role, region=region), _office()) == ["deputy_fits"]


def test_nobody_stands_in_from_another_region_with_a_closed_account_or_without_being_an_example_too() -> None:
    absent = _office()
    others = [_office("Andere"), _office(is_active=False), _office(is_demo=True)]
    assert [_codes(absent, other) for other in others] == [["deputy_fits"]] * 3
    fits = _office()
    assert queries.possible_deputies(absent, NOW) == [fits]


@pytest.mark.parametrize(
    ("first", "last", "codes"),
    [
        (WEEK, timedelta(0), ["order"]),
        (-2 * WEEK, -WEEK, ["past"]),
        (timedelta(0), timedelta(days=367), ["long"]),
    ],
)
def test_days_that_cannot_be_are_refused(first: timedelta, last: timedelta, codes: list[str]) -> None:
    assert _codes(_office(), _office(), first=TODAY + first, last=TODAY + last) == codes


def test_two_absences_of_one_person_do_not_overlap() -> None:
    absent, deputy = _office(), _office()
    first = _away(absent, deputy)
    assert _codes(absent, deputy, first=TODAY + WEEK, last=TODAY + 2 * WEEK) == ["overlap"]
    _away(absent, deputy, first=TODAY + WEEK + timedelta(days=1), last=TODAY + 2 * WEEK)
    end_absence(by=absent, at=NOW, absence=first)
    assert _away(absent, deputy, last=TODAY + timedelta(days=1))


def test_a_deputy_who_is_away_too_is_refused() -> None:
    absent, deputy, third = _office(), _office(), _office()
    _away(deputy, third)
    assert _codes(absent, deputy) == ["deputy_away"]
    assert _away(absent, deputy, first=TODAY + WEEK + timedelta(days=1), last=TODAY + 2 * WEEK)


def test_nobody_stands_in_for_a_deputy() -> None:
    absent, deputy, third = _office(display_name="Ada"), _office(), _office()
    _away(absent, deputy)
    with pytest.raises(Refused) as refused:
        _away(deputy, third)
    assert [(refusal.code, refusal.params) for refusal in refused.value.refusals] == [("chain", {"names": "Ada"})]
    assert queries.stands_in_for(third, TODAY) == []


def test_somebody_may_stand_in_for_several_people() -> None:
    people = [_office(display_name=name) for name in ("Ada", "Bea")]
    deputy = _office()
    for person in people:
        _away(person, deputy)
    assert queries.stands_in_for(deputy, TODAY) == people


def test_an_absence_ended_early_takes_the_rights_back_at_once_and_the_deputy_knows() -> None:
    two = a_region("Zwei")
    absent, deputy = _office("Eins"), _office("Eins")
    grant_role(by=_chief(), at=NOW - WEEK, user=absent, role=Role.OFFICE, region=two)
    absence = _away(absent, deputy)
    end_absence(by=absent, at=NOW, absence=absence)
    assert not _fresh(deputy).holds(Right.STEER_PROJECTS, region_id=two.pk)
    assert (queries.stands_in_for(deputy, TODAY), queries.deputies_of_mailbox(absent.email, TODAY)) == ([], [])
    assert Letter.objects.filter(key=f"stands_in_no_longer:{absence.pk}", to=deputy.email).count() == 1
    with pytest.raises(Refused) as again:
        end_absence(by=absent, at=NOW, absence=absence)
    assert [refusal.code for refusal in again.value.refusals] == ["absence_over"]
    with pytest.raises(Refused) as stranger:
        end_absence(by=with_role(Role.PARTNER), at=NOW, absence=_away(absent, deputy))
    assert stranger.value.hidden


def test_a_closed_account_gives_its_deputy_nothing() -> None:
    two = a_region("Zwei")
    absent, deputy = _office("Eins"), _office("Eins")
    grant_role(by=_chief(), at=NOW - WEEK, user=absent, role=Role.OFFICE, region=two)
    _away(absent, deputy)
    User.objects.filter(pk=absent.pk).update(is_active=False)
    assert not _fresh(deputy).holds(Right.STEER_PROJECTS, region_id=two.pk)
    assert queries.stands_in_for(deputy, TODAY) == []


@pytest.mark.parametrize("count", [1, 3])
def test_rights_are_read_once_for_however_many_people_somebody_stands_in(
    count: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    deputy = _office()
    for _ in range(count):
        _away(_office(), deputy)
    acting = _fresh(deputy)
    with django_assert_num_queries(1):
        assert len(acting.grants) == count + 1
        acting.holds(Right.EDIT_PROJECTS, region_id=1)


@pytest.mark.parametrize("count", [1, 3])
def test_absences_are_shown_to_whom_they_concern_in_constant_queries(
    count: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    officer = _office()
    mine = _away(officer, _office())
    acts = [_away(_office(), officer, first=TODAY + 2 * WEEK, last=TODAY + 3 * WEEK) for _ in range(count)]
    others = [_away(_office(), _office()) for _ in range(count)]
    _away(_office("Andere"), _office("Andere"))
    by = _fresh(officer)
    by.holds(Right.STEER_PROJECTS)
    with django_assert_num_queries(1):
        found = queries.absences(by=by, on=TODAY)
        assert [row.deputy.display_name for row in found.others] == [row.deputy.display_name for row in others]
    assert (found.own, found.standing_in, found.others) == ([mine], acts, others)
    partner = _fresh(with_role(Role.PARTNER))
    assert queries.absences(by=partner, on=TODAY) == queries.Absences([], [], [])


def test_the_days_are_those_of_berlin() -> None:
    absent, deputy = _office(), _office()
    late = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)  # half past midnight in Berlin, the next day
    day = date(2026, 7, 2)
    enter_absence(by=absent, at=late, user=absent, deputy=deputy, first_day=day, last_day=day)
    with pytest.raises(Refused):
        enter_absence(
            by=absent, at=late, user=absent, deputy=deputy, first_day=date(2026, 7, 1), last_day=date(2026, 7, 1)
        )
