"""Closeness of municipalities, and the order of what is found for one of them. Pure."""

from strahlkraft.reuse.closeness.ranking import Candidate, Ranked, rank
from strahlkraft.reuse.closeness.towns import Closeness, Reason, Town, closeness, is_neighbour, is_peer, nearest

__all__ = [
    "Candidate",
    "Closeness",
    "Ranked",
    "Reason",
    "Town",
    "closeness",
    "is_neighbour",
    "is_peer",
    "nearest",
    "rank",
]
