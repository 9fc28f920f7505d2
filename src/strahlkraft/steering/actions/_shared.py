"""What several actions of this room need."""

from strahlkraft.audit.actions import record
from strahlkraft.kernel.refusal import Refusal, Refused
from strahlkraft.kernel.words import gettext_noop

__all__ = ["ensure_version", "record"]


def ensure_version(known: int, stored: int) -> None:
    """Refuse to write over what somebody else has changed since the page was opened."""
    if known != stored:
        raise Refused(
            [
                Refusal(
                    "stale",
                    gettext_noop(
                        "Somebody else has changed this in the meantime. Please look again; your text is below."
                    ),
                )
            ]
        )
