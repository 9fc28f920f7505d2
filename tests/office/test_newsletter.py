"""The office puts an issue together, reads it as it arrives, and watches it leave."""

import re
from typing import Any

import pytest
from django.test import Client

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.jobs.clock import now
from strahlkraft.jobs.newsletter_clock import run
from strahlkraft.letters.models import Letter
from strahlkraft.letters.rules import Fault
from strahlkraft.network.models import Region
from strahlkraft.newsroom.actions import issues
from strahlkraft.newsroom.formats.newsletter import STYLE_HASH
from strahlkraft.newsroom.models import Issue
from tests.factories.accounts import with_role
from tests.factories.network import RegionFactory
from tests.factories.newsletter import AT, a_subscriber, an_issue, approved
from tests.factories.newsroom import ArticleFactory
from tests.factories.projects import PublishedFactory
from tests.office.pages import Entrance, fields_of, marks


@pytest.fixture
def issue(officer: User, region: Region) -> Issue:
    return an_issue(officer, region_id=region.pk)


@pytest.fixture
def colleague(region: Region) -> User:
    return with_role(Role.OFFICE, region=region, is_demo=True)


def parts_of(row: Issue) -> list[str]:
    return [item.title or str(item.project) for item in row.items.select_related("project")]


def test_an_issue_is_begun_written_and_put_together_without_script(
    client: Client, region: Region, issue: Issue
) -> None:
    project: Any = PublishedFactory(title="Beispielprojekt", region=region)
    fields = fields_of(client.get("/arbeit/rundbrief/anlegen/").content)
    made = client.post("/arbeit/rundbrief/anlegen/", fields | {"subject": "Beispiel im März", "region": region.pk})
    row = Issue.objects.get(subject="Beispiel im März")
    assert (made.status_code, made["Location"]) == (302, f"/arbeit/rundbrief/{row.code}/teile/")
    base = made["Location"]
    page = client.get(f"{base}?q=Beispielprojekt").content.decode()
    assert f'value="project:{project.slug}"' in page
    client.post(f"{base}waehlen/", marks(1) | {"thing": f"project:{project.slug}"})
    assert f'value="project:{project.slug}"' not in client.get(f"{base}?q=Beispielprojekt").content.decode()
    fields = fields_of(client.get(f"{base}schreiben/").content)
    client.post(f"{base}schreiben/", fields | {"title": "Eigenes", "text": "Beispiel"})
    assert parts_of(row) == ["Beispielprojekt", "Eigenes"]
    own = row.items.get(title="Eigenes")
    client.post(f"{base}{own.pk}/ruecken/", marks(3) | {"step": "-1"})
    assert parts_of(row) == ["Eigenes", "Beispielprojekt"]
    fields = fields_of(client.get(f"{base}{own.pk}/").content)
    client.post(f"{base}{own.pk}/", fields | {"title": "Neu gesagt"})
    assert parts_of(row) == ["Neu gesagt", "Beispielprojekt"]
    client.post(f"{base}{own.pk}/entfernen/", marks(5))
    assert parts_of(row) == ["Beispielprojekt"]


def test_a_second_person_approves_and_the_issue_leaves(
    client: Client, issue: Issue, colleague: User, enter: Entrance
) -> None:
    a_subscriber(1)
    page = f"/arbeit/rundbrief/{issue.code}/"
    assert client.post(f"{page}schritt/einreichen/", marks(issue.version)).status_code == 302
    refused = client.post(f"{page}schritt/freigeben/", marks(issue.version + 1) | {"when": "now"})
    issue.refresh_from_db()
    assert (refused.status_code, issue.state) == (422, "in_review")
    done = enter(colleague).post(f"{page}schritt/freigeben/", marks(issue.version) | {"when": "now"})
    issue.refresh_from_db()
    assert (done.status_code, issue.state) == (302, "approved")
    run(at=now())
    shown = client.get(page).content.decode()
    assert (Letter.objects.count(), f"/rundbrief/archiv/{issue.code}/" in shown) == (1, True)
    assert client.get(f"{page}bearbeiten/").status_code == 404


