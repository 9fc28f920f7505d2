"""Who may see and do what with reports: the office writes, authority and Land see what was submitted (I22)."""

from django.db.models import Q, QuerySet

from strahlkraft.funding import texts as funding_texts
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.reports import texts
from strahlkraft.reports.models import Report
from strahlkraft.reports.rules.vocabulary import ReportState

SEEN_BY_AUTHORITY = (ReportState.SUBMITTED, ReportState.QUERIED, ReportState.ACCEPTED, ReportState.RETURNED)
"""Never drafts, nor what was released but not handed in."""


def _of_regions(by: Actor, right: Right) -> Q:
    regions = by.region_ids(right)
    return Q(pk__isnull=False) if regions is None else Q(region_id__in=regions)


def managed_reports(by: Actor) -> QuerySet[Report]:
    """Reports of the own regions, drafts included; those of the whole programme only for whoever has all regions."""
    return Report.objects.filter(_of_regions(by, Right.MANAGE_FUNDING))


def supervised_reports(by: Actor) -> QuerySet[Report]:
    """What was submitted to the authority of a region, or to the Land."""
    return Report.objects.filter(_of_regions(by, Right.SUPERVISE_FUNDING), state__in=SEEN_BY_AUTHORITY)


def may_write(by: Actor, region_id: int | None) -> list[Refusal]:
    """The office of the region; of the whole programme only whoever has all regions."""
    regions = by.region_ids(Right.MANAGE_FUNDING)
    if regions is None or (region_id is not None and region_id in regions):
        return []
    return [Refusal("no_right", gettext_noop("Only the project office of the region may do this."))]


def may_decide(by: Actor, region_id: int | None) -> list[Refusal]:
    """The granting authority of the region, and the Land."""
    regions = by.region_ids(Right.SUPERVISE_FUNDING)
    if regions is None or (region_id is not None and region_id in regions):
        return []
    return [Refusal("no_right", gettext_noop("Only the granting authority or the Land may do this."))]


def of_deeds_read(by: Actor) -> Q:
    """The condition on lines of the trail (I22): deeds on grants and reports are for who sees them from inside.

    Whoever only supervises finds what was handed in on their own pages; here they see of money what they did themselves.
    """
    regions = by.region_ids(Right.READ_FUNDING)
    if regions is None:
        return Q(pk__isnull=False)
    inner = {*funding_texts.VERBS, *texts.VERBS}
    return ~Q(verb__in=inner) | Q(region_id__in=regions) | Q(actor_id=by.actor_id)
