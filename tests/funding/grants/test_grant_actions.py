"""Grants from the application to the archive, and undoing a wrong entry: who may, what follows, who else is needed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import Error, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.funding.actions import corrections
from strahlkraft.funding.actions import grants as actions
from strahlkraft.funding.actions.documents import add_document
from strahlkraft.funding.models import Approval, Document, Grant, GrantNotice
from strahlkraft.funding.queries import grants as queries
from strahlkraft.funding.queries.documents import documents_of
from strahlkraft.funding.rules.grants import ConsentInput, GrantInput
from strahlkraft.funding.rules.phase import Phase
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.kernel.refusal import Refused
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.funding import DocumentFactory, GrantFactory, NoticeFactory, granted, paid, spent
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


@pytest.fixture
def officer() -> User:
    return with_role(Role.OFFICE, region=a_region())


@pytest.fixture
def second() -> User:
    return with_role(Role.OFFICE, region=a_region())


def applied(project: Any, **values: Any) -> GrantInput:
    recipient = values.pop("recipient", None) or an_organisation("Beispielstadt").pk
    return GrantInput(title="Lampen", recipient=recipient, project=project.pk, applied_on=date(2026, 1, 5), **values)


def paper() -> "ContentFile[bytes]":
    return ContentFile(b"%PDF-1.7 Beispiel", name="a.pdf")


def reasons(refused: Any) -> list[str]:
    return [one.code for one in refused.value.refusals]


def at_state(state: str) -> Grant:
    return granted(state, region=a_region())


def test_one_project_has_several_grants_and_one_is_forwarded(officer: User) -> None:
    project = ProjectFactory(region=a_region())
    given = applied(project)
    first = actions.apply(by=officer, at=NOW, region=a_region(), given=given)
    other = replace(given, recipient=an_organisation("Beispielkreis").pk)
    sub = actions.apply(by=officer, at=NOW, region=a_region(), given=other, parent=first.code)
    assert list(project.grants.order_by("pk").values_list("parent_id", "state")) == [
        (None, "applied"),
        (first.pk, "applied"),
    ]
    with pytest.raises(Refused) as refused:
        actions.apply(by=officer, at=NOW, region=a_region(), given=given, parent=sub.code)
    assert reasons(refused) == ["parent_forwarded"]
    assert [line.verb for line in AuditEntry.objects.order_by("sequence")] == ["apply_grant"] * 2
    assert list(sub.steps.values_list("deed", "to_state")) == [("apply", "applied")]


def test_the_offices_own_grant_has_no_project(officer: User) -> None:
    own = GrantInput(title="Projektbüro", recipient=an_organisation().pk, funding_object="project_office")
    assert actions.apply(by=officer, at=NOW, region=a_region(), given=own).project is None


def test_a_project_of_another_region_and_another_regions_office_are_refused(officer: User) -> None:
    elsewhere = ProjectFactory(region=a_region("Anderswo"))
    with pytest.raises(Refused) as refused:
        actions.apply(by=officer, at=NOW, region=a_region(), given=applied(elsewhere))
    assert reasons(refused) == ["project_elsewhere"]
    with pytest.raises(Refused) as refused:
        actions.apply(by=officer, at=NOW, region=a_region("Anderswo"), given=applied(elsewhere))
    assert refused.value.hidden
    assert Grant.objects.count() == 0


def test_i11_after_the_decision_what_the_notice_rests_on_stays(officer: User) -> None:
    grant = at_state("running")
    given = GrantInput(
        title="Anderer Name",
        recipient=grant.recipient_id,
        project=grant.project_id,
        applied_on=grant.applied_on,
        has_audit_office=False,
    )
    changed = actions.edit(by=officer, at=NOW, code=grant.code, version=grant.version, given=given)
    assert (changed.title, changed.has_audit_office, changed.version) == ("Anderer Name", False, grant.version + 1)
    with pytest.raises(Refused) as refused:
        actions.edit(
            by=officer,
            at=NOW,
            code=grant.code,
            version=changed.version,
            given=replace(given, financing_mode="fixed"),
        )
    assert reasons(refused) == ["decided"]
    with pytest.raises(Refused) as refused:
        actions.edit(by=officer, at=NOW, code=grant.code, version=grant.version, given=given)
    assert reasons(refused) == ["stale"]


def test_r8_a_grant_takes_effect_when_the_notice_can_no_longer_be_contested(officer: User) -> None:
    late = granted("granted", region=a_region(), notice={"effective_on": date(2026, 3, 3)})
    due = granted("granted", region=a_region(), notice={"effective_on": TODAY})
    assert list(actions.due_to_take_effect(TODAY)) == [due.code]
    with pytest.raises(Refused) as refused:
        actions.take_effect(by=officer, at=NOW, code=late.code)
    assert reasons(refused) == ["not_effective"]
    assert actions.take_effect(by=SYSTEM, at=NOW, code=due.code).state == "effective"
    step = due.steps.get()
    assert (step.deed, step.on, step.by) == ("take_effect", TODAY, "system")


def test_from_the_beginning_to_the_archive_with_two_people_at_the_end(officer: User, second: User) -> None:
    grant = granted("effective", region=a_region(), notice={"grant_until": date(2024, 12, 31), "work_until": None})
    row = actions.begin(by=officer, at=NOW, code=grant.code, version=grant.version, on=date(2024, 2, 20))
    row = actions.end(by=officer, at=NOW, code=grant.code, version=row.version)
    assert (row.state, row.begun_on, row.fulfilled_on) == ("proof_due", date(2024, 2, 20), None)
    for state in ("under_review", "settled"):
        row.state = state
        row.save(update_fields=["state"])
    row = actions.put_away(by=officer, at=NOW, code=grant.code)
    assert row.state == "retention"
    with pytest.raises(Refused) as refused:
        actions.ask_archive(by=officer, at=NOW, code=grant.code, version=row.version)
    assert reasons(refused) == ["no_day"]
    proof = grant.proofs.get()  # opened when the work ended
    proof.released_by = "user:2"
    for state in ("in_work", "checked", "released", "submitted"):
        proof.state, proof.submitted_on = state, date(2020, 3, 2)
        proof.save()
    assert queries.retained_until(grant) == date(2025, 3, 2)
    actions.ask_archive(by=officer, at=NOW, code=grant.code, version=row.version)
    row.refresh_from_db()
    with pytest.raises(Refused) as refused:
        actions.archive(by=officer, at=NOW, code=grant.code, version=row.version)
    assert reasons(refused) == ["four_eyes"]
    assert actions.archive(by=second, at=NOW, code=grant.code, version=row.version).state == "archived"
    assert Approval.objects.get(subject="grant").approved_by == second.actor_id


def test_a_bound_purpose_is_waited_for(officer: User) -> None:
    grant = granted("settled", region=a_region(), notice={"earmarked_until": date(2026, 3, 2)})
    assert actions.put_away(by=officer, at=NOW, code=grant.code).state == "earmarked"
    with pytest.raises(Refused) as refused:
        actions.release(by=officer, at=NOW, code=grant.code)
    assert reasons(refused) == ["still_bound"]
    later = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    assert actions.release(by=officer, at=later, code=grant.code).state == "retention"


def test_work_does_not_end_while_more_time_is_asked_for(officer: User) -> None:
    grant = granted("running", region=a_region(), notice={"grant_until": date(2025, 12, 31), "work_until": None})
    asked = grant.change_requests.create(
        code="antrag1", kind="term", drafted_at=NOW, drafted_by="user:1", last_edited_by="user:1"
    )
    with pytest.raises(Refused) as refused:
        actions.end(by=officer, at=NOW, code=grant.code, version=grant.version)
    assert reasons(refused) == ["request_open"]
    asked.state = "withdrawn"
    asked.save()
    assert actions.end(by=officer, at=NOW, code=grant.code, version=grant.version).state == "proof_due"


def test_r4_the_consent_moves_the_day_and_the_flag_comes_down(officer: User) -> None:
    grant = granted("effective", region=a_region())
    spent(grant, paid_on=date(2023, 12, 20))
    whole = queries.whole_of(grant, queries.frame_of(grant, today=TODAY))
    assert (whole.first_begun, [one.code for one in whole.flags]) == (date(2023, 12, 20), ["begun_early"])
    with pytest.raises(Refused) as refused:
        actions.begin(by=officer, at=NOW, code=grant.code, version=grant.version, on=date(2023, 12, 20))
    assert reasons(refused) == ["too_early"]
    given = ConsentInput("VZB-1", date(2023, 12, 1), date(2023, 12, 15), "Ausschreibung")
    actions.consent_early_start(by=officer, at=NOW, code=grant.code, given=given, file=paper())
    whole = queries.whole_of(grant, queries.frame_of(grant, today=TODAY))
    assert (len(whole.early_starts), whole.flags) == (1, [])
    begun = actions.begin(by=officer, at=NOW, code=grant.code, version=grant.version, on=date(2023, 12, 20))
    assert begun.state == "running"


def test_i15_no_state_is_skipped_by_action_or_shell(officer: User) -> None:
    grant = at_state("granted")
    for deed in (
        lambda: actions.begin(by=officer, at=NOW, code=grant.code, version=grant.version, on=date(2024, 2, 20)),
        lambda: actions.end(by=officer, at=NOW, code=grant.code, version=grant.version, fulfilled_on=TODAY),
        lambda: actions.put_away(by=officer, at=NOW, code=grant.code),
        lambda: actions.archive(by=officer, at=NOW, code=grant.code, version=grant.version),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert reasons(refused) == ["wrong_state"]
    for state in ("running", "settled", "applied"):
        with pytest.raises(Error), transaction.atomic():
            Grant.objects.filter(pk=grant.pk).update(state=state)
    with pytest.raises(Error), transaction.atomic():
        Grant.objects.create(**{name: getattr(grant, name) for name in _COLUMNS}, code="neu", state="running")


_COLUMNS = ("region", "project", "recipient", "title", "created_at", "created_by", "last_edited_by")


def test_i16_steps_papers_and_approvals_stay_and_no_grant_is_deleted(officer: User, second: User) -> None:
    grant = at_state("effective")
    actions.begin(by=officer, at=NOW, code=grant.code, version=grant.version, on=date(2024, 2, 20))
    wanted = corrections.ask(
        by=officer, at=NOW, code=grant.code, version=grant.version + 1, to_state="effective", reason="falscher Tag"
    )
    corrections.confirm(by=second, at=NOW, code=grant.code, pk=wanted.pk)
    rows: tuple[Any, ...] = (
        grant.steps.all(),
        Document.objects.all(),
        Approval.objects.all(),
        grant.corrections.all(),
        Grant.objects.filter(pk=grant.pk),
    )
    for rows_of in rows:
        assert rows_of.exists()
        with pytest.raises((Error, ProtectedError)), transaction.atomic():
            rows_of.delete()
    for rows_of, change in ((grant.steps.all(), {"on": TODAY}), (Approval.objects.all(), {"content_hash": "x"})):
        with pytest.raises(Error), transaction.atomic():
            rows_of.update(**change)


def test_i18_a_correction_is_confirmed_by_another_person_in_action_and_shell(officer: User, second: User) -> None:
    grant = at_state("running")
    wanted = corrections.ask(
        by=officer, at=NOW, code=grant.code, version=grant.version, to_state="effective", reason="nicht begonnen"
    )
    with pytest.raises(Refused) as refused:
        corrections.confirm(by=officer, at=NOW, code=grant.code, pk=wanted.pk)
    assert reasons(refused) == ["four_eyes"]
    wanted.refresh_from_db()
    wanted.confirmed_by, wanted.confirmed_at = officer.actor_id, NOW
    with pytest.raises(Error), transaction.atomic():
        wanted.save()
    grant.state, grant.correction = "effective", wanted
    with pytest.raises(Error), transaction.atomic():
        grant.save()
    corrections.confirm(by=second, at=NOW, code=grant.code, pk=wanted.pk)
    grant.refresh_from_db()
    assert (grant.state, grant.correction_id) == ("effective", wanted.pk)
    assert list(grant.steps.values_list("deed", "from_state", "to_state")) == [("correct", "running", "effective")]
    assert [line.verb for line in AuditEntry.objects.filter(subject_kind="grant").order_by("sequence")] == [
        "ask_correction",
        "confirm_correction",
    ]
    with pytest.raises(Refused) as again:
        corrections.confirm(by=second, at=NOW, code=grant.code, pk=wanted.pk)
    assert reasons(again) == ["done_already"]


def test_a_grant_that_moved_on_is_not_corrected_any_more(officer: User, second: User) -> None:
    grant = granted("effective", region=a_region())
    wanted = corrections.ask(
        by=officer, at=NOW, code=grant.code, version=grant.version, to_state="applied", reason="falscher Bescheid"
    )
    actions.begin(by=officer, at=NOW, code=grant.code, version=grant.version, on=date(2024, 2, 20))
    with pytest.raises(Refused) as refused:
        corrections.confirm(by=second, at=NOW, code=grant.code, pk=wanted.pk)
    assert reasons(refused) == ["moved_on"]


def test_everybody_else_does_not_know_the_grant(officer: User) -> None:
    grant = at_state("effective")
    stranger = with_role(Role.OFFICE, region=a_region("Anderswo"))
    partner = with_role(Role.PARTNER, organisation=grant.recipient)
    deeds: tuple[Any, ...] = (
        lambda by: actions.take_effect(by=by, at=NOW, code=grant.code),
        lambda by: actions.begin(by=by, at=NOW, code=grant.code, version=grant.version, on=TODAY),
        lambda by: actions.ask_archive(by=by, at=NOW, code=grant.code, version=grant.version),
        lambda by: corrections.ask(by=by, at=NOW, code=grant.code, version=1, to_state="running", reason="x"),
    )
    for deed in deeds:
        with pytest.raises(Refused) as refused:
            deed(stranger)
        assert refused.value.hidden
        with pytest.raises(Refused) as refused:
            deed(partner)
        assert (refused.value.hidden, reasons(refused)) == (False, ["no_right"])


def test_a_document_is_kept_with_its_hash_for_a_grant_or_a_region(officer: User) -> None:
    grant = at_state("running")
    row = add_document(by=officer, at=NOW, file=paper(), title="Vermerk", grant=grant.code)
    assert (row.region_id, row.media_type, len(row.sha256)) == (grant.region_id, "application/pdf", 64)
    add_document(by=officer, at=NOW, file=paper(), title="Erlass", region=a_region())
    assert AuditEntry.objects.filter(verb="add_funding_document").count() == 2
    for values, hidden in (({"region": a_region("Anderswo")}, True), ({}, False)):
        with pytest.raises(Refused) as refused:
            add_document(by=officer, at=NOW, file=paper(), title="Erlass", **values)
        assert refused.value.hidden is hidden


def test_papers_belong_to_the_grant_whose_records_rest_on_them() -> None:
    grant = at_state("running")
    other = DocumentFactory(region=grant.region)
    own = grant.notices.get().document
    assert list(documents_of(grant)) == [own] != [other]


# ---- reading


def test_the_list_adds_each_euro_once_and_leaves_out_what_is_not_effective(officer: User) -> None:
    parent = at_state("running")
    child = GrantFactory(region=a_region(), project=parent.project, parent=parent)
    NoticeFactory(grant=child, state="confirmed", amount=Decimal(100000), eligible_total=Decimal(125000))
    paid(parent, "20000.00")
    paid(child, "5000.00")
    GrantFactory(region=a_region())
    lines = queries.lines_of(queries.listed(officer, queries.Filter()), today=TODAY)
    totals = queries.totals_of(lines)
    assert (str(totals.granted), str(totals.eligible), str(totals.paid)) == ("400000.00", "500000.00", "20000.00")
    assert (totals.counted, totals.forwarded, totals.without_sum) == (2, 1, 1)


def test_the_list_is_narrowed_by_text_region_project_and_state(officer: User) -> None:
    first, other = at_state("running"), at_state("effective")
    granted("running", region=a_region("Anderswo"))

    def codes(**values: str) -> set[str]:
        return set(queries.listed(officer, queries.Filter(**values)).values_list("code", flat=True))

    assert first.project is not None
    assert codes() == {first.code, other.code}
    assert codes(state="running") == {first.code}
    assert codes(project=first.project.slug) == {first.code}
    assert codes(text=first.notices.get().reference) == {first.code}
    assert codes(region=a_region("Anderswo").slug) == set()


def test_the_list_costs_the_same_queries_for_one_and_for_three(officer: User) -> None:
    at_state("running")

    def cost() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            lines = queries.lines_of(queries.listed(officer, queries.Filter()), today=TODAY)
        return len(lines), len(captured)

    cost()  # once for what the person may
    one, first = cost()
    at_state("running")
    at_state("granted")
    three, then = cost()
    assert (one, three, first <= 5) == (1, 3, True)
    assert then == first


def test_the_frame_says_what_holds_today_and_what_is_coming() -> None:
    grant = granted("granted", region=a_region(), notice={"effective_on": date(2026, 3, 5)})
    before = queries.frame_of(grant, today=TODAY)
    assert (before.not_yet, before.terms.effective_on, before.phase) == (True, date(2026, 3, 5), Phase.PREPARATION)
    running = at_state("running")
    NoticeFactory(
        grant=running,
        kind="amendment",
        state="confirmed",
        issued_on=date(2026, 2, 20),
        notified_on=date(2026, 2, 20),
        effective_on=date(2026, 3, 23),
        amount=None,
        grant_until=date(2027, 6, 30),
        work_until=date(2027, 6, 30),
    )
    now = queries.frame_of(running, today=TODAY)
    assert (now.terms.grant_until, now.coming, now.not_yet) == (date(2026, 12, 31), date(2026, 3, 23), False)
    then = queries.frame_of(running, today=date(2026, 3, 23))
    assert (then.terms.grant_until, then.coming) == (date(2027, 6, 30), None)


def test_the_pinned_rules_say_what_the_notice_sets_and_what_is_not_verified() -> None:
    """I13, I14: edition, overrides and clauses of the notice; an unverified figure is called so."""
    grant = granted(
        "running", region=a_region(), notice={"overrides": {"use_months": "6"}, "disapplied": ["ANBest-G 1.4"]}
    )
    pinned = queries.pinned_of(grant, queries.frame_of(grant, today=TODAY).terms)
    figures = {one.key: one for one in pinned.parameters}
    assert pinned.edition is not None
    assert (pinned.edition.key, pinned.clauses, pinned.disapplied) == ("2022", "ANBest-G", ("ANBest-G 1.4",))
    assert (figures["use_months"].whole, figures["use_months"].overridden) == (6, True)
    assert (figures["effective_months"].verified, figures["retention_years"].verified) == (False, True)


def test_duties_name_corrections_for_others_and_ends_that_have_passed(officer: User, second: User) -> None:
    over = granted("running", region=a_region(), notice={"grant_until": date(2026, 2, 27), "work_until": None})
    wanted = corrections.ask(
        by=officer, at=NOW, code=over.code, version=over.version, to_state="effective", reason="vertippt"
    )
    assert [one.key for one in queries.duties(officer, today=TODAY)] == [f"grant-over:{over.pk}"]
    assert [one.key for one in queries.duties(second, today=TODAY)] == [
        f"correction:{wanted.pk}",
        f"grant-over:{over.pk}",
    ]
    assert queries.duties(with_role(Role.OFFICE, region=a_region("Anderswo")), today=TODAY) == []


def test_i21_every_query_stays_in_the_region() -> None:
    """I21: an office elsewhere and somebody without a role find nothing."""
    at_state("running")
    for stranger in (with_role(Role.OFFICE, region=a_region("Anderswo")), with_role(Role.PUBLIC)):
        assert list(queries.listed(stranger, queries.Filter())) == []
    assert GrantNotice.objects.exists()
