"""The closed lists of this room and the tables of what may follow what; their words stand in ``texts``.

Source of the states: FUNDING.md d.2. Unlisted is impossible.
"""

from collections.abc import Mapping
from enum import StrEnum


class FundingObject(StrEnum):
    """What the guideline funds (FUNDING.md 0, fact 1)."""

    E_GOVERNMENT = "e_government"
    URBAN = "urban_development"
    OFFICE = "project_office"


class FinancingMode(StrEnum):
    """Finanzierungsart (R10)."""

    SHARE = "share"  # Anteilfinanzierung
    GAP = "gap"  # Fehlbedarfsfinanzierung
    FIXED = "fixed"  # Festbetragsfinanzierung
    FULL = "full"  # Vollfinanzierung


class RecipientKind(StrEnum):
    """Which side clauses apply and up to which rate (FUNDING.md 0, fact 2)."""

    MUNICIPAL = "municipal"  # ANBest-G
    ASSOCIATION = "association"  # ANBest-P
    COMPANY = "company"  # ANBest-P, de minimis
    RESEARCH = "research"  # ANBest-P


class GrantState(StrEnum):
    """Where a grant stands; it never moves backwards, only a confirmed correction undoes a wrong entry."""

    APPLIED = "applied"
    NOT_GRANTED = "not_granted"
    GRANTED = "granted"
    EFFECTIVE = "effective"  # bestandskräftig
    RUNNING = "running"
    PROOF_DUE = "proof_due"
    UNDER_REVIEW = "under_review"
    REPAYMENT_OPEN = "repayment_open"
    SETTLED = "settled"
    EARMARKED = "earmarked"  # zweckgebunden
    RETENTION = "retention"
    ARCHIVED = "archived"


GRANT_MOVES: Mapping[str, Mapping[str, str]] = {
    GrantState.APPLIED: {"award": GrantState.GRANTED, "decline": GrantState.NOT_GRANTED},
    GrantState.NOT_GRANTED: {},
    GrantState.GRANTED: {"take_effect": GrantState.EFFECTIVE, "revoke": GrantState.REPAYMENT_OPEN},
    GrantState.EFFECTIVE: {"begin": GrantState.RUNNING, "revoke": GrantState.REPAYMENT_OPEN},
    GrantState.RUNNING: {"end": GrantState.PROOF_DUE, "revoke": GrantState.REPAYMENT_OPEN},
    GrantState.PROOF_DUE: {"hand_in": GrantState.UNDER_REVIEW, "revoke": GrantState.REPAYMENT_OPEN},
    GrantState.UNDER_REVIEW: {
        "settle": GrantState.SETTLED,
        "claim": GrantState.REPAYMENT_OPEN,
        "revoke": GrantState.REPAYMENT_OPEN,
    },
    GrantState.REPAYMENT_OPEN: {"repay": GrantState.SETTLED},
    GrantState.SETTLED: {"earmark": GrantState.EARMARKED, "retain": GrantState.RETENTION},
    GrantState.EARMARKED: {"release": GrantState.RETENTION},
    GrantState.RETENTION: {"archive": GrantState.ARCHIVED},
    GrantState.ARCHIVED: {},
}


class NoticeKind(StrEnum):
    """What an act of the granting authority does."""

    AWARD = "award"  # Zuwendungsbescheid
    AMENDMENT = "amendment"  # Änderungsbescheid
    REFUSAL = "refusal"  # Ablehnung
    REVOCATION = "revocation"  # Widerruf, Rücknahme
    FINAL = "final"  # Schlussbescheid


class NoticeState(StrEnum):
    """Whether a second person found the entry to be what the document says."""

    ENTERED = "entered"
    CONFIRMED = "confirmed"
    DISCARDED = "discarded"


NOTICE_MOVES: Mapping[str, Mapping[str, str]] = {
    NoticeState.ENTERED: {"confirm": NoticeState.CONFIRMED, "discard": NoticeState.DISCARDED},
    NoticeState.CONFIRMED: {},
    NoticeState.DISCARDED: {},
}


