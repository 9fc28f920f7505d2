"""What may become a picture of ours, what it must say, and in which sizes and cuts it is shown; pure.

Facts: limits of pixels are our own, so that drawing one picture anew stays below 200 MB; licences are identifiers of the
SPDX list that photographers and authorities use for pictures (3.29).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

JPEG, PNG, WEBP, AVIF = "image/jpeg", "image/png", "image/webp", "image/avif"
TAKEN: Mapping[str, str] = {JPEG: "JPEG", PNG: "PNG", WEBP: "WebP", AVIF: "AVIF"}
"""What is taken in, with its name for people."""
KNOWN_OTHERS: Mapping[str, str] = {
    "image/gif": "GIF",
    "image/svg+xml": "SVG",
    "image/heic": "HEIC",
    "image/tiff": "TIFF",
    "image/bmp": "BMP",
    "application/pdf": "PDF",
    "application/zip": "ZIP",
    "text/html": "HTML",
    "video/mp4": "MP4",
}
"""What people take for a picture and we do not, with its name for people."""
ENDINGS: Mapping[str, str] = {JPEG: "jpg", PNG: "png", WEBP: "webp"}
"""How files of ours end."""

MOST_PIXELS = 20_000_000
MOST_PIXELS_READ_SMALLER = 64_000_000
"""Of a JPEG that is not progressive: it is unpacked at a half or a quarter of its size."""
MOST_SCANS = 100
"""How often a JPEG may go over all its pixels: programs write ten or so; each costs time, whatever its few bytes."""
LEAST_SIDE = 50
LONGEST_RATIO = 6
"""Longer strips would be unreadable lines on a phone."""
MASTER_SIDE = 2560
"""Pixels of the longer side of what is kept: enough for print across a column."""
WIDTHS = (320, 640, 960, 1440, 1920)
FOCUS_STEP = 5
"""Percent: the places a picture can be held at while it is cut; the style sheet has a class for each."""
MIDDLE = 50

ALTERNATIVE_LIMIT, CAPTION_LIMIT, CREDIT_LIMIT = 300, 500, 200


class Licence(StrEnum):
    """Under which licence the press may use a picture; empty beside these: only with us."""

    CC_BY = "CC-BY-4.0"
    CC_BY_SA = "CC-BY-SA-4.0"
    CC_ZERO = "CC0-1.0"
    CC_BY_ND = "CC-BY-ND-4.0"
    DL_BY = "DL-DE-BY-2.0"
    DL_ZERO = "DL-DE-ZERO-2.0"


class Cut(StrEnum):
    """The shapes a picture is shown in."""

    WHOLE = "whole"
    WIDE = "wide"  # 16:9, for cards and leads
    SQUARE = "square"  # for lists


RATIOS: Mapping[Cut, tuple[int, int]] = {Cut.WIDE: (16, 9), Cut.SQUARE: (1, 1)}
_WIDTHS_OF: Mapping[Cut, tuple[int, ...]] = {Cut.WHOLE: WIDTHS, Cut.WIDE: WIDTHS, Cut.SQUARE: WIDTHS[:3]}


# ---- what is handed in


@dataclass(frozen=True, slots=True)
class Looked:
    """What the first look into an upload found: bytes, real type (empty: none we know), pixels, how many frames and scans."""

    size: int
    media_type: str
    width: int = 0
    height: int = 0
    frames: int = 1
    readable: bool = True
    read_smaller: bool = False
    scans: int = 1


def file_problems(looked: Looked, *, limit: int, taken: Mapping[str, str] = TAKEN) -> list[Refusal]:
    """Why a file does not become a picture, in one sentence; ``limit`` in bytes, ``taken`` as this machine can read."""
    if looked.size == 0:
        return [Refusal("empty", gettext_noop("The file is empty."), "file")]
    if looked.size > limit:
        message = gettext_noop("The file has %(size)s MB; at most %(limit)s MB are possible. Nothing else is lost.")
        words = {"size": f"{looked.size / 1_048_576:.0f}", "limit": f"{limit / 1_048_576:.0f}"}
        return [Refusal("too_large", message, "file", words)]
    if looked.media_type not in taken:
        return [_wrong_type(looked.media_type, taken)]
    if not looked.readable or looked.scans > MOST_SCANS:
        return [BROKEN]
    return _extent_problems(looked)


BROKEN = Refusal(
    "broken",
    gettext_noop("The picture is damaged or incomplete: it could not be read to its end. Please export it once more."),
    "file",
)


def _wrong_type(media_type: str, taken: Mapping[str, str]) -> Refusal:
    types = ", ".join(taken.values())
    if media_type == "image/gif":
        message = gettext_noop("GIF is not taken, moving or not. Please save one picture of it as %(types)s.")
        return Refusal("wrong_type", message, "file", {"types": types})
    if media_type == "image/svg+xml":
        message = gettext_noop("SVG is not taken, since it can carry programs. Please export it as %(types)s.")
        return Refusal("wrong_type", message, "file", {"types": types})
    if media_type in {"image/heic", AVIF}:
        message = gettext_noop("Pictures of this kind of phone cannot be read here. Please export it as %(types)s.")
        return Refusal("wrong_type", message, "file", {"types": types})
    if media_type in KNOWN_OTHERS:
        message = gettext_noop("Whatever its name says, this is a file of the type %(found)s. Possible are %(types)s.")
        return Refusal("wrong_type", message, "file", {"found": KNOWN_OTHERS[media_type], "types": types})
    message = gettext_noop("Whatever its name says, this is no picture that can be read. Possible are %(types)s.")
    return Refusal("wrong_type", message, "file", {"types": types})


def _extent_problems(looked: Looked) -> list[Refusal]:
    most = MOST_PIXELS_READ_SMALLER if looked.read_smaller else MOST_PIXELS
    if looked.width * looked.height > most:
        message = gettext_noop(
            "The picture has too many pixels: at most %(most)s million can be read. Please shrink it."
        )
        return [Refusal("too_many_pixels", message, "file", {"most": most // 1_000_000})]
    if looked.frames > 1:
        message = gettext_noop("The picture moves. Please save one picture of it: moving pictures distract readers.")
        return [Refusal("moves", message, "file")]
    if min(looked.width, looked.height) < LEAST_SIDE:
        message = gettext_noop("The picture is too small: each side needs at least %(least)s pixels.")
        return [Refusal("too_small", message, "file", {"least": LEAST_SIDE})]
    if max(looked.width, looked.height) > LONGEST_RATIO * min(looked.width, looked.height):
        message = gettext_noop(
            "The picture is too narrow: its longer side is more than %(most)s times the shorter one."
        )
        return [Refusal("too_narrow", message, "file", {"most": LONGEST_RATIO})]
    return []


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a picture: for people who cannot see it, below it, who made it, who may use it, where it is held.

    Focus is percent from left and top.
    """

    alternative_text: str = ""
    alternative_text_en: str = ""
    decorative: bool = False
    caption: str = ""
    caption_en: str = ""
    credit: str = ""
    licence: str = ""
    focal_x: int = MIDDLE
    focal_y: int = MIDDLE


