"""What became of the letters, for the office: masked, counted, filtered, sent again; and how each of them reads."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.letters.models import Letter
from strahlkraft.letters.rules import LetterState
from strahlkraft.letters.samples import letter_names, rooms
from strahlkraft.network.models import ContactPoint, Region
from tests.factories.accounts import an_organisation, with_role
from tests.factories.letters import AT, post
from tests.office.pages import Entrance, marks


def _ended(letter: Letter, state: LetterState) -> Letter:
    facts = {
        LetterState.SENT: {"sent_at": AT},
        LetterState.FAILED: {"attempts": 2, "fault": "later", "status": "450 4.2.0"},
        LetterState.GIVEN_UP: {"given_up_at": AT, "attempts": 1, "fault": "refused", "status": "550 5.1.1"},
        LetterState.BOUNCED: {"sent_at": AT, "bounced_at": AT, "fault": "bounced", "status": "5.1.1"},
        LetterState.WAITING: {},
        LetterState.UNHEARD: {"given_up_at": AT, "attempts": 1, "fault": "unheard"},
    }[state]
    Letter.objects.filter(pk=letter.pk).update(key=letter.key, **facts)
    letter.refresh_from_db()
    return letter


def test_the_list_counts_states_and_shows_no_mailbox_in_constant_queries(client: Client) -> None:
    def seen() -> tuple[int, str]:
        with CaptureQueriesContext(connection) as captured:
            answer = client.get("/arbeit/briefe/")
        return len(captured), answer.content.decode()

    for number, state in enumerate(LetterState):
        _ended(post(number, to="person@example.org"), state)
    one, text = seen()
    for number in range(len(LetterState), 3 * len(LetterState)):
        _ended(post(number, to="person@example.org"), list(LetterState)[number % len(LetterState)])
    again, _text = seen()
    assert one == again
    assert ("person@example.org" in text, "p…@example.org" in text) == (False, True)
    tiles = client.get("/arbeit/briefe/").context["tiles"]
    assert [(tile["state"], tile["count"]) for tile in tiles] == [(state.value, 3) for state in LetterState]


def test_the_list_is_filtered_by_state_subject_and_whole_mailbox(enter: Entrance) -> None:
    client = enter(with_role(Role.ADMIN, is_demo=True))
    given_up = _ended(post(1, subject="Erstes"), LetterState.GIVEN_UP)
    waiting = post(2, subject="Zweites")

    def found(query: str) -> list[Letter]:
        return [row["letter"] for row in client.get(f"/arbeit/briefe/?{query}").context["rows"]]

    assert found("stand=given_up") == [given_up]
    assert found("q=zweit") == [waiting]
    assert found("q=clerk2@example.org") == [waiting]
    assert found("q=clerk") == []
    assert found("stand=unsinn") == [waiting, given_up]


def test_an_office_neither_reads_nor_finds_subjects_which_may_be_of_another_region(client: Client) -> None:
    letter = post(1, subject="Geheimes Vorhaben")
    page = client.get("/arbeit/briefe/").content.decode()
    one = client.get(f"/arbeit/briefe/{letter.pk}/").content.decode()
    found = client.get("/arbeit/briefe/?q=geheim").context["rows"]
    assert ("Geheimes" in page, "Geheimes" in one, found) == (False, False, [])


def test_a_letter_given_up_is_sent_again_once_and_the_trail_says_who(client: Client) -> None:
    letter = _ended(post(1), LetterState.GIVEN_UP)
    address = f"/arbeit/briefe/{letter.pk}/"
    assert client.get(address).context["may_send_again"] is True
    sent = marks()
    answers = [client.post(f"{address}nochmal/", sent) for _ in range(2)]
    letter.refresh_from_db()
    assert [answer["Location"] for answer in answers] == [address] * 2
    assert (letter.state, client.get(address).context["may_send_again"]) == (LetterState.WAITING, False)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.subject_key, entry.subject_title) == ("send_letter_again", str(letter.pk), "")


def test_a_letter_on_its_way_is_not_sent_again_and_says_why(client: Client) -> None:
    letter = post(1)
    answer = client.post(f"/arbeit/briefe/{letter.pk}/nochmal/", marks(), follow=True)
    assert [str(message.level_tag) for message in answer.context["messages"]] == ["error"]
    assert AuditEntry.objects.count() == 0


def test_a_forgotten_letter_shows_neither_words_nor_mailbox(client: Client) -> None:
    letter = _ended(post(1), LetterState.SENT)
    Letter.objects.update(to="", subject="", text="")
    text = client.get(f"/arbeit/briefe/{letter.pk}/").content.decode()
    assert ("clerk1" in text, "example.org" in text) == (False, False)


def test_a_weekly_letter_shows_its_parts(client: Client, settings: Settings, tmp_path: Path) -> None:
    parts = [post(number, to="a@example.org", digest=True) for number in (1, 2)]
    whole = post(3, to="a@example.org")
    Letter.objects.filter(pk__in=[part.pk for part in parts]).update(gathered_in=whole)
    shown = client.get(f"/arbeit/briefe/{whole.pk}/").context["parts"]
    assert [row["letter"] for row in shown] == parts
    assert client.get(f"/arbeit/briefe/{parts[0].pk}/").status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.PUBLIC, Role.ADMIN, Role.OFFICE}])
def test_letters_are_not_there_for_others(role: Role, enter: Entrance) -> None:
    letter = _ended(post(1), LetterState.GIVEN_UP)
    browser = enter(with_role(role, is_demo=True))
    answers = [
        browser.get("/arbeit/briefe/"),
        browser.get(f"/arbeit/briefe/{letter.pk}/"),
        browser.post(f"/arbeit/briefe/{letter.pk}/nochmal/", marks()),
        browser.get("/arbeit/briefe/vorlagen/"),
        browser.get("/arbeit/briefe/vorlagen/accounts/welcome/"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 5


def test_every_letter_can_be_read_beforehand_in_both_languages(client: Client) -> None:
    groups = client.get("/arbeit/briefe/vorlagen/").context["groups"]
    listed = [(one.room, one.name) for group in groups for one in group["letters"]]
    assert listed == [(room, name) for room in rooms() for name in letter_names(room)]
    answer = client.get("/arbeit/briefe/vorlagen/congress/registration_seat/")
    text = answer.content.decode()
    assert [one.language for _words, one in answer.context["examples"]] == ["de", "en"]
    assert ("Beispielkongress 2027" in text, text.count("letter-plain")) == (True, 2)
    assert client.get("/arbeit/briefe/vorlagen/congress/nichts/").status_code == 404
    assert client.get("/arbeit/briefe/vorlagen/nirgends/welcome/").status_code == 404


def test_a_mailbox_that_fails_is_counted_until_it_works(client: Client) -> None:
    _ended(post(1), LetterState.BOUNCED)
    assert client.get("/arbeit/briefe/").context["failing"] == 1
    later = post(2, to="clerk1@example.org")
    Letter.objects.filter(pk=later.pk).update(sent_at=AT + timedelta(days=1))
    assert client.get("/arbeit/briefe/").context["failing"] == 0


def test_a_mailbox_that_fails_is_marked_where_it_is_used(client: Client, region: Region) -> None:
    organisation = an_organisation("Stadt Beispiel")
    ContactPoint.objects.create(organisation=organisation, mailbox="Clerk1@example.org")
    address = f"/arbeit/organisationen/{organisation.slug}/"
    before = client.get(address).content.decode()
    _ended(post(1), LetterState.GIVEN_UP)
    after = client.get(address).content.decode()
    assert ["badge--bad" in before, "badge--bad" in after] == [False, True]
