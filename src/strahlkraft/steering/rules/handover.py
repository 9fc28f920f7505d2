"""Handing over what outlives the office: who may be named, who may confirm."""

import re
from datetime import date

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.kernel.working_days import year_fits

_MAILBOX = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def may_name(*, organisation: bool, mailbox: str, from_on: date | None) -> list[Refusal]:
    """A body with a function mailbox, and a day from which it is responsible."""
    refusals = []
    if not organisation:
        refusals.append(Refusal("body_missing", gettext_noop("Choose the body."), "organisation"))
    if not _MAILBOX.fullmatch(mailbox.strip()):
        refusals.append(Refusal("mailbox", gettext_noop("Enter the body's function mailbox."), "mailbox"))
    if from_on is None or not year_fits(from_on):
        refusals.append(Refusal("from_on", gettext_noop("Say from which day the body is responsible."), "from_on"))
    return refusals


def may_confirm(*, named_by: str, confirmed: bool, by: str) -> list[Refusal]:
    """Another person than the one who named the body, and once."""
    refusals = []
    if confirmed:
        refusals.append(Refusal("confirmed", gettext_noop("This is confirmed already.")))
    if named_by == by:
        refusals.append(
            Refusal("four_eyes", gettext_noop("Another person must confirm this than the one who named the body."))
        )
    return refusals


def may_trust(*, seen: str, mailbox: str) -> list[Refusal]:
    """What is confirmed is what stood on the page: a body named anew in between is looked at again."""
    if seen == mailbox:
        return []
    return [Refusal("stale", gettext_noop("Another body was named in the meantime. Please look again."))]


def may_take(*, size: int, limit: int | None) -> list[Refusal]:
    """A page packs so many bytes of stored files at most: it answers a request, and the server has others to answer."""
    if limit is None or size <= limit:
        return []
    message = gettext_noop(
        "These are %(size)s MB of files, more than %(limit)s MB. Please take them by recipient; the administration can pack "
        "them all at the server."
    )
    return [Refusal("too_large", message, params={"size": size >> 20, "limit": limit >> 20})]
