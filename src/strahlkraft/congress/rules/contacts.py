"""Wishes for contact at a pitch, and the chain from there to a reuse in operation; pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from strahlkraft.congress.rules.lengths import too_long
from strahlkraft.congress.rules.vocabulary import ContactOrigin, ContactState, PitchState
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.reuse.rules.offers import mailbox_problems
from strahlkraft.reuse.rules.requests import machine_problems, plain_line

CONFIRM_WITHIN = timedelta(days=7)
KEEP_PEOPLE = timedelta(days=183)  # after the event (CONGRESS.md: deletion after six months)
TEXT_LIMIT = 2_000
WAITING_PER_MAILBOX = 20  # in a hall people press often; each unconfirmed wish is one letter
SHOWN = frozenset({PitchState.ACCEPTED, PitchState.CONFIRMED})


@dataclass(frozen=True, slots=True)
class ContactForm:
    """What somebody types at a pitch; ``municipality`` is an official key or empty with ``organisation`` given."""

    mailbox: str
    municipality: str = ""
    organisation: str = ""
    person: str = ""
    text: str = ""
    wants_reuse: bool = False
    origin: str = ContactOrigin.PAGE
    trap: str = ""
    seconds: float | None = None


def may_make_contact(
    form: ContactForm, *, pitch_state: str, reachable: bool, municipality_known: bool, waiting_from_mailbox: int
) -> list[Refusal]:
    """Whether a wish for contact can be taken; each reason names its field. ``reachable``: somebody would read it."""
    if pitch_state not in SHOWN or not reachable:
        return [Refusal("nobody", gettext_noop("Nobody can be reached for this pitch any more."))]
    found = machine_problems(trap=form.trap, seconds=form.seconds)
    if not form.mailbox.strip():
        found.append(
            Refusal("mailbox_missing", gettext_noop("Where may the answer go? Please give a mailbox."), "mailbox")
        )
    found += mailbox_problems(form.mailbox.strip())
    if form.municipality and not municipality_known:
        sentence = gettext_noop("We know no municipality of this name. Please choose one of the suggestions.")
        found.append(Refusal("municipality_unknown", sentence, "municipality"))
    if form.wants_reuse and not form.municipality and not plain_line(form.organisation):
        found.append(Refusal("municipality_missing", gettext_noop("Choose your municipality."), "municipality"))
    found += too_long([("text", form.text, TEXT_LIMIT)])
    if form.origin not in set(ContactOrigin):
        found.append(Refusal("origin", gettext_noop("Please choose from the list."), "origin"))
    if waiting_from_mailbox >= WAITING_PER_MAILBOX:
        sentence = gettext_noop("Several requests from this mailbox wait for confirmation. Please confirm those first.")
        found.append(Refusal("too_many_waiting", sentence, "mailbox"))
    return found


def may_confirm(state: str, *, confirm_by: datetime, at: datetime) -> list[Refusal]:
    """Within seven days; pressed twice is no error of the person."""
    if state != ContactState.DRAFT:
        return [Refusal("already_confirmed", gettext_noop("This request has been confirmed already."))]
    if at > confirm_by:
        return [
            Refusal("too_late", gettext_noop("The seven days for confirming are over; please send the request anew."))
        ]
    return []


def may_become_request(state: str, *, has_project: bool, says_who: bool) -> list[Refusal]:
    """A confirmed wish about a pitch of a published project, from somebody who said for which body they ask."""
    if state == ContactState.REQUESTED:
        return [Refusal("already_requested", gettext_noop("This contact has become a request for reuse already."))]
    if state != ContactState.CONFIRMED:
        return [Refusal("not_confirmed", gettext_noop("This contact has not been confirmed."))]
    if not has_project:
        return [
            Refusal("no_project", gettext_noop("This pitch tells of no published project; nothing can be requested."))
        ]
    if not says_who:
        return [Refusal("no_body", gettext_noop("It is not known which body asks; please ask them first."))]
    return []


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many came from one step of the chain to the next, for one event; each number contains the next.

    ``contacts`` were confirmed by the link in the mail; ``requests`` are contacts that became a request for reuse;
    ``answered`` of those have a first answer; ``cases`` became a reuse case; ``in_operation`` of those run today.
    """

    contacts: int
    requests: int
    answered: int
    cases: int
    in_operation: int
    unconfirmed: int = 0

    def steps(self) -> list[tuple[str, int]]:
        """Step by step, as code and number."""
        return [
            ("contacts", self.contacts),
            ("requests", self.requests),
            ("answered", self.answered),
            ("cases", self.cases),
            ("in_operation", self.in_operation),
        ]
