"""Addresses of data protection."""

from django.urls import URLPattern, path

from strahlkraft.office.views import privacy

privacy_patterns: list[URLPattern] = [
    path("datenschutz/", privacy.wish_list, name="data_protection"),
    path("datenschutz/verzeichnis/", privacy.processing, name="processing"),
    *(
        path(f"datenschutz/verzeichnis.{kind}", privacy.processing_file, {"kind": kind}, name=f"processing_{kind}")
        for kind in ("pdf", "xlsx", "csv")
    ),
    path("datenschutz/fristen/", privacy.periods, name="privacy_periods"),
    path("datenschutz/protokoll/", privacy.protocol, name="forgetting"),
    path("datenschutz/<str:code>/", privacy.wish, name="data_wish"),
    path("datenschutz/<str:code>/erledigen/", privacy.settle, name="settle_data_wish"),
    path("datenschutz/<str:code>/ablehnen/", privacy.refuse, name="refuse_data_wish"),
]
