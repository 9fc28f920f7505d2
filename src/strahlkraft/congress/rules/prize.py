"""Prizes: who may vote when, how votes are counted and told; pure.

One person has one vote of each side they belong to; a constraint of the database keeps it. Jury and audience are
counted apart and never added up.
"""

import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from strahlkraft.kernel.codes import READABLE
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

NUMBER_LENGTH, SEAL_LENGTH = 3, 6  # of a ticket code: 32,768 tickets; guessing one takes 2 to the power of 30 tries
MOST_TICKETS = len(READABLE) ** NUMBER_LENGTH - 1


@dataclass(frozen=True, slots=True)
class Times:
    """When one side may vote; None: this side has no vote."""

    opens_at: datetime | None
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class Place:
    """One pitch in a side's tally; ``rank`` is shared by equal numbers of votes."""

    pitch: str
    votes: int
    rank: int
    tied: bool


def phase(times: Times, *, at: datetime) -> str:
    """``none``, ``soon``, ``open`` or ``closed``."""
    if times.opens_at is None or times.closes_at is None:
        return "none"
    if at < times.opens_at:
        return "soon"
    return "open" if at < times.closes_at else "closed"


def times_problems(jury: Times, audience: Times) -> list[Refusal]:
    """Whether a prize can be saved: one side at least, each opening before it closes."""
    found = []
    if jury.opens_at is None and audience.opens_at is None:
        found.append(
            Refusal("no_side", gettext_noop("Say when the jury or the audience may vote."), "audience_opens_at")
        )
    for side, times in (("jury", jury), ("audience", audience)):
        if (times.opens_at is None) != (times.closes_at is None):
            found.append(Refusal("half", gettext_noop("Give both times or none."), f"{side}_closes_at"))
        elif times.opens_at and times.closes_at and times.closes_at <= times.opens_at:
            found.append(
                Refusal("closes_first", gettext_noop("The vote must close after it opens."), f"{side}_closes_at")
            )
    return found


def may_vote(times: Times, *, takes_part: bool, voted: bool, at: datetime) -> list[Refusal]:
    """Whether a vote counts; ``takes_part``: the pitch stands for the prize; ``voted``: this person did before."""
    refusals = {
        "none": [Refusal("no_vote", gettext_noop("There is no vote here."))],
        "soon": [Refusal("not_open_yet", gettext_noop("The vote has not opened yet."))],
        "open": [],
        "closed": [Refusal("closed", gettext_noop("The vote has closed."))],
    }[phase(times, at=at)]
    if refusals:
        return refusals
    if not takes_part:
        return [Refusal("not_in_prize", gettext_noop("Choose one of the pitches."), "pitch")]
    if voted:
        return [already_voted()]
    return []


def already_voted() -> Refusal:
    """The reason for a second vote, whether seen before writing or by the constraint."""
    return Refusal("voted", gettext_noop("You have voted already; one person has one vote."))


def may_publish(jury: Times, audience: Times, *, published: bool, at: datetime) -> list[Refusal]:
    """A tally is published once, when no side may vote any more."""
    if published:
        return [Refusal("published", gettext_noop("The tally was published already."))]
    if {phase(jury, at=at), phase(audience, at=at)} & {"soon", "open"}:
        return [Refusal("still_open", gettext_noop("The tally can be published once all votes are closed."))]
    return []


def tally(counts: Mapping[str, int], pitches: Collection[str]) -> list[Place]:
    """All pitches of a prize by votes, equal numbers sharing a rank and standing by their code."""
    votes = {pitch: counts.get(pitch, 0) for pitch in pitches}
    ordered = sorted(votes.values(), reverse=True)
    return [
        Place(pitch, number, ordered.index(number) + 1, ordered.count(number) > 1)
        for pitch, number in sorted(votes.items(), key=lambda item: (-item[1], item[0]))
    ]


def winners(places: Collection[Place]) -> list[str]:
    """Who won: all with the most votes; nobody when nobody voted."""
    return [place.pitch for place in places if place.rank == 1 and place.votes]


def registered(mailbox: str, key: int) -> str:
    """Who votes by a registration: the mailbox however it is spelt, so that registering anew gives no second vote."""
    name, _at, domain = mailbox.strip().casefold().partition("@")
    return f"registration:{name.partition('+')[0]}@{domain}" if mailbox else f"registration:{key}"


def voter_digest(secret: bytes, prize: int, kind: str, name: str) -> str:
    """What stands for a person at one prize: nobody without the server's secret can turn it back or guess it."""
    return hmac.new(secret, f"vote|{prize}|{kind}|{name}".encode(), sha256).hexdigest()


def ticket_code(secret: bytes, occasion: int, number: int) -> str:
    """The code on ticket ``number`` (from 1) of an event, such as ``ABD-7KQ2M4``."""
    if not 1 <= number <= MOST_TICKETS:
        raise ValueError(number)
    return f"{_letters(number, NUMBER_LENGTH)}-{_seal(secret, occasion, number)}"


def read_ticket(secret: bytes, occasion: int, code: str) -> int:
    """The number on a ticket of this event; 0 when the code is none of it. Case, spaces and dashes do not matter."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    if len(plain) != NUMBER_LENGTH + SEAL_LENGTH or not set(plain) <= set(READABLE):
        return 0
    number = 0
    for letter in plain[:NUMBER_LENGTH]:
        number = number * len(READABLE) + READABLE.index(letter)
    sound = hmac.compare_digest(plain[NUMBER_LENGTH:], _seal(secret, occasion, number))
    return number if number and sound else 0


def _letters(number: int, length: int) -> str:
    letters = ""
    for _place in range(length):
        number, rest = divmod(number, len(READABLE))
        letters = READABLE[rest] + letters
    return letters


def _seal(secret: bytes, occasion: int, number: int) -> str:
    digest = hmac.new(secret, f"ticket|{occasion}|{number}".encode(), sha256).digest()
    return _letters(int.from_bytes(digest[:8], "big"), SEAL_LENGTH)
