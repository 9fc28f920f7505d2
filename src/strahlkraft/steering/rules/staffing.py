"""The office's own posts: how much there is of them on a day, what a post needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.kernel.working_days import year_fits

FULL, WHOLE = Decimal(1), Decimal(100)


@dataclass(frozen=True, slots=True)
class PositionInput:
    """A post as the office types it: share of a full post (above 0 up to 1), funded rate in percent (0 to 100)."""

    label: str
    share: Decimal
    starts_on: date
    ends_on: date | None = None
    funded_rate: Decimal | None = None
    organisation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """What sums need of a post."""

    share: Decimal
    funded_rate: Decimal | None
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Strength:
    """How many full posts there are from ``on``; ``funded`` of them paid by the grant, as far as rates are known."""

    on: date
    posts: int
    share: Decimal
    funded: Decimal


def may_save(given: PositionInput) -> list[Refusal]:
    """A post has a name that is no person's, a share, and ends after it begins."""
    refusals = []
    if not given.label.strip():
        refusals.append(Refusal("label_missing", gettext_noop("Name the post."), "label"))
    if not 0 < given.share <= FULL:
        refusals.append(Refusal("share", gettext_noop("A share lies above 0 and is at most 1."), "share"))
    if given.funded_rate is not None and not 0 <= given.funded_rate <= WHOLE:
        refusals.append(Refusal("rate", gettext_noop("A rate lies between 0 and 100 percent."), "funded_rate"))
    if not year_fits(given.starts_on):
        refusals.append(Refusal("year", gettext_noop("This year is not possible."), "starts_on"))
    if given.ends_on is not None and not year_fits(given.ends_on):
        refusals.append(Refusal("year", gettext_noop("This year is not possible."), "ends_on"))
    elif given.ends_on is not None and given.ends_on < given.starts_on:
        refusals.append(Refusal("end_before_start", gettext_noop("The end lies before the start."), "ends_on"))
    return refusals


def strength(posts: Iterable[Post], on: date) -> Strength:
    """The sum of the posts that run on a day, both ends included."""
    there = [post for post in posts if post.starts_on <= on and (post.ends_on is None or on <= post.ends_on)]
    share = sum((post.share for post in there), Decimal(0))
    funded = sum((post.share * post.funded_rate / WHOLE for post in there if post.funded_rate is not None), Decimal(0))
    return Strength(on, len(there), share, funded)


def changes(posts: Iterable[Post], *, today: date) -> list[Strength]:
    """How strong the office is today and from each later day on which that changes."""
    rows = list(posts)
    starts = {post.starts_on for post in rows}
    after_ends = {post.ends_on + timedelta(days=1) for post in rows if post.ends_on is not None}
    days = [today, *sorted(day for day in starts | after_ends if day > today)]
    found = [strength(rows, day) for day in days]
    return [row for place, row in enumerate(found) if place == 0 or _differs(row, found[place - 1])]


def _differs(one: Strength, other: Strength) -> bool:
    return (one.posts, one.share, one.funded) != (other.posts, other.share, other.funded)
