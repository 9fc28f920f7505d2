"""Check-ins in the workspace: the grid, the mailboxes, asking by a press, looking through, publishing, correcting."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.network.models import ContactPoint, Region
from strahlkraft.steering import access
from strahlkraft.steering.actions import checkins as actions
from strahlkraft.steering.models import CheckIn, ReportingContact, StatusReport
from strahlkraft.steering.queries import checkins as queries
from strahlkraft.steering.rules.checkins import Shine, month_of, months_until
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.projects import ParticipationFactory, PublishedFactory
from tests.factories.steering import CheckInFactory, ReportingContactFactory
from tests.office.pages import Entrance
from tests.office.test_projects import queries_of

GRID, CONTACTS, REVIEW = (
    "/arbeit/rueckmeldungen/",
    "/arbeit/rueckmeldungen/kontakte/",
    "/arbeit/rueckmeldungen/sichten/",
)
GREEN = {
    "content_light": "green",
    "time_light": "green",
    "money_light": "green",
    "achieved": "Läuft.",
    "text": "Läuft.",
}
RED = {**GREEN, "money_light": "red", "obstacles": "Beispiel: Mittel fehlen"}


@pytest.fixture
def region() -> Region:
    """The office's own region."""
    return a_region("Eigenregion")


def asked(region: Region, title: str = "Beispiel", *, days: int = 3, **facts: Any) -> CheckIn:
    """A project with a mailbox and its check-in of this month; ``days`` ago it was sent, if its state says so."""
    project = facts.pop("project", None) or PublishedFactory(region=region, title=title)
    ReportingContactFactory(project=project)
    if facts.get("state", "requested") in {"received", "reviewed", "published"}:
        facts = {**GREEN, "received_at": timezone.now() - timedelta(days=days), "published_at": timezone.now(), **facts}
    facts.setdefault("month", month_of(localdate()))
    made: CheckIn = CheckInFactory(project=project, **facts)
    return made


def mark() -> dict[str, str]:
    return {"submission": str(uuid4())}


# ---- the grid


def test_the_grid_shows_twelve_months_the_reddest_first(client: Client, region: Region) -> None:
    asked(region, "Grünes", state="received")
    asked(region, "Rotes", state="received", **RED)
    asked(region, "Altes", state="published", days=61)
    asked(region, "Stummes")
    context = client.get(GRID).context
    assert context["months"] == months_until(localdate())
    assert [(row["project"].title, row["lights"][2]["shine"]) for row in context["rows"]] == [
        ("Rotes", Shine.RED),
        ("Altes", Shine.SILENT),
        ("Stummes", Shine.UNKNOWN),
        ("Grünes", Shine.GREEN),
    ]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"q": "rot"}, ["Rotes"]),
        ({"licht": "red"}, ["Rotes"]),
        ({"licht": "green"}, ["Rotes", "Grünes"]),
        ({"stand": "requested"}, ["Stummes"]),
        ({"stand": "none"}, []),
        ({"stand": "?"}, ["Rotes", "Stummes", "Grünes"]),
        ({"region": "eigenregion"}, ["Rotes", "Stummes", "Grünes"]),
    ],
)
def test_the_grid_can_be_filtered(client: Client, region: Region, query: dict[str, str], titles: list[str]) -> None:
    asked(region, "Grünes", state="received")
    asked(region, "Rotes", state="received", **RED)
    asked(region, "Stummes")
    assert [row["project"].title for row in client.get(GRID, query).context["rows"]] == titles


@pytest.mark.parametrize("url", [GRID, CONTACTS, REVIEW, "/arbeit/"])
def test_three_projects_take_as_many_queries_as_one(client: Client, region: Region, url: str) -> None:
    asked(region, state="received")
    client.get(url)
    one = queries_of(client, url)
    for _number in range(2):
        asked(region, state="received")
    assert queries_of(client, url) == one


def test_a_partner_sees_the_own_projects_and_answers_from_there(enter: Entrance, region: Region) -> None:
    row = asked(region, "Eigenes")
    asked(region, "Fremdes")
    town = an_organisation("Stadt Beispiel")
    ParticipationFactory(project=row.project, organisation=town)
    browser = enter(with_role(Role.PARTNER, organisation=town, is_demo=True))
    assert [one["project"].title for one in browser.get(GRID).context["rows"]] == ["Eigenes"]
    link = browser.get(f"{GRID}{row.code}/").context["link"]
    assert link == f"/rueckmeldung/{access.link_token('checkin', row.code)}/"
    assert [browser.get(url).status_code for url in (CONTACTS, REVIEW)] == [404, 404]


