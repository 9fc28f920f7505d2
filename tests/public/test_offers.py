"""What can be taken over, as visitors and machines see it: list, offers, imported software, feeds, frames."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import strahlkraft.search.actions as search
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.reuse import actions, publiccode
from strahlkraft.reuse.actions._shared import index_offers, index_software
from strahlkraft.reuse.documents import elsewhere_document
from strahlkraft.reuse.models import Lesson, Peer, PeerEntry, ReuseOffer, Software
from strahlkraft.reuse.rules.content import Effort, OfferContent, Paper, Product, ServiceKey
from tests.factories.network import MunicipalityFactory, OrganisationFactory
from tests.factories.projects import ParticipationFactory, ProjectFactory, PublishedFactory, SourceFactory
from tests.factories.reuse import CaseFactory, DraftOfferFactory, OfferFactory, SoftwareFactory

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
HOST = "http://localhost:8000"
EVIL = "<script>alert(1)</script>\"'&</p><svg onload=alert(1)>"
FULL = OfferContent(
    title="Beispielformular",
    kind="software",
    summary="Beispiel: ein Formular.",
    description="## Beispiel\n\nViel Text.",
    target_groups="Beispielamt",
    licence="EUPL-1.2",
    repository_url="https://git.example/beispiel",
    in_operation="yes",
    in_operation_since="2025-03",
    size_classes=("small_town", "city"),
    languages=("de", "de-CH"),
    mailbox="angebote@beispiel.example",
    products=(Product("Beispieldatenbank", "yes"),),
    efforts=(Effort("small_town", Decimal(12), Decimal("4500.50"), None, None, 2025, "Beispielstadt"),),
    keys=(ServiceKey("leika", "99102013104000"), ServiceKey("ozg", "krumm")),
    papers=(Paper("Beispielleitfaden", "https://beispiel.example/leitfaden", "introduction", ""),),
)


def offered(content: OfferContent = FULL, *versions: OfferContent) -> ReuseOffer:
    """A published offer with these versions, made as the workspace makes it."""
    project: Any = PublishedFactory()
    offer = actions.create_offer(by=SYSTEM, at=AT, project=project.slug, title=content.title, kind=content.kind)
    for number, said in enumerate((content, *versions)):
        offer = actions.publish_offer(by=SYSTEM, at=AT, slug=offer.slug, content=said, version=number)
    return offer


def listed(**values: Any) -> Software:
    row: Any = SoftwareFactory(**values)
    index_software([row])
    return Software.objects.get(pk=row.pk)


def entry(number: int = 0, **data: Any) -> PeerEntry:
    """An entry of another instance."""
    peer, _ = Peer.objects.get_or_create(
        slug="nachbar",
        defaults={"url": "https://nachbar.example/feed", "name": "Beispielnachbar", "next_at": AT, "created_at": AT},
    )
    row = PeerEntry.objects.create(
        slug=f"fremd-{number}",
        peer=peer,
        uri=f"https://nachbar.example/{number}",
        kind="offer",
        title=f"Beispiel von nebenan {number}",
        data={"summary": "Beispiel.", "result_kind": "guide", **data},
        seen_at=AT,
    )
    search.put_documents(
        [
            elsewhere_document(
                slug=row.slug,
                title=row.title,
                summary="Beispiel.",
                what="guide",
                licence="",
                sizes=(),
                peer=peer.name,
                changed=number,
            )
        ]
    )
    return row


def text_of(page: bytes) -> str:
    return re.sub(r"\s+", " ", "".join(html5lib.parse(page.decode(), namespaceHTMLElements=False).itertext()))


def structured(page: bytes) -> dict[str, Any]:
    blocks = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page.decode(), re.DOTALL)
    return {thing["@type"]: thing for thing in map(json.loads, blocks)}


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_page_answers_in_both_languages(visitor: Client, language: str) -> None:
    offer, software, other = offered(), listed(), entry()
    town: Any = MunicipalityFactory()
    paths = [
        "/angebote/",
        "/angebote/?q=Beispielformular&art=here&lizenz=named&sort=titel",
        "/angebote/?q=xyzzyxyzzy&land=DE",
        "/angebote/?seite=99&groesse=%00&sprache=" + "x" * 500,
        f"/angebote/{offer.slug}/",
        f"/angebote/{offer.slug}/fassungen/",
        f"/angebote/{offer.slug}/fassungen/1/",
        f"/software/{software.slug}/",
        f"/verbund/{other.slug}/",
        "/einbetten/",
        f"/einbetten/?q=Beispielstadt&kommune={town.key}",
        f"/einbetten/kommunen/{town.key}.html",
        f"/projekte/{offer.project.slug}/",
    ]

    answers = {path: visitor.get(language + path) for path in paths}

    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(paths, 200)
    for answer in answers.values():
        html5lib.HTMLParser(strict=False).parse(answer.content.decode())
        assert dict(answer.cookies) == {}


@pytest.mark.django_db
def test_list_shows_offers_first_and_says_when_there_are_none(visitor: Client) -> None:
    listed(name="A-Beispiel", country="IT", languages=["it-IT"])
    listed(name="Z-Beispiel", languages=["de-CH"], summary_de="Auf Deutsch.")
    nothing = visitor.get("/en/angebote/").content
    entry()
    offered()

    page = visitor.get("/en/angebote/").content

    titles = re.findall(r'card__title"[^>]*><a [^>]*>([^<]+)', page.decode())
    assert titles == ["Beispielformular", "Beispiel von nebenan 0", "Z-Beispiel", "A-Beispiel"]
    assert ("There are no offers yet" in text_of(nothing), "There are no offers yet" in text_of(page)) == (True, False)


@pytest.mark.parametrize(
    ("question", "met"),
    [
        ("art=collected", ["Software D", "Software I"]),
        ("sprache=de", ["Beispielformular", "Software D"]),
        ("land=IT&land=DE", ["Software I"]),
        ("lizenz=none", ["Beispiel von nebenan 0", "Software D", "Software I"]),
        ("ergebnis=guide", ["Beispiel von nebenan 0"]),
        ("groesse=city&produkt=Beispieldatenbank", ["Beispielformular"]),
        ("q=Formular&art=here", ["Beispielformular"]),
    ],
)
def test_filters_of_the_list_hold_for_exports_and_feeds_alike(visitor: Client, question: str, met: list[str]) -> None:
    offered()
    listed(name="Software I", country="IT", languages=["it-IT"])
    listed(name="Software D", country="", languages=["de"])
    entry()

    found = visitor.get(f"/angebote/liste.json?{question}").json()["items"]
    rows = list(csv.DictReader(io.StringIO(visitor.get(f"/angebote/liste.csv?{question}").content.decode())))
    atom = ET.fromstring(visitor.get(f"/angebote/feed.atom?{question}").content)  # noqa: S314 - our own answer
    feed = visitor.get(f"/en/angebote/feed.json?{question}").json()

    assert sorted(row["title"] for row in found) == sorted(row["title"] for row in rows) == met
    assert sorted(title.text or "" for title in atom.iterfind(f"{ATOM}entry/{ATOM}title")) == met
    assert sorted(item["title"] for item in feed["items"]) == met
    assert feed["feed_url"].startswith(f"{HOST}/en/angebote/feed.json?")
    assert all(datetime.fromisoformat(item["date_modified"]).tzinfo for item in feed["items"])


def test_offer_says_what_is_known_and_what_is_not(visitor: Client) -> None:
    offer = offered(FULL)

    page = visitor.get(f"/en/angebote/{offer.slug}/").content

    said = text_of(page)
    for words in (
        "EUPL-1.2",
        "open licence",
        "€4,500.50",
        "2025, stated by Beispielstadt",
        "form not recognised, unchecked",
        "no alternative named",
        "5,000 to 10,000 inhabitants",
        "Readiness for reuse",
        "There is no publiccode.yml.",
        "no experience yet",
    ):
        assert words in said, words
    assert f'href="/en/anfrage/offer-{offer.slug}/"' in page.decode()
    assert f"/en/merken/?ding=offer-{offer.slug}" in page.decode()
    assert FULL.mailbox not in page.decode()
    things = structured(page)
    assert things["SoftwareApplication"]["license"] == ["https://spdx.org/licenses/EUPL-1.2.html"]
    assert len(things["BreadcrumbList"]["itemListElement"]) == 2


def test_offer_without_licence_says_so_plainly(visitor: Client) -> None:
    offer = offered(OfferContent(title="Beispielleitfaden", kind="guide", summary="Beispiel."))

    page = visitor.get(f"/angebote/{offer.slug}/").content

    assert "keine Lizenz genannt" in text_of(page)
    assert "CreativeWork" in structured(page)


def test_drafts_do_not_exist_and_withdrawn_offers_are_gone_without_the_reason(visitor: Client) -> None:
    draft: Any = DraftOfferFactory(title="Geheimes Angebot", identifier="SK-A-9001")
    index_offers([draft])
    offer = offered()
    actions.withdraw_offer(by=SYSTEM, at=AT, slug=offer.slug, version=1, reason="Beispielgrund 4711")
    hidden: Any = OfferFactory(project=ProjectFactory(), identifier="SK-A-9500")
    parts = ("", "fassungen/", "fassungen/1/", "publiccode.yml", "bereitschaft.svg", "bereitschaft.json")

    codes = {
        slug: [visitor.get(f"/angebote/{slug}/{part}").status_code for part in parts]
        for slug in (draft.slug, offer.slug)
    }

    assert codes == {draft.slug: [404] * 6, offer.slug: [410, 410, 410, 410, 404, 404]}
    assert visitor.get(f"/angebote/{hidden.slug}/").status_code == 404
    assert "4711" not in visitor.get(f"/angebote/{offer.slug}/").content.decode()
    told = [
        visitor.get(path).content.decode() for path in ("/angebote/?q=Geheimes", "/sitemap.xml", "/angebote/feed.atom")
    ]
    assert [draft.slug in page or offer.slug in page for page in told] == [False, False, False]


def test_offer_does_not_name_a_successor_that_is_no_longer_public(visitor: Client) -> None:
    newer = offered(OfferContent(title="Neues Geheimnis", kind="guide", summary="Beispiel."))
    older = offered(OfferContent(title="Altes", kind="guide", summary="Beispiel.", superseded_by=newer.slug))
    shown = visitor.get(f"/angebote/{older.slug}/").content.decode()
    actions.withdraw_offer(by=SYSTEM, at=AT, slug=newer.slug, version=1, reason="Beispiel")

    hidden = [visitor.get(f"/angebote/{older.slug}/{part}").content.decode() for part in ("", "fassungen/1/")]

    assert "Neues Geheimnis" in shown
    assert ["Neues Geheimnis" in page or newer.slug in page for page in hidden] == [False, False]


def test_versions_show_what_changed(visitor: Client) -> None:
    offer = offered(OfferContent(title="Beispiel", kind="guide", summary="Erster Satz."), FULL)

    page = visitor.get(f"/en/angebote/{offer.slug}/fassungen/2/").content.decode()

    assert re.findall(r"<del>(.*?)</del>", page)[:3] == [
        '<span class="keep-lines">Beispiel</span>',
        '<span class="keep-lines">Guide</span>',
        '<span class="keep-lines">Erster Satz.</span>',
    ]
    assert FULL.mailbox not in page
    assert visitor.get(f"/angebote/{offer.slug}/fassungen/3/").status_code == 404


def test_offer_in_a_repository_gives_its_publiccode_yml(visitor: Client) -> None:
    offer, sheet = offered(), offered(OfferContent(title="Beispielleitfaden", kind="guide", summary="Beispiel."))

    answers = [visitor.get(f"/angebote/{row.slug}/publiccode.yml") for row in (offer, sheet)]

    assert [(answer.status_code, answer["Content-Type"].split(";")[0]) for answer in answers] == [
        (200, "application/yaml"),
        (404, "text/html"),
    ]
    document = publiccode.check(answers[0].content).document or {}
    assert (document["name"], document["url"], document["legal"]) == (
        FULL.title,
        FULL.repository_url,
        {"license": "EUPL-1.2"},
    )


def test_imported_software_gives_its_file_mended_and_without_people(visitor: Client) -> None:
    old = {"publiccodeYmlVersion": "0.2", "name": "Beispiel", "inputTypes": ["text/plain"]}
    read, collected = listed(document=old), listed()

    answers = [visitor.get(f"/software/{row.slug}/publiccode.yml") for row in (read, collected)]

    assert [answer.status_code for answer in answers] == [200, 404]
    document = publiccode.check(answers[0].content).document or {}
    assert (document["publiccodeYmlVersion"], "inputTypes" in document) == (publiccode.RECOMMENDED_VERSION, False)


@pytest.mark.parametrize("place", ["angebote", "projekte", "software"])
def test_badge_is_a_picture_and_data(visitor: Client, place: str) -> None:
    thing = offered() if place == "angebote" else listed() if place == "software" else offered().project

    svg = visitor.get(f"/en/{place}/{thing.slug}/bereitschaft.svg")
    data = visitor.get(f"/en/{place}/{thing.slug}/bereitschaft.json")

    assert (svg["Content-Type"], ET.fromstring(svg.content).get("aria-label")) == (  # noqa: S314 - our own answer
        "image/svg+xml",
        "Readiness: no level yet",
    )
    assert (data.json()["message"], data["Access-Control-Allow-Origin"]) == ("no level yet", "*")


def test_imported_software_is_marked_with_source_and_both_verdicts(visitor: Client) -> None:
    row = listed(
        verdict="error",
        checked_on=date(2026, 1, 3),
        findings=[{"level": "error", "key": "platforms", "code": "missing", "params": {}, "line": 4, "column": 1}],
        archived=True,
        misses=3,
        summary_en="An example.",
    )
    known = sorted(publiccode.wording())
    Software.objects.filter(pk=row.pk).update(
        findings=[row.findings[0] | {"code": known[0]}, row.findings[0] | {"code": "gone"}]
    )

    said = text_of(visitor.get(f"/en/software/{row.slug}/").content)

    for words in (
        "Imported, not written here",
        "read on 2 January 2026",
        "listed",
        "not valid",
        "line 4",
        "No longer found",
    ):
        assert words in said, words


def test_merged_software_leads_to_what_it_was_joined_to(visitor: Client) -> None:
    first, second, third = listed(), listed(), listed()
    for row, into in ((first, second), (second, third)):
        Software.objects.filter(pk=row.pk).update(merged_into=into, merge_reason="Beispiel")

    answers = [visitor.get(f"/en/software/{row.slug}/") for row in (first, second)]

    assert [(a.status_code, a["Location"]) for a in answers] == [(301, f"/en/software/{third.slug}/")] * 2
    assert visitor.get("/software/gibt-es-nicht/").status_code == 404


def test_entry_of_another_instance_tells_origin_and_age(visitor: Client) -> None:
    row = entry(
        url="javascript:alert(1)", repository="javascript:alert(1)", licence="CC-BY-4.0", readiness_level="proven"
    )

    page = visitor.get(f"/en/verbund/{row.slug}/").content

    assert "Beispielnachbar told this; as of 2 March 2026." in text_of(page)
    assert 'href="javascript:' not in page.decode()


def test_project_page_shows_offers_or_its_own_readiness(visitor: Client) -> None:
    offer = offered()
    bare: Any = PublishedFactory()
    case: Any = CaseFactory(
        offer=None, project=bare, region=bare.region, origin="source", source=SourceFactory(), state="named"
    )
    Lesson.objects.create(case=case, side="reuser", helped="Nur intern.", written_at=AT)

    with_offer = text_of(visitor.get(f"/en/projekte/{offer.project.slug}/").content)
    without = text_of(visitor.get(f"/en/projekte/{bare.slug}/").content)

    assert ("Beispielformular" in with_offer, "Readiness for reuse" in with_offer) == (True, False)
    assert ("No licence named." in without, "Readiness for reuse" in without) == (True, True)
    assert (case.stated_name in without, "Nur intern" in without) == (True, False)


@pytest.mark.parametrize("language", ["", "/en"])
def test_frame_may_be_shown_anywhere_and_loosens_nothing_else(visitor: Client, language: str) -> None:
    town: Any = MunicipalityFactory()
    body = OrganisationFactory(kind="municipality", municipality=town)
    offer = offered()
    ParticipationFactory(project=offer.project, organisation=body)
    ParticipationFactory(project=PublishedFactory(title="Beispielprojekt ohne Angebot"), organisation=body)
    ParticipationFactory(project=ProjectFactory(title="Geheim"), organisation=body)
    ordinary = _policy(visitor.get("/"))

    frame = visitor.get(f"{language}/einbetten/kommunen/{town.key}.html")
    data = visitor.get(f"{language}/einbetten/kommunen/{town.key}.json")

    assert _policy(frame) == ordinary | {"frame-ancestors": "*"}
    assert "X-Frame-Options" not in frame
    assert ("<script" in frame.content.decode(), "style=" in frame.content.decode(), dict(frame.cookies)) == (
        False,
        False,
        {},
    )
    assert [item["title"] for item in data.json()["items"]] == ["Beispielformular", "Beispielprojekt ohne Angebot"]
    assert all(item["title"] in frame.content.decode() for item in data.json()["items"])
    assert data["Access-Control-Allow-Origin"] == "*"


def _policy(answer: Any) -> dict[str, str]:
    return dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))


def test_script_in_texts_is_text(visitor: Client) -> None:
    names = ("title", "summary", "description", "target_groups", "legal_basis", "superseded_note")
    content = OfferContent(**FULL.as_json() | dict.fromkeys(names, "x"))
    offer = offered(FULL)
    offer.versions.update(
        content=FULL.as_json() | dict.fromkeys(names, EVIL) | {"products": [{"name": EVIL}]}, note=EVIL
    )
    ReuseOffer.objects.filter(pk=offer.pk).update(**dict.fromkeys(names, EVIL))
    offer.products.update(name=EVIL)
    offer.papers.update(title=EVIL, url="javascript:alert(1)")
    index_offers([ReuseOffer.objects.get(pk=offer.pk)])
    row = listed(
        name=EVIL, publisher_name=EVIL, summary_de=EVIL, source_url="javascript:alert(1)", software_version=EVIL
    )
    other = entry(title=EVIL, publisher=EVIL, summary=EVIL)
    parts = [f"/angebote/{offer.slug}/{part}" for part in ("", "fassungen/", "fassungen/1/")]

    for path in (*parts, "/angebote/", "/angebote/?q=alert", f"/software/{row.slug}/", f"/verbund/{other.slug}/"):
        page = visitor.get(path).content.decode()
        assert ("<script>alert" in page, "<svg onload" in page, 'href="javascript:' in page) == (False, False, False), (
            path
        )
    assert ET.fromstring(visitor.get("/angebote/feed.atom").content).tag == f"{ATOM}feed"  # noqa: S314 - our own answer
    assert content.title == "x"


def test_table_runs_nothing_in_a_spreadsheet(visitor: Client) -> None:
    listed(name="=1+1")

    rows = list(csv.DictReader(io.StringIO(visitor.get("/angebote/liste.csv").content.decode())))

    assert [row["title"] for row in rows] == ["'=1+1"]


def _fill(number: int) -> None:
    """One more of everything the pages show, on the same things too."""
    offer = offered(
        OfferContent(title=f"Beispielangebot {number}", kind="guide", summary="Beispiel.", products=FULL.products)
    )
    listed(languages=["de"])
    entry(number)
    first = ReuseOffer.objects.order_by("pk")[0]
    town: Any = MunicipalityFactory()
    body: Any = OrganisationFactory(kind="municipality", municipality=town)
    ParticipationFactory(project=offer.project, organisation=body)
    for values in ({"offer": first}, {"offer": None, "software": Software.objects.order_by("pk")[0], "region": None}):
        case: Any = CaseFactory(**values, municipality=town, state="in_operation", confirmed_at=AT)
        Lesson.objects.create(case=case, side="reuser", helped="Viel.", public=True, written_at=AT)
    first.papers.create(title=f"Beispiel {number}", url=f"https://beispiel.example/{number}")
    first.efforts.create(introduction_days=number)
    lead: Any = ReuseOffer.objects.order_by("pk")[0].project.participations.first()
    ParticipationFactory(project=offer.project, organisation=lead.organisation)


def test_no_page_asks_more_when_there_is_more_to_show(visitor: Client) -> None:
    _fill(0)
    _fill(1)
    offer, software = ReuseOffer.objects.order_by("pk")[0], Software.objects.order_by("pk")[0]
    key = offer.project.participations.earliest("pk").organisation.municipality.key  # type: ignore[union-attr] # made above
    paths = [
        "/angebote/",
        "/angebote/?q=Beispiel",
        "/angebote/liste.json",
        "/angebote/feed.atom",
        f"/angebote/{offer.slug}/",
        f"/angebote/{offer.slug}/fassungen/",
        f"/software/{software.slug}/",
        f"/projekte/{offer.project.slug}/",
        f"/einbetten/kommunen/{key}.html",
        "/einbetten/",
    ]
    few = _counts(visitor, paths)

    _fill(2)
    _fill(3)

    assert _counts(visitor, paths) == few


def _counts(visitor: Client, paths: list[str]) -> dict[str, int]:
    found = {}
    for path in paths:
        visitor.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(path).status_code == 200, path
        found[path] = len(queries)
    return found
