"""Extending many grants on one occasion: whom it concerns, what it moves, what is still open (FUNDING.md d.5); pure.

An announcement is no legal act: each grant needs its own request and its own notice (R27).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from strahlkraft.funding.rules.deadlines import NUMBERS, Due, Facts, GrantRule, due_of
from strahlkraft.funding.rules.phase import end_of
from strahlkraft.funding.rules.vocabulary import ChangeState, Exclusion, GrantState, OccasionKind
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

TITLE_LIMIT, REFERENCE_LIMIT, REASON_LIMIT = 200, 120, 4000  # characters
FIRST_YEAR, LAST_YEAR = 2015, 2050


@dataclass(frozen=True, slots=True)
class Occasion:
    """What an extension rests on."""

    title: str
    kind: str
    dated_on: date
    new_end: date
    reference: str = ""
    shared_reason: str = ""


def is_legal_act(kind: str) -> bool:
    """A press release announces; a decree or a letter of the authority says (R27)."""
    return kind != OccasionKind.PRESS


def may_open(given: Occasion, *, has_document: bool, today: date) -> list[Refusal]:
    """Whether an occasion is complete: day, reference, paper (FUNDING.md d.5 step 1)."""
    found = []
    if not given.title.strip():
        found.append(Refusal("title_missing", gettext_noop("Say what the extension rests on."), "title"))
    if is_legal_act(given.kind) and not given.reference.strip():
        found.append(
            Refusal("reference_missing", gettext_noop("A decree or letter has a reference number."), "reference")
        )
    if not has_document:
        found.append(Refusal("document_missing", gettext_noop("Attach the paper itself."), "file"))
    if given.dated_on > today:
        found.append(Refusal("in_future", gettext_noop("This day has not come yet."), "dated_on"))
    if not FIRST_YEAR <= given.new_end.year <= LAST_YEAR:
        found.append(Refusal("year", gettext_noop("This year is not possible."), "new_end"))
    elif given.new_end <= given.dated_on:
        found.append(Refusal("end", gettext_noop("The new end lies after the day of the paper."), "new_end"))
    if len(given.shared_reason) > REASON_LIMIT:
        found.append(Refusal("too_long", gettext_noop("This text is too long."), "shared_reason"))
    return found


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """A grant as far as the proposal needs it. ``revoked``: a revocation is entered or confirmed; ``proof_in``: the proof of use
    was handed in; ``open_request``: a request for a longer term waits, outside this batch.
    """

    key: int
    state: str
    end: date | None
    revoked: bool = False
    proof_in: bool = False
    open_request: bool = False


_BY_STATE: Mapping[str, Exclusion] = {
    GrantState.APPLIED: Exclusion.NOT_STARTED,
    GrantState.GRANTED: Exclusion.NOT_STARTED,
    GrantState.EFFECTIVE: Exclusion.NOT_STARTED,
    GrantState.NOT_GRANTED: Exclusion.NOT_GRANTED,
    GrantState.PROOF_DUE: Exclusion.PROOF_DUE,
    GrantState.UNDER_REVIEW: Exclusion.PROOF_HANDED_IN,
    GrantState.REPAYMENT_OPEN: Exclusion.REVOCATION,
    GrantState.SETTLED: Exclusion.SETTLED,
    GrantState.EARMARKED: Exclusion.SETTLED,
    GrantState.RETENTION: Exclusion.SETTLED,
    GrantState.ARCHIVED: Exclusion.SETTLED,
}


def exclusion_of(grant: GrantFacts, *, new_end: date) -> Exclusion | None:
    """Why a grant is not proposed; None: it is (it runs, and ends before the new end)."""
    if (by_state := _BY_STATE.get(grant.state)) is not None:
        return by_state
    if grant.revoked:
        return Exclusion.REVOCATION
    if grant.proof_in:
        return Exclusion.PROOF_HANDED_IN
    if grant.end is None:
        return Exclusion.NO_END
    if grant.end >= new_end:
        return Exclusion.ENDS_LATER
    return Exclusion.REQUEST_OPEN if grant.open_request else None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Every grant once: proposed, or excluded with its reason."""

    proposed: tuple[int, ...]
    excluded: Mapping[int, Exclusion]


def propose(grants: Iterable[GrantFacts], *, new_end: date) -> Proposal:
    """Divide all grants of a region; proposed and excluded together are all of them (FUNDING.md d.5 step 2)."""
    reasons = {grant.key: exclusion_of(grant, new_end=new_end) for grant in grants}
    return Proposal(
        tuple(key for key, reason in reasons.items() if reason is None),
        {key: reason for key, reason in reasons.items() if reason is not None},
    )


def days_left(old_end: date | None, today: date) -> int | None:
    """Days to the old expiry; negative: it has passed."""
    return None if old_end is None else (old_end - today).days


class Gap(StrEnum):
    """What a proposed grant still lacks (FUNDING.md d.5 step 9)."""

    OPEN = "open"  # nothing has gone to the authority
    REQUESTED = "requested"
    GRANTED = "granted"
    DEVIATING = "deviating"
    REFUSED = "refused"
    DROPPED = "dropped"  # taken back, or not possible any more


_GAPS: Mapping[str, Gap] = {
    ChangeState.DRAFT: Gap.OPEN,
    ChangeState.RELEASED: Gap.OPEN,
    ChangeState.SUBMITTED: Gap.REQUESTED,
    ChangeState.QUERIED: Gap.REQUESTED,
    ChangeState.GRANTED: Gap.GRANTED,
    ChangeState.PARTLY_GRANTED: Gap.DEVIATING,
    ChangeState.REFUSED: Gap.REFUSED,
    ChangeState.WITHDRAWN: Gap.DROPPED,
}
UNSETTLED = (Gap.OPEN, Gap.REQUESTED)
"""As long as there is one of these, the weekly letter goes out."""


