"""Playing an invented congress quicker than it would take: its hours are drawn together, so that every screen counts true."""

from datetime import datetime, timedelta

from django.db import transaction

from strahlkraft.congress import access
from strahlkraft.congress.actions._shared import record
from strahlkraft.congress.models import Block, Occasion, RunItem
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop

SHORTEST = timedelta(minutes=30)  # of the event itself, so that the audience can still ask after the last pitch


@transaction.atomic
def begin_now(*, by: Actor, at: datetime, occasion: Occasion, speed: float) -> Occasion:
    """Let an invented congress whose running order has not begun start at ``at``, ``speed`` times as quick.

    The published programme stays as it is; the running order, its blocks and the event's hours are drawn together.
    """
    occasion = Occasion.objects.select_for_update().get(pk=occasion.pk)
    ensure(access.may_manage(by, occasion), hidden=True)
    lines = list(RunItem.objects.filter(stage__occasion=occasion))
    if not occasion.demonstration or speed < 1 or any(line.started_at for line in lines):
        sentence = gettext_noop("Only an invented congress that has not begun yet can be played quicker.")
        raise Refused([Refusal("not_playable", sentence)])
    first = min((line.planned_start for line in lines), default=occasion.starts_at)

    def drawn(moment: datetime) -> datetime:
        return at + (moment - first) / speed

    for line in lines:
        line.planned_start = drawn(line.planned_start)
        line.planned_seconds = max(1, round(line.planned_seconds / speed))
        line.changeover_seconds = round(line.changeover_seconds / speed)
    RunItem.objects.bulk_update(lines, ["planned_start", "planned_seconds", "changeover_seconds"])
    blocks = list(Block.objects.filter(occasion=occasion))
    for block in blocks:
        block.opens_at, block.closes_at = drawn(block.opens_at), drawn(block.closes_at)
    Block.objects.bulk_update(blocks, ["opens_at", "closes_at"])
    occasion.starts_at, occasion.ends_at = at, max(drawn(occasion.ends_at), at + SHORTEST)
    occasion.changed_at = at
    occasion.save()
    record("play_demonstration", by=by, at=at, occasion=occasion, after={"speed": speed})
    return occasion
