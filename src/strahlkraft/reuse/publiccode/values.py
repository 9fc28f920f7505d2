"""Is one value well formed? Addresses, dates, licences, languages, countries, mail addresses, videos.

Every function answers for one text and knows no key of the standard; slow lookups are remembered.
"""

import datetime as dt
import re
from functools import cache, lru_cache
from urllib.parse import urlsplit

from strahlkraft.reuse.publiccode.addresses import take_apart

_URN = re.compile(r"urn:(?!urn:)[a-z0-9][a-z0-9-]{1,31}:(?:[a-z0-9()+,.:=@;$_!*'-]|%[0-9a-f]{2})+", re.IGNORECASE)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MIME = re.compile(r" *[a-zA-Z0-9][a-zA-Z0-9!#$&^_-]{0,126}/[a-zA-Z0-9][a-zA-Z0-9!#$&^_.+-]{0,126} *")
_ATOM = r"[a-zA-Z0-9!#$%&'*+/=?^_`{|}~\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U000effff-]+"
_LABEL = r"[a-zA-Z0-9\u00a0-\uffef](?:[a-zA-Z0-9\u00a0-\uffef_~-]*[a-zA-Z0-9\u00a0-\uffef])?"
_LAST_LABEL = r"[a-zA-Z\u00a0-\uffef](?:[a-zA-Z0-9\u00a0-\uffef_~-]*[a-zA-Z\u00a0-\uffef])?"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LAST_LABEL}\.?")
# Characters of European texts that never join with a neighbour.
_SINGLE = re.compile("[\t\n -\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]*")
# The kind of body, an underscore, its own code; the register of some 24,000 codes itself is not at hand.
_ITALIAN_BODY = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)?", re.IGNORECASE)
_ITALIAN_LONGEST = 32
ITALIAN_URN = "urn:x-italian-pa:"


def is_url(text: str, *, schemes: tuple[str, ...] = (), host: bool = False) -> bool:
    """An address with a scheme: one of ``schemes`` when given, and with a host when ``host``."""
    parts = take_apart(text)
    if parts is None or not parts.scheme or (schemes and parts.scheme not in schemes):
        return False
    try:
        urlsplit(text).port  # noqa: B018 - refuses numbers in brackets that are none and ports above 65535
    except ValueError:
        return False
    return bool(parts.host) if host else bool(parts.host or parts.rest or parts.fragment or parts.scheme == "file")


def is_web_address(text: str) -> bool:
    """An http or https address with a host."""
    return is_url(text, schemes=("http", "https"), host=True)


def is_identifier(text: str) -> bool:
    """An address with scheme and host, or a URN (RFC 2141)."""
    if text[:4].lower() == "urn:":
        return bool(_URN.fullmatch(text))
    return take_apart(text, whole=True) is not None and is_url(text, host=True)


def is_italian_body(code: str) -> bool:
    """Looks like a code of the Italian register of public bodies (iPA)."""
    return len(code) <= _ITALIAN_LONGEST and bool(_ITALIAN_BODY.fullmatch(code))


def is_date(text: str) -> bool:
    """A day that exists, as YYYY-MM-DD."""
    if not _DATE.fullmatch(text) or not text.isascii():
        return False
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_mime_type(text: str) -> bool:
    """A media type such as text/plain (RFC 6838)."""
    return bool(_MIME.fullmatch(text))


def is_email(text: str) -> bool:
    """One bare mail address whose domain has a dot; letters of any script."""
    return len(text) <= 320 and bool(_EMAIL.fullmatch(text))  # noqa: PLR2004 - 64 + 1 + 255 by RFC 5321


def is_repository_path(text: str) -> bool:
    """A path relative to the repository, or an address; never an absolute path or a file on somebody's disk."""
    return not text.startswith("/") and text[:5].lower() != "file:"


def length(text: str) -> int:
    """How many characters a reader sees (grapheme clusters, Unicode annex 29)."""
    if _SINGLE.fullmatch(text):
        return len(text)
    import regex  # noqa: PLC0415 - only for other scripts and emoji; takes a while to load

    return sum(1 for _ in regex.finditer(r"\X", text))


