"""Grants and notices in the workspace: pages, two people, what was typed is kept, what may not be known is not there."""

import re
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.funding.models import Claim, Grant, GrantNotice
from strahlkraft.network.models import Region
from strahlkraft.projects.models import Project
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.funding import GrantFactory, NoticeFactory, granted, paid, plan_of, spent
from tests.office.pages import Entrance, fields_of
from tests.office.test_projects import queries_of

LIST = "/arbeit/zuwendungen/"


def page_of(grant: Grant, part: str = "") -> str:
    return f"{LIST}{grant.code}/{part}"


def sent(**values: Any) -> dict[str, Any]:
    return {"submission": str(uuid4()), **values}


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("bescheid.pdf", b"%PDF-1.7 Beispiel", "application/pdf")


def award(**values: Any) -> dict[str, Any]:
    given = {
        "kind": "award",
        "reference": "34.02-Beispiel-1",
        "issued_on": "2024-01-10",
        "notified_on": "2024-01-12",
        "amount": "400.000,00",
        "rate": "80",
        "eligible_total": "500.000",
        "grant_from": "2024-01-01",
        "grant_until": "2026-12-31",
        "work_from": "2024-01-01",
        "work_until": "2026-06-30",
        "disapplied": "ANBest-G 1.4\nANBest-G 6",
        "own-use_months": "3",
        "file": paper(),
    }
    return sent(**{**given, **values})


@pytest.fixture
def second(region: Region, enter: Entrance) -> Client:
    """The browser of another person of the office."""
    return enter(with_role(Role.OFFICE, region=region, is_demo=True))


@pytest.fixture
def grant(project: Project) -> Grant:
    """A grant that was applied for, with the draft of its plan."""
    made: Grant = GrantFactory(region=project.region, project=project, recipient=an_organisation("Beispielstadt"))
    plan_of(made)
    return made


def confirming(client: Client, address: str) -> dict[str, Any]:
    """What the confirming form of a notice's page sends, ticked."""
    form = client.get(address).context["form"]
    return sent(version=form.initial["version"], content_hash=form.initial["content_hash"], compared="on")


def test_from_the_application_to_the_confirmed_notice(
    client: Client, second: Client, project: Project, officer: User
) -> None:
    given = sent(
        region=project.region_id,
        title="Lampen, die mitdenken",
        funding_object="urban_development",
        project=project.slug,
        recipient=an_organisation("Beispielstadt").pk,
        recipient_kind="municipal",
        financing_mode="share",
        applied_on="2023-11-02",
        has_audit_office="on",
    )
    made = client.post("/arbeit/zuwendung-anlegen/", given)
    grant = Grant.objects.get()
    assert (made.status_code, made["Location"]) == (302, page_of(grant))
    assert client.post("/arbeit/zuwendung-anlegen/", given)["Location"] == page_of(grant)  # sent twice, made once
    plan_of(grant)

    entered = client.post(page_of(grant, "bescheide/eintragen/"), award())
    row = GrantNotice.objects.get()
    page = page_of(grant, f"bescheide/{row.pk}/")
    assert (entered.status_code, entered["Location"]) == (302, page)
    assert (row.amount, row.edition, row.overrides) == (Decimal("400000.00"), "2022", {"use_months": "3"})
    assert row.disapplied == ["ANBest-G 1.4", "ANBest-G 6"]

    own = client.get(page)
    assert own.context["in_the_way"] != []
    assert client.post(f"{page}bestaetigen/", confirming(client, page)).status_code == 422  # I18: the author
    shown = second.get(page)
    assert shown.context["in_the_way"] == []
    content = shown.content.decode()
    assert row.document.sha256 in content
    unticked = {**confirming(second, page), "compared": ""}
    assert second.post(f"{page}bestaetigen/", unticked).status_code == 422
    done = second.post(f"{page}bestaetigen/", confirming(second, page))
    assert (done.status_code, done["Location"]) == (302, page)
    grant.refresh_from_db()
    assert grant.state == "granted"
    overview = client.get(page_of(grant))
    assert overview.context["grant_frame"].terms.amount == Decimal("400000.00")
    assert overview.context["next"]["deed"] == "take_effect"
    steps = (
        ("bestandskraft", {}),
        ("beginn", {"version": grant.version + 1, "on": "2024-02-20"}),
    )
    for part, values in steps:
        assert client.post(page_of(grant, f"schritt/{part}/"), sent(**values)).status_code == 302
    grant.refresh_from_db()
    assert (grant.state, grant.begun_on) == ("running", date(2024, 2, 20))
    answer: Any = client.get(page_of(grant, f"unterlagen/{row.document.code}/"))
    assert (answer["Content-Type"], answer.getvalue()) == ("application/pdf", b"%PDF-1.7 Beispiel")


