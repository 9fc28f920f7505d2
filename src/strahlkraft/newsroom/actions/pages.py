"""Editable pages: written, handed to a second person, published as a version that stays, taken up again, withdrawn.

Pages are the whole platform's: no region of their own.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

import strahlkraft.audit.actions as trail
import strahlkraft.search.actions as search
from strahlkraft.audit import four_eyes
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.slug import first_free
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.newsroom import access
from strahlkraft.newsroom.actions._pages import held, put_into_search, taken
from strahlkraft.newsroom.documents import PAGE
from strahlkraft.newsroom.models import Page, PageText, PageVersion
from strahlkraft.newsroom.queries.pages import desk_label, may_release, missing, working
from strahlkraft.newsroom.rules import pages as rules
from strahlkraft.newsroom.rules.pages import Words
from strahlkraft.newsroom.rules.vocabulary import PAGE_MOVES, Menu, PageKind, PageState
from strahlkraft.steering.rules.moves import may_move


@transaction.atomic
def create_page(
    *,
    by: Actor,
    at: datetime,
    texts: Mapping[str, Words],
    kind: str = PageKind.FREE,
    submission: UUID | None = None,
) -> Page:
    """Begin a page; ``texts`` by language, German always."""
    ensure(access.may_manage_pages(by))
    ensure(rules.kind_problems(kind, Page.objects.values_list("kind", flat=True)))
    ensure(rules.text_problems(texts))
    kept = rules.written(texts)
    slug = rules.slug_of(kind, kept["de"].title)
    row = Page.objects.create(
        slug=slug if kind in rules.LAW else first_free(slug, taken(slug)),
        kind=kind,
        created_at=at,
        created_by=by.actor_id,
        last_edited_by=by.actor_id,
    )
    _write(row, kept)
    _note("create_page", row, by=by, at=at, after={"kind": kind, **_summary(kept)}, submission=submission)
    return row


@transaction.atomic
def edit_page(
    *, by: Actor, at: datetime, key: int, version: int, texts: Mapping[str, Words], submission: UUID | None = None
) -> Page:
    """Store what was written on, whole; ``key`` is the page's number, ``version`` the one its form showed."""
    row = held(by, key, version=version)
    if row.state != PageState.DRAFT:
        message = gettext_noop("Nobody writes on it where it stands now; take it up again first.")
        raise Refused([Refusal("wrong_state", message)])
    ensure(rules.text_problems(texts))
    before, kept = _summary(working(row)), rules.written(texts)
    _write(row, kept)
    row.last_edited_by = by.actor_id
    _store(row)
    _note("edit_page", row, by=by, at=at, before=before, after=_summary(kept), submission=submission)
    return row


@transaction.atomic
def submit_page(*, by: Actor, at: datetime, key: int, version: int, submission: UUID | None = None) -> Page:
    """Hand a page to a second person; what is missing is said, sentence by sentence."""
    row = held(by, key, version=version)
    ensure(may_move(PAGE_MOVES, row.state, "submit"))
    ensure(missing(row))
    _move(row, "submit", "submit_page", by=by, at=at, submission=submission)
    return row


@transaction.atomic
def return_page(
    *, by: Actor, at: datetime, key: int, version: int, remark: str, submission: UUID | None = None
) -> Page:
    """Give a page back to whoever writes on it; the trail keeps the remark."""
    row = held(by, key, version=version)
    ensure(rules.may_return(remark))
    _move(row, "return", "return_page", by=by, at=at, reason=remark.strip(), submission=submission)
    return row


@transaction.atomic
def publish_page(*, by: Actor, at: datetime, key: int, version: int, submission: UUID | None = None) -> Page:
    """Let readers see a page just as it stands, as another person than whoever wrote on it; what they see is frozen.

    What a law asks for counts as reviewed with it.
    """
    row = held(by, key, version=version)
    ensure(may_move(PAGE_MOVES, row.state, "publish"))
    ensure(may_release(by, row))
    ensure(missing(row))
    last = row.versions.aggregate(last=Max("number"))["last"] or 0
    row.current = PageVersion.objects.create(
        page=row,
        number=last + 1,
        content=rules.frozen(working(row)),
        at=at,
        written_by=row.last_edited_by,
        published_by=by.actor_id,
    )
    if row.kind in rules.LAW:
        _reviewed(row, at)
    _move(row, "publish", "publish_page", by=by, at=at, after={"number": last + 1}, submission=submission)
    put_into_search(row)
    return row


