"""When are two addresses one repository, and two repositories one piece of software?"""

import dataclasses
import enum
import re
from collections.abc import Iterable, Sequence

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from .forge import FILE_NAMES, split

SHORT_SSH = re.compile(r"(?:[\w.+-]+@)?(?P<host>[\w.-]+\.[\w-]+):(?P<path>(?!//)[^\s:]+)\Z")
UNFIT = re.compile(r"[\x00-\x20\x7f\\]")
SCHEMES = frozenset({"http", "https", "git", "ssh", "git+ssh", "git+https", "git+http"})
USUAL_PORTS = frozenset({None, 22, 80, 443, 9418})
TWO_SEGMENTS = frozenset({"github.com", "codeberg.org", "bitbucket.org"})
"""Hosts where a repository is always owner and name, and upper case is the same as lower case."""
CASELESS_WORDS = ("gitlab", "gitea", "forgejo")
INSIDE = re.compile(r"/(?:-/|(?:tree|blob|raw|src|commits?|releases|issues|wikis?)(?:/|\Z)).*\Z")
"""The part of an address that leads to a page inside a repository."""
RAW_HOST = "raw.githubusercontent.com"
NO_SCHEME = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/|\Z)")
LENGTH = 2_048


def _parts(url: str) -> tuple[str, int | None, str] | None:
    """Host, port where unusual, and path of any way to write a repository's address; None when it is none."""
    address = url.strip()
    if len(address) > LENGTH or UNFIT.search(address):
        return None
    short = SHORT_SSH.match(address)
    if short and "://" not in address:
        address = f"ssh://{short['host']}/{short['path'].lstrip('/')}"
    try:
        parts = parse_url(address)
    except LocationParseError:
        return None
    if parts.scheme not in SCHEMES or not parts.host:
        return None
    host = parts.host.lower().strip(".").removeprefix("www.")
    if not host:
        return None
    ssh = "ssh" in parts.scheme
    return host, None if ssh or parts.port in USUAL_PORTS else parts.port, parts.path or ""


def _cut(host: str, path: str) -> tuple[str, str]:
    """Host and path of the repository a page or raw file belongs to."""
    segments = [part for part in path.split("/") if part]
    if segments and segments[-1] in FILE_NAMES:
        segments.pop()
    if host == RAW_HOST:
        host, segments = "github.com", segments[:2]
    path = "/" + "/".join(segments)
    if host in TWO_SEGMENTS:
        path = "/" + "/".join(segments[:2])
    elif len(segments) > 2:  # noqa: PLR2004 - owner and name stand before any page
        first = "/" + "/".join(segments[:2])
        path = first + INSIDE.sub("", path[len(first) :])
    return host, path.removesuffix(".git").rstrip("/")


def repository_page(url: str) -> str:
    """The address for people of the repository an address leads into, with its scheme; empty when it is none."""
    found = _parts(url)
    if found is None or split(url).scheme not in {"http", "https"}:
        return ""
    host, path = _cut(found[0], found[2])
    return f"{split(url).scheme}://{host}{f':{found[1]}' if found[1] else ''}{path}" if path else ""


def canonical(url: str) -> str:
    """One way to write a repository's address, to compare by; empty when it is no address.

    Always ``https``, without ``www.``, user, usual port, query, ``.git`` and slash at the end, the host in lower case,
    and the path too on hosts known to ignore its case. Pages inside a repository lead to the repository.
    """
    written, shorter = url, _canonical(url)
    while shorter != written:  # what is cut off may uncover more of the same; every round is shorter
        written, shorter = shorter, _canonical(shorter)
    return shorter


def _canonical(url: str) -> str:
    found = _parts(url)
    if found is None:
        return ""
    host, path = _cut(found[0], found[2])
    if host in TWO_SEGMENTS or any(word in host for word in CASELESS_WORDS):
        path = path.lower()
    return f"https://{host}{f':{found[1]}' if found[1] else ''}{path}"


