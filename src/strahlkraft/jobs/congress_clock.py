"""What the clock does for events: erase what nobody confirmed, forget people as promised, send the waiting list online.

Every area of the room adds its matters to :data:`MATTERS`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from strahlkraft.congress.actions import contacts, pitches, registration, selection, slides
from strahlkraft.congress.queries.calls import places_to_chase, slides_to_ask_for
from strahlkraft.congress.queries.registration import to_send_online
from strahlkraft.jobs.clock import each

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that is due from time to time: for each of ``due`` at a moment, ``deed`` says how many it did."""

    name: str
    due: Callable[[datetime], Iterable[Any]]
    deed: Callable[[Any, datetime], int]


def once(name: str, deed: Callable[..., int]) -> Matter:
    """A matter that is one deed for everything at once."""
    return Matter(name, lambda _at: (name,), lambda _what, at: deed(at=at))


MATTERS: tuple[Matter, ...] = (
    Matter(
        "waiting_sent_online",
        to_send_online,
        lambda occasion, at: registration.send_waiting_online(at=at, occasion=occasion),
    ),
    Matter("places_chased", places_to_chase, lambda code, at: bool(selection.chase(at=at, code=code))),
    Matter("slides_asked_for", slides_to_ask_for, lambda code, at: slides.remind_of_slides(at=at, code=code)),
    once("drafts_erased", pitches.erase_drafts),
    once("pitch_people_forgotten", pitches.forget_people),
    once("registrations_erased", registration.erase_unconfirmed),
    once("contacts_erased", contacts.erase_unconfirmed),
    once("guests_forgotten", registration.forget_people),
    once("contacts_forgotten", contacts.forget_people),
)


def tend(*, at: datetime) -> dict[str, int]:
    """Do what is due now: each matter in its own transaction, none stops the others; how many of each were done."""
    done = {matter.name: _each(matter, at) for matter in MATTERS}
    if any(done.values()):
        _log.info("congress.tended", **done)
    return done


def _each(matter: Matter, at: datetime) -> int:
    def failed(what: object) -> None:
        _log.exception("congress.matter_failed", matter=f"{matter.name}: {what}")

    return each(list(matter.due(at)), lambda what: matter.deed(what, at), failed=failed)
