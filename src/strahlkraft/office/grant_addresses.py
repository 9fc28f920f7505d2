"""Addresses of grants and of the acts of the authority about them."""

from django.urls import URLPattern, path

from strahlkraft.office.views import grant_steps, grants, notices

_OWN = "zuwendungen/<slug:code>/"
grant_patterns: list[URLPattern] = [
    path("zuwendungen/", grants.grant_list, name="grants"),
    path("zuwendung-anlegen/", grants.apply, name="apply_grant"),
    path(_OWN, grants.show, name="grant"),
    path(f"{_OWN}bearbeiten/", grants.edit, name="edit_grant"),
    path(f"{_OWN}vorzeitiger-beginn/", grant_steps.early_start, name="early_start"),
    path(f"{_OWN}korrektur/", grant_steps.correct, name="correct_grant"),
    path(f"{_OWN}korrektur/<int:pk>/", grant_steps.confirm_correction, name="confirm_grant_correction"),
    path(f"{_OWN}schritt/<slug:deed>/", grant_steps.step, name="grant_step"),
    path(f"{_OWN}bescheide/", notices.notice_list, name="notices"),
    path(f"{_OWN}bescheide/eintragen/", notices.enter, name="enter_notice"),
    path(f"{_OWN}bescheide/<int:pk>/", notices.show, name="notice"),
    path(f"{_OWN}bescheide/<int:pk>/bearbeiten/", notices.edit, name="edit_notice"),
    path(f"{_OWN}bescheide/<int:pk>/bestaetigen/", notices.confirm, name="confirm_notice"),
    path(f"{_OWN}bescheide/<int:pk>/verwerfen/", notices.discard, name="discard_notice"),
    path(f"{_OWN}unterlagen/<slug:document>/", notices.download, name="grant_document"),
]
