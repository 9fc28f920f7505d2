"""Words of this room: wishes, states, reasons, grounds, periods, rooms, deeds of the trail."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from strahlkraft.kernel.personal import Basis
from strahlkraft.privacy.rules import RefusalReason, Wish, WishState

WISHES: Mapping[str, Promise] = {
    Wish.EXPORT: gettext_lazy("See and get what is kept of me"),
    Wish.CORRECTION: gettext_lazy("Put right what is wrong"),
    Wish.ERASURE: gettext_lazy("Erase what is kept of me"),
}
STATES: Mapping[str, Promise] = {
    WishState.UNCONFIRMED: gettext_lazy("not confirmed"),
    WishState.OPEN: pgettext_lazy("a wish", "waits for an answer"),
    WishState.DONE: pgettext_lazy("a wish", "done"),
    WishState.REFUSED: pgettext_lazy("a wish", "refused"),
}
REASONS: Mapping[str, Promise] = {
    RefusalReason.NOTHING_KEPT: gettext_lazy("Nothing is kept of you."),
    RefusalReason.NOT_IDENTIFIED: gettext_lazy("We cannot tell which data are yours (Art. 11 and 12 GDPR)."),
    RefusalReason.EXCESSIVE: gettext_lazy("The same was answered shortly before (Art. 12 (5) GDPR)."),
    RefusalReason.LEGAL_DUTY: gettext_lazy(
        "A law obliges us to keep these records, for example on grants (Art. 17 (3) (b) GDPR)."
    ),
    RefusalReason.ARCHIVE: gettext_lazy("The records are kept for the archive (Art. 17 (3) (d) GDPR)."),
    RefusalReason.LEGAL_CLAIMS: gettext_lazy("The data are needed for legal claims (Art. 17 (3) (e) GDPR)."),
    RefusalReason.NOT_WRONG: gettext_lazy("What is kept is right (Art. 16 GDPR)."),
}
BASES: Mapping[str, Promise] = {
    Basis.CONSENT: gettext_lazy("consent (Art. 6 (1) (a) GDPR)"),
    Basis.CONTRACT: gettext_lazy("asked for by the person (Art. 6 (1) (b) GDPR)"),
    Basis.LEGAL_DUTY: gettext_lazy("legal duty (Art. 6 (1) (c) GDPR)"),
    Basis.PUBLIC_TASK: gettext_lazy("public task (Art. 6 (1) (e) GDPR)"),
}
ROOMS: Mapping[str, Promise] = {
    "audit": gettext_lazy("Trail: who did what"),
    "letters": gettext_lazy("Letters"),
    "search": gettext_lazy("Search"),
    "network": gettext_lazy("Network"),
    "accounts": gettext_lazy("Accounts"),
    "projects": gettext_lazy("Projects"),
    "reuse": gettext_lazy("Reuse"),
    "steering": gettext_lazy("Steering of projects"),
    "funding": gettext_lazy("Grants"),
    "newsroom": gettext_lazy("News and newsletter"),
    "reports": gettext_lazy("Reports"),
    "privacy": gettext_lazy("Data protection"),
    "congress": pgettext_lazy("data protection", "Events"),
}
SINCE: Mapping[str, Promise] = {
    "confirm_by": gettext_lazy("the day by which it had to be confirmed"),
    "ends_on": gettext_lazy("the agreed last day"),
    "last_day": gettext_lazy("the last day of the absence"),
    "expires_at": gettext_lazy("the end of the link"),
    "expire_date": gettext_lazy("the end of the session"),
    "created": gettext_lazy("the entry"),
    "sent_at": gettext_lazy("sending"),
    "given_up_at": gettext_lazy("the last try to send it"),
    "bounced_at": gettext_lazy("the day it came back"),
    "closed_at": gettext_lazy("the end of the request"),
    "changed_at": gettext_lazy("the decision"),
    "until": gettext_lazy("the day it was put off to"),
    "at": gettext_lazy("the last visit"),
    "occasion__ends_at": gettext_lazy("the end of the event"),
    "pitch__occasion__ends_at": gettext_lazy("the end of the event"),
    "settled_at": gettext_lazy("the answer"),
    "fetch_until": gettext_lazy("the last day to fetch it"),
}
COLUMNS: Mapping[str, Promise] = {
    "about_key": pgettext_lazy("data kept", "what it is about"),
    "about_kind": pgettext_lazy("data kept", "what it is about"),
    "account": pgettext_lazy("data kept", "account"),
    "actor_label": pgettext_lazy("data kept", "name shown"),
    "added_at": pgettext_lazy("data kept", "added on"),
    "answer_by": pgettext_lazy("data kept", "answer by"),
    "applied_at": pgettext_lazy("data kept", "taken over on"),
    "applied_by": pgettext_lazy("data kept", "who took it over"),
    "approved_at": pgettext_lazy("data kept", "approved on"),
    "approved_label": pgettext_lazy("data kept", "who approved"),
    "asked_at": pgettext_lazy("data kept", "asked on"),
    "asked_label": pgettext_lazy("data kept", "who asked"),
    "at": pgettext_lazy("data kept", "when"),
    "author": pgettext_lazy("data kept", "who wrote it"),
    "before": pgettext_lazy("data kept", "the visit before"),
    "by_label": pgettext_lazy("data kept", "who wrote it"),
    "cancelled_at": pgettext_lazy("data kept", "cancelled on"),
    "channel": pgettext_lazy("data kept", "by which way"),
    "code": pgettext_lazy("data kept", "number"),
    "confirmed_at": pgettext_lazy("data kept", "confirmed on"),
    "consent": pgettext_lazy("data kept", "wording agreed to"),
    "created_at": pgettext_lazy("data kept", "made on"),
    "display_name": pgettext_lazy("data kept", "name"),
    "duty": pgettext_lazy("data kept", "task"),
    "email": pgettext_lazy("data kept", "mailbox"),
    "ended_at": pgettext_lazy("data kept", "ended on"),
    "entered_at": pgettext_lazy("data kept", "entered on"),
    "expires_at": pgettext_lazy("data kept", "valid until"),
    "first_day": pgettext_lazy("data kept", "first day"),
    "headers": pgettext_lazy("data kept", "head of the letter"),
    "html": pgettext_lazy("data kept", "text"),
    "ip": pgettext_lazy("data kept", "address of the device"),
    "is_active": pgettext_lazy("data kept", "account open"),
    "key": pgettext_lazy("data kept", "line of the list"),
    "label_digest": pgettext_lazy("data kept", "digest of the name"),
    "language": pgettext_lazy("data kept", "language"),
    "last_day": pgettext_lazy("data kept", "last day"),
    "last_seen_at": pgettext_lazy("data kept", "last seen"),
    "last_used_at": pgettext_lazy("data kept", "last used"),
    "made_at": pgettext_lazy("data kept", "made on"),
    "mailbox": pgettext_lazy("data kept", "mailbox"),
    "marks": pgettext_lazy("data kept", "marks given"),
    "municipality": pgettext_lazy("data kept", "municipality"),
    "name": pgettext_lazy("data kept", "name"),
    "need": pgettext_lazy("data kept", "what is needed"),
    "needs": pgettext_lazy("data kept", "what is needed"),
    "not_before": pgettext_lazy("data kept", "not before"),
    "number": pgettext_lazy("data kept", "number"),
    "occasion": pgettext_lazy("data kept", "event"),
    "opened_at": pgettext_lazy("data kept", "opened on"),
    "organisation": pgettext_lazy("data kept", "organisation"),
    "payload": pgettext_lazy("data kept", "words of public pages"),
    "pitch": pgettext_lazy("data kept", "pitch"),
    "project": pgettext_lazy("data kept", "project"),
    "provider_mailbox": pgettext_lazy("data kept", "mailbox of the provider"),
    "published_at": pgettext_lazy("data kept", "published on"),
    "query": pgettext_lazy("data kept", "filter"),
    "region": pgettext_lazy("data kept", "region"),
    "role": pgettext_lazy("data kept", "role"),
    "saved_at": pgettext_lazy("data kept", "saved on"),
    "saved_by": pgettext_lazy("data kept", "who saved it"),
    "sent_at": pgettext_lazy("data kept", "sent on"),
    "settled_at": pgettext_lazy("data kept", "settled on"),
    "settled_by": pgettext_lazy("data kept", "who settled it"),
    "state": pgettext_lazy("data kept", "state"),
    "stated_at": pgettext_lazy("data kept", "said on"),
    "stated_by": pgettext_lazy("data kept", "who said it"),
    "step": pgettext_lazy("data kept", "step"),
    "subject": pgettext_lazy("data kept", "what it is about"),
    "subject_key": pgettext_lazy("data kept", "what it is about"),
    "subject_kind": pgettext_lazy("data kept", "what it is about"),
    "subject_title": pgettext_lazy("data kept", "what it is about"),
    "text": pgettext_lazy("data kept", "text"),
    "thing_key": pgettext_lazy("data kept", "what it is about"),
    "thing_kind": pgettext_lazy("data kept", "what it is about"),
    "to": pgettext_lazy("data kept", "mailbox"),
    "type": pgettext_lazy("data kept", "kind"),
    "unsubscribed_at": pgettext_lazy("data kept", "unsubscribed on"),
    "until": pgettext_lazy("data kept", "until"),
    "used_at": pgettext_lazy("data kept", "used on"),
    "user_agent": pgettext_lazy("data kept", "program of the device"),
    "valid_from": pgettext_lazy("data kept", "valid from"),
    "valid_until": pgettext_lazy("data kept", "valid until"),
    "verb": pgettext_lazy("data kept", "what was done"),
    "wish": pgettext_lazy("data kept", "what is asked for"),
    "written_at": pgettext_lazy("data kept", "written on"),
}
"""What columns hold that have no word of their own in their table."""
VERBS: Mapping[str, Promise] = {
    "ask_for_data": gettext_lazy("asked about own data"),
    "confirm_data_wish": gettext_lazy("wish about own data confirmed"),
    "take_own_data": gettext_lazy("own data fetched"),
    "release_export": gettext_lazy("export of somebody's data released"),
    "fetch_export": gettext_lazy("released export fetched"),
    "erase_person": gettext_lazy("somebody's data erased"),
    "correct_entries": gettext_lazy("somebody's data put right"),
    "refuse_wish": gettext_lazy("wish about own data refused"),
    "forget": gettext_lazy("forgotten by period"),
}
"""What the trail says was done."""


def period(*, days: int | None, since: str, kept_because: str) -> str:
    """How long something is kept, as a sentence or its part."""
    if days is None:
        return _(kept_because)
    after = {"since": SINCE[since]}
    if days == 0:
        return _("Erased right after %(since)s") % after
    return ngettext("Erased %(n)s day after %(since)s", "Erased %(n)s days after %(since)s", days) % {
        "n": days,
        **after,
    }
