"""Addresses of one's own data."""

from django.urls import URLPattern, path

from strahlkraft.public.subscribing import own_data

own_data_patterns: list[URLPattern] = [
    path("meine-daten/", own_data.ask, name="own_data"),
    path("meine-daten/gesendet/", own_data.sent, name="own_data_sent"),
    path("meine-daten/fristen/", own_data.keeping, name="own_data_periods"),
    path("meine-daten/bestaetigen/<str:token>/", own_data.confirm, name="own_data_confirm"),
    path("meine-daten/abholen/<str:token>/", own_data.fetch, name="own_data_fetch"),
]
