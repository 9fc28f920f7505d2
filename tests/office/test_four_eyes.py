"""Every approving act: who wrote or last edited is refused on every way, also as a deputy and as administrator (I18, d.4).

Which acts there are is read from the tables and from the actions: a new one without a line here fails.
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, connection, transaction
from django.urls import reverse

from strahlkraft.accounts.models import Absence, Membership, User
from strahlkraft.accounts.rules import Role
from strahlkraft.funding import actions as funding_actions
from strahlkraft.funding import models as funding
from strahlkraft.funding.actions import changes, corrections, drawdowns, grants, ledger, notices, plans, proofs
from strahlkraft.funding.actions.proofs import Given
from strahlkraft.funding.queries import changes as change_queries
from strahlkraft.funding.queries import notices as notice_queries
from strahlkraft.funding.queries.plans import lines_of, sources_of
from strahlkraft.funding.rules import proofs as proof_rules
from strahlkraft.funding.rules.changes import Given as Wish
from strahlkraft.funding.rules.drawdowns import RequestInput
from strahlkraft.funding.rules.need import Due
from strahlkraft.funding.rules.notices import NoticeInput
from strahlkraft.kernel.refusal import Refused
from strahlkraft.network.models import Region
from strahlkraft.reports.actions import reports
from strahlkraft.reports.queries.drafts import Wanted
from strahlkraft.steering.actions import closure as closures
from strahlkraft.steering.actions import handover
from strahlkraft.steering.rules.closure import Truths
from tests.factories import funding as make
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.steering import ClosureFactory

if TYPE_CHECKING:
    from tests.office.pages import Entrance

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


@dataclass
class People:
    """A region's office: who writes, who edits last, and who has written nothing."""

    region: Region
    author: User
    editor: User
    second: User


@dataclass
class Scene:
    """Something that waits for a second person: the action, the page, and what a shell would write."""

    row: Any
    deed: Callable[[User], object]
    page: tuple[str, list[Any], dict[str, Any]]
    done: dict[str, Any]
    approver: str = "released_by"
    forged: Callable[[str], object] | None = None


def paper() -> "ContentFile[bytes]":
    return ContentFile(b"%PDF-1.7\n% Beispiel", name="beispiel.pdf")


def of_notice(people: People) -> Scene:
    grant: Any = make.GrantFactory(region=people.region)
    make.plan_of(grant)
    given = NoticeInput(
        kind="award",
        reference="34.02-Beispiel-1",
        issued_on=date(2024, 1, 10),
        notified_on=date(2024, 1, 12),
        edition="2022",
        amount=Decimal("400000.00"),
        rate=Decimal("80.00"),
        eligible_total=Decimal("500000.00"),
        grant_from=date(2024, 1, 1),
        grant_until=date(2026, 12, 31),
    )
    row = notices.enter(by=people.author, at=AT, code=grant.code, given=given, file=paper())
    edited = replace(given, note="Beispiel")
    row = notices.edit(by=people.editor, at=AT, code=grant.code, pk=row.pk, version=row.version, given=edited)
    row = funding.GrantNotice.objects.select_related("grant", "document", "answers").get(pk=row.pk)
    seen = {"version": row.version, "content_hash": notice_queries.content_hash(row), "compared": True}
    return Scene(
        row,
        lambda who: notices.confirm(by=who, at=AT, code=grant.code, pk=row.pk, **seen),
        ("confirm_notice", [grant.code, row.pk], seen),
        {"state": "confirmed", "confirmed_at": AT, "effective_on": date(2024, 2, 13)},
        "confirmed_by",
    )


def of_plan(people: People) -> Scene:
    grant = make.granted("running", region=people.region)
    row = plans.draft(by=people.author, at=AT, code=grant.code)
    row = plans.save(
        by=people.editor,
        at=AT,
        code=grant.code,
        number=row.number,
        version=row.version,
        lines=lines_of(row),
        sources=sources_of(row),
    )
    notice = grant.notices.get()
    return Scene(
        row,
        lambda who: plans.confirm(by=who, at=AT, plan=row, notice=notice),
        ("confirm_plan", [grant.code, row.number], {"notice": notice.pk, "version": row.version}),
        {"state": "confirmed", "confirmed_at": AT, "notice_id": notice.pk},
        "confirmed_by",
    )


