"""Every place where bytes of strangers become values, as one function each: what it takes, what it refuses, its seeds.

A reader answers with the sentence of its refusal, or with nothing when it took the file. Anything else it raises is a
fault of ours. docs/trust.md ("Hostile input") has the same list for people; a test compares them.
"""

import io
import json
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import InvalidOperation
from functools import cache
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
from django.core.files.base import ContentFile
from protego import Protego

from strahlkraft.congress.formats.schedule_reading import read_schedule
from strahlkraft.congress.formats.schedule_xml import schedule_xml
from strahlkraft.congress.formats.submissions_csv import read_submissions
from strahlkraft.congress.planner.reading import ProblemError, read_problem
from strahlkraft.congress.rules.registration import read_scans
from strahlkraft.design.richtext import markdown_html
from strahlkraft.funding.actions._documents import _packed_problems
from strahlkraft.kernel.amounts import read_amount
from strahlkraft.kernel.diff import ImportRefused
from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.kernel.refusal import Refused
from strahlkraft.kernel.slug import slugify
from strahlkraft.letters.bounces import read_notice
from strahlkraft.network import municipality_file
from strahlkraft.network.rules import read_topology
from strahlkraft.newsroom.formats import drawing, html_markdown, older_files, older_sites
from strahlkraft.newsroom.rules import importing
from strahlkraft.newsroom.rules.pictures import file_problems
from strahlkraft.office.views.programme_import import _unpacked
from strahlkraft.projects import programme_file
from strahlkraft.reuse import publiccode
from strahlkraft.reuse.fetching import Answer, FetchPolicy, FetchRefused
from strahlkraft.reuse.fetching.addresses import read as read_address
from strahlkraft.reuse.importers import forges
from strahlkraft.reuse.peering import feed
from strahlkraft.reuse.rules.licences import read_licence
from strahlkraft.search.analysis.fold import fold
from strahlkraft.search.analysis.tokens import tokenise
from strahlkraft.stage.streaming import applause
from strahlkraft.steering.sheets import reading, values
from tests.congress.formats.programmes import HANDED, example
from tests.factories import pictures
from tests.factories.pcp import tiny

BASE, ZONE = "https://alt.beispiel.example/neues/", ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 3, tzinfo=UTC)
PLAIN_POLICY = FetchPolicy("beispiel/1")
REFUSALS = (Refused, ImportRefused, FetchRefused, publiccode.UnreadableError, drawing.Unreadable, ProblemError)


@dataclass(frozen=True)
class Parser:
    """One entry: ``read`` returns the sentence of a refusal, or nothing; ``most`` bytes reach it at all.

    ``dress`` makes a hostile file one that comes past the first guard.
    """

    name: str
    read: Callable[[bytes], str]
    seeds: Callable[[], list[bytes]]
    most: int
    dress: Callable[[bytes], bytes] = bytes

    def outcome(self, data: bytes) -> str:
        """The refusal's sentence, empty when taken; raises whatever is no refusal."""
        try:
            return self.read(data)
        except REFUSALS as refused:
            said = str(refused) or type(refused).__doc__ or ""
            if not said.strip():
                msg = f"{self.name} refuses without a word"
                raise AssertionError(msg) from refused
            return said


def _text(data: bytes) -> str:
    """As a form hands it on: text, without halves of signs."""
    return data.decode("utf-8", "replace")


def _picture(data: bytes) -> str:
    looked = drawing.look(data)
    if problems := file_problems(looked, limit=20_971_520):
        return "; ".join(one.message for one in problems)
    drawing.draw(data)
    return ""


def _publiccode(data: bytes) -> str:
    report = publiccode.check(data)
    read = publiccode.read(data)
    if read.document:
        publiccode.facts_from(read.document)
    return "; ".join(finding.message("de") for finding in (*report.results, *report.further))


def _feed(data: bytes) -> str:
    found = feed.verify(data, "", origin="https://peer.beispiel.example/", now=NOW)
    return found.code if isinstance(found, feed.PeerFault) else ""


