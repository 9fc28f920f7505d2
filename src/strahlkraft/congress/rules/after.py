"""After the event: recordings, thanks, certificates, statistics with their method; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from urllib.parse import urlsplit

from strahlkraft.congress.rules.lengths import too_long
from strahlkraft.congress.rules.vocabulary import Channel, RecordingKind, RegistrationState
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

TEXT_LIMIT = 4_000
TITLE_LIMIT = 200
SCHEMES = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Spoken:
    """One item that was on stage: planned and real seconds, and how late it began (negative: early)."""

    planned: int
    real: int
    late: int


@dataclass(frozen=True, slots=True)
class Timing:
    """How the day kept to its plan. Medians in seconds over ``count`` items; None when nothing was on stage."""

    count: int
    planned: int | None
    real: int | None
    late: int | None
    skipped: int


@dataclass(frozen=True, slots=True)
class Attendance:
    """Of one channel: people with a seat, people still waiting, people who came in (on site only)."""

    seated: int
    waiting: int
    came: int | None

    @property
    def share(self) -> float | None:
        """How many of the seated came, 0 to 1; None where it is not counted or nobody was seated."""
        return self.came / self.seated if self.came is not None and self.seated else None


def timing(items: Sequence[Spoken], *, skipped: int) -> Timing:
    """Medians of what was on stage."""
    if not items:
        return Timing(0, None, None, None, skipped)
    return Timing(
        count=len(items),
        planned=round(median(item.planned for item in items)),
        real=round(median(item.real for item in items)),
        late=round(median(item.late for item in items)),
        skipped=skipped,
    )


def recording_problems(*, kind: str, url: str, title: str) -> list[Refusal]:
    """Whether a recording, slides or page can be linked."""
    found = []
    if kind not in set(RecordingKind):
        found.append(Refusal("kind", gettext_noop("Please choose from the list."), "kind"))
    if not url.strip().startswith(SCHEMES) or " " in url.strip() or len(url) > 1_000 or not _host(url.strip()):  # noqa: PLR2004 - the column's length
        sentence = gettext_noop("Give the whole address, beginning with https://.")
        found.append(Refusal("url", sentence, "url"))
    return found + too_long([("title", title, TITLE_LIMIT)])


def chapters(
    spoken: Sequence[tuple[int, datetime, datetime]], *, video_starts_at: datetime
) -> list[tuple[int, int, int]]:
    """Where each item stands in a long video: ``(id, from second, to second)``; what ended before it began is left out."""
    found = []
    for key, start, end in spoken:
        first = int((start - video_starts_at).total_seconds())
        last = int((end - video_starts_at).total_seconds())
        if last > 0:
            found.append((key, max(0, first), last))
    return found


def chapter_address(url: str, *, first: int | None, last: int | None) -> str:
    """Where in a long video something begins: as the great video houses want it, else a media fragment (W3C, 2012)."""
    if first is None or "#" in url:
        return url
    host = _host(url)
    if host in {"youtube.com", "m.youtube.com", "youtu.be"}:
        return f"{url}{'&' if '?' in url else '?'}t={first}s"
    if host == "vimeo.com":
        return f"{url}#t={first}s"
    return f"{url}#t={first},{last}" if last else f"{url}#t={first}"


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # brackets that are no address
        return ""


def may_thank(*, ends_at: datetime, at: datetime, text: str) -> list[Refusal]:
    """Thanks go out once the event is over."""
    found = []
    if at < ends_at:
        found.append(Refusal("not_over", gettext_noop("The event is not over yet.")))
    if not text.strip():
        found.append(Refusal("text_missing", gettext_noop("Please write a few words."), "text"))
    return found + too_long([("text", text, TEXT_LIMIT)])


def may_have_certificate(*, state: str, channel: str, came: int, ends_at: datetime, at: datetime) -> list[Refusal]:
    """Who was there: on site checked in at the door, online registered; once the event is over."""
    if state != RegistrationState.CONFIRMED:
        return [Refusal("no_seat", gettext_noop("This registration has no seat (waiting list or not confirmed)."))]
    if at < ends_at:
        return [Refusal("not_over", gettext_noop("The event is not over yet."))]
    if channel == Channel.ONSITE and came < 1:
        return [Refusal("not_there", gettext_noop("Nobody checked in with this registration."))]
    return []
