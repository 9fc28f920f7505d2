"""The road without an account: what the forms refuse, what the links open, what is written to whom."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.utils.html import escape

from strahlkraft.letters.models import Letter
from strahlkraft.network.models import ContactPoint
from strahlkraft.reuse import access
from strahlkraft.reuse.models import Lesson, ReuseCase, ReuseOffer, ReuseRequest
from tests.factories.network import MunicipalityFactory
from tests.factories.reuse import CaseFactory, OfferFactory, RequestFactory, SoftwareFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NEED = "Wir suchen ein Beispiel für unsere Bürgerdienste."


@pytest.fixture
def stranger(visitor: Client) -> Client:
    """Somebody who checks everything a browser would: nothing is excused from the guard against forged forms."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def offer(db: None) -> ReuseOffer:
    made: Any = OfferFactory(slug="beispiel", mailbox="angebote@beispiel.example")
    ContactPoint.objects.create(region=made.project.region, mailbox="buero@beispiel.example")
    return cast("ReuseOffer", made)


def stamp(seconds_ago: int = 60) -> str:
    with time_machine.travel(datetime.now(UTC) - timedelta(seconds=seconds_ago)):
        return signing.TimestampSigner(salt="strahlkraft.public.stamp").sign("form")


def form(**changed: str) -> dict[str, str]:
    town = MunicipalityFactory(key="05999777", name="Beispielhausen")
    sound = {"need": NEED, "municipality": town.key, "mailbox": "digitales@beispielstadt.example", "stamp": stamp()}
    return sound | changed


def text_of(page: Any) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def test_sent_request_waits_for_the_link_and_says_until_when(stranger: Client, offer: ReuseOffer) -> None:
    answer = stranger.post("/anfrage/offer-beispiel/", form())
    assert (answer.status_code, answer["Location"]) == (302, "/anfrage/offer-beispiel/gesendet/")
    row = ReuseRequest.objects.get()
    assert (row.state, row.need, row.municipality and row.municipality.key, row.mailbox) == (
        "draft", NEED, "05999777", "digitales@beispielstadt.example",
    )  # fmt: skip
    with time_machine.travel(MONDAY):
        page = stranger.get(answer["Location"])
    assert "9. März 2026" in text_of(page)
    assert stranger.cookies == {}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"need": "kurz"}, "need"),
        ({"need": "lang " * 810}, "need"),
        ({"need": "lang " * 900}, "need"),
        ({"municipality": ""}, "municipality"),
        ({"municipality": "Gibtesnicht"}, "municipality"),
        ({"municipality": "99999999"}, "municipality"),
        ({"municipality": "x\0y" * 100}, "municipality"),
        ({"mailbox": ""}, "mailbox"),
        ({"mailbox": "kein Postfach"}, "mailbox"),
        ({"mailbox": "a@b.example\nBcc: c@d.example"}, "mailbox"),
        ({"person": "p" * 121}, "person"),
        ({"organisation": "o" * 201}, "organisation"),
    ],
)
def test_bad_field_is_named_and_nothing_typed_is_lost(
    stranger: Client, offer: ReuseOffer, changed: dict[str, str], field: str
) -> None:
    typed = form(**changed)
    page = stranger.post("/anfrage/offer-beispiel/", typed)
    assert (page.status_code, list(page.context["form"].errors)) == (200, [field])
    kept = [
        name
        for name in ("need", "mailbox", "person")
        if str(escape(typed.get(name, ""))).strip()[:50] in page.content.decode()
    ]
    assert (kept, ReuseRequest.objects.count()) == (["need", "mailbox", "person"], 0)


@pytest.mark.parametrize("changed", [{"website": "https://beispiel.example"}, {"stamp": "quick"}, {"stamp": "falsch"}])
def test_what_looks_like_a_machine_is_asked_again_without_loss(
    stranger: Client, offer: ReuseOffer, changed: dict[str, str]
) -> None:
    if changed.get("stamp") == "quick":
        changed = {"stamp": stamp(1)}
    page = stranger.post("/anfrage/offer-beispiel/", form(**changed))
    assert (page.status_code, len(page.context["form"].non_field_errors()), NEED in text_of(page)) == (200, 1, True)
    assert not ReuseRequest.objects.exists()


def test_several_towns_of_one_name_are_offered_to_choose_from(stranger: Client, offer: ReuseOffer) -> None:
    for key in ("05999001", "05999002"):
        MunicipalityFactory(key=key, name="Doppeldorf")
    typed = form(municipality="Doppeldorf")
    page = stranger.post("/anfrage/offer-beispiel/", typed)
    assert re.findall(r'name="town" id="town-(\d+)"', page.content.decode()) == ["05999001", "05999002"]
    stranger.post("/anfrage/offer-beispiel/", typed | {"town": "05999002"})
    assert [row.municipality and row.municipality.key for row in ReuseRequest.objects.all()] == ["05999002"]


