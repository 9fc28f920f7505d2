"""Runs of the planner: a person leaves a row, a worker takes it, keeps the best plan in it, and a person takes that over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from strahlkraft.congress.actions._programme import gone, managed, plan_of, put_state
from strahlkraft.congress.actions._relaxing import apply
from strahlkraft.congress.actions._shared import record
from strahlkraft.congress.actions.programme import new_plan
from strahlkraft.congress.bridge import planning as bridge
from strahlkraft.congress.bridge.desk import desk_of
from strahlkraft.congress.models import Occasion, Plan, PlanRun
from strahlkraft.congress.rules import planning as rules
from strahlkraft.congress.rules.programme import order_of
from strahlkraft.congress.rules.vocabulary import BlockKind, PitchKind, PlanOrigin, RunPurpose, RunState
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop

LONGEST_TRACE = 400  # points of the curve that are kept


@transaction.atomic
def start_run(
    *,
    by: Actor,
    at: datetime,
    slug: str,
    number: int = 0,
    seconds: int,
    purpose: RunPurpose = RunPurpose.PLAN,
    submission: UUID | None = None,
) -> PlanRun:
    """Ask the planner for the best programme, or for the fewest moves from plan ``number``; a worker takes it.

    Pins and locks of the plan hold. The problem is kept as it is now: what changes later is for the next run.
    """
    occasion = managed(by, slug)
    plan = plan_of(occasion, number) if number else None
    desk = desk_of(occasion)
    blocks = [block for block in desk.blocks.values() if block.kind == BlockKind.PITCHES]
    pitches = [pitch for pitch in desk.pitches.values() if pitch.kind == PitchKind.PITCH]
    running = PlanRun.objects.filter(occasion=occasion, state__in=rules.UNFINISHED).exists()
    ensure(rules.may_start(pitches=len(pitches), room=len(blocks), running=running, seconds=seconds))
    order = order_of(plan.layout) if plan else {}
    problem = bridge.problem_of(desk, order, pinned=plan.pinned if plan else (), locked=plan.locked if plan else ())
    try:
        with transaction.atomic():
            run = PlanRun.objects.create(
                occasion=occasion,
                plan=plan,
                purpose=purpose,
                seconds=seconds,
                problem=bridge.as_json(problem),
                asked_at=at,
            )
    except IntegrityError as error:  # another person pressed at the same moment
        raise Refused(rules.may_start(pitches=1, room=1, running=True, seconds=seconds)) from error
    after = {"plan": number, "purpose": str(purpose), "seconds": seconds, "pitches": len(pitches)}
    record("start_planning", by=by, at=at, occasion=occasion, after=after, submission=submission)
    return run


@transaction.atomic
def stop_run(*, by: Actor, at: datetime, slug: str, run: int, submission: UUID | None = None) -> PlanRun:
    """Ask a run to stop; what nobody has taken yet ends at once, the best plan of another is kept."""
    occasion = managed(by, slug)
    row = _run(occasion, run)
    ensure(rules.may_stop(row.state))
    row.stop_asked = True
    if row.state == RunState.QUEUED:
        row.state, row.ended_at = RunState.STOPPED, at
    row.save(update_fields=["stop_asked", "state", "ended_at"])
    record("stop_planning", by=by, at=at, occasion=occasion, after={"run": row.pk}, submission=submission)
    return row


@transaction.atomic
def adopt_run(*, by: Actor, at: datetime, slug: str, run: int, submission: UUID | None = None) -> Plan:
    """Take the best plan of a run over: into the plan it was asked for as one step to undo, else as a new plan."""
    occasion = managed(by, slug)
    row = _run(occasion, run)
    ensure(rules.may_adopt(row.state, has_plan=row.best is not None))
    desk = desk_of(occasion)
    plan = Plan.objects.select_for_update(of=("self",)).filter(pk=row.plan_id).first() if row.plan_id else None
    before = desk.known(order_of(plan.layout)) if plan else {}
    found = bridge.order_in(bridge.plan_from(row.best or {}))
    order = bridge.kept_order(found, before, plan.locked if plan else ())
    state = {
        "layout": bridge.layout_for(desk, order),
        "pinned": list(plan.pinned) if plan else [],
        "locked": list(plan.locked) if plan else [],
    }
    if plan:
        put_state(plan, state, deed="adopt", params={"run": row.pk, "points": row.objective}, by=by, at=at)
    else:
        name = _("Proposal of the planner")
        plan = new_plan(occasion, at=at, name=name, origin=PlanOrigin.PLANNER, state=state)
        row.plan = plan
    row.adopted_at = at
    row.save(update_fields=["adopted_at", "plan"])
    after = {"run": row.pk, "plan": plan.number, "points": row.objective}
    record("adopt_plan", by=by, at=at, occasion=occasion, after=after, submission=submission)
    return plan


@transaction.atomic
def relax(*, by: Actor, at: datetime, slug: str, run: int, index: int, submission: UUID | None = None) -> None:
    """Apply one of the relaxations a run found, so that the next run has a plan."""
    occasion = managed(by, slug)
    row = _run(occasion, run)
    if not 0 <= index < len(row.relaxations):
        raise gone()
    relaxation = row.relaxations[index]
    plan = Plan.objects.select_for_update(of=("self",)).filter(pk=row.plan_id).first() if row.plan_id else None
    apply(relaxation, desk_of(occasion), plan)
    after = {"run": row.pk, "code": relaxation["code"], "about": list(relaxation["about"])}
    record("relax_planning", by=by, at=at, occasion=occasion, after=after, submission=submission)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a worker has found so far, as the row keeps it; None leaves what is there."""

    objective: int | None = None
    bound: int | None = None
    best: Mapping[str, Any] | None = None
    trace: Sequence[Sequence[float | int | None]] | None = None
    outcome: str = ""
    conflict: Sequence[Mapping[str, Any]] = field(default_factory=list)
    relaxations: Sequence[Mapping[str, Any]] = field(default_factory=list)


