"""Reading closings: how far each is, what is in its way, what the platform already knows that could be evidence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from strahlkraft.audit.models import AuditEntry
from strahlkraft.design.formats import day
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.models import Organisation
from strahlkraft.projects.models import LicenceState, Project
from strahlkraft.reuse.models import Lesson, ReuseOffer
from strahlkraft.steering import access
from strahlkraft.steering.models import Closure, ClosureItem, Deadline, Handover, Milestone, StoredFile
from strahlkraft.steering.rules.closure import LINES, TEMPLATE, ClosureFacts, ItemFacts
from strahlkraft.steering.rules.vocabulary import ClosureState, DeadlineState, FileKind, ItemState, MilestoneState

MOST = 50
"""Duties of one kind at most."""


@dataclass(frozen=True, slots=True)
class Blocking:
    """What stands in the way of closing a project: the first open line, and how many of how many are open."""

    key: str
    open: int
    total: int

    @property
    def text(self) -> str:
        """The line in words; when none is open, what is still to be done."""
        return _(LINES[self.key].text) if self.key else _("Only the closing itself is missing")

    @property
    def percent(self) -> int:
        """How much is settled, in percent."""
        return 100 * (self.total - self.open) // self.total if self.total else 100


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something the platform knows that could be evidence; a person confirms it. ``source`` says where it stands."""

    text: str
    source: str
    thing: Label | None = None
    file: str = ""  # code of a stored file that can be attached


_OPEN_ITEM = Q(items__state=ItemState.OPEN)


def visible(by: Actor) -> QuerySet[Closure]:
    """The closings somebody may read, with what a list shows; default deny."""
    rows = Closure.objects.filter(access.of_readable_projects(by)).select_related("project__region")
    return rows.annotate(
        total=Count("items"),
        still_open=Count("items", filter=_OPEN_ITEM),
        first_open=Min("items__position", filter=_OPEN_ITEM),
    )


def blocking_of(row: Closure) -> Blocking:
    """What ``visible`` found of one closing."""
    found = row.__dict__
    return _blocking(found["first_open"], found["still_open"], found["total"])


def _blocking(first: int | None, still: int, total: int) -> Blocking:
    return Blocking("" if first is None else TEMPLATE[first].key, still, total)


def blocking(projects: Iterable[int] | QuerySet[Project]) -> dict[int, Blocking]:
    """Per project (primary key) that is being closed: what is in the way. One query; other projects are not in it."""
    still = Q(state=ItemState.OPEN)
    rows = (
        ClosureItem.objects.filter(closure__state=ClosureState.OPEN, closure__project__in=projects)
        .order_by()
        .values_list("closure__project_id")
        .annotate(first=Min("position", filter=still), still=Count("id", filter=still), total=Count("id"))
    )
    return {project: _blocking(first, still_open, total) for project, first, still_open, total in rows}


def facts_of(row: Closure) -> ClosureFacts:
    """What the rules ask of one closing."""
    others = Closure.objects.none()
    if not row.recipient:
        others = Closure.objects.filter(project=row.project_id, state=ClosureState.OPEN).exclude(recipient="")
    return ClosureFacts(
        state=row.state,
        items=tuple(ItemFacts(item.key, item.state) for item in row.items.all()),
        last_edited_by=row.last_edited_by,
        settled_by=_settlers([row.code])[row.code],
        recipient=row.recipient,
        open_recipients=tuple(others.values_list("recipient", flat=True)),
    )


_SETTLES = ("finish_closure_item", "rule_out_closure_item")


def _settlers(codes: Iterable[str]) -> dict[str, frozenset[str]]:
    """By closing: who settled a line as it stands now (actor ids), as the trail says; one query."""
    last: dict[str, dict[str, str]] = {code: {} for code in codes}
    lines = AuditEntry.objects.filter(
        subject_kind="closure", subject_key__in=last, verb__in=(*_SETTLES, "reopen_closure_item")
    )
    for code, verb, actor_id, after in lines.order_by("sequence").values_list(
        "subject_key", "verb", "actor_id", "after"
    ):
        last[code][after["item"]] = actor_id if verb in _SETTLES else ""
    return {code: frozenset(items.values()) - {""} for code, items in last.items()}


