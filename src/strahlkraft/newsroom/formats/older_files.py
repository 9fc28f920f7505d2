"""Files somebody saved of an older site: a feed, a page, or a ZIP of both with pictures; read from bytes, never unpacked.

Names within a ZIP are compared with addresses and nothing else: nothing is written under a name that came with a file, so
none can lead out of anywhere. What a member says of its size is not believed; it is read up to a limit.
"""

import re
import stat
import zipfile
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from io import BytesIO
from itertools import takewhile
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from strahlkraft.kernel.diff import ImportRefused, Problem
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.newsroom.formats import older_sites
from strahlkraft.newsroom.formats.older_sites import MOST_ENTRIES, Entry, Older

MOST_FILE = 50_000_000
"""Bytes of what is handed in."""
MOST_MEMBERS = 5_000
MOST_PICTURE = 20_971_520
"""Bytes of one picture, as for uploads."""
_FEEDS = frozenset({".xml", ".rss", ".atom"})
_PAGES = _FEEDS | {".html", ".htm", ".xhtml"}
_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".heic", ".svg", ".tif", ".tiff", ".bmp"})
_ENCRYPTED = 0x1
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def _nothing(_name: str, _most: int) -> bytes:
    return b""


class Files:
    """Files by name; ``read`` gives the bytes of one, at most so many, b"" when there are none to be had."""

    def __init__(self, names: Iterable[str] = (), read: Callable[[str, int], bytes] = _nothing) -> None:
        self.names = tuple(names)
        self.read = read
        self._by_last: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for name in self.names:
            parts = _name_parts(name)
            self._by_last.setdefault(parts[-1] if parts else "", []).append((name, parts))

    def matching(self, url: str) -> str:
        """The file that was saved of an address: the one whose path ends most like it; empty when none or several might be."""
        parts = _parts(url)
        last = parts[-1] if parts else ""
        fits: dict[int, list[str]] = {}
        for wanted in (last,) if PurePosixPath(last).suffix else (last, f"{last}.html", f"{last}.htm"):
            for name, own in self._by_last.get(wanted, ()):
                fits.setdefault(_alike(own[:-1], parts[:-1]), []).append(name)
        best = fits[max(fits)] if fits else []
        if last.startswith("index.") and not max(fits, default=0):  # every folder has one
            return ""
        return best[0] if len(best) == 1 else ""


def _parts(url: str) -> tuple[str, ...]:
    """Host and path of an address as a saved file would be named."""
    pieces = urlsplit(url)
    path = unquote(pieces.path)
    return _name_parts(f"{pieces.hostname or ''}/{path}{'index.html' if path.endswith('/') else ''}")


def _name_parts(name: str) -> tuple[str, ...]:
    return tuple(part.casefold() for part in name.split("/") if part not in {"", "."})


def _alike(name: Sequence[str], parts: Sequence[str]) -> int:
    """How many parts agree, counted from the end."""
    pairs = zip(reversed(name), reversed(parts), strict=False)
    return sum(1 for _same in takewhile(lambda pair: pair[0] == pair[1], pairs))


@dataclass(frozen=True, slots=True)
class Saved:
    """What was handed in: entries of all feeds and lists in it, the files beside them, and what cannot be read and why."""

    entries: tuple[Entry, ...] = ()
    files: Files = field(default_factory=Files)
    problems: tuple[Problem, ...] = ()


def read(data: bytes, base: str, zone: tzinfo) -> Saved:
    """Read what was handed in. ``base`` is where the feed or the list stood. Raises ImportRefused when nothing can be read."""
    if len(data) > MOST_FILE:
        raise _refused(_TOO_LARGE)
    if not data:
        raise _refused(gettext_noop("The file is empty."))
    if not data.startswith(b"PK"):
        found = older_sites.read(data, base, zone)
        return Saved(found.entries, problems=found.problems)
    files, problems = _of_zip(data)
    return gathered(files, base, zone, problems)


def gathered(files: Files, base: str, zone: tzinfo, problems: Iterable[Problem] = ()) -> Saved:
    """Entries of the feeds and lists among files; a text that is missing is taken from the saved page of the article."""
    entries: dict[str, Entry] = {}
    told, unread, pages = list(problems), list[Problem](), set[str]()
    for name, found in sorted(_all_read(files, base, zone, unread), key=_order):
        if name in pages:  # an article's own page; what it links to is no list of news
            continue
        told += found.problems
        for entry in found.entries[: MOST_ENTRIES - len(entries)]:
            if entry.url not in entries:
                entries[entry.url] = entry
                pages.add(files.matching(entry.url))
        pages.discard(name)
    if not entries:
        nothing = Problem("", "", gettext_noop("No feed and no list of news was found in it."))
        raise ImportRefused([nothing, *unread, *told])
    told += [problem for problem in unread if problem.record not in pages]
    return Saved(tuple(_with_text(entry, files, pages) for entry in entries.values()), files, tuple(told))


