"""Federation: our own signed catalogue, and other instances whose catalogue is shown here with its origin."""

import dataclasses
import hashlib
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import connection, transaction

import strahlkraft.audit.actions as audit
from strahlkraft.kernel.actor import SYSTEM, Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.reuse import access, peering
from strahlkraft.reuse.actions import _shared as shared
from strahlkraft.reuse.actions._entries import apply, withdraw_all
from strahlkraft.reuse.actions._secrets import sealed, unsealed
from strahlkraft.reuse.actions._visits import Asking, FirstLook, Visit, first_look, visit
from strahlkraft.reuse.fetching import Fetcher
from strahlkraft.reuse.models import CataloguePage, Instance, Peer
from strahlkraft.reuse.peering import Feed, PeerFault, PeerState, judge, release
from strahlkraft.reuse.peering.canonical import canonical
from strahlkraft.reuse.peering.feed import origin_of
from strahlkraft.reuse.peering.standing import pause
from strahlkraft.reuse.queries import exchange as reading
from strahlkraft.reuse.rules.exchange import may_add_peer

log = structlog.get_logger(__name__)
LOOK_EVERY = timedelta(minutes=1)  # how seldom our own catalogue is compared with what is published
PAGE = 500  # entries on a page of ours
LEASE = timedelta(minutes=5)  # while one worker visits a peer, others leave it alone
WHOLE_EVERY = timedelta(days=1)  # even if a peer says that nothing has changed: what is known here may have


def refresh_catalogue(*, at: datetime, force: bool = False, by: Actor = SYSTEM) -> Instance:
    """Make the signed pages anew when what is published has changed; the sequence rises only then.

    Looks once a minute at most unless forced. The key is made at the first call. When the key cannot be read, the
    pages stay as they were; forced, this is refused.
    """
    own = reading.own_instance()
    if own and not force and own.looked_at and own.looked_at <= at < own.looked_at + LOOK_EVERY:
        return own
    with transaction.atomic():
        return _refreshed(by=by, at=at, force=force)


def _refreshed(*, by: Actor, at: datetime, force: bool) -> Instance:
    own = Instance.objects.select_for_update().filter(pk=1).first() or _new_instance(by=by, at=at)
    entries = reading.own_entries(at)
    own.looked_at = at
    digest = _digest(own, entries)
    if digest != own.feed_digest:
        # seconds since 1970 where they are ahead: also an instance restored from a backup goes on rising
        sequence = max(own.sequence + 1, int(at.timestamp()))
        try:
            _write_pages(own, entries, sequence, at=at)
        except Refused as refused:
            if force:
                raise
            log.error("catalogue.not_made", reason=str(refused))  # noqa: TRY400 - the sentence says it all
        else:
            own.feed_digest, own.sequence = digest, sequence
    own.save(update_fields=["looked_at", "feed_digest", "sequence"])
    return own


def _new_instance(*, by: Actor, at: datetime) -> Instance:
    private, public = peering.new_key()
    own = Instance.objects.create(pk=1, private_key=sealed(private), public_key=public, created_at=at)
    audit.record(by=by, at=at, verb="make_instance_key", subject=own.label, before={}, after={"public_key": public})
    return own


def _speaker(own: Instance) -> peering.Instance:
    return peering.Instance(settings.BASE_URL, reading.instance_name(), own.public_key)


def _digest(own: Instance, entries: list[peering.Entry]) -> str:
    content = {"instance": dataclasses.asdict(_speaker(own)), "entries": [dataclasses.asdict(e) for e in entries]}
    return hashlib.sha256(canonical(content)).hexdigest()


