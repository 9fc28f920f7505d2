"""One invented grant from its application to where its case leaves it; see ``demo_region``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from weasyprint import HTML

from strahlkraft.funding.actions import (
    assets,
    drawdowns,
    grants,
    ledger,
    notices,
    payments,
    plans,
    proof_decisions,
    proofs,
)
from strahlkraft.funding.models import Expenditure, Grant, GrantNotice, Proof
from strahlkraft.funding.queries.notices import content_hash
from strahlkraft.funding.rules import proofs as proof_rules
from strahlkraft.funding.rules.assets import AssetInput
from strahlkraft.funding.rules.dates import add_months
from strahlkraft.funding.rules.drawdowns import RequestInput, Use
from strahlkraft.funding.rules.editions import edition_of, highest_rate
from strahlkraft.funding.rules.grants import GrantInput
from strahlkraft.funding.rules.ledger import Entry, Paper
from strahlkraft.funding.rules.money import cents
from strahlkraft.funding.rules.need import Due
from strahlkraft.funding.rules.notices import NoticeInput
from strahlkraft.funding.rules.plans import LineInput, SourceInput
from strahlkraft.funding.rules.vocabulary import Category, FundingObject
from strahlkraft.jobs.clock import now
from strahlkraft.kernel.actor import SYSTEM, Actor
from strahlkraft.network.models import Organisation, Region
from strahlkraft.projects.actions import create_project
from strahlkraft.projects.forms_data import PersonRow, ProjectInput
from strahlkraft.projects.models import Project

STAFF = Decimal("0.6")
"""Part of the plan that is staff; the rest are services by others."""


@dataclass
class Maker:
    """What every step needs: who writes, who confirms, today, the words."""

    words: Mapping[str, Any]
    writer: Actor
    second: Actor
    region: Region
    today: date
    bodies: dict[str, Organisation] = field(default_factory=dict)
    projects: dict[str, Project] = field(default_factory=dict)

    def paper(self, name: str) -> "ContentFile[bytes]":
        """A small file that says what it is not."""
        return ContentFile(_sheet(self.words["document"]), name=f"{name}.pdf")

    def months(self, number: int) -> date:
        """The first of the month so many months from today's."""
        return add_months(self.today.replace(day=1), number)


@lru_cache(maxsize=1)
def _sheet(text: str) -> bytes:
    """One page with a sentence."""
    sheet: bytes = HTML(string=f"<p>{text}</p>").write_pdf()
    return sheet


def at_nine(day: date) -> datetime:
    """Nine in the morning of a day, as the office would have done it; never later than now."""
    moment = timezone.make_aware(datetime.combine(day, time(9)))
    return min(moment, now())


