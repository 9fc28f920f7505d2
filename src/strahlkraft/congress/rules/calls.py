"""Calls and pitches: when one may hand in, what a pitch must say, how it gets from draft to stage; pure.

Source: CONGRESS.md (call, submission, confirmation with windows, mode, needs and slides until a date).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from strahlkraft.congress.rules.lengths import too_long
from strahlkraft.congress.rules.vocabulary import InvitationState, OccasionState, PitchKind, PitchMode, PitchState
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.reuse.rules.offers import mailbox_problems
from strahlkraft.reuse.rules.requests import machine_problems, plain_line

ERASE_DRAFTS_AFTER = timedelta(days=7)  # when their link was never used
ERASE_LEFT_DRAFTS_AFTER = timedelta(days=30)  # after the call has closed
KEEP_PEOPLE = timedelta(days=183)  # after the event, for pitches that were not given (CONGRESS.md: six months)
DRAFTS_PER_MAILBOX = 5
MOST_SPEAKERS = 6
INVITATIONS_A_DAY = 12  # letters of one pitch to whoever is named
INVITATIONS_PER_MAILBOX = 5  # to one mailbox within a day, whoever named it
MOST_WINDOWS = 6
MOST_PARTNERS = 20
MOST_PICTURES = 6
REMIND_BEFORE = timedelta(days=3)
TITLE_LIMIT, SUMMARY_LIMIT, DESCRIPTION_LIMIT, NAME_LIMIT, NOTE_LIMIT = 200, 300, 6_000, 120, 500
BODY_LIMIT, BIOGRAPHY_LIMIT, REASON_LIMIT, CALL_LIMIT = 200, 2_000, 2_000, 10_000
DESCRIPTION_MINIMUM = 20
LANGUAGES = ("de", "en")
SLIDE_TYPES: Mapping[str, str] = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PPTX",
    "application/vnd.oasis.opendocument.presentation": "ODP",
}
TRANSITIONS: Mapping[str, Mapping[str, str]] = {
    PitchState.DRAFT: {"hand_in": PitchState.SUBMITTED},
    PitchState.SUBMITTED: {
        "accept": PitchState.ACCEPTED,
        "wait": PitchState.WAITING,
        "reject": PitchState.REJECTED,
        "withdraw": PitchState.WITHDRAWN,
    },
    PitchState.ACCEPTED: {
        "accept": PitchState.ACCEPTED,
        "wait": PitchState.WAITING,
        "reject": PitchState.REJECTED,
        "undo": PitchState.SUBMITTED,
        "confirm": PitchState.CONFIRMED,
        "decline": PitchState.DECLINED,
        "lapse": PitchState.DECLINED,
    },
    PitchState.WAITING: {
        "accept": PitchState.ACCEPTED,
        "wait": PitchState.WAITING,
        "reject": PitchState.REJECTED,
        "undo": PitchState.SUBMITTED,
        "move_up": PitchState.ACCEPTED,
        "withdraw": PitchState.WITHDRAWN,
    },
    PitchState.REJECTED: {
        "accept": PitchState.ACCEPTED,
        "wait": PitchState.WAITING,
        "reject": PitchState.REJECTED,
        "undo": PitchState.SUBMITTED,
    },
    PitchState.CONFIRMED: {"confirm": PitchState.CONFIRMED, "withdraw": PitchState.WITHDRAWN},
    PitchState.DECLINED: {},
    PitchState.WITHDRAWN: {},
}
DECISIONS = frozenset({"accept", "wait", "reject", "undo"})
ON_STAGE = frozenset({PitchState.ACCEPTED, PitchState.CONFIRMED})  # those that take up a place


@dataclass(frozen=True, slots=True)
class CallTimes:
    """What the rules need to know of a call and its event."""

    state: str  # of the event
    opens_at: datetime
    closes_at: datetime
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class CallContent:
    """What the office says of a call; criteria are (name, hint, weight), topics are names, both in their order."""

    text: str
    opens_at: datetime
    closes_at: datetime
    seconds: int = 180
    places: int | None = None
    confirm_days: int = 14
    slides_until: datetime | None = None
    decided_on: date | None = None
    criteria: tuple[tuple[str, str, int], ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StartForm:
    """The first two things somebody says: where the link goes and what it is about."""

    mailbox: str
    title: str
    trap: str = ""
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class PitchContent:
    """What a pitch says; ``topic`` is a slug, ``needs`` codes of features, ``pictures`` numbers of documents."""

    title: str = ""
    summary: str = ""
    description: str = ""
    topic: str = ""
    organisation_name: str = ""
    partners: tuple[str, ...] = ()
    pictures: tuple[int, ...] = ()
    language: str = "de"
    mode: str = PitchMode.ONSITE
    needs: tuple[str, ...] = ()
    needs_note: str = ""
    sign_language: bool = False
    for_prize: bool = False
    person: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time somebody can be on stage."""

    starts_at: datetime
    ends_at: datetime
    preferred: bool = False


