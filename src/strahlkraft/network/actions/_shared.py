"""What several actions of this room need."""

from strahlkraft.audit.actions import record
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.refusal import Refusal, Refused
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.models import Organisation

__all__ = ["ensure_version", "record", "region_of"]


def ensure_version(known: int, stored: int) -> None:
    """Refuse to write over what somebody else has changed since the page was opened."""
    if known != stored:
        raise Refused(
            [
                Refusal(
                    "changed_meanwhile",
                    gettext_noop(
                        "Somebody else has changed this in the meantime. Please look again; your text is below."
                    ),
                )
            ]
        )


def region_of(by: Actor, organisation: Organisation | None) -> int | None:
    """The region in whose trail a deed on an organisation stands: its own one, else the actor's only one."""
    own = {row.region_id for row in organisation.region_memberships.all()} if organisation else set()
    held = by.region_ids(Right.EDIT_NETWORK)
    shared = own if held is None else own & held
    candidates = shared or own or held or frozenset()
    return next(iter(candidates)) if len(candidates) == 1 else None
