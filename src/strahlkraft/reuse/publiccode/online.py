"""Checks that need the network: do the addresses answer, are the pictures there.

The network is handed in as a callable, so that whoever calls decides about limits and politeness. What is found here
never hides an entry; it is dated by the one who asked.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urljoin, urlsplit

from strahlkraft.reuse.publiccode import values as v
from strahlkraft.reuse.publiccode.decoding import Path, decode, dotted, place
from strahlkraft.reuse.publiccode.findings import Finding
from strahlkraft.reuse.publiccode.reading import Node, Reading

MAX_ADDRESSES = 60  # of one file


@dataclass(frozen=True, slots=True)
class Seen:
    """What an address answered. ``reason`` is for people and empty when it answered as it should."""

    reason: str = ""
    content_type: str = ""
    body: bytes = b""


Look: TypeAlias = Callable[[str], Seen]

_FORGES = ("github.com", "gitlab.com", "codeberg.org", "bitbucket.org", "gitlab.opencode.de", "git.sr.ht", "gitee.com")
_SIGNS = (b"gitlab", b"gitea", b"forgejo", b"cgit", b"gitweb", b"git clone", b"gogs", b"svn", b"mercurial")
_PICTURES = ("image/", "application/octet-stream", "text/plain", "text/xml", "application/xml")


def check_online(reading: Reading, look: Look, *, base: str = "") -> tuple[Finding, ...]:
    """Ask every address of a file once. ``base``: where files of its repository are read raw, when known."""
    root = reading.root
    if reading.problem or root is None or root.kind != "map":
        return ()
    values = decode(root).values
    seen: dict[str, Seen] = {}

    def ask(address: str) -> Seen | None:
        if address not in seen:
            if len(seen) >= MAX_ADDRESSES:
                return None
            seen[address] = look(address)
        return seen[address]

    base = base or raw_base(values.get("url") or "")
    return (*_addresses(root, values, ask), *_pictures(root, values, ask, base))


def raw_base(url: str) -> str:
    """Where a repository's files are read raw at its newest state; empty when the forge is unknown."""
    parts = urlsplit(url) if v.is_web_address(url) else None
    names = [name for name in parts.path.removesuffix("/").removesuffix(".git").split("/") if name] if parts else []
    if parts is None or len(names) < 2:  # noqa: PLR2004 - owner and name
        return ""
    host, path = parts.netloc.lower().removeprefix("www."), "/".join(names)
    if host == "github.com":
        return f"https://raw.githubusercontent.com/{names[0]}/{names[1]}/HEAD/"
    if "gitlab" in host:
        return f"{parts.scheme}://{host}/{path}/-/raw/HEAD/"
    if host in {"codeberg.org", "bitbucket.org"}:
        return f"https://{host}/{names[0]}/{names[1]}/raw/HEAD/"
    return ""


Ask: TypeAlias = Callable[[str], Seen | None]


def _addresses(root: Node, values: Mapping[str, Any], ask: Ask) -> Iterator[Finding]:
    paths: list[Path] = [("url",), ("landingURL",), ("roadmap",)]
    for language in values.get("description") or {}:
        paths += [("description", language, "documentation"), ("description", language, "apiDocumentation")]
    for path in paths:
        address = _at(values, path)
        if not address or not v.is_web_address(address):
            continue
        seen = ask(address)
        if seen is None:
            return
        if seen.reason:
            yield _finding(root, path, "unreachable", reason=seen.reason)
        elif path == ("url",) and not _is_repository(address, seen):
            yield _finding(root, path, "not_repository")


def _pictures(root: Node, values: Mapping[str, Any], ask: Ask, base: str) -> Iterator[Finding]:
    paths: list[Path] = [("logo",), ("monochromeLogo",)]
    for language, texts in (values.get("description") or {}).items():
        paths += [
            ("description", language, "screenshots", number)
            for number in range(len((texts or {}).get("screenshots") or ()))
        ]
    for path in paths:
        text = _at(values, path)
        if not text or not v.is_repository_path(text):
            continue
        address = text if v.is_web_address(text) else base and urljoin(base, text)
        seen = ask(address) if address else None
        if seen is None:
            continue
        if seen.reason:
            yield _finding(root, path, "picture_missing", reason=seen.reason)
        elif seen.content_type and not seen.content_type.lower().startswith(_PICTURES):
            yield _finding(root, path, "not_picture")


def _at(values: Mapping[str, Any], path: Path) -> str:
    node: Any = values
    for part in path:
        node = node[part] if isinstance(part, int) else (node or {}).get(part)
    return str(node or "")


def _is_repository(address: str, seen: Seen) -> bool:
    """A known forge, an address that ends in .git, or a page that shows signs of one."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    if host in _FORGES or parts.path.rstrip("/").endswith(".git"):
        return True
    page = seen.body[:200_000].lower()
    return any(sign in page for sign in _SIGNS)


def _finding(root: Node, path: Path, code: str, **params: str) -> Finding:
    line, column = place(root, path)
    return Finding("warning" if code == "not_repository" else "error", dotted(path), code, params, line, column)