def test_a_minute_that_is_missing_is_asked_for(client: Client, issue: Issue, colleague: User, enter: Entrance) -> None:
    page = f"/arbeit/rundbrief/{issue.code}/"
    client.post(f"{page}schritt/einreichen/", marks(issue.version))
    answer = enter(colleague).post(f"{page}schritt/freigeben/", marks(issue.version + 1) | {"when": "minute"})
    assert (answer.status_code, "publish_at" in answer.context["failed"].errors) == (422, True)


def test_giving_back_keeps_what_was_typed_when_somebody_was_quicker(
    client: Client, issue: Issue, colleague: User, enter: Entrance
) -> None:
    page = f"/arbeit/rundbrief/{issue.code}/"
    client.post(f"{page}schritt/einreichen/", marks(issue.version))
    answer = enter(colleague).post(f"{page}schritt/zurueckgeben/", marks(issue.version) | {"remark": "Bitte kürzer"})
    assert (answer.status_code, "Bitte kürzer" in answer.content.decode()) == (422, True)


def test_a_stale_form_keeps_what_was_typed(client: Client, issue: Issue) -> None:
    page = f"/arbeit/rundbrief/{issue.code}/bearbeiten/"
    fields = fields_of(client.get(page).content)
    Issue.objects.filter(pk=issue.pk).update(version=issue.version + 1)
    answer = client.post(page, fields | {"subject": "Getippt"})
    assert (answer.status_code, "Getippt" in answer.content.decode()) == (422, True)
    again = client.post(page, fields_of(answer.content) | {"subject": "Getippt"})
    issue.refresh_from_db()
    assert (again.status_code, issue.subject) == (302, "Getippt")


@pytest.mark.parametrize("part", ["bearbeiten/", "teile/schreiben/", "teile/{item}/"])
def test_what_was_typed_while_somebody_handed_the_issue_on_is_kept(
    client: Client, issue: Issue, officer: User, part: str
) -> None:
    path = f"/arbeit/rundbrief/{issue.code}/{part.format(item=issue.items.get().pk)}"
    issue.refresh_from_db()
    version = issue.version
    issues.submit_issue(by=officer, at=AT, code=issue.code, version=version)
    typed = {"subject": "Beispiel", "intro": "Frisch getippt", "title": "Beispiel", "text": "Frisch getippt"}
    answer = client.post(path, marks() | typed | {"version": version})
    assert (answer.status_code, "Frisch getippt" in answer.content.decode()) == (422, True)
    assert client.get(path).status_code == 404


def test_letters_whose_answer_was_not_heard_are_told_and_found(
    client: Client, issue: Issue, officer: User, colleague: User
) -> None:
    a_subscriber(1)
    approved(issue, officer, colleague)
    run(at=AT)
    page = client.get(f"/arbeit/rundbrief/{issue.code}/").content.decode()
    Letter.objects.filter(to="leserin1@beispiel.example").update(given_up_at=AT, fault=Fault.UNHEARD)
    told = client.get(f"/arbeit/rundbrief/{issue.code}/").content.decode()
    assert ("stand=unheard" in page, "stand=unheard" in told) == (False, True)
    assert client.get("/arbeit/briefe/?stand=unheard").status_code == 200
    assert client.get(f"/arbeit/briefe/{Letter.objects.get().pk}/").status_code == 200