def test_a_checkin_of_another_region_is_not_there(client: Client) -> None:
    row = asked(a_region("Fremdregion"), state="published")
    paths = ["", "berichtigen/"]
    assert [client.get(f"{GRID}{row.code}/{path}").status_code for path in paths] == [404, 404]
    assert client.post(f"{GRID}{row.code}/entfallen/", {"drop-reason": "x"}).status_code == 404


# ---- who answers, asking


def test_the_lead_bodys_own_mailbox_is_suggested(client: Client, region: Region) -> None:
    project = PublishedFactory(region=region)
    lead = ParticipationFactory(project=project, organisation=an_organisation("Stadt Beispiel"))
    ContactPoint.objects.create(organisation=lead.organisation, mailbox="stadt@beispiel.example")
    (line,) = client.get(CONTACTS).context["lines"]
    assert (line["mailbox"].value(), line["suggested"]) == ("stadt@beispiel.example", True)


def test_all_mailboxes_are_saved_by_one_press(client: Client, region: Region) -> None:
    one, two, three = PublishedFactory.create_batch(3, region=region)
    kept = ReportingContactFactory(project=three, mailbox="alt@beispiel.example")
    data = {
        f"mailbox-{one.slug}": "eins@beispiel.example",
        f"paused-{one.slug}": "2031-01-31",
        f"mailbox-{three.slug}": kept.mailbox,
        f"seen-{three.slug}": kept.mailbox,
        "for_all": "alle@beispiel.example",
        **mark(),
    }
    assert client.post(CONTACTS, data)["Location"] == GRID
    stored = {row.project: (row.mailbox, str(row.paused_until)) for row in ReportingContact.objects.all()}
    assert stored == {
        one: ("eins@beispiel.example", "2031-01-31"),
        two: ("alle@beispiel.example", "None"),
        three: ("alt@beispiel.example", "None"),
    }


def test_a_wrong_mailbox_is_told_in_its_line_and_what_was_typed_stays(client: Client, region: Region) -> None:
    project = PublishedFactory(region=region)
    answer = client.post(CONTACTS, {f"mailbox-{project.slug}": "schlecht", **mark()})
    (line,) = answer.context["lines"]
    assert (answer.status_code, line["mailbox"].value(), len(line["mailbox"].errors)) == (422, "schlecht", 1)


def test_a_mailbox_changed_meanwhile_is_told_first_and_written_over_knowingly(client: Client, region: Region) -> None:
    contact = ReportingContactFactory(project=PublishedFactory(region=region), mailbox="neu@beispiel.example")
    slug = contact.project.slug
    data = {f"mailbox-{slug}": "mein@beispiel.example", f"seen-{slug}": "alt@beispiel.example", **mark()}
    first = client.post(CONTACTS, data)
    (line,) = first.context["lines"]
    assert (first.status_code, line["hidden"][0].value()) == (422, "neu@beispiel.example")
    client.post(CONTACTS, {**data, f"seen-{slug}": "neu@beispiel.example", **mark()})
    assert ReportingContact.objects.get().mailbox == "mein@beispiel.example"


def test_all_projects_are_asked_by_one_press_and_once(client: Client, region: Region) -> None:
    for _number in range(3):
        ReportingContactFactory(project=PublishedFactory(region=region))
    assert client.get(GRID).context["to_ask"] == 3
    for _number in range(2):
        assert client.post(f"{GRID}anfragen/", mark())["Location"] == GRID
    assert (CheckIn.objects.count(), client.get(GRID).context["to_ask"]) == (3, 0)


# ---- looking through


def test_what_calls_for_reading_stands_first_and_is_not_ticked(client: Client, region: Region) -> None:
    asked(region, "A", state="received")
    asked(region, "B", state="received", **RED)
    asked(region, "C")
    rows = client.get(REVIEW).context["rows"]
    assert [(row["checkin"].project.title, row["tick"].value()) for row in rows] == [("B", False), ("A", True)]


def test_each_stands_beside_what_was_said_before(client: Client, region: Region) -> None:
    row = asked(region, state="received", achieved="Neues")
    last = CheckInFactory(
        project=row.project,
        month=months_until(localdate(), 3)[0],
        **GREEN,
        state="received",
        received_at=row.requested_at,
    )
    shown = next(one for one in client.get(REVIEW).context["rows"] if one["checkin"] == row)
    assert shown["last"] == last
    assert [(word["now"], word["before"], word["same"]) for word in shown["words"]] == [
        ("Neues", "Läuft.", False),
        ("Läuft.", "Läuft.", True),
    ]


