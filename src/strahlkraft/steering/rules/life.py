"""What may happen while a project runs: milestones, risks, tasks, decisions, files (FUNDING.md d.1)."""

import re
from datetime import date
from enum import StrEnum

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.projects.rules import upload_problems
from strahlkraft.steering.rules.moves import may_move
from strahlkraft.steering.rules.vocabulary import MILESTONE_MOVES, RISK_MOVES, TASK_MOVES, RiskState, TaskState

TITLE_LIMIT = 200
"""Characters of a title, of a body, of a function."""
REASON_LIMIT = 500
"""Characters of a reason or note."""
TEXT_LIMIT = 4_000
"""Characters of details, of a measure, of the reason of a decision."""
RATINGS = range(1, 6)
"""Probability and impact: 1 (very low) to 5 (very high)."""
TASK_WARNING = 14
"""Days before its day from which a task stands on somebody's list (FUNDING.md e.2)."""
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
"""Days outside are slips of the keyboard."""
_PERSON = re.compile(r"@|\b(?:Herrn?|Frau|Hr\.|Fr\.|Mr\.?|Ms\.?|Mrs\.?)\s", re.IGNORECASE)


class RiskLevel(StrEnum):
    """How heavy a risk is: probability times impact."""

    LOW = "low"  # up to 4
    MEDIUM = "medium"  # up to 9
    HIGH = "high"  # 10 and more


def level_of(probability: int, impact: int) -> RiskLevel:
    """The level of a cell of the matrix; bounds are a convention of this house, in steps of the product."""
    weight = probability * impact
    if weight <= 4:  # noqa: PLR2004 - the bound the docstring of the level names
        return RiskLevel.LOW
    return RiskLevel.MEDIUM if weight <= 9 else RiskLevel.HIGH  # noqa: PLR2004 - the same


def slip_days(planned: date, expected: date | None, reached: date | None) -> int:
    """Days later (negative: earlier) than planned: as reached, else as expected now."""
    return ((reached or expected or planned) - planned).days


def overdue(state: str, planned: date, expected: date | None, today: date) -> bool:
    """Whether an open milestone should have been reached by what was said last."""
    return state == "open" and (expected or planned) < today


def review_due(state: str, review_on: date | None, today: date) -> bool:
    """Whether a risk that is not closed is to be looked at again."""
    return state != RiskState.CLOSED and review_on is not None and review_on <= today


def milestone_problems(*, title: str, planned_on: date) -> list[Refusal]:
    """Whether a milestone may be set up like this."""
    return [*_title(title), *_day(planned_on, "planned_on")]


def may_forecast(state: str, *, expected_now: date, expected_on: date, reason: str) -> list[Refusal]:
    """Whether a milestone may be expected on another day; every change has its reason."""
    refusals = _open_milestone(state)
    if expected_on == expected_now:
        refusals.append(Refusal("same_day", gettext_noop("This is the day that is expected already."), "expected_on"))
    return [*refusals, *_day(expected_on, "expected_on"), *_reason(reason)]


def may_rename(state: str, title: str) -> list[Refusal]:
    """Whether the words of an open milestone may be put right."""
    return [*_open_milestone(state), *_title(title)]


def may_reach(state: str, *, reached_on: date, today: date) -> list[Refusal]:
    """Whether a milestone was reached on a day; not in the future."""
    return [*may_move(MILESTONE_MOVES, state, "reach"), *_past(reached_on, today, "reached_on")]


def may_drop_milestone(state: str, reason: str) -> list[Refusal]:
    """Whether a milestone may be dropped; with a reason."""
    return [*may_move(MILESTONE_MOVES, state, "drop"), *_reason(reason)]


def may_reopen_milestone(state: str, reason: str) -> list[Refusal]:
    """Whether a milestone may be open again; with a reason."""
    return [*may_move(MILESTONE_MOVES, state, "reopen"), *_reason(reason)]


def risk_problems(*, title: str, owner: str, measure: str) -> list[Refusal]:
    """Whether the words of a risk will do; who looks after it is a function or body, never a person."""
    return [*_title(title), *body_problems(owner, "owner"), *_long(measure, "measure")]


def review_day_problems(review_on: date | None) -> list[Refusal]:
    """Whether the day to look again is one, if any is given."""
    return [] if review_on is None else _day(review_on, "review_on")


def rating_problems(probability: int, impact: int, note: str = "") -> list[Refusal]:
    """Whether a rating lies on the matrix."""
    refusals = [
        Refusal("no_rating", gettext_noop("Choose a number from 1 to 5."), name)
        for name, value in (("probability", probability), ("impact", impact))
        if value not in RATINGS
    ]
    return [*refusals, *_long(note, "note", REASON_LIMIT)]


