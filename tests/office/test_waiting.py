"""Duties of reuse, exchange and congress: what stands on whose list, how urgent, and where its button leads."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.design.addresses import address
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.network.models import Region
from strahlkraft.office.waiting import duties_of, of_congress, of_exchange, of_reuse
from strahlkraft.reuse import actions
from strahlkraft.reuse.actions import federation
from strahlkraft.reuse.models import CaseStep, Peer
from strahlkraft.reuse.queries import drafts
from tests.factories.accounts import a_region, with_role
from tests.factories.congress import CallFactory, DraftOccasionFactory, OccasionFactory, PitchFactory, SubmissionFactory
from tests.factories.projects import PublishedFactory
from tests.factories.reuse import EARLIER, CaseFactory, OfferFactory, RequestFactory


def _told(duties: list[Any]) -> list[tuple[str, str, str]]:
    """Weight, words and page of each duty."""
    return [(str(duty.weight), duty.text % dict(duty.params), address(duty.thing)) for duty in duties]


@pytest.fixture
def offer(region: Region) -> OfferFactory:
    """An offer of the own region."""
    return OfferFactory(project=PublishedFactory(region=region))


def test_nothing_waits_where_nothing_is(officer: User) -> None:
    assert duties_of(officer, today=localdate()) == []


def test_request_is_due_when_the_office_would_be_told(officer: User, offer: OfferFactory) -> None:
    asked = RequestFactory(offer=offer, confirmed_at=datetime(2026, 6, 1, 9, 0, tzinfo=timezone.get_current_timezone()))
    RequestFactory(offer=OfferFactory(project=PublishedFactory(region=a_region("Fremd"))))
    duties = of_reuse(officer, today=date(2026, 6, 3))
    assert [(duty.key, str(duty.weight), duty.due, address(duty.thing)) for duty in duties] == [
        (f"request:{asked.code}", "waiting", date(2026, 6, 16), f"/arbeit/anfragen/{asked.code}/")
    ]


def test_disagreeing_case_unconfirmed_case_and_open_draft_wait(officer: User, offer: OfferFactory) -> None:
    now = timezone.now()
    case = CaseFactory(offer=offer, confirmed_at=EARLIER)
    for side, state in (("provider", "in_operation"), ("reuser", "evaluating")):
        CaseStep.objects.create(case=case, side=side, state=state, on="2026-02-01", reported_at=EARLIER)
    for _ in range(2):
        CaseFactory(offer=offer, confirmed_at=None)
    draft = drafts.draft_of(offer)
    actions.save_draft(by=officer, at=now, slug=offer.slug, content=draft.content, revision=draft.revision)
    apart = "Both sides of a reuse disagree; until somebody settles it, the earlier step counts"
    unconfirmed = "2 reuses nobody has confirmed: they count only when the reusing body says so"
    assert _told(of_reuse(officer, today=localdate())) == [
        ("waiting", apart, f"/arbeit/nachnutzung/{case.code}/"),
        ("silent", unconfirmed, "/arbeit/nachnutzung/?stand=unconfirmed"),
        ("silent", "An offer has an open draft nobody outside reads", "/arbeit/angebote/"),
    ]


def test_instance_that_needs_a_decision_waits_for_the_administration_only(officer: User) -> None:
    peer = federation.add_peer(by=SYSTEM, at=EARLIER, url="https://zwei.example/")
    Peer.objects.filter(pk=peer.pk).update(public_key="k" * 44)
    admin = with_role(Role.ADMIN, is_demo=True)
    found = [of_exchange(user, today=localdate()) for user in (admin, officer)]
    assert [[address(duty.thing) for duty in duties] for duties in found] == [["/arbeit/austausch/"], []]


def test_event_not_announced_is_due_six_weeks_before_it_begins(officer: User, region: Region) -> None:
    begins = timezone.now() + timedelta(days=100)
    DraftOccasionFactory(region=region, slug="kongress", starts_at=begins, ends_at=begins + timedelta(hours=6))
    DraftOccasionFactory(region=a_region("Fremd"), starts_at=begins, ends_at=begins + timedelta(hours=6))
    duties = of_congress(officer, today=localdate())
    assert [(duty.key, duty.due, address(duty.thing)) for duty in duties] == [
        ("announce:kongress", localdate(begins) - timedelta(days=42), "/arbeit/termine/kongress/")
    ]


def test_closed_call_waits_for_decisions_and_made_ones_to_be_told(officer: User, region: Region) -> None:
    now = timezone.now()
    begins = now + timedelta(days=30)
    one = OccasionFactory(region=region, slug="kongress", starts_at=begins, ends_at=begins + timedelta(hours=6))
    CallFactory(
        occasion=one,
        opens_at=now - timedelta(days=9),
        closes_at=now - timedelta(days=2),
        decided_on=localdate() + timedelta(days=5),
    )
    SubmissionFactory.create_batch(2, occasion=one)
    PitchFactory(occasion=one, state="rejected", decision_reason="Beispiel", confirmed_at=None)
    assert [
        (duty.key, duty.text % dict(duty.params), duty.due) for duty in of_congress(officer, today=localdate())
    ] == [
        (
            "decide:kongress",
            "The call is closed and 2 pitches wait for a decision",
            localdate() + timedelta(days=5),
        ),
        ("tell:kongress", "A decision on a pitch is made and not told yet", None),
    ]


def test_number_of_queries_does_not_grow(officer: User, offer: OfferFactory) -> None:
    def grow_and_count(rows: int) -> int:
        for _ in range(rows):
            RequestFactory(offer=offer, confirmed_at=timezone.now())
            CaseFactory(offer=offer, confirmed_at=None)
            CallFactory(occasion=OccasionFactory(region=offer.project.region))
        with CaptureQueriesContext(connection) as asked:
            assert duties_of(officer, today=localdate())
        return len(asked)

    assert officer.grants  # read once, whatever is asked
    assert grow_and_count(1) == grow_and_count(2)