def test_confirming_leads_to_what_follows_from_the_notice(client: Client, second: Client, region: Region) -> None:
    """An amending notice to the drafted plan, a final notice to the claim it fixes: nothing is typed twice."""
    running = granted("running", region=region)
    plan = plan_of(running)
    amended = NoticeFactory(grant=running, kind="amendment")
    page = page_of(running, f"bescheide/{amended.pk}/")
    goal = page_of(running, f"finanzierungsplan/{plan.number}/")
    assert second.post(f"{page}bestaetigen/", confirming(second, page))["Location"] == goal
    assert goal in client.get(page).content.decode()
    form = second.get(goal).context["form"]
    assert next(iter(form.fields["notice"].queryset)) == amended
    assert second.post(f"{goal}in-kraft/", sent(notice=amended.pk, version=plan.version)).status_code == 302
    assert client.get(page).context["next_plan"] is None

    done = granted("under_review", region=region)
    paid(done, "20000.00")
    final = NoticeFactory(grant=done, kind="final", amount=Decimal("15000.00"))
    page = page_of(done, f"bescheide/{final.pk}/")
    answer = second.post(f"{page}bestaetigen/", confirming(second, page))
    claim = Claim.objects.get()
    assert answer["Location"] == f"/arbeit/zuwendungen/rueckforderungen/{claim.code}/"
    assert (claim.state, claim.amount, claim.act) == ("claimed", Decimal("5000.00"), final.document)
    assert answer["Location"] in client.get(page).content.decode()


def test_what_was_typed_into_a_refused_notice_is_kept(client: Client, grant: Grant) -> None:
    answer = client.post(page_of(grant, "bescheide/eintragen/"), award(amount="500.000,01", rate="81", reference=""))
    kept = fields_of(answer.content)
    assert (answer.status_code, GrantNotice.objects.count()) == (422, 0)
    assert (kept["amount"], kept["rate"], kept["disapplied"]) == (["500.000,01"], ["81"], ["ANBest-G 1.4\nANBest-G 6"])
    form = answer.context["form"]
    assert set(form.errors) == {"reference"}
    judged = client.post(page_of(grant, "bescheide/eintragen/"), award(amount="500.000,01", rate="81"))
    assert set(judged.context["form"].errors) == {"rate", "amount"}
    without = client.post(page_of(grant, "bescheide/eintragen/"), award(file=""))
    assert set(without.context["form"].errors) == {"file"}


def test_a_notice_changed_meanwhile_is_shown_again_with_what_was_typed(
    client: Client, second: Client, grant: Grant
) -> None:
    client.post(page_of(grant, "bescheide/eintragen/"), award())
    row = GrantNotice.objects.get()
    page = page_of(grant, f"bescheide/{row.pk}/")
    mine, theirs = (
        fields_of(client.get(f"{page}bearbeiten/").content),
        fields_of(second.get(f"{page}bearbeiten/").content),
    )
    before = confirming(client, page)
    assert second.post(f"{page}bearbeiten/", {**theirs, "note": "Zweite Hand"}).status_code == 302
    clash = client.post(f"{page}bearbeiten/", {**mine, "note": "Erste Hand"})
    assert (clash.status_code, fields_of(clash.content)["note"]) == (409, ["Erste Hand"])
    assert fields_of(clash.content)["version"] == ["2"]
    again = {**fields_of(clash.content), "submission": str(uuid4())}
    assert client.post(f"{page}bearbeiten/", again).status_code == 302
    row.refresh_from_db()
    assert (row.note, row.version) == ("Erste Hand", 3)
    third = confirming(client, page)
    assert second.post(f"{page}bestaetigen/", before).status_code == 409  # I19: what was seen is not what stands there
    assert second.post(f"{page}bestaetigen/", {**third, "content_hash": before["content_hash"]}).status_code == 409


