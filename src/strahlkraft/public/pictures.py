"""Pictures in the sizes they were made in: to everybody what readers have before them, to the desk also what waits."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from strahlkraft.accounts.models import User
from strahlkraft.accounts.queries import needs_second_factor
from strahlkraft.newsroom.models import Picture
from strahlkraft.newsroom.queries import desk, pictures
from strahlkraft.newsroom.rules.pictures import asked

FOR_GOOD = "public, max-age=31536000, immutable"
"""What an address names never changes: another cut has another address."""
NEVER_KEPT = "private, no-store"
"""What not everybody may see is asked for every time, so that nobody sees it longer than they may."""


@require_safe
def picture(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """One size of a picture; 404 for who may not see it."""
    wanted = asked(name)
    row = pictures.rendition(code, *wanted) if wanted else None
    if row is None:
        raise Http404
    public = pictures.is_public(row.picture)
    if not (public or _previewed(request, row.picture) or _on_desk(request, row.picture)):
        raise Http404
    try:
        with row.file.open("rb") as file:
            data = file.read()
    except FileNotFoundError as error:
        raise Http404 from error
    headers = {
        "Cache-Control": FOR_GOOD if public else NEVER_KEPT,
        "ETag": f'"{code}-{name}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": f'inline; filename="{code}-{name}"',
    }
    return HttpResponse(data, content_type=row.media_type, headers=headers)


def _on_desk(request: HttpRequest, row: Picture) -> bool:
    user = request.user
    return isinstance(user, User) and not needs_second_factor(user) and pictures.may_see(user, row)


def _previewed(request: HttpRequest, row: Picture) -> bool:
    """Whether the address carries a link to a draft this picture stands in."""
    token = request.GET.get("vorschau", "")
    shown = desk.previewed(token, "de", today=localdate()) if token else None
    return shown is not None and row in (shown.lead_picture, *shown.gallery)