def to_begin(by: Actor) -> QuerySet[Project]:
    """Projects somebody may steer whose closing as a whole has not begun."""
    begun = Closure.objects.filter(project=OuterRef("pk"), recipient="")
    return steered_projects(by).exclude(Exists(begun))


def steered_projects(by: Actor) -> QuerySet[Project]:
    """Projects of the regions somebody steers."""
    regions = by.region_ids(Right.STEER_PROJECTS)
    rows = Project.objects.exclude(publication="merged").select_related("region").order_by("title")
    return rows if regions is None else rows.filter(region_id__in=regions)


def proposals(row: Closure) -> dict[str, list[Proposal]]:
    """By line: what the platform already knows of this project, in a constant number of queries."""
    project = row.project
    found: dict[str, list[Proposal]] = {line.key: [] for line in TEMPLATE}
    _of_offers(project, found)
    _of_record(project, found)
    _of_files(project, found)
    _of_handover(project, found)
    if not row.recipient:
        _of_recipients(row, found)
    return found


def _of_offers(project: Project, found: dict[str, list[Proposal]]) -> None:
    offers = list(ReuseOffer.objects.published().filter(project=project))
    for offer in offers:
        found["offer-published"].append(Proposal(offer.title, _("Offer"), offer.label))
        if offer.licence or offer.repository_url:
            words = ", ".join(word for word in (offer.licence, offer.repository_url) if word)
            found["licence-and-repository"].append(Proposal(words, _("Offer “%s”") % offer.title, offer.label))
    mine = Q(case__project=project) | Q(case__offer__project=project)
    for lesson in Lesson.objects.filter(mine).select_related("case")[:3]:
        words = lesson.advice or lesson.helped or lesson.hindered
        source = _("Reuse by %s") % lesson.case.stated_name
        found["lessons-written"].append(Proposal(_short(words), source, lesson.case.label))


def _of_record(project: Project, found: dict[str, list[Proposal]]) -> None:
    if project.licence_state == LicenceState.NAMED:
        for fact in project.facts.standing().filter(field="licence")[:2]:
            found["licence-and-repository"].append(Proposal(_short(fact.text), _("Public register"), project.label))
    if project.publication == "published":
        words = _("The project is public on this platform.")
        found["publicity-shown"].append(Proposal(words, _("Public register"), project.label))
    for document in project.documents.filter(removed=False)[:5]:
        source = _("Documents of the project")
        found["licence-and-repository"].append(Proposal(document.title, source, project.label))
    last = (
        Milestone.objects.filter(project=project, state=MilestoneState.REACHED).order_by("-reached_on", "-id").first()
    )
    if last is not None and last.reached_on is not None:
        words = _("Last milestone reached on %(day)s: %(title)s") % {"day": day(last.reached_on), "title": last.title}
        found["report-accepted"].append(Proposal(_short(words), _("Milestones")))


_LINES_OF_FILES = {
    FileKind.REPORT: ("report-accepted",),
    FileKind.CONTRACT: ("contracts-complete",),
    FileKind.NOTICE: ("publicity-shown",),
    FileKind.EVIDENCE: ("inventory-entered", "receipts-filed"),
}


def _of_files(project: Project, found: dict[str, list[Proposal]]) -> None:
    kinds = [str(kind) for kind in _LINES_OF_FILES]
    for file in StoredFile.objects.filter(project=project, removed=False, kind__in=kinds)[:MOST]:
        for key in _LINES_OF_FILES[FileKind(file.kind)]:
            found[key].append(Proposal(file.title, _("File of the record"), file=file.code))


