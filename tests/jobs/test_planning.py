"""Runs of the planner: taken once, kept alive, taken over when their worker dies, told to stop."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

if TYPE_CHECKING:  # Django is not ready when pytest reads this file
    from strahlkraft.congress.models import Occasion, PlanRun


def asked(pitches: int = 6, *, seconds: int = 5, **fields: Any) -> "tuple[Occasion, PlanRun]":
    from strahlkraft.congress.actions.planning import start_run  # noqa: PLC0415 - Django is not ready when pytest reads this
    from strahlkraft.kernel.actor import SYSTEM  # noqa: PLC0415 - the same
    from tests.factories.programme import a_congress  # noqa: PLC0415 - the same

    occasion = a_congress(pitches)
    run = start_run(by=SYSTEM, at=timezone.now(), slug=occasion.slug, seconds=seconds, **fields)
    return occasion, run


def finding(points: int, code: str) -> Any:
    from strahlkraft.congress.actions.planning import Finding  # noqa: PLC0415 - see asked

    return Finding(objective=points, bound=1, best={"blocks": {"buehne-1-1": [[code, 1084]]}}, trace=[[1.0, points, 1]])


def test_a_run_is_taken_once_and_only_its_holder_is_heard(db: None) -> None:
    from strahlkraft.congress.actions import planning as deeds  # noqa: PLC0415 - see asked

    occasion, run = asked(1)
    code, at = occasion.pitches.get().code, timezone.now()

    first, second = deeds.claim_run(at=at), deeds.claim_run(at=at + timedelta(seconds=1))
    heard = deeds.beat(at=at + timedelta(seconds=2), run=run.pk, mark=at, finding=finding(9, code))
    stranger = deeds.beat(at=at, run=run.pk, mark=at - timedelta(hours=1), finding=finding(1, code))

    run.refresh_from_db()
    assert (first, second, heard, stranger) == (run, None, True, False)
    assert (run.state, run.objective, run.bound, run.trace) == ("running", 9, 1, [[1.0, 9, 1]])


def test_a_killed_worker_loses_nothing(db: None) -> None:
    from strahlkraft.congress.actions import planning as deeds  # noqa: PLC0415 - see asked
    from strahlkraft.congress.actions.planning import Finding  # noqa: PLC0415 - see asked
    from strahlkraft.kernel.actor import SYSTEM  # noqa: PLC0415 - see asked

    occasion, run = asked(1)
    at = timezone.now()
    deeds.claim_run(at=at)
    deeds.beat(at=at, run=run.pk, mark=at, finding=finding(9, occasion.pitches.get().code))

    later = at + timedelta(seconds=21)
    again = deeds.claim_run(at=later)
    late = deeds.beat(at=later, run=run.pk, mark=at, finding=finding(1, "unsinn"))
    deeds.end_run(at=later, run=run.pk, mark=later, finding=Finding(outcome="feasible"))
    plan = deeds.adopt_run(by=SYSTEM, at=later, slug=occasion.slug, run=run.pk)

    run.refresh_from_db()
    assert (again, late, run.state, run.objective, run.outcome) == (run, False, "done", 9, "feasible")
    assert plan.layout == {"buehne-1-1": [[occasion.pitches.get().code, 120]]}


def test_a_run_told_to_stop_keeps_its_best_plan(db: None) -> None:
    from strahlkraft.congress.actions import planning as deeds  # noqa: PLC0415 - see asked
    from strahlkraft.congress.actions.planning import Finding  # noqa: PLC0415 - see asked
    from strahlkraft.kernel.actor import SYSTEM  # noqa: PLC0415 - see asked

    occasion, run = asked(1)
    at = timezone.now()
    deeds.claim_run(at=at)
    deeds.stop_run(by=SYSTEM, at=at, slug=occasion.slug, run=run.pk)

    goes_on = deeds.beat(at=at, run=run.pk, mark=at, finding=finding(9, occasion.pitches.get().code))
    deeds.end_run(at=at, run=run.pk, mark=at, finding=Finding())

    run.refresh_from_db()
    assert (goes_on, run.state, run.objective) == (False, "stopped", 9)


@pytest.mark.django_db(transaction=True)
def test_the_planner_plans_proves_and_is_taken_over() -> None:
    from strahlkraft.congress.actions import planning as deeds  # noqa: PLC0415 - see asked
    from strahlkraft.congress.queries.programme import board  # noqa: PLC0415 - see asked
    from strahlkraft.jobs.planning import carry_out  # noqa: PLC0415 - see asked
    from strahlkraft.kernel.actor import SYSTEM  # noqa: PLC0415 - see asked

    occasion, run = asked(6)
    at = timezone.now()
    row = deeds.claim_run(at=at)
    assert row is not None
    carry_out(row, mark=at)
    plan = deeds.adopt_run(by=SYSTEM, at=timezone.now(), slug=occasion.slug, run=run.pk)

    run.refresh_from_db()
    shown = board(occasion, plan)
    assert (run.state, run.outcome, run.objective == run.bound) == ("done", "optimal", True)
    assert (shown.points, shown.broken, shown.unplaced) == (run.objective, (), ())


@pytest.mark.django_db(transaction=True)
def test_an_impossible_wish_list_ends_with_its_conflict_and_a_way_out() -> None:
    from strahlkraft.congress.actions import planning as deeds  # noqa: PLC0415 - see asked
    from strahlkraft.congress.models import SpeakerWindow  # noqa: PLC0415 - see asked
    from strahlkraft.jobs.planning import carry_out  # noqa: PLC0415 - see asked
    from strahlkraft.kernel.actor import SYSTEM  # noqa: PLC0415 - see asked
    from tests.factories.congress import DAY  # noqa: PLC0415 - see asked
    from tests.factories.programme import a_congress  # noqa: PLC0415 - see asked

    occasion = a_congress(2)
    speaker = occasion.pitches.get(title="Beispielpitch 1").speaking.get().speaker
    SpeakerWindow.objects.create(speaker=speaker, starts_at=DAY + timedelta(hours=7), ends_at=DAY + timedelta(hours=8))

    states = []
    for _attempt in range(2):
        run = deeds.start_run(by=SYSTEM, at=timezone.now(), slug=occasion.slug, seconds=8)
        at = timezone.now()
        row = deeds.claim_run(at=at)
        assert row is not None
        carry_out(row, mark=at)
        run.refresh_from_db()
        states.append((run.outcome, [reason["code"] for reason in run.conflict]))
        if run.relaxations:
            deeds.relax(by=SYSTEM, at=timezone.now(), slug=occasion.slug, run=run.pk, index=0)

    assert states == [("infeasible", ["window"]), ("optimal", [])]


@pytest.mark.django_db(transaction=True)
def test_after_a_cancellation_the_fewest_pitches_move() -> None:
    from strahlkraft.congress.actions import planning as deeds  # noqa: PLC0415 - see asked
    from strahlkraft.congress.queries.programme import run_view  # noqa: PLC0415 - see asked
    from strahlkraft.congress.rules.vocabulary import PitchState, RunPurpose  # noqa: PLC0415 - see asked
    from strahlkraft.jobs.planning import carry_out  # noqa: PLC0415 - see asked
    from strahlkraft.kernel.actor import SYSTEM  # noqa: PLC0415 - see asked
    from tests.factories.programme import a_congress, a_plan  # noqa: PLC0415 - see asked

    occasion = a_congress(6)
    a_plan(occasion)
    occasion.pitches.filter(title="Beispielpitch 6").update(state=PitchState.WITHDRAWN)
    who: dict[str, Any] = {"by": SYSTEM, "at": timezone.now(), "slug": occasion.slug}
    run = deeds.start_run(**who, number=1, seconds=5, purpose=RunPurpose.REPLAN)
    at = timezone.now()
    row = deeds.claim_run(at=at)
    assert row is not None
    carry_out(row, mark=at)

    run.refresh_from_db()
    assert (run.state, len(run.problem["pitches"])) == ("done", 5)
    assert (run.outcome, run_view(run, at=at).moves, run.objective) == ("optimal", 0, 0)
