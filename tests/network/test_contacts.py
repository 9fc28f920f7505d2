"""What the database and the actions hold to: words stay, names go, duties are told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import QuerySet

from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.kernel.refusal import Refused
from strahlkraft.network.access import LinkHolder
from strahlkraft.network.actions import groups
from strahlkraft.network.actions.organisations import erase_people
from strahlkraft.network.models import ContactLogEntry, GroupLetter, GroupMailing
from strahlkraft.network.queries import duties, receivers_of
from tests.factories.accounts import a_region, with_role
from tests.factories.contacts import DAY, EntryFactory, GroupFactory, MemberFactory, PersonFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("change", [{"text": "anders"}, {"on": date(2026, 1, 1)}, {"next_step": "anders"}])
def test_what_was_written_in_the_log_stays(change: dict[str, object]) -> None:
    entry = EntryFactory()

    with pytest.raises(DatabaseError), transaction.atomic():
        ContactLogEntry.objects.filter(pk=entry.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        ContactLogEntry.objects.filter(pk=entry.pk).delete()

    assert ContactLogEntry.objects.get().text == entry.text


@pytest.mark.parametrize(
    "facts",
    [
        {"due_on": DAY},
        {"done_at": AT, "done_by": "user:1"},
        {"next_step": "Anrufen", "done_at": AT},
        {"thing_kind": "project"},
        {"channel": "smoke"},
        {"text": ""},
    ],
)
def test_entry_without_sense_is_refused_by_the_database(facts: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        EntryFactory(**facts)


@pytest.mark.parametrize(
    "facts",
    [{"consent_how": ""}, {"ends_on": date(2026, 1, 2)}, {"name": ""}, {"erased_at": AT}, {"withdrawn_on": DAY}],
)
def test_person_without_consent_or_half_erased_is_refused_by_the_database(facts: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonFactory(**facts)


def test_names_go_the_day_after_the_last_and_the_trail_never_knew_them() -> None:
    over, last, later = (PersonFactory(ends_on=AT.date() + timedelta(days=days)) for days in (-1, 0, 1))

    assert (erase_people(by=SYSTEM, at=AT), erase_people(by=SYSTEM, at=AT)) == (1, 0)

    for person in (over, last, later):
        person.refresh_from_db()
    assert [person.name for person in (over, last, later)] == ["", "Ada Beispiel", "Ada Beispiel"]
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.after) == ("erase_people", {"functions": ["Beispielstelle Digitales"]})


def test_duties_are_steps_consents_and_minutes_of_the_own_region_in_three_queries(
    django_assert_num_queries: object,
) -> None:
    own, foreign = a_region("Eigenregion"), a_region("Fremdregion")
    by, today = with_role(Role.OFFICE, region=own), AT.date()
    for region in (own, foreign):
        step = {"region": region, "next_step": "Anrufen", "due_on": today}
        EntryFactory(**step)
        EntryFactory(**step, done_at=AT, done_by="user:1")
        EntryFactory(**{**step, "due_on": today + timedelta(days=15)})
        first = EntryFactory(**step)
        EntryFactory(region=region, corrects=first)
        person = PersonFactory(ends_on=today + timedelta(days=30))
        person.organisation.region_memberships.create(region=region, role="partner")
        group = GroupFactory(region=region)
        group.meetings.create(on=today - timedelta(days=1))
        group.meetings.create(on=today - timedelta(days=2), minutes="Da.")
        group.meetings.create(on=today)
    by.grants  # noqa: B018 - roles are read once per request, not per list

    with django_assert_num_queries(3):  # type: ignore[operator] # a fixture of the test library without types
        found = duties(by, today=today)

    assert [duty.key.partition(":")[0] for duty in found] == ["contact", "consent", "minutes"]
    assert (found[0].text % dict(found[0].params)).endswith(": Anrufen")
    assert duties(with_role(Role.PARTNER), today=today) == []


def test_letters_and_their_log_stay() -> None:
    member = MemberFactory()
    groups.send_mailing(by=SYSTEM, at=AT, slug=member.group.slug, subject="Treffen", text="Kommen Sie?")
    logs: list[QuerySet[GroupMailing] | QuerySet[GroupLetter]] = [GroupMailing.objects.all(), GroupLetter.objects.all()]

    for rows in logs:
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        GroupMailing.objects.update(text="anders")

    assert GroupLetter.objects.get().member == member


def test_nobody_gets_letters_by_a_mailbox_that_ended_them() -> None:
    group = GroupFactory()
    wants = MemberFactory(group=group)
    ended = MemberFactory(group=group, left_on=DAY, unsubscribed_at=AT, mailbox="post@beispiel.example")
    MemberFactory(group=group, mailbox="POST@beispiel.example")

    assert (receivers_of(group), ended.left_on) == ([wants], DAY)


def test_group_without_receivers_sends_nothing() -> None:
    group = GroupFactory()

    with pytest.raises(Refused) as told:
        groups.send_mailing(by=SYSTEM, at=AT, slug=group.slug, subject="", text="")

    assert [refusal.code for refusal in told.value.refusals] == ["subject_missing", "text_missing", "nobody"]
    assert GroupMailing.objects.count() == 0


def test_link_of_one_member_ends_no_other_ones_letters() -> None:
    one, other = MemberFactory.create_batch(2)

    with pytest.raises(Refused) as told:
        groups.unsubscribe(by=LinkHolder(one.code), at=AT, code=other.code)

    assert told.value.hidden
