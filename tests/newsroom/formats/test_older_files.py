"""What was saved of an older site: read from memory, compared by name, nothing unpacked; hostile archives harm nobody."""

import io
import stat
import time
import zipfile
import zlib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from strahlkraft.kernel.diff import ImportRefused
from strahlkraft.newsroom.formats import older_files
from strahlkraft.newsroom.formats.html_markdown import MOST_ELEMENTS, OldPicture, markdown, pictures, plain, tree
from strahlkraft.newsroom.formats.older_files import Files, read
from strahlkraft.newsroom.formats.older_sites import MOST_BYTES, Entry
from strahlkraft.newsroom.formats.older_sites import read as read_feed

pytestmark = pytest.mark.house
BASE, ZONE = "https://alt.beispiel.example/neues/", ZoneInfo("Europe/Berlin")
DAY = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)
LIST = b'<ul><li>2.3.2026 <a href="eins.html">Erste Nachricht</a></li><li>2.3.2026 <a href="zwei/">Zweite</a></li></ul>'
PAGE = b"""<html><head><title>Titel</title><style>p {}</style></head><body><nav>Start</nav><main><h1>Erste Nachricht</h1>
<p>Der <b>ganze</b> Text.</p><figure><a href="/gross/haus.jpg"><img src="/klein/haus-300x200.jpg" alt="Ein Haus"></a>
<figcaption>Das Haus. Foto: Beispiel</figcaption></figure><footer>Impressum</footer></main></body></html>"""


def archive(*members: tuple[str | zipfile.ZipInfo, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of these."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as packed:
        for name, data in members:
            packed.writestr(name, data)
    return out.getvalue()


def reasons(data: bytes) -> dict[str, str]:
    """What is left alone of an archive that holds a list too."""
    return {problem.record: problem.message for problem in read(data, BASE, ZONE).problems}


def test_a_list_gets_its_texts_and_pictures_from_the_pages_saved_beside_it() -> None:
    data = archive(("alt/neues/index.html", LIST), ("alt/neues/eins.html", PAGE), ("alt/gross/haus.jpg", b"x" * 9))
    saved = read(data, BASE, ZONE)
    picture = OldPicture("https://alt.beispiel.example/gross/haus.jpg", "Ein Haus", "Das Haus. Foto: Beispiel")
    first, second = saved.entries
    assert (first.url, first.title, first.published_at, first.pictures) == (
        f"{BASE}eins.html",
        "Erste Nachricht",
        DAY,
        (picture,),
    )
    assert first.body == "Der **ganze** Text.\n\nDas Haus. Foto: Beispiel"
    assert (second.body, saved.problems) == ("", ())
    assert saved.files.read(saved.files.matching(picture.url), 4) == b"xxxx"


def test_what_an_article_links_to_is_no_list_of_news() -> None:
    page = b'<main><p>Text</p><ul><li>1.1.2020 <a href="/anderes">Siehe auch</a></li></ul></main>'
    saved = read(archive(("eins.html", page), ("neues.html", LIST)), BASE, ZONE)
    assert [entry.title for entry in saved.entries] == ["Erste Nachricht", "Zweite"]
    assert saved.entries[0].body.startswith("Text")


@pytest.mark.parametrize(
    ("names", "url", "expected"),
    [
        (("bilder/haus.jpg",), "https://alt.beispiel.example/bilder/haus.jpg", "bilder/haus.jpg"),
        (("HAUS.JPG",), "https://alt.beispiel.example/x/haus.jpg", "HAUS.JPG"),
        (("a/haus.jpg", "b/haus.jpg"), "https://alt.beispiel.example/b/haus.jpg", "b/haus.jpg"),
        (("a/haus.jpg", "b/haus.jpg"), "https://alt.beispiel.example/c/haus.jpg", ""),
        (("über uns.jpg",), "https://alt.beispiel.example/%C3%BCber%20uns.jpg", "über uns.jpg"),
        (("neues/index.html",), "https://alt.beispiel.example/neues/", "neues/index.html"),
        (("neues/eins.html",), "https://alt.beispiel.example/neues/eins", "neues/eins.html"),
        (("haus.jpg",), "https://alt.beispiel.example/", ""),
        ((), "https://alt.beispiel.example/haus.jpg", ""),
        (("haus.jpg",), "", ""),
    ],
)
def test_a_file_is_found_by_how_its_address_ends(names: tuple[str, ...], url: str, expected: str) -> None:
    assert Files(names).matching(url) == expected


@pytest.mark.parametrize(
    "name", ["../../haus.jpg", "/etc/haus.jpg", "a/../../haus.jpg", "C:/haus.jpg", "..\\..\\haus.jpg", "x\0.jpg"]
)
def test_names_that_lead_out_of_an_archive_are_left_alone_and_told(name: str) -> None:
    info = zipfile.ZipInfo("platzhalter")
    info.filename = name
    saved = read(archive(("index.html", LIST), (info, b"x")), BASE, ZONE)
    told = [problem.message for problem in saved.problems]
    assert (saved.files.names, len(told)) in {(("index.html",), 1), (("index.html",), 0)}
    assert all("leads out" in message for message in told)


def test_links_locked_and_strangely_packed_and_double_members_are_left_alone() -> None:
    link = zipfile.ZipInfo("link.jpg")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    strange = zipfile.ZipInfo("fremd.jpg")
    strange.compress_type = zipfile.ZIP_BZIP2
    with pytest.warns(UserWarning, match="Duplicate"):
        data = archive(
            ("index.html", LIST), (link, b"/etc/hostname"), (strange, b"x"), ("a.jpg", b"1"), ("a.jpg", b"2")
        )
    saved = read(data, BASE, ZONE)
    assert (saved.files.names, len(saved.problems)) == (("index.html", "a.jpg"), 3)
    locked = bytearray(archive(("index.html", LIST), ("zu.jpg", b"x"), packing=zipfile.ZIP_STORED))
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    assert reasons(bytes(locked)) == {"zu.jpg": "It is locked with a password."}


def test_a_bomb_in_an_archive_is_read_no_further_than_a_page_may_be_long() -> None:
    began = time.monotonic()
    data = archive(("index.html", LIST), ("bombe.xml", b"<rss>" + b" " * 200_000_000))
    assert len(data) < 1_000_000
    saved = read(data, BASE, ZONE)
    assert ([entry.title for entry in saved.entries], len(saved.problems)) == (["Erste Nachricht", "Zweite"], 1)
    assert time.monotonic() - began < 60


def test_a_member_that_lies_about_its_size_or_is_damaged_gives_nothing() -> None:
    data = bytearray(archive(("index.html", LIST), ("haus.jpg", zlib.compress(b"x" * 4000) * 9)))
    start = data.index(b"haus.jpg") + 20
    data[start : start + 8] = b"\xff" * 8
    saved = read(bytes(data), BASE, ZONE)
    assert saved.files.read("haus.jpg", 100_000) == b""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        archive(),
        archive(("nur.txt", b"x")),
        archive(("haus.jpg", b"x")),
        archive(("kaputt.xml", b"<rss>")),
        archive(*((f"{number}.txt", b"") for number in range(5_001))),
        b"PK" + b"0" * older_files.MOST_FILE,
    ],
)
def test_what_holds_no_news_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(ImportRefused) as refused:
        read(data, BASE, ZONE)
    assert all(problem.message.endswith(".") for problem in refused.value.problems)


