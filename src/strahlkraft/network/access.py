"""Who may change the network, read its contact log and belong to its groups; members end letters by a signed link."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from strahlkraft.kernel.actor import Actor, Right, WithoutRights
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.letters.access import Links
from strahlkraft.network.models import ContactLogEntry, ContactPerson, ExchangeGroup, Organisation
from strahlkraft.network.rules import Ring, SaidBy

PURPOSES = frozenset({"group-leave"})  # GroupMember.code: no more letters of this group
_LINKS = Links("network", PURPOSES)
link_token, read_token = _LINKS.token, _LINKS.code


@dataclass(frozen=True, slots=True)
class LinkHolder(WithoutRights):
    """Somebody who follows a link in a letter to a group: ``code`` says of which member."""

    code: str
    actor_label: str = ""

    @property
    def actor_id(self) -> str:
        """As the trail names them."""
        return f"link:group:{self.code}"


def may_import(by: Actor) -> list[Refusal]:
    """Imports of base data are for the administration and the machine itself."""
    if by.holds(Right.IMPORT_DATA):
        return []
    return [Refusal("no_right", gettext_noop("Only the administration may import data."))]


def may_edit(by: Actor) -> list[Refusal]:
    """Organisations and contact points are kept by the offices."""
    if by.holds(Right.EDIT_NETWORK):
        return []
    return [Refusal("no_right", gettext_noop("Only a project office may edit organisations."))]


def may_edit_in(by: Actor, region_id: int) -> list[Refusal]:
    """Contact log and groups of a region are kept by its office."""
    if by.holds(Right.EDIT_NETWORK, region_id=region_id):
        return []
    return [Refusal("no_right", gettext_noop("Only the project office of the region may do this."))]


def may_edit_organisation(by: Actor, organisation: Organisation) -> list[Refusal]:
    """The office of one of its regions; one that lies in no region is kept by every office."""
    if refusals := may_edit(by):
        return refusals
    regions = {row.region_id for row in organisation.region_memberships.all()}
    if not regions or any(by.holds(Right.EDIT_NETWORK, region_id=region) for region in regions):
        return []
    return [Refusal("other_region", gettext_noop("The project office of another region keeps this organisation."))]


def editable_organisations(by: Actor) -> Q:
    """The condition on organisations for :func:`may_edit_organisation`."""
    regions = by.region_ids(Right.EDIT_NETWORK)
    if regions is None:
        return Q(pk__isnull=False)
    if not regions:
        return Q(pk__in=[])
    return Q(region_memberships=None) | Q(region_memberships__region_id__in=regions)


def speaks_as(by: Actor, organisation: Organisation) -> SaidBy | None:
    """For whom somebody says what an organisation knows: the office, or the organisation itself; None for others."""
    if not may_edit_organisation(by, organisation):
        return SaidBy.OFFICE
    return SaidBy.SELF if organisation.pk in by.organisation_ids(Right.REPORT_PROJECTS) else None


def may_describe(by: Actor, organisation: Organisation) -> list[Refusal]:
    """Who may say what an organisation knows."""
    if speaks_as(by, organisation):
        return []
    return [Refusal("no_right", gettext_noop("Only its project office or the organisation itself may say this."))]


def people_named_to(by: Actor) -> QuerySet[ContactPerson]:
    """People who agreed to be named, for the offices that keep their organisations; nobody else reads names."""
    rows = ContactPerson.objects.filter(erased_at=None)
    regions = by.region_ids(Right.EDIT_NETWORK)
    if regions is None:
        return rows
    return rows.filter(organisation__in=Organisation.everything.filter(editable_organisations(by)).values("pk"))


def entries_readable_by(by: Actor) -> QuerySet[ContactLogEntry]:
    """The contact log of the own regions (default deny)."""
    regions = by.region_ids(Right.READ_STEERING)
    return ContactLogEntry.objects.all() if regions is None else ContactLogEntry.objects.filter(region_id__in=regions)


def groups_readable_by(by: Actor) -> QuerySet[ExchangeGroup]:
    """Groups of the own region, those that reach beyond one, and those one's organisations belong to."""
    regions = by.region_ids(Right.READ_STEERING)
    if regions is None:
        return ExchangeGroup.objects.all()
    own = Q(
        pk__in=ExchangeGroup.objects.filter(
            members__organisation_id__in=by.organisation_ids(Right.READ_STEERING), members__left_on=None
        ).values("pk")
    )
    if regions:
        own |= Q(region_id__in=regions) | Q(ring__in=[Ring.REGIONS, Ring.LAND])
    return ExchangeGroup.objects.filter(own)
