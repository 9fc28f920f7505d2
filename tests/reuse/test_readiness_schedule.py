"""Readiness by the clock: addresses are visited, regress is told, history is kept."""

from datetime import UTC, datetime, timedelta

import pytest

from strahlkraft.kernel.actor import NOBODY, SYSTEM
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.models import Letter
from strahlkraft.reuse import actions
from strahlkraft.reuse.fetching import Fetcher
from strahlkraft.reuse.models import Reachability, ReadinessRun, ReuseOffer
from strahlkraft.reuse.rules.content import OfferContent
from tests.factories.projects import PublishedFactory
from tests.factories.web import Reply, serving

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def _published(url: str, **more: str) -> ReuseOffer:
    project = PublishedFactory()
    offer = actions.create_offer(by=SYSTEM, at=NOON, project=project.slug, title="Beispielangebot", kind="software")
    content = OfferContent(
        title="Beispielangebot",
        kind="software",
        summary="Ein Beispiel.",
        repository_url=url,
        mailbox="angebote@beispiel.example",
        **more,
    )
    return actions.publish_offer(by=SYSTEM, at=NOON, slug=offer.slug, content=content, version=0)


def _verdict(offer: ReuseOffer, criterion: str) -> str:
    run = ReadinessRun.objects.get(offer=offer, current=True)
    return next(f["verdict"] for f in run.findings if f["criterion"] == criterion)


def test_address_is_visited_reached_lost_and_the_provider_is_told() -> None:
    week = NOON + timedelta(days=8)
    with serving() as web, Fetcher(web.policy(tries=1)) as fetcher:
        offer = _published(f"{web.url}/repo")
        web.routes["/repo"] = Reply(body=b"da")
        assert actions.want_addresses(at=NOON) == 1
        assert actions.visit_addresses(at=NOON, fetcher=fetcher, limit=5) == 1
        assert actions.visit_addresses(at=NOON, fetcher=fetcher, limit=5) == 0
        assert actions.check_due(at=week, limit=5) == 1
        assert _verdict(offer, "source") == "met"
        web.routes["/repo"] = Reply(404)
        actions.visit_addresses(at=week + timedelta(days=1), fetcher=fetcher, limit=5)
        actions.check_due(at=week + timedelta(days=9), limit=5)
    assert _verdict(offer, "source") == "not"
    assert ReadinessRun.objects.filter(offer=offer).count() == 3
    assert list(Letter.objects.values_list("to", flat=True)) == ["angebote@beispiel.example"]


def test_same_findings_make_no_second_row() -> None:
    offer = _published("https://git.beispiel.example/x")
    first = ReadinessRun.objects.get(offer=offer)
    actions.check_thing(at=NOON + timedelta(days=8), thing=offer)
    run = ReadinessRun.objects.get(offer=offer)
    assert (run.pk, run.confirmed_at) == (first.pk, NOON + timedelta(days=8))


def test_judgement_of_a_person_stands_before_the_machine_and_needs_the_right() -> None:
    offer = _published("https://git.beispiel.example/x")
    with pytest.raises(Refused) as refused:
        actions.judge(by=NOBODY, at=NOON, thing=offer, criterion="statements", verdict="met")
    assert refused.value.hidden
    actions.judge(
        by=SYSTEM,
        at=NOON,
        thing=offer,
        criterion="statements",
        verdict="met",
        link="https://beispiel.example/erklaerung",
    )
    assert _verdict(offer, "statements") == "met"


def test_every_address_of_an_offer_is_on_the_list_once() -> None:
    _published("https://git.beispiel.example/x", data_protection_url="https://beispiel.example/datenschutz")
    assert (actions.want_addresses(at=NOON), actions.want_addresses(at=NOON)) == (2, 0)
    assert Reachability.objects.count() == 2
