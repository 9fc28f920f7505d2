"""Who reuses what: counted honestly, named only when the body or a source says so; disagreement is nobody's business."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from strahlkraft.network.models import Organisation
from strahlkraft.projects.models import Participation
from strahlkraft.reuse.models import CaseStep, Lesson, ReuseCase
from tests.factories.network import MunicipalityFactory
from tests.factories.projects import ParticipationFactory, ProjectFactory, PublishedFactory, SourceFactory
from tests.factories.reuse import EARLIER, CaseFactory, OfferFactory, RequestFactory

pytestmark = pytest.mark.django_db
ON = datetime(2026, 2, 1, tzinfo=UTC)


def running(**more: Any) -> ReuseCase:
    return cast("ReuseCase", CaseFactory(state="in_operation", state_since="2026-02-01", confirmed_at=ON, **more))


def test_nothing_known_is_said_not_guessed(visitor: Client) -> None:
    figures = visitor.get("/en/nachnutzung/").context["figures"]
    assert [(f["number"], f["note"]) for f in figures] == [
        ("0", "0 answered, 0 refused with a reason, 0 waiting"),
        ("0", "confirmed by the reusing body; beside them 0 named by public sources"),
        ("–", "not known yet (n = 0)"),
        ("–", "not known yet (n = 0)"),
    ]


def test_figures_rest_on_what_is_confirmed(visitor: Client) -> None:
    asked: Any = RequestFactory(state="case", first_answer_at=EARLIER + timedelta(days=5), closed_at=ON)
    running(offer=asked.offer, request=asked, origin="request")
    RequestFactory(state="refused", refusal_reason="not_finished", first_answer_at=EARLIER, closed_at=EARLIER)
    RequestFactory()
    CaseFactory(state="in_operation")  # nobody of the body has confirmed it
    figures = visitor.get("/en/nachnutzung/").context["figures"]
    assert [(f["number"], f["note"]) for f in figures] == [
        ("3", "1 answered, 1 refused with a reason, 1 waiting"),
        ("1", "confirmed by the reusing body; beside them 0 named by public sources"),
        ("1.5", "with n = 2"),
        ("30", "with n = 1"),
    ]


def test_page_of_a_reuse_says_how_it_is_known_and_shows_public_lessons_only(visitor: Client) -> None:
    case = running(effort_days=12, operating_model="own")
    for text, public in (("Ein Tag vor Ort half.", True), ("Nur für uns.", False)):
        Lesson.objects.create(case=case, side="reuser", helped=text, public=public, written_at=ON)
    CaseStep.objects.create(
        case=case, state="dropped", on="2026-01-20", side="provider", note="Streit", reason="cost", reported_at=ON
    )
    page = visitor.get(f"/en/nachnutzung/{case.code}/")
    text = page.content.decode()
    facts = dict(page.context["facts"])
    assert (facts["Who runs it?"], facts["Effort so far in person days"], facts["Cost once"]) == (
        "own operation",
        "12 person days",
        "not known",
    )
    assert ["Ein Tag vor Ort half." in text, "Nur für uns." in text, "Streit" in text, "1 February 2026" in text] == [
        True,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "in_contact", "confirmed_at": ON},
        {"state": "in_operation", "confirmed_at": None},
        {"state": "dropped", "end_reason": "cost", "confirmed_at": ON},
        {"state": "in_operation", "confirmed_at": ON, "hidden": True},
    ],
)
def test_reuse_that_is_not_public_is_told_nowhere(visitor: Client, facts: dict[str, Any]) -> None:
    project: Any = ProjectFactory(title="Geheimes Vorhaben") if facts.pop("hidden", False) else PublishedFactory()
    case: Any = CaseFactory(
        offer=OfferFactory(project=project), municipality=MunicipalityFactory(name="Stillstadt"), **facts
    )
    assert visitor.get(f"/nachnutzung/{case.code}/").status_code == 404
    for path in ("/nachnutzung/", f"/kommunen/{case.municipality.slug}/"):
        assert case.code not in visitor.get(path).content.decode()


def test_reuse_named_by_a_source_is_marked_so(visitor: Client) -> None:
    source = SourceFactory()
    case: Any = CaseFactory(
        offer=None,
        project=PublishedFactory(),
        origin="source",
        source=source,
        state="named",
        state_since="",
        wording="Wird in Beispielstadt genutzt.",
    )
    page = visitor.get(f"/nachnutzung/{case.code}/").content.decode()
    assert ("Wird in Beispielstadt genutzt." in page, f"/quellen/{source.key}/" in page) == (True, True)


def fill(first: int, count: int) -> None:
    for number in range(first, first + count):
        town = MunicipalityFactory(latitude=51.5, longitude=8.1, population=15_000 + number)
        offer: Any = OfferFactory()
        lead = Organisation.objects.create(slug=f"amt-{number}", name=f"Beispielamt {number}", kind="other", seat=town)
        ParticipationFactory(project=offer.project, organisation=lead, role=Participation.Role.LEAD)
        running(offer=offer, municipality=MunicipalityFactory(latitude=51.6, longitude=8.2, population=15_100 + number))
        running(offer=offer, municipality=ReuseCase.objects.earliest("pk").municipality)


def test_pages_ask_the_database_the_same_however_many_reuse(visitor: Client) -> None:
    def counts() -> dict[str, int]:
        case = ReuseCase.objects.earliest("pk")
        assert case.municipality
        found = {}
        region = case.region.slug if case.region else ""
        for path in (
            "/nachnutzung/",
            f"/nachnutzung/{case.code}/",
            f"/kommunen/{case.municipality.slug}/",
            f"/regionen/{region}/",
        ):
            with CaptureQueriesContext(connection) as queries:
                page = visitor.get(path)
            assert page.status_code == 200
            found[path] = len(queries)
        return found

    fill(0, 2)
    few = counts()
    fill(2, 4)
    assert counts() == few


def test_municipality_shows_its_reuses_its_peers_and_towns_like_it(visitor: Client) -> None:
    fill(0, 3)
    case = ReuseCase.objects.earliest("pk")
    assert case.municipality
    page = visitor.get(f"/en/kommunen/{case.municipality.slug}/")
    shown = page.content.decode()
    peers = {peer["name"]: len(peer["cases"]) for peer in page.context["peer_projects"] if peer["cases"]}
    others = [
        c.municipality.name
        for c in ReuseCase.objects.order_by("pk")
        if c.municipality and c.municipality != case.municipality
    ]
    assert (f"/en/nachnutzung/{case.code}/" in shown, peers) == (True, dict.fromkeys(others, 1))
    assert "Similar size" in page.context["alike"][0]["why"]


def test_page_of_a_reuse_says_what_is_stated_and_that_the_rest_is_not_known(visitor: Client) -> None:
    row = running(version_used="2.1", operating_model="it_provider", effort_days=12, willing_to_talk="yes")
    row.lessons.create(side="reuser", helped="Gute Anleitung.", public=True, written_at=ON)
    row.lessons.create(side="provider", hindered="Nur für uns.", public=False, written_at=ON)

    answer = visitor.get(f"/en/nachnutzung/{row.code}/")

    assert [value for _label, value in answer.context["facts"]] == [
        "2.1",
        "not known",
        "by the IT provider",
        "12 person days",
        "not known",
        "not known",
        "yes",
    ]
    assert [lesson["helped"] for lesson in answer.context["lessons"]] == ["Gute Anleitung."]
    assert "Nur für uns." not in answer.content.decode()
