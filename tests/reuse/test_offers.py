"""Deeds on offers: beginning, drafting, publishing, withdrawing; what is refused, and what each leaves behind."""

import dataclasses
from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.actions import AlreadySubmitted
from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.actor import NOBODY, SYSTEM
from strahlkraft.kernel.refusal import Refused
from strahlkraft.reuse import actions
from strahlkraft.reuse.models import OfferDraft, ReadinessRun, ReuseEvent, ReuseOffer
from strahlkraft.reuse.queries.drafts import check_of_content, draft_of
from strahlkraft.reuse.rules.content import Effort, OfferContent, Paper, Product, ServiceKey
from strahlkraft.search.models import SearchDocument
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.projects import ProjectFactory, PublishedFactory
from tests.factories.reuse import DraftOfferFactory, OfferFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CONTENT = OfferContent(
    title="Beispielparken",
    kind="software",
    summary="Zeigt freie Parkplätze.",
    licence="EUPL-1.2",
    repository_url="https://Git.Example/parken.git",
    products=(Product("Server", "yes", "anderer"), Product("Server", "no")),
    efforts=(Effort("city", Decimal("2.5"), Decimal("1250.50")), Effort("city", year=2025)),
    keys=(ServiceKey("ozg", "10174"), ServiceKey("ozg", "10174")),
    papers=(Paper("Leitfaden", "https://parken.example/l.pdf", "introduction"),),
)


def refusals(refused: "pytest.ExceptionInfo[Refused]") -> list[tuple[str, str]]:
    return [(r.code, r.field) for r in refused.value.refusals]


def publish(offer: ReuseOffer, content: OfferContent = CONTENT, **more: object) -> ReuseOffer:
    facts: dict[str, object] = {
        "by": SYSTEM,
        "at": AT,
        "slug": offer.slug,
        "content": content,
        "version": offer.version,
    }
    return actions.publish_offer(**facts | more)  # type: ignore[arg-type] # the arguments of one deed


@pytest.fixture
def begun() -> ReuseOffer:
    """A new offer of a public project."""
    project = PublishedFactory(title="Beispielampel", slug="beispielampel")
    return actions.create_offer(by=SYSTEM, at=AT, project=project.slug, title="", kind="software")


def test_offer_begins_with_an_identifier_a_draft_and_a_line_in_the_trail(begun: ReuseOffer) -> None:
    other = actions.create_offer(by=SYSTEM, at=AT, project="beispielampel", title="Beispielampel", kind="guide")
    assert [(o.slug, o.identifier) for o in (begun, other)] == [
        ("beispielampel", "SK-A-0001"),
        ("beispielampel-2", "SK-A-0002"),
    ]
    assert draft_of(begun).content.title == "Beispielampel"
    assert list(AuditEntry.objects.values_list("verb", "subject_key")) == [
        ("create_offer", "beispielampel"),
        ("create_offer", "beispielampel-2"),
    ]


def test_offer_of_an_unknown_kind_is_not_begun() -> None:
    project = PublishedFactory()
    with pytest.raises(Refused) as refused:
        actions.create_offer(by=SYSTEM, at=AT, project=project.slug, title="", kind="roman")
    assert (refusals(refused), ReuseOffer.objects.count()) == ([("kind_missing", "kind")], 0)


def test_same_form_begins_one_offer(begun: ReuseOffer) -> None:
    mark = uuid4()
    facts = {
        "by": SYSTEM,
        "at": AT,
        "project": "beispielampel",
        "title": "Zweites",
        "kind": "guide",
        "submission": mark,
    }
    actions.create_offer(**facts)  # type: ignore[arg-type] # the arguments of one deed
    with pytest.raises(AlreadySubmitted):
        actions.create_offer(**facts)  # type: ignore[arg-type] # the same
    assert ReuseOffer.objects.count() == 2


