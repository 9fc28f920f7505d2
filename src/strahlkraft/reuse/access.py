"""Who may see and do what with offers, requests and cases; people without an account act by a signed link."""

from dataclasses import dataclass

from django.db.models import Q

from strahlkraft.kernel.actor import Actor, Right, WithoutRights
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.letters.access import Links
from strahlkraft.network.models import Organisation
from strahlkraft.projects.models import Participation, Project, ProjectQuerySet
from strahlkraft.reuse.models import ReuseCase, ReuseOffer, ReuseRequest
from strahlkraft.reuse.models.cases import CaseQuerySet
from strahlkraft.reuse.models.offers import OfferQuerySet
from strahlkraft.reuse.models.requests import RequestQuerySet
from strahlkraft.reuse.rules.vocabulary import Side

PURPOSES = frozenset({"confirm", "status", "answer", "case-provider", "case-reuser", "watch-confirm", "watch-end"})
_LINKS = Links("reuse", PURPOSES)
link_token, read_token = _LINKS.token, _LINKS.code


@dataclass(frozen=True, slots=True)
class LinkHolder(WithoutRights):
    """Somebody who follows a link in a letter: speaks for one ``side`` of one request or case, and has no right else."""

    side: Side
    code: str
    actor_label: str = ""

    @property
    def actor_id(self) -> str:
        """As the trail names them: which side of which matter."""
        return f"link:{self.side}:{self.code}"


def organisations_of(project: Project) -> frozenset[int]:
    """Who carries a project: lead and partners."""
    return frozenset(
        Participation.objects.filter(
            project=project, role__in=("lead", "partner"), organisation__isnull=False
        ).values_list("organisation_id", flat=True)
    )


def projects_of(by: Actor, right: Right) -> ProjectQuerySet:
    """Projects in the scope of ``right``: of the own regions, or carried by the own organisations; default deny."""
    regions = by.region_ids(right)
    if regions is None:
        return Project.objects.all()
    carried = Participation.objects.filter(organisation_id__in=by.organisation_ids(right), role__in=("lead", "partner"))
    return Project.objects.filter(Q(region_id__in=regions) | Q(pk__in=carried.values("project_id")))


def _own_projects(by: Actor, right: Right) -> Q:
    """The condition on ``project`` for the scope of ``right``."""
    if by.region_ids(right) is None:
        return Q(pk__isnull=False)
    return Q(project__in=projects_of(by, right).values("pk"))


def offers_visible_to(by: Actor) -> OfferQuerySet:
    """Published offers of published projects, and those one may edit."""
    published = Q(publication="published", project__publication="published")
    return ReuseOffer.objects.filter(published | _own_projects(by, Right.EDIT_OFFERS))


def offers_editable_by(by: Actor) -> OfferQuerySet:
    """Offers of the own regions or, for partners, of the own organisations' projects."""
    return ReuseOffer.objects.filter(_own_projects(by, Right.EDIT_OFFERS))


def may_edit_offers_of(by: Actor, project: Project) -> list[Refusal]:
    """Whether somebody may write what can be taken over from a project."""
    if by.holds(Right.EDIT_OFFERS, region_id=project.region_id, organisation_ids=organisations_of(project)):
        return []
    return [Refusal("no_right", gettext_noop("You may not edit the offers of this project."))]


def _of_matter(by: Actor, right: Right, project_paths: tuple[str, ...]) -> Q:
    """The condition on a request or case for the scope of ``right``: by its region, or its project's carriers.

    A matter without region (software from elsewhere) belongs to every office.
    """
    regions = by.region_ids(right)
    if regions is None:
        return Q(pk__isnull=False)
    own = Q(pk__in=[])
    if regions:
        own |= Q(region_id__in=regions) | Q(region=None)
    organisations = by.organisation_ids(right)
    if organisations:
        carried = Participation.objects.filter(organisation_id__in=organisations, role__in=("lead", "partner"))
        for path in project_paths:
            own |= Q(**{f"{path}__in": carried.values("project_id")})
    return own


def requests_visible_to(by: Actor) -> RequestQuerySet:
    """Confirmed requests of the own region or for the own projects; nobody sees an unconfirmed one."""
    if isinstance(by, LinkHolder):
        return ReuseRequest.objects.filter(code=by.code)
    scope = _of_matter(by, Right.ANSWER_REQUESTS, ("project_id", "offer__project_id"))
    return ReuseRequest.objects.confirmed().filter(scope)


