"""Addresses of what an office tells citizens of results."""

from django.urls import URLPattern, path

from strahlkraft.office.views import telling

_KINDS = {"project": "projekte/<slug:key>/", "region": "regionen/<slug:key>/", "municipality": "kommunen/<slug:key>/"}
_ONE = "ergebnisse/vergleiche/<int:pk>/"

result_patterns: list[URLPattern] = [
    path("ergebnisse/", telling.results, name="results"),
    *(
        pattern
        for kind, where in _KINDS.items()
        for pattern in (
            path(f"ergebnisse/{where}", telling.summary, {"kind": kind}, name=f"results_of_{kind}"),
            path(f"ergebnisse/{where}freigeben/", telling.publish_summary, {"kind": kind}, name=f"release_{kind}"),
            path(f"ergebnisse/{where}zuruecknehmen/", telling.withdraw_summary, {"kind": kind}, name=f"retract_{kind}"),
        )
    ),
    path("ergebnisse/projekte/<slug:key>/vergleich/", telling.add_comparison, name="add_comparison"),
    path(_ONE, telling.comparison, name="comparison"),
    path(f"{_ONE}freigeben/", telling.publish_comparison, name="publish_comparison"),
    path(f"{_ONE}zuruecknehmen/", telling.withdraw_comparison, name="withdraw_comparison"),
]
