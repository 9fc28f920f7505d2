"""The catalogue feed: what one instance tells another about its reusable results.

A document of JSON with ``format``, ``version``, ``instance``, ``sequence``, ``generated_at``, ``entries``, ``next`` and a
detached ``signature`` (Ed25519 over the canonical form of everything else). It holds the whole catalogue, over pages of
the same sequence when it is long. Only the fields of :class:`Entry` enter; no field is meant for a person, and mail
addresses in texts are struck out.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from strahlkraft.network.rules import SIZE_CLASSES
from strahlkraft.reuse.peering.canonical import MAX_INTEGER, NotJson, canonical, read
from strahlkraft.reuse.rules.vocabulary import ResultKind

FORMAT, VERSION = "strahlkraft-catalogue", 1
MAX_BYTES = 5_000_000
MAX_ENTRIES = 2_000  # on one page
MAX_PAGES = 50
MAX_URL = 500
FUTURE = timedelta(days=1)
KINDS = frozenset({"offer", "software", "project"})
LEVELS = frozenset({"", "findable", "transferable", "proven"})
# What shows bad will, a stolen key or an accident over there, rather than a bad day.
HARMFUL = frozenset({"key_changed", "bad_signature", "foreign_origin", "identity_clash", "many_gone"})

_KEY = "ed25519:"
_TEXT_LIMITS = {"title": 300, "summary": 1_000, "licence": 300, "publisher": 300}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_MAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")
_MUNICIPALITY = re.compile(r"\d{2,12}|")


@dataclass(frozen=True, slots=True)
class PeerFault:
    """Why nothing was taken from a peer; ``code`` as in ``words.FAULTS``, ``detail`` names the place, never content."""

    code: str
    detail: str = ""

    @property
    def is_harmful(self) -> bool:
        """Whether it stops the peer until a person has looked."""
        return self.code in HARMFUL


@dataclass(frozen=True, slots=True)
class Instance:
    """Who speaks: the base address, a name, the public key (``ed25519:`` and base64)."""

    uri: str
    name: str
    public_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing of a catalogue: its identity at home and plain facts. Empty: not stated. ``modified`` an ISO date."""

    uri: str
    kind: str
    title: str
    summary: str = ""
    url: str = ""
    licence: str = ""
    repository: str = ""
    result_kind: str = ""
    size_classes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    publisher: str = ""
    municipality_key: str = ""
    readiness_level: str = ""
    modified: str = ""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A verified page, or a whole catalogue of joined pages (``next_url`` empty); ``dropped`` entries were unusable."""

    instance: Instance
    sequence: int
    generated_at: datetime
    entries: tuple[Entry, ...]
    next_url: str = ""
    dropped: int = 0


def new_key() -> tuple[str, str]:
    """A fresh pair: the private key (to be kept secret) and the public one, both as text."""
    key = Ed25519PrivateKey.generate()
    return _KEY + base64.b64encode(key.private_bytes_raw()).decode(), public_key(key)


def public_key(key: Ed25519PrivateKey) -> str:
    """The public half as text."""
    return _KEY + base64.b64encode(key.public_key().public_bytes_raw()).decode()


def private_key(text: str) -> Ed25519PrivateKey:
    """Read a private key as :func:`new_key` wrote it; ValueError when it is none."""
    return Ed25519PrivateKey.from_private_bytes(_raw(text))


def _raw(text: str) -> bytes:
    if not text.startswith(_KEY):
        msg = "not a key of the form ed25519:…"
        raise ValueError(msg)
    return base64.b64decode(text.removeprefix(_KEY), validate=True)


def build(
    *, instance: Instance, sequence: int, generated_at: datetime, entries: Iterable[Entry], next_url: str = ""
) -> dict[str, Any]:
    """One page of our own catalogue, not yet signed; entries in the order given."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "instance": asdict(instance),
        "sequence": sequence,
        "generated_at": generated_at.isoformat(),
        "entries": [
            {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(entry).items()}
            for entry in entries
        ],
        "next": next_url or None,
    }


