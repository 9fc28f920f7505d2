"""For the press: whom to ask in each region, and a file for each project with texts, facts and pictures."""

from itertools import groupby

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from strahlkraft.design.addresses import localised
from strahlkraft.newsroom.papers.press_kit import press_kit
from strahlkraft.newsroom.queries import press as queries
from strahlkraft.public.news_about import language


@require_safe
def press(request: HttpRequest) -> HttpResponse:
    """Function mailboxes, feeds, and the kits of all public projects."""
    kits = groupby(queries.projects(), key=lambda row: row.region)
    context = {
        "regions": [{"region": row, "point": getattr(row, "contact_point", None)} for row in queries.regions()],
        "kits": [(region, list(rows)) for region, rows in kits],
        "crumbs": [(pgettext("navigation", "News"), localised("/neues/")), (_("For the press"), "")],
    }
    return render(request, "public/news/press.html", context)


@require_safe
def kit(request: HttpRequest, slug: str) -> HttpResponse:
    """The press kit of a public project."""
    project = get_object_or_404(queries.projects(), slug=slug)
    content = press_kit(project, language=language(), site=settings.BASE_URL)
    headers = {"Content-Disposition": f'attachment; filename="presse-{project.slug}.zip"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)
