"""Publishing, withdrawing and merging records."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

import strahlkraft.audit.actions as audit
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import ensure
from strahlkraft.projects import access, rules
from strahlkraft.projects.actions._shared import reindex
from strahlkraft.projects.models import Alias, Participation, Project, ProjectSource
from strahlkraft.projects.queries import rule_facts


def _locked(slug: str) -> Project:
    return Project.objects.select_for_update(of=("self",)).select_related("region").get(slug=slug)


@transaction.atomic
def publish_project(*, by: Actor, at: datetime, slug: str, version: int, submission: UUID | None = None) -> Project:
    """Show a record to everybody; refused with reasons while something needed is missing."""
    project = _locked(slug)
    ensure(access.may_publish(by, project), hidden=project.publication != "published")
    ensure(rules.version_problems(version, project.version))
    ensure(rules.may_publish(rule_facts(project)))
    return _move(project, "publish", by=by, at=at, submission=submission, public=True)


@transaction.atomic
def withdraw_project(
    *, by: Actor, at: datetime, slug: str, version: int, reason: str, submission: UUID | None = None
) -> Project:
    """Take a record off the public site, with a reason; it stays in the register."""
    project = _locked(slug)
    ensure(access.may_publish(by, project), hidden=project.publication != "published")
    ensure(rules.version_problems(version, project.version))
    ensure(rules.may_withdraw(rule_facts(project), reason))
    return _move(project, "withdraw", by=by, at=at, submission=submission, reason=reason)


def _move(
    project: Project,
    deed: str,
    *,
    by: Actor,
    at: datetime,
    submission: UUID | None,
    reason: str = "",
    public: bool = False,
) -> Project:
    before = project.publication
    project.publication = rules.TRANSITIONS[before][deed]
    project.version += 1
    project.changed_at = at
    project.save()
    audit.record(
        by=by,
        at=at,
        verb=f"{deed}_project",
        subject=project.label,
        region_id=project.region_id,
        before={"publication": before},
        after={"publication": project.publication},
        reason=reason,
        public=public,
        submission=submission,
    )
    reindex([project])
    return project


@transaction.atomic
def merge_projects(
    *, by: Actor, at: datetime, duplicate: str, version: int, target: str, submission: UUID | None = None
) -> Project:
    """Merge a duplicate into another record of its region: its address redirects there.

    Names, sources, partners, sub-projects and what it superseded move; its facts stay with it, for they may disagree.
    """
    locked = {
        slug: _locked(slug) for slug in sorted({duplicate, target})
    }  # in one order: two merges never wait in a ring
    project, into = locked[duplicate], locked[target]
    ensure(access.may_merge(by, project), hidden=True)
    ensure(access.may_merge(by, into), hidden=True)
    ensure(rules.version_problems(version, project.version))
    ensure(
        rules.may_merge(
            rule_facts(project),
            rule_facts(into),
            same=project.pk == into.pk,
            same_region=project.region_id == into.region_id,
        )
    )
    before = {"publication": project.publication, "merged_into": None}
    _move_over(project, into)
    project.publication = "merged"
    project.merged_into = into
    for record in (project, into):
        record.version += 1
        record.changed_at = at
        record.save()
    audit.record(
        by=by,
        at=at,
        verb="merge_project",
        subject=project.label,
        region_id=project.region_id,
        before=before,
        after={"publication": "merged", "merged_into": into.slug},
        submission=submission,
    )
    reindex([project, into])
    return into


def _move_over(project: Project, into: Project) -> None:
    """What the duplicate was known by, and what points to it, from now on belongs to the other record."""
    for title in {project.title, *project.aliases.values_list("title", flat=True)} - {into.title}:
        Alias.objects.get_or_create(project=into, title=title)
    for link in project.source_links.all():
        ProjectSource.objects.get_or_create(project=into, source=link.source, defaults={"position": 99})
    for row in project.participations.all():
        Participation.objects.get_or_create(
            project=into,
            role=row.role,
            stated_name=row.stated_name,
            defaults={"organisation": row.organisation, "note": row.note, "position": 99},
        )
    Project.objects.filter(parent=project).exclude(pk=into.pk).update(parent=into)
    Project.objects.filter(superseded_by=project).exclude(pk=into.pk).update(superseded_by=into)
    Project.objects.filter(merged_into=project).update(merged_into=into)  # an older duplicate leads on to the record
    if into.parent_id == project.pk:
        into.parent = project.parent if project.parent_id != into.pk else None
    if into.superseded_by_id == project.pk:
        into.superseded_by = None
