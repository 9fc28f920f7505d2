"""Every kind of page over the real register: it answers, in both languages, and shows what it must."""

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import html5lib
import pytest
from django.test import Client

from strahlkraft.jobs import loading
from strahlkraft.network.models import Municipality, Organisation, Region
from strahlkraft.projects.models import Event, Project, Source
from tests import real_register as register

KINDS = (
    "/",
    "/projekte/",
    "/projekte/?ansicht=karte",
    "/projekte/?q=App&region=soest",
    "/projekte/?q=xyzzyxyzzy",
    "/projekte/?seite=3",
    "/projekte/{project}/",
    "/regionen/",
    "/regionen/{region}/",
    "/kommunen/",
    "/kommunen/?q=Soest",
    "/kommunen/{municipality}/",
    "/organisationen/",
    "/organisationen/{organisation}/",
    "/programm/",
    "/termine/",
    "/termine/{event}/",
    "/quellen/",
    "/quellen/{source}/",
    "/kontakt/",
    "/aktuelles/",
    "/impressum/",
    "/datenschutz/",
    "/barrierefreiheit/",
    "/gestaltung/",
)


@pytest.fixture
def visitor(register_visitor: Client) -> Client:
    loading.geometry(register.packaged("network", "nrw.topojson"))
    return register_visitor


def filled(path: str) -> str:
    return path.format(
        project=Project.objects.get(title__startswith="Open-Government- und").slug,
        region=Region.objects.get(name="Soest").slug,
        municipality=Municipality.objects.get(key="05974040").slug,
        organisation=Organisation.objects.get(name="Stadt Soest").slug,
        event=Event.objects.earliest("date").slug,
        source=Source.objects.order_by("pk")[0].key,
    )


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", "".join(html5lib.parse(page, namespaceHTMLElements=False).itertext()))


def page_of(visitor: Client, title: str, language: str = "") -> str:
    return visitor.get(f"{language}/projekte/{Project.objects.get(title=title).slug}/").content.decode()


