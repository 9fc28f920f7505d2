"""Proofs of use: the parts people write, what is missing, what may be done when, by whom (R23, R28 to R35); pure.

The figures of the form stand in ``proof_form``. Parts are numbered as in Grundmuster 3: I report in words, II figures,
III result, IV confirmations, V examination.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from strahlkraft.funding.rules.vocabulary import GrantState, ProofState
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

TEMPLATE = "1"
"""Edition of the paper new snapshots are taken for; papers of older editions stay as they are (I20)."""

SECTIONS: Mapping[str, str] = {
    "begun": gettext_noop("Begin of the measure"),
    "duration": gettext_noop("Duration and course"),
    "ended": gettext_noop("End of the measure"),
    "staff": gettext_noop("Staff that was funded"),
    "success": gettext_noop("Success and effects"),
    "deviations": gettext_noop("Deviations from plan and notice, with their reasons"),
}
"""Part I of the form: the report in words, section by section."""
SECTION_LIMIT = 20_000  # characters of one section

CONFIRMATIONS: Mapping[str, str] = {
    "conditions": gettext_noop("The side clauses of the notice were observed."),
    "necessary": gettext_noop("The expenditure was necessary; it was made economically and sparingly."),
    "books": gettext_noop("What is stated here agrees with the books and the receipts."),
}
"""Part IV of the form: each of them must be given."""
RECEIPTS = "receipts"
"""Part IV, optional: a list of receipts is attached (R32; asked for by ANBest-P, not by ANBest-G)."""
UNPLANNED = "*"
"""Under this name stands money of third parties the plan does not know (R13)."""

CERTIFICATE = gettext_noop("Certificate of the audit office")
"""What the paper is called in the record."""
FIRST_YEAR, LAST_YEAR = 2015, 2050  # as the plans
TEXT_LIMIT = 4000  # characters of a question, an answer, a reason

WRITING = (ProofState.IN_WORK, ProofState.QUERIED)
"""In these states the report may be changed, as the database holds."""
DECIDED = (ProofState.ACCEPTED, ProofState.PARTLY_ACCEPTED, ProofState.OBJECTED)
HANDED_IN = (ProofState.SUBMITTED, ProofState.QUERIED, ProofState.RESUBMITTED, *DECIDED)
"""What the authority has seen (I22)."""


def may_write(writer: str, approvers: Collection[str]) -> list[Refusal]:
    """Who certified or released what was handed in does not write the answer: nobody approves what they wrote (I18)."""
    if writer not in approvers:
        return []
    message = gettext_noop("You certified or released this proof; another person has to write the answer.")
    return [Refusal("released_it", message)]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a proof needs before it goes on; counts of what is missing."""

    final: bool
    has_plan: bool = True
    empty_sections: tuple[str, ...] = ()
    missing_confirmations: tuple[str, ...] = ()
    unstated_income: int = 0  # planned third parties nothing is said of
    unpaid: int = 0  # booked lines without a day of payment
    without_receipt: int = 0  # paid lines without one, or whose place is not noted
    incomplete_receipts: int = 0  # receipts of which a part stands in no grant's ledger
    open_counter_entries: int = 0
    open_drawdowns: int = 0
    unproved_forwarded: int = 0  # forwarded grants whose proof nobody has checked yet (R23)
    open_corrections: int = 0
    marked: int = 0  # lines with a mark (outside the period …): said, never hidden (I12); blocks nothing


_COUNTED: Sequence[tuple[str, str, str, str]] = (
    (
        "unpaid",
        "unpaid",
        gettext_noop("A booked line has no day of payment."),
        gettext_noop("%(n)s booked lines have no day of payment."),
    ),
    (
        "receipt_missing",
        "without_receipt",
        gettext_noop("A paid line has no receipt, or it is not noted where the receipt is kept."),
        gettext_noop("%(n)s paid lines have no receipt, or it is not noted where the receipt is kept."),
    ),
    (
        "receipt_incomplete",
        "incomplete_receipts",
        gettext_noop("A receipt is booked in part only."),
        gettext_noop("%(n)s receipts are booked in part only."),
    ),
    (
        "counter_entries",
        "open_counter_entries",
        gettext_noop("A counter-entry waits for its second person."),
        gettext_noop("%(n)s counter-entries wait for their second person."),
    ),
    (
        "income_unstated",
        "unstated_income",
        gettext_noop("It is not said what a third party gave."),
        gettext_noop("It is not said what %(n)s third parties gave."),
    ),
)
_COUNTED_FINAL: Sequence[tuple[str, str, str, str]] = (
    (
        "drawdowns_open",
        "open_drawdowns",
        gettext_noop("A drawdown is neither used up nor paid back."),
        gettext_noop("%(n)s drawdowns are neither used up nor paid back."),
    ),
    (
        "forwarded_open",
        "unproved_forwarded",
        gettext_noop("The proof of a forwarded grant has not been checked yet."),
        gettext_noop("The proofs of %(n)s forwarded grants have not been checked yet."),
    ),
    (
        "correction_open",
        "open_corrections",
        gettext_noop("A correction of this grant waits for its second person."),
        gettext_noop("%(n)s corrections of this grant wait for their second person."),
    ),
)


