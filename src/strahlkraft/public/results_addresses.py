"""Addresses of results for citizens."""

from django.urls import URLPattern, path

from strahlkraft.public import results

results_patterns: list[URLPattern] = [
    path("ergebnisse/", results.results, name="results"),
    path("ergebnisse/regionen/<slug:slug>/", results.region, name="results_of_region"),
    path("ergebnisse/kommunen/<str:key>/", results.municipality, name="results_of_municipality"),
]
