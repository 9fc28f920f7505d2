"""What screens say and how: words, shapes and marks of the clock, hours and delays."""

from collections.abc import Mapping
from typing import Any

import segno
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from strahlkraft.congress.queries.stage import Board, Row, clock_message
from strahlkraft.congress.rules.vocabulary import ClockState, ItemKind
from strahlkraft.congress.timing.countdown import MARKS, SHAPES, Countdown, Light

LIGHTS: Mapping[str, Any] = {
    Light.NONE: gettext_lazy("Starting soon"),
    Light.CALM: gettext_lazy("Time is running"),
    Light.SOON: gettext_lazy("Last minute"),
    Light.CLOSE: gettext_lazy("Please come to an end"),
    Light.LAST: gettext_lazy("Last seconds"),
    Light.OVER: gettext_lazy("Time is up"),
}
HELD, PAUSE, ENDED = gettext_lazy("On hold"), gettext_lazy("Break"), gettext_lazy("That was all for today")
MINUTES_FROM = 600  # seconds from which a clock shows whole minutes
SOON_SECONDS = 3 * 60 * 60  # how long before the beginning a clock counts towards it
LATE_FROM = 60  # seconds of delay that are worth a word


def clock_words() -> dict[str, str]:
    """Every word a clock can say, for the page's script; ``said`` are the sparse words for screen readers."""
    words = {str(light): str(word) for light, word in LIGHTS.items()}
    said = {f"said-{mark}": ngettext("%d second left", "%d seconds left", mark) % mark for mark in MARKS if mark}
    return (
        words
        | said
        | {
            "said-0": str(LIGHTS[Light.OVER]),
            "held": str(HELD),
            "pause": str(PAUSE),
            "ended": str(ENDED),
            "until": _("until it begins"),
            "minutes": _("minutes"),
        }
    )


def clock(shown: Board) -> dict[str, Any]:
    """The clock of a stage as the server draws it; the script counts on from ``state``."""
    current, count, until = shown.current, shown.countdown, _until(shown)
    pause = current is not None and current.line.kind in {ItemKind.BREAK, ItemKind.INTRO}
    light = Light.CALM if pause and count.remaining > 0 else count.light
    return {
        "state": clock_message(shown),
        "light": str(light),
        "shape": SHAPES[light],
        "digits": digits(count.remaining) if current else digits(until) if until else "",
        "minutes": abs(count.remaining if current else until) >= MINUTES_FROM,
        "word": _("until it begins") if until else _word(shown, count, pause=pause),
        "left": round((1 - count.share) * 100) if current else 0,
        "marks": ",".join(map(str, MARKS)),
        "words": clock_words(),
    }


def _until(shown: Board) -> int:
    """Seconds until the next line begins while nothing is on stage; 0 when that is not soon."""
    starts_at = shown.coming[0].slot.starts_at if shown.coming and not shown.current else None
    seconds = round((starts_at - shown.at).total_seconds()) if starts_at else 0
    return seconds if 0 < seconds < SOON_SECONDS else 0


def _word(shown: Board, count: Countdown, *, pause: bool) -> str:
    if shown.order.state == ClockState.ENDED:
        return str(ENDED)
    if count.held:
        return str(HELD)
    return str(PAUSE if pause else LIGHTS[count.light])


def digits(seconds: int) -> str:
    """Seconds as a clock shows them: ``2:47``, beyond ten minutes ``12``, when time is up ``+0:12``."""
    size = abs(seconds)
    if size >= MINUTES_FROM:
        return str(-(-size // 60))
    return f"{'+' if seconds < 0 else ''}{size // 60}:{size % 60:02d}"


def delay(seconds: int) -> str:
    """How late or early a stage is, in words; empty when it is worth none."""
    minutes = round(abs(seconds) / 60)
    if abs(seconds) < LATE_FROM:
        return ""
    if seconds > 0:
        return ngettext("%d minute late", "%d minutes late", minutes) % minutes
    return ngettext("%d minute early", "%d minutes early", minutes) % minutes


def qr(path: str) -> SafeString:
    """A QR code that leads to an address of this site, as SVG without styles of its own."""
    code = segno.make(f"{settings.BASE_URL}{path}", error="m", micro=False)
    return mark_safe(code.svg_inline(border=2, omitsize=True, dark="#0a1730", light="#ffffff"))  # noqa: S308 - drawn by segno from an address


def row_title(row: Row) -> str:
    """A line's title; a reserve has none of its own."""
    return str(row.line.get_kind_display()) if row.line.kind == ItemKind.RESERVE else row.line.title
