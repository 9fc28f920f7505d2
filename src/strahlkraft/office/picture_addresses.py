"""Addresses of pictures."""

from django.urls import URLPattern, path

from strahlkraft.office.views import pictures

picture_patterns: list[URLPattern] = [
    path("bilder/", pictures.picture_list, name="pictures"),
    path("bilder/aufnehmen/", pictures.add, name="add_picture"),
    path("bilder/<slug:code>/", pictures.show, name="picture"),
    path("bilder/<slug:code>/zurueckziehen/", pictures.withdraw, name="withdraw_picture"),
    path("bilder/<slug:code>/anbieten/", pictures.offer, name="offer_picture"),
]