class _Links(HTMLParser):
    """Attributes of one kind of element."""

    def __init__(self, element: str) -> None:
        super().__init__()
        self.element, self.found = element, list[dict[str, str]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == self.element:
            self.found.append({name: value or "" for name, value in attrs})


def elements(page: str, element: str) -> list[dict[str, str]]:
    parser = _Links(element)
    parser.feed(page)
    return parser.found


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_answers_and_is_sound_html(visitor: Client, kind: str, language: str) -> None:
    path = language + filled(kind)

    answer = visitor.get(path)

    page = answer.content.decode()
    html5lib.HTMLParser(strict=True).parse(page)
    bare = path.partition("?")[0]
    german, english = (bare.removeprefix("/en") or "/"), f"/en{bare.removeprefix('/en')}"
    links = [link for link in elements(page, "link") if link.get("rel") in ("canonical", "alternate")]
    assert (answer.status_code, elements(page, "html")[0]["lang"]) == (200, "en" if language else "de")
    assert {
        (link["rel"], link.get("hreflang")): link["href"]
        for link in links
        if link.get("hreflang") or link["rel"] == "canonical"
    } == {
        ("canonical", None): f"http://localhost:8000{bare}",
        ("alternate", "de"): f"http://localhost:8000{german}",
        ("alternate", "en"): f"http://localhost:8000{english}",
    }
    assert dict(answer.cookies) == {}


def test_all_records_stand_on_the_pages_of_the_catalogue(visitor: Client) -> None:
    shown = [
        link["href"]
        for number in (1, 2, 3)
        for link in elements(visitor.get(f"/projekte/?seite={number}").content.decode(), "a")
        if re.fullmatch(r"/projekte/[a-z0-9-]+/", link.get("href", ""))
    ]

    assert sorted(set(shown)) == sorted(f"/projekte/{slug}/" for slug in Project.objects.values_list("slug", flat=True))
    assert len(set(shown)) == 54


@pytest.mark.slow
def test_the_pages_of_all_records_answer_and_name_every_source(visitor: Client) -> None:
    for project in Project.objects.all():
        page = visitor.get(f"/projekte/{project.slug}/").content.decode()
        links = {link.get("href") for link in elements(page, "a")}
        text = text_of(page)
        facts = project.facts.standing().prefetch_related("sources")
        assert {f"/quellen/{link.source.key}/" for link in project.source_links.all()} <= links, project.slug
        assert all(any(f"/quellen/{s.key}/" in links for s in f.sources.all()) for f in facts), project.slug
        for alias in project.aliases.all():
            assert re.sub(r"\s+", " ", alias.title) in text, project.slug


CONFLICTS = [row for row in register.programme()["projects"] if row["source_conflicts"]]


@pytest.mark.parametrize("row", CONFLICTS, ids=[row["title"][:30] for row in CONFLICTS])
def test_contradictions_stand_side_by_side(visitor: Client, row: dict[str, Any]) -> None:
    text = text_of(page_of(visitor, row["title"]))

    assert "Quellen" in text
    assert all(re.sub(r"\s+", " ", statement) in text for statement in row["source_conflicts"])


@pytest.mark.slow
def test_rounded_sums_say_so_and_exact_ones_do_not(visitor: Client) -> None:
    rows = [row for row in register.programme()["projects"] if row["funding_eur"] and not row.get("conflicting_values")]
    shown = {row["title"]: "rund " in _fact(page_of(visitor, row["title"]), "Förderung des Landes") for row in rows}

    assert shown == {row["title"]: bool(row["funding_is_approximate"]) for row in rows}


def _fact(page: str, label: str) -> str:
    """The text behind a label in the list of facts."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    for row in tree.iter():
        children = list(row)
        names = [child for child in children if child.tag in ("dt", "th") and label in "".join(child.itertext())]
        if names:
            return " ".join("".join(row.itertext()).split())
    return ""


NOTICES: dict[str, Callable[[dict[str, Any]], object]] = {
    "Teilprojekt": lambda row: row["parent"],
    "Förderwürdig, aber ohne Mittel": lambda row: (row["status"] or "").startswith("förderwürdig"),
    "Abgelöst": lambda row: row.get("superseded_by") or row.get("superseded_note"),
    "Titel nicht bestätigt": lambda row: not row["title_confirmed"],
    "Bewilligung nicht bestätigt": lambda row: (row["status"] or "").startswith("in Planung"),
}


@pytest.mark.slow
@pytest.mark.once
def test_a_notice_stands_where_it_belongs_and_nowhere_else(visitor: Client) -> None:
    rows = register.programme()["projects"]
    meant = {words: {row["title"] for row in rows if wanted(row)} for words, wanted in NOTICES.items()}

    pages = {row["title"]: page_of(visitor, row["title"]) for row in rows}
    noticed = {words: {title for title, page in pages.items() if f">{words}<" in page} for words in NOTICES}

    assert noticed == meant
    assert all(meant.values())


def test_what_is_unknown_is_called_so_and_never_zero(visitor: Client) -> None:
    row = next(
        r for r in register.programme()["projects"] if r["funding_eur"] is None and not r.get("conflicting_values")
    )

    stated = _fact(page_of(visitor, row["title"]), "Förderung des Landes")

    assert ("nicht bekannt" in stated, "0 €" in stated) == (True, False)


def test_what_is_known_of_a_merger_is_told_in_english_too(visitor: Client) -> None:
    row = next(r for r in register.programme()["projects"] if r["parent"])

    assert "Sub-project" in page_of(visitor, row["title"], "/en")


def structured(page: str) -> list[dict[str, Any]]:
    blocks = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, re.DOTALL)
    return [json.loads(block) for block in blocks]


@pytest.mark.parametrize(
    ("kind", "types"),
    [
        ("/", {"WebSite"}),
        ("/projekte/{project}/", {"SoftwareApplication", "Project"}),
        ("/kommunen/{municipality}/", {"GovernmentOrganization"}),
        ("/organisationen/{organisation}/", {"GovernmentOrganization"}),
        ("/termine/{event}/", {"Event"}),
    ],
)
def test_pages_say_to_machines_what_they_are_about(visitor: Client, kind: str, types: set[str]) -> None:
    found = structured(visitor.get(filled(kind)).content.decode())

    things = [thing for thing in found if thing["@type"] in types]
    assert [thing["@context"] for thing in things] == ["https://schema.org"]


def test_a_municipality_says_its_official_key_to_machines(visitor: Client) -> None:
    found = structured(visitor.get("/kommunen/05974040-soest/").content.decode())

    assert {"@type": "PropertyValue", "propertyID": "AGS", "value": "05974040"} in [t.get("identifier") for t in found]


def test_an_old_name_in_the_address_leads_to_the_present_one(visitor: Client) -> None:
    answers = [visitor.get(path) for path in ("/kommunen/05974040-alt/", "/en/kommunen/05974040/")]

    assert [(a.status_code, a["Location"]) for a in answers] == [
        (301, "/kommunen/05974040-soest/"),
        (301, "/en/kommunen/05974040-soest/"),
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/projekte/gibt-es-nicht/",
        "/regionen/gibt-es-nicht/",
        "/kommunen/05999999-x/",
        "/kommunen/%00/",
        "/kommunen/x/",
        "/organisationen/gibt-es-nicht/",
        "/termine/gibt-es-nicht/",
        "/quellen/gibt-es-nicht/",
        "/dokumente/99999999999999999999/x",
        "/dokumente/1/x",
        "/gibt-es-nicht/",
        "/en/gibt-es-nicht/",
    ],
)
def test_what_does_not_exist_is_not_found(visitor: Client, path: str) -> None:
    assert visitor.get(path).status_code == 404


HOSTILE = [  # queries that nobody types
    "q=" + "A%C3%84" * 2500,
    "q=%00%01%1b%7f%EF%BF%BE",
    "q=%ff%fe",
    "q=%E2%80%AE%E2%80%8B",
    "q=" + "(%22" * 500,
    "q=" + "a*+" * 500 + "&region=soest&ansicht=karte",
    "q=*:*+AND+(",
    *(f"seite={number}" for number in ("-1", "999999", "abc", "%D9%A3", "1e9", "")),
    *("region=%00", "betrieb=vielleicht", "sort=;DROP", "ansicht=%00", "land=%00", "land=99"),
    "&".join(f"region=r{number}" for number in range(500)),
    "&".join(f"p{number}=x" for number in range(500)),
]


@pytest.mark.parametrize("query", HOSTILE, ids=[query[:20] for query in HOSTILE])
@pytest.mark.parametrize("path", ["/projekte/", "/kommunen/", "/projekte/vorschlaege/"])
def test_no_query_breaks_a_page(visitor: Client, path: str, query: str) -> None:
    answer = visitor.get(f"{path}?{query}")

    assert answer.status_code == 200
    if "json" not in answer["Content-Type"]:
        html5lib.HTMLParser(strict=False).parse(answer.content.decode())


def test_a_page_beyond_the_last_one_shows_the_way_back(visitor: Client) -> None:
    assert "54" in text_of(visitor.get("/projekte/?seite=999").content.decode())


EVIL = "<script>alert(1)</script>\"'&</p></script><svg onload=alert(1)>"


@pytest.mark.slow
def test_script_in_texts_is_text_everywhere(visitor: Client, tmp_path: Path) -> None:
    project = Project.objects.get(title__startswith="Open-Government- und")
    Project.objects.filter(pk=project.pk).update(
        title=EVIL, summary=EVIL, benefit=EVIL, unique_feature=EVIL, notes=EVIL, superseded_note=EVIL
    )
    project.aliases.create(title=EVIL)
    project.participations.update(note=EVIL)
    project.participations.filter(role="lead").update(stated_name=EVIL)
    project.facts.standing().exclude(text="").update(text=EVIL)
    project.facts.standing().update(qualifier=EVIL)
    project.truths.update(wording=EVIL)
    project.contradictions.update(statement=EVIL)
    Region.objects.filter(pk=project.region_id).update(name=EVIL)
    Municipality.objects.filter(key="05974040").update(official_name=EVIL, kind=EVIL)
    Organisation.objects.filter(name="Stadt Soest").update(name=EVIL)
    Event.objects.update(name=EVIL, format=EVIL, venue=EVIL, notes=EVIL, organisers=[EVIL], blocks=[EVIL])
    Source.objects.update(publisher=EVIL, title=EVIL)
    paths = {kind: kind.format(**_parts(project)) for kind in KINDS} | {
        "search": "/projekte/?q=alert",
        "echo": "/projekte/",
    }

    for path in paths.values():
        for address in (path, f"/en{path}"):
            answer = visitor.get(address, {"q": EVIL} if path == "/projekte/" else None)
            page = answer.content.decode()
            assert answer.status_code == 200, address
            assert "<script>alert" not in page, address
            assert not [tag for tag in elements(page, "svg") if "onload" in tag], address
            assert all(isinstance(thing, dict) for thing in structured(page)), address


def _parts(project: Project) -> dict[str, str]:
    return {
        "project": project.slug,
        "region": project.region.slug,
        "municipality": Municipality.objects.get(key="05974040").slug,
        "organisation": "stadt-soest",
        "event": Event.objects.earliest("date").slug,
        "source": Source.objects.order_by("pk")[0].key,
    }
