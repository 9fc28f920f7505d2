"""What a grant needs from its application to the archive (FUNDING.md a.1: R3, R4, R11, R23; d.2); pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from strahlkraft.funding.rules.vocabulary import FinancingMode, FundingObject, GrantState, RecipientKind
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

TITLE_LIMIT, REASON_LIMIT, SCOPE_LIMIT, NOTE_LIMIT = 200, 2000, 500, 500  # characters, as the columns
BEFORE_SETTLED = frozenset(
    {
        GrantState.APPLIED,
        GrantState.GRANTED,
        GrantState.EFFECTIVE,
        GrantState.RUNNING,
        GrantState.PROOF_DUE,
        GrantState.UNDER_REVIEW,
    }
)
"""States in which the case is still open."""


@dataclass(frozen=True, slots=True)
class GrantInput:
    """What is said about a grant when it is applied for; ``project`` None: the office's own. Ids of rows."""

    title: str
    recipient: int | None
    project: int | None = None
    funding_object: str = FundingObject.E_GOVERNMENT
    recipient_kind: str = RecipientKind.MUNICIPAL
    financing_mode: str = FinancingMode.SHARE
    applied_on: date | None = None
    has_audit_office: bool = True
    deducts_input_tax: bool = False


@dataclass(frozen=True, slots=True)
class ParentFacts:
    """The grant another one is forwarded from (R23), and where both belong."""

    state: str
    same_region: bool
    same_project: bool
    forwarded_itself: bool
    same_recipient: bool


def application_problems(given: GrantInput, *, today: date) -> list[Refusal]:
    """Whether a grant can be entered."""
    found: list[Refusal] = []
    if not given.title.strip():
        found.append(Refusal("title_missing", gettext_noop("Say what the money is for."), "title"))
    if given.recipient is None:
        found.append(Refusal("recipient_missing", gettext_noop("Say who receives the grant."), "recipient"))
    if given.project is None and given.funding_object != FundingObject.OFFICE:
        message = gettext_noop("Choose the project; only the grant for running the project office has none.")
        found.append(Refusal("project_missing", message, "project"))
    if given.project is not None and given.funding_object == FundingObject.OFFICE:
        message = gettext_noop("The grant for running the project office belongs to no project.")
        found.append(Refusal("project_of_office", message, "project"))
    known: Mapping[str, Iterable[str]] = {
        "funding_object": FundingObject,
        "recipient_kind": RecipientKind,
        "financing_mode": FinancingMode,
    }
    found += [
        Refusal("unknown_choice", gettext_noop("Choose one of the offered answers."), name)
        for name, choices in known.items()
        if getattr(given, name) not in set(choices)
    ]
    if given.applied_on is not None and given.applied_on > today:
        found.append(Refusal("future", gettext_noop("This day has not come yet."), "applied_on"))
    return found


def parent_problems(parent: ParentFacts) -> list[Refusal]:
    """Whether a grant can be forwarded from another one (R23): one step only, within the same project."""
    if not parent.same_region or not parent.same_project:
        message = gettext_noop("A grant is forwarded within the same project and region.")
        return [Refusal("parent_elsewhere", message, "parent")]
    if parent.forwarded_itself:
        return [Refusal("parent_forwarded", gettext_noop("That grant is itself forwarded from another one."), "parent")]
    if parent.same_recipient:
        return [Refusal("parent_same", gettext_noop("A grant is forwarded to another recipient."), "parent")]
    if parent.state not in BEFORE_SETTLED:
        return [Refusal("parent_over", gettext_noop("That grant is settled or was not granted."), "parent")]
    return []


def may_edit_granted(before: Mapping[str, object], after: Mapping[str, object]) -> list[Refusal]:
    """Once the authority has decided, only the name, the audit office and the input tax may be changed by hand (I11)."""
    free = {"title", "has_audit_office", "deducts_input_tax"}
    message = gettext_noop("The notice rests on this; it cannot be changed any more.")
    return [
        Refusal("decided", message, name.removesuffix("_id"))
        for name, value in after.items()
        if name not in free and before[name] != value
    ]


def may_award(*, has_plan: bool) -> list[Refusal]:
    """An award needs the plan it rests on: without it nobody knows whether the whole financing is secured (R3)."""
    if has_plan:
        return []
    message = gettext_noop(
        "Whether the financing is secured is not known yet: enter the financing plan first, so that it comes into force "
        "with the notice."
    )
    return [Refusal("no_plan", message)]


# ---- early start


def allowed_from(award_on: date | None, consents: Iterable[date]) -> date | None:
    """From which day something may be begun: the notice's day or the earliest consent, whatever comes first (R4)."""
    return min([*([award_on] if award_on else []), *consents], default=None)


def begun_early(first: date | None, allowed: date | None) -> list[Refusal]:
    """The red flag: the first contract or expenditure lies before anything allowed to begin (R4); never silent."""
    if first is None or (allowed is not None and first >= allowed):
        return []
    if allowed is None:
        message = gettext_noop(
            "Begun before anything allowed it: the first contract or expenditure is of %(first)s, and there is neither an "
            "effective notice nor a consent to an early start. This can cost the whole grant."
        )
        return [Refusal("begun_early", message, params={"first": first})]
    message = gettext_noop(
        "Begun too early: the first contract or expenditure is of %(first)s, it is allowed from %(allowed)s. This can "
        "cost the whole grant."
    )
    return [Refusal("begun_early", message, params={"first": first, "allowed": allowed})]