@dataclass(frozen=True, slots=True)
class SpeakerContent:
    """What somebody on stage says of themselves; ``named``: the name may be published."""

    name: str
    mailbox: str = ""
    organisation_name: str = ""
    biography: str = ""
    named: bool = False


@dataclass(frozen=True, slots=True)
class Submission:
    """A pitch as the organisers or a file hand it in; ``project`` is a slug, ``seconds`` None: as the call says."""

    content: PitchContent
    people: tuple[SpeakerContent, ...] = ()
    mailbox: str = ""
    kind: str = PitchKind.PITCH
    seconds: int | None = None
    project: str = ""


@dataclass(frozen=True, slots=True)
class StageNeeds:
    """What a speaker says when taking a place; ``windows`` None: as they were said before."""

    mode: str = PitchMode.ONSITE
    needs: tuple[str, ...] = ()
    needs_note: str = ""
    sign_language: bool = False
    slides_public: bool = False
    windows: tuple[Window, ...] | None = None


def _refuse(code: str, message: str, field: str = "") -> list[Refusal]:
    return [Refusal(code, message, field)]


def call_problems(content: CallContent, *, starts_at: datetime) -> list[Refusal]:
    """Whether a call can be saved; ``starts_at`` is when the event begins."""
    found = too_long([("text", content.text, CALL_LIMIT)])
    if not content.text.strip():
        found += _refuse("text_missing", gettext_noop("Say what you look for."), "text")
    if content.closes_at <= content.opens_at:
        found += _refuse("closes_first", gettext_noop("The call must close after it opens."), "closes_at")
    elif content.closes_at >= starts_at:
        found += _refuse("closes_late", gettext_noop("The call must close before the event begins."), "closes_at")
    if content.slides_until and content.slides_until > starts_at:
        found += _refuse("slides_late", gettext_noop("Slides must be there before the event begins."), "slides_until")
    found += seconds_problems(content.seconds)
    if not 1 <= content.confirm_days <= 60:  # noqa: PLR2004 - days
        found += _refuse(
            "confirm_days", gettext_noop("Give between 1 and 60 days for the confirmation."), "confirm_days"
        )
    names = [name.casefold() for name, _hint, _weight in content.criteria]
    if len(set(names)) < len(names):
        found += _refuse("criterion_twice", gettext_noop("Two criteria have the same name."), "criteria")
    if any(not 1 <= weight <= 9 for _name, _hint, weight in content.criteria):  # noqa: PLR2004 - weights one to nine
        found += _refuse("weight", gettext_noop("Weights are whole numbers from 1 to 9."), "criteria")
    return found


def phase(call: CallTimes | None, *, at: datetime) -> str:
    """``none``, ``cancelled``, ``soon``, ``open`` or ``closed``."""
    if call is None or call.state == OccasionState.DRAFT:
        return "none"
    if call.state == OccasionState.CANCELLED:
        return "cancelled"
    if at < call.opens_at:
        return "soon"
    return "open" if at < call.closes_at else "closed"


def may_hand_in_now(call: CallTimes | None, *, at: datetime) -> list[Refusal]:
    """Whether the call is open."""
    return {
        "none": _refuse("no_call", gettext_noop("There is no call for this event.")),
        "cancelled": _refuse("cancelled", gettext_noop("This event was cancelled.")),
        "soon": _refuse("not_open_yet", gettext_noop("The call has not opened yet.")),
        "open": [],
        "closed": _refuse("closed", gettext_noop("The call has closed. What was handed in stays as it is.")),
    }[phase(call, at=at)]


