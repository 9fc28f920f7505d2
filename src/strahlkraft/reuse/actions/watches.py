"""Watching a need or one thing by mail: double opt-in, each new thing told once, at most one letter a day.

No line in the trail: a subscription is nobody's business but the subscriber's, and it is erased when it ends.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext

from strahlkraft.kernel.actor import SYSTEM, Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.letters.queries import of_mailbox
from strahlkraft.network.models import Municipality
from strahlkraft.reuse import emails
from strahlkraft.reuse.closeness.words import REASONS
from strahlkraft.reuse.models import Watch, WatchHit
from strahlkraft.reuse.queries.needs import ranked, town_of
from strahlkraft.reuse.queries.watches import digest_of, hits_of, new_hits, watched_thing
from strahlkraft.reuse.rules import watches as rules
from strahlkraft.reuse.rules.requests import NEED_LIMIT, SAME_SHEET, plain

TOLD_AT_ONCE = 10  # things in one letter; the rest comes with the next


@transaction.atomic
def watch(*, by: Actor, at: datetime, wish: rules.Wish, language: str) -> Watch:
    """Ask for letters about a need or about one thing; they come once confirmed by the link in the first.

    A form sent twice within minutes is one wish and one letter.
    """
    kind, key = wish.thing
    if kind and watched_thing(kind, key) is None:
        raise Refused([Refusal("unknown", gettext_noop("This is not offered here."))], hidden=True)
    mailbox = wish.mailbox.strip()
    known = Watch.objects.filter(of_mailbox(mailbox), ended_at=None)
    need = "" if kind else plain(wish.need)[:NEED_LIMIT]
    again = known.filter(
        confirmed_at=None, created_at__gt=at - SAME_SHEET, need=need, thing_kind=kind, thing_key=key, mailbox=mailbox
    ).first()
    if again is not None and not rules.may_watch(wish, active_of_mailbox=0):
        return again
    unconfirmed = known.filter(confirmed_at=None).count()
    ensure(rules.may_watch(wish, active_of_mailbox=known.count(), unconfirmed_of_mailbox=unconfirmed))
    row = Watch.objects.create(
        code=new_code(),
        mailbox=mailbox,
        language=language,
        need=need,
        filters={"kinds": list(wish.kinds)} if wish.kinds else {},
        municipality=Municipality.objects.filter(key=wish.municipality).first() if wish.municipality else None,
        thing_kind=kind,
        thing_key=key,
        created_at=at,
        confirm_by=at + rules.CONFIRM_WITHIN,
    )
    emails.post_watch_confirmation(row, at=at)
    return row


@transaction.atomic
def confirm_watch(*, by: Actor, at: datetime, code: str) -> Watch:
    """The link in the letter was pressed: from now on what is new is told; what is there already is not."""
    row = Watch.objects.select_for_update().get(code=code)
    ensure(
        rules.may_confirm(
            confirmed=row.confirmed_at is not None, ended=row.ended_at is not None, confirm_by=row.confirm_by, at=at
        )
    )
    row.confirmed_at = at
    if row.thing_kind:
        known = watched_thing(row.thing_kind, row.thing_key)
        row.thing_state = digest_of(known) if known else ""
    else:
        WatchHit.objects.bulk_create([WatchHit(watch=row, kind=hit.kind, key=hit.key) for hit in hits_of(row)])
    row.save()
    return row


@transaction.atomic
def end_watch(*, by: Actor, at: datetime, code: str) -> None:
    """No more letters; the clock erases what is left of it. A second press changes nothing."""
    Watch.objects.filter(code=code, ended_at=None).update(ended_at=at, mailbox="", need="", thing_kind="", thing_key="")


@transaction.atomic
def erase_watches(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Erase what nobody confirmed in time and what was ended, as was promised; returns how many."""
    over = Q(confirmed_at=None, confirm_by__lt=at) | Q(ended_at__isnull=False)
    ids = list(Watch.objects.filter(over).values_list("pk", flat=True))
    Watch.objects.filter(pk__in=ids).delete()
    return len(ids)


@transaction.atomic
def tell_due(*, at: datetime, code: str, by: Actor = SYSTEM) -> int:
    """Post what is new for one watch, unless it had a letter within the last day; returns how many things were told."""
    row = Watch.objects.active().select_for_update().filter(code=code).first()
    if row is None or not rules.may_send(last_sent_at=row.last_sent_at, at=at):
        return 0
    with translation.override(row.language):
        found = _changed(row) if row.thing_kind else _new(row, at=at)
    if not found:
        return 0
    row.last_sent_at = at
    row.save()
    emails.post_watch_news(row, found=found, at=at, number=int(at.timestamp()))
    return len(found)


def _changed(row: Watch) -> list[dict[str, str]]:
    """The one thing, when it is another than last told."""
    thing = watched_thing(row.thing_kind, row.thing_key)
    if thing is None or (state := digest_of(thing)) == row.thing_state:
        return []
    row.thing_state = state
    return [{"title": thing.label.title, "reason": "", "url": emails.whole_address(thing.label)}]


def _new(row: Watch, *, at: datetime) -> list[dict[str, str]]:
    """What fits and was not known; remembered as told."""
    hits = new_hits(row, limit=TOLD_AT_ONCE)
    WatchHit.objects.bulk_create([WatchHit(watch=row, kind=hit.kind, key=hit.key, told_at=at) for hit in hits])
    return [
        {
            "title": fit.thing.label.title,
            "reason": " · ".join(gettext(REASONS[reason.code]) % reason.params for reason in fit.why),
            "url": emails.whole_address(fit.thing.label),
        }
        for fit in ranked(hits, town_of(row.municipality))
    ]