def test_another_body_may_ask_and_software_can_be_asked_for(stranger: Client) -> None:
    SoftwareFactory(slug="beispielsoft")
    typed = form(municipality="", organisation="Beispielkreis IT")
    assert stranger.post("/anfrage/software-beispielsoft/", typed).status_code == 302
    assert ReuseRequest.objects.get().asked_by == "Beispielkreis IT"


@pytest.mark.parametrize("thing", ["offer-gibt-es-nicht", "elsewhere-x", "unfug", "offer-", "project-entwurf"])
def test_what_is_not_offered_here_cannot_be_asked_for(stranger: Client, thing: str) -> None:
    assert stranger.get(f"/anfrage/{thing}/").status_code == 404


def test_flood_from_one_client_is_stopped(stranger: Client, offer: ReuseOffer) -> None:
    typed = form()
    codes = [
        stranger.post("/anfrage/offer-beispiel/", typed | {"mailbox": f"n{n}@beispiel.example"}).status_code
        for n in range(14)
    ]
    assert (codes[:12], codes[12:]) == ([302] * 12, [429] * 2)


def test_form_sent_from_another_site_is_refused(stranger: Client, offer: ReuseOffer) -> None:
    answer = stranger.post("/anfrage/offer-beispiel/", form(), headers={"sec-fetch-site": "cross-site"})
    assert (answer.status_code, ReuseRequest.objects.count()) == (403, 0)


def link(kind: str, code: str) -> str:
    page = {"confirm": "anfrage/bestaetigen", "status": "anfrage/stand", "answer": "anfrage/beantworten"}
    return f"/{page.get(kind, 'nachnutzung/melden')}/{access.link_token(kind, code)}/"


def test_link_in_the_letter_confirms_by_post_only_and_twice_is_well(stranger: Client, offer: ReuseOffer) -> None:
    stranger.post("/anfrage/offer-beispiel/", form())
    row = ReuseRequest.objects.get()
    letter = Letter.objects.get()
    url = link("confirm", row.code)
    assert (letter.to, url in letter.text, offer.title in letter.text) == (row.mailbox, True, True)
    assert stranger.get(url).status_code == 200
    assert ReuseRequest.objects.get().state == "draft"
    assert stranger.post(url)["Location"] == link("status", row.code)
    assert link("status", row.code) in text_of(stranger.post(url))
    assert ReuseRequest.objects.get().state == "forwarded"
    assert sorted(Letter.objects.values_list("to", flat=True)) == [
        "angebote@beispiel.example", "buero@beispiel.example", "digitales@beispielstadt.example",
    ]  # fmt: skip
    handed_on = Letter.objects.get(to="angebote@beispiel.example").text
    assert [part in handed_on for part in (link("answer", row.code), NEED)] == [True, True]


def test_confirmation_comes_too_late_after_seven_days(stranger: Client, offer: ReuseOffer) -> None:
    row = RequestFactory(offer=offer, state="draft", confirmed_at=None, forwarded_at=None)
    page = stranger.post(link("confirm", row.code))
    assert (page.status_code, ReuseRequest.objects.get().state) == (200, "draft")
    assert "/bedarf/" in text_of(page)


