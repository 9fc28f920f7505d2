"""What machines read: feeds, sitemap, robots, security contact, headers; and the check of the operator's settings."""

import json
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from django.core import checks
from django.core.checks import CheckMessage
from django.test import Client
from pytest_django.fixtures import Settings

from strahlkraft.public.checks import operator_is_named

ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
HOST = "http://localhost:8000"


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_atom_feed_names_every_change_once(register_visitor: Client, language: str) -> None:
    feed = ET.fromstring(register_visitor.get(f"{language}/aktuelles/feed.atom").content)  # noqa: S314 - our own answer

    ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
    links = [link.get("href") or "" for entry in feed.iter(f"{ATOM}entry") for link in entry.iter(f"{ATOM}link")]
    assert (feed.tag, len(ids), len(set(ids))) == (f"{ATOM}feed", 50, 50)
    assert all(link.startswith(f"{HOST}{language}/projekte/") for link in links)
    assert register_visitor.get(links[0].removeprefix(HOST)).status_code == 200


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_json_feed_says_the_same(register_visitor: Client, language: str) -> None:
    answer = register_visitor.get(f"{language}/aktuelles/feed.json")

    feed = json.loads(answer.content)
    assert (answer["Content-Type"], feed["version"]) == ("application/feed+json", "https://jsonfeed.org/version/1.1")
    assert feed["feed_url"] == f"{HOST}{language}/aktuelles/feed.json"
    assert len({item["id"] for item in feed["items"]}) == 50
    assert all(datetime.fromisoformat(item["date_modified"]).tzinfo for item in feed["items"])


@pytest.mark.slow
def test_the_sitemap_names_every_page_in_both_languages_and_all_of_them_answer(register_visitor: Client) -> None:
    tree = ET.fromstring(register_visitor.get("/sitemap.xml").content)  # noqa: S314 - our own answer

    pages = {url.findtext(f"{SITE}loc") or "": [link.get("href") for link in url.iter(LINK)] for url in tree}
    german = [page for page in pages if not page.startswith(f"{HOST}/en/")]
    assert len(pages) == len(german) * 2 == len(list(tree))
    assert {tuple(links) for page, links in pages.items() if page == f"{HOST}/projekte/"} == {
        (f"{HOST}/projekte/", f"{HOST}/en/projekte/")
    }
    assert sum(1 for page in german if page.startswith(f"{HOST}/projekte/")) == 55
    sample = [*list(pages)[:12], *list(pages)[12::61]]
    answers = {page: register_visitor.get(page.removeprefix(HOST)).status_code for page in sample}
    assert {page: code for page, code in answers.items() if code != 200} == {}


@pytest.mark.django_db
def test_robots_may_read_all_but_the_work() -> None:
    lines = Client().get("/robots.txt").content.decode().splitlines()

    assert {"Disallow: /arbeit/", "Allow: /", f"Sitemap: {HOST}/sitemap.xml"} <= set(lines)


def test_whom_to_tell_of_a_weakness_is_said_and_not_expired(settings: Settings) -> None:
    settings.OPERATOR = settings.OPERATOR | {"email": "sicherheit@beispiel.example"}

    fields = dict(
        line.split(": ", 1) for line in Client().get("/.well-known/security.txt").content.decode().splitlines() if line
    )

    assert fields["Contact"] == "mailto:sicherheit@beispiel.example"
    assert fields["Canonical"] == f"{HOST}/.well-known/security.txt"
    assert 100 < (datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)).days < 365


@pytest.mark.parametrize(
    "path",
    ["/", "/projekte/", "/en/kommunen/", "/gibt-es-nicht/", "/api/v1/projects", "/sitemap.xml", "/aktuelles/feed.atom"],
)
def test_every_answer_carries_the_headers_that_protect_people(register_visitor: Client, path: str) -> None:
    answer = register_visitor.get(path)

    policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
    assert {name: policy.get(name) for name in ("default-src", "object-src", "base-uri", "frame-ancestors")} == {
        "default-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert (answer["X-Content-Type-Options"], answer["X-Frame-Options"]) == ("nosniff", "DENY")
    assert answer["Referrer-Policy"] == "same-origin"
    assert dict(answer.cookies) == {}


FULL = {
    "name": "Beispielstadt",
    "street": "Beispielweg 1",
    "city": "00000 Beispielstadt",
    "represented_by": "Die Beispielperson",
    "email": "post@beispiel.example",
    "phone": "00000",
    "editor": "Die Beispielperson",
    "privacy_officer": "datenschutz@beispiel.example",
    "accessibility_reviewed": "2026-11-01",
}


def _complaints(settings: Settings, *, production: bool, operator: dict[str, str]) -> list[CheckMessage]:
    settings.PRODUCTION, settings.OPERATOR = production, operator
    return operator_is_named(None)


def test_production_is_refused_while_nobody_is_responsible(settings: Settings) -> None:
    found = _complaints(settings, production=True, operator=FULL | {"name": "", "phone": ""})

    assert [(m.id, m.level, "name, phone" in m.msg) for m in found] == [("strahlkraft.E001", checks.ERROR, True)]
    assert found[0] in checks.run_checks(tags=["strahlkraft"])


def test_production_is_fine_once_somebody_is_responsible(settings: Settings) -> None:
    assert set(settings.OPERATOR) == set(FULL)
    assert _complaints(settings, production=True, operator=FULL) == []
    assert _complaints(settings, production=False, operator=dict.fromkeys(FULL, "")) == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/impressum/", "/datenschutz/", "/barrierefreiheit/", "/en/impressum/"])
def test_the_legal_pages_show_what_the_settings_say(settings: Settings, path: str) -> None:
    settings.OPERATOR = FULL

    page = Client().get(path).content.decode()

    assert ("post@beispiel.example" in page or "datenschutz@beispiel.example" in page) is True
