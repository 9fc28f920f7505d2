"""Addresses of the door ``stage``: screens for everybody, and backstage by link (``team``) or signed in (``regie``)."""

from django.urls import URLPattern, URLResolver, include, path

from strahlkraft.stage import audience, backstage, desks, pad, screens

app_name = "stage"
_BACKSTAGE = [
    path("", backstage.entrance),
    path("warteraum/", desks.green_room),
    path("fragen/", desks.questions),
    path("technik/", desks.technician),
    path("technik/uebernehmen/", desks.take_over),
    path("<slug:stage>/pad/", pad.pad),
    path("<slug:stage>/monitor/", desks.monitor),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("buehne/team/<str:token>/", include(_BACKSTAGE)),
    path("buehne/regie/<slug:slug>/", include(_BACKSTAGE)),
    path("buehne/<slug:slug>/", screens.overview, name="overview"),
    path("buehne/<slug:slug>/tafel/", screens.signage, name="signage"),
    path("buehne/<slug:slug>/publikum/", audience.choose, name="choose"),
    path("buehne/<slug:slug>/<slug:stage>/", screens.screen, name="screen"),
    path("buehne/<slug:slug>/<slug:stage>/publikum/", audience.audience, name="audience"),
    path("buehne/<slug:slug>/<slug:stage>/frage/", audience.ask, name="ask"),
    path("buehne/<slug:slug>/<slug:stage>/applaus/", audience.clap, name="clap"),
]