def test_the_preview_may_load_nothing_and_apply_its_own_style_only(client: Client, issue: Issue) -> None:
    answer = client.get(f"/arbeit/rundbrief/{issue.code}/vorschau.html?sprache=en")
    policy = answer["Content-Security-Policy"]
    rules = {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}
    assert rules == {
        "default-src": ["'none'"],
        "style-src": [f"'{STYLE_HASH}'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": ["'self'"],
    }
    assert (answer["X-Frame-Options"], "Beispielnachricht" in answer.content.decode()) == ("SAMEORIGIN", True)
    page = client.get(f"/arbeit/rundbrief/{issue.code}/")
    assert ("sandbox" in page.content.decode(), "unsafe" in page["Content-Security-Policy"]) == (True, False)


def test_the_sheet_leads_to_the_letter_in_either_language(client: Client, issue: Issue) -> None:
    page = client.get(f"/arbeit/rundbrief/{issue.code}/").content.decode()
    assert re.findall(r'href="(\?sprache=..)"[^>]*>(\w+)<', page) == [
        ("?sprache=de", "Deutsch"),
        ("?sprache=en", "Englisch"),
    ]


def test_a_test_letter_goes_to_oneself(client: Client, issue: Issue, officer: User) -> None:
    answer = client.post(f"/arbeit/rundbrief/{issue.code}/schritt/test/", marks() | {"language": "de"})
    assert (answer.status_code, [letter.to for letter in Letter.objects.all()]) == (302, [officer.email])


def test_pages_of_issues_are_not_there_for_others(issue: Issue, enter: Entrance) -> None:
    item = issue.items.get()
    paths = ["", "bearbeiten/", "vorschau.html", "teile/", "teile/schreiben/", f"teile/{item.pk}/"]
    for role in (Role.PARTNER, Role.AUTHORITY):
        browser = enter(with_role(role, is_demo=True))
        assert browser.get("/arbeit/rundbrief/").status_code == 404
        assert [browser.get(f"/arbeit/rundbrief/{issue.code}/{path}").status_code for path in paths] == [404] * 6
    stranger = enter(with_role(Role.OFFICE, region=RegionFactory(), is_demo=True))
    assert [stranger.get(f"/arbeit/rundbrief/{issue.code}/{path}").status_code for path in paths] == [404] * 6
    deeds = ["schritt/einreichen/", "schritt/test/", f"teile/{item.pk}/ruecken/", f"teile/{item.pk}/entfernen/"]
    codes = [
        stranger.post(f"/arbeit/rundbrief/{issue.code}/{deed}", marks() | {"language": "de"}).status_code
        for deed in deeds
    ]
    assert codes == [404] * 4


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_for_one_and_many(
    client: Client, officer: User, region: Region, count: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(count):
        an_issue(officer, region_id=region.pk)
        ArticleFactory(state="published", region=region)
    client.get("/arbeit/rundbrief/")
    with django_assert_max_num_queries(16):
        page = client.get("/arbeit/rundbrief/").content.decode()
    assert page.count("Beispielbrief") == count
    code = Issue.objects.first().code  # type: ignore[union-attr]  # made above
    with django_assert_max_num_queries(24):
        assert client.get(f"/arbeit/rundbrief/{code}/teile/").status_code == 200
    with django_assert_max_num_queries(26):
        assert client.get(f"/arbeit/rundbrief/{code}/").status_code == 200


def test_the_empty_list_says_what_to_do_and_counts_suppressions(client: Client) -> None:
    page = client.get("/arbeit/rundbrief/")
    assert (page.status_code, "/arbeit/rundbrief/anlegen/" in page.content.decode()) == (200, True)
    assert [one["number"] for one in page.context["figures"]] == [0, 0, 0]


def test_today_names_the_issue_that_waits(client: Client, issue: Issue, colleague: User, enter: Entrance) -> None:
    client.post(f"/arbeit/rundbrief/{issue.code}/schritt/einreichen/", marks(issue.version))
    page = enter(colleague).get("/arbeit/").content.decode()
    assert f"/arbeit/rundbrief/{issue.code}/" in page


def test_the_trail_tells_deeds_in_words(client: Client, issue: Issue, officer: User, colleague: User) -> None:
    approved(issue, officer, colleague)
    page = client.get(f"/arbeit/rundbrief/{issue.code}/").content.decode()
    assert "approve_issue" not in page