def of_drawdown(people: People) -> Scene:
    grant = make.granted("running", region=people.region)
    planned = (Due("Beispiel", TODAY + timedelta(days=20), Decimal("25000.00")),)
    given = RequestInput(expected_on=TODAY, planned=planned, statement="Beispiel")
    row = drawdowns.draft(by=people.author, at=AT, grant=grant.code, given=given)
    row = drawdowns.edit(by=people.editor, at=AT, code=row.code, version=row.version, given=given)
    row = drawdowns.check(by=people.author, at=AT, code=row.code, version=row.version)
    return Scene(
        row,
        lambda who: drawdowns.release(by=who, at=AT, code=row.code, version=row.version),
        ("drawdown_deed", [row.code, "freigeben"], {"version": row.version}),
        {"state": "released"},
    )


def of_change(people: People) -> Scene:
    grant = make.granted("running", region=people.region)
    after = change_queries.stands(grant, "term") | {"grant_until": "2027-06-30", "work_until": "2027-06-30"}
    wish = Wish(after, reason="Beispielgrund")
    row = changes.draft(by=people.author, at=AT, grant=grant.code, kind="term", given=wish)
    row = changes.edit(by=people.editor, at=AT, code=row.code, version=row.version, given=wish)
    for who in (people.author, people.editor, people.second):
        changes.note_opened(by=who, at=AT, code=row.code)
    return Scene(
        row,
        lambda who: changes.release(by=who, at=AT, code=row.code, version=row.version),
        ("release_change", [row.code], {"version": row.version}),
        {"state": "released"},
    )


def checked(people: People, *, audit_office: bool) -> Any:
    grant = make.granted("proof_due", region=people.region, has_audit_office=audit_office)
    make.spent(grant, "100000.00", category="staff", text="Beispielstelle")
    row = proofs.open_proof(by=people.author, at=AT, grant=grant.code)
    row = proofs.take_up(by=people.author, at=AT, code=row.code, version=row.version)
    texts = {key: f"Beispieltext {key}" for key in proof_rules.SECTIONS}
    given = Given(narrative=texts, confirmations=dict.fromkeys(proof_rules.CONFIRMATIONS, True), income={})
    row = proofs.edit(by=people.editor, at=AT, code=row.code, version=row.version, given=given)
    return proofs.check(by=people.author, at=AT, code=row.code, version=row.version)


def of_certificate(people: People) -> Scene:
    row = checked(people, audit_office=True)
    file = SimpleUploadedFile("beispiel.pdf", b"%PDF-1.7\n% Beispiel", "application/pdf")
    known = {"version": row.version, "certified_on": TODAY}
    return Scene(
        row,
        lambda who: proofs.certify(by=who, at=AT, code=row.code, file=paper(), **known),
        ("certify_proof", [row.code], {**known, "file": file}),
        {"state": "certified", "certified_on": TODAY},
        "certified_by",
    )


def of_proof(people: People) -> Scene:
    row = checked(people, audit_office=False)
    return Scene(
        row,
        lambda who: proofs.release(by=who, at=AT, code=row.code, version=row.version),
        ("release_proof", [row.code], {"version": row.version}),
        {"state": "released"},
    )


def of_correction(people: People) -> Scene:
    grant = make.granted("running", region=people.region)
    asked = {"to_state": "effective", "reason": "Beispielgrund"}
    row = corrections.ask(by=people.author, at=AT, code=grant.code, version=grant.version, **asked)
    return Scene(
        row,
        lambda who: corrections.confirm(by=who, at=AT, code=grant.code, pk=row.pk),
        ("confirm_grant_correction", [grant.code, row.pk], {}),
        {"confirmed_at": AT},
        "confirmed_by",
    )


def of_counter_entry(people: People) -> Scene:
    grant = make.granted("running", region=people.region)
    line = make.spent(grant)
    row = ledger.ask_back(by=people.author, at=AT, code=grant.code, pk=line.pk, reason="Beispielgrund")

    def forged(who: str) -> object:
        values = {"reverses": line, "reason": "x", "booked_by": who, "released_by": who}
        return make.spent(grant, "-1000.00", land_share=Decimal("-800.00"), **values)

    return Scene(
        row,
        lambda who: ledger.take_back(by=who, at=AT, code=grant.code, pk=line.pk),
        ("release_counter_entry", [grant.code, line.pk], {}),
        {},
        "",
        forged,
    )


def of_archive(people: People) -> Scene:
    grant = make.granted(
        "retention", region=people.region, notice={"grant_until": date(2024, 12, 31), "work_until": None}
    )
    make.ProofFactory(grant=grant, state="accepted", submitted_on=date(2020, 3, 2))
    grants.ask_archive(by=people.author, at=AT, code=grant.code, version=grant.version)
    grant.refresh_from_db()

    def forged(who: str) -> object:
        approval = {"subject": "grant", "subject_id": grant.pk, "step": "archive", "content_hash": "x"}
        writers = {"author": "user:0", "last_editor": "user:0", "approved_by": who, "approved_at": AT}
        return funding.Approval.objects.create(region=people.region, **approval, **writers)

    return Scene(
        grant,
        lambda who: grants.archive(by=who, at=AT, code=grant.code, version=grant.version),
        ("grant_step", [grant.code, "archivieren"], {"version": grant.version}),
        {"state": "archived"},
        "",
        forged,
    )


