"""Two records of one organisation become one, and can be taken apart again."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.kernel.refusal import Refused
from strahlkraft.network.models import ContactPoint, Organisation, OrganisationKind, OrganisationMerge, Region
from strahlkraft.network.queries import standing
from strahlkraft.search.models import SearchDocument
from strahlkraft.steering.actions import merging
from tests.factories.accounts import a_region, with_role
from tests.factories.contacts import EntryFactory, MemberFactory
from tests.factories.network import MunicipalityFactory, OrganisationFactory
from tests.factories.projects import ParticipationFactory, PublishedFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def pair() -> tuple[Organisation, Organisation]:
    """A duplicate and the record that shall stand."""
    return (
        OrganisationFactory(name="Beispiel Gesellschaft", slug="doppelt"),
        OrganisationFactory(name="Beispiel-Gesellschaft mbH", slug="bleibt"),
    )


def merge(**more: Any) -> OrganisationMerge:
    given = {"by": SYSTEM, "at": AT, "slug": "doppelt", "into": "bleibt", "reason": "dieselbe Anschrift"} | more
    return merging.merge_organisations(**given)


def test_every_row_that_named_the_duplicate_names_the_other(pair: tuple[Organisation, Organisation]) -> None:
    double, kept = pair
    project = PublishedFactory()
    rows = [
        ParticipationFactory(project=project, organisation=double, stated_name="Beispiel Gesellschaft"),
        EntryFactory(organisation=double),
        MemberFactory(organisation=double),
        ContactPoint.objects.create(organisation=double, mailbox="post@beispiel.example"),
    ]

    done = merge()

    assert [type(row)._base_manager.get(pk=row.pk).organisation_id for row in rows] == [kept.pk] * 4
    assert done.moved == {
        "projects.Participation.organisation": [rows[0].pk],
        "network.ContactLogEntry.organisation": [rows[1].pk],
        "network.GroupMember.organisation": [rows[2].pk],
        "network.ContactPoint.organisation": [rows[3].pk],
    }
    assert (list(Organisation.objects.all()), standing("doppelt")) == ([kept, *_others(kept)], kept)
    assert not SearchDocument.objects.filter(kind="organisation", key="doppelt", withdrawn=False).exists()


def _others(kept: Organisation) -> list[Organisation]:
    return list(Organisation.objects.exclude(pk=kept.pk))


def test_what_the_other_has_already_stays_with_the_duplicate(pair: tuple[Organisation, Organisation]) -> None:
    double, kept = pair
    region = a_region()
    kept.region_memberships.create(region=region, role="lead")
    stays = double.region_memberships.create(region=region, role="partner")
    moves = double.region_memberships.create(region=a_region("Nachbarregion"), role="partner")

    done = merge()

    assert done.moved == {"network.RegionMembership.organisation": [moves.pk]}
    stays.refresh_from_db()
    assert stays.organisation_id == double.pk


def test_taken_apart_everything_is_as_before_but_what_came_since(pair: tuple[Organisation, Organisation]) -> None:
    double, kept = pair
    entry = EntryFactory(organisation=double)
    merge()
    since = EntryFactory(organisation=kept)

    merging.unmerge_organisations(by=SYSTEM, at=AT, slug="doppelt", reason="doch zwei")

    for row, body in ((entry, double), (since, kept)):
        row.refresh_from_db()
        assert row.organisation_id == body.pk
    assert standing("doppelt") == double
    assert list(AuditEntry.objects.order_by("sequence").values_list("verb", "subject_key", "reason")) == [
        ("merge_organisations", "doppelt", "dieselbe Anschrift"),
        ("unmerge_organisations", "doppelt", "doch zwei"),
    ]
    assert merge().undone_at is None  # it can be found out again


def test_two_towns_of_one_name_are_never_one(db: None) -> None:
    for slug in ("doppelt", "bleibt"):
        place = MunicipalityFactory(name="Beispielstadt")
        OrganisationFactory(
            slug=slug, name=f"Stadt Beispiel {slug}", kind=OrganisationKind.MUNICIPALITY, municipality=place
        )

    with pytest.raises(Refused) as told:
        merge()

    assert [refusal.code for refusal in told.value.refusals] == ["places_differ"]


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({"into": "doppelt"}, ["same"]),
        ({"reason": " "}, ["reason_missing"]),
        ({"into": "gibt-es-nicht"}, ["unknown"]),
    ],
)
def test_a_merger_without_sense_is_refused(
    pair: tuple[Organisation, Organisation], given: dict[str, str], codes: list[str]
) -> None:
    with pytest.raises(Refused) as told:
        merge(**given)

    assert [refusal.code for refusal in told.value.refusals] == codes


def test_only_offices_of_both_regions_merge(pair: tuple[Organisation, Organisation]) -> None:
    for body, name in zip(pair, ("Eigenregion", "Fremdregion"), strict=True):
        body.region_memberships.create(region=a_region(name), role="partner")
    own = Region.objects.get(name="Eigenregion")

    with pytest.raises(Refused) as told:
        merge(by=with_role(Role.OFFICE, region=own))

    assert [refusal.code for refusal in told.value.refusals] == ["other_region"]
    assert OrganisationMerge.objects.count() == 0


def test_only_the_administration_merges_what_gives_people_other_roles(pair: tuple[Organisation, Organisation]) -> None:
    double, kept = pair
    role = with_role(Role.PARTNER, organisation=double).memberships.get()

    with pytest.raises(Refused) as told:
        merge(by=with_role(Role.OFFICE, region=a_region("Eigenregion")))

    assert [refusal.code for refusal in told.value.refusals] == ["not_allowed"]
    assert merge(by=with_role(Role.ADMIN)).moved == {"accounts.Membership.organisation": [role.pk]}
    assert kept.role_grants.get() == role


@pytest.mark.parametrize(("region", "refused"), [("Eigenregion", False), ("Fremdregion", True)])
def test_an_office_gives_partners_no_projects_of_other_regions_by_merging(
    pair: tuple[Organisation, Organisation], region: str, *, refused: bool
) -> None:
    double, kept = pair
    ParticipationFactory(project=PublishedFactory(region=a_region(region)), organisation=double)
    with_role(Role.PARTNER, organisation=kept)
    office = with_role(Role.OFFICE, region=a_region("Eigenregion"))

    if not refused:
        assert merge(by=office).pk
        return
    with pytest.raises(Refused) as told:
        merge(by=office)
    assert [refusal.code for refusal in told.value.refusals] == ["not_allowed"]


def test_the_one_it_was_merged_into_cannot_go_before_it_is_taken_back(pair: tuple[Organisation, Organisation]) -> None:
    merge()
    OrganisationFactory(slug="dritte", name="Dritte")
    merge(slug="bleibt", into="dritte")

    with pytest.raises(Refused) as told:
        merging.unmerge_organisations(by=SYSTEM, at=AT, slug="doppelt")

    assert [refusal.code for refusal in told.value.refusals] == ["kept_merged"]
    assert standing("doppelt") == Organisation.objects.get(slug="dritte")


def test_the_public_address_of_a_merged_record_leads_to_the_other(
    client: Client, pair: tuple[Organisation, Organisation]
) -> None:
    merge()

    answer = client.get("/organisationen/doppelt/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/organisationen/bleibt/")
    assert client.get("/organisationen/bleibt/").status_code == 200
