"""Who answers wishes of people about their data; who asked acts by a signed link or signed in."""

from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.letters.access import Links

CONFIRM, FETCH = "confirm", "fetch"
LINKS = Links("privacy", frozenset({CONFIRM, FETCH}))


def may_manage(by: Actor) -> list[Refusal]:
    """The register of processing, wishes and the protocol of forgetting are the administration's."""
    if by.holds(Right.MANAGE_PRIVACY):
        return []
    return [Refusal("no_right", gettext_noop("Only the administration answers for data protection."))]
