"""What an older site says of its news, read from bytes handed in: RSS 2.0, Atom and lists in HTML; pure.

Nothing is fetched here. Files are bounded; XML with a DOCTYPE is refused, so no entity reaches out or grows.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from html import escape
from xml.etree import ElementTree as ET
from xml.parsers import expat

from strahlkraft.kernel.diff import ImportRefused, Problem
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.newsroom.formats.html_markdown import (
    Node,
    OldPicture,
    absolute,
    markdown,
    pictures,
    plain,
    tree,
    written,
)

MOST_BYTES = 2_000_000
MOST_ENTRIES = 2_000
MOST_CHARACTERS = 60_000
"""Of one text, as for articles."""
MOST_PICTURES = 40
"""The same."""
LONGEST_URL = 500
LONGEST_TITLE = 160
DEEPEST = 80
_ATOM = "{http://www.w3.org/2005/Atom}"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_DC_DATE = "{http://purl.org/dc/elements/1.1/}date"
_MEDIA = "{http://search.yahoo.com/mrss/}"
_WORDPRESS = re.compile(r"\{http://wordpress\.org/export/[\d.]{1,8}/\}(status|post_type)")
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_MONTHS = {
    "jan": 1,
    "feb": 2,
    "mär": 3,
    "mar": 3,
    "mrz": 3,
    "apr": 4,
    "mai": 5,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
} | {"sep": 9, "okt": 10, "oct": 10, "nov": 11, "dez": 12, "dec": 12}
_NAMES = "|".join(_MONTHS)
_TIME = r"(?:,?\s(?:um\s|at\s|[–|-]\s)?(?P<hour>[0-2]?\d)[:.](?P<minute>[0-5]\d)(?!\d|\.\d))?"
_FORMS = (
    re.compile(rf"\b(?P<day>[0-3]?\d)\.\s?(?P<month>[01]?\d)\.\s?(?P<year>\d{{4}})\b{_TIME}"),
    re.compile(rf"\b(?P<day>[0-3]?\d)\.?\s(?P<name>{_NAMES})[a-zä]*\.?,?\s(?P<year>\d{{4}})\b{_TIME}", re.IGNORECASE),
    re.compile(rf"\b(?P<name>{_NAMES})[a-z]*\.?\s(?P<day>[0-3]?\d),?\s(?P<year>\d{{4}})\b{_TIME}", re.IGNORECASE),
    re.compile(rf"\b(?P<year>\d{{4}})-(?P<month>[01]\d)-(?P<day>[0-3]\d)\b{_TIME}"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of an older site. ``lead`` is plain, ``body`` Markdown; without a day the site said none that we can read."""

    url: str
    title: str
    lead: str = ""
    body: str = ""
    published_at: datetime | None = None
    pictures: tuple[OldPicture, ...] = ()


@dataclass(frozen=True, slots=True)
class Older:
    """What a file holds, each address once, and what of it cannot be taken over."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def read(data: bytes, base: str, zone: tzinfo) -> Older:
    """Read a feed or a list. ``base`` is where the file stood, ``zone`` holds for times without their own.

    Raises ImportRefused when it is too big, broken, or none of the three.
    """
    if len(data) > MOST_BYTES:
        raise _refused(gettext_noop("The file is larger than two megabytes; take a shorter one."))
    beginning = data[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if beginning.startswith((b"<?xml", b"<rss", b"<feed", b"\xff\xfe", b"\xfe\xff")) and b"<html" not in beginning:
        return _kept(_of_feed(_xml(data), base, zone))
    return _kept(_of_list(tree(_text(data)), base, zone))


def page(data: bytes, base: str) -> tuple[str, tuple[OldPicture, ...]]:
    """The text of one article's own page as Markdown, without what stands around it, and its pictures.

    Raises ImportRefused when it is too big.
    """
    if len(data) > MOST_BYTES:
        raise _refused(gettext_noop("The file is larger than two megabytes; take a shorter one."))
    root = tree(_text(data))
    nodes = list(root.walk())
    found = next((one for names in _TEXTS for one in nodes if _is_text(one, names)), root)
    main = Node("", children=[one for one in found.children if not _is_frame(one)])
    return written(main, base), tuple(pictures(main, base))


def fuller(entry: Entry, body: str, found: Iterable[OldPicture]) -> Entry:
    """The entry with the text and the pictures of its own page, as far as they fit."""
    if len(body) > MOST_CHARACTERS:
        return entry
    both = {one.url or one.alternative_text: one for one in (*found, *entry.pictures)}
    return replace(entry, body=body, pictures=tuple(both.values())[:MOST_PICTURES])


_TEXTS = ("articleBody", "article", "main", "body")
"""Where the text of a page stands, the surest place first."""


def _is_text(node: Node, name: str) -> bool:
    return node.tag == name or node.attributes.get("itemprop") == name


def _is_frame(one: Node | str) -> bool:
    """What stands around a text: its headline is known already, head and foot are the site's."""
    return isinstance(one, Node) and one.tag in {"h1", "header", "footer", "aside", "form"}


