"""Addresses of a running project: its timeline, risks, tasks, files of record, decisions."""

from django.urls import URLPattern, path

from strahlkraft.office.views import life, records

_OWN = "projekte/<slug:slug>/verlaufsplan/"
_ITEMS = (("milestone", "meilensteine"), ("risk", "risiken"), ("task", "aufgaben"))
life_patterns: list[URLPattern] = [
    path(_OWN, life.overview, name="life"),
    path(f"{_OWN}risiken/", life.risk_list, name="risks"),
    path(f"{_OWN}aufgaben/", life.task_list, name="tasks"),
    path(f"{_OWN}aufgaben-link/", life.send_tasks, name="send_tasks"),
    path(f"{_OWN}unterlagen/", records.file_list, name="records"),
    path(f"{_OWN}unterlagen/<slug:code>/", records.stored_file, name="record"),
    path(f"{_OWN}unterlagen/<slug:code>/datei/", records.download, name="record_file"),
    path(f"{_OWN}unterlagen/<slug:code>/sichtbarkeit/", records.hide, name="hide_record"),
    path(f"{_OWN}entscheidungen/", records.decision_list, name="decisions"),
    *(path(f"{_OWN}{part}/<slug:code>/", life.item, {"kind": kind}, name=kind) for kind, part in _ITEMS),
    *(
        path(f"{_OWN}{part}/<slug:code>/<slug:part>/", life.settle_item, {"kind": kind}, name=f"settle_{kind}")
        for kind, part in _ITEMS
    ),
]