def side_in_request(by: Actor, request: ReuseRequest) -> Side | None:
    """For whom somebody speaks in a request; None when it is not theirs."""
    if isinstance(by, LinkHolder):
        return by.side if by.code == request.code else None
    return _side(by, Right.ANSWER_REQUESTS, request.region_id, _project_of(request))


def side_in_case(by: Actor, case: ReuseCase) -> Side | None:
    """For whom somebody speaks in a case; None when it is not theirs."""
    if isinstance(by, LinkHolder):
        return by.side if by.code == case.code else None
    if case.municipality_id is not None and by.organisation_ids(Right.REPORT_CASES):
        places = case.municipality.organisations.values_list("id", flat=True) if case.municipality else []
        if by.organisation_ids(Right.REPORT_CASES) & frozenset(places):
            return Side.REUSER
    return _side(by, Right.REPORT_CASES, case.region_id, _project_of(case))


def _project_of(matter: ReuseRequest | ReuseCase) -> Project | None:
    return matter.offer.project if matter.offer else matter.project


def _side(by: Actor, right: Right, region_id: int | None, project: Project | None) -> Side | None:
    regions = by.region_ids(right)
    if regions is None or (regions and (region_id is None or region_id in regions)):
        return Side.OFFICE
    if project is not None and by.organisation_ids(right) & organisations_of(project):
        return Side.PROVIDER
    return None


def may_answer(by: Actor, request: ReuseRequest) -> list[Refusal]:
    """The provider by link or account, or the office for it."""
    if side_in_request(by, request) in {Side.PROVIDER, Side.OFFICE}:
        return []
    return [Refusal("no_right", gettext_noop("You may not answer this request."))]


def may_withdraw_request(by: Actor, request: ReuseRequest) -> list[Refusal]:
    """Only who asked takes a request back."""
    if side_in_request(by, request) is Side.REUSER:
        return []
    return [Refusal("no_right", gettext_noop("Only who asked may take a request back."))]


def cases_visible_to(by: Actor) -> CaseQuerySet:
    """Public cases, and those of the own region, projects or municipality."""
    public = ReuseCase.objects.public().values("pk")
    return ReuseCase.objects.filter(Q(pk__in=public) | Q(pk__in=cases_reportable_by(by).values("pk")))


def cases_reportable_by(by: Actor) -> CaseQuerySet:
    """Cases of the own region, projects or municipality, public or not: those one may report on."""
    if isinstance(by, LinkHolder):
        return ReuseCase.objects.filter(code=by.code)
    scope = _of_matter(by, Right.REPORT_CASES, ("project_id", "offer__project_id"))
    organisations = by.organisation_ids(Right.REPORT_CASES)
    if organisations:
        scope |= Q(municipality__in=Organisation.objects.filter(pk__in=organisations).values("municipality"))
    return ReuseCase.objects.filter(scope)


def may_report(by: Actor, case: ReuseCase) -> list[Refusal]:
    """Both sides by link or account, and the office."""
    if side_in_case(by, case) is not None:
        return []
    return [Refusal("no_right", gettext_noop("You may not report on this reuse."))]


def may_open_case(by: Actor, *, region_id: int | None, project: Project | None) -> list[Refusal]:
    """Offices of the region and carriers of the project record a reuse they know of."""
    if project is None:  # software from elsewhere belongs to no region
        allowed = by.holds(Right.MANAGE_SOFTWARE)
    else:
        allowed = by.holds(Right.REPORT_CASES, region_id=region_id, organisation_ids=organisations_of(project))
    if allowed:
        return []
    return [Refusal("no_right", gettext_noop("You may not report on this reuse."))]


def may_manage_software(by: Actor) -> list[Refusal]:
    """Imported software belongs to no region: every office and the administration keep it."""
    if by.holds(Right.MANAGE_SOFTWARE):
        return []
    return [Refusal("no_right", gettext_noop("Only a project office may do this."))]


def may_import(by: Actor) -> list[Refusal]:
    """Imports of collected facts are for the administration and the machine itself."""
    if by.holds(Right.IMPORT_DATA):
        return []
    return [Refusal("no_right", gettext_noop("Only the administration may import data."))]


def may_manage_exchange(by: Actor) -> list[Refusal]:
    """Webhooks and other instances are kept by the administration."""
    if by.holds(Right.MANAGE_EXCHANGE):
        return []
    return [Refusal("no_right", gettext_noop("Only the administration may do this."))]
