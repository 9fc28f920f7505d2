"""From an idea to a grant: what may be handed in, the office's checklist, sessions and votes, steps of an application.

Sources: FUNDING.md a.1 (R1 state interest, R3 total financing, R4 not begun), a.2 (R11 rates), d.4 (four eyes). That more
votes must stand for a decision than against it is our own assumption; a board's rules of procedure may say otherwise.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.reuse.rules.offers import mailbox_problems
from strahlkraft.reuse.rules.requests import machine_problems, plain, plain_line
from strahlkraft.steering.rules.moves import may_move
from strahlkraft.steering.rules.vocabulary import (
    IDEA_MOVES,
    SESSION_MOVES,
    Answer,
    ApplicationState,
    BoardDecision,
    IdeaState,
    SessionState,
)

CONFIRM_WITHIN = timedelta(days=7)
KEEP_ENDED = timedelta(days=365)  # so long an idea refused or withdrawn still says who may be written to
SAME_SHEET = timedelta(minutes=10)  # the same words within it are one idea, sent twice
OPEN_PER_MAILBOX = 5  # ideas waiting for the same mailbox's confirmation
TEXT_MINIMUM, TEXT_LIMIT = 20, 4_000  # characters
TITLE_LIMIT = BODY_LIMIT = 200
NOTE_LIMIT = 500
MINUTES_LIMIT = 40_000
MOST_ITEMS = 40
CHECK_WITHIN = 10  # working days from an idea's arrival to the end of its check: our own aim
INVITE_AHEAD = timedelta(days=14)  # before a session: our own aim
MINUTES_WITHIN = timedelta(days=14)  # after a session: our own aim
APPLY_WITHIN = timedelta(days=60)  # after the board forwarded an idea: our own aim


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One line of the office's checklist; ``source`` names the rule it comes from, empty for our own."""

    key: str
    question: str
    hint: str
    source: str = ""


CHECKLIST: tuple[CheckLine, ...] = (
    CheckLine(
        "state_interest",
        gettext_noop("Does the Land have a substantial interest in it?"),
        gettext_noop("Grants are given only where the Land's interest cannot be met otherwise. Say what it is."),
        "§§ 23, 44 LHO",
    ),
    CheckLine(
        "not_begun",
        gettext_noop("Has the project not begun yet?"),
        gettext_noop("A signed contract for supplies or services normally counts as the beginning."),
        "VV 1.3 zu § 44 LHO",
    ),
    CheckLine(
        "financing",
        gettext_noop("Is the total financing secured?"),
        gettext_noop("All shares are named: the grant, own money, others. Nothing is begun on credit."),
        "VV 1.2 zu § 44 LHO",
    ),
    CheckLine(
        "rate",
        gettext_noop("Does the grant hoped for keep to the rate?"),
        gettext_noop("At most 80 percent for municipalities and charities, 50 for companies, 90 for research."),
        "NRW.BANK, Digitale Modellregionen",
    ),
    CheckLine(
        "transferability",
        gettext_noop("Can other municipalities take the result over?"),
        gettext_noop("Without the same provider and without the same neighbours."),
    ),
    CheckLine(
        "licence",
        gettext_noop("Is an open licence planned for the result?"),
        gettext_noop("Software as open source, data and papers under a free licence; otherwise say why not."),
    ),
    CheckLine(
        "no_double_work",
        gettext_noop("Does nobody else do it already?"),
        gettext_noop("Compare with the register: what is close to this idea stands beside this list."),
    ),
    CheckLine(
        "contact",
        gettext_noop("Is there a body that answers for it, with a function mailbox?"),
        gettext_noop("Somebody must carry it in the administration, also when people change."),
    ),
    CheckLine(
        "data_protection",
        gettext_noop("Is data protection thought of?"),
        gettext_noop("Which personal data arise, on what ground, and is a data protection impact assessment needed?"),
        "Art. 6, 35 DSGVO",
    ),
    CheckLine(
        "operation",
        gettext_noop("Is it said who runs it when the grant has ended?"),
        gettext_noop("Operation is not paid by the grant; a body and a budget line are named."),
    ),
)
CHECK_KEYS = tuple(line.key for line in CHECKLIST)