class Story:
    """One grant from its application to where its case leaves it."""

    def __init__(self, maker: Maker, row: Mapping[str, Any], number: int) -> None:
        self.maker, self.row, self.number = maker, row, number
        self.case: str = row["case"]
        self.first, self.last = maker.months(row["from"]), maker.months(row["until"] + 1) - timedelta(days=1)
        self.eligible = Decimal(row["eligible"])
        body = maker.words["recipients"][row["recipient"]]
        self.kind: str = body["recipient_kind"]
        self.rate = highest_rate(self.kind)
        self.amount = cents(self.eligible * self.rate / 100)
        self.code = ""

    @property
    def grant(self) -> Grant:
        """The grant as it stands now."""
        return Grant.objects.get(code=self.code)

    def tell(self) -> None:
        """Everything that happened, in its order."""
        self._apply()
        if self.case == "applied":
            return
        self._plan()
        if self.case == "refused":
            self._confirm(self._notice("refusal"))
            return
        notice = self._notice("award")
        if self.case == "to_confirm":
            return
        self._confirm(notice)
        grants.take_effect(by=SYSTEM, at=self._when(self._noticed + timedelta(days=40)), code=self.code)
        if self.case == "effective":
            return
        self._begin()
        self._spend()
        steps: dict[str, Callable[[], object]] = {
            "overdue": self._leave_unused,
            "forwarded": self._forward,
            "proof_due": self._end,
            "queried": self._query,
            "earmarked": self._settle,
            "retention": self._settle,
            "revoked": self._revoke,
        }
        steps.get(self.case, lambda: None)()

    # -- until the money may flow --------------------------------------------------------------------------------------

    @property
    def _noticed(self) -> date:
        """When the notice came: two months before the grant period, never in the future."""
        return min(add_months(self.first, -2), self.maker.today - timedelta(days=45))

    def _when(self, day: date) -> datetime:
        return at_nine(min(day, self.maker.today))

    def _apply(self, *, parent: str = "", recipient: str = "") -> None:
        maker = self.maker
        project = self._project()
        given = GrantInput(
            title=self._purpose(),
            recipient=maker.bodies[recipient or self.row["recipient"]].pk,
            project=project.pk if project else None,
            funding_object=FundingObject.E_GOVERNMENT if project else FundingObject.OFFICE,
            recipient_kind=maker.words["recipients"][recipient or self.row["recipient"]]["recipient_kind"],
            applied_on=add_months(self._noticed, -3),
            has_audit_office=self.kind == "municipal",
        )
        made = grants.apply(
            by=maker.writer,
            at=self._when(add_months(self._noticed, -3)),
            region=maker.region,
            given=given,
            parent=parent,
            demonstration=True,
        )
        self.code = made.code

    def _purpose(self) -> str:
        """What the grant is for: each project's own words, so that a list of grants can be told apart."""
        words, title = self.maker.words, self.row["project"]
        purpose: str = words["purpose"] % {"project": title.partition(": ")[2]} if title else words["office_purpose"]
        return purpose

    def _project(self) -> Project | None:
        maker, title = self.maker, self.row["project"]
        if title and title not in maker.projects:
            carried = (
                PersonRow("lead", maker.bodies[self.row["recipient"]].name, maker.bodies[self.row["recipient"]].pk),
            )
            given = ProjectInput(title=title, region_id=maker.region.pk, participations=carried)
            maker.projects[title] = create_project(by=SYSTEM, at=self._when(self._noticed), given=given)
        return maker.projects.get(title)

    def _plan(self) -> None:
        maker, at = self.maker, self._when(add_months(self._noticed, -1))
        plan = plans.draft(by=maker.writer, at=at, code=self.code)
        years = list(range(self.first.year, self.last.year + 1))
        lines: list[LineInput] = []
        sources: list[SourceInput] = []
        left, land = self.eligible, self.amount
        for year in years:
            part = left if year == years[-1] else cents(self.eligible / len(years))
            share = land if year == years[-1] else cents(part * self.rate / 100)
            staff = cents(part * STAFF)
            lines += [LineInput(Category.STAFF, year, staff), LineInput(Category.EXTERNAL, year, part - staff)]
            sources += [SourceInput("grant", year, share), SourceInput("own", year, part - share)]
            left, land = left - part, land - share
        plans.save(
            by=maker.writer,
            at=at,
            code=self.code,
            number=plan.number,
            version=plan.version,
            lines=lines,
            sources=sources,
        )

    def _notice(self, kind: str) -> GrantNotice:
        maker, day = self.maker, self._noticed
        award: dict[str, Any] = {
            "amount": self.amount,
            "rate": self.rate,
            "eligible_total": self.eligible,
            "grant_from": self.first,
            "grant_until": self.last,
            "work_from": self.first,
            "work_until": self.last,
            "earmarked_until": add_months(self.last, 60) if self.case == "earmarked" else None,
        }
        given = NoticeInput(
            kind=kind,
            reference=f"Beispiel-Az. {self.number:02}-{kind[:2].upper()}",
            issued_on=day,
            notified_on=day + timedelta(days=2),
            edition=edition_of(day).key,
            **(award if kind == "award" else {"note": maker.words["revocation"]}),
        )
        at = self._when(day + timedelta(days=3))
        return notices.enter(
            by=maker.writer, at=at, code=self.code, given=given, file=maker.paper(f"bescheid-{self.number}")
        )

    def _confirm(self, row: GrantNotice) -> None:
        notices.confirm(
            by=self.maker.second,
            at=self._when(self._noticed + timedelta(days=4)),
            code=self.code,
            pk=row.pk,
            version=row.version,
            content_hash=content_hash(row),
            compared=True,
        )

    def _begin(self) -> None:
        start = max(self.first, self._noticed + timedelta(days=3))
        grants.begin(by=self.maker.writer, at=self._when(start), code=self.code, version=self.grant.version, on=start)

    # -- the books -----------------------------------------------------------------------------------------------------

    def _spend(self) -> None:
        """Every quarter until today: staff and a receipt of others, each drawn, paid out and used."""
        until = min(self.last, add_months(self.maker.today, -3))
        day = add_months(self.first, 1)
        quarters = max(1, (self.last.year - self.first.year) * 4)
        part = cents(self.eligible * Decimal("0.9") / quarters)
        count = 0
        while day < until:
            count += 1
            self._quarter(day, part, count)
            day = add_months(day, 3)
        if self.case == "overrun":
            self._book(Category.EXTERNAL, cents(self.eligible * Decimal("0.5")), add_months(self.maker.today, -1), 90)
        if self.case == "early":
            self._book(Category.EXTERNAL, Decimal("4800.00"), add_months(self._noticed, -1), 91)

    def _quarter(self, day: date, part: Decimal, count: int) -> None:
        staff = cents(part * STAFF)
        lines = [self._book(Category.STAFF, staff, day, 0), self._book(Category.EXTERNAL, part - staff, day, count)]
        share = sum((line.land_share for line in lines), Decimal(0))
        self._draw(share, day, lines)

    def _book(self, category: str, amount: Decimal, day: date, number: int) -> Expenditure:
        maker = self.maker
        text = maker.words["spent"][category]
        entry = Entry(category=category, text=text, amount=amount, eligible=amount, paid_on=day)
        receipt = None
        if number:
            paper = Paper(
                supplier=maker.words["supplier"],
                number=f"{self.number:02}-{number:03}",
                invoiced_on=day - timedelta(days=10),
                gross=amount,
                net=cents(amount / Decimal("1.19")),
                filed_at="Beispielablage",
            )
            receipt = ledger.Receipt(paper)
        return ledger.book(by=maker.writer, at=self._when(day), code=self.code, entry=entry, receipt=receipt)

    def _draw(self, share: Decimal, day: date, lines: list[Expenditure]) -> None:
        """Ask, release by another person, receive, use."""
        payment = self._receive(share, day)
        uses = [Use(line.pk, line.land_share, day + timedelta(days=20)) for line in lines]
        at = self._when(day + timedelta(days=20))
        payments.use(by=self.maker.writer, at=at, payment=payment, uses=uses)

    def _receive(self, share: Decimal, day: date, *, planned: tuple[Due, ...] = ()) -> int:
        maker, at = self.maker, self._when(day + timedelta(days=1))
        given = RequestInput(
            expected_on=day + timedelta(days=14),
            planned=planned,
            amount=share,
            statement=maker.words["shared_drawdown"],
        )
        row = drawdowns.draft(by=maker.writer, at=at, grant=self.code, given=given)
        row = drawdowns.check(by=maker.writer, at=at, code=row.code, version=row.version)
        row = drawdowns.release(by=maker.second, at=at, code=row.code, version=row.version)
        row = drawdowns.submit(
            by=maker.writer, at=at, code=row.code, version=row.version, requested_on=timezone.localdate(at)
        )
        received = payments.Received(day + timedelta(days=15), share, "Beispiel")
        at = self._when(day + timedelta(days=15))
        paid = payments.pay_out(by=maker.writer, at=at, code=row.code, version=row.version, given=received)
        return paid.pk

    def _leave_unused(self) -> None:
        """A payout whose two months have passed."""
        day = add_months(self.maker.today, -4)
        due = Due(self.maker.words["shared_drawdown"], day + timedelta(days=30), Decimal("25000.00"))
        self._receive(Decimal("20000.00"), day, planned=(due,))

    def _forward(self) -> None:
        """Part of the money goes on to another recipient."""
        other = Story(self.maker, {**self.row, "recipient": "verein", "eligible": "80000.00"}, self.number + 40)
        other._apply(parent=self.code)
        other._plan()
        other._confirm(other._notice("award"))
        grants.take_effect(by=SYSTEM, at=other._when(other._noticed + timedelta(days=40)), code=other.code)
        other._begin()

    # -- the end -------------------------------------------------------------------------------------------------------

    def _end(self) -> None:
        at = self._when(self.last + timedelta(days=1))
        if self.case == "earmarked":
            bought = AssetInput(
                self.maker.words["asset"],
                Decimal("9000.00"),
                add_months(self.first, 2),
                add_months(self.last, 60),
                "B-1",
            )
            assets.enter_asset(by=self.maker.writer, at=at, grant=self.code, given=bought)
        grants.end(by=self.maker.writer, at=at, code=self.code, version=self.grant.version)

    def _submit(self) -> Proof:
        """End and hand in the proof of use: written, checked, certified, released and sent."""
        self._end()
        maker, at = self.maker, self._when(add_months(self.last, 3))
        row = self.grant.proofs.filter(kind="final").first() or proofs.open_proof(
            by=maker.writer, at=at, grant=self.code
        )
        row = proofs.take_up(by=maker.writer, at=at, code=row.code, version=row.version)
        given = proofs.Given(
            narrative=dict.fromkeys(proof_rules.SECTIONS, maker.words["narrative"]),
            confirmations=dict.fromkeys(proof_rules.CONFIRMATIONS, True),
        )
        row = proofs.edit(by=maker.writer, at=at, code=row.code, version=row.version, given=given)
        row = proofs.check(by=maker.writer, at=at, code=row.code, version=row.version)
        if self.kind == "municipal":
            row = proofs.certify(
                by=maker.second,
                at=at,
                code=row.code,
                version=row.version,
                file=maker.paper(f"bestaetigung-{self.number}"),
                certified_on=timezone.localdate(at),
            )
        row = proofs.release(by=maker.second, at=at, code=row.code, version=row.version)
        proofs.submit(by=maker.writer, at=at, code=row.code, version=row.version, submitted_on=timezone.localdate(at))
        return Proof.objects.get(pk=row.pk)

    def _query(self) -> None:
        """The authority asks back."""
        row = self._submit()
        day = self.maker.today - timedelta(days=5)
        proof_decisions.ask(
            by=self.maker.writer,
            at=self._when(day),
            code=row.code,
            question=self.maker.words["question"],
            asked_on=day,
            answer_due_on=self.maker.today + timedelta(days=16),
        )

    def _settle(self) -> None:
        """Accepted and settled; then bound to its purpose, or kept until the receipts' time is over."""
        row = self._submit()
        day = add_months(self.last, 5)
        at = self._when(day)
        proof_decisions.decide(by=self.maker.writer, at=at, code=row.code, deed="accept", on=day)
        note = proof_decisions.NoteOfExamination(
            f"Beispiel-Az. {self.number:02}-PV", day, self.maker.paper(f"pruefvermerk-{self.number}")
        )
        proof_decisions.settle(by=self.maker.writer, at=at, grant=self.code, version=self.grant.version, note=note)
        grants.put_away(by=self.maker.writer, at=at, code=self.code)

    def _revoke(self) -> None:
        """The authority takes the grant back."""
        maker, day = self.maker, self.maker.today - timedelta(days=20)
        given = NoticeInput(
            kind="revocation",
            reference=f"Beispiel-Az. {self.number:02}-WI",
            issued_on=day,
            notified_on=day + timedelta(days=2),
            edition=edition_of(day).key,
            note=maker.words["revocation"],
            amount=Decimal("0.00"),
        )
        at = self._when(day + timedelta(days=3))
        row = notices.enter(by=maker.writer, at=at, code=self.code, given=given, file=maker.paper("widerruf"))
        notices.confirm(
            by=maker.second,
            at=self._when(day + timedelta(days=4)),
            code=self.code,
            pk=row.pk,
            version=row.version,
            content_hash=content_hash(row),
            compared=True,
        )
