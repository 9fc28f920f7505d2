"""Our own catalogue, and peers that tell the truth, lie, fall silent or change."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.actor import NOBODY, SYSTEM
from strahlkraft.kernel.refusal import Refused
from strahlkraft.reuse import peering
from strahlkraft.reuse.actions import federation as actions
from strahlkraft.reuse.models import CataloguePage, Instance, Peer, PeerEntry, ReuseOffer
from strahlkraft.reuse.queries import exchange
from strahlkraft.search.models import SearchDocument
from tests.factories.peers import CATALOGUE, FakePeer, fake_peer
from tests.factories.projects import ProjectFactory
from tests.factories.reuse import DraftOfferFactory, OfferFactory, SoftwareFactory
from tests.factories.web import Reply, Slow

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
BASE = "https://hier.example"


@pytest.fixture(autouse=True)
def _our_address(settings: Settings) -> None:
    settings.BASE_URL = BASE


@pytest.fixture
def other() -> Iterator[FakePeer]:
    """A peer that has told of two things."""
    with fake_peer() as peer:
        peer.tell(peer.entry("a"), peer.entry("b"))
        yield peer


def synced(other: FakePeer, at: datetime = AT, **limits: Any) -> Peer:
    slug = Peer.objects.subscribed().get().slug
    with other.fetcher(**limits) as fetcher:
        peer = actions.sync_peer(at=at, slug=slug, fetcher=fetcher)
    assert peer is not None
    return peer


def subscribed(other: FakePeer) -> Peer:
    peer = actions.add_peer(by=SYSTEM, at=AT, url=other.web.url)
    synced(other)
    actions.confirm_key(by=SYSTEM, at=AT, slug=peer.slug, key=other.public)
    return synced(other)


def listed() -> list[str]:
    return list(PeerEntry.objects.listed().order_by("uri").values_list("title", flat=True))


def found() -> set[str]:
    return set(SearchDocument.objects.filter(kind="elsewhere", withdrawn=False).values_list("key", flat=True))


# Our own catalogue


def read_own(page: int = 1) -> peering.Feed:
    own = Instance.objects.get()
    answer = Client().get(CATALOGUE, {"page": page} if page > 1 else {})
    feed = peering.verify(answer.content, own.public_key, origin=BASE, now=AT + HOUR)
    assert isinstance(feed, peering.Feed)
    return feed


def test_what_originates_here_is_told_and_nothing_else() -> None:
    offer = OfferFactory(summary="Ein\nBeispiel.", languages=["de"], size_classes=["rural"], licence="EUPL-1.2")
    withdrawn = OfferFactory(title="Geheim", publication="withdrawn", changed_at=AT - timedelta(days=90))
    OfferFactory(publication="withdrawn", changed_at=AT - timedelta(days=91))
    OfferFactory(project=ProjectFactory())  # taken off long ago
    DraftOfferFactory()
    SoftwareFactory()

    actions.refresh_catalogue(at=AT)

    feed = read_own()
    assert feed.entries == (
        peering.Entry(
            uri=f"{BASE}/angebote/{offer.slug}/",
            kind="offer",
            title=offer.title,
            summary="Ein Beispiel.",
            licence="EUPL-1.2",
            result_kind="software",
            size_classes=("rural",),
            languages=("de",),
            publisher=offer.project.region.name,
            modified="2026-01-02",
        ),
        peering.Entry(
            uri=f"{BASE}/angebote/{withdrawn.slug}/", kind="offer", title=withdrawn.identifier, withdrawn=True
        ),
    )
    assert (feed.instance.uri, feed.next_url, feed.dropped) == (BASE, "", 0)


def test_the_sequence_rises_only_when_the_content_changed(client: Client) -> None:
    OfferFactory()
    first = actions.refresh_catalogue(at=AT)
    etag = client.get(CATALOGUE)["ETag"]
    again = actions.refresh_catalogue(at=AT + HOUR)
    unchanged = client.get(CATALOGUE, headers={"If-None-Match": etag})
    ReuseOffer.objects.update(title="Neuer Titel")
    soon = actions.refresh_catalogue(at=AT + HOUR + timedelta(seconds=59))
    third = actions.refresh_catalogue(at=AT + 2 * HOUR)

    assert (again.sequence, soon.sequence, unchanged.status_code) == (first.sequence, first.sequence, 304)
    assert first.sequence < third.sequence == read_own().sequence
    assert client.get(CATALOGUE, headers={"If-None-Match": etag}).status_code == 200


def test_a_long_catalogue_comes_in_pages_of_one_sequence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "PAGE", 2)
    offers = [OfferFactory() for _ in range(3)]
    actions.refresh_catalogue(at=AT)

    first, second = read_own(), read_own(2)
    assert first.next_url == f"{BASE}{CATALOGUE}?page=2"
    whole = peering.join([first, second])
    assert isinstance(whole, peering.Feed)
    assert [entry.title for entry in whole.entries] == [offer.title for offer in offers]
    assert [Client().get(CATALOGUE, {"page": page}).status_code for page in ("3", "0", "-1", "x", "9" * 30)] == [
        404
    ] * 5


@pytest.mark.parametrize("count", [1, 3])
def test_the_catalogue_is_made_with_a_fixed_number_of_queries(count: int) -> None:
    for _ in range(count):
        OfferFactory()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        exchange.own_entries(AT)
    assert len(queries) == 3


def test_the_introduction_names_key_and_catalogue_once_there_is_one(client: Client) -> None:
    assert [client.get(path).status_code for path in (exchange.WELL_KNOWN, CATALOGUE)] == [404, 404]
    own = actions.refresh_catalogue(at=AT)

    answer = client.get(exchange.WELL_KNOWN)
    assert json.loads(answer.content) == {
        "format": "strahlkraft-instance",
        "version": 1,
        "name": "Strahlkraft (hier.example)",
        "uri": BASE,
        "catalogue": BASE + CATALOGUE,
        "public_key": own.public_key,
    }
    assert (answer["Access-Control-Allow-Origin"], answer.cookies, client.post(CATALOGUE).status_code) == ("*", {}, 405)


def test_the_private_key_is_kept_encrypted_and_the_pages_stay_when_it_cannot_be_read(settings: Settings) -> None:
    OfferFactory()
    own = actions.refresh_catalogue(at=AT)
    before = CataloguePage.objects.get().body
    settings.SECRET_KEY = "another"
    OfferFactory()

    assert "ed25519:" not in own.private_key
    assert actions.refresh_catalogue(at=AT + HOUR).sequence == own.sequence
    assert CataloguePage.objects.get().body == before
    with pytest.raises(Refused):
        actions.refresh_catalogue(at=AT + HOUR, force=True)
    renewed = actions.renew_key(by=SYSTEM, at=AT + HOUR)
    assert renewed.public_key != own.public_key
    assert read_own().sequence == renewed.sequence > own.sequence


# Other instances


def test_a_new_peer_shows_nothing_before_a_person_has_confirmed_its_key(other: FakePeer) -> None:
    slug = actions.add_peer(by=SYSTEM, at=AT, url=other.web.url).slug
    peer = synced(other)

    assert (peer.state, peer.url, peer.name, peer.public_key) == (
        "new",
        other.feed_url,
        "Beispielverbund",
        other.public,
    )
    assert (list(Peer.objects.due(AT + HOUR)), listed()) == ([], [])
    (view,) = exchange.peers(AT)
    assert (view.needs_person, view.key_to_confirm) == (True, other.public)
    with pytest.raises(Refused):
        actions.confirm_key(by=SYSTEM, at=AT, slug=slug, key=peering.new_key()[1])
    actions.confirm_key(by=SYSTEM, at=AT, slug=slug, key=other.public)
    assert synced(other).state == "healthy"
    assert listed() == ["Beispiel a", "Beispiel b"]


def test_entries_are_added_changed_and_withdrawn_with_what_the_search_knows(other: FakePeer) -> None:
    subscribed(other)
    assert found() == {"beispiel-a", "beispiel-b"}
    other.tell(other.entry("a", title="Anders"), other.entry("b", withdrawn=True), other.entry("c"), pages=2)
    peer = synced(other, AT + HOUR)

    rows = {row.slug: (row.title, row.withdrawn_at) for row in PeerEntry.objects.all()}
    assert rows == {
        "beispiel-a": ("Anders", None),
        "beispiel-b": ("Beispiel b", AT + HOUR),
        "beispiel-c": ("Beispiel c", None),
    }
    assert found() == {"beispiel-a", "beispiel-c"}
    assert (peer.state, peer.sequence, peer.last_good_at, peer.next_at) == ("healthy", 2, AT + HOUR, AT + 2 * HOUR)
    line = AuditEntry.objects.filter(verb="sync_peer").latest("sequence")
    assert line.after == {"added": 1, "changed": 1, "withdrawn": 1}
    assert set(PeerEntry.objects.get(slug="beispiel-a").data) == {*peering.Entry.__dataclass_fields__}


def test_an_unchanged_catalogue_costs_one_request_and_no_line_in_the_trail(other: FakePeer) -> None:
    subscribed(other)
    lines, asked = AuditEntry.objects.count(), len(other.web.paths)
    peer = synced(other, AT + HOUR)

    assert (AuditEntry.objects.count(), len(other.web.paths)) == (lines, asked + 1)
    assert (peer.last_good_at, peer.taken_at, listed()) == (AT + HOUR, AT, ["Beispiel a", "Beispiel b"])


def test_what_is_known_here_is_linked_and_our_own_records_stay_as_they_are(other: FakePeer) -> None:
    offer = OfferFactory(identity="https://git.example/ours/tool", repository_url="https://git.example/ours/tool")
    software = SoftwareFactory(identity="https://git.example/found/app")
    before = ReuseOffer.objects.values().get(), type(software).objects.values().get()
    other.tell(
        other.entry("tool", repository="https://git.example/ours/tool.git"),
        other.entry("app", repository="https://git.example/found/app/"),
        other.entry("new", repository="https://git.example/new/thing"),
    )
    subscribed(other)

    links = {row.title: (row.same_offer, row.same_software) for row in PeerEntry.objects.all()}
    assert links == {"Beispiel tool": (offer, None), "Beispiel app": (None, software), "Beispiel new": (None, None)}
    assert (ReuseOffer.objects.values().get(), type(software).objects.values().get()) == before
    assert (listed(), found()) == (["Beispiel new"], {"beispiel-new"})
    assert [row.title for row in exchange.also_elsewhere(offer)] == ["Beispiel tool"]
    (view,) = exchange.peers(AT)
    assert (view.entries, view.linked) == (1, 2)

    ReuseOffer.objects.update(publication="withdrawn")
    synced(other, AT + timedelta(days=1))  # even unchanged, it is read whole once a day
    assert listed() == ["Beispiel new", "Beispiel tool"]


def test_what_two_peers_tell_is_shown_once_and_stays_when_the_first_one_ends(other: FakePeer) -> None:
    same = "https://git.example/shared/thing"
    other.tell(other.entry("mine", repository=same))
    first = subscribed(other)
    with fake_peer() as second:
        second.tell(second.entry("yours", repository=same), second.entry("b"))
        added = actions.add_peer(by=SYSTEM, at=AT, url=second.feed_url)
        with second.fetcher() as fetcher:
            actions.sync_peer(at=AT, slug=added.slug, fetcher=fetcher)
            actions.confirm_key(by=SYSTEM, at=AT, slug=added.slug, key=second.public)
            actions.sync_peer(at=AT, slug=added.slug, fetcher=fetcher)
            assert sorted(listed()) == ["Beispiel b", "Beispiel mine"]
            actions.end_peer(by=SYSTEM, at=AT, slug=first.slug)
            assert (listed(), found()) == (["Beispiel b"], {"beispiel-b"})
            actions.sync_peer(at=AT + HOUR, slug=added.slug, fetcher=fetcher)
    assert sorted(listed()) == ["Beispiel b", "Beispiel yours"]


FAULTS = {
    "http_error": lambda other: other.web.routes.update({CATALOGUE: Reply(500)}),
    "not_json": lambda other: other.give(b"<html>"),
    "wrong_format": lambda other: other.tell(change=lambda document: document.update(format="other")),
    "from_the_future": lambda other: other.tell(
        change=lambda document: document.update(generated_at="2030-01-01T00:00:00Z")
    ),
    "replay": lambda other: (setattr(other, "sequence", -1), other.tell()),
    "too_many_entries": lambda other: other.tell(*(other.entry(str(n)) for n in range(2_001))),
}


@pytest.mark.parametrize("code", FAULTS)
def test_a_bad_day_of_a_peer_keeps_the_last_good_state_with_its_age(other: FakePeer, code: str) -> None:
    subscribed(other)
    FAULTS[code](other)
    peer = synced(other, AT + HOUR)

    assert (peer.state, peer.fault, peer.next_at) == ("failing", code, AT + HOUR + timedelta(minutes=5))
    assert (listed(), found()) == (["Beispiel a", "Beispiel b"], {"beispiel-a", "beispiel-b"})
    (view,) = exchange.peers(AT + 3 * HOUR)
    assert (view.age, view.needs_person, bool(view.fault)) == (3 * HOUR, False, True)
    other.sequence = 5
    other.tell(other.entry("a"))
    assert (synced(other, AT + 4 * HOUR).state, listed()) == ("healthy", ["Beispiel a"])


def test_a_peer_that_is_slow_or_where_nobody_listens_is_failing(other: FakePeer) -> None:
    subscribed(other)
    other.web.routes[CATALOGUE] = Slow().reply()
    assert synced(other, AT + HOUR, seconds=0.2).fault == "timeout"
    assert synced(other, AT + HOUR, allowed_hosts=frozenset()).fault == "unreachable"
    assert Peer.objects.get().failures == 2


LIES = {
    "bad_signature": lambda other: other.give(tampered(other)),
    "foreign_origin": lambda other: other.tell(other.entry("x", uri="https://somebody.example/x")),
    "identity_clash": lambda other: other.tell(other.entry("x"), other.entry("x"), pages=2),
    "key_changed": lambda other: (other.change_key(), other.tell(other.entry("x"))),
}


def tampered(other: FakePeer) -> bytes:
    other.tell(other.entry("a"))
    with other.fetcher() as fetcher:
        return fetcher.get(other.feed_url).body.replace(b"Beispiel a", b"Betrug a")


@pytest.mark.parametrize("code", LIES)
def test_a_lie_stops_the_peer_until_a_person_has_looked_and_the_last_good_state_stays(
    other: FakePeer, code: str
) -> None:
    subscribed(other)
    LIES[code](other)
    peer = synced(other, AT + HOUR)

    assert (peer.state, peer.fault, peer.next_at) == ("quarantined", code, None)
    assert (listed(), list(Peer.objects.due(AT + timedelta(days=99)))) == (["Beispiel a", "Beispiel b"], [])
    with other.fetcher() as fetcher:
        assert actions.sync_peer(at=AT + HOUR, slug=peer.slug, fetcher=fetcher) is None
    line = AuditEntry.objects.filter(verb="sync_peer").latest("sequence")
    assert (line.reason, line.after) == (code, {"state": "quarantined"})
    actions.release_peer(by=SYSTEM, at=AT + 2 * HOUR, slug=peer.slug)
    if code != "key_changed":
        other.tell(other.entry("c"))
        assert (synced(other, AT + 2 * HOUR).state, listed()) == ("healthy", ["Beispiel c"])


def test_a_new_key_is_believed_after_a_person_has_confirmed_it(other: FakePeer) -> None:
    subscribed(other)
    old = other.public
    other.change_key()
    other.sequence = 0  # a new database over there
    other.tell(other.entry("c"))
    peer = synced(other, AT + HOUR)
    (view,) = exchange.peers(AT)

    assert (peer.public_key, view.key_to_confirm, view.needs_person) == (old, other.public, True)
    actions.confirm_key(by=SYSTEM, at=AT + HOUR, slug=peer.slug, key=other.public)
    assert (synced(other, AT + HOUR).state, listed()) == ("healthy", ["Beispiel c"])
    assert Peer.objects.get().offered_key == ""


def test_a_forged_key_is_not_offered_for_confirmation(other: FakePeer) -> None:
    subscribed(other)
    other.change_key()
    other.tell(other.entry("c"))
    with other.fetcher() as fetcher:
        body = fetcher.get(other.feed_url).body
    other.give(body.replace(b"Beispiel c", b"Betrug c"))

    assert (synced(other, AT + HOUR).fault, Peer.objects.get().offered_key) == ("key_changed", "")


def test_when_much_is_gone_at_once_somebody_looks_first(other: FakePeer) -> None:
    other.tell(*(other.entry(str(number)) for number in range(30)))
    slug = subscribed(other).slug
    other.tell(other.entry("1"), other.entry("new"))

    peer = synced(other, AT + HOUR)
    assert (peer.state, peer.fault, len(listed())) == ("quarantined", "many_gone", 30)
    actions.release_peer(by=SYSTEM, at=AT + HOUR, slug=slug)
    assert (synced(other, AT + HOUR).state, listed()) == ("healthy", ["Beispiel 1", "Beispiel new"])
    assert not Peer.objects.get().many_allowed


def test_of_two_workers_only_one_visits_a_peer_that_is_due(other: FakePeer) -> None:
    slug = subscribed(other).slug
    with other.fetcher() as fetcher:
        claimed = [actions._claim(slug, at=AT + HOUR, only_due=True) for _ in range(2)]
        late = actions.sync_peer(at=AT + HOUR, slug=slug, fetcher=fetcher, only_due=True)
        after = actions.sync_peer(at=AT + HOUR + actions.LEASE, slug=slug, fetcher=fetcher, only_due=True)
    assert [peer is not None for peer in (*claimed, late, after)] == [True, False, False, True]


def test_a_removed_peer_is_gone_from_lists_and_search_and_may_come_back(other: FakePeer) -> None:
    slug = subscribed(other).slug
    actions.end_peer(by=SYSTEM, at=AT, slug=slug)
    assert (listed(), found(), exchange.peers(AT), list(Peer.objects.due(AT + HOUR))) == ([], set(), [], [])

    again = subscribed(other)
    assert (again.slug, listed(), found()) == (slug, ["Beispiel a", "Beispiel b"], {"beispiel-a", "beispiel-b"})


def test_titles_that_are_the_same_get_addresses_of_their_own(other: FakePeer) -> None:
    other.tell(*(other.entry(name, title="Gleich") for name in "abc"))
    subscribed(other)

    assert found() == {"gleich", "gleich-2", "gleich-3"}


def test_a_first_look_that_fails_is_tried_again_later(other: FakePeer) -> None:
    other.web.routes["/.well-known/strahlkraft"] = Reply(
        body=json.dumps(
            {"format": "strahlkraft-instance", "catalogue": "https://b.example/c", "public_key": other.public}
        ).encode()
    )
    actions.add_peer(by=SYSTEM, at=AT, url=other.web.url)
    peer = synced(other)

    assert (peer.state, peer.public_key, peer.fault, peer.next_at) == (
        "new",
        "",
        "foreign_origin",
        AT + timedelta(minutes=5),
    )


def test_only_the_administration_manages_peers_and_nobody_subscribes_twice_or_to_themselves(other: FakePeer) -> None:
    slug = subscribed(other).slug
    for refused in (
        lambda: actions.add_peer(by=NOBODY, at=AT, url="https://a.example/"),
        lambda: actions.add_peer(by=SYSTEM, at=AT, url=BASE + "/x"),
        lambda: actions.add_peer(by=SYSTEM, at=AT, url=other.web.url + "/other.json"),
        lambda: actions.add_peer(by=SYSTEM, at=AT, url="ftp://a.example/"),
        lambda: actions.confirm_key(by=NOBODY, at=AT, slug=slug, key=other.public),
        lambda: actions.release_peer(by=NOBODY, at=AT, slug=slug),
        lambda: actions.release_peer(by=SYSTEM, at=AT, slug=slug),  # not stopped
        lambda: actions.end_peer(by=NOBODY, at=AT, slug=slug),
        lambda: actions.renew_key(by=NOBODY, at=AT),
    ):
        with pytest.raises(Refused):
            refused()
