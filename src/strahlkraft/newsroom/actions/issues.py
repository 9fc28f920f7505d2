"""Issues of the newsletter: written, handed to a second person, approved, given a minute, sent to oneself as a test.

Each deed asks who may, moves the issue along its table (``rules.vocabulary.ISSUE_MOVES``) and leaves one line in the
trail. What leaves is the content a second person approved (``sending``).
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from strahlkraft.audit import four_eyes
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.letters.models import Letter
from strahlkraft.newsroom import access
from strahlkraft.newsroom.actions._issues import (
    held,
    held_item,
    mailbox_of,
    moved,
    note,
    picked,
    store,
    summary,
    unapproved,
    writable,
    write,
)
from strahlkraft.newsroom.emails import newsletter as emails
from strahlkraft.newsroom.models import Issue, IssueItem
from strahlkraft.newsroom.queries.newsletter import content_of, people, problems, writers
from strahlkraft.newsroom.rules import newsletter as rules
from strahlkraft.newsroom.rules.articles import may_return, may_schedule
from strahlkraft.newsroom.rules.newsletter import Given, ItemGiven
from strahlkraft.newsroom.rules.vocabulary import IssueState


@transaction.atomic
def create_issue(*, by: Actor, at: datetime, given: Given, submission: UUID | None = None) -> Issue:
    """Begin an issue."""
    ensure(access.may_work_on_issue(by, given.region_id))
    ensure(rules.given_problems(given))
    row = Issue(code=new_code(), created_at=at, created_by=by.actor_id, last_edited_by=by.actor_id)
    write(row, given)
    row.save()
    note("create_issue", row, by=by, at=at, after=summary(row), submission=submission)
    return row


@transaction.atomic
def edit_issue(
    *, by: Actor, at: datetime, code: str, version: int, given: Given, submission: UUID | None = None
) -> Issue:
    """Store what surrounds the parts, and for whom it is; ``version`` is the one the page showed."""
    row = writable(by, code, version)
    ensure(access.may_work_on_issue(by, given.region_id))
    ensure(rules.given_problems(given))
    before = summary(row)
    write(row, given)
    store(row, by=by)
    note("edit_issue", row, by=by, at=at, before=before, after=summary(row), submission=submission)
    return row


@transaction.atomic
def add_item(
    *,
    by: Actor,
    at: datetime,
    code: str,
    version: int,
    kind: str = "",
    key: str = "",
    given: ItemGiven | None = None,
    submission: UUID | None = None,
) -> Issue:
    """Put something at the end: what ``kind`` and ``key`` name (article, event, project, case), or a text of one's own."""
    row = writable(by, code, version)
    ensure(rules.may_add(row.items.count()))
    words = given or ItemGiven()
    thing = picked(kind, key) if kind else {}
    ensure(rules.item_problems(words, picked=bool(thing)))
    standing = bool(thing) and row.items.filter(**thing).exists()
    again = gettext_noop("This is in the issue already.")
    ensure([Refusal("twice", again)] if standing else [])
    last = row.items.aggregate(last=Max("position"))["last"]
    item = IssueItem(issue=row, position=0 if last is None else last + 1, **thing)
    _word(item, words)
    item.save()
    store(row, by=by)
    note(
        "add_issue_item",
        row,
        by=by,
        at=at,
        after={"part": f"{kind}:{key}" if kind else item.title},
        submission=submission,
    )
    return row


def _word(item: IssueItem, words: ItemGiven) -> None:
    item.title, item.text = words.title.strip(), words.text.strip()
    item.title_en, item.text_en = words.title_en.strip(), words.text_en.strip()


@transaction.atomic
def edit_item(
    *, by: Actor, at: datetime, code: str, version: int, item: int, given: ItemGiven, submission: UUID | None = None
) -> Issue:
    """Put own words in place of what a picked thing says of itself, or write on a text of one's own."""
    row = writable(by, code, version)
    part = held_item(row, item)
    own = not (part.article_id or part.event_id or part.project_id or part.case_id)
    ensure(rules.item_problems(given, picked=not own))
    before = {"title": part.title, "text": four_eyes.text_hash(part.text)[:16]}
    _word(part, given)
    part.save()
    store(row, by=by)
    after = {"title": part.title, "text": four_eyes.text_hash(part.text)[:16]}
    note("edit_issue_item", row, by=by, at=at, before=before, after=after, submission=submission)
    return row


@transaction.atomic
def move_item(
    *, by: Actor, at: datetime, code: str, version: int, item: int, step: int, submission: UUID | None = None
) -> Issue:
    """Put a part one place further up (−1) or down (1)."""
    row = writable(by, code, version)
    held_item(row, item)
    parts = {part.pk: part for part in row.items.all()}
    before = list(parts)
    after = rules.moved(before, item, step)
    for position, pk in enumerate(after):
        parts[pk].position = position
    IssueItem.objects.bulk_update(parts.values(), ["position"])
    store(row, by=by)
    old, new = {"place": before.index(item) + 1}, {"place": after.index(item) + 1}
    note("move_issue_item", row, by=by, at=at, before=old, after=new, submission=submission)
    return row


