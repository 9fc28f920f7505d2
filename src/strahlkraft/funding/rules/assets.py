"""Things bought with the grant that must serve its purpose until a day (R37); pure. The day stands in the notice only."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

TITLE_LIMIT, NUMBER_LIMIT = 200, 80  # characters, as the columns
LAST_YEAR = 2100
ASK_AHEAD = 30
"""Days before a yearly confirmation is due the recipient is written to: our own practice."""


@dataclass(frozen=True, slots=True)
class AssetInput:
    """A thing as somebody enters it."""

    title: str
    value: Decimal
    bought_on: date
    bound_until: date
    inventory_number: str = ""


def may_enter(given: AssetInput, *, today: date) -> list[Refusal]:
    """What is wrong with an entry."""
    found = []
    if not given.title.strip():
        found.append(Refusal("title_missing", gettext_noop("Say what was bought."), "title"))
    if len(given.title) > TITLE_LIMIT or len(given.inventory_number) > NUMBER_LIMIT:
        found.append(Refusal("too_long", gettext_noop("This text is too long.")))
    if given.value <= 0:
        found.append(Refusal("not_positive", gettext_noop("The value must be more than nothing."), "value"))
    if given.bought_on > today:
        found.append(Refusal("future", gettext_noop("This day has not come yet."), "bought_on"))
    if given.bound_until < given.bought_on:
        words = gettext_noop("The purpose cannot be bound until a day before the thing was bought.")
        found.append(Refusal("bound_before", words, "bound_until"))
    if given.bound_until.year > LAST_YEAR:
        found.append(Refusal("year", gettext_noop("This year is not possible."), "bound_until"))
    return found


def may_confirm(on: date, *, last: date | None, bought_on: date, bound_until: date, today: date) -> list[Refusal]:
    """Whether somebody may say that it serves its purpose on a day."""
    if on > today:
        return [Refusal("future", gettext_noop("This day has not come yet."), "confirmed_on")]
    if on < (last or bought_on):
        return [Refusal("too_early", gettext_noop("It was confirmed for a later day already."), "confirmed_on")]
    if on > bound_until:
        return [Refusal("over", gettext_noop("Its purpose is no longer bound; nothing has to be confirmed."))]
    return []
