"""What machines ask a site for: sitemap, robots, security contact."""

from datetime import timedelta
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from strahlkraft.design.addresses import localised
from strahlkraft.network.models import Municipality, Organisation, Region
from strahlkraft.newsroom.models import Article
from strahlkraft.newsroom.queries import pages as written
from strahlkraft.newsroom.queries.articles import years
from strahlkraft.newsroom.rules.pages import LAW
from strahlkraft.projects.models import Event, Project
from strahlkraft.projects.queries import active_municipality_ids
from strahlkraft.reuse.models import ReuseOffer, Software
from strahlkraft.reuse.queries.needs import reusing_ids
from strahlkraft.reuse.queries.news import sources

FIXED = (
    "/",
    "/projekte/",
    "/angebote/",
    "/bedarf/",
    "/nachnutzung/",
    "/einbetten/",
    "/regionen/",
    "/kommunen/",
    "/organisationen/",
    "/programm/",
    "/ergebnisse/",
    "/rueckfrage/",
    "/termine/",
    "/quellen/",
    "/kontakt/",
    "/aktuelles/",
    "/neues/",
    "/neues/presse/",
    "/impressum/",
    "/datenschutz/",
    "/barrierefreiheit/",
)


def _paths() -> list[tuple[str, str]]:
    paths = [(path, "") for path in FIXED]
    projects = Project.objects.published().order_by("slug")
    paths += [(settings.ADDRESSES["project"].format(key=p.slug), p.changed_at.date().isoformat()) for p in projects]
    offers = ReuseOffer.objects.published().order_by("slug")
    paths += [(settings.ADDRESSES["offer"].format(key=o.slug), o.changed_at.date().isoformat()) for o in offers]
    regions = list(Region.objects.filter(demonstration=False).values_list("slug", flat=True))
    for kind, keys in (
        ("software", Software.objects.listed().order_by("slug").values_list("slug", flat=True)),
        ("region", regions),
        ("organisation", Organisation.objects.values_list("slug", flat=True)),
        ("event", Event.objects.values_list("slug", flat=True)),
        ("source", sources().values_list("key", flat=True)),
    ):
        paths += [(settings.ADDRESSES[kind].format(key=key), "") for key in keys]
    articles = Article.objects.listed().select_related("current").order_by("slug")
    paths += [
        (settings.ADDRESSES["article"].format(key=a.slug), timezone.localdate(a.current.at).isoformat())
        for a in articles
        if a.current
    ]
    pages = written.readable().exclude(kind__in=LAW).order_by("slug").values_list("slug", "current__at")
    paths += [(settings.ADDRESSES["page"].format(key=slug), timezone.localdate(at).isoformat()) for slug, at in pages]
    paths += [(f"/neues/archiv/{year}/", "") for year, _count in years()]
    paths += [(settings.ADDRESSES["results_of_region"].format(key=key), "") for key in regions]
    active = active_municipality_ids() | reusing_ids()
    paths += [
        (settings.ADDRESSES["results_of_municipality"].format(key=key), "")
        for key in Municipality.objects.filter(pk__in=active).values_list("key", flat=True)
    ]
    places = Municipality.objects.filter(pk__in=active | set(_nrw()))
    paths += [(settings.ADDRESSES["municipality"].format(key=m.slug), "") for m in places]
    return paths


def _nrw() -> list[int]:
    return list(Municipality.objects.filter(state__key="05", dissolved=False).values_list("pk", flat=True))


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page in both languages, each naming the other."""
    rows = []
    for path, changed in _paths():
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(settings.BASE_URL + localised(path, code))}"/>'
            for code, _name in settings.LANGUAGES
        )
        stamp = f"<lastmod>{changed}</lastmod>" if changed else ""
        rows += [
            f"<url><loc>{escape(settings.BASE_URL + localised(path, code))}</loc>{stamp}{links}</url>"
            for code, _name in settings.LANGUAGES
        ]
    body = "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
            *rows,
            "</urlset>",
        )
    )
    return HttpResponse(body, content_type="application/xml")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read by machines; work and sign-in pages need no visit."""
    lines = ("User-agent: *", "Disallow: /arbeit/", "Disallow: /konto/", "Disallow: /anmelden/", "Allow: /")
    return HttpResponse(
        "\n".join((*lines, *(f"Sitemap: {settings.BASE_URL}/{name}.xml" for name in ("sitemap", "sitemap-neues")), "")),
        content_type="text/plain; charset=utf-8",
    )


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116)."""
    expires = (timezone.now() + timedelta(days=180)).replace(microsecond=0, second=0, minute=0, hour=0)
    contact = f"mailto:{settings.OPERATOR['email']}" if settings.OPERATOR["email"] else f"{settings.BASE_URL}/kontakt/"
    lines = (
        f"Contact: {contact}",
        f"Expires: {expires.isoformat()}",
        "Preferred-Languages: de, en",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
        f"Policy: {settings.BASE_URL}/kontakt/",
    )
    return HttpResponse("\n".join((*lines, "")), content_type="text/plain; charset=utf-8")
