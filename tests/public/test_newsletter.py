"""The newsletter without an account: the same answer for every mailbox, links that need a press, an end that is final."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from pytest_django.fixtures import Settings

from strahlkraft.accounts.rules import Role
from strahlkraft.jobs.newsletter_clock import run
from strahlkraft.letters.models import Letter
from strahlkraft.newsroom.access import CHOICES, CONFIRM, END, LINKS
from strahlkraft.newsroom.models import Issue, Subscriber, Suppression
from strahlkraft.newsroom.queries import newsletter as queries
from tests.factories.accounts import with_role
from tests.factories.network import RegionFactory
from tests.factories.newsletter import AT, a_subscriber, an_issue, approved

pytestmark = pytest.mark.django_db
MAILBOX = "leserin@beispiel.example"
STAMPED = datetime(2026, 1, 1, tzinfo=UTC).timestamp()


@pytest.fixture
def sheet(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a person sends who took their time."""
    with monkeypatch.context() as patched:
        patched.setattr("time.time", lambda: STAMPED)
        stamp = signing.TimestampSigner(salt="strahlkraft.public.stamp").sign("form")
    return {"mailbox": MAILBOX, "consent": "on", "stamp": stamp, "website": ""}


def link(purpose: str, row: Subscriber) -> str:
    path = {CONFIRM: "bestaetigen", CHOICES: "einstellungen", END: "abbestellen"}[purpose]
    return f"/rundbrief/{path}/{LINKS.token(purpose, row.code)}/"


def test_asking_with_interests_confirming_and_choosing_anew(visitor: Client, sheet: dict[str, Any]) -> None:
    RegionFactory(slug="owl", name="OWL")
    RegionFactory(slug="soest", name="Soest")
    answer = visitor.post("/rundbrief/", sheet | {"regions": ["owl", "soest"]})
    assert (answer.status_code, answer["Location"]) == (302, "/rundbrief/gesendet/")
    assert visitor.get("/rundbrief/gesendet/").status_code == 200
    row = Subscriber.objects.get()
    assert sorted(region.slug for region in row.regions.all()) == ["owl", "soest"]
    page = visitor.get(link(CONFIRM, row)).content.decode()
    assert ("OWL, Soest" in page, queries.standing().count()) == (True, 0)
    assert (visitor.post(link(CONFIRM, row)).status_code, queries.standing().count()) == (200, 1)
    choices = visitor.get(link(CHOICES, row)).content.decode()
    assert choices.count("checked") == 2
    saved = visitor.post(link(CHOICES, row), {"regions": ["soest"], "language": "en"})
    row.refresh_from_db()
    assert ([one.slug for one in row.regions.all()], row.language, saved.status_code) == (["soest"], "en", 200)
    assert visitor.cookies == {}


