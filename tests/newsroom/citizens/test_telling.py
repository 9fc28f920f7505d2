"""What an office tells citizens of results: nothing before a second person, never a draft, nobody else's business."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.refusal import Refused
from strahlkraft.network.models import Municipality, OrganisationKind, Region, RegionMembership
from strahlkraft.newsroom.actions import telling as actions
from strahlkraft.newsroom.models import Comparison, PlainSummary
from strahlkraft.newsroom.queries import pictures as picture_queries
from strahlkraft.newsroom.queries import telling as desk
from strahlkraft.newsroom.queries import told
from strahlkraft.newsroom.rules.telling import Compared
from strahlkraft.projects.models import Project
from tests.factories.accounts import with_role
from tests.factories.network import DistrictFactory, MunicipalityFactory, OrganisationFactory, RegionFactory
from tests.factories.newsroom import PictureFactory
from tests.factories.projects import ParticipationFactory, ProjectFactory, PublishedFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TEXT = "Das Amt hilft jetzt online."
GIVEN = Compared(topic="Wartezeit", before_text="6 Wochen", after_text="2 Tage", source="Zählung der Beispielstadt")


@pytest.fixture
def region() -> Region:
    """The region results are told of."""
    row: Region = RegionFactory(slug="mitte")
    return row


@pytest.fixture
def project(region: Region) -> Project:
    """A public project there."""
    row: Project = PublishedFactory(region=region)
    return row


@pytest.fixture
def writer(region: Region) -> User:
    """Who writes in its office."""
    return with_role(Role.OFFICE, region=region)


@pytest.fixture
def second(region: Region) -> User:
    """The other person there."""
    return with_role(Role.OFFICE, region=region)


def written(by: User, text: str = TEXT, version: int = 0, **more: Any) -> PlainSummary:
    values: dict[str, Any] = {"kind": "region", "key": "mitte", "checked_by_readers": False} | more
    return actions.save_summary(by=by, at=AT, version=version, text=text, **values)


def released(by: User, row: PlainSummary) -> PlainSummary:
    return actions.publish_summary(by=by, at=AT, kind="region", key="mitte", version=row.version)


def shown() -> str:
    found = told.summary_of("region", "mitte")
    return found.text if found else ""


def test_a_summary_is_shown_only_after_a_second_person(writer: User, second: User) -> None:
    row = written(writer)
    assert (shown(), desk.state_of(row)) == ("", "waiting")
    with pytest.raises(Refused) as refused:
        released(writer, row)
    assert [one.code for one in refused.value.refusals] == ["four_eyes"]
    released(second, row)
    assert shown() == TEXT


def test_readers_keep_what_they_have_while_somebody_writes_on_it(writer: User, second: User) -> None:
    row = released(second, written(writer))
    row = written(second, "Neuer Satz.", row.version)
    assert (shown(), desk.state_of(row)) == (TEXT, "changed")
    with pytest.raises(Refused):
        released(second, row)
    released(writer, row)
    assert shown() == "Neuer Satz."


def test_whoever_wrote_before_somebody_mended_a_comma_is_no_second_person(writer: User, second: User) -> None:
    row = written(second, f"{TEXT}!", written(writer).version)
    for by in (writer, second):
        with pytest.raises(Refused):
            released(by, row)
    assert shown() == ""


def test_what_is_taken_back_is_gone_and_comes_again_by_writing(writer: User, second: User) -> None:
    row = released(second, written(writer))
    row = actions.withdraw_summary(by=writer, at=AT, kind="region", key="mitte", version=row.version)
    assert (shown(), desk.state_of(row), desk.duties(second, today=AT.date())) == ("", "withdrawn", [])
    with pytest.raises(Refused):
        released(second, row)
    assert desk.state_of(written(writer, version=row.version)) == "waiting"


def test_the_second_of_two_who_write_at_once_looks_again(writer: User, second: User) -> None:
    written(writer)
    with pytest.raises(Refused) as refused:
        written(second, "Anderes.")
    assert [one.code for one in refused.value.refusals] == ["stale"]
    assert PlainSummary.objects.get().text == TEXT


def test_the_database_itself_asks_for_two_people(region: Region, project: Project) -> None:
    values = {"written_at": AT, "written_by": "user:1", "published_by": "user:1"}
    with pytest.raises(IntegrityError), transaction.atomic():
        PlainSummary.objects.create(
            region=region, text=TEXT, shown_text=TEXT, shown_written_by="user:1", published_at=AT, **values
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Comparison.objects.create(
            project=project, topic="T", before_text="a", after_text="b", source="s", published=True, **values
        )


@pytest.mark.parametrize("kind", ["project", "region", "municipality"])
def test_others_things_are_not_there(region: Region, project: Project, kind: str) -> None:
    town: Municipality = MunicipalityFactory()
    key = {"project": project.slug, "region": "mitte", "municipality": town.key}[kind]
    for by in (with_role(Role.OFFICE), with_role(Role.PARTNER), with_role(Role.MUNICIPALITY)):
        with pytest.raises(Refused) as refused:
            written(by, kind=kind, key=key)
        assert refused.value.hidden
    for strange in ("nirgends", "x" * 300):
        with pytest.raises(Refused):
            written(with_role(Role.ADMIN), kind=kind, key=strange)
    assert PlainSummary.objects.count() == 0


def test_a_town_belongs_to_its_own_region_or_to_that_of_its_kreis(region: Region, writer: User) -> None:
    member, other = (MunicipalityFactory(district=DistrictFactory(key=key)) for key in ("05997", "05998"))
    inside: Municipality = MunicipalityFactory()
    own = OrganisationFactory(kind=OrganisationKind.MUNICIPALITY, municipality=member)
    kreis = OrganisationFactory(kind=OrganisationKind.DISTRICT, district=inside.district)
    for body in (own, kreis):
        RegionMembership.objects.create(region=region, organisation=body, role="partner")
    found = [desk.thing(writer, "municipality", town.key).region_id for town in (member, inside)]
    assert found == [region.pk] * 2
    with pytest.raises(Refused):
        desk.thing(writer, "municipality", other.key)


def test_a_partner_writes_about_own_projects_and_releases_nothing(project: Project, second: User) -> None:
    partner = with_role(Role.PARTNER)
    body = partner.memberships.get().organisation
    ParticipationFactory(project=project, organisation=body, stated_name=str(body))
    row = actions.add_comparison(by=partner, at=AT, project=project.slug, given=GIVEN)
    with pytest.raises(Refused):
        actions.publish_comparison(by=partner, at=AT, key=row.pk, version=row.version)
    row = actions.publish_comparison(by=second, at=AT, key=row.pk, version=row.version)
    for deed in (actions.withdraw_comparison, actions.edit_comparison):
        more = {"given": GIVEN} if deed is actions.edit_comparison else {}
        with pytest.raises(Refused):
            deed(by=partner, at=AT, key=row.pk, version=row.version, **more)
    row.refresh_from_db()
    assert row.published


def compared(by: User, project: Project, second: User | None = None, **more: Any) -> Comparison:
    row = actions.add_comparison(by=by, at=AT, project=project.slug, given=replace(GIVEN, **more))
    return actions.publish_comparison(by=second, at=AT, key=row.pk, version=row.version) if second else row


def test_a_changed_comparison_is_shown_to_nobody_until_released_anew(
    writer: User, second: User, project: Project
) -> None:
    row = compared(writer, project, second)
    assert [one.after for one in told.comparisons_of([project], "de")] == ["2 Tage"]
    row = actions.edit_comparison(
        by=second, at=AT, key=row.pk, version=row.version, given=replace(GIVEN, after_text="3 Tage")
    )
    assert told.comparisons_of([project], "de") == []
    with pytest.raises(Refused):
        actions.publish_comparison(by=second, at=AT, key=row.pk, version=row.version)
    actions.publish_comparison(by=writer, at=AT, key=row.pk, version=row.version)
    assert [one.after for one in told.comparisons_of([project], "de")] == ["3 Tage"]


def test_of_a_project_that_is_not_public_nothing_is_told(writer: User, second: User, region: Region) -> None:
    draft: Project = ProjectFactory(region=region)
    compared(writer, draft, second)
    row = written(writer, kind="project", key=draft.slug)
    actions.publish_summary(by=second, at=AT, kind="project", key=draft.slug, version=row.version)
    assert (told.comparisons_of([draft], "de"), told.summary_of("project", draft.slug)) == ([], None)


def test_english_readers_get_english_words_or_german_ones_that_say_so(
    writer: User, second: User, project: Project
) -> None:
    compared(writer, project, second, position=1)
    compared(writer, project, second, position=2, topic_en="Wait", before_text_en="6 weeks", after_text_en="2 days")
    found = [(one.topic, one.before, one.lang) for one in told.comparisons_of([project], "en")]
    assert found == [("Wartezeit", "6 Wochen", "de"), ("Wait", "6 weeks", "")]


def test_a_picture_that_came_without_words_stands_in_no_comparison(
    writer: User, project: Project, region: Region
) -> None:
    bare = PictureFactory(region=region, alternative_text="", credit="", unwritten=True)
    with pytest.raises(Refused) as refused:
        compared(writer, project, before=bare.code)
    assert [(one.code, one.field) for one in refused.value.refusals] == [("picture_unwritten", "before")]


def test_pictures_of_a_released_comparison_become_public_and_foreign_ones_are_refused(
    writer: User, second: User, project: Project, region: Region
) -> None:
    own, foreign = PictureFactory(region=region, sizes=True), PictureFactory(region=RegionFactory())
    with pytest.raises(Refused) as refused:
        compared(writer, project, before=foreign.code)
    assert [(one.code, one.field) for one in refused.value.refusals] == [("picture_unknown", "before")]
    compared(writer, project, second, before=own.code)
    assert (picture_queries.is_public(own), picture_queries.is_public(foreign)) == (True, False)
    first = told.comparisons_of([project], "de")[0]
    assert (first.before_picture is not None, first.after_picture) == (True, None)


def test_what_waits_stands_in_the_list_of_the_other_person(writer: User, second: User, project: Project) -> None:
    written(writer)
    row = compared(writer, project)
    keys = [duty.key for duty in desk.duties(second, today=AT.date())]
    assert keys == ["tell:region_results_desk:mitte", f"tell:comparison_desk:{row.pk}"]
    assert [desk.duties(by, today=AT.date()) for by in (writer, with_role(Role.OFFICE), with_role(Role.PARTNER))] == [
        []
    ] * 3


def test_duties_and_lines_ask_the_same_with_one_row_and_with_three(writer: User, second: User, region: Region) -> None:
    counts = []
    (
        desk.duties(second, today=AT.date()),
        desk.lines("project", list(desk.projects(writer))),
    )  # both know their roles now
    for _number in range(3):
        project = PublishedFactory(region=region)
        written(writer, kind="project", key=project.slug)
        compared(writer, project)
        with CaptureQueriesContext(connection) as asked:
            desk.duties(second, today=AT.date())
            desk.lines("project", list(desk.projects(writer)))
        counts.append(len(asked))
    assert counts == counts[:1] * 3


def test_the_trail_keeps_no_word_of_a_summary_but_each_figure_of_a_comparison(writer: User, project: Project) -> None:
    written(writer)
    compared(writer, project)
    summary, comparison = AuditEntry.objects.order_by("sequence")
    assert (TEXT in str(summary.after), comparison.after["after_text"]) == (False, "2 Tage")
    assert [summary.verb, comparison.verb] == ["save_summary", "add_comparison"]