def test_draft_keeps_what_is_wrong_and_leaves_no_line_in_the_trail(begun: ReuseOffer) -> None:
    before = AuditEntry.objects.count()
    wrong = dataclasses.replace(CONTENT, licence="lizenzfrei", mailbox="ruf an")
    typed = {"aufwand": {"efforts-0-year": ["neulich"]}}
    revision = actions.save_draft(by=SYSTEM, at=AT, slug=begun.slug, content=wrong, revision=1, typed=typed)
    draft = draft_of(begun)
    assert (revision, draft.content, draft.typed, AuditEntry.objects.count()) == (2, wrong, typed, before)


def test_draft_saved_from_two_windows_keeps_the_first_words(begun: ReuseOffer) -> None:
    actions.save_draft(by=SYSTEM, at=AT, slug=begun.slug, content=CONTENT, revision=1)
    with pytest.raises(Refused) as refused:
        actions.save_draft(by=SYSTEM, at=AT, slug=begun.slug, content=OfferContent(), revision=1)
    assert (refusals(refused), draft_of(begun).content) == ([("stale", "")], CONTENT)


def test_publishing_makes_a_version_rows_a_check_an_entry_of_the_search_and_an_event(begun: ReuseOffer) -> None:
    offer = publish(begun, note=" Erste Fassung ")
    offer = ReuseOffer.objects.with_page().get(pk=offer.pk)
    said = dataclasses.replace(
        CONTENT, products=(Product("Server", "no"),), efforts=CONTENT.efforts[:1], keys=CONTENT.keys[:1]
    )
    assert (offer.content, offer.publication, offer.version) == (said, "published", 1)
    assert offer.identity == "https://git.example/parken"
    assert [(v.number, v.note, v.said) for v in offer.versions.all()] == [(1, "Erste Fassung", CONTENT)]
    assert not OfferDraft.objects.exists()
    assert ReadinessRun.objects.filter(offer=offer, current=True).count() == 1
    assert list(SearchDocument.objects.filter(kind="offer").values_list("key", flat=True)) == [offer.slug]
    assert list(ReuseEvent.objects.values_list("kind", flat=True)) == ["offer.published"]


def test_second_version_names_what_changed_and_the_first_stays(begun: ReuseOffer) -> None:
    offer = publish(begun)
    offer = publish(offer, dataclasses.replace(offer.content, licence="MIT"))
    versions = list(offer.versions.all())
    assert [(v.number, v.changed_fields, v.said.licence) for v in versions][:1] == [(2, ["licence"], "MIT")]
    assert versions[1].said.licence == "EUPL-1.2"


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"title": " "}, [("title_missing", "title")]),
        ({"summary": "x" * 151}, [("summary_long", "summary")]),
        ({"caretaker": "niemand"}, [("unknown", "caretaker")]),
        ({"superseded_by": "nichts"}, [("unknown", "superseded_by")]),
        ({"licence": "gratis"}, [("licence_unknown", "licence")]),
    ],
    ids=str,
)
def test_unsound_content_is_not_published(
    begun: ReuseOffer, change: dict[str, str], wrong: list[tuple[str, str]]
) -> None:
    with pytest.raises(Refused) as refused:
        publish(begun, dataclasses.replace(CONTENT, **change))  # type: ignore[arg-type] # texts only
    begun.refresh_from_db()
    assert (refusals(refused), begun.version) == (wrong, 0)


@pytest.mark.parametrize(
    ("more", "code"), [({"version": 7}, "stale"), ({"revision": 7}, "stale"), ({"revision": 2}, "unread")]
)
def test_what_was_not_seen_or_cannot_be_read_is_not_published(
    begun: ReuseOffer, more: dict[str, int], code: str
) -> None:
    typed = {"aufwand": {"efforts-0-year": ["neulich"]}}
    actions.save_draft(by=SYSTEM, at=AT, slug=begun.slug, content=CONTENT, revision=1, typed=typed)
    with pytest.raises(Refused) as refused:
        publish(begun, **more)
    assert (refusals(refused), OfferDraft.objects.count()) == ([(code, "")], 1)