def _write_pages(own: Instance, entries: list[peering.Entry], sequence: int, *, at: datetime) -> None:
    key = peering.private_key(unsealed(own.private_key))
    count = max(1, -(-len(entries) // PAGE))
    pages = []
    for number in range(1, count + 1):
        document = peering.build(
            instance=_speaker(own),
            sequence=sequence,
            generated_at=at,
            entries=entries[(number - 1) * PAGE : number * PAGE],
            next_url=reading.catalogue_address(number + 1) if number < count else "",
        )
        body = peering.sign(document, key)
        pages.append(CataloguePage(number=number, body=body.decode(), etag=hashlib.sha256(body).hexdigest()[:32]))
    CataloguePage.objects.all().delete()
    CataloguePage.objects.bulk_create(pages)


@transaction.atomic
def renew_key(*, by: Actor, at: datetime) -> Instance:
    """Sign with a new key from now on (the old one was lost or stolen); subscribers stop until they confirm it."""
    ensure(access.may_manage_exchange(by), hidden=True)
    own = Instance.objects.select_for_update().filter(pk=1).first()
    if own is not None:
        before = own.public_key
        private, own.public_key = peering.new_key()
        own.private_key = sealed(private)
        own.save(update_fields=["private_key", "public_key"])
        audit.record(
            by=by,
            at=at,
            verb="renew_instance_key",
            subject=own.label,
            before={"public_key": before},
            after={"public_key": own.public_key},
        )
    return refresh_catalogue(at=at, force=True, by=by)


@transaction.atomic
def add_peer(*, by: Actor, at: datetime, url: str) -> Peer:
    """Subscribe to another instance by its base address or its catalogue's; nothing is shown before its key is confirmed."""
    ensure(access.may_manage_exchange(by), hidden=True)
    url = url.strip()
    same = next((peer for peer in Peer.objects.all() if origin_of(url) and origin_of(peer.url) == origin_of(url)), None)
    ensure(may_add_peer(url=url, known=same is not None and same.ended_at is None, own_base=settings.BASE_URL))
    peer = same or Peer(slug=shared.free_slug(_host(url), Peer.objects), created_at=at)
    peer.url, peer.name = url, _host(url)
    for name in ("public_key", "offered_key", "fault", "etag"):
        setattr(peer, name, "")
    peer.state, peer.next_at, peer.failures, peer.sequence, peer.many_allowed = Peer.State.NEW, at, 0, 0, False
    peer.confirmed_at = peer.failing_since = peer.taken_at = peer.last_good_at = peer.ended_at = None
    peer.save()
    audit.record(by=by, at=at, verb="add_peer", subject=peer.label, before={}, after={"url": url})
    return peer


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0][:200]


@transaction.atomic
def confirm_key(*, by: Actor, at: datetime, slug: str, key: str) -> Peer:
    """A person has compared the key with what the other administration says: from now on only this one is believed."""
    ensure(access.may_manage_exchange(by), hidden=True)
    peer = _subscribed(slug)
    if not key or key not in {peer.offered_key, peer.public_key}:
        message = gettext_noop("This is not the key the instance showed. Load the list again and compare once more.")
        raise Refused([Refusal("other_key", message, "key")])
    before = {"state": peer.state, "public_key": peer.public_key if peer.confirmed_at else ""}
    if key != peer.public_key:
        peer.sequence = 0  # a new key may belong to a new database over there
    peer.public_key, peer.offered_key, peer.confirmed_at, peer.etag = key, "", at, ""
    if peer.state in {Peer.State.NEW, Peer.State.QUARANTINED}:
        peer.state, peer.fault, peer.failures, peer.failing_since = Peer.State.HEALTHY, "", 0, None
    peer.next_at = at
    peer.save()
    audit.record(
        by=by,
        at=at,
        verb="confirm_peer_key",
        subject=peer.label,
        before=before,
        after={"state": peer.state, "public_key": key},
    )
    return peer


@transaction.atomic
def release_peer(*, by: Actor, at: datetime, slug: str) -> Peer:
    """A person has looked: the instance is asked again; if much had vanished at once, that is accepted this time."""
    ensure(access.may_manage_exchange(by), hidden=True)
    peer = _subscribed(slug)
    if peer.state not in {Peer.State.QUARANTINED, Peer.State.GONE}:
        raise Refused([Refusal("not_stopped", gettext_noop("This instance is not stopped."))])
    before = peer.state
    _keep(peer, release(_standing(peer), at))
    peer.many_allowed, peer.etag = peer.fault == "many_gone", ""
    peer.save()
    audit.record(
        by=by, at=at, verb="release_peer", subject=peer.label, before={"state": before}, after={"state": peer.state}
    )
    return peer


@transaction.atomic
def end_peer(*, by: Actor, at: datetime, slug: str) -> Peer:
    """Show nothing of this instance any more; what others told of the same things may be shown again."""
    ensure(access.may_manage_exchange(by), hidden=True)
    peer = _subscribed(slug)
    gone = withdraw_all(peer, at=at)
    peer.ended_at, peer.next_at = at, None
    peer.save(update_fields=["ended_at", "next_at"])
    Peer.objects.subscribed().update(etag="")
    audit.record(
        by=by, at=at, verb="end_peer", subject=peer.label, before={"entries": gone}, after={"entries": 0, "ended": True}
    )
    return peer


def _subscribed(slug: str) -> Peer:
    return Peer.objects.subscribed().select_for_update().get(slug=slug)


def sync_peer(*, at: datetime, slug: str, fetcher: Fetcher, only_due: bool = False) -> Peer | None:
    """Visit one instance and take over what it tells, all of it or nothing; None when it is stopped.

    ``only_due`` is the clock's way: None also when it is not due, for example because another worker is at it.
    A new instance is only looked at: its key is pinned and waits to be confirmed. The network is asked outside any
    transaction; never raises for what a peer sends.
    """
    peer = _claim(slug, at=at, only_due=only_due)
    if peer is None:
        return None
    if peer.state == Peer.State.NEW:
        return peer if peer.public_key else _introduce(slug, first_look(fetcher, peer.url, now=at), at=at)
    asking = Asking(peer.url, peer.public_key, peer.sequence, _etag(peer, at=at))
    return _conclude(slug, asking, visit(fetcher, asking, now=at), at=at)


@transaction.atomic
def _claim(slug: str, *, at: datetime, only_due: bool) -> Peer | None:
    """Hold a peer while it is visited; a worker that dies loses it after the lease."""
    skip = connection.features.has_select_for_update_skip_locked
    rows = Peer.objects.due(at) if only_due else Peer.objects.subscribed().exclude(state=Peer.State.QUARANTINED)
    peer = rows.select_for_update(skip_locked=skip).filter(slug=slug).first()
    if peer is not None and peer.next_at is not None:
        Peer.objects.filter(pk=peer.pk).update(next_at=at + LEASE)
    return peer


def _etag(peer: Peer, *, at: datetime) -> str:
    fresh = peer.state == Peer.State.HEALTHY and peer.taken_at is not None and at - peer.taken_at < WHOLE_EVERY
    return peer.etag if fresh else ""


@transaction.atomic
def _introduce(slug: str, look: FirstLook | PeerFault, *, at: datetime) -> Peer | None:
    """Pin what a new instance showed of itself."""
    peer = Peer.objects.subscribed().select_for_update().filter(slug=slug, state=Peer.State.NEW, public_key="").first()
    if peer is None:
        return None
    if isinstance(look, PeerFault):
        peer.fault, peer.failures = look.code, peer.failures + 1
        peer.next_at = at + pause(peer.failures)
        peer.save()
        return peer
    peer.url, peer.name, peer.public_key = look.url, look.name, look.key
    peer.fault, peer.failures, peer.next_at = "", 0, None
    peer.save()
    audit.record(
        by=SYSTEM, at=at, verb="pin_peer_key", subject=peer.label, before={}, after={"public_key": peer.public_key}
    )
    return peer


@transaction.atomic
def _conclude(slug: str, asking: Asking, visited: Visit, *, at: datetime) -> Peer | None:
    """Take over a good catalogue, or remember the fault and keep the last good state."""
    peer = Peer.objects.subscribed().select_for_update().filter(slug=slug).first()
    if peer is None or (peer.public_key, peer.url) != (asking.key, asking.url) or peer.sequence > asking.last_sequence:
        return peer  # a person or another worker was quicker
    if peer.state == Peer.State.QUARANTINED:
        return peer
    before, outcome, done = peer.state, visited.outcome, {}
    if isinstance(outcome, Feed):
        done = apply(peer, outcome, at=at)
        if not done:
            outcome = PeerFault("many_gone")
        else:
            peer.many_allowed, peer.etag, peer.taken_at = False, visited.etag[:300], at
    if isinstance(outcome, PeerFault):
        log.warning("peer.fault", peer=slug, fault=outcome.code, detail=outcome.detail)
        peer.offered_key = visited.other_key[:100] or peer.offered_key
    else:
        peer.offered_key = ""
    _keep(peer, judge(_standing(peer), outcome, at))
    peer.save()
    counted = {name: number for name, number in done.items() if number and name != "unchanged"}
    if counted or peer.state != before:
        audit.record(
            by=SYSTEM,
            at=at,
            verb="sync_peer",
            subject=peer.label,
            before={"state": before},
            after={"state": peer.state, **counted},
            reason=peer.fault,
        )
    return peer


def _standing(peer: Peer) -> PeerState:
    return PeerState(
        status=peer.state,
        failures=peer.failures,
        next_at=peer.next_at,
        last_good_at=peer.last_good_at,
        last_sequence=peer.sequence,
        fault_code=peer.fault,
        failing_since=peer.failing_since,
    )


def _keep(peer: Peer, state: PeerState) -> None:
    peer.state, peer.failures, peer.next_at = state.status, state.failures, state.next_at
    peer.last_good_at, peer.sequence = state.last_good_at, state.last_sequence
    peer.fault, peer.failing_since = state.fault_code, state.failing_since
