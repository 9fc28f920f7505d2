"""Freezing what readers see from a moment on, and letting the search know; part of the deeds that call it."""

from datetime import datetime
from uuid import UUID

from django.db.models import Max

import strahlkraft.search.actions as search
from strahlkraft.audit import four_eyes
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.newsroom.actions._articles import is_correction, moved, note, store
from strahlkraft.newsroom.documents import KIND, article_document
from strahlkraft.newsroom.models import Article, ArticleVersion, FactQuote
from strahlkraft.newsroom.queries import facts
from strahlkraft.newsroom.queries.checks import submission_problems
from strahlkraft.newsroom.queries.contents import approval_hash, frozen, of_version, working
from strahlkraft.newsroom.queries.importing import appeared_there
from strahlkraft.newsroom.rules.articles import Content
from strahlkraft.newsroom.rules.vocabulary import ArticleState, Language

HELD = gettext_noop("It was changed after it was approved, so it did not appear. Please look at it again.")


def let_appear(row: Article, *, at: datetime) -> ArticleVersion:
    """Freeze what was approved as the next version: from now on readers see it. Part of the deed that calls it.

    What was taken over from an older site keeps the day it appeared there. Refuses when it is not what was approved, or when something it needs is no longer there.
    """
    content = working(row)
    ensure(rely_on(row, content))
    ensure(submission_problems(row, content))
    kept = frozen(content)
    last = row.versions.aggregate(last=Max("number"))["last"] or 0
    row.current = ArticleVersion.objects.create(
        article=row,
        number=last + 1,
        content=kept,
        content_hash=four_eyes.content_hash(kept),
        note=row.correction_note if last else "",
        note_en=row.correction_note_en if last else "",
        at=at,
        written_by=row.last_edited_by,
        approved_by=row.approved_by,
    )
    row.published_at = row.published_at or appeared_there(row) or at
    row.publish_at, row.correction_note, row.correction_note_en = None, "", ""
    moved(row, "publish")
    store(row, at=at)
    _quote(row, kept["figures"])
    put_into_search(row)
    return row.current


def rely_on(row: Article, content: Content) -> list[Refusal]:
    """An approval holds only for the content it was given for."""
    if row.approved_hash == approval_hash(content):
        return []
    return [Refusal("changed_since", HELD)]


def _quote(row: Article, figures: dict[str, str]) -> None:
    """Note which figures the newest version quotes and what they say, to be compared with the record from now on."""
    row.quotes.exclude(reference__in=list(figures)).delete()
    for reference, machine in figures.items():
        values = {"shown": machine, "now": machine, "changed_at": None, "told_at": None}
        FactQuote.objects.update_or_create(article=row, reference=reference, defaults=values)


def put_into_search(row: Article) -> None:
    """Let the search find what readers see; archived articles it does not."""
    if row.current is None or row.published_at is None or row.state == ArticleState.ARCHIVED:
        search.withdraw_documents(KIND, [row.slug])
        return
    content = of_version(row.current)
    stated = facts.stated(content.figures)
    search.put_documents(
        [
            article_document(
                slug=row.slug,
                content=content,
                published_at=row.published_at,
                fillings=[(name, facts.shown(one, language=Language.GERMAN).value) for name, one in stated.items()],
            )
        ]
    )


def publish_now(row: Article, *, by: Actor, at: datetime, submission: UUID | None) -> None:
    """Let an approved article or correction appear, with its line in the trail; part of the deed that calls it."""
    verb = "publish_correction" if is_correction(row) else "publish_article"
    said = row.correction_note
    version = let_appear(row, at=at)
    after = {"state": row.state, "version": version.number, "slug": row.slug}
    note(verb, row, by=by, at=at, after=after, reason=said, submission=submission)
