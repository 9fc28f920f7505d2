"""A small portfolio for reports: grants with money in two years, a published word, a request; all of it "Beispiel"."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from strahlkraft.funding.models import ChangeRequest, Grant, GrantStep, Payment
from strahlkraft.funding.rules.vocabulary import FIRST, MOVES
from strahlkraft.kernel.codes import new_code
from strahlkraft.network.models import Region
from strahlkraft.steering.models import StatusReport
from strahlkraft.steering.rules.moves import way
from tests.factories.funding import SECOND, WRITER, granted, spent
from tests.factories.projects import PublishedFactory
from tests.factories.steering import CheckInFactory, MilestoneFactory

IN_2024 = datetime(2024, 6, 4, 9, 0, tzinfo=UTC)
IN_2025 = datetime(2025, 3, 4, 9, 0, tzinfo=UTC)
END_2024, MID_2025 = date(2024, 12, 31), date(2025, 6, 30)


def a_project(region: Region, *, number: int = 1, demonstration: bool = False, **values: Any) -> Grant:
    """A published project with a running grant of 400,000, spent and drawn in 2024 and 2025, one word published."""
    project = PublishedFactory(region=region, title=f"Beispielprojekt {region.slug} {number}")
    grant = granted(region=region, project=project, demonstration=demonstration, **values)
    GrantStep.objects.create(
        grant=grant,
        deed="begin",
        from_state="effective",
        to_state="running",
        on=date(2024, 3, 1),
        at=IN_2024,
        by="user:beispiel-1",
    )
    spent(grant, "10000.00", paid_on=date(2024, 6, 3), booked_at=IN_2024)
    spent(grant, "5000.55", paid_on=date(2025, 3, 3), booked_at=IN_2025)
    Payment.objects.create(
        grant=grant, amount=Decimal("8000.00"), received_on=date(2024, 5, 2), booked_at=IN_2024, booked_by=WRITER
    )
    a_word(project, date(2025, 3, 1), IN_2025)
    MilestoneFactory(project=project, planned_on=date(2025, 9, 1))
    return grant


def a_word(project: Any, month: date, at: datetime, *, light: str = "green") -> StatusReport:
    """A published word of a project for a month."""
    checkin = CheckInFactory(project=project, month=month, due_on=month)
    lights = {f"{name}_light": light for name in ("content", "time", "money")}
    content = {"said_on": at.date().isoformat(), "text": "Beispiel: Die Lampen leuchten.", **lights}
    return StatusReport.objects.create(checkin=checkin, content=content, sha256="0" * 64, published_at=at)


def a_longer_term(grant: Grant, *, state: str, answered_on: date | None) -> ChangeRequest:
    """A request for half a year more, with the authority since May 2025."""
    steps = way(MOVES["changerequest"], FIRST["changerequest"], state)
    row = ChangeRequest.objects.create(
        code=new_code(),
        grant=grant,
        kind="term",
        before={"grant_until": "2026-12-31"},
        after={"grant_until": "2027-06-30"},
        reason="Beispiel: der Hersteller liefert später.",
        drafted_at=IN_2025,
        drafted_by=WRITER,
        last_edited_by=WRITER,
        released_by=SECOND,
        submitted_on=date(2025, 5, 2),
    )
    for one in steps[1:]:
        row.state = one
        row.answered_on = answered_on if one == state else None
        row.save()
    return row


def a_reversal(line: Any, at: datetime) -> Any:
    """A counter-entry by two people."""
    return spent(
        line.grant,
        str(-line.amount),
        paid_on=line.paid_on,
        eligible=-line.eligible,
        land_share=-line.land_share,
        reverses=line,
        reason="Beispiel: doppelt gebucht",
        booked_at=at,
        released_by="user:beispiel-2",
    )