def may_begin(form: StartForm, call: CallTimes | None, *, drafts: int, at: datetime) -> list[Refusal]:
    """Whether a draft can be begun; ``drafts`` of this mailbox wait for their link to be used."""
    found = may_hand_in_now(call, at=at) + machine_problems(trap=form.trap, seconds=form.seconds)
    if not plain_line(form.title):
        found += _refuse("title_missing", gettext_noop("Give your pitch a title; you can change it later."), "title")
    found += too_long([("title", form.title, TITLE_LIMIT)])
    if not form.mailbox.strip():
        found += _refuse("mailbox_missing", gettext_noop("Please give a mailbox; your link goes there."), "mailbox")
    found += mailbox_problems(form.mailbox.strip())
    if drafts >= DRAFTS_PER_MAILBOX:
        found += _refuse(
            "too_many_drafts",
            gettext_noop("Several drafts of this mailbox wait. Please use the links in those letters first."),
            "mailbox",
        )
    return found


def content_problems(
    content: PitchContent, *, whole: bool, topics: Collection[str], features: Collection[str], pictures: Collection[int]
) -> list[Refusal]:
    """What is wrong with a pitch; only a ``whole`` one must say everything, a draft may wait."""
    found = too_long(
        [
            ("title", content.title, TITLE_LIMIT),
            ("summary", content.summary, SUMMARY_LIMIT),
            ("description", content.description, DESCRIPTION_LIMIT),
            ("organisation_name", content.organisation_name, BODY_LIMIT),
            ("needs_note", content.needs_note, NOTE_LIMIT),
            ("person", content.person, NAME_LIMIT),
            *(("partners", partner, BODY_LIMIT) for partner in content.partners),
        ]
    )
    unknown = gettext_noop("Please choose from the list.")
    for field, wrong in (
        ("topic", bool(content.topic) and content.topic not in topics),
        ("needs", not set(content.needs) <= set(features)),
        ("pictures", not set(content.pictures) <= set(pictures)),
        ("language", content.language not in LANGUAGES),
        ("mode", content.mode not in set(PitchMode)),
    ):
        found += _refuse("unknown_choice", unknown, field) if wrong else []
    if len(content.partners) > MOST_PARTNERS:
        found += _refuse("many_partners", gettext_noop("At most 20 partners can be named."), "partners")
    if len(content.pictures) > MOST_PICTURES:
        found += _refuse("many_pictures", gettext_noop("At most six pictures can be shown."), "pictures")
    return found + (_missing(content, topics) if whole else [])


def _missing(content: PitchContent, topics: Collection[str]) -> list[Refusal]:
    found: list[Refusal] = []
    if not plain_line(content.title):
        found += _refuse("title_missing", gettext_noop("A title is missing."), "title")
    if not plain_line(content.summary):
        found += _refuse("summary_missing", gettext_noop("Say in one sentence what it is about."), "summary")
    if len(content.description.strip()) < DESCRIPTION_MINIMUM:
        found += _refuse("description_short", gettext_noop("Write a few sentences on what you show."), "description")
    if not plain_line(content.organisation_name):
        found += _refuse("body_missing", gettext_noop("Say which body presents it."), "organisation_name")
    if topics and not content.topic:
        found += _refuse("topic_missing", gettext_noop("Choose the theme it belongs to."), "topic")
    return found


def may_hand_in(state: str, call: CallTimes | None, *, invitations: Sequence[str], at: datetime) -> list[Refusal]:
    """Whether a draft can be handed in; ``invitations`` are the states of those who are to speak."""
    found = may_move(state, "hand_in") + may_hand_in_now(call, at=at)
    if not any(invitation != InvitationState.DECLINED for invitation in invitations):
        found += _refuse("no_speaker", gettext_noop("Name at least one person who speaks."))
    return found


def may_change(state: str, call: CallTimes | None, *, at: datetime) -> list[Refusal]:
    """A draft and what was handed in can be changed until the call closes."""
    if state not in {PitchState.DRAFT, PitchState.SUBMITTED}:
        return _refuse("decided", gettext_noop("It was decided on; please write to the organisers for changes."))
    return may_hand_in_now(call, at=at)


def may_invite(
    state: str, speaker: SpeakerContent, *, known: int, call: CallTimes | None, at: datetime
) -> list[Refusal]:
    """Whether one more person can be asked to speak: until the call closes, and again once a place was offered."""
    found: list[Refusal] = []
    if state in {PitchState.DRAFT, PitchState.SUBMITTED}:
        found += may_hand_in_now(call, at=at)
    elif state not in ON_STAGE or call is None or at >= call.starts_at:
        found += _refuse("wrong_state", gettext_noop("This is not possible in the pitch's present state."))
    if known >= MOST_SPEAKERS:
        found += _refuse("many_speakers", gettext_noop("At most six people can speak in one pitch."), "name")
    if not speaker.mailbox.strip():
        found += _refuse(
            "mailbox_missing", gettext_noop("Please give a mailbox; the invitation goes there."), "mailbox"
        )
    return found + speaker_problems(speaker)


