"""What the planner weighs and when it may be asked."""

from collections.abc import Mapping

from strahlkraft.congress.rules.vocabulary import RunState
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

TICK_SECONDS = 30  # the planner's smallest step, as pcp-v1
WEIGHTS: Mapping[str, int] = {
    "topic_mix": 10,
    "topic_split": 6,
    "topic_parallel": 8,
    "preference": 2,
    "changeover": 1,
    "speaker_split": 5,
    "opener": 1,
}
"""Points of each wish where nobody chose others; the measured instances of pcp-v1 use the same."""
SOFT_WEIGHT = 2  # of a pair that should rather not run at the same time, where nobody chose another
LEAST_SECONDS, MOST_SECONDS = 5, 1800
MOST_POINTS = 1000
DEAD_AFTER_SECONDS = 20  # a worker that gave no sign of life for so long is taken for killed
GIVE_UP_AFTER_SECONDS = 6 * 60 * 60  # from the asking; a dead run is not begun again after that
UNFINISHED = frozenset({RunState.QUEUED, RunState.RUNNING})


def weights(chosen: Mapping[str, int]) -> dict[str, int]:
    """The points of every wish: those chosen, else the default; unknown names are left out."""
    return {name: int(chosen.get(name, default)) for name, default in WEIGHTS.items()}


def may_start(*, pitches: int, room: int, running: bool, seconds: int) -> list[Refusal]:
    """Whether a run can be asked for; ``pitches`` to place and ``room`` blocks they can stand in."""
    found = []
    if running:
        found.append(Refusal("running", gettext_noop("The planner is already at work for this event.")))
    if not pitches:
        found.append(Refusal("no_pitches", gettext_noop("No pitch has a place to plan yet.")))
    if not room:
        found.append(Refusal("no_blocks", gettext_noop("There is no block for pitches yet.")))
    if not LEAST_SECONDS <= seconds <= MOST_SECONDS:
        found.append(
            Refusal(
                "seconds",
                gettext_noop("Choose between %(least)s and %(most)s seconds."),
                "seconds",
                {"least": LEAST_SECONDS, "most": MOST_SECONDS},
            )
        )
    return found


def may_adopt(state: str, *, has_plan: bool) -> list[Refusal]:
    """Whether a run's best plan can be taken over; also while it still runs."""
    if state == RunState.QUEUED or not has_plan:
        return [Refusal("no_plan", gettext_noop("This run has no plan to take over."))]
    return []


def may_stop(state: str) -> list[Refusal]:
    """Whether a run can be stopped."""
    if state not in UNFINISHED:
        return [Refusal("ended", gettext_noop("This run has already ended."))]
    return []


def gap(objective: int | None, bound: int | None) -> float | None:
    """How far the plan can be from the best one, as a share of its points; None while that is not known."""
    if objective is None or bound is None:
        return None
    return max(0.0, (objective - bound) / objective) if objective else 0.0
