"""Our mirror of an application: what is known of it, and which step follows which.

Source: FUNDING.md a.1 (R3 total financing secured), d.2 (the order of the steps stands in ``vocabulary``).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.reuse.rules.requests import plain_line
from strahlkraft.steering.rules.board import NOTE_LIMIT, short_enough
from strahlkraft.steering.rules.moves import may_move
from strahlkraft.steering.rules.vocabulary import APPLICATION_MOVES

REFERENCE_LIMIT = 80  # characters


@dataclass(frozen=True, slots=True)
class ApplicationInput:
    """What is known of an application; amounts in euros."""

    title: str
    recipient: str
    total_cost: Decimal | None = None
    requested: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    due_on: date | None = None
    reference: str = ""


def application_problems(given: ApplicationInput) -> list[Refusal]:
    """Whether an application can be kept like this."""
    refusals = []
    if not plain_line(given.title):
        refusals.append(Refusal("title_missing", gettext_noop("Please give it a name."), "title"))
    if not plain_line(given.recipient):
        refusals.append(Refusal("recipient_missing", gettext_noop("Who is to receive the grant?"), "recipient"))
    amounts = {"total_cost": given.total_cost, "requested": given.requested}
    refusals += [
        Refusal("cost_negative", gettext_noop("An amount cannot be less than nothing."), name)
        for name, amount in amounts.items()
        if amount is not None and amount < 0
    ]
    if given.total_cost is not None and given.requested is not None and given.requested > given.total_cost:
        refusals.append(
            Refusal("above_cost", gettext_noop("The grant cannot be more than the total cost."), "requested")
        )
    if given.starts_on and given.ends_on and given.ends_on < given.starts_on:
        refusals.append(Refusal("ends_early", gettext_noop("It must end after it begins."), "ends_on"))
    return refusals


def may_change_application(state: str) -> list[Refusal]:
    """Until it is decided."""
    if APPLICATION_MOVES[state]:
        return []
    return [Refusal("wrong_state", gettext_noop("This is not possible where the matter stands now."))]


def may_step(
    state: str, deed: str, *, amounts_known: bool, on: date, last_on: date | None, today: date, note: str
) -> list[Refusal]:
    """Whether a step is written down: in order, not in the future, and handed in only with its amounts (R3)."""
    refusals = may_move(APPLICATION_MOVES, state, deed)
    if on > today:
        refusals.append(Refusal("future", gettext_noop("This day has not come yet."), "on"))
    elif last_on is not None and on < last_on:
        refusals.append(Refusal("too_early", gettext_noop("The step before is dated later than this."), "on"))
    if deed == "submit" and not amounts_known:
        refusals.append(
            Refusal(
                "amounts_missing",
                gettext_noop(
                    "Total cost and grant applied for are missing: without them no total financing is secured."
                ),
            )
        )
    if deed in {"refuse", "withdraw", "query"} and not plain_line(note):
        refusals.append(Refusal("note_missing", gettext_noop("Please say why."), "note"))
    return refusals + short_enough("note", plain_line(note), NOTE_LIMIT)
