"""Webhooks: signed, retried, never twice, never to where they must not go."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.actor import NOBODY, SYSTEM
from strahlkraft.kernel.refusal import Refused
from strahlkraft.reuse.actions import _shared as shared
from strahlkraft.reuse.actions.exchange import LEASE, Told, add_webhook, deliver_due, end_webhook
from strahlkraft.reuse.fetching import Fetcher
from strahlkraft.reuse.models import ReuseEvent, ReuseOffer, Webhook, WebhookDelivery
from strahlkraft.reuse.peering import webhooks
from strahlkraft.reuse.rules.vocabulary import EventKind
from tests.factories.reuse import DraftOfferFactory, OfferFactory
from tests.factories.web import Asked, Reply, Slow, Web, serving

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def receiver() -> Iterator[Web]:
    """Another system that takes everything."""
    with serving(Web(fallback=lambda asked: Reply(204))) as web:
        yield web


def hook(web: Web, path: str = "/hook") -> tuple[Webhook, str]:
    return add_webhook(by=SYSTEM, at=AT, name="Beispiel", url=web.url + path, kinds=[EventKind.OFFER_PUBLISHED])


def event(offer: ReuseOffer, kind: EventKind = EventKind.OFFER_PUBLISHED) -> None:
    payload: dict[str, object] = {"identifier": offer.identifier, "title": offer.title}
    shared.leave_event(kind=kind, subject_kind="offer", subject_key=offer.slug, payload=payload, at=AT)


def sent(web: Web, at: datetime = AT, **limits: float) -> Told:
    with Fetcher(web.policy(**limits)) as fetcher:
        return deliver_due(at=at, fetcher=fetcher)


def test_an_event_arrives_signed_with_public_facts_and_its_address(receiver: Web, settings: Settings) -> None:
    settings.BASE_URL = "https://hier.example"
    offer = OfferFactory()
    made, secret = hook(receiver)
    event(offer)
    event(offer, EventKind.READINESS_CHANGED)  # not wanted

    assert (sent(receiver), sent(receiver)) == (Told(delivered=1), Told())
    (asked,) = receiver.asked
    assert webhooks.verify(secret, asked.headers, asked.body, AT)
    assert not webhooks.verify(webhooks.new_secret(), asked.headers, asked.body, AT)
    assert json.loads(asked.body) == {
        "type": "offer.published",
        "timestamp": AT.isoformat(),
        "data": {
            "kind": "offer",
            "key": offer.slug,
            "url": f"https://hier.example/angebote/{offer.slug}/",
            "identifier": offer.identifier,
            "title": offer.title,
        },
    }
    assert (asked.headers["webhook-id"], asked.headers["content-type"]) == (
        f"evt_{ReuseEvent.objects.get(kind='offer.published').pk}",
        "application/json",
    )
    assert secret not in made.secret
    assert base64.b64decode(secret.removeprefix("whsec_")).hex() not in made.secret


def test_a_failing_receiver_gets_the_same_message_again_with_the_new_time(receiver: Web) -> None:
    answers = iter([Reply(500), Reply(200)])
    receiver.routes["/hook"] = lambda asked: next(answers)
    _, secret = hook(receiver)
    event(OfferFactory())

    later = AT + timedelta(minutes=1)
    assert [sent(receiver), sent(receiver), sent(receiver, later)] == [Told(failed=1), Told(), Told(delivered=1)]
    first, second = receiver.asked
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    assert webhooks.verify(secret, second.headers, second.body, later)
    delivery = WebhookDelivery.objects.get()
    assert (delivery.attempts, delivery.last_answer, delivery.delivered_at) == (2, "200", later)
    assert Webhook.objects.get().failing_since is None


@pytest.mark.slow
def test_a_receiver_that_hangs_or_redirects_fails_and_holds_up_nobody(receiver: Web) -> None:
    receiver.routes["/hangs"] = Slow().reply()
    receiver.routes["/moved"] = Reply(307, headers={"Location": f"{receiver.url}/other"})
    with serving(Web(fallback=lambda asked: Reply(200))) as other:
        hook(receiver, "/hangs")
        hook(receiver, "/moved")
        hook(other)
        event(OfferFactory())
        with Fetcher(receiver.policy(seconds=1.5, allowed_hosts=frozenset({receiver.host, other.host}))) as fetcher:
            assert deliver_due(at=AT, fetcher=fetcher) == Told(delivered=1, failed=2)
        assert other.paths == ["/hook"]
    assert "/other" not in receiver.paths
    answers = WebhookDelivery.objects.order_by("webhook_id").values_list("last_answer", flat=True)
    assert list(answers) == ["too_slow", "307", "200"]


def test_no_message_leaves_to_a_private_address(receiver: Web) -> None:
    hook(receiver)
    event(OfferFactory())

    assert sent(receiver, allowed_hosts=frozenset()) == Told(failed=1)
    assert (receiver.asked, WebhookDelivery.objects.get().last_answer) == ([], "port")


def test_after_a_failure_other_events_of_the_webhook_wait_a_little_too(receiver: Web) -> None:
    receiver.fallback = lambda asked: Reply(500)
    hook(receiver)
    for _ in range(3):
        event(OfferFactory())

    assert [sent(receiver), sent(receiver)] == [Told(failed=1), Told()]
    receiver.fallback = lambda asked: Reply(200)
    assert sent(receiver, AT + timedelta(minutes=1)) == Told(delivered=3)


def test_after_eight_tries_an_event_is_given_up(receiver: Web) -> None:
    receiver.fallback = lambda asked: Reply(500)
    hook(receiver)
    event(OfferFactory())
    at, results = AT, []
    while (told := sent(receiver, at)) != Told():
        results.append(told)
        at = WebhookDelivery.objects.get().next_at

    assert results == [Told(failed=1)] * 7 + [Told(given_up=1)]
    assert (at - AT, Webhook.objects.get().ended_at) == (sum(webhooks.DELAYS, timedelta()), None)


def test_a_webhook_that_fails_for_five_days_is_switched_off_and_the_trail_tells(receiver: Web) -> None:
    receiver.fallback = lambda asked: Reply(500)
    made, _ = hook(receiver)
    event(OfferFactory())
    sent(receiver)
    event(OfferFactory())
    sent(receiver, AT + timedelta(days=5))

    made.refresh_from_db()
    assert (made.ended_at, made.end_reason) == (AT + timedelta(days=5), "failing")
    assert not WebhookDelivery.objects.filter(given_up_at=None).exists()
    line = AuditEntry.objects.get(verb="end_webhook")
    assert (line.actor_id, line.reason, line.after) == ("system", "failing", {"ended": True, "not_delivered": 2})
    event(OfferFactory())
    assert WebhookDelivery.objects.count() == 2


def test_a_receiver_that_answers_gone_is_told_nothing_more(receiver: Web) -> None:
    receiver.fallback = lambda asked: Reply(410)
    made, _ = hook(receiver)
    event(OfferFactory())
    sent(receiver)

    made.refresh_from_db()
    assert (made.end_reason, len(receiver.asked)) == ("gone", 1)


def test_what_is_no_longer_public_is_not_told(receiver: Web) -> None:
    hook(receiver)
    event(DraftOfferFactory())

    assert (sent(receiver), receiver.asked) == (Told(given_up=1), [])


def test_a_secret_is_read_with_the_old_key_and_not_without(receiver: Web, settings: Settings) -> None:
    hook(receiver)
    event(OfferFactory())
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    assert sent(receiver) == Told(failed=1)
    settings.SECRET_KEY_FALLBACKS = [old]

    assert sent(receiver, AT + timedelta(minutes=1)) == Told(delivered=1)


def test_a_held_delivery_is_left_alone_until_the_lease_ends(receiver: Web) -> None:
    hook(receiver)
    event(OfferFactory())
    WebhookDelivery.objects.update(claimed_until=AT + LEASE)

    assert [sent(receiver), sent(receiver, AT + LEASE)] == [Told(), Told(delivered=1)]


def test_only_the_administration_adds_and_ends_webhooks_and_an_address_stands_once(receiver: Web) -> None:
    made, first = hook(receiver)
    for refused in (
        lambda: add_webhook(by=NOBODY, at=AT, name="", url="https://a.example/", kinds=list(EventKind)),
        lambda: end_webhook(by=NOBODY, at=AT, pk=made.pk),
        lambda: hook(receiver),
        lambda: add_webhook(by=SYSTEM, at=AT, name="", url="https://b.example/", kinds=["unknown"]),
    ):
        with pytest.raises(Refused):
            refused()
    end_webhook(by=SYSTEM, at=AT, pk=made.pk)
    again, second = hook(receiver)

    assert (again.pk, again.ended_at, second != first) == (made.pk, None, True)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_deliver_each_event_once(receiver: Web) -> None:
    def slowly(asked: Asked) -> Reply:
        time.sleep(0.02)
        return Reply(200)

    receiver.fallback = slowly
    for number in range(4):
        hook(receiver, f"/{number}")
    for _ in range(10):
        event(OfferFactory())
    together = threading.Barrier(2)
    results: list[Told] = []

    def worker() -> None:
        together.wait()
        try:
            with Fetcher(receiver.policy()) as fetcher:
                results.append(deliver_due(at=AT, fetcher=fetcher))
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    got = [(asked.path, asked.headers["webhook-id"]) for asked in receiver.asked]
    assert (len(got), len(set(got))) == (40, 40)
    assert results[0] + results[1] == Told(delivered=40)
    assert min(result.delivered for result in results) > 0
