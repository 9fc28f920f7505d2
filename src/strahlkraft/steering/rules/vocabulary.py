"""The closed lists of this room and the tables of what may follow what; their words stand in ``texts``."""

from collections.abc import Mapping
from enum import StrEnum


class IdeaState(StrEnum):
    """Where an idea stands on its way to an application."""

    DRAFT = "draft"  # sent in, mailbox not confirmed yet
    SUBMITTED = "submitted"
    CHECKED = "checked"  # the office went through its checklist
    ON_AGENDA = "on_agenda"  # of a session of the board
    FORWARDED = "forwarded"  # goes to the granting authority
    DEFERRED = "deferred"
    WORTHY = "worthy"  # found worthy, without funds
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    APPLIED = "applied"  # there is an application


IDEA_MOVES: Mapping[str, Mapping[str, str]] = {
    IdeaState.DRAFT: {"confirm": IdeaState.SUBMITTED, "withdraw": IdeaState.WITHDRAWN},
    IdeaState.SUBMITTED: {"check": IdeaState.CHECKED, "withdraw": IdeaState.WITHDRAWN},
    IdeaState.CHECKED: {
        "recheck": IdeaState.SUBMITTED,
        "put_on_agenda": IdeaState.ON_AGENDA,
        "withdraw": IdeaState.WITHDRAWN,
    },
    IdeaState.ON_AGENDA: {
        "forward": IdeaState.FORWARDED,
        "defer": IdeaState.DEFERRED,
        "refuse": IdeaState.REFUSED,
        "find_worthy": IdeaState.WORTHY,
        "take_off": IdeaState.CHECKED,
        "withdraw": IdeaState.WITHDRAWN,
    },
    IdeaState.DEFERRED: {"put_on_agenda": IdeaState.ON_AGENDA, "withdraw": IdeaState.WITHDRAWN},
    IdeaState.WORTHY: {"put_on_agenda": IdeaState.ON_AGENDA, "withdraw": IdeaState.WITHDRAWN},
    IdeaState.FORWARDED: {"apply": IdeaState.APPLIED, "withdraw": IdeaState.WITHDRAWN},
    IdeaState.REFUSED: {},
    IdeaState.WITHDRAWN: {},
    IdeaState.APPLIED: {},
}


class Answer(StrEnum):
    """What the office found for one line of its checklist."""

    OPEN = "open"
    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"


class SessionState(StrEnum):
    """Where a session of the board stands."""

    PLANNED = "planned"
    INVITED = "invited"  # agenda fixed, letters out
    HELD = "held"
    MINUTED = "minuted"  # minutes approved, frozen
    CANCELLED = "cancelled"


SESSION_MOVES: Mapping[str, Mapping[str, str]] = {
    SessionState.PLANNED: {"invite": SessionState.INVITED, "cancel": SessionState.CANCELLED},
    SessionState.INVITED: {"hold": SessionState.HELD, "cancel": SessionState.CANCELLED},
    SessionState.HELD: {"approve_minutes": SessionState.MINUTED},
    SessionState.MINUTED: {},
    SessionState.CANCELLED: {},
}


class BoardDecision(StrEnum):
    """What the board decided about an idea."""

    FORWARD = "forward"
    DEFER = "defer"
    REFUSE = "refuse"
    WORTHY = "find_worthy"


class ApplicationState(StrEnum):
    """Our mirror of an application; the granting authority decides."""

    PREPARED = "prepared"
    SUBMITTED = "submitted"
    QUERIED = "queried"  # the authority asked back
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


APPLICATION_MOVES: Mapping[str, Mapping[str, str]] = {
    ApplicationState.PREPARED: {"submit": ApplicationState.SUBMITTED, "withdraw": ApplicationState.WITHDRAWN},
    ApplicationState.SUBMITTED: {
        "query": ApplicationState.QUERIED,
        "grant": ApplicationState.GRANTED,
        "refuse": ApplicationState.REFUSED,
        "withdraw": ApplicationState.WITHDRAWN,
    },
    ApplicationState.QUERIED: {"answer": ApplicationState.SUBMITTED, "withdraw": ApplicationState.WITHDRAWN},
    ApplicationState.GRANTED: {},
    ApplicationState.REFUSED: {},
    ApplicationState.WITHDRAWN: {},
}


class RiskState(StrEnum):
    """Where a risk stands."""

    OPEN = "open"
    OCCURRED = "occurred"
    CLOSED = "closed"


RISK_MOVES: Mapping[str, Mapping[str, str]] = {
    RiskState.OPEN: {"occur": RiskState.OCCURRED, "close": RiskState.CLOSED},
    RiskState.OCCURRED: {"close": RiskState.CLOSED},
    RiskState.CLOSED: {"reopen": RiskState.OPEN},
}