def test_the_same_article_in_a_feed_and_a_list_comes_once_with_the_text_of_the_feed() -> None:
    feed = f"<rss><channel><item><title>Eins</title><link>{BASE}eins.html</link><description>Text</description></item></channel></rss>"
    saved = read(archive(("liste.html", LIST), ("feed.xml", feed.encode())), BASE, ZONE)
    assert [(entry.title, entry.body) for entry in saved.entries] == [("Eins", "Text"), ("Zweite", "")]


# ---- what feeds say beside their texts


def test_pictures_of_a_feed_come_from_texts_enclosures_and_media() -> None:
    data = b"""<rss xmlns:media="http://search.yahoo.com/mrss/"><channel><item><title>Eins</title><link>eins</link>
    <description><![CDATA[<img src="a.jpg" alt="A"><img src="a.jpg"><img src="z.png" width="1" height="1">]]></description>
    <enclosure url="b.jpg" type="image/jpeg" length="9"/><enclosure url="ton.mp3" type="audio/mpeg"/>
    <media:content url="c.jpg" medium="image"><media:description>Das Haus</media:description></media:content>
    <media:thumbnail url="javascript:alert(1)"/></item></channel></rss>"""
    [entry] = read_feed(data, BASE, ZONE).entries
    assert entry.pictures == (
        OldPicture(f"{BASE}a.jpg", "A"),
        OldPicture(f"{BASE}b.jpg"),
        OldPicture(f"{BASE}c.jpg", "", "Das Haus"),
    )


def test_an_exported_site_gives_its_published_articles_only() -> None:
    items = "".join(
        f"<item><title>{kind} {status}</title><link>{kind}-{status}</link><wp:post_type>{kind}</wp:post_type>"
        f"<wp:status>{status}</wp:status></item>"
        for kind in ("post", "page", "attachment")
        for status in ("publish", "draft", "private")
    )
    data = f'<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>{items}</channel></rss>'.encode()
    assert [entry.title for entry in read_feed(data, BASE, ZONE).entries] == ["post publish"]