def _forge(name: str, start: str) -> Callable[[bytes], str]:
    """Two pages of a forge whose every answer is ``data``: a list, and its one row where a single thing is asked for."""

    def read(data: bytes) -> str:
        headers = MappingProxyType({"link": _text(data[:500]).replace("\n", ""), "x-total-pages": _text(data[:9])})

        def get(url: str, **_options: Any) -> Answer:
            body = (
                data
                if "per_page" in url or "limit=" in url or name == "plain"
                else data.strip().removeprefix(b"[").removesuffix(b"]")
            )
            return Answer(url, 200, body, "application/json", headers=headers)

        forge = forges()[name]
        for number, page in enumerate(forge.pages(get, start, "")):
            for repository in page.repositories[:3]:
                forge.candidates(repository)
            if number:
                break
        forge.repository(get, f"{start}/beispiel")
        return ""

    return read


def _json_of_device(data: bytes) -> str:
    try:
        sent = json.loads(data)
    except (ValueError, RecursionError):
        sent = None
    _read, unreadable = read_scans(sent)
    return "could not be read" if unreadable else ""


def _instance(data: bytes) -> str:
    try:
        read_problem(json.loads(data))
    except (ValueError, RecursionError) as error:
        return str(error)
    return ""


def _words(data: bytes) -> str:
    for token in tokenise(_text(data)[:2_000]):  # as the public search bounds a question
        fold(token.form)
    slugify(_text(data))
    return ""


def _typed(data: bytes) -> str:
    text = _text(data)[:10_000]  # one field of a form
    said = ""
    for read in (lambda: read_amount(text, german=True), lambda: read_amount(text, german=False)):
        try:
            read()
        except InvalidOperation:
            said = "no amount"
    try:
        PartialDate.parse(text)
    except ValueError as error:
        said = str(error)
    for one in (values.read_date, values.read_day, values.read_amount, values.read_rating, values.read_mailbox):
        try:
            one(text)
        except ValueError as error:
            said = str(error) or "no value"
    values.read_names(text)
    values.read_lines(text)
    read_licence(text)
    return said


def _address(data: bytes) -> str:
    text = _text(data)[:5_000]
    if kept := importing.identity(text):
        importing.spellings(kept)
        importing.former_path(kept)
    html_markdown.absolute(BASE, text)
    feed.is_address(text)
    read_address(text, PLAIN_POLICY)
    return ""


def _markdown(data: bytes) -> str:
    markdown_html(_text(data)[:20_000])
    return ""


def _html(data: bytes) -> str:
    html_markdown.markdown(_text(data), BASE)
    return ""


def _robots(data: bytes) -> str:
    rules = Protego.parse(_text(data))
    rules.can_fetch("https://beispiel.example/a?b=c", "strahlkraft")
    rules.crawl_delay("strahlkraft")
    return ""


def _paper(data: bytes) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return "; ".join(one.message for one in _packed_problems(ContentFile(data), kind))


def _map(data: bytes) -> str:
    return "; ".join(str(problem) for problem in read_topology(data)[1])


def _nothing(read: Callable[[bytes], object]) -> Callable[[bytes], str]:
    def run(data: bytes) -> str:
        read(data)
        return ""

    return run