def of_report(people: People) -> Scene:
    row = reports.draft(by=people.author, at=AT, wanted=Wanted("status", TODAY, people.region))
    words = {"title": "Beispielbericht", "introduction": "Beispiel"}
    row = reports.edit(by=people.editor, at=AT, code=row.code, version=row.version, **words)
    seen = {"version": row.version, "seen": row.sha256}
    return Scene(
        row,
        lambda who: reports.release(by=who, at=AT, code=row.code, **seen),
        ("release_report", [row.code], seen),
        {"state": "released", "released_at": AT},
    )


def of_closure(people: People) -> Scene:
    row: Any = ClosureFactory(project__region=people.region, last_edited_by=people.author.actor_id)
    truths = Truths(TODAY, "yes", "yes")
    return Scene(
        row,
        lambda who: closures.close(by=who, at=AT, code=row.code, version=row.version, truths=truths),
        (
            "close_closure",
            [row.code],
            {"version": row.version, "closed_on": TODAY, "in_operation": "yes", "reusable": "yes"},
        ),
        {"state": "closed", "closed_at": AT},
        "closed_by",
    )


def of_handover(people: People) -> Scene:
    naming = handover.Naming(an_organisation("Stadt Beispiel").pk, "rest@beispiel.example", TODAY + timedelta(days=9))
    row = handover.name_body(by=people.author, at=AT, region_id=people.region.pk, given=naming)
    return Scene(
        row,
        lambda who: handover.confirm(by=who, at=AT, pk=row.pk, seen=row.mailbox),
        ("confirm_body", [people.region.slug, row.pk], {"seen": row.mailbox}),
        {"confirmed_at": AT},
        "confirmed_by",
    )


ACTS: dict[str, tuple[Callable[[People], Scene], set[str]]] = {
    "confirm a notice": (of_notice, {"notice_four_eyes", "grantnotice:confirm"}),
    "put a plan in force": (of_plan, {"plan_four_eyes", "financingplan:confirm"}),
    "release a drawdown": (of_drawdown, {"drawdown_four_eyes", "drawdown:release"}),
    "release a change request": (of_change, {"change_four_eyes", "changerequest:release"}),
    "certify a proof": (of_certificate, {"proof_certified_by_another", "proof:certify"}),
    "release a proof": (of_proof, {"proof_four_eyes", "proof:release"}),
    "confirm a correction of a grant": (of_correction, {"correction_four_eyes", "correction:confirm"}),
    "take a booked line back": (of_counter_entry, {"expenditure_reversed_by_two", "expenditure:take_back"}),
    "archive a grant": (of_archive, {"approval_four_eyes", "grant:archive"}),
    "release a report": (of_report, {"report_four_eyes"}),
    "close a project": (of_closure, {"closure_four_eyes"}),
    "hand over": (of_handover, {"handover_four_eyes"}),
}
ENDINGS = ("_four_eyes", "_by_another", "_by_two")


def approvals_in_source() -> set[str]:
    """Every ``approve(subject=(table, …), step=…)`` of the actions, names of constants resolved in their module."""
    found = set()
    for path in Path(funding_actions.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named: dict[str, str] = {}
        for node in tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
                pairs = zip(node.targets[0].elts, getattr(node.value, "elts", ()), strict=True)
                named |= {getattr(key, "id", ""): str(getattr(one, "value", "")) for key, one in pairs}
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "approve"):
                continue
            given = {one.arg: one.value for one in node.keywords}
            parts: Any = given["subject"].elts[0], given["step"]  # type: ignore[attr-defined]  # always a pair
            found.add(":".join(named.get(getattr(one, "id", ""), getattr(one, "value", "")) for one in parts))
    return found


def test_every_approving_act_stands_here() -> None:
    constraints = {
        one.name
        for room in ("funding", "reports", "steering")
        for model in apps.get_app_config(room).get_models()
        for one in model._meta.constraints
        if one.name.endswith(ENDINGS)
    }
    written = [name for _scene, names in ACTS.values() for name in names]
    assert sorted(written) == sorted(constraints | approvals_in_source())


@pytest.fixture
def people() -> People:
    region = a_region("Eigenregion")
    office = [with_role(Role.OFFICE, region=region, is_demo=True) for _ in range(3)]
    return People(region, *office)


