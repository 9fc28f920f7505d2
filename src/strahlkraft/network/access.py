"""Who may change the network."""

from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop


def may_import(by: Actor) -> list[Refusal]:
    """Imports of base data are for the administration and the machine itself."""
    if by.holds(Right.IMPORT_DATA):
        return []
    return [Refusal("no_right", gettext_noop("Only the administration may import data."))]


def may_edit(by: Actor) -> list[Refusal]:
    """Organisations and contact points are kept by the offices."""
    if by.holds(Right.EDIT_NETWORK):
        return []
    return [Refusal("no_right", gettext_noop("Only a project office may edit organisations."))]
