"""Congresses with stages, blocks and pitches to plan; everything invented is called "Beispiel"."""

from datetime import timedelta
from typing import Any

from strahlkraft.congress import models
from strahlkraft.congress.rules.vocabulary import BlockKind, PitchMode
from tests.factories.congress import (
    DAY,
    EARLIER,
    BlockFactory,
    OccasionFactory,
    PitchFactory,
    PitchSpeakerFactory,
    SpeakerFactory,
    StageFactory,
    TopicFactory,
)


def a_congress(pitches: int = 3, *, stages: int = 2, slots: int = 2, **fields: Any) -> models.Occasion:
    """A congress with ``stages`` times ``slots`` blocks of 90 minutes and confirmed pitches of four topics.

    Every seventh pitch comes by video link, every ninth speaker may not be named. Codes count from P00001 in the order
    of making, slugs of blocks are ``buehne-1-1`` (stage, slot).
    """
    occasion = OccasionFactory(**fields)
    rows = [
        StageFactory(occasion=occasion, slug=f"buehne-{n + 1}", name=f"Bühne {n + 1}", position=n)
        for n in range(stages)
    ]
    for slot in range(slots):
        opens = DAY + timedelta(minutes=100 * slot)
        for row in rows:
            BlockFactory(
                stage=row,
                slug=f"{row.slug}-{slot + 1}",
                slot=str(slot + 1),
                title=f"Block {row.slug[-1]}{slot + 1}",
                opens_at=opens,
                closes_at=opens + timedelta(minutes=90),
            )
    topics = [
        TopicFactory(occasion=occasion, slug=f"thema-{n}", name=f"Beispielthema {n}", colour=n) for n in range(1, 5)
    ]
    for number in range(pitches):
        add_pitch(occasion, number, topic=topics[number % 4])
    return occasion


def add_pitch(occasion: models.Occasion, number: int, **fields: Any) -> models.Pitch:
    """One more confirmed pitch with a speaker of its own."""
    pitch = PitchFactory(
        occasion=occasion,
        title=f"Beispielpitch {number + 1}",
        mode=PitchMode.REMOTE if number % 7 == 6 else PitchMode.ONSITE,
        **fields,
    )
    person = SpeakerFactory(occasion=occasion, named=number % 9 != 8)
    PitchSpeakerFactory(pitch=pitch, speaker=person)
    return pitch  # type: ignore[no-any-return]  # the factory makes pitches


def a_break(occasion: models.Occasion, stage: models.Stage, *, after_minutes: int = 90) -> models.Block:
    """A break on one stage."""
    return BlockFactory(  # type: ignore[no-any-return]  # the factory makes blocks
        stage=stage,
        slug=f"pause-{stage.slug}",
        slot="pause",
        title="Pause",
        kind=BlockKind.BREAK,
        opens_at=DAY + timedelta(minutes=after_minutes),
        closes_at=DAY + timedelta(minutes=after_minutes + 10),
    )


def a_plan(occasion: models.Occasion, **fields: Any) -> models.Plan:
    """The current plan, with every pitch in the blocks in turn."""
    from strahlkraft.congress.bridge.desk import desk_of  # noqa: PLC0415 - Django is not ready when pytest reads this file
    from strahlkraft.congress.bridge.planning import layout_for  # noqa: PLC0415 - the same

    desk = desk_of(occasion)
    blocks = [slug for slug, block in desk.blocks.items() if block.kind == BlockKind.PITCHES]
    order: dict[str, list[str]] = {slug: [] for slug in blocks}
    for number, code in enumerate(sorted(desk.pitches)):
        order[blocks[number % len(blocks)]].append(code)
    return models.Plan.objects.create(
        occasion=occasion,
        number=1,
        current=True,
        layout=layout_for(desk, order),
        created_at=EARLIER,
        changed_at=EARLIER,
        **fields,
    )
