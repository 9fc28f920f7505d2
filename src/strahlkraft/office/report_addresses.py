"""Addresses of reports and of questions of parliament."""

from django.urls import URLPattern, path

from strahlkraft.office.views import questions, reports

_OWN = "berichte/<slug:code>/"
report_patterns: list[URLPattern] = [
    path("berichte/", reports.report_list, name="reports"),
    path("berichte/neu/", reports.new, name="new_report"),
    path("berichte/frage/", questions.question, name="question"),
    path(_OWN, reports.show, name="report"),
    path(f"{_OWN}bearbeiten/", reports.edit, name="edit_report"),
    path(f"{_OWN}neu-berechnen/", reports.recompute, name="recompute_report"),
    path(f"{_OWN}freigeben/", reports.release, name="release_report"),
    path(f"{_OWN}einreichen/", reports.submit, name="submit_report"),
    path(f"{_OWN}verwerfen/", reports.discard, name="discard_report"),
    path(f"{_OWN}rueckfragen/<int:query>/", reports.answer, name="answer_report_query"),
    path(f"{_OWN}zahlen/<slug:figure>/", reports.records, name="report_records"),
    path(f"{_OWN}bericht.<slug:form>", reports.download, name="report_file"),
]