def test_a_partner_confirms_and_has_no_forms_of_the_office(client: Client, grant: Grant, enter: Entrance) -> None:
    partner = enter(with_role(Role.PARTNER, organisation=grant.recipient, is_demo=True))
    client.post(page_of(grant, "bescheide/eintragen/"), award())
    page = page_of(grant, f"bescheide/{GrantNotice.objects.get().pk}/")
    for part in ("bearbeiten/", "vorzeitiger-beginn/", "korrektur/", "bescheide/eintragen/"):
        assert partner.get(page_of(grant, part)).status_code == 404
    assert (partner.get(LIST).status_code, partner.get("/arbeit/zuwendung-anlegen/").status_code) == (200, 404)
    assert partner.get(f"{page}bearbeiten/").status_code == 404
    assert partner.post(f"{page}bestaetigen/", confirming(partner, page)).status_code == 302


def test_i21_another_region_finds_nothing(client: Client, grant: Grant, enter: Entrance) -> None:
    client.post(page_of(grant, "bescheide/eintragen/"), award())
    row = GrantNotice.objects.get()
    stranger = enter(with_role(Role.OFFICE, region=a_region("Anderswo"), is_demo=True))
    authority = enter(with_role(Role.AUTHORITY, region=grant.region, is_demo=True))
    parts = ("", "bearbeiten/", "korrektur/", "bescheide/", f"bescheide/{row.pk}/", f"unterlagen/{row.document.code}/")
    for browser in (stranger, authority):
        assert [browser.get(page_of(grant, part)).status_code for part in parts] == [404] * len(parts)
    for part in (f"bescheide/{row.pk}/bestaetigen/", f"bescheide/{row.pk}/verwerfen/", "schritt/beginn/"):
        assert stranger.post(page_of(grant, part), sent(version=1)).status_code == 404
    assert stranger.get(LIST).context["page"].paginator.count == 0
    assert authority.get(LIST).status_code == 404


def test_discarding_needs_a_reason_and_stays_in_sight(client: Client, grant: Grant) -> None:
    client.post(page_of(grant, "bescheide/eintragen/"), award())
    row = GrantNotice.objects.get()
    page = page_of(grant, f"bescheide/{row.pk}/")
    values = {"drop-submission": str(uuid4()), "drop-version": 1}
    assert client.post(f"{page}verwerfen/", {**values, "drop-reason": " "}).status_code == 422
    assert client.post(f"{page}verwerfen/", {**values, "drop-reason": "falsche Datei"}).status_code == 302
    listed = client.get(page_of(grant, "bescheide/"))
    assert [one["row"].state for one in listed.context["entries"]] == ["discarded"]
    assert client.get(f"{page}bearbeiten/")["Location"] == page


def test_a_correction_waits_for_another_person(client: Client, second: Client, project: Project) -> None:
    grant = granted("running", region=project.region, project=project)
    asked = sent(version=grant.version, to_state="effective", reason="noch nicht begonnen")
    assert client.post(page_of(grant, "korrektur/"), asked).status_code == 302
    wanted = grant.corrections.get()
    own, other = client.get(page_of(grant)), second.get(page_of(grant))
    address = page_of(grant, f"korrektur/{wanted.pk}/")
    assert (address in own.content.decode(), address in other.content.decode()) == (False, True)
    client.post(address, sent())
    grant.refresh_from_db()
    assert grant.state == "running"  # I18
    second.post(address, sent())
    grant.refresh_from_db()
    assert grant.state == "effective"
    assert client.post(page_of(grant, "korrektur/"), sent(version=1, to_state="applied", reason="x")).status_code == 409


