"""What this room keeps of people (pure): who asked, until it is answered; that it was answered, without a name."""

from collections.abc import Mapping
from datetime import timedelta

from strahlkraft.kernel.personal import Basis, Personal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.privacy.rules import KEEP_WISHES

_WHY = gettext_noop("Answering what people ask about their data.")
_SEEN = ("wish", "state", "asked_at", "confirmed_at", "answer_by", "settled_at")
_SECRET = ("code", "mailbox_hash")

KEPT: tuple[Personal, ...] = (
    Personal(
        table="privacy.DataWish",
        columns={},
        purpose=_WHY,
        basis=Basis.LEGAL_DUTY,
        mailbox="mailbox",
        actor="account",
        where={"state": "unconfirmed"},
        removed=True,
        since="confirm_by",
        erase_after=timedelta(0),
        shown=("text", *_SEEN),
        secret=_SECRET,
    ),
    Personal(
        table="privacy.DataWish",
        columns={},
        purpose=_WHY,
        basis=Basis.LEGAL_DUTY,
        mailbox="mailbox",
        actor="account",
        where={"state": "open"},
        kept_because=gettext_noop("Until it is answered, within a month."),
        shown=("mailbox", "text", *_SEEN),
        secret=_SECRET,
    ),
    Personal(
        table="privacy.DataWish",
        columns={"mailbox": "", "account": "", "text": "", "note": ""},
        purpose=_WHY,
        basis=Basis.LEGAL_DUTY,
        mailbox="mailbox",
        actor="account",
        where={"state": "done"},
        since="fetch_until",
        erase_after=timedelta(0),
        shown=_SEEN,
        secret=_SECRET,
    ),
    Personal(
        table="privacy.DataWish",
        columns={},
        purpose=_WHY,
        basis=Basis.LEGAL_DUTY,
        where={"state__in": ["done", "refused"]},
        removed=True,
        since="settled_at",
        erase_after=KEEP_WISHES,
    ),
)
ACTED: Mapping[str, tuple[str, ...]] = {"privacy.DataWish": ("account", "settled_by")}
NOT_PEOPLE: Mapping[str, str] = {}
OF_THINGS: Mapping[str, str] = {
    "privacy.DataWish": "language reason protocol",
    "privacy.ForgettingRun": "counts",
}
