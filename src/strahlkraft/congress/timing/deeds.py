"""What the moderator's pad can do to a running order, and why it may not. Deeds give a new order.

Each ``may_…`` answers with reasons; each deed asks it first, so that a button and what it does never disagree.
"""

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta

from strahlkraft.congress.rules.vocabulary import ClockState, ItemKind, ItemState
from strahlkraft.congress.timing.values import Item, Order, due_starts
from strahlkraft.kernel.refusal import Refusal, ensure
from strahlkraft.kernel.words import gettext_noop

EARLY_SECONDS = 60  # before its hour something that keeps it may begin
MOST_EXTRA_SECONDS = 1_800


def may_go_on(order: Order, at: datetime) -> list[Refusal]:
    """Whether the next line may begin: there is one, and its hour has come if it keeps it."""
    coming = order.waiting()
    if not coming:
        return [Refusal("nothing_left", gettext_noop("Nothing is left in the running order."))]
    due = due_starts(order.items)[coming[0].key]
    if coming[0].fixed and at < due - timedelta(seconds=EARLY_SECONDS):
        return [Refusal("keeps_its_hour", gettext_noop("The next line keeps its hour: it does not begin early."))]
    return []


def go_on(order: Order, at: datetime) -> Order:
    """End what is on stage and begin the next line; reserves before it are used up."""
    ensure(may_go_on(order, at))
    coming = order.waiting()[0]
    changed = [_ended(order.current, at)] if order.current else []
    changed += [
        dataclasses.replace(item, state=ItemState.SKIPPED) for item in _reserves_before(order.items, coming.key)
    ]
    changed.append(dataclasses.replace(coming, state=ItemState.ON, started_at=at))
    return _cleared(order.with_items(*changed), ClockState.RUNNING)


def may_finish(order: Order) -> list[Refusal]:
    """Whether something is on stage that can end."""
    return [] if order.current else [Refusal("nothing_on", gettext_noop("Nothing is on stage."))]


def finish(order: Order, at: datetime) -> Order:
    """End what is on stage; the next line has not begun (changeover). The day ends with its last line."""
    ensure(may_finish(order))
    assert order.current is not None  # noqa: S101 - may_finish has just made sure
    left = ClockState.RUNNING if order.waiting() else ClockState.ENDED
    return _cleared(order.with_items(_ended(order.current, at)), left)


def may_hold(order: Order) -> list[Refusal]:
    """Whether the clock runs."""
    if order.state == ClockState.HELD:
        return [Refusal("held_already", gettext_noop("The clock is on hold already."))]
    return may_finish(order)


def hold(order: Order, at: datetime) -> Order:
    """Stop the clock: the time on stage waits."""
    ensure(may_hold(order))
    return dataclasses.replace(order, state=ClockState.HELD, held_at=at)


def may_resume(order: Order) -> list[Refusal]:
    """Whether the clock is stopped."""
    return [] if order.state == ClockState.HELD else [Refusal("not_held", gettext_noop("The clock is not on hold."))]


def resume(order: Order, at: datetime) -> Order:
    """Let the clock run on; whoever is on stage loses nothing."""
    ensure(may_resume(order))
    held = round(order.held_until(at).total_seconds())
    return dataclasses.replace(order, state=ClockState.RUNNING, held_at=None, held_seconds=held)


def may_skip(order: Order, key: int) -> list[Refusal]:
    """Whether a line is still to come."""
    return _needs(order, key, ItemState.WAITING, gettext_noop("Only what is still to come can be skipped."))


def skip(order: Order, key: int) -> Order:
    """Leave a line out; it can be put back."""
    ensure(may_skip(order, key))
    return order.with_items(dataclasses.replace(_found(order, key), state=ItemState.SKIPPED))


def may_put_back(order: Order, key: int) -> list[Refusal]:
    """Whether a line was left out."""
    return _needs(order, key, ItemState.SKIPPED, gettext_noop("Only what was skipped can be put back."))


def put_back(order: Order, key: int) -> Order:
    """Take a line in again: at its place, or next when the day has gone past it."""
    ensure(may_put_back(order, key))
    item = dataclasses.replace(_found(order, key), state=ItemState.WAITING)
    place = next(number for number, other in enumerate(order.items) if other.key == key)
    begun = [number for number, other in enumerate(order.items) if other.started_at is not None]
    items = list(order.items)
    items[place] = item
    if begun and begun[-1] > place:
        items.insert(begun[-1], items.pop(place))
    return _reopened(dataclasses.replace(order, items=tuple(items)))


