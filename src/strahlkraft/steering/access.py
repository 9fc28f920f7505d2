"""Who may see and do what while projects are accompanied; people without an account act by a signed link."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from strahlkraft.kernel.actor import Actor, Right, WithoutRights
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.letters.access import Links
from strahlkraft.projects.models import Project, ProjectQuerySet
from strahlkraft.reuse.access import organisations_of, projects_of
from strahlkraft.steering import texts
from strahlkraft.steering.models import ReportingContact

PURPOSES = frozenset(
    {
        "idea-confirm",  # Idea.link_code
        "idea",  # Idea.link_code: see where it stands, withdraw
        "checkin",  # CheckIn.code: answer
        "tasks",  # tasks_code of a ReportingContact: see and finish the tasks of a project
        "calendar",  # an actor id: the feed of one person's deadlines and meetings
    }
)
_LINKS = Links("steering", PURPOSES)
link_token, read_token = _LINKS.token, _LINKS.code


@dataclass(frozen=True, slots=True)
class LinkHolder(WithoutRights):
    """Somebody who follows a link in a letter: ``purpose`` and ``code`` say whose; has no right else."""

    purpose: str
    code: str
    actor_label: str = ""

    @property
    def actor_id(self) -> str:
        """As the trail names them: which link of which matter."""
        return f"link:{self.purpose}:{self.code}"


def readable_projects(by: Actor) -> ProjectQuerySet:
    """Projects whose inner life somebody may read: of the own regions, or carried by the own organisations."""
    return projects_of(by, Right.READ_STEERING)


def reportable_projects(by: Actor) -> ProjectQuerySet:
    """Projects somebody may keep up to date."""
    return projects_of(by, Right.REPORT_PROJECTS)


def of_readable_projects(by: Actor, path: str = "project") -> Q:
    """The condition on rows of a project (``path`` leads to it) that somebody may read."""
    if by.region_ids(Right.READ_STEERING) is None:
        return Q(pk__isnull=False)
    return Q(**{f"{path}__in": readable_projects(by).values("pk")})


def of_steered_regions(by: Actor, path: str = "region") -> Q:
    """The condition on rows of a region that its office steers (default deny)."""
    return _of_regions(by, Right.STEER_PROJECTS, path)


def of_regions_read(by: Actor, path: str = "region") -> Q:
    """The condition on rows of a region that its office and its steering body read (default deny)."""
    return _of_regions(by, Right.READ_STEERING, path)


def _of_regions(by: Actor, right: Right, path: str) -> Q:
    regions = by.region_ids(right)
    if regions is None:
        return Q(pk__isnull=False)
    condition: dict[str, Any] = {f"{path}_id__in": regions}
    return Q(**condition)


_INNER = frozenset(texts.VERBS) | {
    *("log_contact", "correct_contact", "finish_step"),
    *("plan_group_meeting", "edit_group_meeting", "share_with_group", "unshare_with_group", "write_to_group"),
}
"""Deeds on what only who reads the inner life may know: their lines quote risks, votes, lights, next steps, minutes."""


def of_deeds_read(by: Actor) -> Q:
    """The condition on lines of the trail: those on the inner life only of the regions in which somebody reads it."""
    regions = by.region_ids(Right.READ_STEERING)
    if regions is None:
        return Q(pk__isnull=False)
    return ~Q(verb__in=_INNER) | Q(region_id__in=regions)


def may_report(by: Actor, project: Project) -> list[Refusal]:
    """The office of the home region, and partners for their own projects."""
    if by.holds(Right.REPORT_PROJECTS, region_id=project.region_id, organisation_ids=organisations_of(project)):
        return []
    return [Refusal("no_right", gettext_noop("You may not keep this project up to date."))]


def may_steer(by: Actor, region_id: int) -> list[Refusal]:
    """Only the office of the region."""
    if by.holds(Right.STEER_PROJECTS, region_id=region_id):
        return []
    return [Refusal("no_right", gettext_noop("Only the project office of the region may do this."))]


def tasks_code(contact: ReportingContact) -> str:
    """What the link to a project's tasks carries: whose, and to which mailbox it went; another mailbox ends it."""
    digest = hashlib.sha256(f"{contact.pk}:{contact.mailbox.casefold()}".encode()).hexdigest()
    return f"{contact.pk}-{digest[:16]}"


def holds_tasks_of(by: Actor, project: Project) -> bool:
    """Whether somebody holds the link to the tasks of a project, sent to its present mailbox."""
    if not isinstance(by, LinkHolder) or by.purpose != "tasks":
        return False
    contact = ReportingContact.objects.filter(project=project).first()
    return contact is not None and by.code == tasks_code(contact)