def _all_read(files: Files, base: str, zone: tzinfo, unread: list[Problem]) -> Iterator[tuple[str, Older]]:
    """Every file that holds entries; why the others hold none is added to ``unread``."""
    for name in files.names:
        if PurePosixPath(name).suffix.lower() not in _PAGES:
            continue
        try:
            yield name, older_sites.read(files.read(name, older_sites.MOST_BYTES + 1), base, zone)
        except ImportRefused as refused:
            unread += [Problem(name, "", problem.message) for problem in refused.problems]


def _order(read_one: tuple[str, Older]) -> tuple[bool, int, str]:
    """Feeds first, since they hold whole texts; then what holds most."""
    name, found = read_one
    return PurePosixPath(name).suffix.lower() not in _FEEDS, -len(found.entries), name


def _with_text(entry: Entry, files: Files, pages: Container[str]) -> Entry:
    """An entry of a list with the text of its own page, where that was saved too."""
    name = "" if entry.body else files.matching(entry.url)
    if name not in pages or PurePosixPath(name).suffix.lower() not in _PAGES - _FEEDS:
        return entry
    try:
        body, pictures = older_sites.page(files.read(name, older_sites.MOST_BYTES + 1), entry.url)
    except ImportRefused:
        return entry
    return older_sites.fuller(entry, body, pictures)


def _refused(message: str) -> ImportRefused:
    return ImportRefused([Problem("", "", message)])


# ---- ZIP


def _of_zip(data: bytes) -> tuple[Files, list[Problem]]:
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError) as broken:
        raise _refused(_BROKEN) from broken
    if len(members) > MOST_MEMBERS:
        raise _refused(gettext_noop("The archive holds more than 5,000 files; hand it in in parts."))
    kept: dict[str, zipfile.ZipInfo] = {}
    problems = []
    for one in members:
        if one.is_dir() or PurePosixPath(one.filename).suffix.lower() not in _PAGES | _PICTURES:
            continue
        if message := _member_problem(one, kept):
            problems.append(Problem(_shown(one.filename), "", message))
        else:
            kept[one.filename] = one

    return Files(tuple(kept), _Members(archive, kept)), problems


class _Members:
    """Reads members of an archive; a page no further than all pages together, unpacked, are as large as a file may be.

    Packed, five thousand of them fit into a few megabytes, and each takes a second to read.
    """

    def __init__(self, archive: zipfile.ZipFile, kept: Mapping[str, zipfile.ZipInfo]) -> None:
        self._archive, self._kept = archive, kept
        self._pages: dict[str, int] = {}

    def __call__(self, name: str, most: int) -> bytes:
        """At most so many bytes of a member. Raises ImportRefused for a page beyond what is read of one archive."""
        if PurePosixPath(name).suffix.lower() not in _PAGES:
            return self._content(name, most)
        if name not in self._pages and sum(self._pages.values()) > MOST_FILE:
            raise _refused(_TOO_LARGE)
        data = self._content(name, most)
        self._pages[name] = len(data)
        return data

    def _content(self, name: str, most: int) -> bytes:
        try:
            with self._archive.open(self._kept[name]) as member:
                return member.read(most)
        except Exception:  # noqa: BLE001 - a hostile member fails in ways of its own; there is nothing to be had of it
            return b""


_TOO_LARGE = gettext_noop("The file is larger than 50 megabytes; hand it in in parts.")
_BROKEN = gettext_noop("The archive is broken: it is no ZIP that can be read.")


def _member_problem(one: zipfile.ZipInfo, kept: Iterable[str]) -> str:
    """Why a file of an archive is left alone; empty: it is read."""
    name = one.orig_filename
    if name.startswith("/") or "\\" in name or "\0" in name or ".." in name.split("/") or re.match("[A-Za-z]:", name):
        return gettext_noop("Its name leads out of the archive; it is left alone.")
    if stat.S_ISLNK(one.external_attr >> 16):
        return gettext_noop("It only points at another file; it is left alone.")
    if one.flag_bits & _ENCRYPTED:
        return gettext_noop("It is locked with a password.")
    if one.compress_type not in _COMPRESSIONS:
        return gettext_noop("It is packed in a way that is not read here.")
    if one.filename in kept:
        return gettext_noop("The archive holds it twice; the first one counts.")
    return ""


def _shown(name: str) -> str:
    """A name as a person may read it: one line, no signs that do something."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)[:200]
