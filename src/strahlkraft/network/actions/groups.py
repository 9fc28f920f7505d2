"""Exchange groups: begun, joined, left, ended; meetings, shared documents, letters to all members."""

import hashlib
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import filetype
from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils.timezone import localdate

from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.slug import first_free, slugify
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network import access, emails, rules
from strahlkraft.network.actions._shared import ensure_version, record
from strahlkraft.network.models import (
    ExchangeGroup,
    GroupDocument,
    GroupLetter,
    GroupMailing,
    GroupMeeting,
    GroupMember,
    Organisation,
)
from strahlkraft.network.queries import receivers_of

EXTENSIONS = {media_type: name.lower().replace("jpeg", "jpg") for media_type, name in rules.UPLOAD_TYPES.items()}


@transaction.atomic
def create_group(
    *,
    by: Actor,
    at: datetime,
    region_id: int,
    name: str,
    ring: str,
    purpose: str,
    submission: UUID | None = None,
) -> ExchangeGroup:
    """Begin a group; the region's office keeps it."""
    ensure(access.may_edit_in(by, region_id), hidden=True)
    _ensure_sound(name, purpose, ring, None)
    base = slugify(name, limit=70)
    taken = ExchangeGroup.objects.filter(slug__startswith=base).values_list("slug", flat=True)
    group = ExchangeGroup.objects.create(
        slug=first_free(base, taken),
        name=name.strip(),
        ring=ring,
        region_id=region_id,
        purpose=purpose.strip(),
        begun_on=localdate(at),
    )
    _tell("create_group", group, by=by, at=at, after=_told(group), submission=submission)
    return group


@transaction.atomic
def edit_group(
    *,
    by: Actor,
    at: datetime,
    slug: str,
    name: str,
    ring: str,
    purpose: str,
    version: int,
    submission: UUID | None = None,
) -> ExchangeGroup:
    """Change name, reach and purpose; the address stays."""
    group = _locked(by, slug)
    ensure_version(version, group.version)
    _ensure_sound(name, purpose, ring, group)
    before = _told(group)
    group.name, group.ring, group.purpose = name.strip(), ring, purpose.strip()
    group.version += 1
    group.save()
    _tell("edit_group", group, by=by, at=at, before=before, after=_told(group), submission=submission)
    return group


@transaction.atomic
def end_group(*, by: Actor, at: datetime, slug: str, submission: UUID | None = None) -> ExchangeGroup:
    """The group is over: all its members leave it with this day, nothing is written to it any more."""
    group = _locked(by, slug)
    _ensure_running(group)
    today = max(localdate(at), group.begun_on)
    group.ended_on = today
    group.version += 1
    group.save()
    running = group.members.filter(left_on=None)
    running.filter(joined_on__gt=today).update(joined_on=today)
    running.update(left_on=today)
    _tell("end_group", group, by=by, at=at, after={"ended_on": str(today)}, submission=submission)
    return group


def _ensure_sound(name: str, purpose: str, ring: str, group: ExchangeGroup | None) -> None:
    others = ExchangeGroup.objects.filter(name__iexact=name.strip())
    others = others.exclude(pk=group.pk) if group else others
    ensure(rules.group_problems(name=name, purpose=purpose, ring=ring, name_taken=others.exists()))


def _ensure_running(group: ExchangeGroup) -> None:
    ensure([rules.group_over()] if group.ended_on else [])


def _locked(by: Actor, slug: str) -> ExchangeGroup:
    """The group, locked, if its office asks; 404 for everybody else."""
    group = ExchangeGroup.objects.select_for_update().filter(slug=slug).first()
    if group is None:
        raise Refused([Refusal("unknown", gettext_noop("There is no such group."))], hidden=True)
    ensure(access.may_edit_in(by, group.region_id), hidden=True)
    return group


def _told(group: ExchangeGroup) -> dict[str, Any]:
    return {"name": group.name, "ring": group.ring, "purpose": group.purpose}