def test_many_are_published_by_one_press_with_their_notes(client: Client, region: Region) -> None:
    one, two, left = (asked(region, state="received") for _number in range(3))
    ticks = {f"tick-{one.code}": "on", f"tick-{two.code}": "on", f"note-{left.code}": "Anrufen"}
    assert client.post(REVIEW, {**ticks, "deed": "publish", **mark()})["Location"] == REVIEW
    states = {row.pk: (row.state, row.office_note) for row in CheckIn.objects.all()}
    assert states == {one.pk: ("published", ""), two.pk: ("published", ""), left.pk: ("received", "Anrufen")}
    assert StatusReport.objects.count() == 2


def test_one_is_sent_back_from_the_page_of_all(client: Client, region: Region) -> None:
    one, other = asked(region, state="received"), asked(region, state="received")
    deed = {"deed": f"send_back:{one.code}", f"tick-{other.code}": "on"}
    empty = client.post(REVIEW, {**deed, **mark()})
    assert (empty.status_code, list(empty.context["form"].errors)) == (422, [f"reason-{one.code}"])
    client.post(REVIEW, {**deed, f"reason-{one.code}": "Bitte den Termin nennen", **mark()})
    assert [CheckIn.objects.get(pk=row.pk).state for row in (one, other)] == ["reminded", "received"]


def test_nothing_ticked_is_told(client: Client, region: Region) -> None:
    asked(region, state="received")
    answer = client.post(REVIEW, {"deed": "publish", **mark()})
    assert (answer.status_code, len(answer.context["form"].non_field_errors())) == (422, 1)


# ---- one check-in


def test_dropping_wants_a_reason_and_keeps_it(client: Client, region: Region) -> None:
    row = asked(region)
    url = f"{GRID}{row.code}/entfallen/"
    answer = client.post(url, {"drop-submission": str(uuid4())})
    assert (answer.status_code, list(answer.context["forms"]["drop"].errors)) == (422, ["reason"])
    client.post(url, {"drop-submission": str(uuid4()), "drop-reason": "Beispiel: Sommerpause"})
    stored = CheckIn.objects.get()
    assert (stored.state, stored.drop_reason) == ("dropped", "Beispiel: Sommerpause")


def test_a_correction_becomes_the_newer_number(client: Client, region: Region, officer: User) -> None:
    row = asked(region, state="received")
    actions.settle(by=officer, at=timezone.now(), codes=[row.code], publish=True)
    row.refresh_from_db()
    url = f"{GRID}{row.code}/berichtigen/"
    data = {**GREEN, "text": "Läuft gut.", "reason": "Beispiel: Schreibfehler", "version": row.version}
    assert client.post(url, {**data, **mark()})["Location"] == f"{GRID}{row.code}/"
    reports = client.get(f"{GRID}{row.code}/").context["reports"]
    assert [(report.number, report.content["text"]) for report in reports] == [(2, "Läuft gut."), (1, "Läuft.")]
    stale = client.post(url, {**data, "text": "Anders.", **mark()})
    assert (stale.status_code, stale.context["form"]["version"].value()) == (422, str(row.version + 1))


def test_what_is_not_published_has_no_page_to_correct_it(client: Client, region: Region) -> None:
    assert client.get(f"{GRID}{asked(region).code}/berichtigen/").status_code == 404


# ---- duties


def test_duties_of_the_office_are_what_came_in_and_who_is_silent(officer: User, region: Region) -> None:
    today = localdate()
    asked(region, state="received")
    asked(region, state="received")
    silent = asked(region, "Stummes", requested_at=timezone.now() - timedelta(days=46))
    asked(region, "Neues", requested_at=timezone.now() - timedelta(days=45))
    asked(a_region("Fremdregion"), state="received")
    found = queries.duties(officer, today=today)
    assert [(duty.weight, duty.thing, duty.params) for duty in found] == [
        (Weight.WAITING, Label("checkins", "sichten/"), (("count", "2"),)),
        (Weight.SILENT, Label("checkins", f"?q={silent.project.slug}"), (("days", "46"),)),
    ]


def test_the_duty_of_a_partner_is_the_own_open_checkin(region: Region) -> None:
    row = asked(region)
    asked(region)
    town = an_organisation("Stadt Beispiel")
    ParticipationFactory(project=row.project, organisation=town)
    partner = with_role(Role.PARTNER, organisation=town)
    (duty,) = queries.duties(partner, today=localdate())
    assert (duty.weight, duty.thing, duty.due, duty.about) == (
        Weight.DUE,
        Label("checkin", access.link_token("checkin", row.code)),
        row.due_on,
        row.project.title,
    )


def test_duties_are_bounded(officer: User, region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_DUTIES", 2)
    for _number in range(3):
        asked(region, requested_at=timezone.now() - timedelta(days=50))
    found: list[Duty] = queries.duties(officer, today=localdate())
    assert len(found) == 2
