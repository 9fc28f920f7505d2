"""Organisations of the network, to read."""

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.network.queries import organisations
from strahlkraft.office.shell import page

PAGE_SIZE = 50


@require_safe
@signed_in
def organisation_list(request: HttpRequest) -> HttpResponse:
    """All organisations with the number of public projects they take part in."""
    text = request.GET.get("q", "").strip()[:200]
    public = Q(participations__project__publication="published")
    rows = organisations().annotate(projects=Count("participations__project", filter=public, distinct=True))
    if text:
        rows = rows.filter(name__icontains=text)
    shown = Paginator(rows.order_by("name"), PAGE_SIZE).get_page(request.GET.get("seite"))
    return page(request, "office/organisations/list.html", {"q": text, "page": shown})
