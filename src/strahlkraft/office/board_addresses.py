"""Addresses of ideas, sessions of the board and applications."""

from django.urls import URLPattern, path

from strahlkraft.office.views import applications, ideas, sessions

board_patterns: list[URLPattern] = [
    path("ideen/", ideas.pipeline, name="ideas"),
    path("idee-anlegen/", ideas.create, name="create_idea"),
    path("ideen/<slug:code>/", ideas.show, name="board_idea"),
    path("ideen/<slug:code>/bearbeiten/", ideas.edit, name="edit_idea"),
    path("ideen/<slug:code>/pruefen/", ideas.check, name="check_idea"),
    path("ideen/<slug:code>/pruefung-oeffnen/", ideas.recheck, name="recheck_idea"),
    path("ideen/<slug:code>/zuruecknehmen/", ideas.withdraw, name="withdraw_idea"),
    path("sitzungen/", sessions.session_list, name="sessions"),
    path("sitzung-anlegen/", sessions.create, name="create_session"),
    path("sitzungen/<slug:code>/", sessions.show, name="session"),
    path("sitzungen/<slug:code>/bearbeiten/", sessions.edit, name="edit_session"),
    path("sitzungen/<slug:code>/tagesordnung/", sessions.add_item, name="add_agenda_item"),
    path("sitzungen/<slug:code>/tagesordnung/<int:pk>/", sessions.arrange, name="arrange_item"),
    path("sitzungen/<slug:code>/tagesordnung/<int:pk>/beschluss/", sessions.decide, name="decide_item"),
    path("sitzungen/<slug:code>/einladen/", sessions.invite, name="invite_board"),
    path("sitzungen/<slug:code>/absagen/", sessions.cancel, name="cancel_session"),
    path("sitzungen/<slug:code>/gehalten/", sessions.hold, name="hold_session"),
    path("sitzungen/<slug:code>/niederschrift/", sessions.write, name="write_minutes"),
    path("sitzungen/<slug:code>/niederschrift/genehmigen/", sessions.approve, name="approve_minutes"),
    path("sitzungen/<slug:code>/niederschrift.pdf", sessions.paper, name="minutes_paper"),
    path("antraege/", applications.application_list, name="applications"),
    path("antrag-anlegen/", applications.create, name="create_application"),
    path("antraege/<slug:code>/", applications.show, name="application"),
    path("antraege/<slug:code>/bearbeiten/", applications.edit, name="edit_application"),
    path("antraege/<slug:code>/schritt/", applications.step, name="step_application"),
    path("antraege/<slug:code>/dateien/", applications.add_file, name="add_application_file"),
    path("antraege/<slug:code>/dateien/<slug:file>/", applications.download, name="application_file"),
    path("antraege/<slug:code>/dateien/<slug:file>/entfernen/", applications.hide_file, name="hide_application_file"),
]