@dataclass(frozen=True, slots=True)
class IdeaInput:
    """What somebody says of an idea; ``estimated_cost`` in euros."""

    title: str
    need: str
    solution: str
    benefit: str = ""
    body: str = ""
    mailbox: str = ""
    estimated_cost: Decimal | None = None

    def tidied(self) -> "IdeaInput":
        """The same without characters nobody sees."""
        return IdeaInput(
            title=plain_line(self.title)[:TITLE_LIMIT],
            need=plain(self.need),
            solution=plain(self.solution),
            benefit=plain(self.benefit),
            body=plain_line(self.body)[:BODY_LIMIT],
            mailbox=self.mailbox.strip(),
            estimated_cost=self.estimated_cost,
        )


def idea_problems(given: IdeaInput, *, mailbox_needed: bool) -> list[Refusal]:
    """Whether an idea can be taken; each reason names its field."""
    refusals = []
    if not plain_line(given.title):
        refusals.append(Refusal("title_missing", gettext_noop("Please give it a name."), "title"))
    for name, text in (("need", given.need), ("solution", given.solution)):
        refusals += _told(name, plain(text))
    refusals += short_enough("benefit", plain(given.benefit))
    if not plain_line(given.body):
        refusals.append(Refusal("body_missing", gettext_noop("Which body hands it in?"), "body"))
    if mailbox_needed and not given.mailbox.strip():
        refusals.append(
            Refusal("mailbox_missing", gettext_noop("Where may the answer go? Please give a mailbox."), "mailbox")
        )
    refusals += mailbox_problems(given.mailbox.strip())
    if given.estimated_cost is not None and given.estimated_cost < 0:
        refusals.append(
            Refusal("cost_negative", gettext_noop("An amount cannot be less than nothing."), "estimated_cost")
        )
    return refusals


def _told(field: str, text: str) -> list[Refusal]:
    if len(text) < TEXT_MINIMUM:
        return [
            Refusal(
                "text_short",
                gettext_noop("Please write one or two sentences (at least %(limit)s characters)."),
                field,
                {"limit": TEXT_MINIMUM},
            )
        ]
    return short_enough(field, text)


def short_enough(field: str, text: str, limit: int = TEXT_LIMIT) -> list[Refusal]:
    """Whether a text keeps to its limit in characters."""
    if len(text) <= limit:
        return []
    return [
        Refusal(
            "text_long",
            gettext_noop("Please shorten this to %(limit)s characters; it has %(length)s."),
            field,
            {"limit": limit, "length": len(text)},
        )
    ]


def may_hand_in(
    given: IdeaInput, *, region_known: bool, waiting_from_mailbox: int, trap: str, seconds: float | None
) -> list[Refusal]:
    """Whether a stranger's idea can be taken; ``trap`` is a field nobody sees, ``seconds`` how long the form was open."""
    refusals = machine_problems(trap=trap, seconds=seconds)
    if not region_known:
        refusals.append(Refusal("region_missing", gettext_noop("Choose the region it is meant for."), "region"))
    refusals += idea_problems(given, mailbox_needed=True)
    if waiting_from_mailbox >= OPEN_PER_MAILBOX:
        refusals.append(
            Refusal(
                "too_many_waiting",
                gettext_noop("Several ideas from this mailbox wait for confirmation. Please confirm those first."),
                "mailbox",
            )
        )
    return refusals


def may_confirm(state: str, *, confirm_by: datetime, at: datetime) -> list[Refusal]:
    """Within seven days; a second press of the button is no error of the person and is told as done."""
    if state != IdeaState.DRAFT:
        return [Refusal("already_confirmed", gettext_noop("This idea has been confirmed already."))]
    if at > confirm_by:
        return [
            Refusal("too_late", gettext_noop("The seven days for confirming are over; please hand the idea in anew."))
        ]
    return []


def may_change_idea(state: str) -> list[Refusal]:
    """The office corrects what is said of an idea until it stands on an agenda."""
    if state in {IdeaState.SUBMITTED, IdeaState.CHECKED, IdeaState.DEFERRED, IdeaState.WORTHY}:
        return []
    return [Refusal("wrong_state", gettext_noop("This is not possible where the matter stands now."))]


def answer_problems(answers: Mapping[str, tuple[str, str]]) -> list[Refusal]:
    """Whether answers (by key: answer and note) can be kept: no, and "does not apply", say why."""
    refusals = []
    for key, (answer, note) in answers.items():
        if key not in CHECK_KEYS or answer not in set(Answer):
            refusals.append(Refusal("unknown", gettext_noop("This line is not on the checklist.")))
        elif answer in {Answer.NO, Answer.NOT_APPLICABLE} and not plain_line(note):
            refusals.append(
                Refusal("note_missing", gettext_noop("Say why, in one sentence: the board reads it."), f"{key}-note")
            )
        refusals += short_enough(f"{key}-note", plain_line(note), NOTE_LIMIT)
    return refusals


