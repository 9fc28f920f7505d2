"""What the outbox keeps of people (pure): to whom a letter went and what it said, for a week."""

from collections.abc import Mapping

from strahlkraft.kernel.personal import Basis, Fill, Personal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.letters.rules import REMEMBER_GIVEN_UP, REMEMBER_SENT

_WHY = gettext_noop("Sending letters that somebody asked for or that a deadline demands, each once.")
_CLOCK = "letters.actions.forget"
_WORDS = {"to": "", "subject": "", "text": "", "html": "", "headers": {}}

KEPT: tuple[Personal, ...] = (
    Personal(
        table="letters.Letter",
        columns=_WORDS,
        purpose=_WHY,
        basis=Basis.CONTRACT,
        mailbox="to",
        where={"sent_at__isnull": False, "bounced_at": None},
        mentions=("subject", "text", "html"),
        copied=True,
        since="sent_at",
        erase_after=REMEMBER_SENT,
        erased_by=_CLOCK,
        shown=("created_at", "sent_at"),
    ),
    Personal(
        table="letters.Letter",
        columns=_WORDS,
        purpose=_WHY,
        basis=Basis.CONTRACT,
        mailbox="to",
        where={"bounced_at__isnull": False},
        since="bounced_at",
        erase_after=REMEMBER_GIVEN_UP,
        erased_by=_CLOCK,
        shown=("created_at", "sent_at"),
    ),
    Personal(
        table="letters.Letter",
        columns=_WORDS,
        purpose=_WHY,
        basis=Basis.CONTRACT,
        mailbox="to",
        where={"given_up_at__isnull": False},
        since="given_up_at",
        erase_after=REMEMBER_GIVEN_UP,
        erased_by=_CLOCK,
        shown=("created_at",),
    ),
    Personal(
        table="letters.Letter",
        columns={**_WORDS, "given_up_at": Fill.NOW, "claim": None, "claimed_until": None},
        purpose=_WHY,
        basis=Basis.CONTRACT,
        mailbox="to",
        where={"sent_at": None, "given_up_at": None},
        kept_because=gettext_noop("A letter that waits needs its address; once sent it is erased within a week."),
        shown=("created_at", "not_before"),
        secret=("claim", "claimed_until", "given_up_at"),
    ),
)
ACTED: Mapping[str, tuple[str, ...]] = {}
NOT_PEOPLE: Mapping[str, str] = {}
OF_THINGS: Mapping[str, str] = {
    "letters.Letter": "key message_id last_error status language",
}
