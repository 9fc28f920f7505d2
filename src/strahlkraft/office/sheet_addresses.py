"""Addresses of the office's own spreadsheets in the workspace."""

from django.urls import URLPattern, URLResolver, path

from strahlkraft.office.views import sheets

sheet_patterns: list[URLPattern | URLResolver] = [
    path("tabellen/", sheets.sheets, name="sheets"),
    path("tabellen/vorlage.<str:form>", sheets.template, name="sheet_template"),
    path("tabellen/datei/<slug:code>/spalten/", sheets.columns, name="sheet_columns"),
    path("tabellen/datei/<slug:code>/pruefen/", sheets.check, name="sheet_check"),
    path("tabellen/datei/<slug:code>/verwerfen/", sheets.discard, name="discard_sheet"),
    path("tabellen/<slug:code>/", sheets.sheet, name="sheet"),
    path("tabellen/<slug:code>/zuruecknehmen/", sheets.undo, name="undo_sheet"),
    path("tabellen/<slug:code>/heute.<str:form>", sheets.again, name="sheet_again"),
]