def test_r4_beginning_too_early_is_a_red_flag_until_a_consent_stands_there(client: Client, project: Project) -> None:
    grant = granted("effective", region=project.region, project=project)
    spent(grant, paid_on=date(2023, 12, 20))
    assert len(client.get(page_of(grant)).context["red_flags"]) == 1
    early = client.post(page_of(grant, "schritt/beginn/"), sent(version=grant.version, on="2023-12-20"))
    assert (early.status_code, early.context["next"]["form"]["on"].value()) == (422, "2023-12-20")
    consent = sent(reference="VZB-1", consented_on="2023-12-01", starts_on="2023-12-15", scope="", file=paper())
    assert client.post(page_of(grant, "vorzeitiger-beginn/"), {**consent, "file": ""}).status_code == 422
    assert client.post(page_of(grant, "vorzeitiger-beginn/"), consent).status_code == 302
    shown = client.get(page_of(grant))
    assert (shown.context["red_flags"], "VZB-1" in shown.content.decode()) == ([], True)


def test_the_list_shows_sums_filters_and_what_to_do_when_empty(client: Client, project: Project) -> None:
    empty = client.get(LIST)
    assert "/arbeit/zuwendung-anlegen/" in empty.content.decode()
    grant = granted("running", region=project.region, project=project, demonstration=True)
    GrantFactory(region=project.region, project=project)
    page = client.get(LIST)
    assert re.search(r"400\.000,00\s€", page.content.decode())
    assert "example-mark" in page.content.decode()
    assert (page.context["totals"].granted, len(page.context["rows"])) == (Decimal("400000.00"), 2)
    assert [row["grant"].pk for row in client.get(f"{LIST}?stand=running").context["rows"]] == [grant.pk]
    assert client.get(f"{LIST}?q=gibt-es-nicht").context["rows"] == []


def test_pages_cost_the_same_queries_for_one_and_for_three(client: Client, project: Project) -> None:
    grant = granted("running", region=project.region, project=project)
    client.get(LIST)
    listed, shown = queries_of(client, LIST), queries_of(client, page_of(grant))
    notices = queries_of(client, page_of(grant, "bescheide/"))
    for number in range(2):
        granted("running", region=project.region, project=project)
        grant.steps.create(deed="begin", to_state="running", on=date(2024, 2, number + 1), at=grant.created_at, by="x")
        client.post(page_of(grant, "bescheide/eintragen/"), award(kind="amendment", reference=f"Ä{number}", amount=""))
    assert GrantNotice.objects.filter(grant=grant).count() == 3
    assert queries_of(client, LIST) == listed
    assert queries_of(client, page_of(grant)) == shown
    assert queries_of(client, page_of(grant, "bescheide/")) == notices


def test_details_are_changed_with_the_newest_version_only(client: Client, grant: Grant) -> None:
    page = page_of(grant, "bearbeiten/")
    fields = fields_of(client.get(page).content)
    assert client.post(page, {**fields, "title": "Neuer Name"}).status_code == 302
    clash = client.post(page, {**fields, "title": "Alter Stand", "submission": str(uuid4())})
    assert (clash.status_code, fields_of(clash.content)["title"]) == (409, ["Alter Stand"])
    grant.refresh_from_db()
    assert (grant.title, AuditEntry.objects.filter(verb="edit_grant").count()) == ("Neuer Name", 1)
    decided = granted("running", region=grant.region, project=grant.project)
    shown = fields_of(client.get(page_of(decided, "bearbeiten/")).content)
    kept = client.post(page_of(decided, "bearbeiten/"), {**shown, "title": "Umbenannt", "financing_mode": "fixed"})
    decided.refresh_from_db()
    assert (kept.status_code, decided.title, decided.financing_mode) == (302, "Umbenannt", "share")


def test_a_tab_appears_only_where_it_leads_somewhere(client: Client, grant: Grant) -> None:
    tabs = client.get(page_of(grant)).context["grant_tabs"]
    assert tabs[0] == {"label": tabs[0]["label"], "url": page_of(grant), "current": True}
    assert all(client.get(tab["url"]).status_code == 200 for tab in tabs)