def may_write(*, of_pitch: int, to_mailbox: int) -> list[Refusal]:
    """Whether one more invitation may leave; both numbers are letters of the last day."""
    if of_pitch >= INVITATIONS_A_DAY or to_mailbox >= INVITATIONS_PER_MAILBOX:
        sentence = gettext_noop("That is much for one day. Please write on tomorrow, or call.")
        return _refuse("too_many_letters", sentence, "mailbox")
    return []


def speaker_problems(speaker: SpeakerContent) -> list[Refusal]:
    """What is wrong with what somebody says of a person on stage."""
    found = too_long(
        [
            ("name", speaker.name, NAME_LIMIT),
            ("organisation_name", speaker.organisation_name, BODY_LIMIT),
            ("biography", speaker.biography, BIOGRAPHY_LIMIT),
        ]
    )
    if not plain_line(speaker.name):
        found += _refuse("name_missing", gettext_noop("Please give a name."), "name")
    return found + mailbox_problems(speaker.mailbox.strip())


def window_problems(windows: Sequence[Window], *, starts_at: datetime, ends_at: datetime) -> list[Refusal]:
    """Windows lie within the event and end after they begin; the preferred one lies in one of the others."""
    found: list[Refusal] = []
    possible = [window for window in windows if not window.preferred]
    for window in windows:
        if window.ends_at <= window.starts_at:
            found += _refuse("window_empty", gettext_noop("A time window must end after it begins."), "windows")
        elif window.ends_at <= starts_at or window.starts_at >= ends_at:
            found += _refuse("window_outside", gettext_noop("A time window lies outside the event."), "windows")
    for window in windows:
        around = [w for w in possible if w.starts_at <= window.starts_at and window.ends_at <= w.ends_at]
        if window.preferred and possible and not around:
            found += _refuse(
                "preferred_outside", gettext_noop("The preferred time must lie in one of your windows."), "windows"
            )
    if len(possible) > MOST_WINDOWS or len(windows) - len(possible) > 1:
        found += _refuse("many_windows", gettext_noop("At most six windows and one preferred time."), "windows")
    return list({refusal.code: refusal for refusal in found}.values())


def may_move(state: str, deed: str) -> list[Refusal]:
    """Whether ``deed`` fits the pitch's state."""
    if deed in TRANSITIONS[PitchState(state)]:
        return []
    return _refuse("wrong_state", gettext_noop("This is not possible in the pitch's present state."))


def may_decide(state: str, deed: str, *, told: bool, reason: str) -> list[Refusal]:
    """Decisions can be made and changed until the letters leave; a refusal needs its reason."""
    if deed not in DECISIONS:
        return _refuse("unknown_choice", gettext_noop("Please choose from the list."), "deed")
    found = may_move(state, deed)
    if told and not found:
        found = _refuse("told", gettext_noop("The letter with the decision has left; it can no longer be changed."))
    if deed == "reject" and not reason.strip():
        found += _refuse("reason_missing", gettext_noop("Say why, so that the people learn it."), "reason")
    return found + too_long([("reason", reason, REASON_LIMIT)])


def fits_places(places: int | None, *, taken: int, more: int) -> list[Refusal]:
    """Whether ``more`` places can be offered when ``taken`` are; ``places`` None: no number was set."""
    if places is None or taken + more <= places:
        return []
    sentence = gettext_noop(
        "There are %(places)s places and %(taken)s are taken: %(more)s more do not fit. Use the waiting list."
    )
    return [Refusal("no_place", sentence, "deed", {"places": places, "taken": taken, "more": more})]


def may_confirm(state: str, *, invitations: Sequence[str], starts_at: datetime, at: datetime) -> list[Refusal]:
    """An offered place is confirmed, or the details of a confirmed one changed, until the event begins."""
    found = may_move(state, "confirm")
    if at >= starts_at:
        found += _refuse("begun", gettext_noop("The event has begun."))
    if not any(invitation == InvitationState.ACCEPTED for invitation in invitations):
        found += _refuse(
            "nobody_agreed",
            gettext_noop("Nobody of those named has agreed to speak yet. They got a letter with a link."),
        )
    return found


