"""What the worker does for the exchange in each round, and the commands around it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from click.testing import CliRunner
from pytest_django.fixtures import Settings

from strahlkraft.jobs import exchange_clock
from strahlkraft.jobs.clock import now
from strahlkraft.jobs.federation import federate
from strahlkraft.jobs.webhooks import webhooks_command
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.reuse.actions import _shared as shared
from strahlkraft.reuse.actions.federation import add_peer
from strahlkraft.reuse.models import CataloguePage, Peer, PeerEntry, Webhook
from strahlkraft.reuse.rules.vocabulary import EventKind
from tests.factories.peers import CATALOGUE, FakePeer, fake_peer
from tests.factories.reuse import OfferFactory
from tests.factories.web import Reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(settings: Settings) -> Iterator[FakePeer]:
    """A peer this instance may ask."""
    with fake_peer() as peer:
        settings.FETCH_ALLOWED_HOSTS = [peer.web.host]
        settings.FETCH_HOST_PAUSE = 0.0
        peer.tell(peer.entry("a"))
        yield peer


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "240")


def run(*words: str, typed: str = "") -> str:
    command = federate if words[0] == "federate" else webhooks_command
    result = CliRunner().invoke(command, words[1:], input=typed, catch_exceptions=False)
    return "".join(line for line in result.output.splitlines(keepends=True) if not line.startswith("{"))  # not the log


def test_a_round_makes_the_catalogue_tells_webhooks_and_visits_who_is_due(other: FakePeer) -> None:
    other.web.routes["/hook"] = Reply(200)
    run("webhooks", "add", other.web.url + "/hook")
    offer = OfferFactory()
    shared.leave_event(
        kind=EventKind.OFFER_PUBLISHED, subject_kind="offer", subject_key=offer.slug, payload={}, at=now()
    )
    add_peer(by=SYSTEM, at=now(), url=other.web.url)

    exchange_clock.run(at=now())

    assert [page.number for page in CataloguePage.objects.all()] == [1]
    assert other.web.paths == ["/hook", "/.well-known/strahlkraft", CATALOGUE]
    exchange_clock.run(at=now())  # nothing is due any more
    assert len(other.web.paths) == 3


def test_what_goes_wrong_with_one_part_does_not_stop_the_others(
    other: FakePeer, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(**_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(exchange_clock, "refresh_catalogue", broken)
    add_peer(by=SYSTEM, at=now(), url=other.web.url)
    exchange_clock.run(at=now())

    assert Peer.objects.get().public_key == other.public
    assert "exchange.failed" in capfd.readouterr().err


def test_instances_are_added_confirmed_listed_released_and_removed_by_command(other: FakePeer) -> None:
    said = run("federate", "add", other.web.url)
    slug = Peer.objects.get().slug
    assert other.public in said
    assert run("federate", "confirm", slug, typed="n\n").endswith("[y/N]: n\n")
    assert Peer.objects.get().state == "new"
    assert run("federate", "confirm", slug, typed="y\n").endswith(f"{slug}: healthy\n")
    assert PeerEntry.objects.listed().count() == 1
    other.tell(other.entry("x", uri="https://somebody.example/x"))
    assert run("federate", "sync") == (f"{slug}: quarantined The catalogue speaks for addresses of somebody else.\n")
    assert "quarantined!" in run("federate", "list")
    other.tell(other.entry("b"))
    assert run("federate", "release", slug) == f"{slug}: healthy\n"
    assert run("federate", "remove", slug) == ""
    assert "There is no such instance" in run("federate", "sync", slug)
    assert PeerEntry.objects.listed().count() == 0


def test_a_key_other_than_the_one_that_was_told_is_not_confirmed(other: FakePeer) -> None:
    said = run("federate", "add", other.web.url, "--key", "ed25519:AAAA")

    assert "not the key the instance showed" in said
    assert Peer.objects.get().state == "new"


def test_an_instance_that_is_away_stays_on_the_list_and_is_asked_again(other: FakePeer) -> None:
    other.web.routes.clear()
    said = run("federate", "add", other.web.url)

    assert "The instance answered with an error. It is asked again later." in said
    assert Peer.objects.due(now() + timedelta(minutes=6)).count() == 1


def test_our_key_is_shown_and_renewed_by_command() -> None:
    first = run("federate", "key")

    assert first.startswith("ed25519:")
    assert run("federate", "key") == first != run("federate", "key", "--renew")


def test_webhooks_are_added_listed_and_removed_by_command() -> None:
    said = run("webhooks", "add", "https://b.example/hook", "--name", "Beispiel", "--kind", "offer.published")
    hook = Webhook.objects.get()

    assert "whsec_" in said
    assert hook.kinds == ["offer.published"]
    assert "Beispiel" in run("webhooks", "list")
    assert "on the list already" in run("webhooks", "add", "https://b.example/hook")
    assert run("webhooks", "remove", str(hook.pk)) == ""
    assert "no such webhook" in run("webhooks", "remove", "4711")
    assert Webhook.objects.get().ended_at is not None
