"""Closing a project: the checklist, what each line needs, when it may be closed (FUNDING.md d.2, I18)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.kernel.working_days import year_fits
from strahlkraft.steering.rules.vocabulary import ClosureState, ItemState

EVIDENCE_LIMIT, RECIPIENT_LIMIT = 500, 200  # characters, as the columns
TRUTH_ANSWERS = ("yes", "no", "unknown")
"""What can be said when closing of "in operation" and "reusable"; unknown leaves what is stated."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the checklist: what must be so (``text``), what shows it (``hint``).

    ``of_grant``: it is asked for each recipient of a grant, too.
    """

    key: str
    text: str
    hint: str
    of_grant: bool = False


TEMPLATE: tuple[Line, ...] = (
    Line(
        "last-expenditure",
        gettext_noop("The last expenditure is booked"),
        gettext_noop("Date of the last booking and who confirmed it"),
        of_grant=True,
    ),
    Line(
        "drawdowns-used",
        gettext_noop("All money drawn down is used or repaid"),
        gettext_noop("Date of the last use or repayment"),
        of_grant=True,
    ),
    Line(
        "forecast-matches-proof",
        gettext_noop("The final forecast equals the sum of the proof of use"),
        gettext_noop("Both sums"),
        of_grant=True,
    ),
    Line(
        "contracts-complete",
        gettext_noop("Contracts and notes on their award are complete"),
        gettext_noop("Where they are filed"),
        of_grant=True,
    ),
    Line(
        "receipts-filed",
        gettext_noop("Receipts are filed and their place is noted"),
        gettext_noop("Place and period of keeping"),
        of_grant=True,
    ),
    Line(
        "inventory-entered",
        gettext_noop("The inventory and how long things are bound to their purpose are entered"),
        gettext_noop("List of things and the last day they are bound"),
        of_grant=True,
    ),
    Line(
        "report-accepted",
        gettext_noop("The final report is accepted by the partner"),
        gettext_noop("Date of the partner's word, or the report itself"),
        of_grant=True,
    ),
    Line(
        "audit-booked",
        gettext_noop("The audit office has given a date"),
        gettext_noop("Date of the audit"),
        of_grant=True,
    ),
    Line(
        "publicity-shown",
        gettext_noop("It is shown that the public was told of the funding"),
        gettext_noop("Page, sign or press release"),
        of_grant=True,
    ),
    Line(
        "licence-and-repository",
        gettext_noop("Licence and place of the results are named"),
        gettext_noop("Licence and address of the repository"),
    ),
    Line(
        "offer-published",
        gettext_noop("An offer for reuse is published, or it is said why not"),
        gettext_noop("The offer"),
    ),
    Line(
        "lessons-written",
        gettext_noop("What was learnt is written down"),
        gettext_noop("At least one lesson, or “none” with a word why"),
    ),
    Line(
        "accounts-cleared",
        gettext_noop("Accounts and personal data are cleared"),
        gettext_noop("Who cleared what, and when"),
        of_grant=True,
    ),
    Line(
        "body-named",
        gettext_noop("The body responsible after the office ends is named"),
        gettext_noop("The body and its function mailbox"),
    ),
    Line(
        "deadlines-handed-over",
        gettext_noop("Remaining deadlines are handed over"),
        gettext_noop("To whom, and how many"),
    ),
)
"""FUNDING.md d.2, ClosureChecklist, in its order; the position of an item is its place here."""

LINES: Mapping[str, Line] = {line.key: line for line in TEMPLATE}


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What closing asks of one item."""

    key: str
    state: str


@dataclass(frozen=True, slots=True)
class ClosureFacts:
    """What closing asks of a checklist; people as actor ids, ``open_recipients`` for a whole project only."""

    state: str
    items: Sequence[ItemFacts]
    last_edited_by: str
    settled_by: frozenset[str] = frozenset()  # who settled a line as it stands
    recipient: str = ""
    open_recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Truths:
    """What the closing says of the project: closed since when, in operation and reusable asked one by one."""

    closed_on: date
    in_operation: str
    reusable: str


def template_for(recipient: str) -> tuple[tuple[int, Line], ...]:
    """The lines asked of a whole project, or of one recipient's part of it, with their place in the template."""
    return tuple((place, line) for place, line in enumerate(TEMPLATE) if line.of_grant or not recipient)


def may_begin(*, recipient: str, taken: bool) -> list[Refusal]:
    """Once for the whole project and once for each recipient."""
    refusals = []
    if taken:
        refusals.append(Refusal("begun", gettext_noop("This closing has begun already."), "recipient"))
    if len(recipient) > RECIPIENT_LIMIT:
        refusals.append(Refusal("too_long", gettext_noop("This text is too long."), "recipient"))
    return refusals


def may_edit(state: str) -> list[Refusal]:
    """What is closed stays as it was closed."""
    if state == ClosureState.OPEN:
        return []
    return [Refusal("closed", gettext_noop("This is closed and stays as it is."))]


def may_set_target(day: date | None) -> list[Refusal]:
    """A day within what calendars know, or none."""
    if day is None or year_fits(day):
        return []
    return [Refusal("year", gettext_noop("This year is not possible."), "target_on")]


def may_finish(*, evidence: str, has_file: bool) -> list[Refusal]:
    """A line is done with evidence: a text, a file of the record, or both."""
    if len(evidence) > EVIDENCE_LIMIT:
        return [Refusal("too_long", gettext_noop("This text is too long."), "evidence")]
    if evidence.strip() or has_file:
        return []
    return [Refusal("evidence_missing", gettext_noop("Say what shows it, or choose a file."), "evidence")]


def may_rule_out(reason: str) -> list[Refusal]:
    """A line does not apply only with a reason."""
    if reason.strip():
        return []
    return [Refusal("reason_missing", gettext_noop("Please give the reason."), "reason")]


def may_close(facts: ClosureFacts, *, by: str) -> list[Refusal]:
    """No open item, no recipient still open, and another person than who settled lines or edited last (I18)."""
    refusals = may_edit(facts.state)
    refusals += [
        Refusal("item_open", LINES[item.key].text, params={"key": item.key})
        for item in facts.items
        if item.state == ItemState.OPEN
    ]
    refusals += [
        Refusal("recipient_open", gettext_noop("Not closed yet: %(recipient)s."), params={"recipient": name})
        for name in facts.open_recipients
    ]
    if by in {facts.last_edited_by, *facts.settled_by}:
        message = gettext_noop("Another person must close this than those who settled its lines or worked on it last.")
        refusals.append(Refusal("four_eyes", message))
    return refusals


def may_state_truths(given: Truths, *, today: date) -> list[Refusal]:
    """The day of closing is not in the future; in operation and reusable are answered, if only with "not known"."""
    refusals = []
    if given.closed_on > today or not year_fits(given.closed_on):
        refusals.append(Refusal("closed_on", gettext_noop("The day of closing cannot lie in the future."), "closed_on"))
    refusals += [
        Refusal("truth_missing", gettext_noop("Please answer this, if only with “not known”."), name)
        for name in ("in_operation", "reusable")
        if getattr(given, name) not in TRUTH_ANSWERS
    ]
    return refusals


def blocking(items: Sequence[ItemFacts]) -> str:
    """The key of the first open item in the order of the template; empty when nothing is in the way."""
    still = {item.key for item in items if item.state == ItemState.OPEN}
    return next((line.key for line in TEMPLATE if line.key in still), "")
