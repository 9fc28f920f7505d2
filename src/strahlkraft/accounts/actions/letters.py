"""Letting a letter leave once more that did not arrive."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from strahlkraft.audit.actions import record
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import ensure
from strahlkraft.letters.access import may_read_letters
from strahlkraft.letters.actions import send_again as let_leave
from strahlkraft.letters.models import Letter


@transaction.atomic
def send_again(*, by: Actor, at: datetime, letter: Letter, submission: UUID | None = None) -> Letter:
    """Let a letter leave again that was given up or came back. Refused when it is on its way, erased or pointless."""
    ensure(may_read_letters(by), hidden=True)
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    before = letter.state
    let_leave(letter, at=at)
    letter.refresh_from_db()
    record(
        by=by,
        at=at,
        verb="send_letter_again",
        subject=Label("letter", str(letter.pk)),
        before={"state": before.value},
        after={"state": letter.state.value},
        submission=submission,
    )
    return letter
