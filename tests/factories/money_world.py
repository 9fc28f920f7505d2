"""One record of every kind that hangs on grants and reports of a region, each in the states its pages know; all "Beispiel"."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from strahlkraft.funding import models
from strahlkraft.funding.actions import proofs
from strahlkraft.funding.queries.changes import stands
from strahlkraft.funding.queries.drawdowns import need_for
from strahlkraft.funding.queries.proof_books import sheet_of
from strahlkraft.funding.rules.vocabulary import FIRST, MOVES
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.kernel.codes import new_code
from strahlkraft.network.models import Region
from strahlkraft.reports.actions import reports
from strahlkraft.reports.models import Report, ReportQuery
from strahlkraft.reports.queries.drafts import Wanted
from strahlkraft.steering.rules.moves import way
from tests.factories.funding import (
    EARLIER,
    SECOND,
    WRITER,
    DocumentFactory,
    GrantFactory,
    NoticeFactory,
    granted,
    paid,
    plan_of,
    spent,
)

Row = dict[str, Any]
AT: datetime = EARLIER
PDF = b"%PDF-1.7 Beispiel"


@dataclass
class World:
    """The records of a region by the beginning of the addresses that open them, and the grants they hang on."""

    region: Region
    title: str
    values: dict[str, list[Row]] = field(default_factory=dict)
    grants: dict[str, models.Grant] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)

    def of(self, route: str) -> list[Row]:
        """What fills the parameters of a route: that of its longest known beginning."""
        known = [start for start in self.values if route.startswith(start)]
        return self.values[max(known, key=len)] if known else [{}]


def walked(table: str, row: Any, goal: str) -> Any:
    """Move a row that is not stored yet along its table until it stands in ``goal``, as the database asks for."""
    steps = way(MOVES[table], FIRST[table], goal)
    row.state = steps[0]
    row.save()
    for state in steps[1:]:
        row.state = state
        row.save()
    return row


def money_world(region: Region, *, title: str = "Beispielzuwendung", **values: Any) -> World:
    """Everything once."""
    made = World(region, title)
    given = {"region": region, "title": title, **values}
    made.grants["applied"] = GrantFactory(**given)
    for state in ("granted", "effective", "running", "proof_due", "under_review", "repayment_open", "retention"):
        made.grants[state] = granted(state, has_audit_office=False, **given)
    plan_of(made.grants["applied"])
    running = made.grants["running"]
    paper = DocumentFactory(region=region, title=title)
    paper.file.save("geheim.pdf", ContentFile(PDF), save=False)
    notice = NoticeFactory(grant=made.grants["applied"], document=paper)
    own = {"code": running.code}
    made.values["arbeit/zuwendungen/<slug:code>/"] = [{"code": row.code} for row in made.grants.values()]
    made.values["arbeit/zuwendungen/<slug:code>/bescheide/<"] = [
        {"code": notice.grant.code, "pk": notice.pk},
        *({"code": running.code, "pk": row.pk} for row in running.notices.all()),
    ]
    papers = "arbeit/zuwendungen/<slug:code>/unterlagen/"
    made.values[papers] = [{"code": notice.grant.code, "document": paper.code}]
    made.values["arbeit/zuwendungen/<slug:code>/schritt/"] = [
        {"code": made.grants[state].code, "deed": deed}
        for state, deed in (
            ("granted", "bestandskraft"),
            ("effective", "beginn"),
            ("running", "ende"),
            ("retention", "archiv-erbitten"),
        )
    ]
    _correction(made)
    _money(made, own)
    _drawdowns(made)
    _changes(made)
    _proofs(made)
    _duties(made, own)
    _reports(made)
    return made


def _correction(made: World) -> None:
    row = models.Correction.objects.create(
        grant=made.grants["effective"],
        from_state="effective",
        to_state="granted",
        reason=made.title,
        asked_by=WRITER,
        asked_at=AT,
    )
    made.values["arbeit/zuwendungen/<slug:code>/korrektur/<"] = [{"code": row.grant.code, "pk": row.pk}]


def _money(made: World, own: Row) -> None:
    running = made.grants["running"]
    plan = plan_of(running)
    start = "arbeit/zuwendungen/<slug:code>/"
    made.values[f"{start}finanzierungsplan/<"] = [own | {"number": plan.number}, own | {"number": 1}]
    contract = models.Contract.objects.create(
        grant=running,
        title=made.title,
        contractor="Beispiel GmbH",
        signed_on=date(2024, 2, 1),
        value=Decimal(5000),
        entered_at=AT,
        entered_by=WRITER,
    )
    made.values[f"{start}auftraege/<"] = [own | {"pk": contract.pk}]
    invoice = models.Invoice.objects.create(
        region=made.region,
        supplier=made.title,
        number=f"R-{made.region.pk}",
        invoiced_on=date(2024, 3, 1),
        gross=Decimal(9000),
        net=Decimal(9000),
        entered_at=AT,
        entered_by=WRITER,
    )
    lines = [
        spent(running, text=made.title, invoice=invoice, contract=contract),
        spent(running, text=made.title, paid_on=None, due_on=date(2024, 7, 1)),
        spent(running, text=made.title),
    ]
    models.CounterRequest.objects.create(expenditure=lines[2], reason=made.title, asked_at=AT, asked_by=WRITER)
    made.values[f"{start}ausgaben/<"] = [own | {"pk": line.pk} for line in lines]


def _drawdowns(made: World) -> None:
    running = made.grants["running"]
    rows = [_drawdown(made, state) for state in ("draft", "checked", "released", "requested", "paid")]
    payments = [paid(running, "1000.00"), paid(running, "500.00", drawdown=rows[-1])]
    made.values["arbeit/zuwendungen/abrufe/<slug:code>/"] = [{"code": row.code} for row in rows]
    made.values["arbeit/zuwendungen/abrufe/<slug:code>/schritt/"] = [
        {"code": rows[place].code, "deed": deed} for place, deed in enumerate(("pruefen", "freigeben", "zuruecknehmen"))
    ]
    made.values["arbeit/zuwendungen/auszahlungen/<"] = [{"pk": row.pk} for row in payments]
    claims = [
        walked(
            "claim",
            models.Claim(
                code=new_code(),
                grant=running,
                payment=payments[0],
                amount=Decimal(100),
                reference="Beispiel",
                reason=made.title,
                opened_at=AT,
                opened_by=WRITER,
                last_edited_by=WRITER,
            ),
            state,
        )
        for state in ("estimated", "claimed")
    ]
    made.values["arbeit/zuwendungen/rueckforderungen/<"] = [{"code": row.code} for row in claims]
    deeds = (("festsetzen", 0), ("zahlen", 1), ("entfallen", 1))
    made.values["arbeit/zuwendungen/rueckforderungen/<slug:code>/schritt/"] = [
        {"code": claims[place].code, "deed": deed} for deed, place in deeds
    ]


def _drawdown(made: World, state: str) -> models.Drawdown:
    row = models.Drawdown(
        code=new_code(),
        grant=made.grants["running"],
        amount=Decimal(500),
        expected_on=date(2024, 5, 1),
        need=need_for(made.grants["running"], expected_on=date(2024, 5, 1), planned=(), on=date(2024, 4, 1))[1],
        statement=made.title,
        drafted_at=AT,
        drafted_by=WRITER,
        last_edited_by=WRITER,
        released_by=SECOND,
        requested_on=date(2024, 4, 1),
    )
    found: models.Drawdown = walked("drawdown", row, state)
    return found


def _changes(made: World) -> None:
    running = made.grants["running"]
    asked = stands(running, "term")
    rows = [
        walked(
            "changerequest",
            models.ChangeRequest(
                code=new_code(),
                grant=running,
                kind="term",
                before=asked,
                after=asked | {"grant_until": "2027-06-30"},
                reason=made.title,
                drafted_at=AT,
                drafted_by=WRITER,
                last_edited_by=WRITER,
                released_by=SECOND,
                submitted_on=date(2024, 4, 1),
            ),
            state,
        )
        for state in ("draft", "released", "submitted", "queried")
    ]
    rows[-1].questions.create(question=made.title, asked_on=date(2024, 4, 2), entered_at=AT, entered_by=WRITER)
    start = "arbeit/zuwendungen/aenderungen/<slug:code>/"
    made.values[start] = [{"code": row.code} for row in rows]
    deeds = (("einreichen", 1), ("ueberarbeiten", 1), ("rueckfrage", 2), ("antwort", 3), ("zurueckziehen", 2))
    made.values[f"{start}<"] = [{"code": rows[place].code, "deed": deed} for deed, place in deeds]
    kinds = ("laufzeit", "mittel", "finanzierungsplan", "inhalt", "partner")
    made.values["arbeit/zuwendungen/<slug:code>/aenderungen/neu/"] = [{"code": running.code, "kind": k} for k in kinds]
    batch = models.ExtensionBatch.objects.create(
        code=new_code(),
        region=made.region,
        title=made.title,
        dated_on=date(2024, 4, 1),
        document=DocumentFactory(region=made.region, title=made.title),
        new_end=date(2027, 12, 31),
        opened_at=AT,
        opened_by=WRITER,
    )
    batch.entries.create(grant=made.grants["effective"], added_at=AT)
    batch.entries.create(grant=made.grants["applied"], reason="not_granted", added_at=AT)
    own = {"code": batch.code}
    made.values["arbeit/verlaengerungen/<slug:code>/"] = [own]
    steps = ("anlass", "auswahl", "zuwendungen", "vorschau", "antraege", "freigabe", "einreichung", "bescheide")
    made.values["arbeit/verlaengerungen/<slug:code>/<"] = [own | {"step": step} for step in steps]


def _proofs(made: World) -> None:
    rows = [
        _proof(made, made.grants[grant], state)
        for grant, state in (
            ("proof_due", "open"),
            ("running", "in_work"),
            ("granted", "checked"),
            ("effective", "certified"),
            ("repayment_open", "released"),
            ("under_review", "submitted"),
            ("retention", "queried"),
        )
    ]
    query = models.AuthorityQuery.objects.create(
        code=new_code(),
        grant=rows[-1].grant,
        proof=rows[-1],
        question=made.title,
        asked_on=date(2024, 4, 2),
        entered_at=AT,
        entered_by=WRITER,
    )
    start = "arbeit/zuwendungen/nachweise/<slug:code>/"
    made.values[start] = [{"code": row.code} for row in rows]
    made.values[f"{start}rueckfragen/"] = [{"code": rows[-1].code, "query": query.code}]
    seen = [row for row in rows if row.snapshots.exists()]
    forms = ("pdf", "xlsx", "json")
    made.values[f"{start}fassungen/"] = [
        {"code": row.code, "number": 1, "form": form} for row in seen for form in forms
    ]
    made.values["aufsicht/nachweise/<slug:code>/"] = [{"code": row.code} for row in seen]
    made.values["aufsicht/nachweise/<slug:code>/fassungen/"] = made.values[f"{start}fassungen/"]
    known = [row for state, row in made.grants.items() if state != "applied"]
    made.values["aufsicht/zuwendungen/<"] = [{"code": row.code} for row in known]


def _proof(made: World, grant: models.Grant, state: str) -> models.Proof:
    row = models.Proof(
        code=new_code(),
        grant=grant,
        narrative={"start": made.title},
        opened_at=AT,
        opened_by=WRITER,
        last_edited_by=WRITER,
        released_by=SECOND,
        submitted_on=date(2024, 4, 1),
    )
    found: models.Proof = walked("proof", row, state)
    if state in {"submitted", "queried"}:
        proofs.snap(found, sheet_of(found), on=date(2024, 4, 1), by=SYSTEM, at=AT)
    return found


def _duties(made: World, own: Row) -> None:
    running = made.grants["running"]
    duty = running.duty_notices.create(trigger="other_use", text=made.title, drafted_at=AT, drafted_by=WRITER)
    asset = running.assets.create(
        title=made.title,
        bought_on=date(2024, 3, 1),
        value=Decimal(900),
        bound_until=date(2031, 3, 1),
        entered_at=AT,
        entered_by=WRITER,
    )
    made.values["arbeit/zuwendungen/<slug:code>/mitteilungen/<"] = [own | {"pk": duty.pk}]
    made.values["arbeit/zuwendungen/<slug:code>/inventar/<"] = [own | {"pk": asset.pk}]


def _reports(made: World) -> None:
    for state in ("draft", "released", "submitted", "queried"):
        row = reports.draft(by=SYSTEM, at=AT, wanted=Wanted("status", date(2025, 6, 30), made.region))
        row = reports.edit(by=SYSTEM, at=AT, code=row.code, version=1, title=made.title, introduction="")
        for one in ("released", "submitted", "queried")[: ("draft", "released", "submitted", "queried").index(state)]:
            row.state, row.released_by, row.released_at = one, SECOND, AT
            row.submitted_on = date(2025, 7, 1) if one != "released" else None
            row.save()
        made.reports[state] = row
    query = ReportQuery.objects.create(
        report=made.reports["queried"], question=made.title, asked_at=AT, asked_by=WRITER, asked_label="Beispiel"
    )
    start = "arbeit/berichte/<slug:code>/"
    made.values[start] = [{"code": row.code} for row in made.reports.values()]
    made.values[f"{start}rueckfragen/"] = [{"code": made.reports["queried"].code, "query": query.pk}]
    made.values[f"{start}zahlen/"] = [{"code": made.reports["draft"].code, "figure": "granted"}]
    made.values[f"{start}bericht."] = [{"code": made.reports["draft"].code, "form": form} for form in ("pdf", "json")]
    handed_in = [{"code": made.reports[state].code} for state in ("submitted", "queried")]
    made.values["aufsicht/berichte/<"] = handed_in
    made.values["aufsicht/berichte/<slug:code>/bericht."] = [row | {"form": "json"} for row in handed_in]


def every(world: World, routes: Iterator[str]) -> Iterator[tuple[str, Row]]:
    """Each route with each set of values that fills it."""
    for route in routes:
        for given in world.of(route):
            yield route, given
