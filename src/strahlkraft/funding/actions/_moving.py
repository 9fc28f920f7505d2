"""Moving a grant from state to state: only along the table, with a step that stays (d.2, I15)."""

from datetime import date, datetime

from strahlkraft.funding.models import Grant, GrantStep
from strahlkraft.funding.rules.grants import NOTE_LIMIT
from strahlkraft.funding.rules.vocabulary import GRANT_MOVES
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import ensure
from strahlkraft.steering.rules.moves import may_move


def move(grant: Grant, deed: str, *, by: Actor, at: datetime, on: date, note: str = "") -> GrantStep:
    """Move a locked grant by a deed of GRANT_MOVES and save it; Refused when the deed does not lead on from its state.

    The caller has asked for the right, checked the deed's own conditions, and writes the line in the trail.
    """
    ensure(may_move(GRANT_MOVES, grant.state, deed))
    before = grant.state
    grant.state = str(GRANT_MOVES[before][deed])
    grant.version += 1
    grant.last_edited_by = by.actor_id
    grant.save()
    return GrantStep.objects.create(
        grant=grant,
        deed=deed,
        from_state=before,
        to_state=grant.state,
        on=on,
        note=note.strip()[:NOTE_LIMIT],
        at=at,
        by=by.actor_id,
    )
