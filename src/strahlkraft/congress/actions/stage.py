"""The day: lines of the stages from the published programme, and every deed of the moderator's pad, once each."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from strahlkraft.congress import access
from strahlkraft.congress.actions._shared import record
from strahlkraft.congress.bridge.publishing import content
from strahlkraft.congress.bridge.running_order import Line, order_of, wanted_lines
from strahlkraft.congress.models import (
    Block,
    LiveEvent,
    Occasion,
    PadStep,
    Pitch,
    PlanningRules,
    ProgrammeVersion,
    RunItem,
    Stage,
    StageClock,
)
from strahlkraft.congress.queries.stage import board, clock_message, lines_of
from strahlkraft.congress.rules import stage as rules
from strahlkraft.congress.rules.vocabulary import ItemState, LiveKind
from strahlkraft.congress.timing import deeds
from strahlkraft.congress.timing.undoing import undo, way_back
from strahlkraft.congress.timing.values import Item, Order
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.reuse.rules.requests import plain_line

UNDO, SAY = "undo", "say"
DEEDS = frozenset(
    {"next", "finish", "hold", "resume", "skip", "put_back", "swap", "extend", "postpone", UNDO, SAY},
)


@transaction.atomic
def take_over_programme(*, by: Actor, at: datetime, slug: str, submission: UUID | None = None) -> int:
    """Make the lines of every stage from the newest published version; how many changed.

    Lines that have begun or ended stay as they are. Those a new version has no place for are skipped, not deleted.
    """
    occasion = Occasion.objects.select_for_update().get(slug=slug)
    ensure(access.may_run(by, occasion, *access.STAGE_CREW))
    version = ProgrammeVersion.objects.filter(occasion=occasion).order_by("-number").first()
    if version is None:
        raise Refused([Refusal("no_programme", gettext_noop("No programme has been published yet."))])
    changed = _lay(occasion, version)
    for stage in occasion.stages.all():
        _tell(stage, _clock(stage, at=at), at=at)
    after = {"version": version.number, "lines": changed}
    record("take_over_programme", by=by, at=at, occasion=occasion, after=after, submission=submission)
    return changed


@transaction.atomic
def press(
    *,
    by: Actor,
    at: datetime,
    stage: Stage,
    deed: str,
    uid: UUID,
    params: Mapping[str, Any] | None = None,
    seen: int | None = None,
) -> bool:
    """One press on the pad; False when this very press (``uid``) was done before.

    ``deed`` and its ``params``: ``next``, ``finish``, ``hold``, ``resume``, ``undo``; ``skip``, ``put_back`` (key);
    ``swap`` (key, other); ``extend`` (key, seconds); ``postpone`` (key, behind); ``say`` (text). ``at`` is when it was
    pressed. ``seen``: the line the pad showed on stage; another one there now refuses the press.
    """
    ensure(access.may_run(by, stage.occasion, *access.STAGE_CREW))
    clock = _clock(stage, at=at)
    if PadStep.objects.filter(uid=uid).exists():
        return False
    lines = lines_of(stage)
    if not lines and (version := ProgrammeVersion.objects.filter(occasion=stage.occasion).first()):
        _lay(stage.occasion, version)
        lines = lines_of(stage)
    order = order_of(lines, clock)
    ensure(rules.still_on_stage(order.current.key if order.current else 0, seen))
    params = params or {}
    if deed == UNDO:
        step = _last_step(stage)
        new, before, message = undo(order, step.before), {}, step.before.get("message", clock.message)
        step.undone_at = at
        step.save(update_fields=["undone_at"])
    else:
        new = _done(order, deed, params, at)
        before, message = way_back(order, new), clock.message
        if deed == SAY:
            before["message"], message = clock.message, plain_line(str(params.get("text", "")))[: rules.MESSAGE_LIMIT]
    PadStep.objects.create(
        stage=stage,
        uid=uid,
        deed=deed,
        before=before,
        by=by.actor_id,
        done_at=at,
        undone_at=at if deed == UNDO else None,
    )
    _put(lines, order, new)
    _set(clock, new, message, at=at)
    _tell(stage, clock, at=at)
    record("run_stage", by=by, at=at, occasion=stage.occasion, after={"stage": stage.slug, "deed": deed})
    return True


def _last_step(stage: Stage) -> PadStep:
    step = PadStep.objects.filter(stage=stage, undone_at=None).order_by("-pk").first()
    if step is None:
        raise Refused([Refusal("nothing_to_undo", gettext_noop("There is nothing to undo."))])
    return step


def _done(order: Order, deed: str, params: Mapping[str, Any], at: datetime) -> Order:
    """The order after a deed; what the pad cannot do is refused."""
    key = int(params.get("key", 0) or 0)
    plain = {"next": deeds.go_on, "finish": deeds.finish, "hold": deeds.hold, "resume": deeds.resume}
    if deed in plain:
        return plain[deed](order, at)
    if deed == SAY:
        return order
    if deed not in DEEDS:
        raise Refused([Refusal("unknown_deed", gettext_noop("The pad does not know this deed."))])
    if order.item(key) is None:
        raise Refused([Refusal("gone", gettext_noop("This line is no longer in the running order."))])
    if deed == "swap":
        return deeds.swap(order, key, int(params.get("other", 0) or 0))
    if deed == "extend":
        return deeds.extend(order, key, int(params.get("seconds", 0) or 0))
    if deed == "postpone":
        return deeds.postpone(order, key, int(params.get("behind", 1) or 1))
    return deeds.skip(order, key) if deed == "skip" else deeds.put_back(order, key)


def _clock(stage: Stage, *, at: datetime) -> StageClock:
    """The stage's clock, locked until the deed is done: one press after the other."""
    StageClock.objects.get_or_create(stage=stage, defaults={"changed_at": at})
    return StageClock.objects.select_for_update().get(stage=stage)


