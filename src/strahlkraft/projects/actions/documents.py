"""Files and links of a project."""

import hashlib
from datetime import datetime
from uuid import UUID

import filetype
from django.conf import settings
from django.core.files.base import File
from django.db import transaction

import strahlkraft.audit.actions as audit
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, ensure
from strahlkraft.kernel.slug import slugify
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.projects import access, rules
from strahlkraft.projects.actions._shared import reindex
from strahlkraft.projects.models import Document, Project

EXTENSIONS = {media_type: name.lower().replace("jpeg", "jpg") for media_type, name in rules.UPLOAD_TYPES.items()}


def _take_in(document: Document, file: "File[bytes]") -> None:
    """Keep ``file`` with its real type, size and sum; Refused when the rules refuse it."""
    head = file.read(8192)
    document.media_type = filetype.guess_mime(head) or "application/octet-stream"
    document.size = file.size
    ensure(
        rules.upload_problems(
            size=document.size,
            limit=settings.UPLOAD_LIMIT_BYTES,
            media_type=document.media_type,
            alternative=document.alternative_text,
            credit=document.credit,
        )
    )
    digest = hashlib.sha256(head)
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    document.sha256 = digest.hexdigest()
    file.seek(0)
    name = f"{slugify(document.title, limit=50)}-{document.sha256[:8]}.{EXTENSIONS[document.media_type]}"
    document.file.save(name, file, save=False)


@transaction.atomic
def add_document(  # noqa: PLR0913 - a file with what accessibility and copyright ask for
    *,
    by: Actor,
    at: datetime,
    slug: str,
    title: str,
    file: "File[bytes] | None" = None,
    url: str = "",
    alternative_text: str = "",
    credit: str = "",
    submission: UUID | None = None,
) -> Document:
    """Keep a file (its real type is read from its content) or a link. Raises Refused with reasons."""
    project = Project.objects.select_for_update(of=("self",)).select_related("region").get(slug=slug)
    ensure(access.may_edit(by, project), hidden=True)
    document = Document(
        project=project, title=title, url=url, alternative_text=alternative_text, credit=credit, added_at=at
    )
    if file is None and not url:
        ensure([Refusal("nothing", gettext_noop("Choose a file or give a link."), "file")])
    ensure(rules.address_problems([url], "url"))
    if not title.strip():
        ensure([Refusal("title_missing", gettext_noop("A title is missing."), "title")])
    if file is not None:
        _take_in(document, file)
    document.save()
    audit.record(
        by=by,
        at=at,
        verb="add_document",
        subject=project.label,
        region_id=project.region_id,
        before={},
        after={"document": document.title, "size": document.size, "sha256": document.sha256, "url": document.url},
        submission=submission,
    )
    reindex([project])
    return document


@transaction.atomic
def remove_document(*, by: Actor, at: datetime, slug: str, document_id: int, submission: UUID | None = None) -> Project:
    """Take a document off the project's page; the file and the row stay in the register."""
    document = Document.objects.select_related("project__region").get(pk=document_id, project__slug=slug)
    ensure(access.may_edit(by, document.project), hidden=True)
    document.removed = True
    document.save(update_fields=["removed"])
    audit.record(
        by=by,
        at=at,
        verb="remove_document",
        subject=document.project.label,
        region_id=document.project.region_id,
        before={"document": document.title},
        after={"document": None},
        submission=submission,
    )
    reindex([document.project])
    return document.project
