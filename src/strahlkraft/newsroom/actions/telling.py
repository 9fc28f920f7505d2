"""Telling citizens of results: summaries in Leichte Sprache, before and after; written by one person, released by another.

A released summary stays as readers have it while somebody writes on it. A comparison that is changed is shown to nobody
until it is released anew: a figure that is being corrected should not be read any more.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

import strahlkraft.audit.actions as trail
from strahlkraft.audit import four_eyes
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.newsroom import access
from strahlkraft.newsroom.models import Comparison, Picture, PlainSummary
from strahlkraft.newsroom.queries import pictures, telling
from strahlkraft.newsroom.queries.telling import GONE, Thing
from strahlkraft.newsroom.rules import telling as rules
from strahlkraft.newsroom.rules.telling import Compared
from strahlkraft.reuse.rules.requests import plain, plain_line
from strahlkraft.steering.actions._shared import ensure_version

_STALE = 0, -1
"""Two versions that never are the same."""
_WORDS = ("topic", "before_text", "after_text", "topic_en", "before_text_en", "after_text_en", "source")
_MARKS = ("before_on", "after_on", "source_url", "position")


# ---- summaries


@transaction.atomic
def save_summary(
    *,
    by: Actor,
    at: datetime,
    kind: str,
    key: str,
    version: int,
    text: str,
    checked_by_readers: bool,
    submission: UUID | None = None,
) -> PlainSummary:
    """Write the summary of a thing; readers keep what they have until a second person releases it. ``version`` 0: none yet."""
    thing = telling.thing(by, kind, key)
    said = plain(text)
    row = _summary(thing)
    ensure_version(version, row.version if row else 0)
    ensure(rules.summary_problems(said))
    before = _kept(row) if row else {}
    if row is None:
        row = PlainSummary(**{kind: thing.row}, version=0)
    row.text, row.checked_by_readers = said, checked_by_readers
    row.written_at, row.written_by, row.withdrawn_at = at, by.actor_id, None
    _store(row)
    _note("save_summary", thing.desk, thing, by=by, at=at, before=before, after=_kept(row), submission=submission)
    return row


@transaction.atomic
def publish_summary(
    *, by: Actor, at: datetime, kind: str, key: str, version: int, submission: UUID | None = None
) -> PlainSummary:
    """Let readers see what is written; another person than whoever wrote it."""
    thing, row = _existing(by, kind, key, version)
    ensure(access.may_publish(by, thing.region_id))
    ensure(rules.may_show(waiting=telling.has_news(row), withdrawn=row.withdrawn_at is not None))
    ensure(four_eyes.may_approve(by.actor_id, telling.writers(thing.desk, "summary", row.written_by)))
    row.shown_text, row.shown_checked, row.shown_written_by = row.text, row.checked_by_readers, row.written_by
    row.published_at, row.published_by = at, by.actor_id
    _store(row)
    _note("publish_summary", thing.desk, thing, by=by, at=at, after={"shown": "yes"}, submission=submission)
    return row


@transaction.atomic
def withdraw_summary(
    *, by: Actor, at: datetime, kind: str, key: str, version: int, submission: UUID | None = None
) -> PlainSummary:
    """Take it from the pages; what was written stays on the desk."""
    thing, row = _existing(by, kind, key, version)
    if row.shown_text:
        ensure(access.may_publish(by, thing.region_id))
    ensure(rules.may_withdraw(withdrawn=row.withdrawn_at is not None))
    row.shown_text, row.shown_checked, row.withdrawn_at = "", False, at
    _store(row)
    _note("withdraw_summary", thing.desk, thing, by=by, at=at, after={"shown": "no"}, submission=submission)
    return row


def _summary(thing: Thing) -> PlainSummary | None:
    return PlainSummary.objects.select_for_update(of=("self",)).filter(**{thing.kind: thing.row}).first()


def _existing(by: Actor, kind: str, key: str, version: int) -> tuple[Thing, PlainSummary]:
    thing = telling.thing(by, kind, key)
    row = _summary(thing)
    if row is None:
        raise Refused([GONE], hidden=True)
    ensure_version(version, row.version)
    return thing, row


def _kept(row: PlainSummary) -> dict[str, Any]:
    """For the trail: a checksum instead of the words, as of articles; what somebody wrote may have to be erased one day."""
    return {"text": four_eyes.text_hash(row.text)[:16], "checked_by_readers": row.checked_by_readers}


# ---- before and after


@transaction.atomic
def add_comparison(
    *, by: Actor, at: datetime, project: str, given: Compared, submission: UUID | None = None
) -> Comparison:
    """Say of a project what was before and what is now."""
    thing = telling.thing(by, "project", project)
    row = Comparison(project_id=thing.row.pk, version=0)
    _fill(row, given, by=by, at=at)
    desk = telling.comparison_label(row)
    _note("add_comparison", desk, thing, by=by, at=at, after=_said(row), submission=submission)
    return row


@transaction.atomic
def edit_comparison(
    *, by: Actor, at: datetime, key: int, version: int, given: Compared, submission: UUID | None = None
) -> Comparison:
    """Change it; it must be released anew, and until then readers do not see it."""
    row, thing = _held(by, key, version)
    if row.published:  # as for pictures: what readers see is changed only by who may publish there
        ensure(access.may_publish(by, thing.region_id))
    before = _said(row)
    _fill(row, given, by=by, at=at)
    desk = telling.comparison_label(row)
    _note("edit_comparison", desk, thing, by=by, at=at, before=before, after=_said(row), submission=submission)
    return row


@transaction.atomic
def publish_comparison(
    *, by: Actor, at: datetime, key: int, version: int, submission: UUID | None = None
) -> Comparison:
    """Let readers see it; another person than whoever wrote it."""
    row, thing = _held(by, key, version)
    desk = telling.comparison_label(row)
    ensure(access.may_publish(by, thing.region_id))
    ensure(rules.may_show(waiting=not row.published, withdrawn=row.withdrawn_at is not None))
    ensure(four_eyes.may_approve(by.actor_id, telling.writers(desk, "comparison", row.written_by)))
    row.published, row.published_by = True, by.actor_id
    _store(row)
    _note("publish_comparison", desk, thing, by=by, at=at, after={"shown": "yes"}, submission=submission)
    return row


@transaction.atomic
def withdraw_comparison(
    *, by: Actor, at: datetime, key: int, version: int, submission: UUID | None = None
) -> Comparison:
    """Take it from the pages, or off the list of what waits; it stays on the desk."""
    row, thing = _held(by, key, version)
    if row.published:
        ensure(access.may_publish(by, thing.region_id))
    ensure(rules.may_withdraw(withdrawn=row.withdrawn_at is not None))
    row.published, row.published_by, row.withdrawn_at = False, "", at
    _store(row)
    desk = telling.comparison_label(row)
    _note("withdraw_comparison", desk, thing, by=by, at=at, after={"shown": "no"}, submission=submission)
    return row


def _held(by: Actor, key: int, version: int) -> tuple[Comparison, Thing]:
    """The comparison, nobody else's until the deed is done."""
    Comparison.objects.select_for_update().filter(pk=key).first()
    row, thing = telling.comparison(by, key)
    ensure_version(version, row.version)
    return row, thing


