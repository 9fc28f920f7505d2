"""An issue from its first word to its minute: parts, four eyes, what everybody can open, who may."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.actor import Right
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import Region
from strahlkraft.newsroom.actions import issues as actions
from strahlkraft.newsroom.models import Issue
from strahlkraft.newsroom.queries import newsletter as queries
from strahlkraft.newsroom.rules.newsletter import MOST_ITEMS, Given, ItemGiven
from tests.factories.accounts import a_region, with_role
from tests.factories.network import RegionFactory
from tests.factories.newsletter import AT, an_issue, approved
from tests.factories.newsroom import ArticleFactory
from tests.factories.projects import ProjectFactory, PublishedFactory

pytestmark = pytest.mark.django_db


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def on(row: Issue, by: User, **more: Any) -> dict[str, Any]:
    """Who does what on which issue, as it stands."""
    row.refresh_from_db()
    return {"by": by, "at": AT, "code": row.code, "version": row.version, **more}


@pytest.fixture
def draft(writer: User, region: Region) -> Issue:
    return an_issue(writer, region_id=region.pk)


def titles(row: Issue) -> list[str]:
    return [part["title"]["de"] for part in queries.content_of(row)["items"]]


def test_parts_are_picked_worded_ordered_and_taken_out(draft: Issue, writer: User) -> None:
    article = ArticleFactory(state="published", title="Beispielartikel", english="Text")
    project = PublishedFactory(title="Beispielprojekt")
    actions.add_item(**on(draft, writer, kind="article", key=article.slug))
    actions.add_item(**on(draft, writer, kind="project", key=project.slug))
    assert titles(draft) == ["Beispielnachricht", "Beispielartikel", "Beispielprojekt"]
    own, picked, last = queries.items_of(draft)
    actions.move_item(**on(draft, writer, item=last.pk, step=-1))
    actions.move_item(**on(draft, writer, item=own.pk, step=-1))
    actions.edit_item(**on(draft, writer, item=picked.pk, given=ItemGiven(title="Eigenes", text="Wort")))
    actions.remove_item(**on(draft, writer, item=own.pk))
    parts = queries.content_of(draft)["items"]
    assert [(part["kind"], part["title"]) for part in parts] == [
        ("project", {"de": "Beispielprojekt", "en": ""}),
        ("article", {"de": "Eigenes", "en": ""}),
    ]


def test_the_english_text_of_an_article_comes_along(draft: Issue, writer: User) -> None:
    article = ArticleFactory(state="published", title="Beispielartikel", english="Text")
    actions.add_item(**on(draft, writer, kind="article", key=article.slug))
    part = queries.content_of(draft)["items"][1]
    assert (part["title"], part["text"]) == (
        {"de": "Beispielartikel", "en": "Beispielartikel (English)"},
        {"de": "Beispiel", "en": "Example"},
    )


@pytest.mark.parametrize("kind", ["article", "project", "event", "case", "unfug"])
def test_only_what_everybody_can_open_is_picked(draft: Issue, writer: User, kind: str) -> None:
    ArticleFactory(slug="geheim")
    ProjectFactory(slug="geheim")
    with pytest.raises(Refused) as refused:
        actions.add_item(**on(draft, writer, kind=kind, key="geheim"))
    assert codes(refused) == ["unknown"]


def test_the_same_thing_stands_once_and_a_letter_has_an_end(draft: Issue, writer: User) -> None:
    project = PublishedFactory()
    actions.add_item(**on(draft, writer, kind="project", key=project.slug))
    with pytest.raises(Refused) as refused:
        actions.add_item(**on(draft, writer, kind="project", key=project.slug))
    assert codes(refused) == ["twice"]
    for number in range(MOST_ITEMS - 2):
        actions.add_item(**on(draft, writer, given=ItemGiven(title=f"Beispiel {number}")))
    with pytest.raises(Refused) as refused:
        actions.add_item(**on(draft, writer, given=ItemGiven(title="Zu viel")))
    assert codes(refused) == ["many_items"]


def test_nobody_who_wrote_on_it_approves_it_administration_included(
    draft: Issue, writer: User, second: User, region: Region
) -> None:
    admin = with_role(Role.ADMIN)
    actions.edit_issue(**on(draft, admin, given=Given(subject="Beispiel", intro="x", region_id=region.pk)))
    actions.edit_issue(**on(draft, writer, given=Given(subject="Beispiel", intro="y", region_id=region.pk)))
    actions.submit_issue(**on(draft, writer))
    for person in (writer, admin):
        with pytest.raises(Refused) as refused:
            actions.approve_issue(**on(draft, person, at_once=True))
        assert codes(refused) == ["four_eyes"]
    row = actions.approve_issue(**on(draft, second, at_once=True))
    assert (row.state, row.send_at, row.approved_by) == ("approved", AT, second.actor_id)


def test_the_database_holds_four_eyes_too(draft: Issue, writer: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Issue.objects.filter(pk=draft.pk).update(approved_by=writer.actor_id)


def test_an_issue_is_not_written_on_while_a_second_person_reads(draft: Issue, writer: User) -> None:
    actions.submit_issue(**on(draft, writer))
    with pytest.raises(Refused) as refused:
        actions.add_item(**on(draft, writer, given=ItemGiven(title="Beispiel")))
    assert codes(refused) == ["wrong_state"]


def test_giving_back_needs_a_remark_and_voids_the_approval(draft: Issue, writer: User, second: User) -> None:
    approved(draft, writer, second)
    with pytest.raises(Refused) as refused:
        actions.return_issue(**on(draft, second, remark=" "))
    assert codes(refused) == ["remark_missing"]
    row = actions.return_issue(**on(draft, second, remark="Bitte kürzer"))
    assert (row.state, row.approved_by, row.content_hash, row.send_at) == ("draft", "", "", None)
    assert AuditEntry.objects.order_by("-sequence")[0].reason == "Bitte kürzer"


def test_an_empty_issue_or_one_with_something_hidden_goes_to_nobody(writer: User, region: Region) -> None:
    empty = actions.create_issue(by=writer, at=AT, given=Given(subject="Beispiel", region_id=region.pk))
    with pytest.raises(Refused) as refused:
        actions.submit_issue(**on(empty, writer))
    assert codes(refused) == ["empty"]
    project: Any = PublishedFactory()
    actions.add_item(**on(empty, writer, kind="project", key=project.slug))
    project.publication = "withdrawn"
    project.save()
    with pytest.raises(Refused) as refused:
        actions.submit_issue(**on(empty, writer))
    assert codes(refused) == ["hidden_item"]


def test_a_minute_lies_ahead_and_can_be_moved_and_taken_away(draft: Issue, writer: User, second: User) -> None:
    actions.submit_issue(**on(draft, writer))
    with pytest.raises(Refused) as refused:
        actions.approve_issue(**on(draft, second, send_at=AT))
    assert codes(refused) == ["past"]
    actions.approve_issue(**on(draft, second, send_at=AT + timedelta(days=1)))
    assert queries.due(AT) == []
    actions.schedule_issue(**on(draft, writer))
    assert queries.due(AT + timedelta(days=300)) == []
    actions.schedule_issue(**on(draft, writer, at_once=True))
    assert queries.due(AT) == [draft.code]


def test_others_regions_and_partners_see_and_do_nothing(draft: Issue) -> None:
    strangers = [with_role(Role.OFFICE, region=RegionFactory()), with_role(Role.PARTNER), with_role(Role.AUTHORITY)]
    for person in strangers:
        with pytest.raises(Refused) as refused:
            actions.submit_issue(**on(draft, person))
        assert refused.value.hidden
        assert (queries.one(person, draft.code), list(queries.listed(person))) == (None, [])


def test_an_office_and_the_administration_write_to_the_whole_programme_two_offices_do_not(
    writer: User, second: User
) -> None:
    admin, elsewhere = with_role(Role.ADMIN), with_role(Role.OFFICE, region=a_region("anderswo"))
    row = actions.create_issue(by=writer, at=AT, given=Given(subject="Beispiel", intro="Ein Beispiel."))
    actions.edit_issue(**on(row, elsewhere, given=Given(subject="Beispielbrief", intro="Ein Beispiel.")))
    row = actions.submit_issue(**on(row, writer))
    with pytest.raises(Refused) as refused:
        actions.approve_issue(**on(row, second, at_once=True))
    desk = queries.one(second, row.code)
    assert desk is not None
    assert (codes(refused), [one.code for one in desk.may["approve"]]) == (["no_right"], ["no_right"])
    assert actions.approve_issue(**on(row, admin, at_once=True)).approved_by == admin.actor_id


def test_what_the_administration_wrote_to_the_whole_programme_any_office_approves(writer: User) -> None:
    admin = with_role(Role.ADMIN)
    row = actions.create_issue(by=admin, at=AT, given=Given(subject="Beispiel", intro="Ein Beispiel."))
    row = actions.submit_issue(**on(row, admin))
    assert actions.approve_issue(**on(row, writer, at_once=True)).approved_by == writer.actor_id


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.OFFICE, Role.ADMIN}])
def test_for_everybody_else_an_issue_for_the_whole_programme_is_not_there(writer: User, role: Role) -> None:
    row = actions.create_issue(by=writer, at=AT, given=Given(subject="Beispiel", intro="Ein Beispiel."))
    person = with_role(role)
    with pytest.raises(Refused) as refused:
        actions.submit_issue(**on(row, person))
    assert (refused.value.hidden, queries.one(person, row.code), list(queries.listed(person))) == (True, None, [])


def test_a_stale_page_writes_over_nothing(draft: Issue, writer: User) -> None:
    stale = on(draft, writer)
    actions.add_item(**stale, given=ItemGiven(title="Erstes"))
    with pytest.raises(Refused) as refused:
        actions.add_item(**stale, given=ItemGiven(title="Zweites"))
    assert codes(refused) == ["stale"]


def test_a_test_goes_to_oneself_only_and_names_itself(draft: Issue, writer: User) -> None:
    for language in ("de", "en"):
        actions.send_test(by=writer, at=AT, code=draft.code, language=language)
    letters = Letter.objects.order_by("pk")
    assert [(letter.to, "Beispielbrief" in letter.subject, letter.headers) for letter in letters] == [
        (writer.email, True, {}),
        (writer.email, True, {}),
    ]
    assert ("abbestellen" in letters[0].text, "<h2>Beispielnachricht</h2>" in letters[0].html) == (False, True)


def test_duties_name_what_waits_for_whom(draft: Issue, writer: User, second: User) -> None:
    today = AT.date()

    def waiting(person: User) -> list[str]:
        return [duty.key.partition(":")[0] for duty in queries.duties(person, today=today)]

    assert [waiting(writer), waiting(second)] == [["issue-draft"], []]
    actions.submit_issue(**on(draft, writer))
    assert [waiting(writer), waiting(second)] == [[], ["issue-review"]]
    actions.approve_issue(**on(draft, second))
    assert [waiting(writer), waiting(second)] == [["issue-unscheduled"], ["issue-unscheduled"]]


@pytest.mark.parametrize("count", [1, 3])
def test_duties_and_contents_cost_the_same_for_one_and_many(writer: User, region: Region, count: int) -> None:
    rows = [an_issue(writer, region_id=region.pk) for _ in range(count)]
    for _ in range(count):
        actions.add_item(**on(rows[0], writer, kind="project", key=PublishedFactory().slug))
    person = User.objects.get(pk=writer.pk)
    person.holds(Right.PUBLISH_NEWS)
    with CaptureQueriesContext(connection) as duties:
        assert len(queries.duties(person, today=AT.date())) == count
    row = Issue.objects.select_related("region", "topic").get(pk=rows[0].pk)
    with CaptureQueriesContext(connection) as contents:
        assert len(queries.content_of(row)["items"]) == count + 1
    assert (len(duties), len(contents)) == (2, 1)


def test_an_issue_for_the_whole_programme_is_a_duty_of_who_may_approve_it(writer: User, second: User) -> None:
    admin, today = with_role(Role.ADMIN), AT.date()
    row = actions.create_issue(by=writer, at=AT, given=Given(subject="Beispiel", intro="Ein Beispiel."))
    actions.submit_issue(**on(row, writer))
    waits = [[duty.key for duty in queries.duties(person, today=today)] for person in (writer, second, admin)]
    actions.return_issue(**on(row, admin, remark="Bitte kürzer."))
    actions.edit_issue(**on(row, admin, given=Given(subject="Beispiel", intro="Kürzer.")))
    actions.submit_issue(**on(row, admin))
    then = [[duty.key for duty in queries.duties(person, today=today)] for person in (writer, second, admin)]
    key = f"issue-review:{row.code}"
    assert (waits, then) == ([[], [], [key]], [[], [key], []])