def test_offers_do_not_replace_each_other_in_a_circle() -> None:
    first, second = OfferFactory(), OfferFactory()
    publish(first, dataclasses.replace(first.content, superseded_by=second.slug))
    with pytest.raises(Refused) as refused:
        publish(second, dataclasses.replace(second.content, superseded_by=first.slug))
    assert refusals(refused) == [("circle", "superseded_by")]


def test_withdrawn_offer_leaves_the_search_keeps_its_versions_and_can_come_back(begun: ReuseOffer) -> None:
    offer = publish(begun)
    offer = actions.withdraw_offer(by=SYSTEM, at=AT, slug=offer.slug, version=1, reason="Beispiel")
    assert (
        offer.publication,
        offer.versions.count(),
        SearchDocument.objects.filter(kind="offer", withdrawn=False).count(),
    ) == (
        "withdrawn",
        1,
        0,
    )
    assert publish(offer).publication == "published"
    assert list(ReuseEvent.objects.order_by("pk").values_list("kind", flat=True)) == [
        "offer.published",
        "offer.withdrawn",
        "offer.published",
    ]


def test_withdrawing_needs_a_reason_and_the_version_one_has_seen() -> None:
    offer = OfferFactory()
    for version, reason, code in ((1, " ", "reason_missing"), (2, "weil", "stale")):
        with pytest.raises(Refused) as refused:
            actions.withdraw_offer(by=SYSTEM, at=AT, slug=offer.slug, version=version, reason=reason)
        assert [r.code for r in refused.value.refusals] == [code]


def test_draft_is_thrown_away_only_when_something_is_published(begun: ReuseOffer) -> None:
    with pytest.raises(Refused) as refused:
        actions.discard_draft(by=SYSTEM, at=AT, slug=begun.slug)
    assert refusals(refused) == [("never_published", "")]
    publish(begun)
    actions.save_draft(by=SYSTEM, at=AT, slug=begun.slug, content=OfferContent(title="Neu"), revision=0)
    actions.discard_draft(by=SYSTEM, at=AT, slug=begun.slug)
    begun.refresh_from_db()
    assert draft_of(begun).content.title == "Beispielparken"


def deeds(by: User) -> list[bool]:
    """Whether each deed on a foreign draft is refused as if the draft did not exist."""
    offer = DraftOfferFactory(project=ProjectFactory(region=a_region("Fremd")))
    found = []
    for deed in (
        lambda: actions.create_offer(by=by, at=AT, project=offer.project.slug, title="x", kind="guide"),
        lambda: actions.save_draft(by=by, at=AT, slug=offer.slug, content=CONTENT, revision=0),
        lambda: actions.publish_offer(by=by, at=AT, slug=offer.slug, content=CONTENT, version=0),
        lambda: actions.withdraw_offer(by=by, at=AT, slug=offer.slug, version=0, reason="x"),
        lambda: actions.discard_draft(by=by, at=AT, slug=offer.slug),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        found.append(refused.value.hidden)
    return found


@pytest.mark.parametrize("role", [Role.OFFICE, Role.PARTNER, Role.MUNICIPALITY, Role.AUTHORITY, Role.LAND])
def test_strangers_write_nothing_and_learn_nothing(role: Role) -> None:
    scope = {"region": a_region("Eigen")} if role is Role.OFFICE else {}
    scope |= {"organisation": an_organisation("Eigene GmbH")} if role in {Role.PARTNER, Role.MUNICIPALITY} else {}
    assert deeds(with_role(role, **scope)) == [True] * 5


def test_nobody_signed_in_writes_no_offer() -> None:
    offer = OfferFactory()
    with pytest.raises(Refused):
        actions.save_draft(by=NOBODY, at=AT, slug=offer.slug, content=CONTENT, revision=0)


def test_check_of_a_draft_says_what_the_check_after_publishing_says(begun: ReuseOffer) -> None:
    before = check_of_content(begun, CONTENT, today=AT.date())
    run = ReadinessRun.objects.get(offer=publish(begun))
    assert (before.level, [(f.criterion, f.verdict, f.reason_code) for f in before.findings]) == (
        run.level,
        [(f.criterion, f.verdict, f.reason_code) for f in run.result.findings],
    )