@transaction.atomic
def revise_page(*, by: Actor, at: datetime, key: int, version: int, submission: UUID | None = None) -> Page:
    """Take a page up again; readers go on seeing what they saw until a second person has published the new text."""
    row = held(by, key, version=version)
    _move(row, "revise", "revise_page", by=by, at=at, submission=submission)
    return row


@transaction.atomic
def withdraw_page(
    *, by: Actor, at: datetime, key: int, version: int, reason: str = "", submission: UUID | None = None
) -> Page:
    """Take a page from readers and out of its menu; never what a law asks for. Its versions stay in the records."""
    row = held(by, key, version=version)
    ensure(rules.may_withdraw(row.kind))
    search.withdraw_documents(PAGE, [row.slug])
    row.current, row.menu, row.position = None, Menu.NONE, 0
    _move(row, "withdraw", "withdraw_page", by=by, at=at, reason=reason.strip(), submission=submission)
    return row


@transaction.atomic
def take_page_version(
    *, by: Actor, at: datetime, key: int, version: int, number: int, submission: UUID | None = None
) -> Page:
    """Put what version ``number`` said in place of the working text; a page that was public or withdrawn is taken up with it.

    Whoever does it has written on the page: a second person publishes it, as always.
    """
    row = held(by, key, version=version)
    ensure(rules.may_take_again(row.state))
    kept = row.versions.filter(number=number).first()
    if kept is None:
        raise Refused([Refusal("gone", gettext_noop("This version is not there."))], hidden=True)
    before, texts = {"state": row.state, **_summary(working(row))}, rules.thawed(kept.content)
    _write(row, texts)
    row.last_edited_by = by.actor_id
    row.state = PAGE_MOVES[row.state].get("revise", row.state)
    _store(row)
    after = {"state": row.state, "number": number, **_summary(texts)}
    _note("take_page_version", row, by=by, at=at, before=before, after=after, submission=submission)
    return row


@transaction.atomic
def note_review(*, by: Actor, at: datetime, key: int, version: int, submission: UUID | None = None) -> Page:
    """Note that a page a law asks for was looked through and is still right; the next time is a year later."""
    row = held(by, key, version=version)
    ensure(rules.may_review(row.kind, readable=row.current is not None))
    before = {"reviewed_on": _day(row)}
    _reviewed(row, at)
    _store(row)
    _note("review_page", row, by=by, at=at, before=before, after={"reviewed_on": _day(row)}, submission=submission)
    return row


# ---- what the deeds share


def _move(
    row: Page,
    deed: str,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    submission: UUID | None = None,
) -> None:
    """Take the page on along its table, keep it, and say so in the trail."""
    ensure(may_move(PAGE_MOVES, row.state, deed))
    before = {"state": row.state}
    row.state = PAGE_MOVES[row.state][deed]
    _store(row)
    changed = {"state": row.state, **(after or {})}
    _note(verb, row, by=by, at=at, before=before, after=changed, reason=reason, submission=submission)


def _write(row: Page, texts: Mapping[str, Words]) -> None:
    """Put these texts in place of the working text."""
    row.texts.exclude(language__in=list(texts)).delete()
    for language, words in texts.items():
        defaults = {"title": words.title, "body": words.body}
        PageText.objects.update_or_create(page=row, language=language, defaults=defaults)


def _store(row: Page) -> None:
    row.version += 1
    row.save()


def _reviewed(row: Page, at: datetime) -> None:
    row.reviewed_on = localdate(at)
    row.review_by = rules.reviewed_until(row.reviewed_on)


def _day(row: Page) -> str:
    return row.reviewed_on.isoformat() if row.reviewed_on else ""


def _summary(texts: Mapping[str, Words]) -> dict[str, str]:
    """A text as the trail keeps it: titles as they are, bodies by their digest."""
    kept = {f"{language}.title": words.title for language, words in texts.items()}
    return kept | {f"{language}.body": four_eyes.text_hash(words.body)[:16] for language, words in texts.items()}


def _note(verb: str, row: Page, *, by: Actor, at: datetime, **more: Any) -> None:
    """One line of the trail about a page."""
    trail.record(verb=verb, by=by, at=at, subject=desk_label(row), **more)
