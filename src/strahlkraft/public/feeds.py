"""What changed lately, as page and as feeds."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from strahlkraft.audit.models import AuditEntry
from strahlkraft.congress import texts
from strahlkraft.design.addresses import address, localised
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.xml_text import xml_text
from strahlkraft.public.start import recent_changes
from strahlkraft.reuse.queries.news import public_changes

LENGTH = 50

if TYPE_CHECKING:
    _Feed = Feed[AuditEntry, None]
else:
    _Feed = Feed


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """The newest public changes of the register."""
    return render(request, "public/changes/changes.html", {"changes": recent_changes(LENGTH)})


class AtomChanges(_Feed):
    """The same as an Atom feed."""

    feed_type = Atom1Feed
    title = _("Strahlkraft: changes in the register")
    subtitle = _("New and revised records of the digital model regions")

    def link(self) -> str:
        """The page the feed belongs to."""
        return localised("/aktuelles/")

    def items(self) -> list[AuditEntry]:
        """The newest public entries of the trail."""
        return list(public_changes()[:LENGTH])

    def item_title(self, item: AuditEntry) -> str:
        """Title and deed."""
        return xml_text(f"{item.subject_title}: {texts.VERBS.get(item.verb, item.verb)}")

    def item_description(self, item: AuditEntry) -> str:
        """The deed alone; feeds carry no before and after."""
        return str(texts.VERBS.get(item.verb, item.verb))

    def item_link(self, item: AuditEntry) -> str:
        """The record's page."""
        return _link(item)

    def item_guid(self, item: AuditEntry) -> str:
        """Stable per entry."""
        return f"{settings.BASE_URL}/aktuelles/#{item.sequence}"

    def item_updateddate(self, item: AuditEntry) -> Any:
        """When it was done."""
        return item.at


def _link(entry: AuditEntry) -> str:
    return str(settings.BASE_URL) + (address(Label(entry.subject_kind, entry.subject_key)) or localised("/aktuelles/"))


@require_safe
def json_changes(request: HttpRequest) -> JsonResponse:
    """The same as a JSON Feed (version 1.1)."""
    items = [
        {
            "id": f"{settings.BASE_URL}/aktuelles/#{entry.sequence}",
            "url": _link(entry),
            "title": entry.subject_title,
            "content_text": str(texts.VERBS.get(entry.verb, entry.verb)),
            "date_modified": entry.at.isoformat(),
        }
        for entry in public_changes()[:LENGTH]
    ]
    return JsonResponse(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": str(AtomChanges.title),
            "home_page_url": settings.BASE_URL + localised("/aktuelles/"),
            "feed_url": settings.BASE_URL + request.path,
            "items": items,
        },
        content_type="application/feed+json",
    )