def may_review(state: str, deed: str, *, probability: int, impact: int, note: str) -> list[Refusal]:
    """Whether a risk may be rated anew; ``deed`` empty: it stays where it stands. What moves it has a reason."""
    refusals = rating_problems(probability, impact, note)
    if deed:
        return [*may_move(RISK_MOVES, state, deed), *refusals, *_reason(note, "note")]
    if state == RiskState.CLOSED:
        refusals.append(Refusal("closed", gettext_noop("This risk is closed. Open it again to rate it.")))
    return refusals


def task_problems(state: str, *, title: str, detail: str, for_name: str, due_on: date) -> list[Refusal]:
    """Whether an open task may stand like this."""
    refusals = [*_title(title), *_long(detail, "detail"), *body_problems(for_name, "for_name"), *_day(due_on, "due_on")]
    if state != TaskState.OPEN:
        refusals.append(Refusal("task_settled", gettext_noop("This task is settled. Open it again to change it.")))
    return refusals


def may_finish(state: str, *, done_on: date, today: date) -> list[Refusal]:
    """Whether a task was done on a day; not in the future."""
    return [*may_move(TASK_MOVES, state, "finish"), *_past(done_on, today, "done_on")]


def may_drop_task(state: str, reason: str) -> list[Refusal]:
    """Whether a task may be dropped; with a reason."""
    return [*may_move(TASK_MOVES, state, "drop"), *_reason(reason)]


def may_reopen_task(state: str, reason: str) -> list[Refusal]:
    """Whether a task may be open again; with a reason."""
    return [*may_move(TASK_MOVES, state, "reopen"), *_reason(reason)]


def decision_problems(*, on: date, today: date, title: str, reason: str, decided_by: str) -> list[Refusal]:
    """Whether a line of the log says what was decided, why, when and by which body."""
    refusals = [*_title(title), *_past(on, today, "on"), *body_problems(decided_by, "decided_by")]
    return [*refusals, *_reason(reason, limit=TEXT_LIMIT)]


def may_correct(*, known: bool, corrected: bool) -> list[Refusal]:
    """Whether a line may be corrected: it stands in this log, and only the newest word on a matter is."""
    if not known:
        return [Refusal("unknown_line", gettext_noop("The line to be corrected does not stand in this log."))]
    if not corrected:
        return []
    return [
        Refusal(
            "corrected_already",
            gettext_noop("Somebody has corrected this line already. Please look again; your text is below."),
        )
    ]


def file_problems(*, title: str, size: int, limit: int, media_type: str) -> list[Refusal]:
    """Whether a file may be kept in the record: sizes in bytes, ``media_type`` the real one of the content.

    A picture of the record is never shown on a page, so its title says what it is.
    """
    refusals = upload_problems(size=size, limit=limit, media_type=media_type, alternative=title, credit=title)
    known = {"title_missing", "too_large", "empty", "wrong_type"}
    return [*_title(title), *(refusal for refusal in refusals if refusal.code in known)]


def may_replace(*, removed: bool, replaced: bool) -> list[Refusal]:
    """Whether a file may be replaced: only the newest version that is shown, so that no version is lost."""
    if removed:
        return [Refusal("file_hidden", gettext_noop("This file is hidden. Show it again to replace it."))]
    if replaced:
        return [
            Refusal(
                "replaced_already",
                gettext_noop("Somebody has replaced this file already. Please look at the newer version first."),
            )
        ]
    return []


def body_problems(name: str, field: str) -> list[Refusal]:
    """Whether a text names a function or body and no person."""
    if not name.strip():
        return [Refusal("body_missing", gettext_noop("Name a function or a body."), field)]
    if _PERSON.search(name):
        return [Refusal("a_person", gettext_noop("Name a function or a body, not a person or mailbox."), field)]
    return _long(name, field, TITLE_LIMIT)


def _open_milestone(state: str) -> list[Refusal]:
    if state == "open":
        return []
    return [Refusal("settled", gettext_noop("This milestone is settled. Open it again to change it."))]


def _title(title: str) -> list[Refusal]:
    if not title.strip():
        return [Refusal("title_missing", gettext_noop("A title is missing."), "title")]
    return _long(title, "title", TITLE_LIMIT)


def _reason(reason: str, field: str = "reason", *, limit: int = REASON_LIMIT) -> list[Refusal]:
    if not reason.strip():
        return [Refusal("reason_missing", gettext_noop("Say why, so that others understand it later."), field)]
    return _long(reason, field, limit)


def _long(text: str, field: str, limit: int = TEXT_LIMIT) -> list[Refusal]:
    if len(text) <= limit:
        return []
    message = gettext_noop("This is %(over)s characters too long; at most %(limit)s are possible.")
    return [Refusal("too_long", message, field, {"over": len(text) - limit, "limit": limit})]


def _day(day: date, field: str) -> list[Refusal]:
    if EARLIEST <= day <= LATEST:
        return []
    return [Refusal("far_off", gettext_noop("Please check the year of this date."), field)]


def _past(day: date, today: date, field: str) -> list[Refusal]:
    if day > today:
        return [Refusal("future", gettext_noop("This date lies in the future."), field)]
    return _day(day, field)