def _of_handover(project: Project, found: dict[str, list[Proposal]]) -> None:
    body = handover_of(project)
    if body is None:
        return
    said = {"body": body.organisation, "mailbox": body.mailbox, "day": day(body.from_on)}
    found["body-named"].append(Proposal(_("%(body)s, %(mailbox)s, from %(day)s") % said, _("Handover")))
    left = Deadline.objects.filter(project=project, state=DeadlineState.OPEN).count()
    words = ngettext("%(n)s open deadline goes to %(body)s", "%(n)s open deadlines go to %(body)s", left)
    found["deadlines-handed-over"].append(Proposal(words % {"n": left, "body": body.organisation}, _("Deadlines")))


def handover_of(project: Project) -> Handover | None:
    """The confirmed body for what remains of a project: its own, else its region's."""
    rows = Handover.objects.filter(region=project.region_id, confirmed_at__isnull=False)
    rows = rows.filter(Q(project=project) | Q(project=None)).select_related("organisation")
    return next(iter(sorted(rows, key=lambda row: row.project_id is None)), None)


def _of_recipients(row: Closure, found: dict[str, list[Proposal]]) -> None:
    others = list(Closure.objects.filter(project=row.project_id).exclude(recipient=""))
    if not others or any(other.closed_at is None for other in others):
        return
    words = _("Closed for %s") % ", ".join(other.recipient for other in others)
    for line in TEMPLATE:
        if line.of_grant:
            found[line.key].append(
                Proposal(_short(words), _("Closings of the recipients"), Label("closure", others[0].code))
            )


def _short(text: str, limit: int = 300) -> str:
    words = " ".join(text.split())
    return words if len(words) <= limit else f"{words[: limit - 1]}…"


def files_of(project: Project) -> QuerySet[StoredFile]:
    """The files of a project's record that can be evidence."""
    return StoredFile.objects.filter(project=project, removed=False).order_by("title", "pk")


def responsible_bodies() -> QuerySet[Organisation]:
    """Who can be named for what remains: any body the register knows."""
    return Organisation.objects.order_by("name")


def duties(by: Actor, *, today: date) -> list[Duty]:
    """What waits for this person: closings ready for another pair of eyes, bodies to be confirmed. Three queries."""
    regions = by.region_ids(Right.STEER_PROJECTS)
    if regions is not None and not regions:
        return []
    return [*_ready(by, regions), *_unconfirmed(by, regions)]


def _ready(by: Actor, regions: frozenset[int] | None) -> list[Duty]:
    still = ClosureItem.objects.filter(closure=OuterRef("pk"), state=ItemState.OPEN)
    rows = Closure.objects.filter(~Exists(still), state=ClosureState.OPEN).exclude(last_edited_by=by.actor_id)
    rows = rows if regions is None else rows.filter(project__region_id__in=regions)
    ready = list(rows.select_related("project").order_by("target_on", "pk")[:MOST])
    settlers = _settlers(row.code for row in ready)
    return [
        Duty(
            key=f"closure:{row.code}",
            weight=Weight.WAITING,
            text=gettext_noop("Every line is settled; close “%(title)s” as the second person"),
            button=gettext_noop("Look and close"),
            thing=Label("closure", row.code, str(row)),
            about=row.project.title,
            due=row.target_on,
            region_id=row.project.region_id,
            params=(("title", str(row)),),
        )
        for row in ready
        if by.actor_id not in settlers[row.code]
    ]


def _unconfirmed(by: Actor, regions: frozenset[int] | None) -> list[Duty]:
    rows = Handover.objects.filter(confirmed_at=None).exclude(named_by=by.actor_id)
    rows = rows if regions is None else rows.filter(region_id__in=regions)
    rows = rows.select_related("organisation", "project", "region").order_by("from_on", "pk")[:MOST]
    return [
        Duty(
            key=f"handover:{row.pk}",
            weight=Weight.WAITING,
            text=gettext_noop("Confirm that %(body)s is responsible for “%(title)s” from then on"),
            button=gettext_noop("Look and confirm"),
            thing=Label("handover", row.region.slug, str(row.organisation)),
            about=row.project.title if row.project else row.region.name,
            due=row.from_on,
            region_id=row.region_id,
            params=(("body", str(row.organisation)), ("title", row.project.title if row.project else row.region.name)),
        )
        for row in rows
    ]
