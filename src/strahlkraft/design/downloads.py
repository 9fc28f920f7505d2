"""Files people handed in, given out again."""

from pathlib import PurePath

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404


def attached(file: FieldFile, *, name: str = "", media_type: str | None = None) -> FileResponse:
    """A stored file, always as a download and never guessed at; 404 when it is gone.

    ``name`` is how it is called there (its own by default); ``media_type`` None: by its name.
    """
    try:
        content = file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    own = PurePath(file.name or "").name
    answer = FileResponse(content, as_attachment=True, filename=name or own, content_type=media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
