"""Reading the tables of what may follow what."""

from collections.abc import Iterable, Mapping

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

Moves = Mapping[str, Mapping[str, str]]


def may_move(moves: Moves, state: str, deed: str) -> list[Refusal]:
    """Whether ``deed`` leads on from ``state``; unlisted is impossible."""
    if deed in moves.get(state, {}):
        return []
    return [Refusal("wrong_state", gettext_noop("This is not possible where the matter stands now."))]


def targets(moves: Moves) -> dict[str, list[str]]:
    """Which states follow which, without the deeds: as the database guards them."""
    return {str(state): sorted({str(after) for after in deeds.values()}) for state, deeds in moves.items()}


def way(moves: Moves, first: Iterable[str], goal: str) -> list[str]:
    """The shortest way from one of ``first`` to ``goal``, both included; ValueError when there is none."""
    ways = [[str(state)] for state in first]
    seen = {one[0] for one in ways}
    for one in ways:
        if one[-1] == goal:
            return one
        following = [str(after) for after in moves.get(one[-1], {}).values() if str(after) not in seen]
        seen.update(following)
        ways.extend([*one, after] for after in following)
    raise ValueError(goal)
