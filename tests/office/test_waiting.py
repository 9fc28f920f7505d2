"""The first page of the workspace: what of reuse waits, the most urgent first, only for whom it concerns."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.network.models import Region
from strahlkraft.reuse import actions
from strahlkraft.reuse.actions import federation
from strahlkraft.reuse.models import CaseStep, Peer
from strahlkraft.reuse.queries import drafts
from tests.factories.accounts import a_region, with_role
from tests.factories.projects import PublishedFactory
from tests.factories.reuse import EARLIER, CaseFactory, OfferFactory, RequestFactory
from tests.office.pages import Entrance


def _waiting(client: Client) -> list[tuple[int, str, str]]:
    return [(row.count, row.urgency, row.url) for row in client.get("/arbeit/").context["waiting"]]


@pytest.fixture
def offer(region: Region) -> OfferFactory:
    """An offer of the own region."""
    return OfferFactory(project=PublishedFactory(region=region))


def test_nothing_waits_where_nothing_is(client: Client) -> None:
    assert _waiting(client) == []


def test_late_request_stands_before_disagreeing_case_and_open_draft(
    client: Client, officer: User, offer: OfferFactory
) -> None:
    now = timezone.now()
    RequestFactory(offer=offer, confirmed_at=now - timedelta(days=60))
    RequestFactory(offer=offer, confirmed_at=now)
    RequestFactory(offer=OfferFactory(project=PublishedFactory(region=a_region("Fremd"))))
    case = CaseFactory(offer=offer, confirmed_at=EARLIER)
    for side, state in (("provider", "in_operation"), ("reuser", "evaluating")):
        CaseStep.objects.create(case=case, side=side, state=state, on="2026-02-01", reported_at=EARLIER)
    draft = drafts.draft_of(offer)
    actions.save_draft(by=officer, at=now, slug=offer.slug, content=draft.content, revision=draft.revision)

    assert _waiting(client) == [
        (2, "bad", "/arbeit/anfragen/?stand=waiting"),
        (1, "warn", f"/arbeit/nachnutzung/{case.code}/"),
        (1, "info", "/arbeit/angebote/"),
    ]


def test_instance_that_needs_a_decision_waits_for_the_administration_only(client: Client, enter: Entrance) -> None:
    peer = federation.add_peer(by=SYSTEM, at=EARLIER, url="https://zwei.example/")
    Peer.objects.filter(pk=peer.pk).update(public_key="k" * 44)
    admin = enter(with_role(Role.ADMIN, is_demo=True))
    assert (_waiting(admin), _waiting(client)) == ([(1, "warn", "/arbeit/austausch/")], [])
