"""Addresses of the door ``public``."""

from django.urls import URLPattern, URLResolver, path

from strahlkraft.public import events, feeds, machines, network, pages, programme, projects, sources, start

app_name = "public"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", start.start, name="start"),
    path("projekte/", projects.catalogue, name="projects"),
    path("projekte/vorschlaege/", projects.suggestions, name="suggestions"),
    path("projekte/<slug:slug>/", projects.project, name="project"),
    path("projekte/<slug:slug>/karte.svg", projects.social_card, name="project_card"),
    path("dokumente/<int:pk>/<str:name>", projects.document, name="document"),
    path("regionen/", network.regions, name="regions"),
    path("regionen/<slug:slug>/", network.region, name="region"),
    path("kommunen/", network.municipalities, name="municipalities"),
    path("kommunen/<str:slug>/", network.municipality, name="municipality"),
    path("organisationen/", network.organisations, name="organisations"),
    path("organisationen/<slug:slug>/", network.organisation, name="organisation"),
    path("programm/", programme.programme, name="programme"),
    path("quellen/", sources.sources, name="sources"),
    path("quellen/<slug:key>/", sources.source, name="source"),
    path("termine/", events.events, name="events"),
    path("termine/<slug:slug>/", events.event, name="event"),
    path("kontakt/", pages.contact, name="contact"),
    path("impressum/", pages.legal_notice, name="legal_notice"),
    path("datenschutz/", pages.privacy, name="privacy"),
    path("barrierefreiheit/", pages.accessibility, name="accessibility"),
    path("gestaltung/", pages.gallery, name="gallery"),
    path("aktuelles/", feeds.changes, name="changes"),
    path("aktuelles/feed.atom", feeds.AtomChanges(), name="feed_atom"),
    path("aktuelles/feed.json", feeds.json_changes, name="feed_json"),
]
machine_patterns: list[URLPattern | URLResolver] = [
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("robots.txt", machines.robots, name="robots"),
    path(".well-known/security.txt", machines.security, name="security"),
]
