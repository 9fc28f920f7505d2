"""Webhooks and other instances in the workspace: for the administration, the secret once, states in words."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from strahlkraft.accounts.rules import Role
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.office.views.exchange import answer_word
from strahlkraft.reuse.actions import exchange, federation
from strahlkraft.reuse.models import Peer, Webhook, WebhookDelivery
from strahlkraft.reuse.peering.words import FAULTS
from tests.factories.accounts import with_role
from tests.factories.reuse import EARLIER
from tests.factories.web import serving
from tests.office.pages import Entrance, fields_of

PAGE, HOOK, PEER = "/arbeit/austausch/", "/arbeit/austausch/webhook-anlegen/", "/arbeit/austausch/instanz-anlegen/"


@pytest.fixture
def admin(enter: Entrance) -> Client:
    """The administration's browser."""
    return enter(with_role(Role.ADMIN, is_demo=True))


def _peer(url: str = "https://zwei.example/", **more: object) -> Peer:
    peer = federation.add_peer(by=SYSTEM, at=EARLIER, url=url)
    Peer.objects.filter(pk=peer.pk).update(**more)
    peer.refresh_from_db()
    return peer


def test_exchange_is_not_there_for_the_office(client: Client) -> None:
    peer = _peer()
    paths = [PAGE, HOOK, PEER]
    assert [client.get(path).status_code for path in paths] == [404, 404, 404]
    assert [client.post(f"{PAGE}instanzen/{peer.slug}/{deed}/").status_code for deed in ("schluessel", "beenden")] == [
        404,
        404,
    ]


def test_secret_of_a_webhook_is_shown_once_and_never_again(admin: Client) -> None:
    sheet = fields_of(admin.get(HOOK).content) | {
        "name": ["Beispielkreis"],
        "url": ["https://kreis.example/hooks"],
        "kinds": ["offer.published", "software.listed"],
    }
    made = admin.post(HOOK, sheet)
    hook = Webhook.objects.get()
    secret = made.context["secret"]

    assert (made.status_code, secret in made.content.decode(), "no-store" in made["Cache-Control"]) == (200, True, True)
    assert secret not in hook.secret
    others = [PAGE, f"{PAGE}webhooks/{hook.pk}/", HOOK]
    assert [secret in admin.get(path).content.decode() for path in others] == [False, False, False]
    assert admin.post(HOOK, sheet).status_code == 422  # its twin changes nothing
    assert Webhook.objects.count() == 1


def test_deliveries_tell_their_state_and_the_last_answer_in_words(admin: Client) -> None:
    hook, _secret = exchange.add_webhook(
        by=SYSTEM, at=EARLIER, name="Beispiel", url="https://kreis.example/h", kinds=["software.listed"]
    )
    from strahlkraft.reuse.models import ReuseEvent  # noqa: PLC0415 - only here

    for number, done in enumerate(({"delivered_at": EARLIER, "last_answer": "204"}, {"last_answer": "too_slow"})):
        event = ReuseEvent.objects.create(
            kind="software.listed", subject_kind="software", subject_key=f"beispiel-{number}", payload={}, at=EARLIER
        )
        WebhookDelivery.objects.create(webhook=hook, event=event, attempts=1, next_at=EARLIER, **done)
    rows = admin.get(f"{PAGE}webhooks/{hook.pk}/").context["deliveries"]
    assert [(row["badge"]["state"], row["answer"]) for row in rows] == [
        ("info", answer_word("too_slow")),
        ("good", answer_word("204")),
    ]

    admin.post(f"{PAGE}webhooks/{hook.pk}/beenden/")
    hook.refresh_from_db()
    assert (hook.ended_at is not None, WebhookDelivery.objects.exclude(given_up_at=None).count()) == (True, 1)


@pytest.mark.parametrize("answer", ["too_slow", "not_public", "sealed", "", "500"])
def test_every_answer_has_words(answer: str) -> None:
    assert answer_word(answer) not in {"", answer}


def test_new_instance_that_does_not_answer_is_on_the_list_and_says_so(admin: Client, settings: Settings) -> None:
    with serving() as web:
        settings.FETCH_ALLOWED_HOSTS, settings.FETCH_HOST_PAUSE = [web.host], 0.0
        sheet = fields_of(admin.get(PEER).content) | {"url": [web.url]}
        answer = admin.post(PEER, sheet, follow=True)
    (row,) = answer.context["peers"]
    assert (row["peer"].fault, bool(row["fault"]), row["view"].key_to_confirm) == ("http_error", True, "")
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]


def test_key_is_confirmed_only_as_it_was_shown(admin: Client) -> None:
    peer = _peer(public_key="k" * 44, next_at=None)
    address = f"{PAGE}instanzen/{peer.slug}/schluessel/"
    admin.post(address, {"key": "x" * 44})
    peer.refresh_from_db()
    refused = peer.state
    admin.post(address, {"key": "k" * 44})
    peer.refresh_from_db()
    assert (refused, peer.state, peer.confirmed_at is not None) == ("new", "healthy", True)


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_stopped_instance_explains_itself_is_released_and_ended(admin: Client, fault: str) -> None:
    now = timezone.now()
    peer = _peer(
        public_key="k" * 44,
        confirmed_at=now,
        state="quarantined",
        fault=fault,
        last_good_at=now - timedelta(days=12, hours=1),
    )
    (row,) = admin.get(PAGE).context["peers"]
    assert (row["badge"]["state"], bool(row["fault"]), row["days"], row["may_release"]) == ("bad", True, 12, True)

    admin.post(f"{PAGE}instanzen/{peer.slug}/weiter/")
    peer.refresh_from_db()
    state = peer.state
    admin.post(f"{PAGE}instanzen/{peer.slug}/beenden/")
    peer.refresh_from_db()
    assert (state != "quarantined", peer.ended_at is not None) == (True, True)
