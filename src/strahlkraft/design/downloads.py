"""Files people handed in, given out again."""

import hashlib
from pathlib import PurePath

import structlog
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

_log = structlog.get_logger(__name__)


def attached(file: FieldFile, *, name: str = "", media_type: str | None = None, sha256: str = "") -> FileResponse:
    """A stored file, always as a download and never guessed at; 404 when it is gone.

    ``name`` is how it is called there (its own by default); ``media_type`` None: by its name. With ``sha256`` only
    what was kept leaves the house: a file that was changed on the disk is as good as gone, and the log says so.
    """
    try:
        content = file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    if sha256 and hashlib.file_digest(content, "sha256").hexdigest() != sha256:
        content.close()
        _log.error("downloads.changed_on_disk", file=file.name)
        raise Http404
    content.seek(0)
    own = PurePath(file.name or "").name
    answer = FileResponse(content, as_attachment=True, filename=name or own, content_type=media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
