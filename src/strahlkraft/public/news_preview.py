"""An article before it appears, for whoever holds the link; it works for some days and is no place for search engines."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from strahlkraft.newsroom.queries import desk
from strahlkraft.newsroom.queries.pictures import sources
from strahlkraft.newsroom.texts.articles import KINDS
from strahlkraft.public.by_link import by_link


@require_safe
@by_link
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """The working text as readers will have it, in the language of the page as far as it is written."""
    language = (get_language() or "de")[:2]
    read = desk.previewed(token, language, today=localdate())
    if read is None:
        return render(request, "public/news/preview_over.html", status=404)
    shown = sources([read.lead_picture, *read.gallery], language, preview=token)
    context = {
        "read": read,
        "html": SafeString(read.html),  # made safe where it is rendered
        "kind": KINDS[read.kind],
        "lead_picture": shown.get(read.lead_picture.pk) if read.lead_picture else None,
        "gallery": [shown[picture.pk] for picture in read.gallery if picture.pk in shown],
    }
    return render(request, "public/news/preview.html", context)
