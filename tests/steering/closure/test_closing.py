"""Closing a project: begun, every line settled by people, closed by another person, truths stated, all in the trail."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.models import Letter
from strahlkraft.projects.models import LicenceState, Truth
from strahlkraft.steering.actions import closure as actions
from strahlkraft.steering.actions.closure import Settling
from strahlkraft.steering.models import Closure, Deadline
from strahlkraft.steering.papers.closure import record_sheet
from strahlkraft.steering.queries import closure as queries
from strahlkraft.steering.rules.closure import TEMPLATE, Truths
from tests.factories.accounts import a_region, with_role
from tests.factories.reuse import CaseFactory, OfferFactory
from tests.factories.steering import (
    ClosureFactory,
    ClosureItemFactory,
    HandoverFactory,
    MilestoneFactory,
    ReportingContactFactory,
    StoredFileFactory,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 30, 10, 0, tzinfo=UTC)
TRUTHS = Truths(date(2026, 6, 29), "yes", "unknown")


def reasons(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def settled(project: Any, by: User, *, leave: int = 0, recipient: str = "") -> Closure:
    """A closing with every line done but the last ``leave``."""
    row = actions.begin(by=by, at=AT, slug=project.slug, recipient=recipient, target_on=date(2026, 12, 31))
    items = list(row.items.all())
    for item in items[: len(items) - leave]:
        row.refresh_from_db()
        actions.settle_item(
            by=by, at=AT, code=row.code, version=row.version, key=item.key, given=Settling("finish", "Beispiel")
        )
    row.refresh_from_db()
    return row


def test_a_closing_begins_with_every_line_open_and_a_deadline(project: Any, ada: User) -> None:
    row = actions.begin(by=ada, at=AT, slug=project.slug, target_on=date(2026, 12, 31))

    deadline = Deadline.objects.get()
    assert [(item.key, item.state) for item in row.items.all()] == [(line.key, "open") for line in TEMPLATE]
    assert (deadline.rule, deadline.derived_from, deadline.latest_on, deadline.target_on) == (
        "closure-target",
        f"closure:{row.pk}",
        date(2026, 12, 31),
        date(2026, 12, 30),
    )
    with pytest.raises(Refused) as again:
        actions.begin(by=ada, at=AT, slug=project.slug)
    assert reasons(again) == ["begun"]


def test_with_an_open_line_nobody_closes(project: Any, ada: User, bo: User) -> None:
    row = settled(project, ada, leave=2)
    with pytest.raises(Refused) as refused:
        actions.close(by=bo, at=AT, code=row.code, version=row.version, truths=TRUTHS)
    found = [(refusal.code, refusal.params["key"]) for refusal in refused.value.refusals]
    assert found == [("item_open", "body-named"), ("item_open", "deadlines-handed-over")]


def test_whoever_worked_on_it_last_does_not_close_another_person_does(project: Any, ada: User, bo: User) -> None:
    ReportingContactFactory(project=project, mailbox="projekt@beispiel.example")
    row = settled(project, ada)
    with pytest.raises(Refused) as refused:
        actions.close(by=ada, at=AT, code=row.code, version=row.version, truths=TRUTHS)
    assert reasons(refused) == ["four_eyes"]

    actions.close(by=bo, at=AT, code=row.code, version=row.version, truths=TRUTHS)

    row.refresh_from_db()
    truths = list(Truth.objects.filter(current=True).values_list("kind", "value", "since", "as_of"))
    assert (row.state, row.closed_by, row.closed_at) == ("closed", bo.actor_id, AT)
    assert truths == [("formally_closed", "yes", "2026-06-29", "2026-06-30"), ("in_operation", "yes", "", "2026-06-30")]
    assert (Deadline.objects.get().state, Letter.objects.get().to) == ("done", "projekt@beispiel.example")
    assert AuditEntry.objects.filter(verb="close_closure").count() == 1
    with pytest.raises(Refused) as over:
        actions.settle_item(
            by=ada, at=AT, code=row.code, version=row.version, key="body-named", given=Settling("reopen", reason="x")
        )
    assert reasons(over) == ["closed"]


def test_whoever_settled_a_line_that_stands_does_not_close_though_another_edited_last(
    project: Any, ada: User, bo: User
) -> None:
    row = settled(project, ada)
    row = actions.set_target(by=bo, at=AT, code=row.code, version=row.version, target_on=date(2026, 11, 30))
    for by in (ada, bo):
        with pytest.raises(Refused) as refused:
            actions.close(by=by, at=AT, code=row.code, version=row.version, truths=TRUTHS)
        assert reasons(refused) == ["four_eyes"]
    third = with_role(Role.OFFICE, region=project.region)
    waiting = [[duty.key for duty in queries.duties(by, today=AT.date())] for by in (ada, bo, third)]
    assert waiting == [[], [], [f"closure:{row.code}"]]
    assert actions.close(by=third, at=AT, code=row.code, version=row.version, truths=TRUTHS).state == "closed"


def test_whose_lines_were_all_settled_anew_by_another_may_close(project: Any, ada: User, bo: User) -> None:
    row = settled(project, ada, leave=1)
    for by, given in (
        (bo, Settling("finish", "Beispiel")), (ada, Settling("reopen", reason="Beispiel")),
        (ada, Settling("finish", "Beispiel")),
    ):  # fmt: skip
        row.refresh_from_db()
        key = row.items.last().key  # type: ignore[union-attr]  # the checklist has lines
        actions.settle_item(by=by, at=AT, code=row.code, version=row.version, key=key, given=given)
    row.refresh_from_db()
    assert actions.close(by=bo, at=AT, code=row.code, version=row.version, truths=TRUTHS).closed_by == bo.actor_id


def test_the_database_itself_keeps_four_eyes(project: Any) -> None:
    row = ClosureFactory(project=project, last_edited_by="user:1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Closure.objects.filter(pk=row.pk).update(state="closed", closed_at=AT, closed_by="user:1")


def test_the_whole_waits_for_its_recipients(project: Any, ada: User, bo: User) -> None:
    part = settled(project, ada, recipient="Beispielstadt")
    whole = settled(project, ada)
    with pytest.raises(Refused) as refused:
        actions.close(by=bo, at=AT, code=whole.code, version=whole.version, truths=TRUTHS)
    assert reasons(refused) == ["recipient_open"]

    actions.close(by=bo, at=AT, code=part.code, version=part.version, truths=Truths(AT.date(), "", ""))
    assert Truth.objects.count() == 0  # one recipient's part says nothing of the project
    proposed = queries.proposals(whole)["last-expenditure"]
    actions.close(by=bo, at=AT, code=whole.code, version=whole.version, truths=TRUTHS)
    assert ([row.thing.key for row in proposed if row.thing], Truth.objects.count()) == ([part.code], 2)


def test_a_line_does_not_apply_with_a_reason_and_opens_again_with_one(project: Any, ada: User) -> None:
    row = actions.begin(by=ada, at=AT, slug=project.slug)

    def settle(version: int, given: Settling) -> Any:
        return actions.settle_item(by=ada, at=AT, code=row.code, version=version, key="audit-booked", given=given)

    for given in (Settling("rule_out"), Settling("finish"), Settling("reopen", reason="x"), Settling("sonst")):
        with pytest.raises(Refused):
            settle(1, given)
    out = settle(1, Settling("rule_out", reason="kein Rechnungsprüfungsamt"))
    assert (out.state, out.reason, out.settled_by) == ("not_applicable", "kein Rechnungsprüfungsamt", ada.actor_label)
    with pytest.raises(Refused) as stale:
        settle(1, Settling("reopen", reason="doch"))
    assert reasons(stale) == ["stale"]
    again = settle(2, Settling("reopen", reason="doch"))
    assert (again.state, again.settled_at, again.settled_by) == ("open", None, "")


def test_evidence_may_be_a_file_of_the_projects_own_record(project: Any, ada: User) -> None:
    row = actions.begin(by=ada, at=AT, slug=project.slug)
    own, foreign = StoredFileFactory(project=project), StoredFileFactory()
    with pytest.raises(Refused):
        actions.settle_item(
            by=ada, at=AT, code=row.code, version=1, key="receipts-filed", given=Settling("finish", file=foreign.code)
        )
    item = actions.settle_item(
        by=ada, at=AT, code=row.code, version=1, key="receipts-filed", given=Settling("finish", file=own.code)
    )
    assert (item.state, item.file) == ("done", own)


def test_another_regions_office_and_partners_do_not_close(project: Any, ada: User) -> None:
    row = actions.begin(by=ada, at=AT, slug=project.slug)
    strangers = [
        with_role(Role.OFFICE, region=a_region("Anderswo")),
        with_role(Role.STEERING, region=project.region),
        with_role(Role.PARTNER),
    ]
    for somebody in strangers:
        with pytest.raises(Refused) as refused:
            actions.close(by=somebody, at=AT, code=row.code, version=1, truths=TRUTHS)
        assert refused.value.hidden
    seen = [queries.visible(somebody).count() for somebody in [ada, *strangers]]
    assert seen == [1, 0, 1, 0]


def test_what_the_platform_knows_is_proposed_with_its_source(project: Any, ada: User) -> None:
    offer = OfferFactory(project=project, title="Beispielangebot", licence="EUPL-1.2")
    case = CaseFactory(offer=offer)
    case.lessons.create(side="reuser", advice="Früher beginnen.", written_at=AT)
    report = StoredFileFactory(project=project, kind="report", title="Abschlussbericht")
    MilestoneFactory(project=project, title="Start", state="reached", reached_on=date(2026, 5, 1))
    project.licence_state = LicenceState.NAMED
    project.facts.create(field="licence", text="EUPL laut Bescheid")
    body = HandoverFactory(region=project.region, confirmed_by="user:2", confirmed_at=AT)
    row = actions.begin(by=ada, at=AT, slug=project.slug, target_on=date(2027, 1, 1))

    found = queries.proposals(Closure.objects.select_related("project").get(pk=row.pk))

    told = {key: [(row.text, row.file) for row in rows] for key, rows in found.items() if rows}
    assert told["offer-published"] == [("Beispielangebot", "")]
    assert told["lessons-written"] == [("Früher beginnen.", "")]
    assert ("Abschlussbericht", report.code) in told["report-accepted"]
    assert any("Start" in text for text, _file in told["report-accepted"])
    assert any("EUPL-1.2" in text for text, _file in told["licence-and-repository"])
    assert str(body.organisation) in told["body-named"][0][0]
    assert set(told) == {
        "offer-published",
        "lessons-written",
        "report-accepted",
        "licence-and-repository",
        "publicity-shown",
        "body-named",
        "deadlines-handed-over",
    }
    assert {item.state for item in row.items.all()} == {"open"}  # a person confirms


@pytest.mark.parametrize("number", [1, 3])
def test_the_portfolio_asks_once_what_blocks(project: Any, ada: User, number: int) -> None:
    closures = [ClosureFactory(project__region=project.region) for _ in range(number)]
    for row in closures:
        ClosureItemFactory(closure=row, key="receipts-filed", position=4)
        ClosureItemFactory(closure=row, key="last-expenditure", position=0, state="done")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = queries.blocking([row.project_id for row in closures] + [project.pk])
    assert ({key: (row.key, row.open, row.total, row.percent) for key, row in found.items()}, len(asked)) == (
        {row.project_id: ("receipts-filed", 1, 2, 50) for row in closures},
        1,
    )


def test_ready_closings_wait_for_another_pair_of_eyes(project: Any, ada: User, bo: User) -> None:
    row = settled(project, ada)
    waiting = {who: [duty.key for duty in queries.duties(who, today=AT.date())] for who in (ada, bo)}
    assert waiting == {ada: [], bo: [f"closure:{row.code}"]}


@pytest.mark.slow
def test_the_record_on_paper_is_the_same_again(project: Any, ada: User) -> None:
    row = settled(project, ada, leave=1)
    one, two = (record_sheet(row, at=AT) for _ in range(2))
    assert (one[:5], one == two) == (b"%PDF-", True)
