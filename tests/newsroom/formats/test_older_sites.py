"""Feeds and lists of older sites: what is taken, what is refused; nothing is fetched."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from strahlkraft.kernel.diff import ImportRefused
from strahlkraft.newsroom.formats import older_sites
from strahlkraft.newsroom.formats.older_sites import Entry, moment, read

pytestmark = pytest.mark.house
BASE, ZONE = "https://alt.beispiel.example/neues/", ZoneInfo("Europe/Berlin")
DAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RSS = b"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Beispiel</title>
<item><title>Erster &amp;amp; bester</title><link>eins.html</link><pubDate>Mon, 02 Mar 2026 10:00:00 +0100</pubDate>
<description>Kurz &lt;b&gt;gesagt&lt;/b&gt;</description><content:encoded><![CDATA[<p>Lang <a href="/x">mehr</a></p>]]></content:encoded></item>
<item><title>Zweiter</title><guid>https://alt.beispiel.example/neues/zwei.html</guid><description>Nur &lt;i&gt;kurz&lt;/i&gt;</description></item>
<item><title>Noch einmal</title><link>eins.html</link></item>
<item><title>Ohne Adresse</title><guid isPermaLink="false">7</guid></item>
</channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://alt.beispiel.example/blog/"><title>Beispiel</title>
<entry><title type="html">Ein &lt;b&gt;Titel&lt;/b&gt;</title><link rel="self" href="selbst"/><link href="eins"/>
<published>2026-03-02T09:00:00Z</published><summary>1 &lt; 2</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Text <strong>fett</strong></p></div></content></entry>
</feed>"""


def test_rss_is_read_with_addresses_made_whole_and_each_one_once() -> None:
    found = read(RSS, BASE, ZONE)
    text = "Lang [mehr](https://alt.beispiel.example/x)"
    assert found.entries == (
        Entry(f"{BASE}eins.html", "Erster & bester", "Kurz gesagt", text, DAY),
        Entry(f"{BASE}zwei.html", "Zweiter", "", "Nur *kurz*", None),
    )
    assert [problem.record for problem in found.problems] == ["Ohne Adresse"]


def test_atom_is_read_with_its_own_base_and_all_kinds_of_text() -> None:
    entry = Entry("https://alt.beispiel.example/blog/eins", "Ein Titel", "1 < 2", "Text **fett**", DAY)
    assert read(ATOM, BASE, ZONE) == older_sites.Older((entry,), ())


def test_lines_with_a_day_are_news_and_menus_are_not() -> None:
    page = """<html><head><meta charset="iso-8859-1"></head><body><ul><li><a href="/">Start</a></li></ul>
    <ul><li>02.03.2026, 10:00 Uhr <a href="eins.html">Schöne Nachricht</a><p>Kurz gesagt</p></li></ul></body></html>"""
    found = read(page.encode("iso-8859-1"), BASE, ZONE)
    assert found.entries == (Entry(f"{BASE}eins.html", "Schöne Nachricht", "Kurz gesagt", "", DAY),)


def test_articles_of_a_page_come_before_its_lines() -> None:
    page = """<article><h2>Titel</h2><time datetime="2026-03-02T10:00:00+01:00">gestern</time><p>Kurz</p>
    <a href="eins.html">Weiter</a></article><ul><li>1.1.2020 <a href="alt.html">Alt</a></li></ul>"""
    assert read(page.encode(), BASE, ZONE).entries == (Entry(f"{BASE}eins.html", "Titel", "Kurz", "", DAY),)


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss>&x;</rss>',
        b"<rss><channel>",
        b"<rss>" + b"<a>" * 100 + b"</a>" * 100 + b"</rss>",
        b'<?xml version="1.0" encoding="unknown-8"?><rss/>',
        b'<?xml version="1.0"?><opml/>',
        b"<p>Nichts</p>",
        b"",
        b" " * (older_sites.MOST_BYTES + 1),
    ],
)
def test_what_is_no_feed_and_no_list_or_could_harm_is_refused(data: bytes) -> None:
    with pytest.raises(ImportRefused):
        read(data, BASE, ZONE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon, 02 Mar 2026 09:00:00 GMT", DAY),
        ("2026-03-02T10:00:00+01:00", DAY),
        ("2026-03-02 10:00", DAY),
        ("02.03.2026, 10:00 Uhr", DAY),
        ("2. März 2026 um 10.00 Uhr", DAY),
        ("March 2, 2026 at 10:00", DAY),
        ("Meldung vom 2.3.2026", datetime(2026, 3, 1, 23, 0, tzinfo=UTC)),
        ("31.02.2026", None),
        ("irgendwann", None),
        ("", None),
    ],
)
def test_days_are_read_as_people_and_machines_write_them(text: str, expected: datetime | None) -> None:
    assert moment(text, ZONE) == expected
