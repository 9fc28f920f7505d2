"""Two people or two workers at the same moment: one wins, the other is told so or finds it done; each letter once."""

import dataclasses
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from strahlkraft.audit.actions import AlreadySubmitted
from strahlkraft.kernel.actor import NOBODY, SYSTEM
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import ContactPoint
from strahlkraft.reuse import access, actions
from strahlkraft.reuse.models import OfferVersion, ReuseCase, ReuseOffer, Watch
from strahlkraft.reuse.rules.vocabulary import Side
from tests.factories.at_once import at_once
from tests.factories.projects import PublishedFactory
from tests.factories.reuse import CaseFactory, OfferFactory, RequestFactory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def test_request_is_confirmed_answered_and_made_a_case_once() -> None:
    row: Any = RequestFactory(state="draft", confirmed_at=None, forwarded_at=None, confirm_by=NOW, provider_mailbox="")
    row.offer.mailbox = "angebote@beispiel.example"
    row.offer.save()
    code, provider, sheet = row.code, access.LinkHolder(Side.PROVIDER, row.code), uuid4()
    assert at_once([lambda: actions.confirm(by=NOBODY, at=NOW, code=code)] * 2) == {"done": 1, "already_confirmed": 1}
    answers = [lambda: actions.answer(by=provider, at=NOW, code=code, text="Gern.", submission=sheet)] * 2
    assert at_once(answers) == {"done": 1, AlreadySubmitted.__name__: 1}
    cases = [lambda: actions.open_case_from_request(by=provider, at=NOW, code=code)] * 2
    assert at_once(cases) == {"done": 1, "wrong_state": 1}
    assert (row.messages.count(), ReuseCase.objects.count()) == (1, 1)
    assert Counter(letter.key.split(":")[0] for letter in Letter.objects.all()) == {
        "request-provider": 1,
        "request-message": 1,
        "case-link": 2,
    }


def test_two_workers_remind_escalate_and_tell_once() -> None:
    row: Any = RequestFactory(confirmed_at=NOW - timedelta(days=9))
    ContactPoint.objects.create(region=row.region, mailbox="buero@beispiel.example")
    late = NOW + timedelta(days=30)
    for at in (NOW, late):
        assert at_once([lambda at=at: actions.chase_request(at=at, code=row.code)] * 2) == {"done": 2}
    Watch.objects.create(
        code="merk",
        mailbox="a@b.example",
        thing_kind="offer",
        thing_key=row.offer.slug,
        thing_state="anders",
        created_at=NOW,
        confirm_by=NOW,
        confirmed_at=NOW,
    )
    assert at_once([lambda: actions.tell_due(at=late, code="merk")] * 2) == {"done": 2}
    assert Counter(letter.key.split(":")[0] for letter in Letter.objects.all()) == {
        "request-reminder": 1,
        "request-escalation": 1,
        "watch-news": 1,
    }


def test_only_one_of_two_versions_and_reports_is_taken() -> None:
    offer: Any = OfferFactory()
    case: Any = CaseFactory(offer=offer)
    content = dataclasses.replace(offer.content, summary="Ein Beispiel, das man nachnutzen kann.")
    publish = [lambda: actions.publish_offer(by=SYSTEM, at=NOW, slug=offer.slug, content=content, version=1)] * 2
    assert at_once(publish) == {"done": 1, "stale": 1}
    assert list(OfferVersion.objects.filter(offer=offer).values_list("number", flat=True)) == [2, 1]
    user = access.LinkHolder(Side.REUSER, case.code)
    confirm = [lambda: actions.confirm_case(by=user, at=NOW, code=case.code, version=1)] * 2
    assert at_once(confirm) == {"done": 1, "stale": 1}


def test_draft_saved_while_publishing_is_neither_lost_nor_published() -> None:
    offer: Any = OfferFactory()
    seen = dataclasses.replace(offer.content, summary="So wurde es gesehen und veröffentlicht.")
    typed = dataclasses.replace(offer.content, summary="So wurde es zur selben Zeit getippt.")
    actions.save_draft(by=SYSTEM, at=NOW, slug=offer.slug, content=seen, revision=0)
    facts: dict[str, Any] = {"by": SYSTEM, "at": NOW, "slug": offer.slug, "revision": 1}
    ends = at_once(
        [
            lambda: actions.publish_offer(content=seen, version=1, **facts),
            lambda: actions.save_draft(content=typed, **facts),
        ]
    )
    offer.refresh_from_db()
    published, kept = offer.version == 2, getattr(offer, "draft", None)
    assert ends == {"done": 1, "stale": 1}
    assert (published, kept is None) in {(True, True), (False, False)}


def test_offers_created_at_once_get_names_of_their_own() -> None:
    project: Any = PublishedFactory()
    facts = {"by": SYSTEM, "at": NOW, "project": project.slug, "title": "Beispiel", "kind": "concept"}
    assert at_once([lambda: actions.create_offer(**facts)] * 4) == {"done": 4}
    assert sorted(ReuseOffer.objects.values_list("slug", "identifier")) == [
        ("beispiel", "SK-A-0001"),
        ("beispiel-2", "SK-A-0002"),
        ("beispiel-3", "SK-A-0003"),
        ("beispiel-4", "SK-A-0004"),
    ]