# Languages (BCP 47) ------------------------------------------------------------------------------------------------

_OLD_TAGS = frozenset(
    """
    en-gb-oed i-ami i-bnn i-default i-enochian i-hak i-klingon i-lux i-mingo i-navajo i-pwn i-tao i-tay i-tsu sgn-be-fr
    sgn-be-nl sgn-ch-de art-lojban cel-gaulish no-bok no-nyn zh-guoyu zh-hakka zh-min zh-min-nan zh-xiang
    """.split()
)  # "grandfathered" in the registry: still valid
# The older of two three-letter codes (ISO 639-2/B); the reference parser lets them pass, unlike "deu".
_BIBLIOGRAPHIC = frozenset("alb arm baq bur chi cze dut fre geo ger gre ice mac mao may per rum slo tib wel".split())
_PRIVATE = re.compile(r"x(?:-[a-z0-9]{1,8})+", re.IGNORECASE)
_SHAPE = re.compile(r"[a-zA-Z]{2,8}(?:-[a-zA-Z0-9]{1,8})*")
_DEPRECATED = {1, 11}  # codes of language_tags: deprecated is not invalid


@lru_cache(maxsize=1024)
def is_language(tag: str) -> bool:
    """A language tag whose parts are in the registry (BCP 47)."""
    low = tag.lower()
    if low in _OLD_TAGS or low in _BIBLIOGRAPHIC or _PRIVATE.fullmatch(tag):
        return True
    if len(tag) > 100 or not _SHAPE.fullmatch(tag):  # noqa: PLR2004 - no registered tag is half as long
        return False
    from language_tags.Tag import Tag  # noqa: PLC0415 - reads the registry

    return all(error.code in _DEPRECATED for error in Tag(tag).errors)


# Countries (ISO 3166-1) ---------------------------------------------------------------------------------------------


@cache
def countries() -> frozenset[str]:
    """The codes of two capital letters; with Kosovo, which the reference accepts."""
    import pycountry  # noqa: PLC0415 - reads its tables

    return frozenset({country.alpha_2 for country in pycountry.countries} | {"XK"})


def is_country(code: str) -> bool:
    """A code of two letters, all capital or all small (the latter is out of use)."""
    return code.upper() in countries() and (code.isupper() or code.islower()) and code.isascii()


# Licences (SPDX) ----------------------------------------------------------------------------------------------------

_WORD = re.compile(r"\s*(\(|\)|\+|[A-Za-z0-9.:-]+)")
_REFERENCE = re.compile(r"(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+")


@cache
def _licences() -> tuple[frozenset[str], frozenset[str]]:
    """Identifiers of licences and of exceptions, in small letters."""
    from license_expression import get_license_index  # noqa: PLC0415 - reads a large table

    known: tuple[set[str], set[str]] = (set(), set())
    for entry in get_license_index():
        for key in (entry["spdx_license_key"], *entry["other_spdx_license_keys"]):
            if key and not key.startswith("LicenseRef-"):
                known[bool(entry["is_exception"])].add(key.lower())
    return frozenset(known[0]), frozenset(known[1])


def _is_licence_id(word: str) -> bool:
    if _REFERENCE.fullmatch(word):
        return True
    licences, low = _licences()[0], word.lower()
    return any(part in licences for part in (low, low.removesuffix("-or-later"), low.removesuffix("-only")))


def licence_like(text: str) -> str:
    """The identifier of SPDX that a text was probably meant to be; empty when none is close."""
    if "," in text:
        return ""
    import difflib  # noqa: PLC0415 - only for files with that fault

    close = difflib.get_close_matches(text.lower().replace(" ", "-")[:40], _licences()[0], n=1, cutoff=0.75)
    return _spelling().get(close[0], "") if close else ""


@cache
def _spelling() -> dict[str, str]:
    from license_expression import get_license_index  # noqa: PLC0415 - reads a large table

    return {key.lower(): key for entry in get_license_index() if (key := entry["spdx_license_key"])}


