"""What a programme is made of: stages, blocks, topics, pairs of pitches, and what the planner weighs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.timezone import localtime

from strahlkraft.congress import texts
from strahlkraft.congress.actions._programme import gone, managed
from strahlkraft.congress.actions._shared import record
from strahlkraft.congress.models import Block, CrewMember, Occasion, Pair, Pitch, PlanningRules, Stage, Topic
from strahlkraft.congress.rules import planning
from strahlkraft.congress.rules import programme as rules
from strahlkraft.congress.rules.vocabulary import BlockKind, CrewRole, PairKind
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.slug import first_free, slugify
from strahlkraft.kernel.words import gettext_noop


@transaction.atomic
def save_stage(
    *, by: Actor, at: datetime, slug: str, stage: str = "", fields: Mapping[str, Any], submission: UUID | None = None
) -> Stage:
    """Add a stage, or change the one with the address part ``stage``; ``fields``: name, features, stream_url."""
    occasion = managed(by, slug)
    row = _stage(occasion, stage) if stage else Stage(occasion=occasion, position=_next(occasion, Stage))
    before = {"name": row.name, "features": list(row.features)}
    row.name = fields["name"]
    row.features = [name for name in texts.FEATURES if name in fields["features"]]
    row.stream_url = fields.get("stream_url", "")
    row.slug = row.slug or _slug(Stage, occasion, row.name)
    row.save()
    after = {"name": row.name, "features": row.features}
    record("save_stage", by=by, at=at, occasion=occasion, before=before, after=after, submission=submission)
    return row


@transaction.atomic
def remove_stage(*, by: Actor, at: datetime, slug: str, stage: str, submission: UUID | None = None) -> None:
    """Take a stage out that has no block."""
    occasion = managed(by, slug)
    row = _stage(occasion, stage)
    _remove(row, gettext_noop("This stage has blocks. Remove them first."))
    record("remove_stage", by=by, at=at, occasion=occasion, before={"name": row.name}, submission=submission)


@dataclass(frozen=True, slots=True)
class Grid:
    """Slots on several stages at once; lengths in minutes, introduction and reserve in seconds."""

    first: datetime
    minutes: int
    pause: int
    slots: int
    stages: Sequence[str]
    intro_seconds: int = 120
    reserve_seconds: int = 600
    max_remote: int = 99
    max_topics: int = 9
    captions: bool = False
    sign_language: bool = False


@transaction.atomic
def make_blocks(*, by: Actor, at: datetime, slug: str, grid: Grid, submission: UUID | None = None) -> list[Block]:
    """Make slots times stages blocks for pitches."""
    occasion = managed(by, slug)
    there = list(Block.objects.filter(occasion=occasion).select_related("stage"))
    stages = {row.slug: row for row in Stage.objects.filter(occasion=occasion) if row.slug in grid.stages}
    wanted = rules.frames(
        first=grid.first,
        minutes=grid.minutes,
        pause=grid.pause,
        slots=grid.slots,
        stages=list(stages),
        taken={block.slot for block in there},
    )
    ensure(rules.may_frame(wanted, opens=occasion.starts_at, closes=occasion.ends_at, others=len(there)))
    ensure(rules.frame_problems(seconds=grid.minutes * 60, intro=grid.intro_seconds, reserve=grid.reserve_seconds))
    for frame in wanted:
        others = [(str(b), b.opens_at, b.closes_at) for b in there if b.stage.slug == frame.stage]
        ensure(rules.overlaps(others, frame.opens_at, frame.closes_at))
    taken = {block.slug for block in there}
    made = []
    for frame in wanted:
        name = first_free(slugify(f"{stages[frame.stage].slug}-{frame.slot}", limit=50), taken)
        taken.add(name)
        made.append(
            Block(
                occasion=occasion,
                stage=stages[frame.stage],
                slug=name,
                slot=frame.slot,
                opens_at=frame.opens_at,
                closes_at=frame.closes_at,
                intro_seconds=grid.intro_seconds,
                reserve_seconds=grid.reserve_seconds,
                max_remote=grid.max_remote,
                max_topics=grid.max_topics,
                captions=grid.captions,
                sign_language=grid.sign_language,
            )
        )
    Block.objects.bulk_create(made)
    record("make_blocks", by=by, at=at, occasion=occasion, after={"blocks": len(made)}, submission=submission)
    return made


@transaction.atomic
def save_block(
    *, by: Actor, at: datetime, slug: str, block: str = "", fields: Mapping[str, Any], submission: UUID | None = None
) -> Block:
    """Add a block, or change the one with the address part ``block``; ``fields`` are columns of the table.

    ``stage`` is a stage's address part, ``moderator`` the id of a moderator of the event. Without a slot it gets one of
    its own, or that of a block that opens at the same moment.
    """
    occasion = managed(by, slug)
    there = list(Block.objects.filter(occasion=occasion).select_related("stage"))
    row = next((b for b in there if b.slug == block), None) if block else Block(occasion=occasion)
    if row is None:
        raise gone()
    before = _shown(row) if block else {}
    row.stage = _stage(occasion, fields["stage"])
    for name in ("title", "kind", "opens_at", "closes_at", "captions", "sign_language"):
        setattr(row, name, fields[name])
    for name in ("intro_seconds", "reserve_seconds", "max_remote", "max_topics"):
        if fields.get(name) is not None:
            setattr(row, name, fields[name])
    row.moderator = _moderator(occasion, fields.get("moderator"))
    row.slot = fields.get("slot") or row.slot or _slot(there, row.opens_at)
    ensure(
        rules.within_event(row.opens_at, row.closes_at, opens=occasion.starts_at, closes=occasion.ends_at)
        or rules.overlaps(_others(there, row), row.opens_at, row.closes_at)
    )
    if row.kind == BlockKind.PITCHES:
        seconds = int((row.closes_at - row.opens_at).total_seconds())
        ensure(rules.frame_problems(seconds=seconds, intro=row.intro_seconds, reserve=row.reserve_seconds))
    row.slug = row.slug or first_free(
        slugify(row.title or f"{row.stage.slug}-{row.slot}", limit=50), {other.slug for other in there}
    )
    row.save()
    record("save_block", by=by, at=at, occasion=occasion, before=before, after=_shown(row), submission=submission)
    return row


@transaction.atomic
def remove_block(*, by: Actor, at: datetime, slug: str, block: str, submission: UUID | None = None) -> None:
    """Take a block out; its pitches stand among those without a place then."""
    occasion = managed(by, slug)
    row = Block.objects.filter(occasion=occasion, slug=block).select_related("stage").first()
    if row is None:
        raise gone()
    before = _shown(row)
    _remove(row, gettext_noop("The running order of the day needs this block."))
    record("remove_block", by=by, at=at, occasion=occasion, before=before, submission=submission)


@transaction.atomic
def save_topic(
    *, by: Actor, at: datetime, slug: str, topic: str = "", name: str, colour: int, submission: UUID | None = None
) -> Topic:
    """Add a topic, or change the one with the address part ``topic``."""
    occasion = managed(by, slug)
    row = Topic.objects.filter(occasion=occasion, slug=topic).first() if topic else None
    if topic and row is None:
        raise gone()
    row = row or Topic(occasion=occasion, slug=_slug(Topic, occasion, name), position=_next(occasion, Topic))
    before = {"name": row.name}
    row.name, row.colour = name, colour
    row.save()
    record("save_topic", by=by, at=at, occasion=occasion, before=before, after={"name": name}, submission=submission)
    return row


@transaction.atomic
def remove_topic(*, by: Actor, at: datetime, slug: str, topic: str, submission: UUID | None = None) -> None:
    """Take a topic out that no pitch has."""
    occasion = managed(by, slug)
    row = Topic.objects.filter(occasion=occasion, slug=topic).first()
    if row is None:
        raise gone()
    _remove(row, gettext_noop("There are pitches on this topic."))
    record("remove_topic", by=by, at=at, occasion=occasion, before={"name": row.name}, submission=submission)


@transaction.atomic
def save_pair(
    *,
    by: Actor,
    at: datetime,
    slug: str,
    kind: str,
    first: str,
    second: str,
    weight: int = 0,
    submission: UUID | None = None,
) -> Pair:
    """Set a rule on two pitches (codes); the same rule again changes its weight."""
    occasion = managed(by, slug)
    found = {pitch.code: pitch for pitch in Pitch.objects.filter(occasion=occasion, code__in=(first, second))}
    if first == second or len(found) < 2:  # noqa: PLR2004 - two pitches make a pair
        raise Refused([Refusal("unknown", gettext_noop("Choose two different pitches."), "second")])
    ends = (found[first], found[second])
    if kind != PairKind.BEFORE:  # the other way round it is the same rule
        ends = (min(ends, key=lambda pitch: pitch.pk), max(ends, key=lambda pitch: pitch.pk))
    points = (weight or planning.SOFT_WEIGHT) if kind == PairKind.RATHER_APART else 0
    row, _made = Pair.objects.update_or_create(
        kind=kind, first=ends[0], second=ends[1], defaults={"occasion": occasion, "weight": points}
    )
    after = {"pair": kind, "first": first, "second": second, "weight": points}
    record("save_pair", by=by, at=at, occasion=occasion, after=after, submission=submission)
    return row


@transaction.atomic
def remove_pair(*, by: Actor, at: datetime, slug: str, pair: int, submission: UUID | None = None) -> None:
    """Take a rule on two pitches out."""
    occasion = managed(by, slug)
    row = Pair.objects.filter(occasion=occasion, pk=pair).select_related("first", "second").first()
    if row is None:
        raise gone()
    before = {"pair": row.kind, "first": row.first.code, "second": row.second.code}
    row.delete()
    record("remove_pair", by=by, at=at, occasion=occasion, before=before, submission=submission)


RULE_FIELDS = (
    "changeover_onsite",
    "changeover_to_remote",
    "changeover_from_remote",
    "changeover_remote",
    "remote_blocks_parallel",
    "sign_language_blocks_parallel",
    "walk_seconds",
)


@transaction.atomic
def save_rules(
    *,
    by: Actor,
    at: datetime,
    slug: str,
    fields: Mapping[str, int],
    weights: Mapping[str, int],
    submission: UUID | None = None,
) -> PlanningRules:
    """Set changeovers, limits and what each wish weighs; only what differs from the default is kept as chosen."""
    occasion = managed(by, slug)
    row = PlanningRules.objects.filter(occasion=occasion).first() or PlanningRules(occasion=occasion)
    before = {name: getattr(row, name) for name in RULE_FIELDS} | planning.weights(row.weights)
    for name in RULE_FIELDS:
        setattr(row, name, fields[name])
    row.weights = {name: points for name, points in weights.items() if planning.WEIGHTS.get(name, points) != points}
    row.save()
    after = {name: getattr(row, name) for name in RULE_FIELDS} | planning.weights(row.weights)
    record("save_planning_rules", by=by, at=at, occasion=occasion, before=before, after=after, submission=submission)
    return row


def _stage(occasion: Occasion, slug: str) -> Stage:
    row = Stage.objects.filter(occasion=occasion, slug=slug).first()
    if row is None:
        raise gone()
    return row


def _slug(table: type[Stage | Topic], occasion: Occasion, name: str) -> str:
    wanted = slugify(name, limit=50)
    wanted = wanted if wanted[0].isalpha() else f"n-{wanted}"
    taken = table.objects.filter(occasion=occasion, slug__startswith=wanted).values_list("slug", flat=True)
    return first_free(wanted, taken)


def _next(occasion: Occasion, table: type[Stage | Topic]) -> int:
    last = table.objects.filter(occasion=occasion).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _slot(there: Sequence[Block], opens: datetime) -> str:
    """The slot of what opens at the same moment, else the next number."""
    same = next((block.slot for block in there if block.opens_at == opens), "")
    taken = {block.slot for block in there}
    return same or next(str(number) for number in range(1, len(taken) + 2) if str(number) not in taken)


def _others(there: Sequence[Block], row: Block) -> list[tuple[str, datetime, datetime]]:
    return [(str(b), b.opens_at, b.closes_at) for b in there if b.stage_id == row.stage_id and b.pk != row.pk]


def _moderator(occasion: Occasion, pk: Any) -> CrewMember | None:
    if not pk:
        return None
    return CrewMember.objects.filter(
        occasion=occasion, pk=int(pk), role=CrewRole.MODERATOR, ended_at__isnull=True
    ).first()


def _shown(block: Block) -> dict[str, Any]:
    return {
        "title": block.title,
        "stage": block.stage.name,
        "opens": f"{localtime(block.opens_at):%Y-%m-%d %H:%M}",
        "closes": f"{localtime(block.closes_at):%Y-%m-%d %H:%M}",
    }


def _remove(row: Stage | Block | Topic, why_not: str) -> None:
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        raise Refused([Refusal("used", why_not)]) from error
