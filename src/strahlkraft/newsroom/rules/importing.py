"""Articles of older sites: which address is the same, which of ours it becomes, what a picture came with; pure."""

import re
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode, urlsplit, urlunsplit

from strahlkraft.newsroom.rules.pictures import (
    ALTERNATIVE_LIMIT,
    CAPTION_LIMIT,
    CREDIT_LIMIT,
    Said,
    said_problems,
)

LONGEST = 500
"""Characters of an address that can be kept."""
_COUNTING = re.compile(r"utm_\w+|fbclid|gclid|pk_\w+|mtm_\w+")
_WITHIN = re.compile(r"more-\d+|comments?|comment-\d+|respond")
_PORTS = {"http": ":80", "https": ":443"}
_CREDIT = re.compile(
    r"^(?P<caption>.*?)[\s(\[–|/·-]*(?:\b(?:Fotos?|Bild(?:er|nachweis|quelle|rechte)?|Grafik|Quelle|Photos?|Credits?|Copyright)\s*:|©|\(c\))"
    r"\s*(?P<credit>[^:©]{2,200}?)[\s)\].]*$",
    re.IGNORECASE | re.DOTALL,
)


def identity(url: str) -> str:
    """An address as it is kept and compared: host in small letters, without what only counts readers; empty: none."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").lower()
    if parts.scheme not in {"http", "https"} or not host or any(not sign.isprintable() for sign in url):
        return ""
    netloc = host if port is None or f":{port}" == _PORTS[parts.scheme] else f"{host}:{port}"
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _COUNTING.fullmatch(name)]
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    fragment = "" if _WITHIN.fullmatch(parts.fragment) else parts.fragment
    found = urlunsplit((parts.scheme, netloc, parts.path or "/", query, fragment))
    return found if len(found) <= LONGEST else ""


def spellings(url: str) -> list[str]:
    """The ways the same address may have been kept: with and without encryption, ``www.`` and the last stroke."""
    parts = urlsplit(url)
    host = parts.netloc.removeprefix("www.")
    bare = parts.path.rstrip("/")
    paths = {bare or "/", f"{bare}/"} if "." not in bare.rpartition("/")[2] else {parts.path}
    return [
        urlunsplit((scheme, netloc, path, parts.query, parts.fragment))
        for scheme in ("https", "http")
        for netloc in (host, f"www.{host}")
        for path in sorted(paths)
    ]


def former_path(url: str) -> str:
    """What visitors of the old address ask this site for when its domain leads here; empty where that is our first page."""
    parts = urlsplit(url)
    path = _decoded(parts.path) or "/"
    found = f"{path}?{parts.query}" if parts.query else path
    if found == "/" or not found.startswith("/") or len(found) > LONGEST or not found.isprintable():
        return ""
    return found


def _decoded(path: str) -> str:
    """A path as it is asked for here: signs written by number as themselves, except where they are none in UTF-8."""
    raw = unquote_to_bytes(path)
    while True:
        try:
            return raw.decode()
        except UnicodeDecodeError as broken:
            wrong = quote(raw[broken.start : broken.end], safe="").encode()
            raw = raw[: broken.start] + wrong + raw[broken.end :]


def said(alternative_text: str, caption: str) -> Said:
    """What a picture of an older site says as we keep it: what cannot count as a description is left to be written."""
    caption, credit = credited(caption)
    words = " ".join(alternative_text.split())
    one = Said(
        alternative_text=words if len(words) <= ALTERNATIVE_LIMIT else "",
        caption=caption if len(caption) <= CAPTION_LIMIT else f"{caption[: CAPTION_LIMIT - 1]}…",
        credit=credit[:CREDIT_LIMIT],
    )
    wrong = any(problem.field == "alternative_text" for problem in said_problems(one, later=True))
    return Said(caption=one.caption, credit=one.credit) if wrong else one


def credited(caption: str) -> tuple[str, str]:
    """A caption taken apart into what it says and who made the picture, as papers write it (``… Foto: Beispiel``)."""
    words = " ".join(caption.split())
    found = _CREDIT.match(words) if len(words) <= CAPTION_LIMIT + CREDIT_LIMIT else None
    return (found["caption"].strip(), found["credit"].strip()) if found else (words, "")