def stored(said: Said) -> Said:
    """The words as they are kept: without blanks around them and line ends within."""
    return Said(
        alternative_text=_line(said.alternative_text),
        alternative_text_en=_line(said.alternative_text_en),
        decorative=said.decorative,
        caption=_line(said.caption),
        caption_en=_line(said.caption_en),
        credit=_line(said.credit),
        licence=str(said.licence),
        focal_x=said.focal_x,
        focal_y=said.focal_y,
    )


def _line(text: str) -> str:
    return " ".join(text.split())


_FILE_NAME = re.compile(r"[\w()+-]+\.(jpe?g|png|webp|avif|gif|heic|tiff?)", re.IGNORECASE)


_LATER = frozenset({"alternative_missing", "credit_missing"})
"""What somebody can still write when a picture came without it."""


def said_problems(said: Said, *, later: bool = False) -> list[Refusal]:
    """What a picture must say before anybody may see it (WCAG 1.1.1, § 13 UrhG).

    ``later``: it comes from an older site; words that are missing altogether are written before an article with it goes on.
    """
    found = [*_alternative_problems(said), *_word_problems(said), *_focus_problems(said)]
    return [one for one in found if not (later and one.code in _LATER)]


def unwritten(said: Said) -> bool:
    """Whether words or maker of a picture are still to be written."""
    return any(one.code in _LATER for one in said_problems(said))