def may_swap(order: Order, first: int, second: int) -> list[Refusal]:
    """Whether two lines may change places: both to come, of one block, nothing between them that keeps its hour."""
    refusals = may_skip(order, first) or may_skip(order, second)
    if refusals:
        return refusals
    places = sorted(number for number, item in enumerate(order.items) if item.key in {first, second})
    return _movable(order.items[places[0] : places[-1] + 1])


def swap(order: Order, first: int, second: int) -> Order:
    """Let two lines change places."""
    ensure(may_swap(order, first, second))
    other = {first: _found(order, second), second: _found(order, first)}
    return dataclasses.replace(order, items=tuple(other.get(item.key, item) for item in order.items))


def may_extend(order: Order, key: int, seconds: int) -> list[Refusal]:
    """Whether a line may get (or lose) seconds: it is not over, keeps some time, and gets at most half an hour."""
    item = order.item(key)
    if item is None or item.state not in {ItemState.WAITING, ItemState.ON}:
        return [Refusal("over", gettext_noop("What is over cannot get more time."))]
    if not seconds or abs(item.extra_seconds + seconds) > MOST_EXTRA_SECONDS or item.seconds + seconds <= 0:
        return [Refusal("seconds", gettext_noop("So much time cannot be given or taken."), "seconds")]
    return []


def extend(order: Order, key: int, seconds: int) -> Order:
    """Give a line more seconds, or take some."""
    ensure(may_extend(order, key, seconds))
    item = _found(order, key)
    return order.with_items(dataclasses.replace(item, extra_seconds=item.extra_seconds + seconds))


def may_postpone(order: Order, key: int, behind: int = 1) -> list[Refusal]:
    """Whether a late speaker may go behind the next ``behind`` lines of the block."""
    refusals = may_skip(order, key)
    if refusals:
        return refusals
    stretch = _stretch(order, key, behind)
    if behind < 1 or len([item for item in stretch if _comes(item)]) < behind + 1:
        return [Refusal("last", gettext_noop("Nothing comes after it in this block."))]
    return _movable(stretch)


def postpone(order: Order, key: int, behind: int = 1) -> Order:
    """Let a late speaker go behind the next lines of the block."""
    ensure(may_postpone(order, key, behind))
    stretch = _stretch(order, key, behind)
    items = [item for item in order.items if item.key != key]
    place = next(number for number, item in enumerate(items) if item.key == stretch[-1].key)
    items.insert(place + 1, _found(order, key))
    return dataclasses.replace(order, items=tuple(items))


def _stretch(order: Order, key: int, behind: int) -> tuple[Item, ...]:
    """From a line to the ``behind``-th line to come after it in its block."""
    place = next(number for number, item in enumerate(order.items) if item.key == key)
    taken: list[Item] = []
    for item in order.items[place:]:
        if item.block != order.items[place].block or len([one for one in taken if _comes(one)]) > behind:
            break
        taken.append(item)
    while taken and not _comes(taken[-1]):
        taken.pop()
    return tuple(taken)


def _comes(item: Item) -> bool:
    return item.state == ItemState.WAITING and item.kind != ItemKind.RESERVE


def _movable(stretch: Sequence[Item]) -> list[Refusal]:
    if len({item.block for item in stretch}) > 1:
        return [Refusal("other_block", gettext_noop("Lines can only move inside their block."))]
    if any(item.fixed for item in stretch):
        return [Refusal("fixed_between", gettext_noop("Something that keeps its hour lies between them."))]
    return []


def _needs(order: Order, key: int, state: ItemState, message: str) -> list[Refusal]:
    item = order.item(key)
    return [] if item is not None and item.state == state else [Refusal("wrong_state", message)]


def _found(order: Order, key: int) -> Item:
    item = order.item(key)
    assert item is not None  # noqa: S101 - every caller has asked the rule first
    return item


def _ended(item: Item, at: datetime) -> Item:
    return dataclasses.replace(item, state=ItemState.DONE, ended_at=at)


def _reserves_before(items: tuple[Item, ...], key: int) -> list[Item]:
    place = next(number for number, item in enumerate(items) if item.key == key)
    return [item for item in items[:place] if item.kind == ItemKind.RESERVE and item.state == ItemState.WAITING]


def _cleared(order: Order, state: ClockState) -> Order:
    return dataclasses.replace(order, state=state, held_at=None, held_seconds=0)


def _reopened(order: Order) -> Order:
    return dataclasses.replace(order, state=ClockState.RUNNING) if order.state == ClockState.ENDED else order
