"""Everything of one event that planning needs, read at once: a constant number of queries whatever its size."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cached_property

from django.utils.timezone import get_default_timezone, localtime

from strahlkraft.congress.models import (
    Block,
    Occasion,
    Pair,
    Pitch,
    PitchSpeaker,
    PlanningRules,
    Speaker,
    SpeakerWindow,
    Stage,
    Topic,
)
from strahlkraft.congress.rules.planning import TICK_SECONDS
from strahlkraft.congress.rules.programme import Facts, Order
from strahlkraft.congress.rules.vocabulary import BlockKind, InvitationState, PitchKind

TICK = timedelta(seconds=TICK_SECONDS)
HOLDS = frozenset({BlockKind.PITCHES, BlockKind.KEYNOTE})
"""Kinds of blocks that hold pitches or keynotes."""


@dataclass(frozen=True)
class Desk:
    """The records of an event that its programme is made of. ``pitches`` are those with a place offered or confirmed."""

    occasion: Occasion
    stages: tuple[Stage, ...]
    blocks: Mapping[str, Block]  # by slug, in order of time
    topics: tuple[Topic, ...]
    pitches: Mapping[str, Pitch]  # by code
    speaking: Mapping[str, tuple[Speaker, ...]]  # by the pitch's code; without those who declined
    agreed: frozenset[tuple[str, int]]  # pitches' codes and ids of the speakers who said yes
    windows: Mapping[int, tuple[SpeakerWindow, ...]]  # by the speaker's id
    pairs: tuple[Pair, ...]
    rules: PlanningRules
    codes: Mapping[int, str] = field(default_factory=dict)  # by the pitch's id

    @cached_property
    def zero(self) -> datetime:
        """Midnight in Berlin before the event begins: tick 0."""
        opens = min([self.occasion.starts_at, *(block.opens_at for block in self.blocks.values())])
        return datetime.combine(localtime(opens).date(), time(), get_default_timezone()).astimezone(UTC)

    @cached_property
    def days(self) -> int:
        """How many days the event touches."""
        closes = max([self.occasion.ends_at, *(block.closes_at for block in self.blocks.values())])
        return (localtime(closes).date() - localtime(self.zero).date()).days + 1

    @cached_property
    def speakers(self) -> dict[int, Speaker]:
        """Everybody who speaks, by id."""
        return {person.pk: person for people in self.speaking.values() for person in people}

    @cached_property
    def pitches_of(self) -> dict[int, tuple[Pitch, ...]]:
        """The pitches of each speaker."""
        found: dict[int, list[Pitch]] = {}
        for code, people in self.speaking.items():
            for person in people:
                found.setdefault(person.pk, []).append(self.pitches[code])
        return {person: tuple(pitches) for person, pitches in found.items()}

    def at(self, tick: int) -> datetime:
        """The moment of a tick, in Berlin."""
        return localtime(self.zero + tick * TICK)

    def floor(self, moment: datetime) -> int:
        """The last tick not after a moment."""
        return (moment - self.zero) // TICK

    def ceil(self, moment: datetime) -> int:
        """The first tick not before a moment."""
        return -((self.zero - moment) // TICK)

    def known(self, order: Mapping[str, Sequence[str]]) -> Order:
        """``order`` without pitches and blocks that are no longer there; each pitch once."""
        seen: set[str] = set()
        found: Order = {}
        for block, codes in order.items():
            if block in self.blocks and self.blocks[block].kind in HOLDS:
                row = [code for code in dict.fromkeys(codes) if code in self.pitches and code not in seen]
                seen.update(row)
                if row:
                    found[block] = row
        return found

    def facts(self, order: Order, *, pinned: Iterable[str], locked: Iterable[str]) -> Facts:
        """What the rules of a plan need."""
        return Facts(
            pitches={code: pitch.kind for code, pitch in self.pitches.items()},
            blocks={slug: block.kind for slug, block in self.blocks.items()},
            order=order,
            pinned=frozenset(pinned),
            locked=frozenset(locked),
        )

    def unplaced(self, order: Order) -> list[Pitch]:
        """Pitches that stand nowhere, keynotes first."""
        placed = {code for codes in order.values() for code in codes}
        return sorted(
            (pitch for code, pitch in self.pitches.items() if code not in placed),
            key=lambda pitch: (pitch.kind != PitchKind.KEYNOTE, pitch.title.casefold()),
        )


def desk_of(occasion: Occasion) -> Desk:
    """Read everything."""
    pitches = {
        pitch.code: pitch
        for pitch in Pitch.objects.filter(occasion=occasion)
        .to_plan()
        .select_related("topic", "project", "organisation", "municipality")
    }
    codes = {pitch.pk: code for code, pitch in pitches.items()}
    rows = PitchSpeaker.objects.filter(pitch__in=codes).exclude(state=InvitationState.DECLINED)
    speaking: dict[str, list[Speaker]] = {code: [] for code in pitches}
    agreed = set()
    for row in rows.select_related("speaker"):
        speaking[codes[row.pitch_id]].append(row.speaker)
        if row.state == InvitationState.ACCEPTED:
            agreed.add((codes[row.pitch_id], row.speaker_id))
    windows: dict[int, list[SpeakerWindow]] = {}
    for window in SpeakerWindow.objects.filter(speaker__occasion=occasion):
        windows.setdefault(window.speaker_id, []).append(window)
    blocks = Block.objects.filter(occasion=occasion).select_related("stage", "moderator")
    pairs = Pair.objects.filter(occasion=occasion).select_related("first", "second")
    return Desk(
        occasion=occasion,
        stages=tuple(Stage.objects.filter(occasion=occasion)),
        blocks={block.slug: block for block in blocks},
        topics=tuple(Topic.objects.filter(occasion=occasion)),
        pitches=pitches,
        speaking={code: tuple(people) for code, people in speaking.items()},
        agreed=frozenset(agreed),
        windows={person: tuple(found) for person, found in windows.items()},
        pairs=tuple(pairs),
        rules=PlanningRules.objects.filter(occasion=occasion).first() or PlanningRules(occasion=occasion),
        codes=codes,
    )