def pasted(text: str) -> str:
    """What a person pasted, as an address to fetch: the scheme is added, a clone address becomes a page's."""
    address = text.strip().strip("<>\"'")
    if "://" not in address and NO_SCHEME.match(address):
        return f"https://{address}"
    if address.lower().startswith(("http://", "https://")):
        return address
    return canonical(address) or address


class ForkClass(enum.StrEnum):
    """How a repository stands to the software its publiccode.yml describes (standard, page on forks)."""

    ORIGINAL = "original"
    VARIANT = "variant"
    """Says itself what it is based on: listed, and linked to it."""
    TECHNICAL_FORK = "technical_fork"
    """The file names another repository: a copy to work on, or a mirror; not listed as software."""
    GIT_FORK = "git_fork"
    """The forge says fork, the file claims to be at home here and names no origin: the office looks."""
    URL_MISTAKE = "url_mistake"
    """The file's ``url`` is no repository, or a neighbour of the place it was found at: probably mistyped or renamed."""


def fork_class(
    found_at: str,
    file_url: str,
    is_based_on: Sequence[str],
    forge_fork: bool | None,  # noqa: FBT001 - the forge's own answer, one fact among the others
    *,
    mirror_of: str = "",
) -> ForkClass:
    """Class a repository: where the file was found, its ``url`` and ``isBasedOn``, and whether the forge says fork."""
    here, claimed = canonical(found_at), canonical(file_url)
    if claimed == here:
        if any(canonical(origin) not in {"", here} for origin in is_based_on):
            return ForkClass.VARIANT
        return ForkClass.GIT_FORK if forge_fork else ForkClass.ORIGINAL
    if not claimed or split(claimed).path.count("/") < 2:  # noqa: PLR2004 - owner and name
        return ForkClass.URL_MISTAKE
    if forge_fork or canonical(mirror_of) == claimed:
        return ForkClass.TECHNICAL_FORK
    neighbour = claimed.rsplit("/", 1)[0] == here.rsplit("/", 1)[0]
    return ForkClass.URL_MISTAKE if neighbour else ForkClass.TECHNICAL_FORK


@dataclasses.dataclass(frozen=True, slots=True)
class Identity:
    """By what a piece of software is known again."""

    found_at: str
    """Where its repository is."""
    file_url: str = ""
    """The ``url`` of its publiccode.yml."""
    name: str = ""
    """The ``name`` of its publiccode.yml."""
    renamed_from: tuple[str, ...] = ()
    mirror_of: str = ""


class Sameness(enum.StrEnum):
    """Why two repositories are one piece of software."""

    ADDRESS = "address"
    """The same repository, written differently."""
    RENAMED = "renamed"
    """One lives where the other lived before."""
    MIRROR = "mirror"
    """One mirrors the other, or both mirror a third."""
    DECLARED = "declared"
    """The file of one names the other, or both name a third, under the same name of the software."""


def same_software(one: Identity, other: Identity) -> Sameness | None:
    """Are these one piece of software, and why? None when nothing says so; a variant is software of its own."""
    here, there = canonical(one.found_at), canonical(other.found_at)
    if here == there:
        return Sameness.ADDRESS
    if here in _known(other.renamed_from) or there in _known(one.renamed_from):
        return Sameness.RENAMED
    mirrored, mirrored_there = canonical(one.mirror_of), canonical(other.mirror_of)
    if (mirrored and mirrored in {there, mirrored_there}) or (mirrored_there and mirrored_there == here):
        return Sameness.MIRROR
    homes = [canonical(one.file_url) or here, canonical(other.file_url) or there]
    if homes[0] == homes[1] and _plain(one.name) == _plain(other.name):
        return Sameness.DECLARED
    return None


def _known(addresses: Iterable[str]) -> set[str]:
    return {canonical(address) for address in addresses} - {""}


def _plain(name: str) -> str:
    return "".join(name.casefold().split())
