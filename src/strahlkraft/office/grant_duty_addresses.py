"""Addresses of a grant's deadlines, notifications, bound things and small aid."""

from django.urls import URLPattern, path

from strahlkraft.office.views import assets, grant_deadlines, notifications

_GRANT = "zuwendungen/<slug:code>/"
grant_duty_patterns: list[URLPattern] = [
    path(f"{_GRANT}fristen/", grant_deadlines.show, name="grant_deadlines"),
    path(f"{_GRANT}mitteilungen/", notifications.show, name="grant_notifications"),
    path(f"{_GRANT}mitteilungen/<int:pk>/", notifications.one, name="notification"),
    path(f"{_GRANT}mitteilungen/<int:pk>/gesendet/", notifications.send, name="send_notification"),
    path(f"{_GRANT}mitteilungen/<int:pk>/mitteilung.pdf", notifications.paper, name="notification_paper"),
    path(f"{_GRANT}inventar/", assets.show, name="grant_assets"),
    path(f"{_GRANT}inventar/<int:pk>/bestaetigen/", assets.confirm, name="confirm_asset"),
    path(f"{_GRANT}inventar/<int:pk>/andere-nutzung/", assets.other_use, name="other_use"),
    path(f"{_GRANT}beihilfen/", assets.aid, name="grant_aid"),
]
