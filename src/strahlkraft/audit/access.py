"""Who may read the trail."""

from django.db.models import QuerySet

from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.actor import Actor, Right


def readable_by(by: Actor) -> QuerySet[AuditEntry]:
    """Return the entries ``by`` may read: those of its regions, or all for a right held everywhere."""
    regions = by.region_ids(Right.READ_TRAIL)
    if regions is None:
        return AuditEntry.objects.all()
    return AuditEntry.objects.filter(region_id__in=regions)
