"""The page behind a check-in's link: typed, kept at once, sent, taken back; nobody needs an account."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.steering import access, texts
from strahlkraft.steering.actions import checkins as actions
from strahlkraft.steering.models import CheckIn
from strahlkraft.steering.queries import checkins as queries
from strahlkraft.steering.rules.checkins import Answers
from tests.factories.projects import PublishedFactory
from tests.factories.steering import CheckInFactory

AT = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
SAID = Answers("green", "amber", "green", "Testbetrieb läuft.", "Schulung", "Lieferung fehlt", text="Läuft.")
SENT: dict[str, Any] = {"state": "received", "received_at": AT, **SAID.as_dict()}


@pytest.fixture
def row(db: None) -> CheckIn:
    """A check-in that was asked for."""
    made: CheckIn = CheckInFactory(project=PublishedFactory(title="Lampen, die mitdenken"))
    return made


@pytest.fixture
def client() -> Client:
    """Somebody with the letter, without an account."""
    return Client()


def url(row: CheckIn) -> str:
    return f"/rueckmeldung/{access.link_token('checkin', row.code)}/"


def typed(row: CheckIn, deed: str, answers: Answers = SAID, **more: Any) -> dict[str, Any]:
    return {**answers.as_dict(), "deed": deed, "revision": row.version, "submission": str(uuid4()), **more}


def test_the_form_begins_with_last_times_words_and_no_light(client: Client, row: CheckIn) -> None:
    CheckInFactory(project=row.project, month=date(2026, 5, 1), **SENT)
    context = client.get(url(row)).context
    began = {name: context["form"][name].value() for name in ("achieved", "obstacles", "text", "time_light")}
    assert began == {"achieved": SAID.achieved, "obstacles": SAID.obstacles, "text": SAID.text, "time_light": ""}
    assert [light["last"] for light in context["lights"]] == [str(texts.SHINES[x]) for x in ("green", "amber", "green")]


def test_looking_changes_nothing_and_leaves_no_cookie(client: Client, row: CheckIn) -> None:
    answer = client.get(url(row))
    assert (answer.status_code, dict(answer.cookies), CheckIn.objects.get().version) == (200, {}, 1)


def test_sending_leads_back_with_thanks(client: Client, row: CheckIn) -> None:
    answer = client.post(url(row), typed(row, "send"))
    assert (answer.status_code, answer["Location"]) == (302, f"{url(row)}?getan=send")
    stored = CheckIn.objects.get()
    assert (stored.state, queries.answers_of(stored)) == ("received", SAID)
    page = client.get(answer["Location"])
    assert (page.context["open"], page.context["may_take_back"], bool(page.context["done"])) == (False, True, True)


def test_sent_twice_counts_once(client: Client, row: CheckIn) -> None:
    same = typed(row, "send")
    assert [client.post(url(row), same).status_code for _number in range(2)] == [302, 302]
    assert CheckIn.objects.get().version == 2


def test_what_comes_too_late_is_told_and_shown_again(client: Client, row: CheckIn) -> None:
    client.post(url(row), typed(row, "send"))
    answer = client.post(url(row), typed(row, "send", Answers(*["green"] * 3, "Aus dem zweiten Fenster")))
    page = answer.content.decode()
    assert (answer.status_code, CheckIn.objects.get().achieved) == (422, SAID.achieved)
    assert "Aus dem zweiten Fenster" in page
    assert str(answer.context["form"].non_field_errors()[0]) in page


@pytest.mark.parametrize("deed", [{}, {"deed": "gibtsnicht"}])
def test_what_was_typed_is_saved_though_no_known_button_came_along(
    client: Client, row: CheckIn, deed: dict[str, str]
) -> None:
    sent = {name: text for name, text in typed(row, "").items() if name != "deed"}
    assert client.post(url(row), sent | deed).status_code == 302
    assert CheckIn.objects.get().draft["achieved"] == SAID.achieved


def test_an_unfinished_one_is_kept_on_the_page_with_the_reasons(client: Client, row: CheckIn) -> None:
    answer = client.post(url(row), typed(row, "send", Answers("green", "red", "green", "Beispiel")))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["obstacles"])
    assert answer.context["form"]["achieved"].value() == "Beispiel"


def test_saved_for_now_without_script(client: Client, row: CheckIn) -> None:
    answer = client.post(url(row), typed(row, "save", Answers(achieved="halb")))
    assert (answer["Location"], CheckIn.objects.get().draft["achieved"]) == (f"{url(row)}?getan=save", "halb")
    assert client.get(url(row)).context["form"]["achieved"].value() == "halb"


def autosave(client: Client, row: CheckIn, achieved: str, revision: int) -> Any:
    data = typed(row, "save", Answers(achieved=achieved), revision=revision)
    return client.post(url(row), data, headers={"X-Autosave": "1"})


def test_the_script_keeps_what_is_typed_and_goes_on_from_the_new_version(client: Client, row: CheckIn) -> None:
    versions = [
        autosave(client, row, "halb", 1).json()["revision"],
        autosave(client, row, "ganz", 2).json()["revision"],
    ]
    assert (versions, CheckIn.objects.get().draft["achieved"]) == ([2, 3], "ganz")


def test_a_second_window_is_told_and_overwrites_nothing(client: Client, row: CheckIn) -> None:
    autosave(client, row, "eins", 1)
    second = autosave(client, row, "zwei", 1)
    assert (second.status_code, bool(second.json()["message"])) == (409, True)
    assert CheckIn.objects.get().draft["achieved"] == "eins"
    shown = client.post(url(row), typed(row, "send"))
    assert (shown.status_code, shown.context["form"]["revision"].value()) == (422, "2")


def test_taken_back_it_can_be_changed(client: Client, row: CheckIn) -> None:
    client.post(url(row), typed(row, "send"))
    answer = client.post(url(row), {"deed": "take_back", "submission": str(uuid4())})
    assert answer["Location"] == f"{url(row)}?getan=take_back"
    context = client.get(url(row)).context
    assert (context["open"], context["form"]["time_light"].value(), context["returned"]) == (True, "amber", "")


@pytest.mark.parametrize("state", ["reviewed", "published", "dropped"])
def test_what_the_office_has_dealt_with_is_only_shown(client: Client, db: None, state: str) -> None:
    facts = {**SENT, "state": state, "published_at": AT, "drop_reason": "Beispiel"}
    row = CheckInFactory(project=PublishedFactory(), **facts)
    context = client.get(url(row)).context
    assert (context["open"], context["may_take_back"]) == (False, False)
    assert client.post(url(row), typed(row, "send")).status_code == 422


def test_the_reason_of_the_office_stands_above_the_form_its_notes_do_not(client: Client, db: None) -> None:
    row = CheckInFactory(project=PublishedFactory(), office_note="Beispiel: nur für uns", **SENT)
    assert b"nur f" not in client.get(url(row)).content
    actions.send_back(by=SYSTEM, at=AT, code=row.code, reason="Beispiel: bitte den Termin nennen")
    assert client.get(url(row)).context["returned"] == "Beispiel: bitte den Termin nennen"


def test_taking_back_does_not_show_what_the_office_noted_for_itself(client: Client, row: CheckIn) -> None:
    client.post(url(row), typed(row, "send"))
    actions.settle(by=SYSTEM, at=AT, codes=[], publish=False, notes={row.code: "Beispiel: nur für uns"})
    client.post(url(row), {"deed": "take_back", "submission": str(uuid4())})
    answer = client.get(url(row))
    assert (answer.context["open"], answer.context["returned"], b"nur f" in answer.content) == (True, "", False)


@pytest.mark.parametrize("token", ["gibtesnicht", "abc.def"])
def test_a_wrong_link_opens_nothing(client: Client, db: None, token: str) -> None:
    assert client.get(f"/rueckmeldung/{token}/").status_code == 404


def test_a_link_of_another_purpose_opens_nothing(client: Client, row: CheckIn) -> None:
    assert client.get(f"/rueckmeldung/{access.link_token('tasks', row.code)}/").status_code == 404


def test_the_public_page_of_the_project_shows_the_published_text_only(client: Client, row: CheckIn) -> None:
    page = f"/projekte/{row.project.slug}/"
    client.post(url(row), typed(row, "send", Answers("green", "green", "green", "Internes", text="Läuft gut.")))
    before = client.get(page).content.decode()
    actions.settle(by=SYSTEM, at=AT, codes=[row.code], publish=True)
    after = client.get(page).content.decode()
    assert ["Läuft gut." in before, "Läuft gut." in after, "Internes" in after] == [False, True, False]