@pytest.mark.parametrize("head", ["", '<?xml version="1.0"?>', '<?xml version="1.0" encoding="UTF-8"?>'])
def test_a_feed_in_the_wrong_encoding_is_read_as_it_was_meant(head: str) -> None:
    data = f"{head}<rss><channel><item><title>Größe</title><link>eins</link></item></channel></rss>".encode("cp1252")
    assert [entry.title for entry in read_feed(data, BASE, ZONE).entries] == ["Größe"]


def test_signs_a_database_cannot_keep_are_gone() -> None:
    page = b'<li>2.3.2026 <a href="ei\0ns">Na\0ch&#0;richt &#99999999999; &#xD800;</a></li>'
    [entry] = read(page, BASE, ZONE).entries
    assert ("\0" in entry.title + entry.url, "\ud800" in entry.title) == (False, False)
    assert entry.title.encode().decode() == entry.title


def test_an_article_with_more_pictures_than_fit_is_told() -> None:
    html = "".join(f'<img src="{number}.jpg">' for number in range(41))
    data = f"<rss><channel><item><title>Viele</title><link>eins</link><description><![CDATA[{html}]]></description></item></channel></rss>"
    found = read_feed(data.encode(), BASE, ZONE)
    assert (found.entries, [problem.record for problem in found.problems]) == ((), ["Viele"])


# ---- hostile text


@pytest.mark.parametrize(
    "piece",
    [
        *("<", "<!--", "<a ", "</", "<![CDATA[", "<!", "<?", "&#", "<a b='", "<div>", "<p>x", "<script>", "<ul><li>"),
        *(
            "<b>",
            "<table><tr><td>",
            "<article>",
            "<title>",
            "<script></scrip",
            "&#1",
            "<a =",
            '<a b="',
            "<img src=data:>",
        ),
    ],
)
def test_a_megabyte_of_one_piece_is_read_in_seconds(piece: str) -> None:
    text = (piece * (1_000_000 // len(piece) + 1))[:1_000_000]
    began = time.process_time()
    markdown(text, BASE)
    assert time.process_time() - began < 40


def test_elements_beyond_what_is_read_keep_their_words_only() -> None:
    assert plain("<b></b>" * (MOST_ELEMENTS + 5) + "<i>Ende</i>") == "Ende"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<img src="a.jpg" alt=" Ein  Haus ">', [OldPicture(f"{BASE}a.jpg", "Ein Haus")]),
        ('<img data-src="a.jpg" src="leer.gif">', [OldPicture(f"{BASE}a.jpg")]),
        ('<a href="gross.JPG"><img src="klein.jpg"></a>', [OldPicture(f"{BASE}gross.JPG")]),
        ('<a href="seite.html"><img src="klein.jpg"></a>', [OldPicture(f"{BASE}klein.jpg")]),
        ('<img src="data:image/png;base64,AAAA" alt="Im Text">', [OldPicture("", "Im Text")]),
        ('<img src="javascript:alert(1)">', []),
        ('<img src="">', []),
        ('<img width="16px" height="16" src="icon.png">', []),
        ('<noscript><img src="a.jpg"></noscript>', []),
    ],
)
def test_pictures_are_named_with_their_words(html: str, expected: list[OldPicture]) -> None:
    assert pictures(tree(html), BASE) == expected


def test_headings_leave_no_level_out() -> None:
    assert markdown("<h2>A</h2><h5>B</h5><h2>C</h2>", BASE) == "## A\n\n### B\n\n## C"


def test_a_page_too_large_beside_a_list_changes_nothing() -> None:
    data = archive(("index.html", LIST), ("eins.html", PAGE + b" " * MOST_BYTES))
    [first, _second] = read(data, BASE, ZONE).entries
    assert first == Entry(f"{BASE}eins.html", "Erste Nachricht", "", "", DAY)


def test_of_very_many_packed_pages_no_more_is_read_than_a_file_may_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when five thousand pages that pack into a few megabytes are all read: hours of a core."""
    monkeypatch.setattr(older_files, "MOST_FILE", 100_000)
    filled = LIST + b"<!--" + b" " * 60_000 + b"-->"
    told = reasons(archive(*((f"seite-{number}.html", filled) for number in range(5))))
    assert [name for name, reason in told.items() if reason.startswith("The file is larger")] == [
        "seite-2.html", "seite-3.html", "seite-4.html",
    ]  # fmt: skip
