"""What a deed changed, as plain JSON, and the way back."""

import dataclasses
from datetime import datetime
from typing import Any

from strahlkraft.congress.rules.vocabulary import ClockState, ItemState
from strahlkraft.congress.timing.values import Item, Order


def way_back(old: Order, new: Order) -> dict[str, Any]:
    """What leads from ``new`` back to ``old``: the clock, the lines that differ, and the places if they moved."""
    changed = {str(item.key): _kept(item) for item in old.items if item != new.item(item.key)}
    keys = [item.key for item in old.items]
    moved = keys if keys != [item.key for item in new.items] else []
    return {"clock": _clock(old), "items": changed, "places": moved}


def undo(order: Order, back: dict[str, Any]) -> Order:
    """The order as it was before the deed; done twice it changes nothing more."""
    clock = back["clock"]
    items = {item.key: _restored(item, back["items"].get(str(item.key))) for item in order.items}
    places = back["places"] or list(items)
    return dataclasses.replace(
        order,
        items=tuple(items[key] for key in places),
        state=ClockState(clock["state"]),
        held_at=_moment(clock["held_at"]),
        held_seconds=clock["held_seconds"],
    )


def _clock(order: Order) -> dict[str, Any]:
    return {"state": str(order.state), "held_at": _text(order.held_at), "held_seconds": order.held_seconds}


def _kept(item: Item) -> dict[str, Any]:
    return {
        "state": str(item.state),
        "extra_seconds": item.extra_seconds,
        "started_at": _text(item.started_at),
        "ended_at": _text(item.ended_at),
    }


def _restored(item: Item, kept: dict[str, Any] | None) -> Item:
    if kept is None:
        return item
    return dataclasses.replace(
        item,
        state=ItemState(kept["state"]),
        extra_seconds=kept["extra_seconds"],
        started_at=_moment(kept["started_at"]),
        ended_at=_moment(kept["ended_at"]),
    )


def _text(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