@lru_cache(maxsize=1024)
def is_licence(text: str) -> bool:
    """An SPDX expression: identifiers in any case, operators in capitals."""
    words, at = [], 0
    text = text.strip()
    if len(text) > 2000:  # noqa: PLR2004 - longer than any expression in use
        return False
    while at < len(text):
        found = _WORD.match(text, at)
        if not found:
            return False
        words.append(found[1])
        at = found.end()
    return _expression(words)


def _expression(words: list[str]) -> bool:
    """Whether the words are terms joined by AND and OR, with brackets in pairs."""
    depth, want_term, at = 0, True, 0
    while at < len(words):
        word = words[at]
        if want_term and word == "(":
            depth += 1
        elif want_term:
            if not _is_licence_id(word):
                return False
            at = _after_term(words, at)
            if at < 0:
                return False
            want_term = False
        elif word == ")" and depth:
            depth -= 1
        elif word in {"AND", "OR"}:
            want_term = True
        else:
            return False
        at += 1
    return not want_term and not depth


def _after_term(words: list[str], at: int) -> int:
    """The index of the last word of a term that starts at ``at``; -1 when its exception is unknown."""
    if at + 1 < len(words) and words[at + 1] == "+":
        at += 1
    if at + 1 < len(words) and words[at + 1] == "WITH":
        return at + 2 if at + 2 < len(words) and words[at + 2].lower() in _licences()[1] else -1
    return at


# Videos (oEmbed) ----------------------------------------------------------------------------------------------------

# Where well-known hosts keep videos and slides, as facts of their oEmbed addresses; * is any text. The reference knows
# about 680 patterns; one that is missing here is reported although the reference would accept it.
_VIDEO_ADDRESSES = """
https://*.youtube.com/watch* https://*.youtube.com/v/* https://youtu.be/* https://*.youtube.com/embed/*
https://*.youtube.com/playlist?list=* https://youtube.com/playlist?list=* https://*.youtube.com/shorts*
https://youtube.com/shorts* https://*.youtube.com/live* https://youtube.com/live*
https://vimeo.com/* https://player.vimeo.com/video/*
https://www.dailymotion.com/video/* https://geo.dailymotion.com/*
http://ted.com/talks/* https://ted.com/talks/* http://www.ted.com/talks/* https://www.ted.com/talks/*
https://loom.com/share/* https://www.loom.com/share/* https://loom.com/i/*
https://*.wistia.com/medias/* https://fast.wistia.com/embed/*
https://www.facebook.com/*/videos/* https://www.facebook.com/video.php* https://www.facebook.com/watch/*
https://www.tiktok.com/*/video/* https://www.tiktok.com/*
https://clips.twitch.tv/* https://www.twitch.tv/* https://twitch.tv/*
http://streamable.com/* https://streamable.com/*
https://asciinema.org/a/*
https://*.microsoftstream.com/video/* https://*.microsoftstream.com/channel/*
https://*.vidyard.com/* https://*.hubs.vidyard.com/*
https://rumble.com/*.html https://*.sproutvideo.com/videos/* https://sproutvideo.com/videos/*
https://www.slideshare.net/*/* http://www.slideshare.net/*/* https://de.slideshare.net/*/*
http://speakerdeck.com/*/* https://speakerdeck.com/*/*
http://*.flickr.com/photos/* https://*.flickr.com/photos/* http://flic.kr/p/* https://flic.kr/p/*
https://soundcloud.com/* http://soundcloud.com/* https://open.spotify.com/*
https://www.canva.com/design/*/view https://www.figma.com/file/* https://www.figma.com/proto/*
https://www.screencast.com/* https://*.screencast.com/* https://videopress.com/v/* https://prezi.com/v/*
"""


@cache
def _video_pattern() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(address).replace(r"\*", ".*") for address in _VIDEO_ADDRESSES.split()))


def is_known_video(text: str) -> bool:
    """An address of a host that offers oEmbed, as far as this table knows."""
    return len(text) <= 2000 and bool(_video_pattern().fullmatch(text))  # noqa: PLR2004 - an address
