"""Taking another programme over from its schedule.xml: stages, blocks, topics and pitches, and a plan that places them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from strahlkraft.congress.actions._programme import managed
from strahlkraft.congress.actions._shared import record
from strahlkraft.congress.actions.programme import new_plan
from strahlkraft.congress.bridge.importing import FrameRow, Import, look
from strahlkraft.congress.formats.schedule_reading import ItemRow, ScheduleFile, read_schedule
from strahlkraft.congress.models import Block, Occasion, Pitch, PitchSpeaker, Plan, Speaker, Stage, Topic
from strahlkraft.congress.rules.vocabulary import BlockKind, InvitationState, PitchState, PlanOrigin
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code, short_code
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.slug import first_free, slugify
from strahlkraft.kernel.words import gettext_noop


@transaction.atomic
def import_programme(
    *, by: Actor, at: datetime, slug: str, data: bytes, named: bool = False, submission: UUID | None = None
) -> Plan:
    """Make what is new in the file; ``named``: its people agreed to be named here too. Gives the plan that holds it.

    Refused with every defect when the file cannot be read or does not fit into the event.
    """
    occasion = managed(by, slug)
    file = read_schedule(data)
    found = look(occasion, file)
    ensure(list(found.refusals))
    if not found.frames:
        raise Refused([Refusal("nothing_new", gettext_noop("Everything in this file is known already."), "file")])
    _make_stages(occasion, found)
    _make_topics(occasion, found)
    layout = _make_frames(occasion, found, _people(occasion, file, found, named=named, at=at), at=at)
    state = {"layout": layout, "pinned": [], "locked": []}
    plan = new_plan(occasion, at=at, name=file.title[:120], origin=PlanOrigin.HAND, state=state)
    after = {"pitches": found.pitches, "blocks": len(found.frames), "plan": plan.number}
    record("import_programme", by=by, at=at, occasion=occasion, after=after, submission=submission)
    return plan


def _make_stages(occasion: Occasion, found: Import) -> None:
    slugs = set(occasion.stages.values_list("slug", flat=True))
    last = occasion.stages.aggregate(last=Max("position"))["last"] or 0
    taken = set(Stage.objects.filter(guid__in=[row.guid for row in found.stages]).values_list("guid", flat=True))
    for number, row in enumerate(found.stages, start=1):
        slug = _slug(row.name, slugs)
        own = {} if row.guid in taken else {"guid": row.guid}
        Stage.objects.create(occasion=occasion, slug=slug, name=row.name[:120], position=last + number, **own)


def _make_topics(occasion: Occasion, found: Import) -> None:
    slugs = set(occasion.topics.values_list("slug", flat=True))
    last = occasion.topics.aggregate(last=Max("position"))["last"] or 0
    Topic.objects.bulk_create(
        Topic(
            occasion=occasion,
            slug=_slug(row.slug or row.name, slugs),
            name=row.name[:160],
            colour=row.colour,
            position=last + number,
        )
        for number, row in enumerate(found.topics, start=1)
    )


def _slug(name: str, taken: set[str]) -> str:
    wanted = slugify(name, limit=50)
    slug = first_free(wanted if wanted[0].isalpha() else f"n-{wanted}", taken)
    taken.add(slug)
    return slug


def _people(occasion: Occasion, file: ScheduleFile, found: Import, *, named: bool, at: datetime) -> dict[UUID, Speaker]:
    """Everybody who speaks in what is new, by the file's identifier."""
    wanted = {guid for frame in found.frames for item in frame.items for guid in item.people}
    known = {s.guid: s for s in Speaker.objects.filter(occasion=occasion, guid__in=wanted)}
    elsewhere = set(Speaker.objects.filter(guid__in=wanted).exclude(occasion=occasion).values_list("guid", flat=True))
    for row in file.people:
        if row.guid in wanted and row.guid not in known:
            own = {} if row.guid in elsewhere else {"guid": row.guid}
            known[row.guid] = Speaker.objects.create(
                occasion=occasion, code=new_code(), name=row.name[:120], named=named, added_at=at, **own
            )
    return known


def _make_frames(
    occasion: Occasion, found: Import, people: dict[UUID, Speaker], *, at: datetime
) -> dict[str, list[list[str | int]]]:
    stages = {stage.name: stage for stage in occasion.stages.all()}
    topics = {topic.name: topic for topic in occasion.topics.all()}
    slugs = set(occasion.blocks.values_list("slug", flat=True))
    slots: dict[datetime, str] = {}
    layout: dict[str, list[list[str | int]]] = {}
    for frame in found.frames:
        block = Block.objects.create(
            occasion=occasion,
            stage=stages[frame.stage],
            slug=_slug(frame.title or f"{frame.stage} {len(slugs) + 1}", slugs),
            slot=slots.setdefault(frame.opens_at, f"{frame.opens_at:%d.%m. %H:%M}"),
            title=frame.title[:200],
            kind=frame.kind,
            opens_at=frame.opens_at,
            closes_at=frame.closes_at,
            intro_seconds=0,
            reserve_seconds=0,
        )
        rows = [_make_pitch(occasion, frame, item, topics, people, at=at) for item in frame.items]
        if rows:
            layout[block.slug] = [
                [pitch.code, int((item.starts_at - frame.opens_at).total_seconds())]
                for pitch, item in zip(rows, frame.items, strict=True)
            ]
    return layout


def _make_pitch(
    occasion: Occasion,
    frame: FrameRow,
    item: ItemRow,
    topics: dict[str, Topic],
    people: dict[UUID, Speaker],
    *,
    at: datetime,
) -> Pitch:
    free = item.code and not Pitch.objects.filter(code=item.code).exists()
    pitch = Pitch.objects.create(
        occasion=occasion,
        code=item.code if free else short_code(),
        link_code=new_code(),
        guid=item.guid,
        kind="keynote" if frame.kind == BlockKind.KEYNOTE else "pitch",
        state=PitchState.CONFIRMED,
        topic=topics.get(item.topic),
        title=item.title[:200],
        summary=item.summary[:300],
        description="\n\n".join(filter(None, (item.summary if len(item.summary) > 300 else "", item.description))),  # noqa: PLR2004 - the column's length
        seconds=item.seconds,
        language=item.language[:2] or "de",
        created_at=at,
        changed_at=at,
        submitted_at=at,
        decided_at=at,
        confirmed_at=at,
    )
    PitchSpeaker.objects.bulk_create(
        PitchSpeaker(pitch=pitch, speaker=people[guid], state=InvitationState.ACCEPTED, position=number)
        for number, guid in enumerate(dict.fromkeys(item.people))
        if guid in people
    )
    return pitch
