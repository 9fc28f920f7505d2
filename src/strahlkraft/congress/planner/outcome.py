"""What planning hands back, and what it tells on the way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from strahlkraft.congress.planner.problem import Plan
from strahlkraft.congress.planner.reading import read_plan
from strahlkraft.congress.planner.reasons import Reason, read_reason

Status = Literal["optimal", "feasible", "infeasible", "undecided"]


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of a search: best plan so far with its points, what no plan can go below, and since when."""

    seconds: float
    objective: int | None
    bound: int | None
    plan: Plan | None = None

    @property
    def gap(self) -> float | None:
        """Part of the objective that is not proven yet (0 to 1); None while one of the two is unknown."""
        if self.objective is None or self.bound is None:
            return None
        return max(0.0, (self.objective - self.bound) / max(1, abs(self.objective)))


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Something that would make a plan possible: giving up ``reason``; ``params`` fill the sentence of its code.

    ``cost`` orders the offers (a guess at how hard people find it); the plan shows what it would look like.
    """

    reason: Reason
    params: tuple[tuple[str, Any], ...]
    cost: int
    plan: Plan

    @property
    def text(self) -> str:
        """The offer in English."""
        return OFFERS[self.code] % dict(self.params)

    @property
    def code(self) -> str:
        """Which sentence: the code of the reason given up."""
        return self.reason.code

    def as_json(self) -> dict[str, Any]:
        """What ``read_relaxation`` reads back."""
        return {
            "reason": self.reason.as_json(),
            "params": [list(param) for param in self.params],
            "cost": self.cost,
            "plan": self.plan.as_json(),
        }


def read_relaxation(data: dict[str, Any]) -> Relaxation:
    """The relaxation ``as_json`` wrote."""
    params = tuple((name, value) for name, value in data["params"])
    return Relaxation(read_reason(data["reason"]), params, data["cost"], read_plan(data["plan"]))


OFFERS = {
    "window": "%(speaker)s would also have to come %(times)s.",
    "needs": "“%(pitch)s” does without %(features)s.",
    "one_place": "%(speaker)s lets somebody else speak for one of the pitches.",
    "conflict": "“%(first)s” and “%(second)s” may run at the same time.",
    "too_long": "The block %(block)s ends %(minutes)s minutes later or keeps less in reserve.",
    "precedence": "“%(second)s” may come before “%(first)s”.",
    "pin": "“%(pitch)s” may move to the block %(block)s.",
    "max_remote": "The block %(block)s takes %(count)s remote pitches.",
    "max_topics": "The block %(block)s takes %(count)s topics.",
    "remote_crews": "%(count)s blocks of the slot %(slot)s can have remote pitches.",
    "dgs_teams": "%(count)s blocks of the slot %(slot)s can have pitches in sign language.",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer. ``infeasible`` comes with a conflict; ``undecided``: neither plan nor proof in the time given.

    ``minimal`` says whether every part of the conflict is needed; ``trace`` is every improvement.
    """

    status: Status
    objective: int | None
    bound: int | None
    seconds: float
    plan: Plan | None
    conflict: tuple[Reason, ...] = ()
    minimal: bool = False
    relaxations: tuple[Relaxation, ...] = ()
    trace: tuple[Progress, ...] = ()

    def as_json(self) -> Mapping[str, Any]:
        """The answer as the command line prints it."""
        return {
            "status": self.status,
            "objective": self.objective,
            "bound": self.bound,
            "seconds": round(self.seconds, 3),
            "solution": self.plan.as_json() if self.plan else None,
            "conflict": list(dict.fromkeys(reason.key for reason in self.conflict)),
            "conflict_minimal": self.minimal,
            "explanation": [reason.text for reason in self.conflict],
            "relaxations": [{"reason": offer.reason.key, "text": offer.text} for offer in self.relaxations],
        }


OnProgress = Callable[[Progress], None]
