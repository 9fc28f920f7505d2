"""What to do with a verified catalogue: take up, change, withdraw; and where something is known here already."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from strahlkraft.reuse.peering.feed import Entry, Feed

MANY, MANY_SHARE = 20, 5  # more than 20 and more than a fifth of all vanish at once: somebody should look


@dataclass(frozen=True, slots=True)
class LocalMatch:
    """An entry that means something known here: linked, never overwritten. ``why`` is ``uri`` or ``repository``."""

    entry: Entry
    local: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What follows from a catalogue; ``many_gone`` warns that much vanished at once."""

    adds: tuple[Entry, ...] = ()
    changes: tuple[Entry, ...] = ()
    withdrawals: tuple[str, ...] = ()
    matches: tuple[LocalMatch, ...] = ()
    many_gone: bool = False


def plan(known: Mapping[str, Entry], feed: Feed, *, local: Mapping[str, str], identity: Callable[[str], str]) -> Plan:
    """Compare what is kept of this peer (by ``uri``) with its whole catalogue.

    ``local`` maps addresses and canonical repositories of our own records (and of other peers) to their labels;
    ``identity`` makes the canonical form of a repository's address. What the peer withdraws, no longer lists, or what
    turns out to be known here is withdrawn.
    """
    adds, changes, matches, kept = [], [], [], set()
    for entry in feed.entries:
        if entry.withdrawn:
            continue
        if match := _match(entry, local, identity):
            matches.append(match)
            continue
        kept.add(entry.uri)
        if entry.uri not in known:
            adds.append(entry)
        elif known[entry.uri] != entry:
            changes.append(entry)
    gone = tuple(sorted(uri for uri in known if uri not in kept))
    return Plan(
        tuple(adds),
        tuple(changes),
        gone,
        tuple(matches),
        many_gone=len(gone) > MANY and len(gone) * MANY_SHARE > len(known),
    )


def _match(entry: Entry, local: Mapping[str, str], identity: Callable[[str], str]) -> LocalMatch | None:
    if entry.uri in local:
        return LocalMatch(entry, local[entry.uri], "uri")
    repository = identity(entry.repository) if entry.repository else ""
    return LocalMatch(entry, local[repository], "repository") if repository and repository in local else None
