"""Addresses of the door ``authority``."""

from django.urls import URLPattern, path

from strahlkraft.authority.deciding import (
    accept_report,
    ask_about_grant,
    ask_about_proof,
    ask_about_report,
    close_grant_query,
    decide_proof,
    return_report,
)
from strahlkraft.authority.views import grants, proofs, regions, reports, start

app_name = "authority"
urlpatterns: list[URLPattern] = [
    path("", start.start, name="start"),
    path("zuwendungen/", grants.grant_list, name="grants"),
    path("zuwendungen/<slug:code>/", grants.show, name="grant"),
    path("zuwendungen/<slug:code>/rueckfrage/", ask_about_grant, name="ask_about_grant"),
    path("zuwendungen/<slug:code>/rueckfragen/<slug:query>/erledigt/", close_grant_query, name="close_grant_query"),
    path("nachweise/", proofs.proof_list, name="proofs"),
    path("nachweise/<slug:code>/", proofs.show, name="proof"),
    path("nachweise/<slug:code>/fassungen/<int:number>.<str:form>", proofs.snapshot, name="proof_snapshot"),
    path("nachweise/<slug:code>/bescheinigung/", proofs.certificate, name="proof_certificate"),
    path("nachweise/<slug:code>/rueckfrage/", ask_about_proof, name="ask_about_proof"),
    path("nachweise/<slug:code>/entscheiden/", decide_proof, name="decide_proof"),
    path("berichte/", reports.report_list, name="reports"),
    path("berichte/<slug:code>/", reports.show, name="report"),
    path("berichte/<slug:code>/bericht.<str:form>", reports.download, name="report_file"),
    path("berichte/<slug:code>/zahlen/<slug:figure>/", reports.records, name="report_records"),
    path("berichte/<slug:code>/annehmen/", accept_report, name="accept_report"),
    path("berichte/<slug:code>/rueckfrage/", ask_about_report, name="ask_about_report"),
    path("berichte/<slug:code>/zurueckgeben/", return_report, name="return_report"),
    path("regionen/", regions.compare, name="regions"),
]
