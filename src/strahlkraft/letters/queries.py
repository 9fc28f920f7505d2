"""How the outbox stands, what became of each letter, and which mailboxes fail."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Lower

from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import ensure
from strahlkraft.letters import access
from strahlkraft.letters.models import IN_STATE, Letter
from strahlkraft.letters.rules import MAILBOX_FAILS, LetterState


@dataclass(frozen=True, slots=True)
class Outbox:
    """Numbers for the operator: still waiting, of these overdue, and given up."""

    waiting: int
    overdue: int
    given_up: int


@dataclass(frozen=True, slots=True)
class Failing:
    """A mailbox that letters do not reach: since when, and the mail server's answer in numbers."""

    since: datetime
    status: str


def outbox(at: datetime) -> Outbox:
    """Count the letters that are not sent; the parts of a weekly letter count when their time has come."""
    waiting = Letter.objects.filter(sent_at=None, given_up_at=None, gathered_in=None)
    return Outbox(
        waiting=waiting.count(),
        overdue=waiting.filter(not_before__lte=at).count(),
        given_up=Letter.objects.in_state(LetterState.GIVEN_UP).count(),
    )


def oldest_overdue(at: datetime) -> datetime | None:
    """Since when the letter that waits longest should have left; None when nothing is overdue."""
    due = Letter.objects.filter(sent_at=None, given_up_at=None, gathered_in=None, not_before__lte=at)
    return due.order_by("not_before").values_list("not_before", flat=True).first()


def of_mailbox(mailbox: str) -> Q:
    """The condition that a row was written with this mailbox, however it is spelt: ``A+x@b.example`` is ``a@b.example``."""
    name, _at, domain = mailbox.partition("@")
    name = name.partition("+")[0]
    tagged = Q(mailbox__istartswith=f"{name}+", mailbox__iendswith=f"@{domain}")
    return tagged | Q(mailbox__iexact=f"{name}@{domain}")


def letters(*, by: Actor, state: LetterState | None = None, text: str = "") -> QuerySet[Letter]:
    """All letters, newest first; ``text`` is part of a subject or a whole mailbox. Refused for whom they do not concern.

    Nobody finds by the words of a subject what they may not read.
    """
    ensure(access.may_read_letters(by), hidden=True)
    found = Letter.objects.order_by("-created_at", "-pk")
    if state is not None:
        found = found.in_state(state)
    if text and ("@" in text or not access.reads_subjects(by)):
        found = found.filter(to__iexact=text)
    elif text:
        found = found.filter(subject__icontains=text)
    return found


def counts(*, by: Actor) -> dict[LetterState, int]:
    """How many letters are in each state. Refused for whom they do not concern."""
    ensure(access.may_read_letters(by), hidden=True)
    numbers = Letter.objects.aggregate(**{state.value: Count("pk", filter=which) for state, which in IN_STATE.items()})
    return {state: numbers[state.value] for state in LetterState}


def failing(mailboxes: Iterable[str]) -> dict[str, Failing]:
    """Which of these mailboxes letters do not reach, as they were spelt here: the last one was refused or came back.

    One query; what was erased after a month no longer counts, so that a mailbox gets its second chance.
    """
    spelt = {mailbox.lower(): mailbox for mailbox in mailboxes if mailbox}
    return {spelt[box]: fails for box, fails in _failing(spelt).items()} if spelt else {}


def fails(column: str) -> Exists:
    """The condition that letters do not reach the mailbox in a row's ``column``, as :func:`failing` means it."""
    letters_to = Letter.objects.exclude(to="").annotate(box=Lower("to"))
    reached = letters_to.filter(IN_STATE[LetterState.SENT], box=OuterRef("box"), sent_at__gte=OuterRef("failed_at"))
    bad = letters_to.filter(box=Lower(OuterRef(column)), fault__in=[fault.value for fault in MAILBOX_FAILS])
    return Exists(bad.annotate(failed_at=Coalesce("bounced_at", "given_up_at")).filter(~Exists(reached)))


def failing_now() -> int:
    """How many mailboxes letters do not reach."""
    return len(_failing(None))


def _failing(mailboxes: Iterable[str] | None) -> dict[str, Failing]:
    bad = Q(fault__in=[fault.value for fault in MAILBOX_FAILS])
    ended = Letter.objects.exclude(to="").filter(bad | IN_STATE[LetterState.SENT]).annotate(box=Lower("to"))
    if mailboxes is not None:
        ended = ended.filter(box__in=list(mailboxes))
    rows = (
        ended.order_by()
        .values("box")
        .annotate(
            since=Max(Coalesce("bounced_at", "given_up_at"), filter=bad),
            reached=Max("sent_at", filter=IN_STATE[LetterState.SENT]),
            answer=Max("status", filter=bad),
        )
        .filter(Q(reached=None) | Q(since__gt=F("reached")), since__isnull=False)
    )
    return {row["box"]: Failing(row["since"], row["answer"] or "") for row in rows}