@transaction.atomic
def claim_run(*, at: datetime) -> PlanRun | None:
    """Take the run that waits longest, or one whose worker has died, for this worker alone; None when there is none.

    ``started_at`` is the mark of who holds it: every later word of the worker names it. What a dead worker had found is
    in the row, and the new one begins with it. New runs go first, and a run that never comes to its end is given up
    after a while: one that kills its worker each time must not keep others waiting.
    """
    dead = Q(state=RunState.RUNNING, beat_at__lt=at - timedelta(seconds=rules.DEAD_AFTER_SECONDS))
    lost = Q(asked_at__lt=at - timedelta(seconds=rules.GIVE_UP_AFTER_SECONDS))
    PlanRun.objects.filter(dead & lost).update(state=RunState.FAILED, ended_at=at)
    rows = PlanRun.objects.select_for_update(of=("self",)).filter(Q(state=RunState.QUEUED) | dead)
    row = rows.order_by("state", "asked_at").first()  # queued stands before running
    if row is None:
        return None
    row.state, row.started_at, row.beat_at = RunState.RUNNING, at, at
    row.save(update_fields=["state", "started_at", "beat_at"])
    return row


@transaction.atomic
def beat(*, at: datetime, run: int, mark: datetime, finding: Finding) -> bool:
    """A worker's sign of life with what it has found; False when it should stop: asked to, or another has taken over."""
    row = _held(run, mark)
    if row is None:
        return False
    _keep(row, finding)
    row.beat_at = at
    row.save()
    return not row.stop_asked


@transaction.atomic
def end_run(*, at: datetime, run: int, mark: datetime, finding: Finding, failed: bool = False) -> None:
    """The worker is done; nothing happens when another has taken over."""
    row = _held(run, mark)
    if row is None:
        return
    _keep(row, finding)
    row.state = RunState.FAILED if failed else RunState.STOPPED if row.stop_asked else RunState.DONE
    row.beat_at = row.ended_at = at
    row.save()


def _held(run: int, mark: datetime) -> PlanRun | None:
    return (
        PlanRun.objects.select_for_update(of=("self",)).filter(pk=run, state=RunState.RUNNING, started_at=mark).first()
    )


def _keep(row: PlanRun, finding: Finding) -> None:
    if finding.best is not None:
        row.best, row.objective = dict(finding.best), finding.objective
    if finding.bound is not None:
        row.bound = finding.bound
    if finding.trace is not None:
        row.trace = [list(point) for point in finding.trace][-LONGEST_TRACE:]
    if finding.outcome:
        row.outcome = finding.outcome
        row.conflict = [dict(reason) for reason in finding.conflict]
        row.relaxations = [dict(offer) for offer in finding.relaxations]


def _run(occasion: Occasion, pk: int) -> PlanRun:
    row = PlanRun.objects.select_for_update(of=("self",)).filter(occasion=occasion, pk=pk).first()
    if row is None:
        raise Refused([Refusal("unknown", gettext_noop("This run does not exist."))], hidden=True)
    return row