def sign(document: Mapping[str, Any], key: Ed25519PrivateKey) -> bytes:
    """The document with its signature, as the bytes to send; the same document gives the same bytes."""
    bare = {name: value for name, value in document.items() if name != "signature"}
    return canonical({**bare, "signature": base64.b64encode(key.sign(canonical(bare))).decode()})


def verify(data: bytes, pinned_key: str, *, origin: str, now: datetime, last_sequence: int = 0) -> Feed | PeerFault:
    """Read a page from a peer: signed by ``pinned_key``, not older than ``last_sequence``, speaking for ``origin`` only.

    ``origin`` is any address at the peer; an empty ``pinned_key`` takes the key the page names, for the first look at a
    new peer, which a person then confirms. Never raises for what a peer sends.
    """
    try:
        document = read(data, MAX_BYTES)
    except NotJson as error:
        return PeerFault(error.code)
    try:
        return _verified(document, pinned_key, origin_of(origin), now, last_sequence)
    except _Faulty as error:
        return error.fault


class _Faulty(Exception):  # noqa: N818 - carries a PeerFault out of nested reading
    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.fault = PeerFault(code, detail)


def _need(condition: object, code: str, detail: str = "") -> None:
    if not condition:
        raise _Faulty(code, detail)


def _verified(document: Any, pinned_key: str, origin: str, now: datetime, last_sequence: int) -> Feed:
    _need(isinstance(document, dict) and document.get("format") == FORMAT, "wrong_format")
    _need(document.get("version") == VERSION and document.get("version") is not True, "wrong_version")
    instance = _instance(document.get("instance"))
    _need(not pinned_key or instance.public_key == pinned_key, "key_changed")
    _check_signature(document, instance.public_key)
    _need(origin and origin_of(instance.uri) == origin, "foreign_origin", "instance.uri")
    sequence = document.get("sequence")
    _need(type(sequence) is int and 0 <= sequence <= MAX_INTEGER, "bad_field", "sequence")
    _need(sequence >= last_sequence, "replay")
    generated_at = _moment(document.get("generated_at"))
    _need(generated_at - now <= FUTURE, "from_the_future")
    next_url = document.get("next") or ""
    _need(is_address(next_url) or not next_url, "bad_field", "next")
    _need(not next_url or origin_of(next_url) == origin, "foreign_origin", "next")
    rows = document.get("entries")
    _need(isinstance(rows, list), "bad_field", "entries")
    _need(len(rows) <= MAX_ENTRIES, "too_many_entries")
    entries = _entries(rows, origin)
    return Feed(instance, sequence, generated_at, entries, next_url, dropped=len(rows) - len(entries))


def _instance(value: Any) -> Instance:
    _need(isinstance(value, dict), "bad_field", "instance")
    uri, name, key = (value.get(field) for field in ("uri", "name", "public_key"))
    _need(is_address(uri), "bad_field", "instance.uri")
    _need(isinstance(key, str) and len(key) < MAX_URL, "bad_field", "instance.public_key")
    title = _text(name, 200)
    _need(title, "bad_field", "instance.name")
    return Instance(uri, title or "", key)


def _check_signature(document: dict[str, Any], key: str) -> None:
    bare = {name: value for name, value in document.items() if name != "signature"}
    signature = document.get("signature")
    _need(isinstance(signature, str), "bad_signature")
    try:
        public = Ed25519PublicKey.from_public_bytes(_raw(key))
        public.verify(base64.b64decode(str(signature), validate=True), canonical(bare))
    except (ValueError, binascii.Error, InvalidSignature):
        raise _Faulty("bad_signature") from None  # noqa: EM101 - a code, not a message


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise _Faulty("bad_field", "generated_at") from None  # noqa: EM101 - a code, not a message
    _need(moment.tzinfo, "bad_field", "generated_at")
    return moment


def _entries(rows: list[Any], origin: str) -> tuple[Entry, ...]:
    """Usable entries; one that speaks for somebody else, or an identity used twice, condemns the page."""
    found: dict[str, Entry] = {}
    for number, row in enumerate(rows):
        entry = _entry(row)
        if entry is None:
            continue
        _need(origin_of(entry.uri) == origin, "foreign_origin", f"entries[{number}].uri")
        _need(entry.uri not in found, "identity_clash", f"entries[{number}].uri")
        found[entry.uri] = entry
    return tuple(found.values())