def workbook(rows: int = 3) -> bytes:
    """A small sheet of projects."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["Projekt", "Beginn", "Summe", "Stand"])
    for number in range(rows):
        page.append([f"Beispiel {number}", "01.02.2026", 1234.5, "läuft"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(members: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of these."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return out.getvalue()


SUBMISSIONS = b"Titel;Vortragende;E-Mail;Dauer;Thema\nBeispiel;Ada Beispiel;ada@beispiel.example;00:30;Daten\n"
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>B</title><item><title>Eins</title>
<link>https://alt.beispiel.example/eins</link><pubDate>Mon, 02 Mar 2026 10:00:00 +0100</pubDate>
<description>&lt;p&gt;Text&lt;/p&gt;</description></item></channel></rss>"""
PAGE = b"""<html><body><ul><li>2.3.2026 <a href="eins.html">Erste Nachricht</a></li></ul><main><h1>Erste</h1>
<p>Der <b>ganze</b> Text.</p><img src="/a.jpg" alt="Haus" srcset="b.jpg 2x"></main></body></html>"""
TOWNS = (
    b"ags,ars,name,name_amtlich,typ,land,land_name,rb_name,kreis,kreis_name,verband_name,plz,flaeche_km2,einwohner,lat,lon\n"
    b"05315000,053150000000,Beispiel,Beispielstadt,Stadt,05,NRW,Koeln,05315,Kreis,,50667,405.0,1000,50.9,6.9\n"
)
SOURCE = "https://beispiel.example/"
PROGRAMME = json.dumps(
    {
        "programme": {"name": "Beispielprogramm"},
        "regions": [{"name": "Beispielregion"}],
        "projects": [
            {"title": "Beispiel", "region": "Beispielregion", "start": "2026-01", "funding_eur": 1.5, "source": SOURCE}
        ],
    }
).encode()
YAML = b"""publiccodeYmlVersion: "0.4"
name: Beispiel
url: https://code.beispiel.example/a
platforms: [web]
categories: &c [cloud-management]
developmentStatus: stable
softwareType: standalone/web
releaseDate: 2026-01-01
description:
  de:
    shortDescription: Kurz
    longDescription: |
      Lang
    features: [Eins]
legal: {license: EUPL-1.2}
maintenance: {type: internal, contacts: [{name: Beispiel}]}
localisation: {localisationReady: true, availableLanguages: [de]}
"""
REPOSITORIES = json.dumps(
    [
        {
            "html_url": "https://github.com/beispiel/a",
            "web_url": "https://gitlab.com/beispiel/a",
            "full_name": "beispiel/a",
            "path_with_namespace": "beispiel/a",
            "default_branch": "main",
            "archived": False,
            "fork": False,
            "description": "Beispiel",
            "updated_at": "2026-01-01T00:00:00Z",
            "license": {"spdx_id": "EUPL-1.2"},
        }
    ]
).encode()
BOUNCE = b"""Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.beispiel.example

Action: failed
Status: 5.1.1

--x
Content-Type: message/rfc822

Message-ID: <1@beispiel.example>
Subject: Beispiel

--x--
"""
MARKDOWN = b"# Beispiel\n\n**fett** [Wort](https://beispiel.example) `code`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> *x*\n\n1. y\n"
TOPOLOGY = b'{"type":"Topology","source":"B","licence":"B","arcs":[[[0,0]]],"objects":{"municipalities":1,"districts":1,"regions":1}}'
SCANS = b'[{"uid":"00000000-0000-0000-0000-000000000001","badge":"00000000-0000-0000-0000-000000000002","people":1,"scanned_at":"2026-03-01T10:00:00+01:00"}]'
ADDRESSES = [b"https://beispiel.example:8443/a/b?c=d#e", b"http://[2001:db8::1]/", b"//beispiel.example/%2e%2e/a;b=c"]


@cache
def _schedules() -> list[bytes]:
    return [schedule_xml(example(), **HANDED)]


_KEY = feed.new_key()[0]


def _signed(data: bytes) -> bytes:
    """A hostile catalogue, signed by its owner: what follows the signature is reached."""
    try:
        return feed.sign(json.loads(data), feed.private_key(_KEY))
    except (ValueError, RecursionError, AttributeError, TypeError):
        return data


@cache
def _catalogues() -> list[bytes]:
    key = feed.private_key(_KEY)
    instance = feed.Instance("https://peer.beispiel.example/", "Beispiel", feed.public_key(key))
    entry = {"kind": "offer", "uri": "https://peer.beispiel.example/a", "title": "Beispiel", "modified": "2026-01-01"}
    bare = feed.build(instance=instance, sequence=1, generated_at=NOW, entries=())
    return [feed.sign(bare, key), feed.sign(bare | {"entries": [entry]}, key)]