def _alternative_problems(said: Said) -> Iterator[Refusal]:
    texts = (("alternative_text", said.alternative_text), ("alternative_text_en", said.alternative_text_en))
    if said.decorative and any(text.strip() for _name, text in texts):
        message = gettext_noop("A decorative picture says nothing: take the text away, or it is not decorative.")
        yield Refusal("decorative_says", message, "decorative")
    if not said.decorative and not said.alternative_text.strip():
        message = gettext_noop(
            "Say what is to be seen, for people who cannot see it, or mark the picture as decorative."
        )
        yield Refusal("alternative_missing", message, "alternative_text")
    for name, text in texts:
        if len(text) > ALTERNATIVE_LIMIT:
            yield _too_long(name, ALTERNATIVE_LIMIT)
        if _FILE_NAME.fullmatch(text.strip()):
            message = gettext_noop("This is the name of a file. Say what is to be seen.")
            yield Refusal("alternative_is_name", message, name)


def _word_problems(said: Said) -> Iterator[Refusal]:
    for name, text in (("caption", said.caption), ("caption_en", said.caption_en)):
        if len(text) > CAPTION_LIMIT:
            yield _too_long(name, CAPTION_LIMIT)
    if not said.credit.strip():
        yield Refusal("credit_missing", gettext_noop("Say who made the picture."), "credit")
    if len(said.credit) > CREDIT_LIMIT:
        yield _too_long("credit", CREDIT_LIMIT)
    if said.licence not in ("", *Licence):
        yield Refusal("no_licence", gettext_noop("Choose from the list."), "licence")


def _focus_problems(said: Said) -> Iterator[Refusal]:
    for name, value in (("focal_x", said.focal_x), ("focal_y", said.focal_y)):
        if not 0 <= value <= 100:  # noqa: PLR2004 - percent
            yield Refusal("focus_outside", gettext_noop("A number from 0 to 100."), name)


def _too_long(name: str, most: int) -> Refusal:
    return Refusal("too_long", gettext_noop("At most %(most)s characters fit here."), name, {"most": most})


# ---- sizes and cuts


@dataclass(frozen=True, slots=True, order=True)
class Size:
    """One size a picture is made in; ``focus`` is empty for the whole picture, else ``x-y`` in percent."""

    width: int
    height: int
    focus: str = ""

    def name(self, ending: str) -> str:
        """The last part of its address: ``640x360-50-30.webp``."""
        return f"{self.width}x{self.height}{'-' if self.focus else ''}{self.focus}.{ending}"


_NAME = re.compile(r"([1-9]\d{0,3})x([1-9]\d{0,4})(?:-(\d{1,3}-\d{1,3}))?\.(jpg|webp)")


def asked(name: str) -> tuple[Size, str] | None:
    """The size and the media type an address names; None when it names none."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    width, height, focus, ending = match.groups()
    return Size(int(width), int(height), focus or ""), {"jpg": JPEG, "webp": WEBP}[ending]


def stepped(percent: int) -> int:
    """The nearest place a picture can be held at."""
    return max(0, min(100, (percent + FOCUS_STEP // 2) // FOCUS_STEP * FOCUS_STEP))


def focus_of(x: int, y: int) -> str:
    """The place a picture is held at, as it stands in addresses."""
    return f"{stepped(x)}-{stepped(y)}"


Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""


def box(width: int, height: int, cut: Cut, x: int, y: int) -> Box:
    """The largest part of a picture in the shape of ``cut`` that holds the place (x, y in percent) as near its middle as it goes."""
    if cut is Cut.WHOLE:
        return 0, 0, width, height
    across, down = RATIOS[cut]
    wide = min(width, max(1, height * across // down))
    high = min(height, max(1, width * down // across))
    left = max(0, min(width - wide, round(width * stepped(x) / 100 - wide / 2)))
    top = max(0, min(height - high, round(height * stepped(y) / 100 - high / 2)))
    return left, top, left + wide, top + high


def sizes(width: int, height: int, cut: Cut, x: int = MIDDLE, y: int = MIDDLE) -> list[Size]:
    """Every size of one cut, smallest first; nothing is drawn larger than it is."""
    left, top, right, bottom = box(width, height, cut, x, y)
    wide, high = right - left, bottom - top
    largest = min(wide, _WIDTHS_OF[cut][-1])
    widths = [one for one in _WIDTHS_OF[cut] if one < largest] + [largest]
    focus = "" if cut is Cut.WHOLE else focus_of(x, y)
    return [Size(one, _height(one, wide, high, cut), focus) for one in widths]


def _height(width: int, wide: int, high: int, cut: Cut) -> int:
    if cut is Cut.WHOLE:
        return max(1, round(width * high / wide))
    across, down = RATIOS[cut]
    return max(1, round(width * down / across))
