"""Requests in the workspace: the list with its clock, answering, forwarding, refusing, opening a case."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from strahlkraft.accounts.rules import Role
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import ContactPoint, Region
from strahlkraft.reuse.models import ReuseCase, ReuseOffer, ReuseRequest
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.projects import ParticipationFactory, PublishedFactory
from tests.factories.reuse import EARLIER, OfferFactory, RequestFactory
from tests.office.pages import Entrance
from tests.office.test_projects import queries_of


@pytest.fixture
def offer(region: Region) -> ReuseOffer:
    """A public offer of the own region."""
    made: ReuseOffer = OfferFactory(project=PublishedFactory(region=region), title="Beispielparken")
    return made


@pytest.fixture
def asked(offer: ReuseOffer) -> ReuseRequest:
    """A request that waits."""
    made: ReuseRequest = RequestFactory(offer=offer)
    return made


def url(asked: ReuseRequest, *rest: str) -> str:
    return "/".join(["/arbeit/anfragen", asked.code, *rest]) + "/"


def sent(name: str, **fields: Any) -> dict[str, Any]:
    """What a browser would send of one form of the page."""
    return {f"{name}-submission": str(uuid4()), **{f"{name}-{key}": value for key, value in fields.items()}}


def answered(offer: ReuseOffer, **more: Any) -> ReuseRequest:
    made: ReuseRequest = RequestFactory(
        offer=offer, state="answered", first_answer_at=EARLIER + timedelta(days=3), **more
    )
    return made


def test_list_puts_those_that_wait_in_front_longest_first(client: Client, offer: ReuseOffer) -> None:
    done = answered(offer)
    new = RequestFactory(offer=offer, confirmed_at=datetime(2026, 2, 3, tzinfo=UTC))
    old = RequestFactory(offer=offer)
    RequestFactory(offer=offer, state="draft", confirmed_at=None)
    RequestFactory()
    rows = client.get("/arbeit/anfragen/").context["rows"]
    assert [row["request"].pk for row in rows] == [old.pk, new.pk, done.pk]
    assert [row["urgency"] for row in rows] == ["bad", "bad", ""]


def test_list_filters_by_state_and_words(client: Client, offer: ReuseOffer, asked: ReuseRequest) -> None:
    answered(offer, organisation_name="Zweckverband Beispiel", municipality=None)
    counts = [
        len(client.get("/arbeit/anfragen/", query).context["rows"])
        for query in ({"stand": "waiting"}, {"stand": "answered"}, {"q": "zweckverband"}, {"q": "nie"}, {"stand": "?"})
    ]
    assert counts == [1, 1, 1, 0, 2]


def test_list_takes_as_many_queries_for_four_requests_as_for_one(client: Client, asked: ReuseRequest) -> None:
    client.get("/arbeit/anfragen/")
    one = queries_of(client, "/arbeit/anfragen/")
    RequestFactory.create_batch(3, offer=asked.offer)
    assert queries_of(client, "/arbeit/anfragen/") == one


def test_navigation_counts_what_waits_for_this_person(client: Client, asked: ReuseRequest, enter: Entrance) -> None:
    def count(browser: Client) -> Any:
        return next(i["count"] for i in browser.get("/arbeit/").context["workspace_nav"] if "/anfragen/" in i["url"])

    other = enter(with_role(Role.OFFICE, region=a_region("Fremd"), is_demo=True))
    assert (count(client), count(other)) == (1, None)


def test_clock_warns_with_the_day_of_the_reminder(client: Client, offer: ReuseOffer) -> None:
    request = RequestFactory(offer=offer, confirmed_at=timezone.now() - timedelta(days=10))
    row = client.get(url(request)).context["request_row"]
    assert (row["urgency"], row["clock"].running) == ("warn", True)


def test_page_shows_need_mailbox_and_person(client: Client, offer: ReuseOffer) -> None:
    request = RequestFactory(offer=offer, person="Beispiel, Ida", need="Wir brauchen <b>Parkplätze</b>.")
    text = client.get(url(request)).content.decode()
    said = ("Beispiel, Ida", "digitales@beispielstadt.example", "&lt;b&gt;Parkplätze", "angebote@beispiel.example")
    assert [words for words in said if words not in text] == []


def test_answer_stops_the_clock_and_is_sent_once(client: Client, asked: ReuseRequest) -> None:
    data = sent("answer", text="Gern, rufen Sie an.")
    assert [client.post(url(asked, "antworten"), data).status_code for _ in range(2)] == [302, 302]
    asked.refresh_from_db()
    assert (asked.state, asked.first_answer_at is not None) == ("answered", True)
    assert (asked.messages.count(), Letter.objects.filter(to=asked.mailbox).count()) == (1, 1)


@pytest.mark.parametrize(
    ("part", "name", "fields", "wrong"),
    [
        ("antworten", "answer", {"text": " "}, ["text"]),
        ("antworten", "answer", {"text": "x" * 6_001}, ["text"]),
        ("weiterleiten", "forward", {"mailbox": ""}, ["mailbox"]),
        ("weiterleiten", "forward", {"mailbox": "ruf an"}, ["mailbox"]),
        ("weiterleiten", "forward", {"mailbox": "x" * 255}, ["mailbox"]),
        ("ablehnen", "refuse", {"reason": ""}, ["reason"]),
        ("ablehnen", "refuse", {"reason": "keine Lust"}, ["reason"]),
        ("ablehnen", "refuse", {"reason": "better_offer"}, ["better"]),
        ("ablehnen", "refuse", {"reason": "better_offer", "better": "gibt-es-nicht"}, ["better"]),
        ("ablehnen", "refuse", {"reason": "not_finished", "text": "x" * 6_001}, ["text"]),
        ("ablehnen", "refuse", {"reason": "not_finished", "better_note": "x" * 301}, ["better_note"]),
    ],
)
def test_bad_entry_is_refused_beside_its_field_and_kept(
    client: Client, asked: ReuseRequest, part: str, name: str, fields: dict[str, str], wrong: list[str]
) -> None:
    answer = client.post(url(asked, part), sent(name, **fields))
    form = answer.context["forms"][name]
    asked.refresh_from_db()
    assert (answer.status_code, list(form.errors), asked.state) == (422, wrong, "forwarded")
    assert {key: form.data[f"{name}-{key}"] for key in fields} == fields


def test_office_names_the_mailbox_and_the_letter_goes_there(client: Client, offer: ReuseOffer) -> None:
    request = RequestFactory(offer=offer, provider_mailbox="", state="confirmed", forwarded_at=None)
    client.post(url(request, "weiterleiten"), sent("forward", mailbox="neu@beispiel.example"))
    request.refresh_from_db()
    assert (request.state, request.provider_mailbox) == ("forwarded", "neu@beispiel.example")
    assert [letter.to for letter in Letter.objects.all()] == ["neu@beispiel.example"]


def test_refusal_names_the_better_offer(client: Client, asked: ReuseRequest) -> None:
    better = OfferFactory(title="Besseres Beispiel")
    answer = client.post(url(asked, "ablehnen"), sent("refuse", reason="better_offer", better=better.slug))
    asked.refresh_from_db()
    assert (answer.status_code, asked.state, asked.better_offer) == (302, "refused", better)
    assert "Besseres Beispiel" in client.get(url(asked)).content.decode()


def test_answer_to_a_request_that_was_refused_meanwhile_is_told(client: Client, asked: ReuseRequest) -> None:
    client.post(url(asked, "ablehnen"), sent("refuse", reason="not_finished"))
    answer = client.post(url(asked, "antworten"), sent("answer", text="Doch noch."), follow=True)
    assert [str(message.level_tag) for message in answer.context["messages"]][-1:] == ["error"]


def test_answered_request_becomes_one_case_with_letters_to_both(client: Client, offer: ReuseOffer) -> None:
    request = answered(offer)
    mark = {"submission": str(uuid4())}
    places = [client.post(url(request, "nachnutzung"), mark)["Location"] for _ in range(2)]
    case = ReuseCase.objects.get()
    assert places == [f"/arbeit/nachnutzung/{case.code}/"] * 2
    assert sorted(Letter.objects.values_list("to", flat=True)) == sorted([request.mailbox, request.provider_mailbox])


def test_request_without_answer_becomes_no_case(client: Client, asked: ReuseRequest) -> None:
    client.post(url(asked, "nachnutzung"), {"submission": str(uuid4())})
    assert not ReuseCase.objects.exists()


def test_partner_answers_for_the_own_project_and_forwards_nothing(enter: Entrance, asked: ReuseRequest) -> None:
    body = an_organisation("Eigene GmbH")
    partner = enter(with_role(Role.PARTNER, organisation=body, is_demo=True))
    assert partner.get(url(asked)).status_code == 404
    assert asked.offer is not None
    ParticipationFactory(project=asked.offer.project, organisation=body, role="lead")
    assert list(partner.get(url(asked)).context["forms"]) == ["answer", "refuse"]
    refused = partner.post(url(asked, "weiterleiten"), sent("forward", mailbox="neu@beispiel.example"))
    assert refused.status_code == 422
    assert partner.post(url(asked, "antworten"), sent("answer", text="Gern.")).status_code == 302
    assert asked.messages.get().side == "provider"


@pytest.mark.parametrize("role", [Role.MUNICIPALITY, Role.STEERING, Role.AUTHORITY, Role.LAND])
def test_who_answers_no_requests_sees_none(enter: Entrance, asked: ReuseRequest, role: Role) -> None:
    scope = {"region": asked.region} if role is Role.STEERING else {}
    client = enter(with_role(role, is_demo=True, **scope))
    assert {client.get(path).status_code for path in ("/arbeit/anfragen/", url(asked))} == {404}


def test_foreign_region_and_unconfirmed_requests_do_not_exist(client: Client, offer: ReuseOffer) -> None:
    foreign = RequestFactory()
    draft = RequestFactory(offer=offer, state="draft", confirmed_at=None)
    paths = [
        url(row, part) for row in (foreign, draft) for part in ("antworten", "weiterleiten", "ablehnen", "nachnutzung")
    ]
    assert {client.get(url(row)).status_code for row in (foreign, draft)} == {404}
    assert {client.post(path, sent("answer", text="x")).status_code for path in paths} == {404}


@pytest.mark.parametrize("language", ["", "/en"])
def test_pages_answer_in_both_languages(client: Client, offer: ReuseOffer, asked: ReuseRequest, language: str) -> None:
    refused = RequestFactory(offer=offer, state="refused", refusal_reason="not_finished", first_answer_at=EARLIER)
    ContactPoint.objects.create(region=offer.project.region, mailbox="buero@beispiel.example")
    paths = ("/arbeit/anfragen/", url(asked), url(refused), url(answered(offer)))
    assert [client.get(language + path).status_code for path in paths] == [200] * 4