def stands_in(deputy: User, absent: User) -> None:
    """``deputy`` acts for ``absent``, with all of their roles."""
    days = {"first_day": TODAY, "last_day": TODAY + timedelta(days=9)}
    Absence.objects.create(user=absent, deputy=deputy, entered_at=AT, **days)


def why_not(deed: Callable[[], object]) -> list[str]:
    try:
        with transaction.atomic():
            deed()
    except Refused as refused:
        return [one.code for one in refused.refusals]
    return ["done"]


def let_through(deed: Callable[[], object]) -> bool:
    """Whether the database takes it; nothing of it is kept."""
    try:
        with transaction.atomic():
            deed()
            transaction.set_rollback(True)
    except Error:
        return False
    return True


def by_shell(scene: Scene, who: User) -> dict[str, Callable[[], object]]:
    """What somebody with a shell would try: save the record, update its row, write SQL, or forge the second person."""
    if scene.forged is not None:
        forged = scene.forged
        ways: dict[str, Callable[[], object]] = {"forge": lambda: forged(who.actor_id)}
        if not scene.done:
            return ways
    else:
        ways = {}
    values = scene.done | ({scene.approver: who.actor_id} if scene.approver else {})
    model = type(scene.row)

    def save() -> None:
        row = model._default_manager.get(pk=scene.row.pk)
        for name, value in values.items():
            setattr(row, name, value)
        row.save()

    def sql() -> None:
        fields = {one.attname: one for one in model._meta.concrete_fields}
        given = [fields[name].get_db_prep_save(value, connection) for name, value in values.items()]
        columns = ", ".join(f"{fields[name].column} = %s" for name in values)
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {model._meta.db_table} SET {columns} WHERE id = %s", [*given, scene.row.pk])  # noqa: S608 - names of our own columns

    return ways | {
        "save": save,
        "update": lambda: model._default_manager.filter(pk=scene.row.pk).update(**values),
        "sql": sql,
    }


def stored(scene: Scene) -> tuple[Any, int, int]:
    """What must not change: the row, the approvals, the lines of the ledger."""
    row = type(scene.row)._default_manager.filter(pk=scene.row.pk).values().get()
    return row, funding.Approval.objects.count(), funding.Expenditure.objects.count()


@pytest.mark.slow
@pytest.mark.parametrize("act", ACTS)
def test_who_wrote_it_approves_it_on_no_way(act: str, people: People, enter: "Entrance") -> None:
    with time_machine.travel(AT, tick=False):
        scene = ACTS[act][0](people)
        stands_in(people.author, people.second)
        edited = people.editor.actor_id in [value for value in stored(scene)[0].values() if isinstance(value, str)]
        writers = [people.author, people.editor] if edited else [people.author]
        for administrator in (False, True):
            if administrator:
                for who in writers:
                    Membership.objects.create(user=who, role=Role.ADMIN.value, valid_from=AT - timedelta(days=9))
            for who in writers:
                person = User.objects.get(pk=who.pk)
                before = stored(scene)
                assert "four_eyes" in why_not(lambda by=person: scene.deed(by))
                name, arguments, data = scene.page
                sent = {key: value for key, value in data.items() if value is not None} | {"submission": uuid4()}
                enter(person).post(reverse(f"office:{name}", args=arguments), sent)
                assert stored(scene) == before
                assert {way: let_through(deed) for way, deed in by_shell(scene, person).items()} == dict.fromkeys(
                    by_shell(scene, person), False
                )


@pytest.mark.slow
@pytest.mark.parametrize("act", ACTS)
def test_the_lawful_second_person_passes_by_action_and_by_page(act: str, people: People, enter: "Entrance") -> None:
    with time_machine.travel(AT, tick=False):
        scene = ACTS[act][0](people)
        before = stored(scene)
        with transaction.atomic():
            scene.deed(people.second)
            assert stored(scene) != before
            transaction.set_rollback(True)
        name, arguments, data = scene.page
        answer = enter(people.second).post(reverse(f"office:{name}", args=arguments), data | {"submission": uuid4()})
        assert (answer.status_code, stored(scene) != before) == (302, True)


def test_a_deputy_without_a_hand_in_it_may_approve(people: People) -> None:
    """The duty of the absent goes to the deputy; the exemption would be the author's, who is refused above."""
    deputy = with_role(Role.PUBLIC)
    with time_machine.travel(AT, tick=False):
        stands_in(deputy, people.second)
        scene = of_correction(people)
        scene.deed(User.objects.get(pk=deputy.pk))
        assert funding.Correction.objects.get().confirmed_by == deputy.actor_id
