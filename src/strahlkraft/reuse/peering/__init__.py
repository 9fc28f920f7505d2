"""Federation's pure part: signed catalogue feeds, how peers stand, what to do with what they say; signed webhooks."""

from strahlkraft.reuse.peering.feed import (
    Entry,
    Feed,
    Instance,
    PeerFault,
    build,
    join,
    new_key,
    private_key,
    public_key,
    sign,
    verify,
)
from strahlkraft.reuse.peering.planning import LocalMatch, Plan, plan
from strahlkraft.reuse.peering.standing import PeerState, Unchanged, judge, release

__all__ = [
    "Entry",
    "Feed",
    "Instance",
    "LocalMatch",
    "PeerFault",
    "PeerState",
    "Plan",
    "Unchanged",
    "build",
    "join",
    "judge",
    "new_key",
    "plan",
    "private_key",
    "public_key",
    "release",
    "sign",
    "verify",
]