def may_finish_check(state: str, answers: Mapping[str, tuple[str, str]]) -> list[Refusal]:
    """The check is done when every line has an answer; a "no" does not stop an idea: the board decides."""
    refusals = may_move(IDEA_MOVES, state, "check") + answer_problems(answers)
    still_open = [key for key in CHECK_KEYS if answers.get(key, (Answer.OPEN, ""))[0] == Answer.OPEN]
    return refusals + [
        Refusal("answer_missing", gettext_noop("This line has no answer yet."), f"{key}-answer") for key in still_open
    ]


@dataclass(frozen=True, slots=True)
class SessionInput:
    """What is said of a session; times with their zone."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""


def session_problems(given: SessionInput) -> list[Refusal]:
    """Whether a session can be planned like this; one that was held already can be entered later."""
    refusals = []
    if not plain_line(given.title):
        refusals.append(Refusal("title_missing", gettext_noop("Please give it a name."), "title"))
    if given.ends_at <= given.starts_at:
        refusals.append(Refusal("ends_early", gettext_noop("It must end after it begins."), "ends"))
    return refusals


def may_plan(state: str) -> list[Refusal]:
    """Date and agenda are open until the invitation."""
    if state == SessionState.PLANNED:
        return []
    return [Refusal("wrong_state", gettext_noop("The board is invited: date and agenda are fixed."))]


def may_add_item(state: str, *, items: int, topic: str, idea_state: str | None) -> list[Refusal]:
    """Whether something may be put on the agenda: an idea that is checked, deferred or found worthy, or a topic."""
    refusals = may_plan(state)
    if idea_state is None and not plain_line(topic):
        refusals.append(Refusal("nothing", gettext_noop("Choose an idea or write a topic."), "topic"))
    if idea_state is not None:
        refusals += may_move(IDEA_MOVES, idea_state, "put_on_agenda")
    if items >= MOST_ITEMS:
        refusals.append(Refusal("too_many", gettext_noop("At most %(most)s items fit."), "topic", {"most": MOST_ITEMS}))
    return refusals


def moved(order: Sequence[int], item: int, *, steps: int) -> list[int]:
    """The agenda with one item so many steps further down (negative: up); at the ends it stays."""
    rest = [one for one in order if one != item]
    place = min(max(0, list(order).index(item) + steps), len(rest))
    return [*rest[:place], item, *rest[place:]]


def may_invite(
    state: str, *, items: int, mailboxes: Collection[str], starts_at: datetime, at: datetime
) -> list[Refusal]:
    """An invitation needs an agenda, somebody to invite, and a session that is still to come."""
    refusals = may_move(SESSION_MOVES, state, "invite")
    if not items:
        refusals.append(Refusal("no_agenda", gettext_noop("The agenda is empty. Put something on it first.")))
    if not mailboxes:
        refusals.append(
            Refusal("nobody", gettext_noop("Nobody is invited. Name at least one function mailbox."), "mailboxes")
        )
    for mailbox in mailboxes:
        refusals += mailbox_problems(mailbox, "mailboxes")
    if starts_at <= at:
        refusals.append(Refusal("over", gettext_noop("The session has begun already; change its date first.")))
    return refusals


def may_hold(state: str, *, starts_at: datetime, at: datetime) -> list[Refusal]:
    """A session is held once it has begun."""
    refusals = may_move(SESSION_MOVES, state, "hold")
    if at < starts_at:
        refusals.append(Refusal("early", gettext_noop("The session has not begun yet.")))
    return refusals


@dataclass(frozen=True, slots=True)
class Vote:
    """What the board decided about one idea: the votes stand for or against this very decision."""

    decision: str
    reason: str
    votes_for: int | None = None
    votes_against: int = 0
    abstained: int = 0
    again_from: date | None = None

    @property
    def cast(self) -> int:
        """All votes, abstentions included."""
        return (self.votes_for or 0) + self.votes_against + self.abstained


def vote_problems(vote: Vote, *, voting: int | None, held_on: date) -> list[Refusal]:
    """Whether a decision can be written down; ``voting`` is how many could vote, None when it is not said yet."""
    refusals = []
    if vote.decision not in set(BoardDecision):
        refusals.append(Refusal("decision_missing", gettext_noop("Choose what was decided."), "decision"))
    if not plain(vote.reason):
        refusals.append(
            Refusal(
                "reason_missing", gettext_noop("A decision needs its reason: whoever handed it in reads it."), "reason"
            )
        )
    refusals += short_enough("reason", plain(vote.reason))
    if vote.votes_for is None:
        refusals.append(Refusal("votes_missing", gettext_noop("How many were in favour?"), "votes_for"))
    elif vote.votes_for <= vote.votes_against:
        refusals.append(
            Refusal(
                "not_carried",
                gettext_noop("This decision is not carried: more votes must stand for it than against it."),
                "votes_for",
            )
        )
    if voting is not None and vote.cast > voting:
        refusals.append(
            Refusal(
                "too_many_votes",
                gettext_noop("These are %(cast)s votes, but only %(voting)s were present."),
                "votes_for",
                {"cast": vote.cast, "voting": voting},
            )
        )
    if vote.decision == BoardDecision.DEFER and (vote.again_from is None or vote.again_from <= held_on):
        refusals.append(
            Refusal("again_missing", gettext_noop("Say from which day on it is looked at again."), "again_from")
        )
    return refusals


def may_decide(session_state: str, idea_state: str, vote: Vote, *, voting: int | None, held_on: date) -> list[Refusal]:
    """Decisions are written down once the session is held."""
    refusals = []
    if session_state != SessionState.HELD:
        refusals.append(Refusal("not_held", gettext_noop("Decisions are written down once the session is held.")))
    if vote.decision in set(BoardDecision):
        refusals += may_move(IDEA_MOVES, idea_state, vote.decision)
    return refusals + vote_problems(vote, voting=voting, held_on=held_on)


def may_write_minutes(state: str, *, text: str, most_cast: int, voting: int | None) -> list[Refusal]:
    """Minutes are written after the session; ``most_cast`` is the most votes cast on one item."""
    refusals = []
    if state != SessionState.HELD:
        refusals.append(
            Refusal(
                "not_held", gettext_noop("Minutes are written once the session is held, and until they are approved.")
            )
        )
    refusals += short_enough("minutes", plain(text), MINUTES_LIMIT)
    if voting is not None and most_cast > voting:
        refusals.append(
            Refusal(
                "too_many_votes",
                gettext_noop("On one item %(cast)s votes are written down already."),
                "voting",
                {"cast": most_cast},
            )
        )
    return refusals


def may_approve_minutes(
    state: str, *, minutes: str, present: str, undecided: int, writers: Collection[str], by: str
) -> list[Refusal]:
    """Another person than who wrote them approves; ``writers`` are actor ids, as ``by`` is."""
    refusals = may_move(SESSION_MOVES, state, "approve_minutes")
    if not plain(minutes) or not plain(present):
        refusals.append(
            Refusal("minutes_missing", gettext_noop("The minutes have no text yet, or nobody is named as present."))
        )
    if undecided:
        refusals.append(
            Refusal(
                "undecided",
                gettext_noop(
                    "Ideas without a decision: %(n)s. Write down what was decided, also that one was deferred."
                ),
                params={"n": undecided},
            )
        )
    if by in writers:
        refusals.append(
            Refusal(
                "four_eyes", gettext_noop("Whoever wrote the minutes cannot approve them; please ask somebody else.")
            )
        )
    return refusals


def may_cancel(state: str, reason: str) -> list[Refusal]:
    """Cancelling a session needs a reason: those invited read it."""
    return may_move(SESSION_MOVES, state, "cancel") + reason_problems(reason)


def text_problems(field: str, text: str) -> list[Refusal]:
    """Whether a text that may be empty is short enough."""
    return short_enough(field, plain(text))


def reason_problems(reason: str) -> list[Refusal]:
    """Whether a reason is given."""
    if not plain(reason):
        return [Refusal("reason_missing", gettext_noop("Please say why."), "reason")]
    return short_enough("reason", plain(reason), NOTE_LIMIT)


PIPELINE: Mapping[str, tuple[str, ...]] = {
    "idea": (IdeaState.SUBMITTED,),
    "checked": (IdeaState.CHECKED,),
    "agenda": (IdeaState.ON_AGENDA,),
    "decided": (IdeaState.FORWARDED, IdeaState.DEFERRED, IdeaState.WORTHY),
    "applied": (ApplicationState.PREPARED, ApplicationState.SUBMITTED, ApplicationState.QUERIED),
    "granted": (ApplicationState.GRANTED,),
}
"""The columns from an idea to a grant; the last two hold applications, the others ideas."""
OF_APPLICATIONS = frozenset({"applied", "granted"})
ENDED = (IdeaState.REFUSED, IdeaState.WITHDRAWN)