def moment(text: str, zone: tzinfo) -> datetime | None:
    """The moment a date says, in UTC: as mails, machines or people write it; a day alone is its beginning. None: unreadable."""
    words = " ".join(text.split())
    readers: tuple[Callable[[str], datetime], ...] = (datetime.fromisoformat, parsedate_to_datetime, _by_people)
    for reader in readers:
        try:
            found = reader(words)
            return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
        except (ValueError, OverflowError, LookupError, TypeError):  # the reader of mails trips over some words
            continue
    return None


def _by_people(words: str) -> datetime:
    """A date within words; ValueError when there is none."""
    found = next((match for form in _FORMS if (match := form.search(words))), None)
    if found is None:
        msg = "no date"
        raise ValueError(msg)
    parts = found.groupdict()
    month = int(parts["month"]) if parts.get("month") else _MONTHS[parts["name"][:3].lower()]
    return datetime(  # noqa: DTZ001 - its zone is added by who asked
        int(parts["year"]), month, int(parts["day"]), int(parts["hour"] or 0), int(parts["minute"] or 0)
    )


def _refused(message: str) -> ImportRefused:
    return ImportRefused([Problem("", "", message)])


def _kept(found: Iterable[Entry]) -> Older:
    """Each address once, the first time it is named; what has no address or title or is too long is said."""
    entries: dict[str, Entry] = {}
    problems = []
    for entry in found:
        message = _problem(entry)
        if message:
            problems.append(Problem(entry.title or entry.url, "", message))
        elif len(entries) < MOST_ENTRIES:
            entries.setdefault(entry.url, entry)
    return Older(tuple(entries.values()), tuple(problems))


def _problem(entry: Entry) -> str:
    if not entry.url or len(entry.url) > LONGEST_URL:
        return gettext_noop("It has no address that can be kept.")
    if not entry.title or len(entry.title) > LONGEST_TITLE:
        return gettext_noop("It has no headline, or one that is too long.")
    if max(len(entry.body), len(entry.lead)) > MOST_CHARACTERS:
        return gettext_noop("The text is too long.")
    return (
        "" if len(entry.pictures) <= MOST_PICTURES else gettext_noop("It has more pictures than an article can hold.")
    )


# ---- feeds


def _xml(data: bytes) -> ET.Element:
    data = _mended(data)
    _ensure_harmless(data)
    try:
        return ET.fromstring(data)  # noqa: S314 - a DOCTYPE was refused, size and depth are bounded
    except (ET.ParseError, ValueError, LookupError) as broken:
        raise _refused(_BROKEN) from broken


def _mended(data: bytes) -> bytes:
    """The same in UTF-8 where a feed says it is that and was written as older programs did."""
    said = re.match(
        rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w-]{1,40})["']""", data.removeprefix(b"\xef\xbb\xbf")
    )
    if (said and said[1].lower() != b"utf-8") or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace").encode()
    return data


_BROKEN = gettext_noop("The file is broken: it is no feed that can be read.")


def _ensure_harmless(data: bytes) -> None:
    """Walk through once without building anything: no DOCTYPE, nothing nested without end."""
    parser, depth = expat.ParserCreate(), 0

    def doctype(*_parts: object) -> None:
        raise _refused(gettext_noop("The file brings its own definitions (DOCTYPE); such files are not read."))

    def start(_name: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise _refused(_BROKEN)

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError) as broken:
        raise _refused(_BROKEN) from broken
    except ImportRefused:
        raise
    except ValueError as broken:  # an encoding expat does not know
        raise _refused(_BROKEN) from broken


def _of_feed(root: ET.Element, base: str, zone: tzinfo) -> Iterator[Entry]:
    if root.tag == "rss":
        return (_of_item(item, base, zone) for item in root.iter("item") if _appeared(item))
    if root.tag == f"{_ATOM}feed":
        place = _joined(base, root)
        return (_of_entry(entry, _joined(place, entry), zone) for entry in root.iter(f"{_ATOM}entry"))
    raise _refused(gettext_noop("This is neither RSS 2.0 nor Atom."))


def _joined(base: str, element: ET.Element) -> str:
    return absolute(base, element.get(_XML_BASE, "")) or base


def _appeared(item: ET.Element) -> bool:
    """Whether an item of an exported site is an article readers had; pages, files and drafts are none."""
    said = {found[1]: (one.text or "").strip() for one in item if (found := _WORDPRESS.fullmatch(str(one.tag)))}
    return said.get("status", "publish") == "publish" and said.get("post_type", "post") == "post"


