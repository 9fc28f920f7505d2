"""A small congress day as it was published: one stage, four pitches, a break; and somebody at the pad."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from strahlkraft.congress import access
from strahlkraft.congress.actions.stage import press
from strahlkraft.congress.models import Block, Occasion, Pitch, ProgrammeVersion, Stage
from strahlkraft.congress.published import Block as PublishedBlock
from strahlkraft.congress.published import Item, Programme
from strahlkraft.congress.published import Stage as PublishedStage
from strahlkraft.congress.rules.vocabulary import BlockKind, CrewRole, PitchMode
from tests.factories.congress import (
    DAY,
    EARLIER,
    BlockFactory,
    CrewFactory,
    OccasionFactory,
    PitchFactory,
    StageFactory,
)

DEFAULT = "beispieltag"
TITLES = ("Eins", "Zwei", "Drei", "Vier")


def at(minutes: float, seconds: float = 0) -> datetime:
    """A moment of the day, after its beginning."""
    return DAY + timedelta(minutes=minutes, seconds=seconds)


def a_day(slug: str = DEFAULT, **facts: Any) -> Stage:
    """09:00 introduction of two minutes; pitches at 09:02, 09:06, 09:10 and, by video link, 09:20; break at 09:30.

    Every pitch has 180 seconds; between 09:23 and 09:30 lies the reserve of the block.
    """
    occasion = OccasionFactory(event__slug=slug, venue="Beispielhalle", **facts)
    stage = StageFactory(occasion=occasion, slug="grosse-buehne", name="Große Bühne")
    frame = BlockFactory(
        stage=stage,
        slug="vormittag",
        title="Verwaltung",
        opens_at=at(0),
        closes_at=at(30),
        captions=True,
        reserve_seconds=420,
    )
    BlockFactory(stage=stage, slug="pause", title="Kaffee", kind=BlockKind.BREAK, opens_at=at(30), closes_at=at(45))
    pitches = [
        PitchFactory(
            occasion=occasion,
            title=title,
            code=f"{title[:2].upper()}{0 if slug == DEFAULT else len(slug):03d}{number}",  # codes are unique on the site
            organisation_name=f"Beispielstadt {number}",
            mode=PitchMode.REMOTE if title == "Vier" else PitchMode.ONSITE,
        )
        for number, title in enumerate(TITLES, 1)
    ]
    publish(occasion, stage, frame, list(zip(pitches, (2, 6, 10, 20), strict=True)))
    return stage


def publish(occasion: Occasion, stage: Stage, frame: Block, placed: list[tuple[Pitch, float]]) -> ProgrammeVersion:
    """A version with pitches at minutes of one block, and the break."""
    number = ProgrammeVersion.objects.filter(occasion=occasion).count() + 1
    items = tuple(
        Item(
            code=pitch.code,
            guid=pitch.guid,
            title=pitch.title,
            kind=pitch.kind,
            starts_at=at(minute),
            seconds=180,
            mode=pitch.mode,
            organisation=pitch.organisation_name,
        )
        for pitch, minute in placed
    )
    blocks = (
        PublishedBlock(frame.slug, frame.title, "pitches", at(0), at(30), items),
        PublishedBlock("pause", "Kaffee", "break", at(30), at(45)),
    )
    programme = Programme(
        slug=occasion.slug,
        title=occasion.name,
        version=number,
        published_at=EARLIER,
        starts_at=occasion.starts_at,
        ends_at=occasion.ends_at,
        stages=(PublishedStage(stage.slug, stage.name, stage.guid, blocks=blocks),),
    )
    return ProgrammeVersion.objects.create(
        occasion=occasion, number=number, content=programme.to_json(), published_at=EARLIER
    )


def crew_of(stage: Stage, role: CrewRole = CrewRole.MODERATOR) -> access.CrewHolder:
    """Somebody with a crew link of the event."""
    member = CrewFactory(occasion=stage.occasion, role=role)
    holder = access.crew_by_token(access.link_token("crew", member.code))
    assert holder is not None
    return holder


def pressed(stage: Stage, deed: str, when: datetime, *, by: Any = None, **params: Any) -> bool:
    """One press on the pad."""
    return press(by=by or crew_of(stage), at=when, stage=stage, deed=deed, uid=uuid.uuid4(), params=params)