class PlanState(StrEnum):
    """A version of a financing plan: draft, in force by its notice, or dropped."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    DISCARDED = "discarded"


PLAN_MOVES: Mapping[str, Mapping[str, str]] = {
    PlanState.DRAFT: {"confirm": PlanState.CONFIRMED, "discard": PlanState.DISCARDED},
    PlanState.CONFIRMED: {},
    PlanState.DISCARDED: {},
}


class ContractKind(StrEnum):
    """What a recipient signed."""

    ORDER = "order"
    STAFF = "staff"  # somebody's employment, by post, never by name


class Category(StrEnum):
    """Lines of a financing plan."""

    STAFF = "staff"
    EXTERNAL = "external"  # contracts, services
    MATERIAL = "material"
    TRAVEL = "travel"
    INVESTMENT = "investment"
    OTHER = "other"


class SourceKind(StrEnum):
    """Where the money of a plan comes from."""

    GRANT = "grant"  # Zuwendung des Landes
    OWN = "own"  # Eigenanteil
    THIRD_PARTY = "third_party"  # Dritte, other grants


class DrawdownState(StrEnum):
    """Where a Mittelabruf stands."""

    DRAFT = "draft"
    CHECKED = "checked"
    RELEASED = "released"  # by another person
    REQUESTED = "requested"
    PAID = "paid"
    PARTLY_USED = "partly_used"
    USED = "used"
    OVERDUE = "overdue"  # two months passed
    USED_AT_RISK = "used_at_risk"  # used late: interest may be asked
    REPAID = "repaid"
    DISCARDED = "discarded"


DRAWDOWN_MOVES: Mapping[str, Mapping[str, str]] = {
    DrawdownState.DRAFT: {"check": DrawdownState.CHECKED, "discard": DrawdownState.DISCARDED},
    DrawdownState.CHECKED: {
        "rework": DrawdownState.DRAFT,
        "release": DrawdownState.RELEASED,
        "discard": DrawdownState.DISCARDED,
    },
    DrawdownState.RELEASED: {
        "rework": DrawdownState.DRAFT,
        "request": DrawdownState.REQUESTED,
        "discard": DrawdownState.DISCARDED,
    },
    DrawdownState.REQUESTED: {"pay_out": DrawdownState.PAID},
    DrawdownState.PAID: {
        "use_partly": DrawdownState.PARTLY_USED,
        "use_up": DrawdownState.USED,
        "expire": DrawdownState.OVERDUE,
    },
    DrawdownState.PARTLY_USED: {"use_up": DrawdownState.USED, "expire": DrawdownState.OVERDUE},
    DrawdownState.OVERDUE: {"use_up": DrawdownState.USED_AT_RISK, "repay": DrawdownState.REPAID},
    DrawdownState.USED: {},
    DrawdownState.USED_AT_RISK: {},
    DrawdownState.REPAID: {},
    DrawdownState.DISCARDED: {},
}


class ChangeKind(StrEnum):
    """What a change request asks for."""

    TERM = "term"  # Laufzeit
    SHIFT = "shift"  # Mittelverschiebung
    CONTENT = "content"
    PLAN = "plan"  # Finanzierungsplan
    PARTNER = "partner"


class ChangeState(StrEnum):
    """Where an Änderungsantrag stands; only a confirmed notice makes it true."""

    DRAFT = "draft"
    RELEASED = "released"  # by another person
    SUBMITTED = "submitted"
    QUERIED = "queried"
    GRANTED = "granted"
    PARTLY_GRANTED = "partly_granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


CHANGE_MOVES: Mapping[str, Mapping[str, str]] = {
    ChangeState.DRAFT: {"release": ChangeState.RELEASED, "withdraw": ChangeState.WITHDRAWN},
    ChangeState.RELEASED: {
        "rework": ChangeState.DRAFT,
        "submit": ChangeState.SUBMITTED,
        "withdraw": ChangeState.WITHDRAWN,
    },
    ChangeState.SUBMITTED: {
        "query": ChangeState.QUERIED,
        "grant": ChangeState.GRANTED,
        "grant_partly": ChangeState.PARTLY_GRANTED,
        "refuse": ChangeState.REFUSED,
        "withdraw": ChangeState.WITHDRAWN,
    },
    ChangeState.QUERIED: {"answer": ChangeState.SUBMITTED, "withdraw": ChangeState.WITHDRAWN},
    ChangeState.GRANTED: {},
    ChangeState.PARTLY_GRANTED: {},
    ChangeState.REFUSED: {},
    ChangeState.WITHDRAWN: {},
}


class OccasionKind(StrEnum):
    """What an extension rests on; a press release is kept, but it is no legal act (R27)."""

    DECREE = "decree"
    LETTER = "letter"
    PRESS = "press"


class Exclusion(StrEnum):
    """Why a grant is not proposed for an extension; nothing is left out silently (FUNDING.md d.5 step 2)."""

    NOT_STARTED = "not_started"
    NOT_GRANTED = "not_granted"
    PROOF_DUE = "proof_due"
    PROOF_HANDED_IN = "proof_handed_in"
    SETTLED = "settled"
    ENDS_LATER = "ends_later"
    REVOCATION = "revocation"
    REQUEST_OPEN = "request_open"
    NO_END = "no_end"


class ProofKind(StrEnum):
    """Zwischennachweis or Verwendungsnachweis."""

    INTERIM = "interim"
    FINAL = "final"


class ProofState(StrEnum):
    """Where a proof of use stands."""

    OPEN = "open"
    IN_WORK = "in_work"
    CHECKED = "checked"
    CERTIFIED = "certified"  # by the recipient's audit office, if it has one
    RELEASED = "released"
    SUBMITTED = "submitted"  # snapshot and hash
    QUERIED = "queried"
    RESUBMITTED = "resubmitted"  # a new version of the snapshot
    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly_accepted"
    OBJECTED = "objected"


PROOF_MOVES: Mapping[str, Mapping[str, str]] = {
    ProofState.OPEN: {"take_up": ProofState.IN_WORK},
    ProofState.IN_WORK: {"check": ProofState.CHECKED},
    ProofState.CHECKED: {
        "rework": ProofState.IN_WORK,
        "certify": ProofState.CERTIFIED,
        "release": ProofState.RELEASED,
    },
    ProofState.CERTIFIED: {"rework": ProofState.IN_WORK, "release": ProofState.RELEASED},
    ProofState.RELEASED: {"rework": ProofState.IN_WORK, "submit": ProofState.SUBMITTED},
    ProofState.SUBMITTED: {
        "query": ProofState.QUERIED,
        "accept": ProofState.ACCEPTED,
        "accept_partly": ProofState.PARTLY_ACCEPTED,
        "object": ProofState.OBJECTED,
    },
    ProofState.QUERIED: {"answer": ProofState.RESUBMITTED},
    ProofState.RESUBMITTED: {
        "query": ProofState.QUERIED,
        "accept": ProofState.ACCEPTED,
        "accept_partly": ProofState.PARTLY_ACCEPTED,
        "object": ProofState.OBJECTED,
    },
    ProofState.ACCEPTED: {},
    ProofState.PARTLY_ACCEPTED: {},
    ProofState.OBJECTED: {},
}


class QueryState(StrEnum):
    """Where a question of the authority stands."""

    ASKED = "asked"
    ANSWERED = "answered"
    CLOSED = "closed"


QUERY_MOVES: Mapping[str, Mapping[str, str]] = {
    QueryState.ASKED: {"answer": QueryState.ANSWERED},
    QueryState.ANSWERED: {"close": QueryState.CLOSED, "ask_again": QueryState.ASKED},
    QueryState.CLOSED: {},
}


class ClaimState(StrEnum):
    """Where a repayment stands; we record and estimate, only the authority fixes (R36)."""

    ESTIMATED = "estimated"
    CLAIMED = "claimed"
    PAID = "paid"
    WAIVED = "waived"


CLAIM_MOVES: Mapping[str, Mapping[str, str]] = {
    ClaimState.ESTIMATED: {"claim": ClaimState.CLAIMED, "waive": ClaimState.WAIVED},
    ClaimState.CLAIMED: {"pay": ClaimState.PAID, "waive": ClaimState.WAIVED},
    ClaimState.PAID: {},
    ClaimState.WAIVED: {},
}

FIRST: Mapping[str, tuple[str, ...]] = {
    "grant": (GrantState.APPLIED,),
    "grantnotice": (NoticeState.ENTERED,),
    "financingplan": (PlanState.DRAFT,),
    "drawdown": (DrawdownState.DRAFT,),
    "changerequest": (ChangeState.DRAFT,),
    "proof": (ProofState.OPEN,),
    "authorityquery": (QueryState.ASKED,),
    "claim": (ClaimState.ESTIMATED, ClaimState.CLAIMED),
}
"""In which states records begin, by table."""
MOVES: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "grant": GRANT_MOVES,
    "grantnotice": NOTICE_MOVES,
    "financingplan": PLAN_MOVES,
    "drawdown": DRAWDOWN_MOVES,
    "changerequest": CHANGE_MOVES,
    "proof": PROOF_MOVES,
    "authorityquery": QUERY_MOVES,
    "claim": CLAIM_MOVES,
}
"""What may follow what, by table: read by the actions and by the guards of the database."""
