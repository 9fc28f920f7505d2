"""Addresses of the door ``office``."""

from django.urls import URLPattern, URLResolver, path

from strahlkraft.office.views import documents, lifecycle, organisations, people, projects, start, trail

app_name = "office"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", start.start, name="start"),
    path("projekte/", projects.project_list, name="projects"),
    path("projekt-anlegen/", projects.create, name="create"),
    path("projekte/<slug:slug>/", projects.overview, name="project"),
    path("projekte/<slug:slug>/vorschau/", projects.preview, name="preview"),
    path("projekte/<slug:slug>/verlauf/", trail.history, name="history"),
    path("projekte/<slug:slug>/veroeffentlichen/", lifecycle.publish, name="publish"),
    path("projekte/<slug:slug>/zurueckziehen/", lifecycle.withdraw, name="withdraw"),
    path("projekte/<slug:slug>/zusammenfuehren/", lifecycle.merge, name="merge"),
    path("projekte/<slug:slug>/dokumente/", documents.documents, name="documents"),
    path("projekte/<slug:slug>/dokumente/<int:document>/datei/", documents.download, name="download"),
    path("projekte/<slug:slug>/dokumente/<int:document>/entfernen/", documents.remove, name="remove_document"),
    path("projekte/<slug:slug>/<slug:section>/", projects.section, name="section"),
    path("organisationen/", organisations.organisation_list, name="organisations"),
    path("protokoll/", trail.trail, name="trail"),
    path("konten/", people.people, name="people"),
    path("konto-anlegen/", people.create, name="create_person"),
    path("konten/<int:pk>/", people.account, name="person"),
    path("konten/<int:pk>/rollen/<int:membership>/beenden/", people.revoke, name="revoke"),
]
