"""What of reuse is not public, or not any more, is told nowhere: neither in news nor feeds, figures, sources or webhooks."""

import dataclasses
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.reuse import actions
from strahlkraft.reuse.actions._shared import index_offers
from strahlkraft.reuse.actions.exchange import body_of
from strahlkraft.reuse.models import ReuseEvent
from strahlkraft.reuse.queries.exchange import is_told, own_entries
from tests.factories.projects import ProjectFactory, PublishedFactory, SourceFactory
from tests.factories.reuse import EARLIER, CaseFactory, DraftOfferFactory, OfferFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, tzinfo=UTC)
TITLE = "Zwiebelplan Beispiel"
NEWS = ("/", "/aktuelles/", "/aktuelles/feed.atom", "/aktuelles/feed.json", "/api/v1/changes")


def publish(offer: Any) -> None:
    content = dataclasses.replace(offer.content, summary="Ein Beispiel, das man nachnutzen kann.")
    actions.publish_offer(by=SYSTEM, at=NOW, slug=offer.slug, content=content, version=offer.version)


def naming(client: Client, pages: tuple[str, ...], word: str = TITLE) -> list[str]:
    return [page for page in pages if word in client.get(page).content.decode()]


def test_offer_of_a_draft_project_is_not_in_the_news_and_was_never_public(visitor: Client) -> None:
    offer: Any = OfferFactory(project=ProjectFactory(), title=TITLE, slug="geheim")
    publish(offer)
    assert naming(visitor, NEWS) == []
    actions.withdraw_offer(by=SYSTEM, at=NOW, slug="geheim", version=2, reason="Beispiel: doch nicht.")
    pages = ("", "fassungen/", "fassungen/1/", "publiccode.yml", "bereitschaft.svg", "bereitschaft.json")
    assert {visitor.get(f"/angebote/geheim/{page}").status_code for page in pages} == {404}
    assert (own_entries(NOW), [is_told(event) for event in ReuseEvent.objects.all()]) == ([], [False, False])


def test_offer_leaves_the_news_when_withdrawn_while_its_withdrawal_is_told(visitor: Client) -> None:
    offer: Any = OfferFactory(title=TITLE, slug="zurueck")
    publish(offer)
    assert naming(visitor, NEWS) == list(NEWS)
    actions.withdraw_offer(by=SYSTEM, at=NOW, slug="zurueck", version=2, reason="Beispiel: doch nicht.")
    assert (naming(visitor, NEWS), visitor.get("/angebote/zurueck/").status_code) == ([], 410)
    assert [entry.withdrawn for entry in own_entries(NOW)] == [True]
    assert [(event.kind, is_told(event)) for event in ReuseEvent.objects.all()] == [
        ("offer.published", False),
        ("offer.withdrawn", True),
    ]


def test_reuse_of_what_is_hidden_is_neither_named_nor_counted(visitor: Client) -> None:
    hidden = (DraftOfferFactory(title=TITLE), OfferFactory(title=TITLE, publication="withdrawn"))
    for offer in (*hidden, OfferFactory(title=TITLE, project=ProjectFactory())):
        CaseFactory(offer=offer, state="in_operation", confirmed_at=EARLIER)
    page = visitor.get("/nachnutzung/")
    assert (TITLE in page.content.decode(), page.context["rows"]) == (False, [])
    assert [figure["number"] for figure in page.context["figures"]][1] == "0"


def test_webhook_names_the_kind_of_its_subject_and_of_the_result(db: None) -> None:
    offer: Any = OfferFactory(kind="concept", slug="konzept")
    publish(offer)
    data = json.loads(body_of(ReuseEvent.objects.get()))["data"]
    assert {name: data[name] for name in ("kind", "key", "result_kind")} == {
        "kind": "offer",
        "key": "konzept",
        "result_kind": "concept",
    }


def test_source_that_names_only_a_reuse_has_its_page(visitor: Client) -> None:
    named: Any = SourceFactory(key="nur-nachnutzung", url="https://offen.example/n", publisher="offen.example")
    secret: Any = SourceFactory(key="nur-entwurf", url="https://vertraulich.example/n", publisher="vertraulich.example")
    facts = {"origin": "source", "offer": None, "state": "named", "confirmed_at": None, "request": None}
    case: Any = CaseFactory(**facts, project=PublishedFactory(), source=named, stated_name="Beispielhausen Nord")
    CaseFactory(**facts, project=ProjectFactory(), source=secret)
    page = visitor.get("/quellen/nur-nachnutzung/").content.decode()
    assert ("Beispielhausen Nord" in page, f"/nachnutzung/{case.code}/" in page) == (True, True)
    assert "/quellen/nur-nachnutzung/" in visitor.get(f"/nachnutzung/{case.code}/").content.decode()
    listed = ("/quellen/", "/sitemap.xml", "/api/v1/sources")
    assert naming(visitor, listed, "nur-nachnutzung") == ["/quellen/", "/sitemap.xml", "/api/v1/sources"]
    assert visitor.get("/api/v1/sources/nur-nachnutzung").status_code == 200
    assert naming(visitor, listed, "nur-entwurf") == []
    assert visitor.get("/quellen/nur-entwurf/").status_code == 404


def test_every_export_defuses_formulas(visitor: Client) -> None:
    index_offers([OfferFactory(title="＝HYPERLINK(1)"), OfferFactory(title="@SUM(1)")])
    text = visitor.get("/angebote/liste.csv").content.decode()
    assert ("'＝HYPERLINK(1)" in text, "'@SUM(1)" in text) == (True, True)