def _tell(verb: str, group: ExchangeGroup, **line: Any) -> None:
    record(verb=verb, subject=group.label, region_id=group.region_id, **line)


@transaction.atomic
def add_member(
    *,
    by: Actor,
    at: datetime,
    slug: str,
    organisation_id: int,
    mailbox: str,
    joined_on: date,
    submission: UUID | None = None,
) -> GroupMember:
    """An organisation joins by a function mailbox. Who ended the letters of this group before gets none again."""
    group = _locked(by, slug)
    body = Organisation.objects.filter(pk=organisation_id).first()
    if body is None:
        raise Refused([Refusal("unknown", gettext_noop("There is no such organisation."), "organisation")])
    mailbox = mailbox.strip()
    running = group.members.filter(left_on=None)
    ensure(
        rules.may_join(
            mailbox=mailbox,
            joined_on=joined_on,
            begun_on=group.begun_on,
            ended=group.ended_on is not None,
            is_member=running.filter(organisation=body).exists(),
            mailbox_taken=running.filter(mailbox__iexact=mailbox).exists(),
        )
    )
    ended = group.members.exclude(unsubscribed_at=None)
    before = ended.filter(organisation=body).first() or ended.filter(mailbox__iexact=mailbox).first()
    member = GroupMember.objects.create(
        group=group,
        organisation=body,
        mailbox=mailbox,
        code=new_code(),
        joined_on=joined_on,
        unsubscribed_at=before.unsubscribed_at if before else None,
    )
    after = {"organisation": body.slug, "joined_on": str(joined_on)}
    _tell("add_group_member", group, by=by, at=at, after=after, submission=submission)
    return member


@transaction.atomic
def end_member(*, by: Actor, at: datetime, slug: str, member_id: int, submission: UUID | None = None) -> GroupMember:
    """An organisation leaves the group with today."""
    group = _locked(by, slug)
    member = group.members.select_for_update(of=("self",)).filter(pk=member_id, left_on=None).first()
    if member is None:
        raise Refused([Refusal("left", gettext_noop("This organisation is no member any more."))])
    member.left_on = max(localdate(at), member.joined_on)
    member.save(update_fields=["left_on"])
    after = {"organisation": member.organisation.slug, "left_on": str(member.left_on)}
    _tell("end_group_member", group, by=by, at=at, after=after, submission=submission)
    return member


@transaction.atomic
def unsubscribe(*, by: Actor, at: datetime, code: str) -> GroupMember:
    """The link in a letter was pressed: no letters of this group any more, for good. Pressed twice: all is well."""
    member = GroupMember.objects.select_for_update(of=("self",)).select_related("group").filter(code=code).first()
    if member is None or by.actor_id != access.LinkHolder(code).actor_id:
        raise Refused([Refusal("unknown", gettext_noop("This link is not valid."))], hidden=True)
    if member.unsubscribed_at is not None:
        return member
    member.unsubscribed_at = at
    member.save(update_fields=["unsubscribed_at"])
    after = {"organisation": member.organisation.slug}
    _tell("unsubscribe_from_group", member.group, by=by, at=at, after=after)
    return member


@transaction.atomic
def save_meeting(  # noqa: PLR0913 - a form with its marks
    *,
    by: Actor,
    at: datetime,
    slug: str,
    on: date,
    begins: time | None = None,
    place: str = "",
    agenda: str = "",
    minutes: str = "",
    meeting_id: int | None = None,
    version: int = 1,
    submission: UUID | None = None,
) -> GroupMeeting:
    """Plan a meeting, or change a planned one and add what came of it."""
    group = _locked(by, slug)
    meeting = GroupMeeting(group=group)
    if meeting_id is None:
        _ensure_running(group)
    else:
        found = group.meetings.select_for_update().filter(pk=meeting_id).first()
        if found is None:
            raise Refused([Refusal("unknown", gettext_noop("There is no such meeting."))], hidden=True)
        ensure_version(version, found.version)
        meeting = found
    before = _met(meeting) if meeting_id else {}
    meeting.on, meeting.begins, meeting.place = on, begins, place.strip()
    meeting.agenda, meeting.minutes = agenda.strip(), minutes.strip()
    meeting.version += 1 if meeting_id else 0
    meeting.save()
    verb = "edit_group_meeting" if meeting_id else "plan_group_meeting"
    _tell(verb, group, by=by, at=at, before=before, after=_met(meeting), submission=submission)
    return meeting