def gap_of(state: str | None, *, since: Exclusion | None = None) -> Gap:
    """Where the request of a proposed grant stands; None: there is none yet.

    ``since``: why the grant would be left out by now; then nothing is open, unless a request of its own waits.
    """
    if state is not None:
        return _GAPS[state]
    return Gap.OPEN if since in {None, Exclusion.REQUEST_OPEN} else Gap.DROPPED


# ---- what a new end moves (FUNDING.md d.5 step 4)

PURPOSE = "purpose-from"
CONTRACT = "contract"
STAFF = "staff"
POST = "post"
_SHOWN = (
    GrantRule.GRANT_END,
    GrantRule.WORK_END,
    GrantRule.LAST_BOOKING,
    GrantRule.NARRATIVE,
    GrantRule.AUDIT_OFFICE,
    GrantRule.PROOF,
    GrantRule.INTERIM_PROOF,
    GrantRule.EARMARK_END,
    GrantRule.ASSET_END,
)
NO_INTERIM = gettext_noop("The notice does not ask for interim proofs.")
NO_AUDIT_OFFICE = gettext_noop("The recipient has no audit office of its own.")
NAMED = gettext_noop("The notice names this day itself; ask for a new one.")
BOUND = gettext_noop("Stands in the notice; whether it moves along, the authority says.")
BY_CONTRACT = gettext_noop("A contract ends by its own terms; no notice prolongs it.")
BY_POST = gettext_noop("A post ends by its own contract; prolong it, or say how it goes on.")


@dataclass(frozen=True, slots=True)
class Moved:
    """One day, as it is and as it would be. ``key``: a rule of ``rules.deadlines``, purpose-from, contract, staff or post.

    ``old`` or ``new`` None: there is none. ``edition`` and ``citation`` are empty where no figure of the law is in it.
    """

    key: str
    number: str  # of the rule
    old: date | None
    new: date | None
    about: str = ""
    citation: str = ""
    edition: str = ""
    verified: bool = True
    overridden: bool = False
    note: str = ""

    @property
    def moves(self) -> bool:
        """Whether the new end changes it."""
        return self.old != self.new


@dataclass(frozen=True, slots=True)
class Running:
    """A contract or post with its end."""

    name: str
    ends_on: date


def moved_days(facts: Facts, *, grant_until: date | None, work_until: date | None, today: date) -> list[Moved]:
    """Every day of a grant that hangs on its end, old and new, each with its rule; days it has not are said so."""
    terms = replace(
        facts.terms,
        grant_until=grant_until or facts.terms.grant_until,
        work_until=work_until or facts.terms.work_until,
    )
    before = _by_key(facts, today)
    after = _by_key(replace(facts, terms=terms), today)
    keys = sorted({*before, *after}, key=lambda key: (_SHOWN.index(key[0]), key[1]))
    found = [_moved(before.get(key), after.get(key)) for key in keys]
    told = {row.key for row in found}
    if GrantRule.AUDIT_OFFICE not in told:
        found.append(Moved(GrantRule.AUDIT_OFFICE, "R34", None, None, note=NO_AUDIT_OFFICE))
    if GrantRule.INTERIM_PROOF not in told and not facts.terms.interim_proof:
        found.append(Moved(GrantRule.INTERIM_PROOF, "R28", None, None, note=NO_INTERIM))
    old_end, new_end = (
        end_of(facts.terms.grant_until, facts.terms.work_until),
        end_of(terms.grant_until, terms.work_until),
    )
    found.append(Moved(PURPOSE, "R37", _after(old_end), _after(new_end), edition=terms.edition))
    for key in (CONTRACT, STAFF):
        rows = [Running(one.about, one.on) for one in facts.contracts if one.on and one.staff == (key == STAFF)]
        found += ending(key, rows, new_end=new_end, today=today)
    return found


def _by_key(facts: Facts, today: date) -> dict[tuple[GrantRule, str], Due]:
    return {(one.rule, one.source): one for one in due_of(facts, today=today) if one.rule in _SHOWN}


def _moved(old: Due | None, new: Due | None) -> Moved:
    due = new or old
    assert due is not None  # noqa: S101 - the key comes from one of them; tells the type checker
    note = ""
    if due.rule is GrantRule.PROOF and "named" in due.inputs:
        note = NAMED
    elif due.rule in {GrantRule.EARMARK_END, GrantRule.ASSET_END}:
        note = BOUND
    return Moved(
        due.rule,
        NUMBERS[due.rule],
        old.latest if old else None,
        new.latest if new else None,
        due.about,
        due.citation,
        due.edition,
        due.verified,
        due.overridden,
        note,
    )


def _after(end: date | None) -> date | None:
    return end + timedelta(days=1) if end else None


def ending(key: str, rows: Iterable[Running], *, new_end: date | None, today: date) -> list[Moved]:
    """Contracts, or posts, that still run and end before the new end: they would have to run on, by their own act."""
    if new_end is None:
        return []
    note, number = (BY_CONTRACT, "R22") if key == CONTRACT else (BY_POST, "d.5")
    return [
        Moved(key, number, row.ends_on, new_end, row.name, note=note)
        for row in sorted(rows, key=lambda row: (row.ends_on, row.name))
        if today <= row.ends_on < new_end
    ]