class TaskState(StrEnum):
    """Where something a partner or the office has promised stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


TASK_MOVES: Mapping[str, Mapping[str, str]] = {
    TaskState.OPEN: {"finish": TaskState.DONE, "drop": TaskState.DROPPED},
    TaskState.DONE: {"reopen": TaskState.OPEN},
    TaskState.DROPPED: {"reopen": TaskState.OPEN},
}


class MilestoneState(StrEnum):
    """Where a milestone stands."""

    OPEN = "open"
    REACHED = "reached"
    DROPPED = "dropped"


MILESTONE_MOVES: Mapping[str, Mapping[str, str]] = {
    MilestoneState.OPEN: {"reach": MilestoneState.REACHED, "drop": MilestoneState.DROPPED},
    MilestoneState.REACHED: {"reopen": MilestoneState.OPEN},
    MilestoneState.DROPPED: {"reopen": MilestoneState.OPEN},
}


class FileKind(StrEnum):
    """What a stored file is."""

    APPLICATION = "application"
    NOTICE = "notice"
    CONTRACT = "contract"
    REPORT = "report"
    MINUTES = "minutes"
    EVIDENCE = "evidence"
    CORRESPONDENCE = "correspondence"
    OTHER = "other"


class CheckInState(StrEnum):
    """Where the monthly word of a project stands (FUNDING.md d.2)."""

    REQUESTED = "requested"
    REMINDED = "reminded"
    RECEIVED = "received"
    REVIEWED = "reviewed"
    PUBLISHED = "published"  # frozen
    DROPPED = "dropped"


CHECKIN_MOVES: Mapping[str, Mapping[str, str]] = {
    CheckInState.REQUESTED: {
        "remind": CheckInState.REMINDED,
        "receive": CheckInState.RECEIVED,
        "drop": CheckInState.DROPPED,
    },
    CheckInState.REMINDED: {"receive": CheckInState.RECEIVED, "drop": CheckInState.DROPPED},
    CheckInState.RECEIVED: {
        "review": CheckInState.REVIEWED,
        "take_back": CheckInState.REMINDED,  # by who sent it, to change something
        "send_back": CheckInState.REMINDED,
        "drop": CheckInState.DROPPED,
    },
    CheckInState.REVIEWED: {"publish": CheckInState.PUBLISHED, "send_back": CheckInState.REMINDED},
    CheckInState.PUBLISHED: {},
    CheckInState.DROPPED: {},
}


class Light(StrEnum):
    """How content, time and money stand, as the people of the project see it."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class ClosureState(StrEnum):
    """Where the closing of a project stands."""

    OPEN = "open"
    CLOSED = "closed"


CLOSURE_MOVES: Mapping[str, Mapping[str, str]] = {
    ClosureState.OPEN: {"close": ClosureState.CLOSED},
    ClosureState.CLOSED: {},
}


class ItemState(StrEnum):
    """One line of the closure checklist."""

    OPEN = "open"
    DONE = "done"
    NOT_APPLICABLE = "not_applicable"


ITEM_MOVES: Mapping[str, Mapping[str, str]] = {
    ItemState.OPEN: {"finish": ItemState.DONE, "rule_out": ItemState.NOT_APPLICABLE},
    ItemState.DONE: {"reopen": ItemState.OPEN},
    ItemState.NOT_APPLICABLE: {"reopen": ItemState.OPEN},
}


class DeadlineState(StrEnum):
    """Where a deadline stands."""

    OPEN = "open"
    DONE = "done"
    LAPSED = "lapsed"  # what it was computed from is gone


DEADLINE_MOVES: Mapping[str, Mapping[str, str]] = {
    DeadlineState.OPEN: {"finish": DeadlineState.DONE, "lapse": DeadlineState.LAPSED},
    DeadlineState.DONE: {"reopen": DeadlineState.OPEN},
    DeadlineState.LAPSED: {"reopen": DeadlineState.OPEN},
}

FIRST: Mapping[str, tuple[str, ...]] = {
    "idea": (IdeaState.DRAFT, IdeaState.SUBMITTED),
    "boardsession": (SessionState.PLANNED,),
    "application": (ApplicationState.PREPARED,),
    "milestone": (MilestoneState.OPEN,),
    "risk": (RiskState.OPEN,),
    "task": (TaskState.OPEN,),
    "checkin": (CheckInState.REQUESTED,),
    "closure": (ClosureState.OPEN,),
    "closureitem": (ItemState.OPEN,),
    "deadline": (DeadlineState.OPEN,),
}
"""In which states records begin, by table."""
MOVES: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "idea": IDEA_MOVES,
    "boardsession": SESSION_MOVES,
    "application": APPLICATION_MOVES,
    "milestone": MILESTONE_MOVES,
    "risk": RISK_MOVES,
    "task": TASK_MOVES,
    "checkin": CHECKIN_MOVES,
    "closure": CLOSURE_MOVES,
    "closureitem": ITEM_MOVES,
    "deadline": DEADLINE_MOVES,
}
"""What may follow what, by table: read by the actions and by the guards of the database."""
