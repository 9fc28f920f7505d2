"""Letting articles appear at their minute, and holding what they quote against the record; figures that changed are noted.

A press of a button or the clock of one of several workers: whoever comes first freezes the version, for the others it has
happened.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from strahlkraft.design.refusals import sentences
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.newsroom.actions._articles import ensure_publisher, held, moved, note, store, unapproved
from strahlkraft.newsroom.actions._versions import let_appear, put_into_search, rely_on
from strahlkraft.newsroom.models import Article, FactQuote, ReviewRemark
from strahlkraft.newsroom.queries import facts
from strahlkraft.newsroom.queries.checks import submission_problems
from strahlkraft.newsroom.queries.contents import working
from strahlkraft.newsroom.rules import articles as rules
from strahlkraft.newsroom.rules.facts import changed
from strahlkraft.newsroom.rules.vocabulary import ArticleState


@transaction.atomic
def schedule_article(
    *, by: Actor, at: datetime, code: str, version: int, publish_at: datetime | None, submission: UUID | None = None
) -> Article:
    """Set, move or take away the minute an approved article appears."""
    row = held(by, code, version=version)
    ensure_publisher(by, row)
    waits = Refusal("wrong_state", gettext_noop("Only an approved article waits for its minute."))
    ensure([] if row.state == ArticleState.APPROVED else [waits])
    ensure(rules.may_schedule(publish_at, at) if publish_at else [])
    before = _minute(row)
    row.publish_at = publish_at
    store(row, at=at)
    note("schedule_article", row, by=by, at=at, before=before, after=_minute(row), submission=submission)
    return row


def _minute(row: Article) -> dict[str, str]:
    return {"publish_at": row.publish_at.isoformat() if row.publish_at else ""}


def due(at: datetime) -> list[str]:
    """Codes of the approved articles whose minute has come, in the order of their minutes; one query."""
    rows = Article.objects.filter(state=ArticleState.APPROVED, publish_at__lte=at)
    return list(rows.order_by("publish_at", "pk").values_list("code", flat=True))


@transaction.atomic
def publish_due(*, by: Actor, at: datetime, code: str) -> bool:
    """Let an approved article appear whose minute has come; whether this call did it.

    What was changed after its approval does not appear: it goes back to its writer, with a remark that says so.
    """
    row = held(by, code)
    if row.state != ArticleState.APPROVED or row.publish_at is None or row.publish_at > at:
        return False  # another worker was quicker, or somebody moved the minute
    content = working(row)
    if problems := [*rely_on(row, content), *submission_problems(row, content)]:
        _hold(row, problems, by=by, at=at)
        return False
    minute = _minute(row)
    version = let_appear(row, at=at)
    after = {"state": row.state, "version": version.number, "slug": row.slug, **_minute(row)}
    note("publish_article", row, by=by, at=at, before=minute, after=after)
    return True


def _hold(row: Article, problems: Iterable[Refusal], *, by: Actor, at: datetime) -> None:
    """Give an article back that cannot appear as it is."""
    told = "\n".join(sentences(problems))
    ReviewRemark.objects.create(article=row, text=told, at=at, by=by.actor_id, by_label=by.actor_label)
    minute = _minute(row)
    unapproved(row)
    moved(row, "return")
    store(row, at=at)
    note("hold_article", row, by=by, at=at, before=minute, after={"state": row.state}, reason=told)


# ---- figures that changed since readers first saw them


def with_other_figures() -> list[str]:
    """Codes of readable articles with a figure of which the record says something else than is noted; six queries."""
    rows = FactQuote.objects.filter(article__in=Article.objects.readable().values("pk")).order_by("pk")
    noted = list(rows.values_list("article__code", "reference", "now"))
    now = {name: one.machine for name, one in facts.stated({reference for _code, reference, _now in noted}).items()}
    return list(dict.fromkeys(code for code, reference, was in noted if now.get(reference, was) != was))


@transaction.atomic
def note_figures(*, by: Actor, at: datetime, code: str) -> int:
    """Note what the quoted figures of an article have become, one line of the trail for all; how many there are.

    Readers see the record's figure whatever is noted; the note says since when, and the office learns of it. A figure
    that says again what it said at first needs no note any more.
    """
    row = held(by, code)
    quotes = {quote.reference: quote for quote in row.quotes.select_for_update()}
    now = {name: one.machine for name, one in facts.stated(quotes).items()}
    others = changed({name: quote.now for name, quote in quotes.items()}, now)
    for reference, (_was, machine) in others.items():
        quote = quotes[reference]
        quote.now, quote.told_at = machine, None
        quote.changed_at = at if machine != quote.shown else None
        quote.save()
    if others:
        put_into_search(row)
        before = {reference: was for reference, (was, _now) in others.items()}
        after = {reference: machine for reference, (_was, machine) in others.items()}
        note("note_figure", row, by=by, at=at, before=before, after=after)
    return len(others)


@transaction.atomic
def confirm_figures(*, by: Actor, at: datetime, code: str, submission: UUID | None = None) -> int:
    """Somebody has read the article again after figures changed: the text around them is right; how many there were."""
    row = held(by, code)
    ensure_publisher(by, row)
    quotes = FactQuote.objects.untold().filter(article=row)
    references = list(quotes.values_list("reference", flat=True))
    nothing = Refusal("nothing_changed", gettext_noop("No figure of this article waits to be looked at."))
    ensure([] if references else [nothing])
    quotes.update(told_at=at)
    note("confirm_figures", row, by=by, at=at, after={"figures": ", ".join(references)}, submission=submission)
    return len(references)
