"""The network in the workspace: organisations, people with consent, contact log, exchange groups, who knows what."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate

from strahlkraft.accounts.rules import Role
from strahlkraft.letters.models import Letter
from strahlkraft.network.access import link_token
from strahlkraft.network.models import ContactLogEntry, ContactPoint, ExchangeGroup, GroupMember, Organisation, Region
from tests.factories.accounts import a_region, with_role
from tests.factories.contacts import EntryFactory, GroupFactory, MemberFactory, PersonFactory
from tests.factories.network import MunicipalityFactory, OrganisationFactory
from tests.factories.projects import ParticipationFactory, PublishedFactory
from tests.office.pages import Entrance
from tests.office.test_projects import queries_of


def sent(**fields: Any) -> dict[str, Any]:
    """What a browser would send."""
    return {"submission": str(uuid4()), **fields}


@pytest.fixture
def body(region: Region) -> Organisation:
    """An organisation of the own region."""
    made: Organisation = OrganisationFactory(name="Beispielwerke", slug="beispielwerke")
    made.region_memberships.create(region=region, role="partner")
    return made


@pytest.fixture
def group(region: Region) -> ExchangeGroup:
    """A group the own office keeps."""
    made: ExchangeGroup = GroupFactory(region=region, slug="beispielgruppe", name="Beispielgruppe")
    return made


PAGES = (
    "netzwerk/",
    "netzwerk/wissen/?q=Beispielwerke",
    "netzwerk/doppelt/",
    "organisationen/",
    "organisation-anlegen/",
    "organisationen/beispielwerke/",
    "organisationen/beispielwerke/bearbeiten/",
    "organisationen/beispielwerke/zusammenfuehren/",
    "kontakte/",
    "kontakt-eintragen/",
    "austauschgruppen/",
    "austauschgruppe-anlegen/",
    "austauschgruppen/beispielgruppe/",
    "austauschgruppen/beispielgruppe/bearbeiten/",
    "austauschgruppen/beispielgruppe/treffen/",
    "austauschgruppen/beispielgruppe/brief/",
)


def test_every_page_opens_for_the_office_and_what_it_keeps_for_nobody_else(
    client: Client, enter: Entrance, body: Organisation, group: ExchangeGroup
) -> None:
    own = {path: client.get(f"/arbeit/{path}").status_code for path in PAGES}
    stranger = enter(with_role(Role.OFFICE, region=a_region("Fremdregion"), is_demo=True))
    others = {path: stranger.get(f"/arbeit/{path}").status_code for path in PAGES}

    assert own == dict.fromkeys(PAGES, 200)
    kept = [path for path in PAGES if "beispielgruppe" in path or path.endswith(("bearbeiten/", "zusammenfuehren/"))]
    assert {path for path, code in others.items() if code != 200} == set(kept)
    assert {others[path] for path in kept} == {404}


def test_a_municipality_of_the_network_reads_organisations_but_neither_log_nor_names(
    enter: Entrance, body: Organisation
) -> None:
    PersonFactory(organisation=body, name="Ada Geheim")
    EntryFactory(organisation=body, text="Geheim")
    town = enter(with_role(Role.MUNICIPALITY, is_demo=True))

    answer = town.get("/arbeit/organisationen/beispielwerke/")

    assert (answer.status_code, b"Geheim" in answer.content) == (200, False)
    closed = ("netzwerk/", "kontakte/", "austauschgruppen/", "organisation-anlegen/")
    assert {town.get(f"/arbeit/{path}").status_code for path in closed} == {404}


def test_organisation_is_added_with_its_municipality_by_name(client: Client) -> None:
    place = MunicipalityFactory(name="Beispielstadt am Fluss")
    data = sent(version=1, name="Stadt Beispiel", kind="municipality", municipality="beispielstadt am fluss")
    data |= {"mailbox": "digitales@stadt-beispiel.example", "district": "", "seat": "", "website": ""}

    answer = client.post("/arbeit/organisation-anlegen/", data)
    again = client.post("/arbeit/organisation-anlegen/", data)

    made = Organisation.objects.get(name="Stadt Beispiel")
    assert answer.headers["Location"] == again.headers["Location"] == f"/arbeit/organisationen/{made.slug}/"
    assert (made.municipality, made.contact_point.mailbox) == (place, "digitales@stadt-beispiel.example")


def test_organisation_of_that_name_is_refused_beside_the_field(client: Client, body: Organisation) -> None:
    answer = client.post(
        "/arbeit/organisation-anlegen/", sent(version=1, name="BEISPIELWERKE", kind="municipality", mailbox="kein")
    )

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name", "municipality", "mailbox"}


def test_two_people_edit_an_organisation_and_both_versions_are_shown(client: Client, body: Organisation) -> None:
    address = "/arbeit/organisationen/beispielwerke/bearbeiten/"
    data = sent(version=1, name="Beispielwerke", kind="company", mailbox="eins@beispiel.example")
    client.post(address, data)

    late = client.post(address, sent(**{**data, "submission": str(uuid4()), "mailbox": "zwei@beispiel.example"}))

    assert late.status_code == 422
    assert [(d["yours"], d["theirs"]) for d in late.context["differences"]] == [
        ("zwei@beispiel.example", "eins@beispiel.example")
    ]
    client.post(address, sent(**{**data, "submission": str(uuid4()), "version": 2, "mailbox": "zwei@beispiel.example"}))
    assert ContactPoint.objects.get(organisation=body).mailbox == "zwei@beispiel.example"


def test_person_is_named_only_with_consent_and_gone_when_it_is_withdrawn(client: Client, body: Organisation) -> None:
    today = localdate()
    data = {
        "function": "IT-Leitung",
        "name": "Ada Beispiel",
        "consent_on": today,
        "ends_on": today + timedelta(days=90),
    }
    own = "/arbeit/organisationen/beispielwerke/"

    without = client.post(f"{own}person/", sent(**data, consent_how=""))
    client.post(f"{own}person/", sent(**data, consent_how="Formular"))
    person = body.people.get()
    shown = b"Ada Beispiel</p>" in client.get(own).content
    client.post(f"{own}person/{person.pk}/entfernen/", sent())

    person.refresh_from_db()
    assert (without.status_code, list(without.context["person_form"].errors)) == (422, ["consent_how"])
    assert (shown, person.name, person.withdrawn_on) == (True, "", today)


def test_partner_says_what_the_own_organisation_knows_and_no_other(enter: Entrance, body: Organisation) -> None:
    other = OrganisationFactory(slug="andere")
    other.region_memberships.create(region=a_region("Eigenregion"), role="partner")
    partner = enter(with_role(Role.PARTNER, organisation=body, is_demo=True))

    own = partner.post("/arbeit/organisationen/beispielwerke/wissen/", sent(words="Parksensoren", note=""))
    foreign = partner.post("/arbeit/organisationen/andere/wissen/", sent(words="Parksensoren", note=""))

    assert (own.status_code, foreign.status_code) == (302, 404)
    assert list(body.expertise.values_list("words", "said_by")) == [("Parksensoren", "self")]


def test_who_knows_is_found_misspelt_with_its_reason(client: Client, body: Organisation) -> None:
    client.post("/arbeit/organisationen/beispielwerke/wissen/", sent(words="Parksensoren", note="Pilot 2024"))

    found = client.get("/arbeit/netzwerk/wissen/", {"q": "Parksensorn"}).context["rows"]

    assert [(row["row"].slug, [reason.text for reason, _said in row["said"]]) for row in found] == [
        ("beispielwerke", ["Parksensoren"])
    ]


def test_who_knows_takes_as_many_queries_for_three_as_for_one(client: Client, body: Organisation) -> None:
    def told(number: int) -> None:
        row = OrganisationFactory()
        row.expertise.create(words=f"Beispielwissen {number}", said_by="office", noted_at="2026-01-02T09:00Z")
        ParticipationFactory(project=PublishedFactory(title=f"Beispielwissen {number}"), organisation=row)

    path = "/arbeit/netzwerk/wissen/?q=Beispielwissen"
    told(1)
    client.get(path)
    one = queries_of(client, path)
    told(2)
    told(3)
    client.get(path)

    assert (queries_of(client, path), len(client.get(path).context["rows"])) == (one, 3)


def test_contact_is_noted_at_a_project_corrected_and_its_step_done(client: Client, region: Region) -> None:
    project = PublishedFactory(region=region, slug="lampen-zwei")
    body = OrganisationFactory(slug="beispielwerke")
    data = {"region": region.pk, "on": localdate(), "channel": "call", "organisation": body.slug, "text": "Frage"}
    data |= {"thing": "project:lampen-zwei", "next_step": "Antworten", "due_on": localdate()}

    client.post("/arbeit/kontakt-eintragen/", sent(**data))
    first = ContactLogEntry.objects.get()
    client.post(f"/arbeit/kontakte/{first.code}/berichtigen/", sent(**{**data, "text": "Andere Frage"}))
    second = ContactLogEntry.objects.get(corrects=first)
    client.post(f"/arbeit/kontakte/{first.code}/erledigt/", sent())
    client.post(f"/arbeit/kontakte/{second.code}/erledigt/", sent())

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.text, first.done_at, second.text) == ("Frage", None, "Andere Frage")
    assert (second.done_at is not None, second.thing_title) == (True, project.title)
    shown = client.get("/arbeit/kontakte/?stand=offen").context["page"].object_list
    assert (list(shown), client.get(f"/arbeit/kontakte/{second.code}/").context["open_step"]) == ([], False)


def test_contact_about_a_record_nobody_knows_is_refused(client: Client, region: Region) -> None:
    data = {"region": region.pk, "on": localdate(), "channel": "call", "function": "Stelle", "text": "Frage"}

    answers = [
        client.post("/arbeit/kontakt-eintragen/", sent(**data, thing=thing)).status_code
        for thing in ("project:gibt-es-nicht", "user:1", "project")
    ]

    assert (answers, ContactLogEntry.objects.count()) == ([422] * 3, 0)


def test_log_of_another_region_does_not_exist(client: Client) -> None:
    entry = EntryFactory(region=a_region("Fremdregion"))
    own = f"/arbeit/kontakte/{entry.code}/"

    codes = [client.get(own).status_code, client.get(f"{own}berichtigen/").status_code]
    codes.append(client.post(f"{own}erledigt/", sent()).status_code)

    assert (codes, client.get("/arbeit/kontakte/").context["page"].paginator.count) == ([404] * 3, 0)


@pytest.mark.parametrize("path", ["kontakte/", "netzwerk/", "austauschgruppen/", "organisationen/beispielwerke/"])
def test_lists_take_as_many_queries_for_three_as_for_one(
    client: Client, region: Region, body: Organisation, path: str
) -> None:
    def more() -> None:
        EntryFactory(region=region, organisation=body, next_step="Anrufen", due_on=localdate())
        MemberFactory(group__region=region, organisation=body)

    more()
    client.get(f"/arbeit/{path}")
    one = queries_of(client, f"/arbeit/{path}")
    more()
    more()

    assert queries_of(client, f"/arbeit/{path}") == one


def test_group_from_its_beginning_to_its_end(client: Client, region: Region, body: Organisation) -> None:
    ContactPoint.objects.create(organisation=body, mailbox="digitales@beispiel.example")
    data = {"version": 1, "name": "Sensorik", "ring": "land", "region": region.pk, "purpose": "Erfahrung teilen"}
    own = client.post("/arbeit/austauschgruppe-anlegen/", sent(**data)).headers["Location"]
    today = localdate()

    client.post(f"{own}mitglieder/", sent(organisation=body.pk, mailbox="", joined_on=today))
    client.post(f"{own}treffen/", sent(version=1, on=today, begins="10:00", place="Beispielhaus", agenda="Lage"))
    group = ExchangeGroup.objects.get()
    meeting = group.meetings.get()
    client.post(f"{own}treffen/{meeting.pk}/", sent(version=1, on=today, minutes="Beschlossen."))
    client.post(f"{own}dokumente/", sent(title="Leitfaden", url="https://beispiel.example/leitfaden"))
    client.post(f"{own}beenden/", sent())

    meeting.refresh_from_db()
    group.refresh_from_db()
    member = group.members.get()
    assert (own, group.ring, group.ended_on) == ("/arbeit/austauschgruppen/sensorik/", "land", today)
    assert (meeting.minutes, meeting.version) == ("Beschlossen.", 2)
    assert (member.mailbox, member.left_on) == ("digitales@beispiel.example", today)
    assert [document.title for document in group.documents.all()] == ["Leitfaden"]


def test_shared_file_is_handed_out_to_readers_of_the_group_only(
    client: Client, enter: Entrance, group: ExchangeGroup
) -> None:
    file = SimpleUploadedFile("leitfaden.pdf", b"%PDF-1.4 Beispiel")
    client.post("/arbeit/austauschgruppen/beispielgruppe/dokumente/", sent(title="Leitfaden", file=file))
    path = f"/arbeit/austauschgruppen/beispielgruppe/dokumente/{group.documents.get().pk}/datei/"
    stranger = enter(with_role(Role.OFFICE, region=a_region("Fremdregion"), is_demo=True))

    answer = client.get(path)

    assert b"".join(answer.streaming_content) == b"%PDF-1.4 Beispiel"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="leitfaden.pdf"')
    assert stranger.get(path).status_code == 404


def test_letter_is_shown_before_it_is_sent_to_each_member_once(client: Client, group: ExchangeGroup) -> None:
    members = MemberFactory.create_batch(3, group=group)
    GroupMember.objects.filter(pk=members[0].pk).update(unsubscribed_at="2026-02-02T09:00Z")
    path, data = "/arbeit/austauschgruppen/beispielgruppe/brief/", sent(subject="Treffen", text="Kommen Sie?")

    preview = client.post(path, data)
    before = Letter.objects.count()
    client.post(path, {**data, "send": "1"})
    client.post(path, {**data, "send": "1"})

    assert ("Kommen Sie?" in preview.context["preview"].text, before) == (True, 0)
    letters = Letter.objects.order_by("to")
    assert [letter.to for letter in letters] == sorted(member.mailbox for member in members[1:])
    assert {letter.subject for letter in letters} == {"[Beispielgruppe] Treffen"}
    mailing = group.mailings.get()
    assert client.get(f"/arbeit/austauschgruppen/beispielgruppe/briefe/{mailing.pk}/").status_code == 200


def test_link_in_the_letter_ends_the_letters_of_this_group_for_good(client: Client, group: ExchangeGroup) -> None:
    member = MemberFactory(group=group)
    other = MemberFactory(group=GroupFactory(region=group.region), organisation=member.organisation)
    visitor, path = Client(), f"/austauschgruppe/beenden/{link_token('group-leave', member.code)}/"

    shown = visitor.get(path)
    member.refresh_from_db()
    before = member.unsubscribed_at
    answers = [visitor.post(path).status_code for _time in range(2)]
    client.post(f"/arbeit/austauschgruppen/beispielgruppe/mitglieder/{member.pk}/beenden/", sent())
    data = sent(organisation=member.organisation_id, mailbox="neu@beispiel.example", joined_on=localdate())
    client.post("/arbeit/austauschgruppen/beispielgruppe/mitglieder/", data)

    assert (shown.status_code, before, answers) == (200, None, [200, 200])
    assert not shown.cookies
    assert [row.unsubscribed_at is not None for row in group.members.order_by("pk")] == [True, True]
    other.refresh_from_db()
    assert other.unsubscribed_at is None


def test_wrong_link_is_unknown() -> None:
    assert Client().get("/austauschgruppe/beenden/falsch/").status_code == 404


def test_duplicates_are_shown_merged_and_taken_apart(client: Client, body: Organisation) -> None:
    double = OrganisationFactory(name="Beispielwerke GmbH", slug="beispielwerke-gmbh")
    pairs = client.get("/arbeit/netzwerk/doppelt/").context["pairs"]

    merged = client.post(
        f"/arbeit/organisationen/{double.slug}/zusammenfuehren/", sent(into=body.slug, reason="dieselbe Anschrift")
    )
    gone = client.get(f"/arbeit/organisationen/{double.slug}/")
    client.post(f"/arbeit/organisationen/{double.slug}/trennen/", sent())

    assert [(one, other) for one, other, _pair in pairs] == [(body, double)]
    assert merged.headers["Location"] == gone.headers["Location"] == "/arbeit/organisationen/beispielwerke/"
    assert client.get(f"/arbeit/organisationen/{double.slug}/").status_code == 200
