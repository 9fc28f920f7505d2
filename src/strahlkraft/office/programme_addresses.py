"""Addresses of the tab "programme" of an event."""

from django.urls import URLPattern, path

from strahlkraft.office.views import framing, planning, programme, programme_import

_OWN = "termine/<slug:slug>/programm/"
programme_patterns: list[URLPattern] = [
    path(_OWN, programme.overview, name="programme"),
    path(f"{_OWN}aufbau/", framing.setup, name="programme_setup"),
    path(f"{_OWN}aufbau/block-anlegen/", framing.block, name="add_block"),
    path(f"{_OWN}aufbau/entfernen/<slug:part>/", framing.remove, name="remove_part"),
    path(f"{_OWN}aufbau/buehnen/<slug:stage>/", framing.stage, name="stage"),
    path(f"{_OWN}aufbau/bloecke/<slug:block>/", framing.block, name="block"),
    path(f"{_OWN}einlesen/", programme_import.read, name="import_programme"),
    path(f"{_OWN}plan-anlegen/", programme.create, name="create_plan"),
    path(f"{_OWN}planen/", planning.start, name="start_planning"),
    path(f"{_OWN}laeufe/<int:pk>/", planning.run, name="plan_run"),
    path(f"{_OWN}plaene/<int:number>/", programme.plan, name="plan"),
    path(f"{_OWN}plaene/<int:number>/name/", programme.name, name="rename_plan"),
    path(f"{_OWN}plaene/<int:number>/waehlen/", programme.choose, name="choose_plan"),
    path(f"{_OWN}plaene/<int:number>/vergleich/", programme.compare, name="compare_plans"),
    path(f"{_OWN}plaene/<int:number>/veroeffentlichen/", programme.publish, name="publish_programme"),
]
