"""What the office does to the register: rights, locks, forms sent twice, trail, search and history."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client

from strahlkraft.accounts.rules import Role
from strahlkraft.audit.actions import AlreadySubmitted
from strahlkraft.audit.models import AuditEntry
from strahlkraft.audit.queries import verify
from strahlkraft.kernel.actor import NOBODY, SYSTEM, Actor
from strahlkraft.kernel.refusal import Refused
from strahlkraft.network.models import Region
from strahlkraft.projects import actions
from strahlkraft.projects.forms_data import FactRow, PersonRow, ProjectInput, TruthRow
from strahlkraft.projects.models import Document, Fact, Project, Publication, Truth
from strahlkraft.search.models import SearchDocument
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.projects import ParticipationFactory, ProjectFactory, PublishedFactory, SourceFactory

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PDF = b"%PDF-1.4\n" + b"x" * 64
URL = "https://beispiel.example/seite"

pytestmark = pytest.mark.django_db


@pytest.fixture
def own() -> Region:
    return a_region("Eigenregion")


@pytest.fixture
def office(own: Region) -> Actor:
    return with_role(Role.OFFICE, region=own)


@pytest.fixture
def project(own: Region) -> Project:
    return PublishedFactory(region=own, title="Lampen", slug="lampen")  # type: ignore[no-any-return] # the factory makes projects


def indexed(slug: str) -> dict[str, Any] | None:
    """What the search will find of a project; None when nothing."""
    row = SearchDocument.objects.filter(kind="project", key=slug, withdrawn=False).first()
    return row.payload if row else None


def deeds(project: Project) -> dict[str, Callable[[Actor], object]]:
    """Every deed on one public project."""
    twin = PublishedFactory(region=project.region, title="Doppel", slug="doppel")
    document = Document.objects.create(project=project, title="Alt", url=URL, added_at=AT)
    known: dict[str, Any] = {"at": AT, "slug": project.slug}
    return {
        "create": lambda by: actions.create_project(
            by=by, at=AT, given=ProjectInput(title="Neu", region_id=project.region_id)
        ),
        "edit": lambda by: actions.edit_project(by=by, version=1, given=ProjectInput(title="Neu"), **known),
        "truth": lambda by: actions.state_truth(by=by, version=1, kind="reusable", given=TruthRow("yes"), **known),
        "add": lambda by: actions.add_document(by=by, title="Neu", url=URL, **known),
        "remove": lambda by: actions.remove_document(by=by, document_id=document.pk, **known),
        "withdraw": lambda by: actions.withdraw_project(by=by, version=1, reason="Doppelt", **known),
        "publish": lambda by: actions.publish_project(by=by, version=1, **known),
        "merge": lambda by: actions.merge_projects(by=by, at=AT, duplicate=project.slug, version=1, target=twin.slug),
    }


DEEDS = ["create", "edit", "truth", "add", "remove", "withdraw", "publish", "merge"]
PARTNERS = {"edit", "truth", "add", "remove"}


def stranger(who: str, project: Project) -> Actor:
    if who == "nobody":
        return NOBODY
    if who == "office elsewhere":
        return with_role(Role.OFFICE, region=a_region("Fremdregion"))
    if who == "partner elsewhere":
        return with_role(Role.PARTNER, organisation=an_organisation("Fremde GmbH"))
    organisation = an_organisation("Eigene GmbH")
    ParticipationFactory(project=project, organisation=organisation, role="partner")
    if who == "partner":
        return with_role(Role.PARTNER, organisation=organisation)
    if who == "municipality":
        return with_role(Role.MUNICIPALITY, organisation=organisation)
    return with_role(Role(who), region=project.region) if who != "land" else with_role(Role.LAND)


WITHOUT_RIGHT = ["nobody", "office elsewhere", "partner elsewhere", "municipality", "steering", "authority", "land"]
REFUSED = [(who, deed) for who in WITHOUT_RIGHT for deed in DEEDS]
REFUSED += [("partner", deed) for deed in DEEDS if deed not in PARTNERS]
DONE = [(who, deed) for who in ("office", "admin") for deed in DEEDS if deed != "publish"]
DONE += [("partner", deed) for deed in DEEDS if deed in PARTNERS]


@pytest.mark.parametrize(("who", "deed"), REFUSED)
def test_a_deed_is_refused_to_who_has_no_right_to_it(who: str, deed: str, project: Project) -> None:
    do, by = deeds(project)[deed], stranger(who, project)
    before, lines = Project.objects.count(), AuditEntry.objects.count()

    with pytest.raises(Refused) as caught:
        do(by)

    project.refresh_from_db()
    assert [refusal.code for refusal in caught.value.refusals] == ["no_right"]
    assert (project.title, project.version, Project.objects.count(), AuditEntry.objects.count()) == (
        "Lampen",
        1,
        before,
        lines,
    )


@pytest.mark.parametrize(("who", "deed"), DONE)
def test_a_deed_is_done_once_by_who_may_and_leaves_one_line(
    who: str, deed: str, project: Project, office: Actor
) -> None:
    do = deeds(project)[deed]
    by = {"office": lambda: office, "admin": lambda: with_role(Role.ADMIN)}.get(
        who, lambda: stranger("partner", project)
    )()
    lines = AuditEntry.objects.count()

    do(by)

    assert [(e.actor_id, e.at) for e in AuditEntry.objects.all()[lines:]] == [(by.actor_id, AT)]
    assert verify() == []


@pytest.mark.parametrize("deed", ["edit", "truth", "withdraw", "merge"])
def test_an_older_version_is_refused_and_changes_nothing(deed: str, project: Project, office: Actor) -> None:
    do = deeds(project)[deed]
    actions.edit_project(
        by=office, at=AT, slug="lampen", version=1, given=ProjectInput(benefit="Schneller war jemand.")
    )

    with pytest.raises(Refused) as caught:
        do(office)

    project.refresh_from_db()
    assert [refusal.code for refusal in caught.value.refusals] == ["changed_meanwhile"]
    assert (project.title, project.version, project.publication) == ("Lampen", 2, "published")


def test_a_form_sent_twice_is_carried_out_once(project: Project, office: Actor, own: Region) -> None:
    document = Document.objects.create(project=project, title="Alt", url=URL, added_at=AT)
    PublishedFactory(region=own, slug="doppel")
    known: dict[str, Any] = {"by": office, "at": AT, "slug": "lampen"}
    calls: dict[str, Callable[[Any], object]] = {
        "create_project": lambda key: actions.create_project(
            by=office, at=AT, given=ProjectInput(title="Neu", region_id=own.pk), submission=key
        ),
        "add_document": lambda key: actions.add_document(title="Neu", url=URL, submission=key, **known),
        "remove_document": lambda key: actions.remove_document(document_id=document.pk, submission=key, **known),
    }
    for verb, call in calls.items():
        key = uuid4()
        call(key)
        counts = (Project.objects.count(), Document.objects.count(), AuditEntry.objects.count())
        with pytest.raises(AlreadySubmitted) as caught, transaction.atomic():
            call(key)
        assert caught.value.entry.verb == verb
        assert (Project.objects.count(), Document.objects.count(), AuditEntry.objects.count()) == counts


def test_the_trail_keeps_before_and_after_of_the_changed_parts_only(project: Project, office: Actor) -> None:
    actions.edit_project(
        by=office, at=AT, slug="lampen", version=1, given=ProjectInput(title="Leuchten", aliases=("Lampen",))
    )

    entry = AuditEntry.objects.latest("sequence")
    assert (entry.verb, entry.before, entry.after, entry.region_id, entry.public) == (
        "edit_project",
        {"title": "Lampen", "aliases": []},
        {"title": "Leuchten", "aliases": ["Lampen"]},
        project.region_id,
        True,
    )


def test_the_search_follows_every_deed_in_the_same_transaction(project: Project, office: Actor) -> None:
    by: dict[str, Any] = {"by": office, "at": AT}
    actions.edit_project(**by, slug="lampen", version=1, given=ProjectInput(title="Leuchten"))
    edited = indexed("lampen")
    actions.withdraw_project(**by, slug="lampen", version=2, reason="Doppelt")
    withdrawn = indexed("lampen")
    actions.publish_project(**by, slug="lampen", version=3)
    published = indexed("lampen")

    assert edited
    assert published
    assert (edited["title"], withdrawn, published["title"]) == ("Leuchten", None, "Leuchten")


def test_what_is_rolled_back_is_not_in_the_search_either(project: Project, office: Actor) -> None:
    def fail() -> None:
        with transaction.atomic():
            actions.edit_project(by=office, at=AT, slug="lampen", version=1, given=ProjectInput(title="Leuchten"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    project.refresh_from_db()
    assert (indexed("lampen"), project.title, AuditEntry.objects.count()) == (None, "Lampen", 0)


def test_a_draft_is_not_in_the_search_until_it_is_published(own: Region, office: Actor) -> None:
    made = actions.create_project(
        by=office,
        at=AT,
        given=ProjectInput(title="Brücke über den Bach", region_id=own.pk, summary="Ein Satz.", source_urls=(URL,)),
    )
    before = indexed(made.slug)
    actions.edit_project(by=office, at=AT, slug=made.slug, version=1, given=ProjectInput(benefit="Nutzen"))
    still = indexed(made.slug)

    actions.publish_project(by=office, at=AT, slug=made.slug, version=2)

    assert (made.slug, before, still, indexed(made.slug) is not None) == ("bruecke-ueber-den-bach", None, None, True)


def test_publishing_says_everything_that_is_missing(own: Region, office: Actor) -> None:
    draft = ProjectFactory(region=own, title=" ", summary="")

    with pytest.raises(Refused) as caught:
        actions.publish_project(by=office, at=AT, slug=draft.slug, version=1)

    assert [r.code for r in caught.value.refusals] == ["title_missing", "summary_missing", "source_missing"]


def test_withdrawing_needs_a_reason_and_keeps_it(project: Project, office: Actor) -> None:
    with pytest.raises(Refused, match="reason"):
        actions.withdraw_project(by=office, at=AT, slug="lampen", version=1, reason=" ")
    actions.withdraw_project(by=office, at=AT, slug="lampen", version=1, reason="Doppelt erfasst")

    entry = AuditEntry.objects.latest("sequence")
    assert (entry.reason, entry.public, entry.after) == ("Doppelt erfasst", False, {"publication": "withdrawn"})
    assert Client().get("/projekte/lampen/").status_code == 404


def test_creating_says_everything_that_is_missing(office: Actor) -> None:
    with pytest.raises(Refused) as caught:
        actions.create_project(by=office, at=AT, given=ProjectInput(title=" "))

    assert [r.code for r in caught.value.refusals] == ["title_missing", "region_missing"]


def test_numbers_and_addresses_are_never_given_twice(own: Region, office: Actor) -> None:
    ProjectFactory(region=own, identifier="SK-9999", slug="leuchten")
    ProjectFactory(region=own, identifier="SK-10000", slug="leuchten-2")

    made = actions.create_project(by=office, at=AT, given=ProjectInput(title="Leuchten!", region_id=own.pk))

    assert (made.identifier, made.slug, made.publication) == ("SK-10001", "leuchten-3", Publication.DRAFT)


def test_a_project_moves_only_into_a_region_of_ones_own(project: Project, office: Actor) -> None:
    with pytest.raises(Refused, match="your own region"):
        actions.edit_project(
            by=office, at=AT, slug="lampen", version=1, given=ProjectInput(region_id=a_region("Fremdregion").pk)
        )


def test_former_truths_stay_in_the_history(project: Project, office: Actor) -> None:
    known: dict[str, Any] = {"by": office, "at": AT, "slug": "lampen", "kind": "in_operation"}
    actions.state_truth(**known, version=1, given=TruthRow("yes", since="2021", source_url=URL))
    actions.state_truth(**known, version=2, given=TruthRow("no", since="2023-06"))
    actions.state_truth(**known, version=3, given=TruthRow())

    stated = Truth.objects.filter(project=project).order_by("pk").values_list("value", "since", "current")
    assert list(stated) == [("yes", "2021", False), ("no", "2023-06", False)]


def test_a_replaced_fact_is_retired_and_an_equal_one_stays(project: Project, office: Actor) -> None:
    money = FactRow("funding", amount=Decimal(100), source_urls=(URL,))
    start = FactRow("start", date="2020", source_urls=(URL,))
    actions.edit_project(by=office, at=AT, slug="lampen", version=1, given=ProjectInput(facts=(money, start)))
    actions.edit_project(
        by=office,
        at=AT,
        slug="lampen",
        version=2,
        given=ProjectInput(facts=(FactRow("funding", amount=Decimal(200), source_urls=(URL,)), start)),
    )

    facts = Fact.objects.filter(project=project).order_by("pk").values_list("field", "amount", "retired_at")
    assert list(facts) == [("funding", 100, AT), ("start", None, None), ("funding", 200, None)]
    project.refresh_from_db()
    assert project.office_fields == ["funding", "period"]


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        (ProjectInput(title=""), ["title_missing"]),
        (ProjectInput(source_urls=("javascript:alert(1)",)), ["no_address"]),
        (ProjectInput(source_urls=("https://[",)), ["no_address"]),
        (ProjectInput(truths={"reusable": TruthRow("yes", source_url="ftp://x")}), ["no_address"]),
        (ProjectInput(facts=(FactRow("start", date="2020", source_urls=("x",)),)), ["no_address"]),
        (ProjectInput(facts=(FactRow("funding"),)), ["fact_empty"]),
        (ProjectInput(facts=(FactRow("funding", amount=Decimal(-1)),)), ["amount_negative"]),
        (
            ProjectInput(facts=(FactRow("start", date="2021"), FactRow("start", date="2022"))),
            ["two_preferred"],
        ),
        (ProjectInput(facts=(FactRow("start", date="2022"), FactRow("end", date="2021"))), ["end_before_start"]),
        (ProjectInput(phases={"preparation": ("", "2022"), "closure": ("", "2021")}), ["phase_order"]),
        (ProjectInput(participations=(PersonRow("lead", "A"), PersonRow("lead", "A"))), ["twice"]),
        (ProjectInput(participations=(PersonRow("lead", " "),)), ["name_missing"]),
    ],
)
def test_what_cannot_be_so_is_refused_with_its_reason(
    given: ProjectInput, codes: list[str], project: Project, office: Actor
) -> None:
    with pytest.raises(Refused) as caught:
        actions.edit_project(by=office, at=AT, slug="lampen", version=1, given=given)

    assert [refusal.code for refusal in caught.value.refusals] == codes


def test_a_duplicate_leads_to_the_record_that_takes_over_its_names(own: Region, office: Actor) -> None:
    target = PublishedFactory(region=own, title="Leuchten", slug="leuchten")
    twin = PublishedFactory(region=own, title="Lampen", slug="lampen")
    older = PublishedFactory(region=own, title="Laternen", slug="laternen")
    child = PublishedFactory(region=own, parent=twin, kind="subproject")
    twin.aliases.create(title="Fackeln")
    ParticipationFactory(project=twin, stated_name="Beispiel GmbH")
    actions.merge_projects(by=office, at=AT, duplicate="laternen", version=1, target="lampen")
    twin.refresh_from_db()

    actions.merge_projects(by=office, at=AT, duplicate="lampen", version=twin.version, target="leuchten")

    for record in (target, twin, older, child):
        record.refresh_from_db()
    assert sorted(target.aliases.values_list("title", flat=True)) == ["Fackeln", "Lampen", "Laternen"]
    assert [p.stated_name for p in target.participations.all()] == ["Beispiel GmbH"]
    assert target.source_links.count() == 3
    assert (twin.publication, twin.merged_into, older.merged_into, child.parent) == ("merged", target, target, target)
    assert (indexed("lampen"), (indexed("leuchten") or {})["title"]) == (None, "Leuchten")
    for old in ("lampen", "laternen"):
        answer = Client().get(f"/projekte/{old}/")
        assert (answer.status_code, answer["Location"]) == (301, "/projekte/leuchten/")


@pytest.mark.parametrize(
    ("target", "code"), [("lampen", "same_record"), ("fremd", "other_region"), ("weg", "target_merged")]
)
def test_a_merger_that_makes_no_sense_is_refused(target: str, code: str, project: Project, own: Region) -> None:
    PublishedFactory(slug="fremd", region=a_region("Fremdregion"))
    ProjectFactory(slug="weg", region=own, publication="merged", merged_into=project)

    with pytest.raises(Refused) as caught:
        actions.merge_projects(by=SYSTEM, at=AT, duplicate="lampen", version=1, target=target)

    assert [refusal.code for refusal in caught.value.refusals] == [code]


def test_a_file_is_kept_by_what_it_is_and_its_removal_keeps_it(project: Project, office: Actor) -> None:
    known: dict[str, Any] = {"by": office, "at": AT, "slug": "lampen"}
    added = actions.add_document(**known, title="Leitfaden", file=ContentFile(PDF, name="../../böse.exe"))
    found = (indexed("lampen") or {})["body"]
    actions.remove_document(**known, document_id=added.pk)

    added.refresh_from_db()
    assert (added.media_type, added.size, len(added.sha256), added.removed) == ("application/pdf", len(PDF), 64, True)
    assert added.download_name == f"leitfaden-{added.sha256[:8]}.pdf"
    assert ("Leitfaden" in found, "Leitfaden" in (indexed("lampen") or {})["body"]) == (True, False)
    assert added.file.storage.exists(added.file.name)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"file": ContentFile(b"", name="a.pdf")}, "empty"),
        ({"file": ContentFile(b"<html>", name="a.pdf")}, "wrong_type"),
        ({"file": ContentFile(b"\x89PNG\r\n\x1a\n" + b"0" * 50, name="a.png")}, "alternative_missing"),
        ({}, "nothing"),
        ({"url": "javascript:alert(1)"}, "no_address"),
        ({"url": URL, "title": " "}, "title_missing"),
    ],
)
def test_a_document_that_may_not_be_kept_is_refused(
    given: dict[str, Any], code: str, project: Project, office: Actor
) -> None:
    with pytest.raises(Refused) as caught:
        actions.add_document(**({"by": office, "at": AT, "slug": "lampen", "title": "A"} | given))

    assert (caught.value.refusals[0].code, Document.objects.count()) == (code, 0)


def test_only_who_manages_events_of_a_region_states_them_and_sources_come_first() -> None:
    region = a_region("Beispielregion")
    office, elsewhere = with_role(Role.OFFICE, region=region), with_role(Role.OFFICE, region=a_region("Anderswo"))
    given: dict[str, Any] = {
        "at": AT,
        "slug": "beispielkongress",
        "region_id": region.pk,
        "name": "Beispielkongress",
        "date": "2027-03-11",
        "venue": "Beispielhalle",
        "organisers": ["Beispiel GmbH"],
        "notes": "Beispiel",
    }
    for by, region_id in ((elsewhere, region.pk), (office, None)):
        with pytest.raises(Refused):
            actions.state_event(by=by, new=True, **given | {"region_id": region_id})

    made = actions.state_event(by=office, new=True, **given)
    with pytest.raises(Refused):
        actions.state_event(by=office, new=True, **given)
    moved = actions.state_event(by=office, new=False, **given | {"venue": "Aula"})
    made.source_links.create(source=SourceFactory())
    kept = actions.state_event(by=office, new=False, **given | {"venue": "Saal"})

    assert (made.venue, moved.venue, kept.venue) == ("Beispielhalle", "Aula", "Aula")
    assert list(AuditEntry.objects.order_by("sequence").values_list("verb", "public")) == [
        ("announce_event", True),
        ("revise_event", True),
    ]
