"""What several actions of this room need."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import strahlkraft.audit.actions as audit
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal, Refused
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.models import Organisation


def record(  # noqa: PLR0913 - a line of the trail has these parts
    verb: str,
    *,
    by: Actor,
    at: datetime,
    subject: Label,
    region_id: int | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    submission: UUID | None = None,
) -> None:
    """Write the deed's line in the trail. Call it last; no names of people, no mailboxes."""
    audit.record(
        by=by,
        at=at,
        verb=verb,
        subject=subject,
        region_id=region_id,
        before=before or {},
        after=after or {},
        reason=reason,
        submission=submission,
    )


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