def gaps(facts: Standing) -> list[Refusal]:
    """Everything that keeps a proof from going on, the plan first; empty: nothing (R23, R30, R31)."""
    found = []
    if not facts.has_plan:
        found.append(Refusal("no_plan", gettext_noop("No financing plan is in force.")))
    found += [
        Refusal("section_empty", gettext_noop("A section of the report is empty."), key) for key in facts.empty_sections
    ]
    found += [
        Refusal("unconfirmed", gettext_noop("A statement of part IV is not given yet."), key)
        for key in facts.missing_confirmations
    ]
    counted = (*_COUNTED, *(_COUNTED_FINAL if facts.final else ()))
    for code, name, one, many in counted:
        if number := getattr(facts, name):
            found.append(Refusal(code, one if number == 1 else many, params={"n": number}))
    return found


def needs_certificate(*, final: bool, has_audit_office: bool) -> bool:
    """Whether the recipient's own audit office certifies before it goes to the authority (R34): the final proof only."""
    return final and has_audit_office


def may_release(*, certified: bool, final: bool, has_audit_office: bool) -> list[Refusal]:
    """Not before the audit office, where there is one (R34)."""
    if certified or not needs_certificate(final=final, has_audit_office=has_audit_office):
        return []
    return [
        Refusal(
            "not_certified",
            gettext_noop("The audit office of the recipient must certify it first; enter its certificate."),
        )
    ]


def may_open(*, year: int | None, taken: bool, grant_state: str) -> list[Refusal]:
    """One final proof, and one interim proof for each year; not for what was never granted."""
    if taken:
        return [Refusal("taken", gettext_noop("There is such a proof of use already."))]
    if grant_state in {GrantState.APPLIED, GrantState.NOT_GRANTED}:
        return [Refusal("not_granted", gettext_noop("Without a grant there is nothing to prove."))]
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        return [Refusal("year", gettext_noop("This year is not possible."), "year")]
    return []


def may_certify(certified_on: date, *, today: date) -> list[Refusal]:
    """The audit office signed on a day that was."""
    if certified_on <= today:
        return []
    return [Refusal("day_to_come", gettext_noop("This day is still to come."), "certified_on")]


def may_submit(*, final: bool, grant_state: str, submitted_on: date, today: date) -> list[Refusal]:
    """The final proof when the work has ended; never on a day to come."""
    found = []
    if final and grant_state != GrantState.PROOF_DUE:
        found.append(
            Refusal(
                "grant_runs",
                gettext_noop("The grant must have ended first: enter the end of its work or its fulfilment."),
            )
        )
    if submitted_on > today:
        found.append(Refusal("day_to_come", gettext_noop("This day is still to come."), "submitted_on"))
    return found


# ---- the authority about it


def may_ask(question: str, *, asked_on: date, answer_due_on: date | None, today: date) -> list[Refusal]:
    """A question with the day it came, and the day by which an answer is wanted, not before it (R35)."""
    found = _text(question, "question", gettext_noop("Please write the question."))
    if asked_on > today:
        found.append(Refusal("day_to_come", gettext_noop("This day is still to come."), "asked_on"))
    if answer_due_on is not None and answer_due_on < asked_on:
        found.append(
            Refusal("due_before", gettext_noop("The answer cannot be due before the question."), "answer_due_on")
        )
    return found


def may_answer(text: str, on: date, asked_on: date, today: date) -> list[Refusal]:
    """An answer with the day it was given, not before the question."""
    found = _text(text, "answer", gettext_noop("Please write the answer."))
    if not asked_on <= on <= today:
        found.append(
            Refusal(
                "day", gettext_noop("The answer was given between the day of the question and today."), "answered_on"
            )
        )
    return found


def may_decide(deed: str, on: date, reason: str, *, submitted_on: date | None, today: date) -> list[Refusal]:
    """Decided after it was handed in; whoever does not accept it as a whole says why."""
    found = [] if deed == "accept" else _text(reason, "reason", gettext_noop("Please give the reason."))
    if len(reason) > TEXT_LIMIT and not found:
        found.append(Refusal("too_long", gettext_noop("This text is too long."), "reason"))
    if on > today or (submitted_on is not None and on < submitted_on):
        found.append(
            Refusal("day", gettext_noop("The decision lies between the day of handing in and today."), "decided_on")
        )
    return found


def _text(text: str, name: str, missing: str) -> list[Refusal]:
    if not text.strip():
        return [Refusal("missing", missing, name)]
    return [Refusal("too_long", gettext_noop("This text is too long."), name)] if len(text) > TEXT_LIMIT else []