def _fill(row: Comparison, given: Compared, *, by: Actor, at: datetime) -> None:
    """Put the words in, judged as they are stored; released it is no more."""
    words: dict[str, Any] = {name: plain_line(getattr(given, name)) for name in _WORDS}
    said = replace(given, **words)
    ensure(rules.comparison_problems(said))
    row.before, row.after = (_picture(by, said, side, getattr(row, side)) for side in ("before", "after"))
    for name in (*_WORDS, *_MARKS):
        setattr(row, name, getattr(said, name))
    row.written_at, row.written_by = at, by.actor_id
    row.published, row.published_by, row.withdrawn_at = False, "", None
    _store(row)


def _picture(by: Actor, given: Compared, side: str, now: Picture | None) -> Picture | None:
    """The picture of one side: what stands there already, or one of the writer's desk that is still offered."""
    code = str(getattr(given, side))
    if not code:
        return None
    if now is not None and now.code == code:
        return now
    found = [row for row in pictures.by_code(by, [code]) if row.withdrawn_at is None]
    if not found:
        message = gettext_noop("This picture is not offered (any more); please choose another one.")
        raise Refused([Refusal("picture_unknown", message, side)])
    if found[0].unwritten:
        message = gettext_noop("Say first what this picture shows and who made it; it came without.")
        raise Refused([Refusal("picture_unwritten", message, side)])
    return found[0]


def _said(row: Comparison) -> dict[str, Any]:
    names = {name: getattr(row, name) for name in (*_WORDS, *_MARKS)}
    return names | {side: row_picture.code if row_picture else "" for side, row_picture in _pictures(row)}


def _pictures(row: Comparison) -> tuple[tuple[str, Picture | None], ...]:
    return ("before", row.before), ("after", row.after)


# ---- both


def _store(row: PlainSummary | Comparison) -> None:
    """One version more; two people who begin the same summary at the same moment: the second looks again."""
    row.version += 1
    first = row.pk is None
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        if first:
            ensure_version(*_STALE)
        raise


def _note(
    verb: str,
    desk: Label,
    thing: Thing,
    *,
    by: Actor,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any],
    submission: UUID | None,
) -> None:
    trail.record(
        verb=verb,
        by=by,
        at=at,
        subject=desk,
        before=before,
        after=after,
        region_id=thing.region_id,
        submission=submission,
    )