@cache
def _pictures() -> list[bytes]:
    return [pictures.photo(80, 60, name) for name in ("JPEG", "PNG", "WEBP")] + [pictures.talkative("JPEG")]


@cache
def _books() -> list[bytes]:
    return [workbook()]


def _is(*seeds: bytes) -> Callable[[], list[bytes]]:
    return lambda: list(seeds)


PARSERS = (
    Parser("schedule", _nothing(read_schedule), _schedules, 20_000_000),
    Parser("submissions", _nothing(read_submissions), _is(SUBMISSIONS), 10_000_000),
    Parser("workbook", _nothing(lambda data: reading.read(data, "b.xlsx")), _books, 5_000_000),
    Parser("table", _nothing(lambda data: reading.read(data, "b.csv")), _is(SUBMISSIONS, TOWNS), 5_000_000),
    Parser("paper", _paper, _books, 20_000_000),
    Parser("picture", _picture, _pictures, 20_000_000),
    Parser(
        "older-site",
        _nothing(lambda data: older_files.read(data, BASE, ZONE)),
        lambda: [archive({"index.html": PAGE, "feed.xml": FEED}), FEED, PAGE],
        50_000_000,
    ),
    Parser("older-feed", _nothing(lambda data: older_sites.read(data, BASE, ZONE)), _is(FEED, PAGE), 2_000_000),
    Parser("html", _html, _is(PAGE), 2_000_000),
    Parser("municipalities", _nothing(municipality_file.read), _is(TOWNS, b"1020260101" + b"0" * 200), 50_000_000),
    Parser("map", _map, _is(TOPOLOGY), 50_000_000),
    Parser("programme", _nothing(programme_file.read), _is(PROGRAMME), 50_000_000),
    Parser("publiccode", _publiccode, _is(YAML), 1_048_576),
    Parser("publiccode-format", _nothing(publiccode.format_text), _is(YAML), 1_048_576),
    Parser("catalogue", _feed, _catalogues, 5_000_000, _signed),
    Parser("github", _forge("github", "https://github.com/beispiel"), _is(REPOSITORIES), 5_000_000),
    Parser("gitlab", _forge("gitlab", "https://gitlab.com/beispiel"), _is(REPOSITORIES), 5_000_000),
    Parser("gitea", _forge("gitea", "https://codeberg.org/beispiel"), _is(REPOSITORIES), 5_000_000),
    Parser(
        "list-of-addresses",
        _forge("plain", "https://beispiel.example/liste"),
        _is(REPOSITORIES, ADDRESSES[0]),
        5_000_000,
    ),
    Parser("robots", _robots, _is(b"User-agent: *\nDisallow: /a*b$\nCrawl-delay: 2\nSitemap: x\n"), 512_000),
    Parser("bounce", _nothing(read_notice), _is(BOUNCE), 10_000_000),
    Parser("markdown", _markdown, _is(MARKDOWN), 2_000_000),
    Parser("question", _words, _is(b'Wasserz\xc3\xa4hler f\xc3\xbcr B\xc3\xbcrger:innen -"x y" LoRaWAN'), 2_000_000),
    Parser("typed", _typed, _is(b"1.234,56 \xe2\x82\xac", b"2026-02-03", b"3/2026", b"EUPL-1.2 OR MIT"), 2_000_000),
    Parser("address", _address, lambda: ADDRESSES, 2_000_000),
    Parser("instance", _instance, lambda: [json.dumps(tiny(1)).encode()], 20_000_000),
    Parser("scans", _json_of_device, _is(SCANS), 2_000_000),
    Parser("applause", lambda data: "" if applause.read(data, most=9)[0] else "none", _is(b"code=ABC234&claps=3"), 200),
    Parser(
        "take-over",
        lambda data: "" if _unpacked(_text(data)) else "none",
        _is(b64encode(zlib.compress(FEED))),
        2_000_000,
    ),
)
BY_NAME = {parser.name: parser for parser in PARSERS}
