"""Reading a programme as everybody sees it: one frozen version with what was added or taken back since; three queries."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from strahlkraft.congress.bridge import publishing
from strahlkraft.congress.models import Occasion, Pitch, ProgrammeVersion, Recording, Speaker
from strahlkraft.congress.published import Block, Item, Programme, Stage
from strahlkraft.congress.rules.vocabulary import PitchState, Visibility


@dataclass(frozen=True)
class Published:
    """A version of an event's programme without people who took their consent back since.

    ``changed_at`` is when anything in it last changed; ``since`` sums up what was added or taken back after it was frozen.
    """

    occasion: Occasion
    version: ProgrammeVersion
    programme: Programme
    changed_at: datetime
    since: str

    @property
    def stamp(self) -> str:
        """The same as long as the content is the same: for ETags."""
        return f"{self.occasion.pk}-{self.version.number}-{int(self.changed_at.timestamp())}-{self.since}"

    @cached_property
    def places(self) -> dict[str, tuple[Stage, Block, Item]]:
        """Stage, block and item by the item's code."""
        return {item.code: (stage, block, item) for stage, block, item in self.programme.placed()}


def published(slug: str, number: int | None = None) -> Published | None:
    """The newest version of a public event's programme, or the one with ``number``; None when there is none."""
    rows = ProgrammeVersion.objects.filter(
        occasion__slug=slug, occasion__visibility=Visibility.PUBLIC, occasion__in=Occasion.objects.public()
    )
    rows = rows.select_related("occasion").order_by("-number")
    version = rows.first() if number is None else rows.filter(number=number).first()
    if version is None:
        return None
    recordings = list(
        Recording.objects.filter(pitch__occasion=version.occasion, removed=False).select_related("pitch")
        if number is None
        else ()
    )
    unnamed = set(Speaker.objects.filter(occasion=version.occasion, named=False).values_list("guid", flat=True))
    programme = publishing.content(version)
    return Published(
        occasion=version.occasion,
        version=version,
        programme=publishing.with_recordings(publishing.without_people(programme, unnamed), recordings),
        changed_at=max([version.published_at, *(row.added_at for row in recordings)]),
        since=_digest(
            *sorted(str(guid) for guid in unnamed & {person.guid for person in programme.people().values()}),
            *(f"{row.pk} {row.title} {row.url} {row.starts_second} {row.ends_second}" for row in recordings),
        ),
    )


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=6).hexdigest()


def versions(occasion: Occasion) -> list[ProgrammeVersion]:
    """All versions, the newest first, without what they froze."""
    return list(ProgrammeVersion.objects.filter(occasion=occasion).defer("content"))


def pitch_of(occasion: Occasion, code: str) -> Pitch | None:
    """The record behind an item, with its project; None when it was never handed in or is a draft."""
    rows = Pitch.objects.filter(occasion=occasion, code=code).exclude(state=PitchState.DRAFT)
    return rows.select_related("project", "occasion").first()


def has_programme(occasion: Occasion) -> ProgrammeVersion | None:
    """The newest version without its content, for a line on other pages."""
    return ProgrammeVersion.objects.filter(occasion=occasion).defer("content").order_by("-number").first()
