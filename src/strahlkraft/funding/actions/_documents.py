"""Keeping a paper of the record with its real type, size and hash."""

import hashlib
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

import filetype
from django.conf import settings

from strahlkraft.funding.models import Document
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.slug import slugify
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.projects.rules import UPLOAD_TYPES
from strahlkraft.steering.rules.life import file_problems

if TYPE_CHECKING:
    from django.core.files.base import File

_HEAD, _CHUNK = 8192, 1 << 20  # bytes
_PACKED = frozenset(
    kind for kind, word in UPLOAD_TYPES.items() if word in {"DOCX", "ODS", "ODT", "PPTX", "XLSX", "ZIP"}
)


def keep_document(*, by: Actor, at: datetime, region_id: int, title: str, file: "File[bytes]") -> Document:
    """Keep ``file`` inside the caller's transaction, who has asked for the right; Refused when type or size do not fit."""
    head = file.read(_HEAD)
    media_type = filetype.guess_mime(head) or "application/octet-stream"
    limit = settings.UPLOAD_LIMIT_BYTES
    ensure(file_problems(title=title, size=file.size, limit=limit, media_type=media_type))
    digest = hashlib.sha256(head)
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    ensure(_packed_problems(file, media_type))
    file.seek(0)
    row = Document(
        code=new_code(),
        region_id=region_id,
        title=title.strip()[:200],
        media_type=media_type,
        size=file.size,
        sha256=digest.hexdigest(),
        added_at=at,
        added_by=by.actor_id,
    )
    ending = UPLOAD_TYPES[media_type].lower().replace("jpeg", "jpg")
    row.file.save(f"{slugify(title, limit=50)}-{row.sha256[:8]}.{ending}", file, save=False)
    row.save()
    return row


def _packed_problems(file: "File[bytes]", media_type: str) -> list[Refusal]:
    """What is packed can be opened and runs nothing: a damaged file, or one with macros, is no paper of a record."""
    if media_type not in _PACKED:
        return []
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError):
        return [Refusal("broken", gettext_noop("The file is damaged and cannot be opened."), "file")]
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        message = gettext_noop("The file contains macros. Please save it without them, or as PDF.")
        return [Refusal("macros", message, "file")]
    return []


def take_in(
    *, by: Actor, at: datetime, region_id: int, file: "File[bytes] | None", title: str, field: str = "file"
) -> Document:
    """As ``keep_document`` for what the ``field`` of a form sent; Refused when no file was chosen."""
    if file is None:
        raise Refused([Refusal("nothing", gettext_noop("Choose a file."), field)])
    try:
        return keep_document(by=by, at=at, region_id=region_id, title=title, file=file)
    except Refused as refused:
        told = [
            Refusal(one.code, one.message, field if one.field == "file" else one.field, one.params)
            for one in refused.refusals
        ]
        raise Refused(told, hidden=refused.hidden) from refused
