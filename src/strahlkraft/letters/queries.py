"""How the outbox stands."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from strahlkraft.letters.models import Letter


@dataclass(frozen=True, slots=True)
class Outbox:
    """Numbers for the operator: still waiting, of these overdue, and given up."""

    waiting: int
    overdue: int
    given_up: int


def outbox(at: datetime) -> Outbox:
    """Count the letters that are not sent."""
    waiting = Letter.objects.filter(sent_at=None, given_up_at=None)
    return Outbox(
        waiting=waiting.count(),
        overdue=waiting.filter(not_before__lte=at).count(),
        given_up=Letter.objects.exclude(given_up_at=None).count(),
    )


def of_mailbox(mailbox: str) -> Q:
    """The condition that a row was written with this mailbox, however it is spelt: ``A+x@b.example`` is ``a@b.example``."""
    name, _at, domain = mailbox.partition("@")
    name = name.partition("+")[0]
    tagged = Q(mailbox__istartswith=f"{name}+", mailbox__iendswith=f"@{domain}")
    return tagged | Q(mailbox__iexact=f"{name}@{domain}")
