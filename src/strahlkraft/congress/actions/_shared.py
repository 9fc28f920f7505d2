"""What several actions of this room need."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import strahlkraft.audit.actions as audit
from strahlkraft.congress.models import Occasion
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.label import Label


def record(  # noqa: PLR0913 - a line of the trail has these parts
    verb: str,
    *,
    by: Actor,
    at: datetime,
    occasion: Occasion,
    subject: Label | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    submission: UUID | None = None,
) -> None:
    """Write the deed's line in the trail; without ``subject`` it is about the event. Call it last."""
    audit.record(
        by=by,
        at=at,
        verb=verb,
        subject=subject or Label("occasion", occasion.slug, occasion.name),
        region_id=occasion.region_id,
        before=before or {},
        after=after or {},
        reason=reason,
        submission=submission,
    )
