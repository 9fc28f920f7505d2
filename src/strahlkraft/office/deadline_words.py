"""How urgent deadlines are, in words."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from strahlkraft.steering import texts
from strahlkraft.steering.rules.vocabulary import DeadlineState

SOON = 14  # days


def badge_of(state: str, latest: date, *, today: date) -> dict[str, Any]:
    """State, words and icon of the badge that says how many days are left."""
    left = (latest - today).days
    if state == DeadlineState.DONE:
        return {"badge": "good", "words": texts.DEADLINE_STATES[state], "icon": "check"}
    if state == DeadlineState.LAPSED:
        return {"badge": "unknown", "words": texts.DEADLINE_STATES[state], "icon": "minus"}
    if left < 0:
        words = ngettext("%(n)s day overdue", "%(n)s days overdue", -left) % {"n": -left}
        return {"badge": "bad", "words": words, "icon": "warning"}
    if left == 0:
        return {"badge": "bad", "words": _("due today"), "icon": "warning"}
    words = ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left}
    return {"badge": "warn" if left <= SOON else "info", "words": words, "icon": "clock"}