@dataclass(frozen=True, slots=True)
class ConsentInput:
    """A written consent to an early start: its number, its day, from which day it allows what."""

    reference: str
    consented_on: date | None
    starts_on: date | None
    scope: str = ""


def consent_problems(given: ConsentInput, *, document: bool, state: str, today: date) -> list[Refusal]:
    """Whether a consent to an early start can be entered: in writing, with its document (R4)."""
    found: list[Refusal] = []
    if state not in BEFORE_SETTLED:
        found.append(Refusal("wrong_state", gettext_noop("This is not possible where the matter stands now.")))
    if not given.reference.strip():
        found.append(Refusal("reference_missing", gettext_noop("Write the reference number."), "reference"))
    if given.consented_on is None:
        found.append(Refusal("day_missing", gettext_noop("Write the day the document says."), "consented_on"))
    elif given.consented_on > today:
        found.append(Refusal("future", gettext_noop("This day has not come yet."), "consented_on"))
    if given.starts_on is None:
        message = gettext_noop("Say from which day the project may begin.")
        found.append(Refusal("day_missing", message, "starts_on"))
    elif given.consented_on is not None and given.starts_on < given.consented_on:
        message = gettext_noop("A consent holds from its own day on, not backwards.")
        found.append(Refusal("backwards", message, "starts_on"))
    if not document:
        found.append(Refusal("document_missing", gettext_noop("Add the document itself."), "file"))
    return found


# ---- steps


def may_take_effect(effective_on: date | None, today: date) -> list[Refusal]:
    """A notice takes effect once it can no longer be contested, or with the waiver (R8)."""
    if effective_on is not None and effective_on <= today:
        return []
    return [Refusal("not_effective", gettext_noop("The time to contest the notice has not run out yet."))]


def may_begin(
    begun_on: date | None, *, notified_on: date | None, consents: Iterable[date], today: date
) -> list[Refusal]:
    """Work begins on or after the day the notice came, or the day an early start was allowed from (R4)."""
    if begun_on is None:
        return [Refusal("day_missing", gettext_noop("Say on which day the work began."), "on")]
    if begun_on > today:
        return [Refusal("future", gettext_noop("This day has not come yet."), "on")]
    allowed = allowed_from(notified_on, consents)
    if allowed is None or begun_on < allowed:
        message = gettext_noop(
            "The work may begin only when the notice is there. For an earlier day enter the written consent first."
        )
        return [Refusal("too_early", message, "on")]
    return []


def may_end(
    *, fulfilled_on: date | None, begun_on: date | None, ends_on: date | None, open_request: bool, today: date
) -> list[Refusal]:
    """Work ends when its end is reached or the purpose is fulfilled, and nobody waits for a longer term."""
    found: list[Refusal] = []
    if open_request:
        message = gettext_noop("A request for a longer term is open. Wait for the answer, or withdraw it first.")
        found.append(Refusal("request_open", message))
    if fulfilled_on is None and (ends_on is None or ends_on >= today):
        message = gettext_noop("The end is not reached yet. Say on which day the purpose was fulfilled.")
        found.append(Refusal("not_over", message, "fulfilled_on"))
    if fulfilled_on is not None and fulfilled_on > today:
        found.append(Refusal("future", gettext_noop("This day has not come yet."), "fulfilled_on"))
    if fulfilled_on is not None and begun_on is not None and fulfilled_on < begun_on:
        found.append(Refusal("before_begin", gettext_noop("This lies before the beginning."), "fulfilled_on"))
    return found


# ---- corrections


def correction_problems(*, state: str, to_state: str, reason: str, open_one: bool) -> list[Refusal]:
    """Whether a wrong state can be asked to be corrected: to another state, with a reason, one at a time."""
    found: list[Refusal] = []
    if open_one:
        message = gettext_noop("A correction is asked for already; another person must confirm it first.")
        found.append(Refusal("asked_already", message))
    if to_state not in set(GrantState):
        found.append(Refusal("unknown_choice", gettext_noop("Choose one of the offered answers."), "to_state"))
    elif to_state == state:
        found.append(Refusal("same_state", gettext_noop("It stands there already."), "to_state"))
    if not reason.strip():
        found.append(Refusal("reason_missing", gettext_noop("Say what was wrong."), "reason"))
    elif len(reason) > REASON_LIMIT:
        found.append(
            Refusal("too_long", gettext_noop("At most %(limit)s characters."), "reason", {"limit": REASON_LIMIT})
        )
    return found


def may_confirm_correction(*, confirmed: bool, from_state: str, state: str) -> list[Refusal]:
    """A correction is confirmed once, and only while the grant still stands where it was asked."""
    if confirmed:
        return [Refusal("done_already", gettext_noop("Somebody was quicker: this is done already."))]
    if from_state != state:
        message = gettext_noop("The grant has moved on since; ask for the correction again.")
        return [Refusal("moved_on", message)]
    return []
