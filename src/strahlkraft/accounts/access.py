"""Who may manage accounts."""

from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop


def may_manage(by: Actor) -> list[Refusal]:
    """Say why ``by`` may not create accounts or change roles."""
    if by.holds(Right.MANAGE_ACCOUNTS):
        return []
    return [Refusal("not_allowed", gettext_noop("Only the administration manages accounts."))]