@transaction.atomic
def remove_item(
    *, by: Actor, at: datetime, code: str, version: int, item: int, submission: UUID | None = None
) -> Issue:
    """Take a part out of an issue nobody has got."""
    row = writable(by, code, version)
    part = held_item(row, item)
    before = {"part": str(part)}
    part.delete()
    store(row, by=by)
    note("remove_issue_item", row, by=by, at=at, before=before, submission=submission)
    return row


@transaction.atomic
def submit_issue(*, by: Actor, at: datetime, code: str, version: int, submission: UUID | None = None) -> Issue:
    """Hand an issue to a second person; what is missing is said, sentence by sentence."""
    row = held(by, code, version=version)
    before = row.state
    moved(row, "submit")
    ensure(problems(row))
    row.submitted_at = at
    store(row)
    note("submit_issue", row, by=by, at=at, before={"state": before}, after={"state": row.state}, submission=submission)
    return row


@transaction.atomic
def return_issue(
    *, by: Actor, at: datetime, code: str, version: int, remark: str, submission: UUID | None = None
) -> Issue:
    """Give an issue back with a remark; an approved one too, as long as it has not begun to leave."""
    row = held(by, code, version=version)
    before = row.state
    moved(row, "return")
    ensure(may_return(remark))
    unapproved(row)
    store(row)
    old, new = {"state": before}, {"state": row.state}
    note("return_issue", row, by=by, at=at, before=old, after=new, reason=remark, submission=submission)
    return row


@transaction.atomic
def approve_issue(
    *,
    by: Actor,
    at: datetime,
    code: str,
    version: int,
    send_at: datetime | None = None,
    at_once: bool = False,
    submission: UUID | None = None,
) -> Issue:
    """Approve just what stands there, as another person than everybody who wrote on it.

    With ``send_at`` it leaves at that minute, with ``at_once`` as soon as the clock comes by; without either somebody has
    to set its time.
    """
    row = held(by, code, version=version)
    ensure(may_schedule(send_at, at) if send_at and not at_once else [])
    moved(row, "approve")
    wrote = writers(row)
    ensure(four_eyes.may_approve(by.actor_id, wrote))
    ensure(access.may_approve_issue(by, row.region_id, people(wrote)))
    ensure(problems(row))
    row.approved_by, row.approved_at = by.actor_id, at
    row.content_hash = four_eyes.content_hash(content_of(row))
    row.send_at = at if at_once else send_at
    store(row)
    after = {"state": row.state, "send_at": row.send_at.isoformat() if row.send_at else ""}
    note("approve_issue", row, by=by, at=at, after=after, submission=submission)
    return row


@transaction.atomic
def schedule_issue(
    *,
    by: Actor,
    at: datetime,
    code: str,
    version: int,
    send_at: datetime | None = None,
    at_once: bool = False,
    submission: UUID | None = None,
) -> Issue:
    """Set, move or (without ``send_at``) take away the minute at which an approved issue leaves."""
    row = held(by, code, version=version)
    if row.state != IssueState.APPROVED:
        message = gettext_noop("Only what a second person approved gets a time.")
        raise Refused([Refusal("wrong_state", message)])
    ensure(may_schedule(send_at, at) if send_at and not at_once else [])
    before = {"send_at": row.send_at.isoformat() if row.send_at else ""}
    row.send_at = at if at_once else send_at
    store(row)
    after = {"send_at": row.send_at.isoformat() if row.send_at else ""}
    note("schedule_issue", row, by=by, at=at, before=before, after=after, submission=submission)
    return row


@transaction.atomic
def discard_issue(*, by: Actor, at: datetime, code: str, version: int, submission: UUID | None = None) -> Issue:
    """Give a draft up."""
    row = held(by, code, version=version)
    before = row.state
    moved(row, "discard")
    store(row)
    note(
        "discard_issue", row, by=by, at=at, before={"state": before}, after={"state": row.state}, submission=submission
    )
    return row


@transaction.atomic
def send_test(*, by: Actor, at: datetime, code: str, language: str, submission: UUID | None = None) -> Issue:
    """Send an issue as it stands to one's own mailbox and nobody else's."""
    row = held(by, code)
    number = Letter.objects.filter(key__startswith=f"issue-test:{row.code}:").count()
    key = f"issue-test:{row.code}:{number}"
    emails.post_test(row, row.content or content_of(row), to=mailbox_of(by), key=key, language=language, at=at)
    note("test_issue", row, by=by, at=at, after={"language": language}, submission=submission)
    return row
