"""What the entry of a notice needs (R6, R8, R9, R11, I3, I11, I13), and what it gives reason to look at (R2, R7); pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from strahlkraft.funding.rules import editions
from strahlkraft.funding.rules.money import HUNDRED, cents
from strahlkraft.funding.rules.terms import Terms
from strahlkraft.funding.rules.vocabulary import FinancingMode, GrantState, NoticeKind
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

REFERENCE_LIMIT, CLAUSE_LIMIT, MOST_CLAUSES, NOTE_LIMIT = 120, 60, 40, 5000  # characters; clauses of one notice
GRANTED = frozenset(
    {
        GrantState.GRANTED,
        GrantState.EFFECTIVE,
        GrantState.RUNNING,
        GrantState.PROOF_DUE,
        GrantState.UNDER_REVIEW,
    }
)
"""States in which a notice stands that can be amended or revoked."""


@dataclass(frozen=True, slots=True)
class NoticeInput:
    """A notice as its document says; None and empty in an amendment: as before. Amounts in euros, rate in percent."""

    kind: str
    reference: str = ""
    issued_on: date | None = None
    notified_on: date | None = None
    waiver_on: date | None = None
    edition: str = ""
    amount: Decimal | None = None
    rate: Decimal | None = None
    eligible_total: Decimal | None = None
    grant_from: date | None = None
    grant_until: date | None = None
    work_from: date | None = None
    work_until: date | None = None
    earmarked_until: date | None = None
    interim_proof: bool = False
    proof_due_on: date | None = None
    disapplied: tuple[str, ...] = ()
    overrides: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    answers: str = ""  # code of the change request it answers


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """The grant a notice is about: its state, who receives it, how it is financed, what holds now."""

    state: str
    recipient_kind: str
    financing_mode: str
    terms: Terms = field(default_factory=Terms)


FIGURES = ("amount", "rate", "eligible_total")
DAYS = ("grant_from", "grant_until", "work_from", "work_until", "earmarked_until", "proof_due_on")


def problems(given: NoticeInput, grant: GrantFacts, *, document: bool, today: date) -> list[Refusal]:
    """Whether the notice can be entered like this, reason by reason with its field."""
    if given.kind not in set(NoticeKind):
        return [Refusal("no_kind", gettext_noop("Say what kind of notice it is."), "kind")]
    found = [*fits(given.kind, grant.state, answers=given.answers), *_head(given, document=document, today=today)]
    found += _own_rules(given)
    if given.kind == NoticeKind.AWARD:
        found += _complete(given, grant.financing_mode)
    elif given.kind == NoticeKind.AMENDMENT:
        found += _changes_something(given)
    elif given.kind == NoticeKind.REFUSAL:
        found += _says_nothing(given)
    return [*found, *_figures(given, grant), *_spans(given, grant.terms)]


def fits(kind: str, state: str, *, answers: str = "") -> list[Refusal]:
    """Whether a notice of this kind can meet a grant in this state (d.2); a refusal may also answer a change request."""
    fitting: Mapping[str, Iterable[str]] = {
        NoticeKind.AWARD: (GrantState.APPLIED,),
        NoticeKind.REFUSAL: GRANTED if answers else (GrantState.APPLIED,),
        NoticeKind.AMENDMENT: GRANTED,
        NoticeKind.REVOCATION: GRANTED,
        NoticeKind.FINAL: (GrantState.UNDER_REVIEW,),
    }
    if state in fitting[kind]:
        return []
    message = gettext_noop("A notice of this kind does not fit where the grant stands now.")
    return [Refusal("wrong_kind", message, "kind")]


def _head(given: NoticeInput, *, document: bool, today: date) -> list[Refusal]:
    found: list[Refusal] = []
    if not given.reference.strip():
        found.append(Refusal("reference_missing", gettext_noop("Write the reference number."), "reference"))
    for name in ("issued_on", "notified_on"):
        value = getattr(given, name)
        if value is None:
            found.append(Refusal("day_missing", gettext_noop("Write the day the document says."), name))
        elif value > today:
            found.append(Refusal("future", gettext_noop("This day has not come yet."), name))
    if given.issued_on and given.notified_on and given.notified_on < given.issued_on:
        message = gettext_noop("A notice is received on its own day or later.")
        found.append(Refusal("received_before", message, "notified_on"))
    if given.waiver_on is not None:
        if given.waiver_on > today:
            found.append(Refusal("future", gettext_noop("This day has not come yet."), "waiver_on"))
        if given.issued_on and given.waiver_on < given.issued_on:
            message = gettext_noop("Nobody can waive an appeal before the notice exists.")
            found.append(Refusal("waiver_before", message, "waiver_on"))
    if not document:
        found.append(Refusal("document_missing", gettext_noop("Add the document itself."), "file"))
    if len(given.note) > NOTE_LIMIT:
        found.append(Refusal("too_long", gettext_noop("At most %(limit)s characters."), "note", {"limit": NOTE_LIMIT}))
    return found


def _own_rules(given: NoticeInput) -> list[Refusal]:
    """Edition, overrides and clauses that do not apply."""
    found: list[Refusal] = []
    if given.edition not in {edition.key for edition in editions.editions()}:
        found.append(Refusal("no_edition", gettext_noop("Choose the edition of the rules."), "edition"))
    for key, value in given.overrides.items():
        if key not in editions.parameter_keys() or not _is_figure(value):
            message = gettext_noop("A figure the notice sets must be a number of nothing or more.")
            found.append(Refusal("bad_override", message, "overrides", {"key": key}))
    if len(given.disapplied) > MOST_CLAUSES or any(len(clause) > CLAUSE_LIMIT for clause in given.disapplied):
        message = gettext_noop("Write one clause a line, for example “ANBest-G 1.4”.")
        found.append(Refusal("bad_clause", message, "disapplied"))
    return found


def _is_figure(value: str) -> bool:
    try:
        figure = Decimal(value)
    except InvalidOperation:
        return False
    return figure.is_finite() and figure >= 0


def _complete(given: NoticeInput, mode: str) -> list[Refusal]:
    """What an award must say (R6): sum, eligible expenditure, grant period; the rate where a share is given (R10)."""
    wanted = ["amount", "eligible_total", "grant_from", "grant_until"]
    if mode == FinancingMode.SHARE:
        wanted.append("rate")
    message = gettext_noop("The notice says this; please enter it.")
    return [Refusal("missing", message, name) for name in wanted if getattr(given, name) is None]


def _changes_something(given: NoticeInput) -> list[Refusal]:
    told = any(getattr(given, name) is not None for name in (*FIGURES, *DAYS))
    if told or given.interim_proof or given.overrides or given.disapplied or given.note.strip() or given.answers:
        return []
    message = gettext_noop("Enter at least one figure or day that this notice changes, or a note of what it says.")
    return [Refusal("nothing_changed", message)]


def _says_nothing(given: NoticeInput) -> list[Refusal]:
    message = gettext_noop("A refusal grants nothing: leave this empty.")
    return [Refusal("not_in_refusal", message, name) for name in (*FIGURES, *DAYS) if getattr(given, name) is not None]


def _figures(given: NoticeInput, grant: GrantFacts) -> list[Refusal]:
    """Rate up to what the guideline allows (R11); the sum at most the rate of what is eligible, to the cent (I3)."""
    found: list[Refusal] = []
    for name in ("amount", "eligible_total"):
        value = getattr(given, name)
        if value is not None and value < 0:
            found.append(Refusal("negative", gettext_noop("An amount is not below nothing."), name))
    if given.kind == NoticeKind.AWARD and given.amount == 0:
        found.append(Refusal("zero", gettext_noop("A grant is more than nothing."), "amount"))
    highest = editions.highest_rate(grant.recipient_kind)
    if given.rate is not None and not 0 < given.rate <= highest:
        message = gettext_noop("The programme funds such a recipient up to %(highest)s percent.")
        found.append(Refusal("rate_too_high", message, "rate", {"highest": f"{highest:f}"}))
    amount = given.amount if given.amount is not None else grant.terms.amount
    rate = given.rate if given.rate is not None else grant.terms.rate
    eligible = given.eligible_total if given.eligible_total is not None else grant.terms.eligible_total
    told = {given.amount, given.rate, given.eligible_total} != {None}
    if told and amount is not None and eligible is not None:
        share = cents(eligible * rate / HUNDRED) if rate is not None else eligible
        if amount > share:
            message = gettext_noop("The granted sum is more than the rate of the eligible expenditure; look again.")
            found.append(Refusal("above_share", message, "amount"))
    return found


def _spans(given: NoticeInput, terms: Terms) -> list[Refusal]:
    """The three periods, each for itself (R9); what an amendment leaves out stays as it was."""
    found: list[Refusal] = []
    merged = {name: getattr(given, name) or getattr(terms, name) for name in DAYS}
    for begins, ends in (("grant_from", "grant_until"), ("work_from", "work_until")):
        first, last = merged[begins], merged[ends]
        if first and last and last < first:
            field_name = ends if getattr(given, ends) else begins
            found.append(Refusal("ends_before", gettext_noop("The end lies before the beginning."), field_name))
    if given.kind == NoticeKind.AWARD and (given.work_from is None) != (given.work_until is None):
        message = gettext_noop("Enter both days of the work period, or none.")
        found.append(Refusal("half_a_period", message, "work_from" if given.work_from is None else "work_until"))
    first = merged["grant_from"]
    for name in ("earmarked_until", "proof_due_on"):
        value = getattr(given, name)
        if value is not None and first is not None and value < first:
            found.append(Refusal("before_grant", gettext_noop("This lies before the grant period."), name))
    return found


def remarks(given: NoticeInput, grant: GrantFacts) -> list[Refusal]:
    """What is no mistake but gives reason to look: shown beside the entry, never in its way (R2, R7, R9, I13)."""
    found: list[Refusal] = []
    amount = given.amount if given.amount is not None else grant.terms.amount
    if given.kind == NoticeKind.AWARD and amount is not None and (small := small_grant(given, grant.recipient_kind)):
        found.append(small)
    if copy := court_of_audit(given, amount):
        found.append(copy)
    if given.issued_on is not None and given.edition and editions.edition_of(given.issued_on).key != given.edition:
        message = gettext_noop("On the day of the notice another edition of the rules was in force (%(edition)s).")
        name = editions.edition_of(given.issued_on).name
        found.append(Refusal("other_edition", message, "edition", {"edition": name}))
    until, work = given.grant_until or grant.terms.grant_until, given.work_until or grant.terms.work_until
    if until and work and work > until:
        message = gettext_noop(
            "The work period ends after the grant period: what is ordered after the grant period is not eligible."
        )
        found.append(Refusal("work_after_grant", message, "work_until"))
    return found


def small_grant(given: NoticeInput, recipient_kind: str) -> Refusal | None:
    """A grant this small is normally not made (R2)."""
    figure = editions.parameter("small_grant", given.edition, overrides=given.overrides, recipient=recipient_kind)
    if given.amount is None or given.amount >= figure.value:
        return None
    message = gettext_noop("Grants below %(figure)s are normally not made (threshold not verified).")
    if figure.verified:
        message = gettext_noop("Grants below %(figure)s are normally not made.")
    return Refusal("small_grant", message, "amount", {"figure": figure.value})


def court_of_audit(given: NoticeInput, amount: Decimal | None) -> Refusal | None:
    """The authority sends a copy to the court of audit: of notices above a sum, and of every later change (R7)."""
    if given.kind in {NoticeKind.AMENDMENT, NoticeKind.REVOCATION}:
        return Refusal(
            "court_of_audit",
            gettext_noop("The authority reports every later change to the court of audit of the Land (R7)."),
        )
    figure = editions.parameter("court_of_audit_from", given.edition, overrides=given.overrides)
    if given.kind != NoticeKind.AWARD or amount is None or amount <= figure.value:
        return None
    message = gettext_noop("Above %(figure)s the authority sends a copy to the court of audit of the Land (R7).")
    return Refusal("court_of_audit", message, params={"figure": figure.value})
