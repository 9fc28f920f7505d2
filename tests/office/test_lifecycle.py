"""Publishing, withdrawing, merging: what is allowed, what is said, what happens."""

from django.test import Client

from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.projects.models import Project, ProjectSource, Publication
from tests.factories.accounts import an_organisation, with_role
from tests.factories.projects import ParticipationFactory, ProjectFactory, PublishedFactory, SourceFactory
from tests.office.pages import Entrance, fields_of, marks


def url(project: Project, *rest: str) -> str:
    return "/".join(["/arbeit/projekte", project.slug, *rest]) + "/"


def test_publishing_without_source_is_greyed_with_its_reason_and_refused(client: Client, project: Project) -> None:
    page = client.get(url(project))
    assert (len(page.context["publish"]), b'disabled aria-describedby="why-publish"' in page.content) == (1, True)
    answer = client.post(url(project, "veroeffentlichen"), marks())
    project.refresh_from_db()
    assert (answer.status_code, answer.context["refusals"], project.publication) == (
        409,
        answer.context["publish"],
        Publication.DRAFT,
    )


def test_publishing_a_complete_record_makes_it_public_once(client: Client, project: Project) -> None:
    ProjectSource.objects.create(project=project, source=SourceFactory())
    sent = marks()
    answers = [client.post(url(project, "veroeffentlichen"), sent) for _ in range(2)]
    project.refresh_from_db()
    assert [answer["Location"] for answer in answers] == [url(project)] * 2
    assert (project.publication, AuditEntry.objects.filter(verb="publish_project").count()) == ("published", 1)


def test_publishing_what_somebody_changed_meanwhile_asks_to_look_again(client: Client, project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(version=4)
    answer = client.post(url(project, "veroeffentlichen"), marks(1))
    assert (answer.status_code, len(answer.context["refusals"]), answer.context["project"].version) == (409, 1, 4)


def test_partner_sees_why_publishing_is_not_possible(project: Project, enter: Entrance) -> None:
    own = an_organisation("Eigene GmbH")
    ParticipationFactory(project=project, organisation=own)
    page = enter(with_role(Role.PARTNER, organisation=own, is_demo=True)).get(url(project))
    assert (page.context["may_edit"], len(page.context["publish"]), len(page.context["merge"])) == (True, 2, 1)


def test_withdrawing_needs_a_reason_and_keeps_it_in_the_trail(client: Client, project: Project) -> None:
    public = PublishedFactory(region=project.region)
    sent = fields_of(client.get(url(public, "zurueckziehen")).content)
    refused = client.post(url(public, "zurueckziehen"), sent)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
    done = client.post(url(public, "zurueckziehen"), sent | {"reason": ["Doppelt"]})
    public.refresh_from_db()
    assert (done.status_code, public.publication) == (302, "withdrawn")
    assert AuditEntry.objects.get(verb="withdraw_project").reason == "Doppelt"


def test_withdrawing_what_was_changed_meanwhile_keeps_the_reason(client: Client, project: Project) -> None:
    public = PublishedFactory(region=project.region)
    sent = fields_of(client.get(url(public, "zurueckziehen")).content) | {"reason": ["Doppelt"]}
    Project.objects.filter(pk=public.pk).update(version=2)
    again = client.post(url(public, "zurueckziehen"), sent)
    kept = fields_of(again.content)
    assert (again.status_code, kept["reason"], kept["version"]) == (422, ["Doppelt"], ["2"])
    assert client.post(url(public, "zurueckziehen"), kept).status_code == 302


def test_merging_moves_names_and_sources_and_leads_to_the_other(client: Client, project: Project) -> None:
    into = PublishedFactory(region=project.region)
    foreign = PublishedFactory()
    page = client.get(url(project, "zusammenfuehren"))
    assert list(page.context["form"].fields["target"].queryset) == [into]
    sent = fields_of(page.content)
    assert client.post(url(project, "zusammenfuehren"), sent | {"target": [foreign.slug]}).status_code == 422
    done = client.post(url(project, "zusammenfuehren"), sent | {"target": [into.slug]})
    project.refresh_from_db()
    assert (done["Location"], project.publication, project.merged_into) == (url(into), "merged", into)
    assert [alias.title for alias in into.aliases.all()] == [project.title]
    assert [client.get(url(project)).status_code, client.get(url(project, "stand")).status_code] == [200, 404]


def test_merging_twice_with_the_same_form_is_done_once(client: Client, project: Project) -> None:
    into = PublishedFactory(region=project.region)
    sent = fields_of(client.get(url(project, "zusammenfuehren")).content) | {"target": [into.slug]}
    answers = [client.post(url(project, "zusammenfuehren"), sent).status_code for _ in range(2)]
    assert (answers, AuditEntry.objects.filter(verb="merge_project").count()) == ([302, 302], 1)


def test_lost_session_keeps_the_reason(client: Client, project: Project) -> None:
    public = PublishedFactory(region=project.region)
    sent = fields_of(client.get(url(public, "zurueckziehen")).content) | {"reason": ["Doppelt"]}
    user = client.get(url(public)).context["user"]
    client.logout()
    client.post(url(public, "zurueckziehen"), sent)
    client.post("/anmelden/", {"login": user.email, "password": "ein langes Beispiel"})
    assert fields_of(client.get(url(public, "zurueckziehen")).content)["reason"] == ["Doppelt"]


def test_preview_of_a_draft_is_for_those_who_may_see_it(client: Client, project: Project, enter: Entrance) -> None:
    stranger = enter(with_role(Role.OFFICE, region=ProjectFactory().region, is_demo=True))
    assert [client.get(url(project, "vorschau")).status_code, stranger.get(url(project, "vorschau")).status_code] == [
        200,
        404,
    ]
