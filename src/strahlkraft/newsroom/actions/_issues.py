"""What the deeds on issues share: whose it is, what is stored, where the trail's line goes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import strahlkraft.audit.actions as trail
from strahlkraft.audit import four_eyes
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.models import Region
from strahlkraft.newsroom import access
from strahlkraft.newsroom.models import Article, Issue, IssueItem
from strahlkraft.newsroom.queries.newsletter import desk_label, people
from strahlkraft.newsroom.rules.newsletter import Given, may_write
from strahlkraft.newsroom.rules.vocabulary import ISSUE_MOVES, LinkKind
from strahlkraft.projects.models import Event, FieldOfAction, Project
from strahlkraft.reuse.models import ReuseCase
from strahlkraft.steering.actions._shared import ensure_version
from strahlkraft.steering.rules.moves import may_move

_GONE = Refusal("gone", gettext_noop("This issue is not there."))
_CHOOSE = gettext_noop("Choose from the list.")


def held(by: Actor, code: str, *, version: int | None = None) -> Issue:
    """The issue, nobody else's until the deed is done; for who may not send for its region it is not there."""
    rows = Issue.objects.select_for_update(of=("self",)).select_related("region", "topic")
    row = rows.filter(code=code).first()
    if row is None or not by.holds(Right.PUBLISH_NEWS):
        raise Refused([_GONE], hidden=True)
    ensure(access.may_work_on_issue(by, row.region_id), hidden=True)
    if version is not None:
        ensure_version(version, row.version)
    return row


def writable(by: Actor, code: str, version: int) -> Issue:
    """The same for writing on it."""
    row = held(by, code, version=version)
    ensure(may_write(row.state))
    return row


def held_item(row: Issue, pk: int) -> IssueItem:
    """One of its parts; Refused when somebody has taken it out."""
    item = row.items.select_related("article", "event", "project", "case").filter(pk=pk).first()
    if item is None:
        raise Refused([Refusal("no_item", gettext_noop("This part is no longer in the issue."))])
    return item


def moved(row: Issue, deed: str) -> None:
    """Take the issue on to where ``deed`` leads, if it leads anywhere from here; not stored yet."""
    ensure(may_move(ISSUE_MOVES, row.state, deed))
    row.state = ISSUE_MOVES[row.state][deed]


def store(row: Issue, *, by: Actor | None = None) -> None:
    """Keep the row as its next version; ``by`` is whoever wrote on it."""
    if by is not None:
        row.last_edited_by = by.actor_id
    row.version += 1
    row.save()


def unapproved(row: Issue) -> None:
    """Take the approval back; not stored yet."""
    row.approved_by, row.approved_at, row.content_hash, row.send_at = "", None, "", None


def write(row: Issue, given: Given) -> None:
    """Take over what was handed in; not stored yet."""
    row.subject, row.subject_en = " ".join(given.subject.split()), " ".join(given.subject_en.split())
    row.intro, row.intro_en = given.intro.strip(), given.intro_en.strip()
    row.region = Region.objects.filter(pk=given.region_id).first() if given.region_id is not None else None
    row.topic = FieldOfAction.objects.filter(slug=given.topic).first() if given.topic else None
    missing = [("region", given.region_id is not None and row.region is None), ("topic", given.topic and not row.topic)]
    ensure([Refusal(f"no_{name}", _CHOOSE, name) for name, unknown in missing if unknown])


def picked(kind: str, key: str) -> dict[str, Any]:
    """What an item picks, as its column and the thing; only what everybody may open."""
    thing: Any = None
    if kind == "article":
        thing = Article.objects.listed().filter(slug=key).first()
    elif kind == LinkKind.EVENT:
        thing = Event.objects.filter(slug=key).first()
    elif kind == LinkKind.PROJECT:
        thing = Project.objects.published().filter(slug=key).first()
    elif kind == LinkKind.CASE:
        thing = ReuseCase.objects.public().filter(code=key).first()
    if thing is None:
        raise Refused([Refusal("unknown", gettext_noop("Choose only what everybody can open."))])
    return {str(kind): thing}


def summary(row: Issue) -> dict[str, str]:
    """An issue as the trail keeps it: short parts as they are, long ones by their digest."""
    return {
        "subject": row.subject,
        "subject_en": row.subject_en,
        "intro": four_eyes.text_hash(row.intro + row.intro_en)[:16],
        "region": row.region.slug if row.region else "",
        "topic": row.topic.slug if row.topic else "",
    }


def mailbox_of(by: Actor) -> str:
    """The mailbox of whoever acts; Refused for who has none."""
    found = next(iter(people([by.actor_id])), None)
    if found is None or not found.email:
        raise Refused([Refusal("no_mailbox", gettext_noop("Your account has no mailbox."))])
    mailbox: str = found.email
    return mailbox


def note(
    verb: str,
    row: Issue,
    *,
    by: Actor,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    submission: UUID | None = None,
) -> None:
    """One line of the trail about an issue."""
    trail.record(
        verb=verb,
        by=by,
        at=at,
        subject=desk_label(row),
        region_id=row.region_id,
        before=before,
        after=after,
        reason=reason.strip(),
        submission=submission,
    )