def _met(meeting: GroupMeeting) -> dict[str, Any]:
    begins = f"{meeting.begins:%H:%M}" if meeting.begins else ""
    words = {"place": meeting.place, "agenda": meeting.agenda, "minutes": meeting.minutes}
    return {"on": str(meeting.on), "begins": begins} | words


@transaction.atomic
def share_document(
    *,
    by: Actor,
    at: datetime,
    slug: str,
    title: str,
    url: str = "",
    file: "File[bytes] | None" = None,
    submission: UUID | None = None,
) -> GroupDocument:
    """Share a link, or a file: its real type is read from its content, its sum is kept."""
    group = _locked(by, slug)
    _ensure_running(group)
    if not title.strip():
        ensure([Refusal("title_missing", gettext_noop("A title is missing."), "title")])
    if (file is None) == (not url):
        ensure([Refusal("one_of_two", gettext_noop("Choose a file or give a link."), "file")])
    ensure(rules.link_problems(url, field="url") if url else [])
    document = GroupDocument(group=group, title=title.strip(), url=url, added_at=at)
    if file is not None:
        _take_in(document, file)
    document.save()
    after = {"document": document.title, "url": url, "sha256": document.sha256, "size": document.size}
    _tell("share_with_group", group, by=by, at=at, after=after, submission=submission)
    return document


def _take_in(document: GroupDocument, file: "File[bytes]") -> None:
    head = file.read(8192)
    media_type = filetype.guess_mime(head) or "application/octet-stream"
    ensure(rules.file_problems(size=file.size, limit=settings.UPLOAD_LIMIT_BYTES, media_type=media_type))
    digest = hashlib.sha256(head)
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    file.seek(0)
    document.media_type, document.size, document.sha256 = media_type, file.size, digest.hexdigest()
    name = f"{slugify(document.title, limit=50)}-{document.sha256[:8]}.{EXTENSIONS[media_type]}"
    document.file.save(name, file, save=False)


@transaction.atomic
def unshare_document(
    *, by: Actor, at: datetime, slug: str, document_id: int, submission: UUID | None = None
) -> GroupDocument:
    """Take a document off the group's page; row and file stay."""
    group = _locked(by, slug)
    document = group.documents.select_for_update().filter(pk=document_id, removed=False).first()
    if document is None:
        raise Refused([Refusal("unknown", gettext_noop("This document is not shared any more."))], hidden=True)
    document.removed = True
    document.save(update_fields=["removed"])
    before = {"document": document.title, "sha256": document.sha256}
    _tell("unshare_with_group", group, by=by, at=at, before=before, submission=submission)
    return document


@transaction.atomic
def send_mailing(
    *, by: Actor, at: datetime, slug: str, subject: str, text: str, submission: UUID | None = None
) -> GroupMailing:
    """Write to all members that want letters, each exactly once; what was sent to whom stays in the log."""
    group = _locked(by, slug)
    members = receivers_of(group)
    ensure(rules.may_send(subject=subject, text=text, ended=group.ended_on is not None, receivers=len(members)))
    mailing = GroupMailing.objects.create(
        group=group,
        subject=" ".join(subject.split())[:200],
        text=text.strip(),
        sent_at=at,
        sent_by=by.actor_id,
    )
    letters = GroupLetter.objects.bulk_create([GroupLetter(mailing=mailing, member=member) for member in members])
    emails.post_group_letters(letters, at=at)
    after = {"subject": mailing.subject, "letters": len(letters)}
    _tell("write_to_group", group, by=by, at=at, after=after, submission=submission)
    return mailing
