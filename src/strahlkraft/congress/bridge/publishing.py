"""From a plan to the programme that is published, and what a new version changes.

Names stand in it only of people who agreed to speak and to be named. What stood in the version before and stands no
more is kept as cancelled at its old place, so that calendars learn of it.
"""

import dataclasses
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.timezone import localtime

from strahlkraft.congress.bridge.desk import Desk
from strahlkraft.congress.models import Block, Pitch, ProgrammeVersion, Recording
from strahlkraft.congress.published import Block as PublishedBlock
from strahlkraft.congress.published import Item, Link, Person, Programme, Stage, Topic
from strahlkraft.congress.rules.after import chapter_address
from strahlkraft.congress.rules.programme import Layout
from strahlkraft.congress.rules.vocabulary import RecordingKind
from strahlkraft.projects.models import Publication

LINKS = {RecordingKind.VIDEO: "recording", RecordingKind.SLIDES: "slides", RecordingKind.PAGE: "page"}


def programme_of(
    desk: Desk, layout: Layout, *, version: int, at: datetime, before: Programme | None = None
) -> Programme:
    """The plan as a programme in its next version; ``before`` is the version it replaces."""
    occasion = desk.occasion
    rows = {
        slug: [(str(code), int(seconds)) for code, seconds in layout.get(slug, ()) if code in desk.pitches]
        for slug in desk.blocks
    }
    used = {desk.pitches[code].topic_id for row in rows.values() for code, _seconds in row}
    fresh = Programme(
        slug=occasion.slug,
        title=occasion.name,
        version=version,
        published_at=localtime(at),
        starts_at=localtime(occasion.starts_at),
        ends_at=localtime(occasion.ends_at),
        venue=occasion.venue,
        summary=occasion.summary,
        mode=occasion.mode,
        topics=tuple(Topic(t.slug, t.name, t.colour) for t in desk.topics if t.pk in used),
        stages=tuple(
            Stage(
                slug=stage.slug,
                name=stage.name,
                guid=stage.guid,
                features=tuple(stage.features),
                blocks=tuple(
                    _block(desk, block, rows[slug]) for slug, block in desk.blocks.items() if block.stage_id == stage.pk
                ),
            )
            for stage in desk.stages
        ),
    )
    return _after(before, fresh) if before else fresh


def _block(desk: Desk, block: Block, row: Iterable[tuple[str, int]]) -> PublishedBlock:
    opens = localtime(block.opens_at)
    return PublishedBlock(
        slug=block.slug,
        title=block.title,
        kind=block.kind,
        starts_at=opens,
        ends_at=localtime(block.closes_at),
        items=tuple(
            _item(desk, desk.pitches[code], localtime(block.opens_at + timedelta(seconds=seconds)))
            for code, seconds in row
        ),
        captions=block.captions,
        sign_language=block.sign_language,
    )


def _item(desk: Desk, pitch: Pitch, starts_at: datetime) -> Item:
    return Item(
        code=pitch.code,
        guid=pitch.guid,
        title=pitch.title,
        kind=pitch.kind,
        starts_at=starts_at,
        seconds=pitch.seconds,
        summary=pitch.summary,
        description=pitch.description,
        topic=pitch.topic.slug if pitch.topic else "",
        language=pitch.language,
        mode=pitch.mode,
        sign_language=pitch.sign_language,
        project=_project(pitch),
        organisation=pitch.body,
        people=tuple(
            Person(s.guid.hex[:8], s.guid, s.name, s.organisation_name, s.biography)
            for s in desk.speaking[pitch.code]
            if s.named and (pitch.code, s.pk) in desk.agreed
        ),
    )


def _project(pitch: Pitch) -> str:
    """The project a pitch tells of, if everybody can see it."""
    return pitch.project.slug if pitch.project and pitch.project.publication == Publication.PUBLISHED else ""


def _after(before: Programme, fresh: Programme) -> Programme:
    """``fresh`` with sequences that grow where something changed, and with what vanished kept as cancelled."""
    old = {item.code: (stage, block, item) for stage, block, item in before.placed()}
    kept = {item.code for _stage, _block, item in fresh.placed()}
    gone: dict[str, list[tuple[PublishedBlock, Item]]] = {}
    for code, (stage, block, item) in old.items():
        if code not in kept:
            sequence = item.sequence if item.cancelled else item.sequence + 1
            cancelled = dataclasses.replace(item, cancelled=True, sequence=sequence)
            gone.setdefault(stage.slug, []).append((block, cancelled))
    places = {code: stage.slug for code, (stage, _block, _item) in old.items()}
    stages = [_aged(stage, old, places, gone.pop(stage.slug, [])) for stage in fresh.stages]
    stages += [  # a stage that is no more, for what was cancelled on it
        dataclasses.replace(stage, blocks=_with_gone((), gone[stage.slug]))
        for stage in before.stages
        if stage.slug in gone
    ]
    topics = {topic.slug for topic in fresh.topics}
    still = {item.topic for stage in stages for block in stage.blocks for item in block.items}
    more = tuple(topic for topic in before.topics if topic.slug not in topics and topic.slug in still)
    return dataclasses.replace(fresh, stages=tuple(stages), topics=(*fresh.topics, *more))


