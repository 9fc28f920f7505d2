"""Taking an address apart as the reference parser does (RFC 3986, with the leniencies of its language's library).

It matters in two places: an address that cannot be taken apart at all counts there as a fault of the whole file, one
that can but is of the wrong kind as a fault of its key.
"""

import re
from dataclasses import dataclass

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*)?:")  # without a name before the colon it is a fault
_BAD_ESCAPE = re.compile(r"%(?![0-9a-fA-F]{2})")
_BAD_IN_HOST = re.compile(r"[ #/?@\\^`{|}]|%(?!25|[89a-fA-F][0-9a-fA-F])")
_BAD_IN_USER = re.compile(r"[^a-zA-Z0-9._:~!$&'()*+,;=%@-]")
_PORT = re.compile(r"(?::[0-9]*)?")


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an address that tell of which kind it is. ``rest``: what follows a scheme without a slash."""

    scheme: str = ""
    host: str = ""  # with its port
    rest: str = ""
    fragment: str = ""


def take_apart(text: str, *, whole: bool = False) -> Address | None:
    """The parts, None when there is no way to. ``whole``: only an absolute address or path, and no fragment."""
    if _CONTROL.search(text) or (whole and not text):
        return None
    body, _, fragment = (text, "", "") if whole else text.partition("#")
    named = _SCHEME.match(body)
    if (named and not named[1]) or _BAD_ESCAPE.search(fragment):
        return None
    scheme = named[1].lower() if named else ""
    body = (body[named.end() :] if named else body).partition("?")[0]
    if body.startswith("/"):
        return _with_host(body, scheme, fragment, whole=whole)
    if scheme:
        return Address(scheme, "", body, fragment)
    return None if whole or ":" in body.partition("/")[0] else Address(fragment=fragment)


def _with_host(body: str, scheme: str, fragment: str, *, whole: bool) -> Address | None:
    """What begins with one slash or two."""
    authority = ""
    if body.startswith("//") and (scheme or not (whole or body.startswith("///"))):
        authority, slash, path = body[2:].partition("/")
        body = slash + path
    user, at, host = authority.rpartition("@")
    if not _is_host(host) or (at and (_BAD_IN_USER.search(user) or _BAD_ESCAPE.search(user))):
        return None
    return None if _BAD_ESCAPE.search(body) else Address(scheme, host, "", fragment)


def _is_host(host: str) -> bool:
    """A name or a number in brackets, perhaps with a port."""
    if host.startswith("["):
        inner, bracket, port = host.rpartition("]")
        return bool(bracket and _PORT.fullmatch(port)) and not _BAD_ESCAPE.search(inner)
    name, colon, port = host.rpartition(":")
    return bool(_PORT.fullmatch(colon + port) if colon else True) and not _BAD_IN_HOST.search(name if colon else host)