def _entry(row: Any) -> Entry | None:
    """An entry from its allowed fields; None when a field holds what it must not. Unknown fields are left behind."""
    if not isinstance(row, dict) or not is_address(row.get("uri")) or row.get("kind") not in _strings(KINDS):
        return None
    texts = {name: _text(row.get(name), limit) for name, limit in _TEXT_LIMITS.items()}
    addresses = {name: row.get(name) or "" for name in ("url", "repository")}
    modified = _date(row.get("modified"))
    sizes, languages = _list(row.get("size_classes")), _list(row.get("languages"))
    sound = (
        texts["title"],
        None not in texts.values(),
        all(not value or is_address(value) for value in addresses.values()),
        modified is not None,
        sizes is not None,
        languages is not None and all(_LANGUAGE.fullmatch(tag) for tag in languages),
        type(row.get("withdrawn", False)) is bool,
        isinstance(row.get("municipality_key") or "", str),
    )
    if not all(sound):
        return None
    known_sizes = {name for name, _ in SIZE_CLASSES}
    municipality = str(row.get("municipality_key") or "")
    return Entry(
        uri=row["uri"],
        kind=row["kind"],
        **{name: value or "" for name, value in texts.items()},
        **addresses,
        # words of a newer version that we do not know are left out, not refused
        result_kind=_known(row.get("result_kind"), frozenset(ResultKind)),
        size_classes=tuple(size for size in sizes or () if size in known_sizes),
        languages=languages or (),
        municipality_key=municipality if _MUNICIPALITY.fullmatch(municipality) else "",
        readiness_level=_known(row.get("readiness_level"), LEVELS),
        modified=modified or "",
        withdrawn=row.get("withdrawn", False),
    )


def _strings(values: frozenset[str]) -> tuple[str, ...]:
    """As a tuple, in which anything may be looked for, also what has no hash."""
    return tuple(values)


def _known(value: Any, known: frozenset[str]) -> str:
    return str(value) if isinstance(value, str) and value in known else ""


def _text(value: Any, limit: int) -> str | None:
    """A text on one line without mail addresses; None when it is none, too long, or carries control characters."""
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > limit or _CONTROL.search(value):
        return None
    return " ".join(_MAIL.sub("…", value).split())


def _list(value: Any) -> tuple[str, ...] | None:
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > 50 or not all(isinstance(item, str) for item in value):  # noqa: PLR2004 - languages and sizes of one thing
        return None
    return tuple(dict.fromkeys(value))


def _date(value: Any) -> str | None:
    if not value:
        return ""
    try:
        return date.fromisoformat(value[:10]).isoformat()
    except (TypeError, ValueError):
        return None


def is_address(value: Any) -> bool:
    """Whether ``value`` is a whole http(s) address without name and password, blanks and control characters."""
    if (
        not isinstance(value, str)
        or not 0 < len(value) <= MAX_URL
        or re.search(r"[\s\\]", value)
        or _CONTROL.search(value)
    ):
        return False
    try:
        parts = urlsplit(value)
        return (
            parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
        )
    except ValueError:
        return False


def origin_of(url: str) -> str:
    """Scheme, host and port as one text, the usual port left out; empty for what is no address."""
    if not is_address(url):
        return ""
    parts = urlsplit(url)
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{(parts.hostname or '').lower()}:{parts.port or usual}"


def join(pages: list[Feed]) -> Feed | PeerFault:
    """The whole catalogue from its pages in order: one instance, one sequence, no identity twice, the last page last."""
    first = pages[0]
    if any((page.instance, page.sequence) != (first.instance, first.sequence) for page in pages) or pages[-1].next_url:
        return PeerFault("pages_differ")
    entries = tuple(entry for page in pages for entry in page.entries)
    if len({entry.uri for entry in entries}) != len(entries):
        return PeerFault("identity_clash")
    return replace(first, entries=entries, next_url="", dropped=sum(page.dropped for page in pages))