def _put(lines: list[RunItem], old: Order, new: Order) -> None:
    """Store the lines that changed; who leaves the stage first, so that never two are on it."""
    records = {line.pk: line for line in lines}
    places = {item.key: place for place, item in enumerate(old.items)}
    changed = [
        (place, item) for place, item in enumerate(new.items) if item != old.item(item.key) or places[item.key] != place
    ]
    for place, item in sorted(changed, key=lambda pair: pair[1].state == ItemState.ON):
        _store(records[item.key], item, place)


def _store(line: RunItem, item: Item, place: int) -> None:
    line.state, line.position = item.state, place
    line.extra_seconds, line.started_at, line.ended_at = item.extra_seconds, item.started_at, item.ended_at
    line.save(update_fields=["state", "position", "extra_seconds", "started_at", "ended_at"])


def _set(clock: StageClock, order: Order, message: str, *, at: datetime) -> None:
    clock.state, clock.held_at, clock.held_seconds = order.state, order.held_at, order.held_seconds
    clock.message, clock.changed_at = message, at
    clock.save()


def _tell(stage: Stage, clock: StageClock, *, at: datetime) -> None:
    """Raise the revision and leave a row for every screen."""
    clock.revision += 1
    clock.save(update_fields=["revision"])
    payload = clock_message(board(stage, at=at))
    LiveEvent.objects.create(occasion=stage.occasion, stage=stage, kind=LiveKind.CLOCK, payload=payload, at=at)


def _lay(occasion: Occasion, version: ProgrammeVersion) -> int:
    """Bring the lines of all stages to what a version wants; how many changed."""
    frames = {block.slug: block for block in Block.objects.filter(occasion=occasion).select_related("stage")}
    wanted = wanted_lines(content(version), frames, PlanningRules.objects.filter(occasion=occasion).first())
    pitches = {pitch.code: pitch for pitch in Pitch.objects.filter(occasion=occasion)}
    known = {
        (("", line.pitch.code) if line.pitch else (line.block.slug, line.kind)): line
        for line in RunItem.objects.filter(stage__occasion=occasion).select_related("pitch", "block", "stage")
    }
    laid, changed = [], 0
    for want in wanted:
        line = known.pop(want.name, None)
        if line is None:
            line, new = RunItem(pitch=pitches.get(want.code), state=ItemState.WAITING), True
        else:
            new = False
        if new or line.started_at is None:
            changed += _fill(line, want, frames[want.block], new=new)
        laid.append(line)
    gone = [line for line in known.values() if line.state == ItemState.WAITING]
    for line in gone:
        line.state = ItemState.SKIPPED
        line.save(update_fields=["state"])
    _number([*laid, *known.values()])
    return changed + len(gone)


def _number(lines: list[RunItem]) -> None:
    """Give each stage's lines their places: what has begun as it began, then the rest as given."""
    begun = sorted((line for line in lines if line.started_at), key=lambda line: (line.started_at, line.pk))
    places: dict[int, int] = {}
    for line in [*begun, *(line for line in lines if line.started_at is None)]:
        place = places.setdefault(line.stage_id, 0)
        places[line.stage_id] += 1
        if line.position != place:
            line.position = place
            line.save(update_fields=["position"])


def _fill(line: RunItem, want: Line, frame: Block, *, new: bool) -> int:
    """Let a line be what the programme wants; 1 when that changed it."""
    facts = {
        "stage_id": frame.stage_id,
        "block_id": frame.pk,
        "kind": str(want.kind),
        "title": want.title[:250],
        "planned_start": want.starts_at,
        "planned_seconds": want.seconds,
        "changeover_seconds": want.changeover_seconds,
        "fixed": want.fixed,
    }
    if not new and all(getattr(line, name) == value for name, value in facts.items()):
        return 0
    for name, value in facts.items():
        setattr(line, name, value)
    if new:
        line.position = 0  # numbered with all others
    line.save()
    return 1
