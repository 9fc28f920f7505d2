"""Webhooks: other systems are told of public events, signed, at least once, without anybody waiting for them."""

import json
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

import structlog
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.query import QuerySet

import strahlkraft.audit.actions as audit
from strahlkraft.kernel.actor import SYSTEM, Actor
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refused, ensure
from strahlkraft.reuse import access
from strahlkraft.reuse.actions._secrets import sealed, unsealed
from strahlkraft.reuse.fetching import Fetcher, FetchRefused
from strahlkraft.reuse.models import ReuseEvent, Webhook, WebhookDelivery
from strahlkraft.reuse.peering import webhooks
from strahlkraft.reuse.queries.exchange import absolute, is_told
from strahlkraft.reuse.rules.exchange import may_add_webhook

log = structlog.get_logger(__name__)
LEASE = timedelta(minutes=5)  # longer than a batch with every time-out, also when all its hooks share one host
SIDE_BY_SIDE = 8  # webhooks told at once
SECONDS = 20.0  # after so long a run begins no further batch: letters wait behind it
PAUSE = timedelta(minutes=5)  # at most, for the other events of a webhook that has just failed


@dataclass(frozen=True, slots=True)
class Told:
    """What one run did: delivered, failed (tried again later), given up."""

    delivered: int = 0
    failed: int = 0
    given_up: int = 0

    def __add__(self, other: "Told") -> "Told":
        """Sum two runs."""
        return Told(self.delivered + other.delivered, self.failed + other.failed, self.given_up + other.given_up)


@transaction.atomic
def add_webhook(*, by: Actor, at: datetime, name: str, url: str, kinds: Iterable[str]) -> tuple[Webhook, str]:
    """Tell ``url`` of these kinds of events from now on; the secret is given out this once and kept encrypted."""
    ensure(access.may_manage_exchange(by), hidden=True)
    url, wanted = url.strip(), sorted(set(kinds))
    earlier = Webhook.objects.select_for_update().filter(url=url).first()
    ensure(may_add_webhook(url=url, kinds=wanted, known=earlier is not None and earlier.ended_at is None))
    secret = webhooks.new_secret()
    hook = earlier or Webhook(url=url)
    hook.name, hook.kinds, hook.secret, hook.created_at = name.strip()[:120] or url[:120], wanted, sealed(secret), at
    hook.failing_since = hook.paused_until = hook.ended_at = None
    hook.end_reason = ""
    hook.save()
    audit.record(by=by, at=at, verb="add_webhook", subject=hook.label, before={}, after={"url": url, "kinds": wanted})
    return hook, secret


@transaction.atomic
def end_webhook(*, by: Actor, at: datetime, pk: int, reason: str = "") -> Webhook:
    """Tell it nothing more; what waited for it is given up. ``reason`` is empty for a person, else a code."""
    ensure(access.may_manage_exchange(by), hidden=True)
    hook = Webhook.objects.select_for_update().get(pk=pk)
    if hook.ended_at is None:
        hook.ended_at, hook.end_reason = at, reason
        hook.save(update_fields=["ended_at", "end_reason"])
        waiting = hook.deliveries.filter(delivered_at=None, given_up_at=None)
        lost = waiting.update(given_up_at=at, claimed_until=None)
        audit.record(
            by=by,
            at=at,
            verb="end_webhook",
            subject=hook.label,
            before={"ended": False},
            after={"ended": True, "not_delivered": lost},
            reason=reason,
        )
    return hook


def deliver_due(*, at: datetime, fetcher: Fetcher, limit: int = 100) -> Told:
    """Tell webhooks of at most ``limit`` events that are due; safe to run in several workers and to kill at any moment.

    Each delivery is held under a lease before it is sent, outside any transaction. A worker that dies between the
    answer and its note repeats the message with the same id, by which receivers drop it.
    """
    end = time.monotonic() + SECONDS
    total, left, failed = Told(), limit, set[int]()
    while left > 0 and time.monotonic() < end:
        batch = _claim(at=at, limit=min(left, SIDE_BY_SIDE), but=failed)
        if not batch:
            break
        left -= len(batch)
        for delivery, answer in zip(batch, _send(batch, fetcher, at=at), strict=True):
            told = _note(delivery, answer, at=at)
            total += told
            if not told.delivered:
                failed.add(delivery.webhook_id)
    if total != Told():
        log.info("webhooks.told", delivered=total.delivered, failed=total.failed, given_up=total.given_up)
    return total