def _of_item(item: ET.Element, base: str, zone: tzinfo) -> Entry:
    identity = item.find("guid")
    named = identity is not None and identity.get("isPermaLink", "true") == "true"
    link = item.findtext("link") or (identity.text if named and identity is not None else "") or ""
    description, content = item.findtext("description") or "", item.findtext(_CONTENT) or ""
    return Entry(
        url=absolute(base, link) if link.strip() else "",
        title=plain(item.findtext("title") or ""),
        lead=plain(description) if content else "",
        body=markdown(content or description, base),
        published_at=moment(item.findtext("pubDate") or item.findtext(_DC_DATE) or "", zone),
        pictures=_pictures_of(item, f"{content} {description}", base),
    )


def _of_entry(entry: ET.Element, base: str, zone: tzinfo) -> Entry:
    links = (one for one in entry.findall(f"{_ATOM}link") if one.get("rel", "alternate") == "alternate")
    link = next((one.get("href", "") for one in links), "")
    summary, content = _html_of(entry, "summary"), _html_of(entry, "content")
    day = entry.findtext(f"{_ATOM}published") or entry.findtext(f"{_ATOM}updated") or ""
    return Entry(
        url=absolute(base, link) if link.strip() else "",
        title=plain(_html_of(entry, "title")),
        lead=plain(summary) if content else "",
        body=markdown(content or summary, base),
        published_at=moment(day, zone),
        pictures=_pictures_of(entry, f"{content} {summary}", base),
    )


def _pictures_of(item: ET.Element, html: str, base: str) -> tuple[OldPicture, ...]:
    """Pictures of the text, then those that hang on it; each once."""
    found = {one.url or one.alternative_text: one for one in pictures(tree(html), base)}
    for one in item.iter():
        if one.tag in {"enclosure", f"{_MEDIA}content", f"{_MEDIA}thumbnail", f"{_ATOM}link"} and _is_picture(one):
            url = absolute(base, one.get("url") or one.get("href") or "")
            words = " ".join((one.findtext(f"{_MEDIA}description") or "").split())
            if url.startswith("http"):
                found.setdefault(url, OldPicture(url, "", words))
    return tuple(found.values())


def _is_picture(one: ET.Element) -> bool:
    if one.tag == f"{_ATOM}link" and one.get("rel") != "enclosure":
        return False
    return one.tag == f"{_MEDIA}thumbnail" or one.get("medium") == "image" or one.get("type", "").startswith("image/")


def _html_of(entry: ET.Element, name: str) -> str:
    """A text of Atom as HTML, whichever of its three kinds it is."""
    found = entry.find(f"{_ATOM}{name}")
    if found is None:
        return ""
    kind = found.get("type", "text")
    if kind == "xhtml":
        for one in found.iter():
            one.tag = one.tag.removeprefix(_XHTML)
        return "".join(ET.tostring(one, encoding="unicode", method="html") for one in found)
    return found.text or "" if kind in {"html", "text/html"} else escape(found.text or "")


# ---- lists


def _text(data: bytes) -> str:
    """The characters of a page: as it says, else UTF-8, else as older sites of this country were written."""
    said = re.search(rb"""<meta[^>]{0,200}charset=["']?([\w-]{1,40})""", data[:4_000], re.IGNORECASE)
    for name in (*((said[1].decode("ascii", "ignore"),) if said else ()), "utf-8-sig"):
        try:
            return data.decode(name).replace("\0", "")
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace").replace("\0", "")


def _of_list(root: Node, base: str, zone: tzinfo) -> list[Entry]:
    """Articles of a page; without any, lines of lists and tables that bear a day, so that menus are not taken for news."""
    nodes = [node for node in root.walk() if node.tag == "article"]
    found = [entry for node in nodes if (entry := _of_block(node, base, zone))]
    if not found:
        rows = [node for node in root.walk() if node.tag in {"li", "tr"} and not _holds_rows(node)]
        found = [entry for node in rows if (entry := _of_block(node, base, zone)) and entry.published_at]
    if not found:
        raise _refused(gettext_noop("No list of news was found on this page."))
    return found


def _holds_rows(node: Node) -> bool:
    return any(one is not node and one.tag in {"li", "tr", "article"} for one in node.walk())


def _of_block(node: Node, base: str, zone: tzinfo) -> Entry | None:
    """An entry from its first link with words, its day and its paragraphs; None without a link."""
    links = ((one.words(), absolute(base, one.attributes.get("href", ""))) for one in node.walk() if one.tag == "a")
    title, url = next(((words, url) for words, url in links if words and url.startswith("http")), ("", ""))
    if not url:
        return None
    heading = next((one.words() for one in node.walk() if re.fullmatch("h[1-6]", one.tag)), "")
    times = [one.attributes.get("datetime", "") or one.words() for one in node.walk() if one.tag == "time"]
    paragraphs = (one.words() for one in node.walk() if one.tag == "p")
    return Entry(
        url=url,
        title=heading or title,
        lead=" ".join(words for words in paragraphs if words),
        published_at=moment(times[0] if times else node.words(), zone),
        pictures=tuple(pictures(node, base)),
    )