@pytest.mark.parametrize("kind", ["confirm", "status", "answer", "case-reuser"])
def test_page_of_a_link_is_for_its_holder_alone(stranger: Client, kind: str) -> None:
    row = CaseFactory() if kind == "case-reuser" else RequestFactory()
    url = link(kind, row.code)
    page = stranger.get(url)
    headers = {name: page[name] for name in ("Referrer-Policy", "X-Robots-Tag")}
    assert (page.status_code, headers) == (200, {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"})
    assert ("no-store" in page["Cache-Control"], stranger.cookies) == (True, {})
    for wrong in (url[:-2] + "/", url.replace(row.code, "fremd"), f"{'/'.join(url.split('/')[:3])}/x/"):
        answer = stranger.get(wrong)
        assert (answer.status_code, "/bedarf/" in text_of(answer)) == (404, True), wrong


def test_both_sides_write_and_the_requester_takes_back(stranger: Client) -> None:
    row = RequestFactory()
    assert stranger.post(link("answer", row.code), {"deed": "answer", "text": " "}).status_code == 200
    assert stranger.post(link("answer", row.code), {"deed": "answer", "text": "Gern, wir rufen an."}).status_code == 302
    assert stranger.post(link("status", row.code), {"deed": "write", "text": "Danke!"}).status_code == 302
    assert list(row.messages.values_list("side", "text")) == [("provider", "Gern, wir rufen an."), ("reuser", "Danke!")]
    assert [(letter.to, "Gern" in letter.text) for letter in Letter.objects.order_by("pk")] == [
        (row.mailbox, True),
        (row.provider_mailbox, False),
    ]
    assert stranger.post(link("status", row.code), {"deed": "withdraw"}).status_code == 302
    assert ReuseRequest.objects.get().state == "withdrawn"
    page = stranger.post(link("status", row.code), {"deed": "write", "text": "Noch etwas?"})
    assert (page.status_code, row.messages.count()) == (200, 2)


def test_same_sheet_of_a_form_answers_once(stranger: Client) -> None:
    row = RequestFactory()
    sheet = {"deed": "answer", "text": "Gern.", "submission": "3f0c7a52-5a52-4c6e-9f0e-2f43f6a3c001"}
    codes = [stranger.post(link("answer", row.code), sheet).status_code for _ in range(2)]
    assert (codes, row.messages.count()) == ([302, 302], 1)


def test_refusal_needs_a_reason_and_names_the_better_offer(stranger: Client) -> None:
    better: Any = OfferFactory(slug="besser", title="Beispiel, das besser passt")
    row: Any = RequestFactory(offer=OfferFactory(project=better.project))
    url = link("answer", row.code)
    page = stranger.post(url, {"deed": "refuse", "refuse-text": "Leider nein."})
    assert ("Leider nein." in text_of(page), list(page.context["refusal"].errors)) == (True, ["reason"])
    page = stranger.post(url, {"deed": "refuse", "refuse-reason": "better_offer"})
    assert list(page.context["refusal"].errors) == ["better"]
    done = stranger.post(url, {"deed": "refuse", "refuse-reason": "better_offer", "refuse-better": "besser"})
    row.refresh_from_db()
    assert (done.status_code, row.state, row.better_offer) == (302, "refused", better)
    assert "/angebote/besser/" in text_of(stranger.get(link("status", row.code)))
    assert "/angebote/besser/" in Letter.objects.get().text


def case_of(stranger: Client) -> ReuseCase:
    row = RequestFactory()
    stranger.post(link("answer", row.code), {"deed": "answer", "text": "Gern."})
    assert stranger.post(link("answer", row.code), {"deed": "case"}).status_code == 302
    assert stranger.post(link("answer", row.code), {"deed": "case"}).status_code == 302  # pressed twice
    return ReuseCase.objects.get()


def step(case: ReuseCase, state: str, **more: str) -> dict[str, str]:
    sheet = {"deed": "step", "step-version": str(case.version), "step-state": state, "step-on": "2026-02-01"}
    return sheet | {f"step-{name}": value for name, value in more.items()}


@time_machine.travel(MONDAY)
def test_case_is_reported_described_and_told_by_link(stranger: Client) -> None:
    case = case_of(stranger)
    url = link("case-reuser", case.code)
    later = {"on": "2026-03-02"}
    assert stranger.post(url, step(case, "dropped", **later, text="Zu teuer.")).context["forms"]["step"].errors
    assert stranger.post(url, step(case, "in_operation", **later)).status_code == 302
    case.refresh_from_db()
    details = {
        "deed": "details", "details-version": str(case.version), "details-version_used": "1.2", "details-modules": "alle",
        "details-operating_model": "own", "details-pilot": "on", "details-effort_days": "12",
        "details-one_off_cost": "to_5k", "details-yearly_cost": "none", "details-willing_to_talk": "yes",
    }  # fmt: skip
    assert stranger.post(url, details).status_code == 302
    lesson = {"deed": "lesson", "lesson-helped": "Ein Tag vor Ort.", "lesson-public": "on"}
    assert stranger.post(url, lesson).status_code == 302
    case.refresh_from_db()
    assert (case.version_used, case.operating_model, case.pilot, case.effort_days, case.willing_to_talk) == (
        "1.2", "own", True, 12, "yes",
    )  # fmt: skip
    assert list(Lesson.objects.values_list("side", "helped", "public")) == [("reuser", "Ein Tag vor Ort.", True)]


@time_machine.travel(MONDAY)
def test_stale_report_keeps_its_words_and_goes_through_after_a_second_look(stranger: Client) -> None:
    case = case_of(stranger)
    sheet = step(case, "evaluating", on="2026-03-02", text="Wir testen in zwei Ämtern.")
    ReuseCase.objects.update(version=case.version + 1)
    page = stranger.post(link("case-reuser", case.code), sheet)
    shown = re.search(r'name="step-version" value="(\d+)"', page.content.decode())
    assert ("Wir testen in zwei Ämtern." in text_of(page), shown and shown[1]) == (True, str(case.version + 1))
    again = stranger.post(link("case-reuser", case.code), sheet | {"step-version": str(case.version + 1)})
    assert (again.status_code, case.steps.last().note) == (302, "Wir testen in zwei Ämtern.")


def test_only_the_reusing_body_says_still_true(stranger: Client) -> None:
    case = CaseFactory()
    sheet = {"deed": "confirm", "confirm-version": "1"}
    assert stranger.post(link("case-provider", case.code), sheet).status_code == 200
    assert stranger.post(link("case-reuser", case.code), sheet).status_code == 302
    assert ReuseCase.objects.get().confirmed_at is not None


@pytest.mark.parametrize("deed", ["step", "details", "lesson", "confirm", "unfug", "\0"])
def test_nonsense_in_a_case_is_refused_without_error(stranger: Client, deed: str) -> None:
    case = CaseFactory()
    noise = {
        f"{prefix}-{name}": "\0x"
        for prefix in ("step", "details", "lesson", "confirm")
        for name in ("version", "on", "state", "helped")
    }
    assert stranger.post(link("case-reuser", case.code), {"deed": deed, **noise}).status_code == 200