def _due(at: datetime) -> QuerySet[WebhookDelivery]:
    """Deliveries nobody holds; a hold that reaches further than a lease is of a clock that has jumped back."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=at) | Q(claimed_until__gt=at + 2 * LEASE)
    return WebhookDelivery.objects.filter(free, delivered_at=None, given_up_at=None, next_at__lte=at)


def _claim(*, at: datetime, limit: int, but: set[int]) -> list[WebhookDelivery]:
    """Hold the next delivery of each webhook for this worker."""
    waiting = (
        Webhook.objects.filter(Q(paused_until=None) | Q(paused_until__lte=at), ended_at=None)
        .filter(Exists(_due(at).filter(webhook=OuterRef("pk"))))
        .exclude(pk__in=but)
        .values_list("pk", flat=True)
    )
    hooks = list(waiting[:limit])
    if not hooks:
        return []
    skip = connection.features.has_select_for_update_skip_locked
    held = []
    with transaction.atomic():
        for hook in hooks:
            rows = _due(at).filter(webhook=hook).select_related("webhook", "event")
            delivery = rows.select_for_update(skip_locked=skip, of=("self",)).first()
            if delivery is not None:
                delivery.claimed_until = at + LEASE
                delivery.save(update_fields=["claimed_until"])
                held.append(delivery)
    return held


@dataclass(frozen=True, slots=True)
class _Message:
    url: str
    body: bytes
    headers: dict[str, str]


def _send(batch: Sequence[WebhookDelivery], fetcher: Fetcher, *, at: datetime) -> list[str]:
    """Send side by side; what came back, as :func:`_note` reads it: a status, or why there is none."""
    messages = [_message(delivery, at=at) for delivery in batch]

    def post(message: _Message | str) -> str:
        if isinstance(message, str):
            return message
        try:
            return str(fetcher.post(message.url, message.body, message.headers).status)
        except FetchRefused as refused:
            return str(refused.reason)

    with ThreadPoolExecutor(len(batch)) as pool:
        return list(pool.map(post, messages))


def _message(delivery: WebhookDelivery, *, at: datetime) -> _Message | str:
    """What is sent, or why nothing is: ``not_public`` any more, or its secret cannot be read."""
    if not is_told(delivery.event):
        return "not_public"
    try:
        secret = unsealed(delivery.webhook.secret)
    except Refused:
        return "sealed"
    body = body_of(delivery.event)
    signed = webhooks.sign(secret, f"evt_{delivery.event_id}", at, body)
    return _Message(delivery.webhook.url, body, {"Content-Type": "application/json"} | signed)


def body_of(event: ReuseEvent) -> bytes:
    """The message about an event: public facts, and the address of what it speaks of, which no fact covers up."""
    subject = Label(event.subject_kind, event.subject_key)
    data = {**event.payload, "kind": event.subject_kind, "key": event.subject_key, "url": absolute(subject)}
    return json.dumps(
        {"type": event.kind, "timestamp": event.at.isoformat(), "data": data}, ensure_ascii=False
    ).encode()


def _note(delivery: WebhookDelivery, answer: str, *, at: datetime) -> Told:
    """Write down what came of it, unless another worker has taken over since."""
    with transaction.atomic():
        hook = Webhook.objects.select_for_update().get(pk=delivery.webhook_id)
        held = WebhookDelivery.objects.filter(
            pk=delivery.pk, claimed_until=delivery.claimed_until, delivered_at=None, given_up_at=None
        )
        if answer == "not_public":
            return Told(given_up=held.update(given_up_at=at, claimed_until=None, last_answer=answer))
        attempts = delivery.attempts + 1
        if answer.isdecimal() and int(answer) in range(HTTPStatus.OK, HTTPStatus.MULTIPLE_CHOICES):
            done = held.update(delivered_at=at, claimed_until=None, attempts=attempts, last_answer=answer)
            Webhook.objects.filter(pk=hook.pk).update(failing_since=None, paused_until=None)
            return Told(delivered=done)
        return _failed(hook, held, attempts, answer, at=at)


def _failed(hook: Webhook, held: QuerySet[WebhookDelivery], attempts: int, answer: str, *, at: datetime) -> Told:
    """Try again later, give up after the last try, switch the webhook off when it says so or fails for days."""
    again = webhooks.next_attempt(attempts, at)
    noted = held.update(
        attempts=attempts,
        last_answer=answer[:60],
        claimed_until=None,
        next_at=again or at,
        given_up_at=None if again else at,
    )
    if not noted:
        return Told()
    hook.failing_since = hook.failing_since or at
    hook.paused_until = min(again or at + PAUSE, at + PAUSE)
    hook.save(update_fields=["failing_since", "paused_until"])
    if answer == str(HTTPStatus.GONE.value):
        end_webhook(by=SYSTEM, at=at, pk=hook.pk, reason="gone")
    elif webhooks.is_to_disable(hook.failing_since, at):
        end_webhook(by=SYSTEM, at=at, pk=hook.pk, reason="failing")
    return Told(failed=1) if again else Told(given_up=1)
