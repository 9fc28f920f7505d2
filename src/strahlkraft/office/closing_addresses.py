"""Addresses of closing projects, deadlines, handing over and the office's posts."""

from django.urls import URLPattern, path

from strahlkraft.office.views import closures, deadlines, handover, staffing

closing_patterns: list[URLPattern] = [
    path("abschluesse/", closures.closure_list, name="closures"),
    path("abschluss-beginnen/", closures.begin, name="begin_closure"),
    path("abschluesse/<slug:code>/", closures.show, name="closure"),
    path("abschluesse/<slug:code>/ziel/", closures.set_target, name="closure_target"),
    path("abschluesse/<slug:code>/schliessen/", closures.close, name="close_closure"),
    path("abschluesse/<slug:code>/niederschrift.pdf", closures.record, name="closure_record"),
    path("abschluesse/<slug:code>/punkte/<slug:item>/", closures.item, name="closure_item"),
    path("fristen/", deadlines.deadline_list, name="deadlines"),
    path("frist-anlegen/", deadlines.add, name="add_deadline"),
    path("fristen/<int:pk>/", deadlines.show, name="deadline"),
    path("uebergabe/", handover.start, name="handovers"),
    path("uebergabe/<slug:region>/", handover.show, name="handover"),
    path("uebergabe/<slug:region>/bestaetigen/<int:pk>/", handover.confirm, name="confirm_body"),
    path("uebergabe/<slug:region>/buendel/", handover.bundle, name="handover_bundle"),
    path("stellen/", staffing.staffing, name="staffing"),
    path("stelle-anlegen/", staffing.add, name="add_position"),
    path("stellen/<int:pk>/", staffing.change, name="position"),
]