def _aged(
    stage: Stage,
    old: Mapping[str, tuple[Stage, PublishedBlock, Item]],
    places: Mapping[str, str],
    gone: list[tuple[PublishedBlock, Item]],
) -> Stage:
    blocks = []
    for block in stage.blocks:
        items = []
        for item in block.items:
            sequence = 0
            if item.code in old:
                known = old[item.code][2]
                same = _as_seen(known) == _as_seen(item) and places[item.code] == stage.slug
                sequence = known.sequence + (0 if same else 1)
            items.append(dataclasses.replace(item, sequence=sequence))
        blocks.append(dataclasses.replace(block, items=tuple(items)))
    return dataclasses.replace(stage, blocks=_with_gone(tuple(blocks), gone))


def _with_gone(
    blocks: tuple[PublishedBlock, ...], gone: list[tuple[PublishedBlock, Item]]
) -> tuple[PublishedBlock, ...]:
    """The blocks with what was cancelled in them; a block that is no more comes back for it."""
    by_slug = {block.slug: block for block in blocks}
    for block, item in gone:
        home = by_slug.get(block.slug) or dataclasses.replace(block, items=())
        items = sorted((*home.items, item), key=lambda each: each.starts_at)
        by_slug[block.slug] = dataclasses.replace(home, items=tuple(items))
    return tuple(sorted(by_slug.values(), key=lambda block: block.starts_at))


def _as_seen(item: Item) -> Item:
    """What a calendar shows of an item."""
    return dataclasses.replace(item, sequence=0, links=())


def changes(before: Programme | None, after: Programme) -> list[dict[str, Any]]:
    """What the second version changes, in its order: ``added``, ``removed``, ``moved`` (time or stage), ``changed``."""
    old = _shown(before) if before else {}
    new = _shown(after)
    found = []
    for code, (item, place) in new.items():
        known = old.get(code)
        if known is None:
            kind = "added" if not item.cancelled else ""
        elif item.cancelled != known[0].cancelled:
            kind = "removed" if item.cancelled else "added"
        elif item.cancelled:
            kind = ""
        elif (place["stage"], place["starts_at"]) != (known[1]["stage"], known[1]["starts_at"]):
            kind = "moved"
        else:
            kind = "changed" if _as_seen(known[0]) != _as_seen(item) else ""
        if kind:
            there = known[1] if known and kind != "added" else None
            now = None if kind == "removed" else place
            found.append({"kind": kind, "code": code, "title": item.title, "before": there, "after": now})
    return found


def frame_changed(before: Programme, after: Programme) -> bool:
    """Whether anything but its items differs: blocks, stages, titles, topics."""
    return _frame(before) != _frame(after)


def _frame(programme: Programme) -> Programme:
    stages = tuple(
        dataclasses.replace(stage, blocks=tuple(dataclasses.replace(block, items=()) for block in stage.blocks))
        for stage in programme.stages
    )
    return dataclasses.replace(programme, stages=stages, version=0, published_at=programme.starts_at)


def _shown(programme: Programme) -> dict[str, tuple[Item, dict[str, Any]]]:
    return {
        item.code: (
            item,
            {
                "stage": stage.name,
                "starts_at": item.starts_at.isoformat(),
                "title": item.title,
                "seconds": item.seconds,
                "people": [person.name for person in item.people],
            },
        )
        for stage, _block, item in programme.placed()
    }


def content(version: ProgrammeVersion) -> Programme:
    """The programme a version froze."""
    return Programme.from_json(version.content)


def without_people(programme: Programme, guids: Collection[UUID]) -> Programme:
    """The programme without people who must no longer be named."""
    if not any(person.guid in guids for person in programme.people().values()):
        return programme
    return _with_items(
        programme,
        lambda item: dataclasses.replace(
            item, people=tuple(person for person in item.people if person.guid not in guids)
        ),
    )


def _with_items(programme: Programme, changed: Callable[[Item], Item]) -> Programme:
    """The programme with every item as ``changed`` gives it back."""
    stages = tuple(
        dataclasses.replace(
            stage,
            blocks=tuple(dataclasses.replace(block, items=tuple(map(changed, block.items))) for block in stage.blocks),
        )
        for stage in programme.stages
    )
    return dataclasses.replace(programme, stages=stages)


def with_recordings(programme: Programme, recordings: Iterable[Recording]) -> Programme:
    """The programme with what was kept of its pitches since; ``recordings`` with their pitches."""
    links: dict[str, list[Link]] = {}
    for row in recordings:
        kind = LINKS[RecordingKind(row.kind)]
        url = chapter_address(row.url, first=row.starts_second, last=row.ends_second)
        links.setdefault(row.pitch.code, []).append(Link(kind, row.title, url))
    if not links:
        return programme
    return _with_items(
        programme, lambda item: dataclasses.replace(item, links=(*item.links, *links.get(item.code, ())))
    )
