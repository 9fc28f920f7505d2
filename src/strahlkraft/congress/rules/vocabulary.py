"""The closed lists of this room; their words stand in ``texts``."""

from enum import StrEnum


class OccasionKind(StrEnum):
    """What sort of event is organised (DOMAIN: any joint event)."""

    CONGRESS = "congress"  # with a call, pitches and a programme
    JOINT_EVENT = "joint_event"  # with ministry, KDN or others
    BOARD_SESSION = "board_session"
    MEETING = "meeting"
    PRESENTATION = "presentation"


class Mode(StrEnum):
    """Where people take part."""

    ONSITE = "onsite"
    ONLINE = "online"
    HYBRID = "hybrid"


class Visibility(StrEnum):
    """Who learns of an event before and after it is announced."""

    PUBLIC = "public"
    INTERNAL = "internal"  # the workspace's calendar only


class OccasionState(StrEnum):
    """Where the preparation of an event stands."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"


class HostRole(StrEnum):
    """In which capacity a body invites."""

    HOST = "host"
    CO_HOST = "co_host"


class NoticeKind(StrEnum):
    """What people who come are told of."""

    CHANGE = "change"
    CANCELLATION = "cancellation"


class CrewRole(StrEnum):
    """What somebody does at an event, by a link of their own and without an account."""

    REVIEWER = "reviewer"
    JURY = "jury"
    MODERATOR = "moderator"
    TECHNICIAN = "technician"
    DOOR = "door"  # checks people in


class PitchKind(StrEnum):
    """What is said on a stage."""

    PITCH = "pitch"
    KEYNOTE = "keynote"


class PitchMode(StrEnum):
    """Where the speaker stands."""

    ONSITE = "onsite"
    REMOTE = "remote"


class PitchState(StrEnum):
    """From the first draft to the confirmed place on stage."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"  # a place is offered, the speaker has not confirmed yet
    WAITING = "waiting"  # on the waiting list
    REJECTED = "rejected"
    CONFIRMED = "confirmed"
    DECLINED = "declined"  # by the speaker, after a place was offered
    WITHDRAWN = "withdrawn"  # by the speaker, before a decision or after confirming


class InvitationState(StrEnum):
    """Whether somebody named as speaker agreed."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class PairKind(StrEnum):
    """What two pitches have to do with each other in the programme."""

    APART = "apart"  # never at the same time on different stages
    RATHER_APART = "rather_apart"  # the same as a wish, with a weight
    BEFORE = "before"  # the first comes before the second


class BlockKind(StrEnum):
    """What a frame on a stage is for."""

    PITCHES = "pitches"
    KEYNOTE = "keynote"
    BREAK = "break"
    OTHER = "other"


class PlanOrigin(StrEnum):
    """Who made a plan."""

    HAND = "hand"
    PLANNER = "planner"


class RunPurpose(StrEnum):
    """What the planner is asked for."""

    PLAN = "plan"  # the best programme
    REPLAN = "replan"  # as few moves as possible after a change


class RunState(StrEnum):
    """Where a run of the planner stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"  # by a person: the best plan so far is kept
    FAILED = "failed"


class Channel(StrEnum):
    """How somebody takes part; each has its own seats and waiting list."""

    ONSITE = "onsite"
    ONLINE = "online"


class RegistrationState(StrEnum):
    """Where a registration stands."""

    DRAFT = "draft"  # typed, not yet confirmed by the link in the mail
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    CANCELLED = "cancelled"


class VoteSide(StrEnum):
    """Who votes for a prize; the two are counted apart."""

    JURY = "jury"
    AUDIENCE = "audience"


class ClockState(StrEnum):
    """What happens on a stage right now."""

    IDLE = "idle"
    RUNNING = "running"
    HELD = "held"
    ENDED = "ended"


class ItemKind(StrEnum):
    """What a line of the running order is."""

    INTRO = "intro"
    PITCH = "pitch"
    KEYNOTE = "keynote"
    BREAK = "break"
    RESERVE = "reserve"


class ItemState(StrEnum):
    """What became of a line of the running order."""

    WAITING = "waiting"
    ON = "on"
    DONE = "done"
    SKIPPED = "skipped"


class LiveKind(StrEnum):
    """What screens are told of."""

    CLOCK = "clock"  # the running order or its clock changed
    QUESTION = "question"
    APPLAUSE = "applause"
    VOTE = "vote"  # a vote opened or closed, or its tally was published
    PROGRAMME = "programme"  # a new version
    NOTICE = "notice"


class QuestionState(StrEnum):
    """What the moderation did with a question from the audience."""

    WAITING = "waiting"
    SHOWN = "shown"
    ANSWERED = "answered"
    DECLINED = "declined"


class ContactState(StrEnum):
    """Where a wish for contact stands; from there on the reuse request and its case tell."""

    DRAFT = "draft"  # typed, not yet confirmed by the link in the mail
    CONFIRMED = "confirmed"  # handed to the people of the pitch
    REQUESTED = "requested"  # became a request for reuse


class ContactOrigin(StrEnum):
    """Where somebody pressed the contact button."""

    HALL = "hall"
    ONLINE = "online"
    PAGE = "page"


class RecordingKind(StrEnum):
    """What is kept of a pitch."""

    VIDEO = "video"
    SLIDES = "slides"
    PAGE = "page"