def test_every_mailbox_gets_the_same_answer(visitor: Client, sheet: dict[str, Any]) -> None:
    a_subscriber(1)
    answers = []
    for mailbox in ("leserin1@beispiel.example", "neu@beispiel.example", "neu@beispiel.example"):
        answer = visitor.post("/rundbrief/", sheet | {"mailbox": mailbox})
        answers.append((answer.status_code, answer["Location"], answer.content))
    assert len(set(answers)) == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"mailbox": "kein Postfach"}, "mailbox"),
        ({"mailbox": ""}, "mailbox"),
        ({"consent": ""}, "consent"),
        ({"regions": ["atlantis"]}, "regions"),
        ({"website": "https://beispiel.example"}, "__all__"),
        ({"stamp": "gestern"}, "__all__"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_kept(
    visitor: Client, sheet: dict[str, Any], changed: dict[str, Any], field: str
) -> None:
    page = visitor.post("/rundbrief/", sheet | changed)
    assert (page.status_code, field in page.context["form"].errors) == (200, True)
    assert (Subscriber.objects.count(), Letter.objects.count()) == (0, 0)


def test_many_wishes_from_one_place_have_to_wait(visitor: Client, sheet: dict[str, Any]) -> None:
    codes = [visitor.post("/rundbrief/", sheet | {"mailbox": f"a{n}@beispiel.example"}).status_code for n in range(13)]
    assert codes == [302] * 12 + [429]


def test_a_form_of_another_site_is_refused(visitor: Client, sheet: dict[str, Any]) -> None:
    assert visitor.post("/rundbrief/", sheet, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_opening_the_link_ends_nothing_pressing_does_for_good(visitor: Client) -> None:
    row = a_subscriber(1)
    assert (visitor.get(link(END, row)).status_code, queries.standing().count()) == (200, 1)
    assert [visitor.post(link(END, row)).status_code for _ in range(2)] == [200, 200]
    row.refresh_from_db()
    assert (row.mailbox, Suppression.objects.count(), queries.standing().count()) == ("", 1, 0)
    assert visitor.get(link(END, row)).status_code == 200
    assert visitor.get(link(CHOICES, row)).status_code == 200
    assert visitor.get(link(CONFIRM, row)).status_code == 404


def test_a_mail_program_ends_it_in_one_click(settings: Settings) -> None:
    row = a_subscriber(1)
    strict = Client(enforce_csrf_checks=True)  # no cookie, no token, no referrer: RFC 8058
    answer = strict.post(link(END, row), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    row.refresh_from_db()
    assert (answer.status_code, row.ended_at is not None, strict.cookies) == (200, True, {})
    assert (answer["Referrer-Policy"], "no-store" in answer["Cache-Control"]) == ("no-referrer", True)


@pytest.mark.parametrize("path", ["bestaetigen", "einstellungen", "abbestellen"])
def test_a_link_made_for_something_else_opens_nothing(visitor: Client, path: str) -> None:
    row = a_subscriber(1)
    purposes = {"bestaetigen": END, "einstellungen": CONFIRM, "abbestellen": CHOICES}
    for token in ("unfug", LINKS.token(purposes[path], row.code)):
        for answer in (visitor.get(f"/rundbrief/{path}/{token}/"), visitor.post(f"/rundbrief/{path}/{token}/")):
            assert answer.status_code == 404
    assert queries.standing().count() == 1


def sent(count: int) -> list[Issue]:
    writer, second = with_role(Role.ADMIN), with_role(Role.ADMIN)
    rows = []
    for number in range(count):
        draft = an_issue(writer, subject=f"Beispielbrief {number}", subject_en="An example" if number else "")
        rows.append(approved(draft, writer, second))
    run(at=AT)
    return rows


def test_only_what_was_sent_can_be_read(visitor: Client) -> None:
    writer, second = with_role(Role.ADMIN), with_role(Role.ADMIN)
    draft = an_issue(writer)
    assert visitor.get("/rundbrief/archiv/").status_code == 200
    assert visitor.get(f"/rundbrief/archiv/{draft.code}/").status_code == 404
    approved(draft, writer, second)
    assert visitor.get(f"/rundbrief/archiv/{draft.code}/").status_code == 404
    run(at=AT)
    page = visitor.get(f"/rundbrief/archiv/{draft.code}/").content.decode()
    assert ("Beispielnachricht" in page, "abbestellen" in page, "<strong>Beispiel</strong>" in page) == (
        True,
        False,
        True,
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_archive_costs_the_same_for_one_and_many(
    visitor: Client, count: int, django_assert_max_num_queries: Any
) -> None:
    rows = sent(count)
    with django_assert_max_num_queries(4):
        page = visitor.get("/rundbrief/archiv/").content.decode()
    assert [f"/rundbrief/archiv/{row.code}/" in page for row in rows] == [True] * count
    with django_assert_max_num_queries(6):
        assert visitor.get("/rundbrief/").status_code == 200


def test_an_english_page_has_the_english_subject_where_there_is_one(visitor: Client) -> None:
    first, second = sent(2)
    page = visitor.get("/en/rundbrief/archiv/").content.decode()
    assert ('lang="de">Beispielbrief 0' in page, 'lang="en">An example' in page) == (True, True)
    assert visitor.get(f"/en/rundbrief/archiv/{second.code}/").status_code == 200
    assert visitor.get(f"/en/rundbrief/archiv/{first.code}/").status_code == 200
