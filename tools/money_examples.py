"""The invented region of ``strahlkraft demo-region`` for journeys and pictures: a report of it that was handed in, and where its records are."""

from django.utils import timezone
from django.utils.timezone import localdate

from strahlkraft.accounts.models import User
from strahlkraft.funding.models import ChangeRequest, Drawdown, Expenditure, ExtensionBatch, Grant, Payment, Proof
from strahlkraft.network.models import Region
from strahlkraft.reports.actions import reports
from strahlkraft.reports.models import Report
from strahlkraft.reports.queries.drafts import Wanted
from strahlkraft.reports.rules.vocabulary import ReportKind, ReportState

REGION, WRITER, SECOND = "Beispielregion", "buero@example.org", "verwaltung@example.org"


def make() -> None:
    """Two reports: one released by the second person and handed in, one still a draft."""
    region, at = Region.objects.get(name=REGION), timezone.now()
    writer, second = User.objects.get(email=WRITER), User.objects.get(email=SECOND)
    for released in (True, False):
        wanted = Wanted(ReportKind.STATUS, localdate(at), region=region, example=True)
        row = reports.draft(by=writer, at=at, wanted=wanted)
        if released:
            row = reports.release(by=second, at=at, code=row.code, version=row.version, seen=row.sha256)
            reports.submit(by=writer, at=at, code=row.code, version=row.version)


def print_places() -> None:
    """Print what the addresses of the region need, a line each: what, its code."""
    grants = Grant.objects.filter(region__name=REGION)
    running = grants.filter(title__contains="Digitales Bauamt").get()
    places = {
        "grant": running.code,
        "applied": grants.filter(state="applied", notices__isnull=False).latest("pk").code,
        "repaying": grants.filter(state="repayment_open").latest("pk").code,
        "notice": running.notices.latest("pk").pk,
        "unconfirmed": grants.filter(state="applied", notices__isnull=False).latest("pk").notices.latest("pk").pk,
        "line": Expenditure.objects.filter(grant=running).latest("pk").pk,
        "drawdown": Drawdown.objects.filter(grant=running).latest("pk").code,
        "payout": Payment.objects.filter(grant__in=grants, uses__isnull=True).latest("pk").pk,
        "change": ChangeRequest.objects.filter(grant__in=grants).latest("pk").code,
        "batch": ExtensionBatch.objects.filter(region__name=REGION).latest("pk").code,
        "proof": Proof.objects.filter(grant__in=grants, state="queried").latest("pk").code,
        "open_proof": Proof.objects.filter(grant__in=grants)
        .exclude(state__in=("queried", "accepted"))
        .latest("pk")
        .code,
        "query": Proof.objects.filter(grant__in=grants, state="queried").latest("pk").queries.latest("pk").code,
        "draft": Report.objects.filter(region__name=REGION, state=ReportState.DRAFT).latest("pk").code,
        "report": Report.objects.filter(region__name=REGION, state=ReportState.SUBMITTED).latest("pk").code,
    }
    for name, code in places.items():
        print(name, code)
