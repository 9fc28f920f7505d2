"""Wishes of people about their data, and the protocol of forgetting."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.privacy import access
from strahlkraft.privacy.models import DataWish, ForgettingRun
from strahlkraft.privacy.rules import WishState

MOST = 50
MIDNIGHTS = 30
AIM = timedelta(days=7)
"""Our own aim: a week before the law's day."""


@dataclass(frozen=True, slots=True)
class Night:
    """One night's forgetting: when, whether it came to its end, how many rows of which table by which period."""

    run: ForgettingRun
    rows: int


def wishes(*, by: Actor, state: str = "") -> QuerySet[DataWish]:
    """Confirmed wishes, the most urgent first; hidden from whoever does not answer for data protection."""
    ensure(access.may_manage(by), hidden=True)
    found = DataWish.objects.exclude(state=WishState.UNCONFIRMED)
    found = found.filter(state=state) if state else found
    return found.order_by("settled_at", "answer_by", "pk") if state == WishState.OPEN else found.order_by("-asked_at")


def wish(*, by: Actor, code: str) -> DataWish:
    """One confirmed wish; Refused (hidden) when there is none or it concerns nobody's business."""
    row = wishes(by=by).filter(code=code).first()
    if row is None:
        raise Refused([Refusal("unknown", gettext_noop("There is no such wish."))], hidden=True)
    return row


def wish_behind(code: str) -> DataWish | None:
    """The wish a signed link leads to; who holds the link may know."""
    return DataWish.objects.filter(code=code).first() if code else None


def own_wishes(account: str) -> QuerySet[DataWish]:
    """What somebody signed in has asked for and is not answered yet."""
    return DataWish.objects.filter(account=account, state=WishState.OPEN).order_by("answer_by", "pk")


def nights(*, by: Actor) -> list[Night]:
    """The last month of forgetting, newest first."""
    ensure(access.may_manage(by), hidden=True)
    runs = ForgettingRun.objects.order_by("-night")[:MIDNIGHTS]
    return [Night(run, sum(int(count["rows"]) for count in run.counts)) for run in runs]


def duties(by: Actor, *, today: date) -> list[Duty]:
    """Wishes that wait for an answer: the law gives a month; one query."""
    if access.may_manage(by):
        return []
    rows = DataWish.objects.filter(state=WishState.OPEN).exclude(account=by.actor_id)
    return [
        Duty(
            key=f"data-wish:{row.code}",
            weight=Weight.LEGAL,
            text=gettext_noop("Somebody has asked about their data; the answer is due by law"),
            button=gettext_noop("Answer"),
            thing=Label("data_wish_desk", row.code),
            due=max(row.answer_by - AIM, today) if row.answer_by else None,
            latest=row.answer_by,
        )
        for row in rows.order_by("answer_by", "pk")[:MOST]
    ]
