"""Who may see and change what in the register."""

from django.db.models import Q

from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.projects.models import Participation, Project, ProjectQuerySet


def visible_to(by: Actor) -> ProjectQuerySet:
    """Published projects, and those of one's own regions or organisations whatever their state (default deny)."""
    regions = by.region_ids(Right.READ_DRAFTS)
    if regions is None:
        return Project.objects.all()
    organisations = by.organisation_ids(Right.READ_DRAFTS)
    own = Q(pk__in=_of_organisations(organisations)) if organisations else Q(pk__in=[])
    return Project.objects.filter(Q(publication="published") | Q(region_id__in=regions) | own)


def editable_by(by: Actor) -> ProjectQuerySet:
    """The projects somebody may work on: of the own regions or, for partners, of the own organisations."""
    regions = by.region_ids(Right.EDIT_PROJECTS)
    if regions is None:
        return Project.objects.all()
    organisations = by.organisation_ids(Right.EDIT_PROJECTS)
    own = Q(pk__in=_of_organisations(organisations)) if organisations else Q(pk__in=[])
    return Project.objects.filter(Q(region_id__in=regions) | own)


def _of_organisations(ids: frozenset[int]) -> "list[int]":
    return list(
        Participation.objects.filter(organisation_id__in=ids, role__in=("lead", "partner"))
        .values_list("project_id", flat=True)
        .distinct()
    )


def _holds(by: Actor, right: Right, project: Project) -> bool:
    organisations = frozenset(
        Participation.objects.filter(
            project=project, role__in=("lead", "partner"), organisation__isnull=False
        ).values_list("organisation_id", flat=True)
    )
    return by.holds(right, region_id=project.region_id, organisation_ids=organisations)


def may_edit(by: Actor, project: Project) -> list[Refusal]:
    """The office of the home region, and partners for their own projects."""
    if _holds(by, Right.EDIT_PROJECTS, project):
        return []
    return [Refusal("no_right", gettext_noop("You may not edit this project."))]


def may_publish(by: Actor, project: Project) -> list[Refusal]:
    """Only the office of the home region publishes, withdraws and merges."""
    if _holds(by, Right.PUBLISH_PROJECTS, project):
        return []
    return [Refusal("no_right", gettext_noop("Only the project office of the region may do this."))]


def may_create(by: Actor, region_id: int) -> list[Refusal]:
    """Only an office creates records, in its own region."""
    if by.holds(Right.PUBLISH_PROJECTS, region_id=region_id):
        return []
    return [Refusal("no_right", gettext_noop("You may only create projects in your own region."), "region")]


def may_merge(by: Actor, project: Project) -> list[Refusal]:
    """Both records must lie in the office's region."""
    if _holds(by, Right.MERGE_PROJECTS, project):
        return []
    return [Refusal("no_right", gettext_noop("Only the project office of the region may merge records."))]


def may_state_event(by: Actor, region_id: int | None) -> list[Refusal]:
    """Whoever manages events in the region; an event of the Land (None) needs the right everywhere."""
    regions = by.region_ids(Right.MANAGE_EVENTS)
    if regions is None or (region_id is not None and region_id in regions):
        return []
    return [Refusal("no_right", gettext_noop("You may only announce events of your own region."), "region")]


def may_import(by: Actor) -> list[Refusal]:
    """Imports of the whole programme are for the administration and the machine itself."""
    if by.holds(Right.IMPORT_DATA):
        return []
    return [Refusal("no_right", gettext_noop("Only the administration may import data."))]
