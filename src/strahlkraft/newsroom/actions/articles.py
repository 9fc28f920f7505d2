"""Articles from the first word to the archive: written, handed to a second person, approved, corrected.

Each deed asks who may, moves the article along its table (``rules.vocabulary.ARTICLE_MOVES``) and leaves one line in the
trail. What readers see changes only in ``_versions``.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.newsroom.actions._articles import (
    approved,
    copied_back,
    ensure_publisher,
    held,
    is_correction,
    moved,
    note,
    store,
    summary,
    unapproved,
    write,
)
from strahlkraft.newsroom.actions._versions import publish_now, put_into_search
from strahlkraft.newsroom.models import Article, ReviewRemark
from strahlkraft.newsroom.queries.checks import submission_problems
from strahlkraft.newsroom.queries.contents import working
from strahlkraft.newsroom.rules import articles as rules
from strahlkraft.newsroom.rules.articles import Given
from strahlkraft.newsroom.rules.vocabulary import WRITABLE, ArticleState


@transaction.atomic
def create_article(
    *,
    by: Actor,
    at: datetime,
    given: Given,
    made_from: str = "",
    demonstration: bool = False,
    submission: UUID | None = None,
) -> Article:
    """Begin an article. ``made_from`` is ``kind:key`` of what it was prefilled from, ``demonstration``: visibly invented."""
    ensure(rules.given_problems(given))
    row = Article(
        code=new_code(),
        made_from=made_from,
        demonstration=demonstration,
        created_at=at,
        changed_at=at,
        created_by=by.actor_id,
        last_edited_by=by.actor_id,
    )
    write(row, given, by)
    note("create_article", row, by=by, at=at, after=summary(working(row)), submission=submission)
    return row


@transaction.atomic
def edit_article(
    *, by: Actor, at: datetime, code: str, version: int, given: Given, submission: UUID | None = None
) -> Article:
    """Store what was written on; ``version`` is the one its page showed. An approval there was is void."""
    row = held(by, code, version=version)
    if row.state not in WRITABLE:
        message = gettext_noop(
            "Nobody writes on it where it stands now: it is with a second person, or readers have it."
        )
        raise Refused([Refusal("wrong_state", message)])
    ensure(rules.given_problems(given))
    before = summary(working(row))
    write(row, given, by)
    if is_correction(row):
        row.correction_note, row.correction_note_en = given.note.strip(), given.note_en.strip()
    row.last_edited_by = by.actor_id
    unapproved(row)
    store(row, at=at)
    note("edit_article", row, by=by, at=at, before=before, after=summary(working(row)), submission=submission)
    return row


@transaction.atomic
def submit_article(*, by: Actor, at: datetime, code: str, version: int, submission: UUID | None = None) -> Article:
    """Hand a text or a correction to a second person; what is missing is said, sentence by sentence."""
    row = held(by, code, version=version)
    before = row.state
    moved(row, "submit")
    ensure(submission_problems(row, working(row)))
    store(row, at=at)
    note(
        "submit_article", row, by=by, at=at, before={"state": before}, after={"state": row.state}, submission=submission
    )
    return row


@transaction.atomic
def return_article(
    *, by: Actor, at: datetime, code: str, version: int, remark: str, submission: UUID | None = None
) -> Article:
    """Give a text back to its writer with a remark; an approved one too, as long as it has not appeared."""
    row = held(by, code, version=version)
    before = row.state
    moved(row, "return")
    ensure(rules.may_return(remark))
    ReviewRemark.objects.create(article=row, text=remark.strip(), at=at, by=by.actor_id, by_label=by.actor_label)
    unapproved(row)
    store(row, at=at)
    note(
        "return_article",
        row,
        by=by,
        at=at,
        before={"state": before},
        after={"state": row.state},
        reason=remark,
        submission=submission,
    )
    return row


@transaction.atomic
def approve_article(
    *,
    by: Actor,
    at: datetime,
    code: str,
    version: int,
    publish_at: datetime | None = None,
    at_once: bool = False,
    remark: str = "",
    submission: UUID | None = None,
) -> Article:
    """Approve as another person than whoever wrote on it, just as it stands.

    With ``publish_at`` it appears at that minute, with ``at_once`` now; without either it waits for somebody to publish it.
    A correction appears at once. To let something appear is the office's; to read as a second person everybody's who may
    work on the article.
    """
    row = held(by, code, version=version)
    corrects = is_correction(row)
    if corrects or at_once or publish_at:
        ensure_publisher(by, row)
    ensure(rules.may_schedule(publish_at, at) if publish_at and not at_once and not corrects else [])
    if not corrects:
        moved(row, "approve")
    elif row.state != ArticleState.CORRECTION_REVIEW:
        raise Refused([Refusal("wrong_state", gettext_noop("This is not possible where the matter stands now."))])
    approved(row, by=by, at=at)
    ensure(submission_problems(row, working(row)))
    if remark.strip():
        ReviewRemark.objects.create(article=row, text=remark.strip(), at=at, by=by.actor_id, by_label=by.actor_label)
    if corrects or at_once:
        if not corrects:
            store(row, at=at)  # the database knows no way from review to readers but by the approval
        publish_now(row, by=by, at=at, submission=submission)
        return row
    row.publish_at = publish_at
    store(row, at=at)
    after = {"state": row.state, "publish_at": publish_at.isoformat() if publish_at else ""}
    note("approve_article", row, by=by, at=at, after=after, reason=remark, submission=submission)
    return row


@transaction.atomic
def publish_article(*, by: Actor, at: datetime, code: str, version: int, submission: UUID | None = None) -> Article:
    """Let an approved article appear now."""
    row = held(by, code, version=version)
    ensure_publisher(by, row)
    if row.state != ArticleState.APPROVED:
        raise Refused([Refusal("wrong_state", gettext_noop("Only what a second person approved can appear."))])
    publish_now(row, by=by, at=at, submission=submission)
    return row


@transaction.atomic
def begin_correction(*, by: Actor, at: datetime, code: str, version: int, submission: UUID | None = None) -> Article:
    """Begin to correct what readers see; they go on seeing it until a second person has approved the correction."""
    row = held(by, code, version=version)
    moved(row, "correct")
    copied_back(row)
    row.correction_note = row.correction_note_en = ""
    unapproved(row)
    store(row, at=at)
    note("begin_correction", row, by=by, at=at, after={"state": row.state}, submission=submission)
    return row


@transaction.atomic
def drop_correction(*, by: Actor, at: datetime, code: str, version: int, submission: UUID | None = None) -> Article:
    """Give a correction up: the working text is what readers see again."""
    row = held(by, code, version=version)
    moved(row, "drop")
    copied_back(row)
    row.correction_note = row.correction_note_en = ""
    store(row, at=at)
    note("drop_correction", row, by=by, at=at, after={"state": row.state}, submission=submission)
    return row


@transaction.atomic
def archive_article(
    *, by: Actor, at: datetime, code: str, version: int, reason: str = "", submission: UUID | None = None
) -> Article:
    """Take an article off lists and feeds; it stays at its address, marked."""
    row = held(by, code, version=version)
    ensure_publisher(by, row)
    moved(row, "archive")
    store(row, at=at)
    put_into_search(row)
    note("archive_article", row, by=by, at=at, after={"state": row.state}, reason=reason, submission=submission)
    return row


@transaction.atomic
def restore_article(*, by: Actor, at: datetime, code: str, version: int, submission: UUID | None = None) -> Article:
    """Put an archived article back into lists and feeds."""
    row = held(by, code, version=version)
    ensure_publisher(by, row)
    moved(row, "restore")
    store(row, at=at)
    put_into_search(row)
    note("restore_article", row, by=by, at=at, after={"state": row.state}, submission=submission)
    return row


@transaction.atomic
def discard_article(
    *, by: Actor, at: datetime, code: str, version: int, reason: str = "", submission: UUID | None = None
) -> Article:
    """Give up a draft that never appeared; it stays in the records and can be read there."""
    row = held(by, code, version=version)
    moved(row, "discard")
    store(row, at=at)
    note("discard_article", row, by=by, at=at, after={"state": row.state}, reason=reason, submission=submission)
    return row
