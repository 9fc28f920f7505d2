"""Events are begun, announced, changed, told and cancelled; those who come are told once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.actions import AlreadySubmitted
from strahlkraft.audit.models import AuditEntry
from strahlkraft.congress.access import crew_by_token, link_token, occasions_visible_to
from strahlkraft.congress.actions import occasions as actions
from strahlkraft.congress.models import Occasion
from strahlkraft.congress.queries import occasions as queries
from strahlkraft.congress.rules.occasions import Common, HostRow, OccasionInput
from strahlkraft.congress.rules.vocabulary import OccasionState, PitchState, RegistrationState
from strahlkraft.kernel.actor import NOBODY, SYSTEM
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import Region
from strahlkraft.projects.models import Event, EventSource
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.congress import (
    DAY,
    EARLIER,
    CrewFactory,
    DraftOccasionFactory,
    EventFactory,
    OccasionFactory,
    PitchFactory,
    PitchSpeakerFactory,
    RegistrationFactory,
)
from tests.factories.projects import SourceFactory

pytestmark = pytest.mark.django_db
AT = DAY - timedelta(days=60)


@pytest.fixture
def region(db: None) -> Region:
    return a_region("Beispielregion")


@pytest.fixture
def office(region: Region) -> User:
    return with_role(Role.OFFICE, region=region)


def said(region: Region | None, **values: Any) -> OccasionInput:
    """A full description of an event."""
    facts: dict[str, Any] = {
        "name": "Beispielkongress",
        "kind": "congress",
        "starts_at": DAY,
        "ends_at": DAY + timedelta(hours=9),
        "region_id": region.pk if region else None,
        "venue": "Beispielhalle",
        "summary": "Drei Minuten für jedes Beispiel.",
        "hosts": (HostRow("Stadt Beispielstadt"), HostRow("Beispiel GmbH", role="co_host")),
    }
    return OccasionInput(**facts | values)


def announced(office: User, region: Region, **values: Any) -> Occasion:
    begun = actions.create(by=office, at=AT, given=said(region, **values))
    return actions.announce(by=office, at=AT, slug=begun.slug)


def refusals(caught: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(refusal.code, refusal.field) for refusal in caught.value.refusals]


def letters() -> list[str]:
    return sorted(Letter.objects.values_list("to", flat=True))


def test_an_event_is_begun_for_its_region_alone_and_announced_to_everybody(office: User, region: Region) -> None:
    begun = actions.create(by=office, at=AT, given=said(region, new_series="Beispielreihe"))
    elsewhere = with_role(Role.OFFICE, region=a_region("Anderswo"))

    assert (begun.slug, begun.state, str(begun.series)) == ("beispielkongress-2027", "draft", "Beispielreihe")
    assert queries.public_event(begun.slug) is None
    assert [list(occasions_visible_to(by)) for by in (office, elsewhere, NOBODY)] == [[begun], [], []]

    actions.announce(by=office, at=AT, slug=begun.slug)

    event = Event.objects.get()
    assert (event.slug, event.name, event.date, event.venue, event.organisers, event.notes) == (
        "beispielkongress-2027",
        "Beispielkongress",
        "2027-03-11",
        "Beispielhalle",
        ["Stadt Beispielstadt", "Beispiel GmbH"],
        "Drei Minuten für jedes Beispiel.",
    )
    assert [occasions_visible_to(by).count() for by in (office, elsewhere, NOBODY)] == [1, 1, 1]
    assert list(AuditEntry.objects.order_by("sequence").values_list("verb", "public")) == [
        ("create_occasion", False),
        ("announce_event", True),
        ("announce_occasion", False),
    ]


def test_two_of_one_name_get_addresses_of_their_own(office: User, region: Region) -> None:
    EventFactory(slug="beispielkongress-2027")

    first, second = (actions.create(by=office, at=AT, given=said(region)) for _ in range(2))

    assert (first.slug, second.slug) == ("beispielkongress-2027-2", "beispielkongress-2027-3")


def test_what_is_missing_is_asked_for_before_announcing(office: User, region: Region) -> None:
    begun = actions.create(by=office, at=AT, given=said(region, venue="", summary="", hosts=()))

    with pytest.raises(Refused) as caught:
        actions.announce(by=office, at=AT, slug=begun.slug)

    assert refusals(caught) == [
        ("host_missing", "hosts"),
        ("venue_missing", "venue"),
        ("summary_missing", "summary"),
    ]


def test_an_internal_event_never_enters_the_register(office: User, region: Region) -> None:
    occasion = announced(office, region, visibility="internal", kind="meeting", summary="")
    reader, elsewhere = with_role(Role.STEERING, region=region), with_role(Role.STEERING, region=a_region("Anderswo"))

    assert Event.objects.count() == 0
    assert [occasions_visible_to(by).count() for by in (reader, elsewhere, NOBODY)] == [1, 0, 0]
    assert queries.public_event(occasion.slug) is None


def test_who_hosts_an_internal_event_sees_it_whatever_the_region(office: User, region: Region) -> None:
    host = an_organisation("Beispiel GmbH")
    guest = with_role(Role.PARTNER, organisation=host)
    announced(office, region, visibility="internal", hosts=(HostRow(host.name, host.pk),))
    actions.create(by=office, at=AT, given=said(region, visibility="internal", hosts=(HostRow(host.name, host.pk),)))

    assert occasions_visible_to(guest).count() == 1  # not the one still in preparation
    assert occasions_visible_to(with_role(Role.PARTNER, organisation=an_organisation("Andere GmbH"))).count() == 0


@pytest.mark.parametrize("deed", ["edit", "announce", "tell", "cancel", "add_crew"])
def test_for_another_region_the_event_is_not_there(deed: str, office: User, region: Region) -> None:
    occasion = actions.create(by=office, at=AT, given=said(region))
    more: dict[str, dict[str, Any]] = {
        "edit": {"given": said(region), "seen": occasion.changed_at},
        "tell": {"text": "x"},
        "cancel": {"reason": "x"},
        "add_crew": {"role": "door", "name": "x"},
    }

    with pytest.raises(Refused) as caught:
        getattr(actions, deed)(
            by=with_role(Role.OFFICE, region=a_region("Anderswo")), at=AT, slug=occasion.slug, **more.get(deed, {})
        )

    assert caught.value.hidden


def test_nobody_prepares_events_of_another_region_or_of_the_land(office: User, region: Region) -> None:
    for place in (a_region("Anderswo"), None):
        with pytest.raises(Refused) as caught:
            actions.create(by=office, at=AT, given=said(place))
        assert refusals(caught) == [("no_right", "region")]

    assert actions.create(by=SYSTEM, at=AT, given=said(None)).region is None


def everybody(occasion: Occasion) -> None:
    """Two who registered, one who took it back, a speaker, a submitter, somebody at the door."""
    RegistrationFactory(occasion=occasion, mailbox="eins@beispiel.example")
    RegistrationFactory(
        occasion=occasion, mailbox="zwei@beispiel.example", state=RegistrationState.WAITING, seated_at=None
    )
    RegistrationFactory(
        occasion=occasion, mailbox="weg@beispiel.example", state=RegistrationState.CANCELLED, cancelled_at=EARLIER
    )
    pitch = PitchFactory(occasion=occasion, mailbox="EINS@beispiel.example")
    PitchSpeakerFactory(pitch=pitch, speaker__mailbox="rede@beispiel.example", speaker__occasion=occasion)
    PitchFactory(
        occasion=occasion,
        mailbox="nein@beispiel.example",
        state=PitchState.REJECTED,
        decision_reason="x",
        confirmed_at=None,
    )
    CrewFactory(occasion=occasion, mailbox="einlass@beispiel.example")
    CrewFactory(occasion=occasion, mailbox="frueher@beispiel.example", ended_at=EARLIER)


def test_everybody_who_comes_is_told_once_of_a_cancellation_and_the_page_stays(office: User, region: Region) -> None:
    occasion = announced(office, region)
    everybody(occasion)

    actions.cancel(by=office, at=AT, slug=occasion.slug, reason="Sturm")
    with pytest.raises(Refused) as caught:
        actions.cancel(by=office, at=AT, slug=occasion.slug, reason="Sturm")

    assert refusals(caught) == [("state", "")]
    assert letters() == [
        "einlass@beispiel.example",
        "eins@beispiel.example",
        "rede@beispiel.example",
        "zwei@beispiel.example",
    ]
    assert all("Sturm" in text for text in Letter.objects.values_list("text", flat=True))
    row = queries.public_event(occasion.slug)
    assert row is not None
    assert (row.cancelled, row.occasion and row.occasion.sequence) == (True, 1)


def test_a_new_time_is_told_with_a_sentence_and_raises_the_sequence(office: User, region: Region) -> None:
    occasion = announced(office, region)
    RegistrationFactory(occasion=occasion, mailbox="eins@beispiel.example")
    later = said(region, starts_at=DAY + timedelta(days=1), ends_at=DAY + timedelta(days=1, hours=9))

    with pytest.raises(Refused) as caught:
        actions.edit(by=office, at=AT, slug=occasion.slug, given=later, seen=occasion.changed_at)
    assert refusals(caught) == [("note_missing", "note")]

    note = "Einen Tag später, alles andere bleibt."
    changed = actions.edit(by=office, at=AT, slug=occasion.slug, given=later, seen=occasion.changed_at, note=note)

    assert (changed.sequence, Event.objects.get().date) == (1, "2027-03-12")
    assert note in Letter.objects.get().text


def test_what_nobody_need_learn_of_is_changed_without_a_letter(office: User, region: Region) -> None:
    occasion = announced(office, region)
    RegistrationFactory(occasion=occasion)

    changed = actions.edit(
        by=office, at=AT, slug=occasion.slug, given=said(region, access_notes="Rampe"), seen=occasion.changed_at
    )

    assert (changed.sequence, changed.access_notes, Letter.objects.count()) == (0, "Rampe", 0)


def test_saving_what_stands_there_already_changes_nothing(office: User, region: Region) -> None:
    occasion = announced(office, region)
    lines = AuditEntry.objects.count()

    actions.edit(by=office, at=AT, slug=occasion.slug, given=said(region), seen=occasion.changed_at)

    assert AuditEntry.objects.count() == lines


def test_two_editors_do_not_overwrite_each_other(office: User, region: Region) -> None:
    occasion = actions.create(by=office, at=AT, given=said(region))
    seen = occasion.changed_at
    later = AT + timedelta(minutes=1)
    actions.edit(by=office, at=later, slug=occasion.slug, given=said(region, venue="Aula"), seen=seen)

    with pytest.raises(Refused) as caught:
        actions.edit(by=office, at=later, slug=occasion.slug, given=said(region, venue="Saal"), seen=seen)

    assert refusals(caught) == [("changed_meanwhile", "")]


def test_a_form_sent_twice_begins_one_event(office: User, region: Region) -> None:
    mark = uuid4()
    actions.create(by=office, at=AT, given=said(region), submission=mark)

    with pytest.raises(AlreadySubmitted):
        actions.create(by=office, at=AT, given=said(region), submission=mark)


def test_an_event_of_the_register_is_taken_up_and_keeps_what_its_sources_say(office: User, region: Region) -> None:
    known = EventFactory(slug="kongress-2022", name="Kongress 2022", date="2022-03", format="hybrid")
    EventSource.objects.create(event=known, source=SourceFactory())
    day = DAY.replace(year=2022)
    given = said(region, starts_at=day, ends_at=day + timedelta(hours=9), summary="")

    taken = actions.take_up(by=office, at=AT, event=known.slug, given=given)
    moved = replace(queries.content_of(taken), venue="Aula")
    actions.edit(by=office, at=AT, slug=taken.slug, given=moved, seen=taken.changed_at, note="Umzug")

    known.refresh_from_db()
    assert (taken.slug, taken.event, taken.state) == ("kongress-2022", known, OccasionState.ANNOUNCED)
    assert (known.name, known.venue) == ("Kongress 2022", "")
    with pytest.raises(Refused) as caught:
        actions.take_up(by=office, at=AT, event=known.slug, given=given)
    assert refusals(caught) == [("unknown", "")]


def test_an_event_cannot_be_taken_up_on_a_day_its_sources_exclude(office: User, region: Region) -> None:
    known = EventFactory(slug="kongress-2022", date="2022-03")

    with pytest.raises(Refused) as caught:
        actions.take_up(by=office, at=AT, event=known.slug, given=said(region))

    assert refusals(caught) == [("date_differs", "starts_at")]


def test_a_crew_link_is_sent_opens_and_ends(office: User, region: Region) -> None:
    occasion = announced(office, region)

    member = actions.add_crew(
        by=office, at=AT, slug=occasion.slug, role="door", name="Beispiel Person", mailbox="tor@beispiel.example"
    )

    token = link_token("crew", member.code)
    opened = crew_by_token(token)
    assert token in Letter.objects.get().text
    assert opened is not None
    assert (opened.role, opened.occasion_id) == ("door", occasion.pk)
    actions.end_crew(by=office, at=AT, slug=occasion.slug, member=member.pk)
    assert crew_by_token(token) is None
    assert "Beispiel Person" not in str(list(AuditEntry.objects.values_list("before", "after", "subject_title")))


def test_somebody_without_a_mailbox_gets_no_letter_but_a_link_to_hand_over(office: User, region: Region) -> None:
    occasion = announced(office, region)
    member = actions.add_crew(by=office, at=AT, slug=occasion.slug, role="door", name="Beispiel Person")

    with pytest.raises(Refused) as caught:
        actions.send_crew_link(by=office, at=AT, slug=occasion.slug, member=member.pk)

    assert refusals(caught) == [("mailbox_missing", "")]
    assert Letter.objects.count() == 0


def test_an_invented_event_says_so_in_the_register(office: User, region: Region) -> None:
    begun = actions.create(by=office, at=AT, given=said(region, name="Nachtkongress"), demonstration=True)

    actions.announce(by=office, at=AT, slug=begun.slug)

    assert Event.objects.get().name == "Beispiel: Nachtkongress"


def test_the_two_real_events_of_one_day_collide_in_the_calendar_of_every_region() -> None:
    EventFactory(slug="kongress", name="Kongress DigitaleZukunft@OWL 2022", date="2022-03-10")
    EventFactory(slug="abschluss", name="Abschlusskonferenz bergisch.smart_mobility", date="2022-03-10")
    EventFactory(slug="irgendwann", date="2022")
    reader = with_role(Role.STEERING, region=a_region("Beispielregion"))

    rows = queries.calendar_events(reader, DAY.replace(year=2022, day=1).date(), DAY.replace(year=2022, month=4).date())

    found = {key: [(c.other.key, c.common) for c in many] for key, many in queries.collisions_among(rows).items()}
    assert found == {
        "kongress": [("abschluss", (Common.AUDIENCE,))],
        "abschluss": [("kongress", (Common.AUDIENCE,))],
    }


def test_a_draft_of_another_region_warns_nobody(office: User, region: Region) -> None:
    other = a_region("Anderswo")
    DraftOccasionFactory(region=other)
    mine = OccasionFactory(region=region)
    row = queries.public_event(mine.slug)
    assert row is not None

    assert queries.in_the_way(office, queries.meeting(row)) == []
    assert [c.common for c in queries.in_the_way(SYSTEM, queries.meeting(row))] == [(Common.AUDIENCE,)]