def stage_problems(
    given: StageNeeds, *, features: Collection[str], starts_at: datetime, ends_at: datetime
) -> list[Refusal]:
    """What is wrong with what a speaker says when taking a place."""
    found = too_long([("needs_note", given.needs_note, NOTE_LIMIT)])
    unknown = gettext_noop("Please choose from the list.")
    found += _refuse("unknown_choice", unknown, "mode") if given.mode not in set(PitchMode) else []
    found += _refuse("unknown_choice", unknown, "needs") if not set(given.needs) <= set(features) else []
    return found + window_problems(given.windows or (), starts_at=starts_at, ends_at=ends_at)


def submission_problems(given: Submission, *, whole: bool) -> list[Refusal]:
    """What is wrong with a pitch handed in for others beside its content; not ``whole``: a title is enough."""
    found: list[Refusal] = []
    if given.kind not in set(PitchKind):
        found += _refuse("unknown_choice", gettext_noop("Please choose from the list."), "kind")
    if not whole and not plain_line(given.content.title):
        found += _refuse("title_missing", gettext_noop("A title is missing."), "title")
    if given.seconds is not None:
        found += seconds_problems(given.seconds)
    found += mailbox_problems(given.mailbox.strip())
    for person in given.people:
        found += [replace(refusal, field=f"speaker_{refusal.field}") for refusal in speaker_problems(person)]
    if len(given.people) > MOST_SPEAKERS:
        found += _refuse("many_speakers", gettext_noop("At most six people can speak in one pitch."), "speaker_name")
    return found


def seconds_problems(seconds: int) -> list[Refusal]:
    """From half a minute to two hours."""
    if 30 <= seconds <= 7_200:  # noqa: PLR2004 - the bounds the sentence names
        return []
    return _refuse("seconds", gettext_noop("A pitch takes between 30 seconds and two hours."), "seconds")


def may_withdraw(state: str, *, ends_at: datetime, at: datetime) -> list[Refusal]:
    """A pitch can be taken back until the event is over; an offered place is declined instead."""
    deed = "decline" if state == PitchState.ACCEPTED else "withdraw"
    if at >= ends_at:
        return _refuse("over", gettext_noop("The event is over."))
    return may_move(state, deed)


def shown_state(state: str, *, told: bool) -> PitchState:
    """The state as the people of the pitch know it: a decision counts once its letter has left."""
    undecided = state in {PitchState.ACCEPTED, PitchState.WAITING, PitchState.REJECTED} and not told
    return PitchState.SUBMITTED if undecided else PitchState(state)


def reminder_due(due: datetime | None, *, reminded: bool, at: datetime) -> bool:
    """Whether somebody is to be reminded of a date: once, from three days before it until it is over."""
    return due is not None and not reminded and due - REMIND_BEFORE <= at < due


def confirm_by(at: datetime, *, days: int, starts_at: datetime) -> datetime:
    """Until when an offered place is to be confirmed: not later than the event begins."""
    return min(at + timedelta(days=days), starts_at)


def next_to_move_up(waiting: Iterable[tuple[int, str]], *, places: int | None, taken: int) -> str:
    """The code of who moves up when a place has become free; ``waiting`` are (place, code); empty when nobody does."""
    if places is not None and taken >= places:
        return ""
    return min(waiting, default=(0, ""))[1]


def slides_problems(
    state: str, *, size: int, limit: int, media_type: str, due: datetime | None, at: datetime
) -> list[Refusal]:
    """Whether slides may be kept: ``size`` and ``limit`` in bytes, ``media_type`` as found in the content."""
    found: list[Refusal] = []
    if state not in ON_STAGE:
        found += _refuse("wrong_state", gettext_noop("Slides can be handed in once a place was offered."), "file")
    if due is not None and at > due:
        found += _refuse(
            "slides_over", gettext_noop("The date for slides is over; please write to the organisers."), "file"
        )
    if size > limit:
        sentence = gettext_noop("The file has %(size)s MB; at most %(limit)s MB are possible. Nothing else is lost.")
        words = {"size": f"{size / 1_048_576:.0f}", "limit": f"{limit / 1_048_576:.0f}"}
        found.append(Refusal("too_large", sentence, "file", words))
    elif size == 0:
        found += _refuse("empty", gettext_noop("The file is empty."), "file")
    elif media_type not in SLIDE_TYPES:
        sentence = gettext_noop("Files of this type are not accepted. Possible are %(types)s.")
        found.append(Refusal("wrong_type", sentence, "file", {"types": ", ".join(sorted(SLIDE_TYPES.values()))}))
    return found
