"""What everybody may hear of: changes and sources, judged with what reuse knows of who may see what."""

from django.db.models import Exists, OuterRef, Q
from django.db.models.query import QuerySet

from strahlkraft.audit.models import AuditEntry
from strahlkraft.projects import queries as projects
from strahlkraft.projects.models import Source
from strahlkraft.reuse.models import ReuseCase, ReuseOffer


def public_changes() -> QuerySet[AuditEntry]:
    """Changes everybody may see, newest first; of offers and cases only while they are public themselves.

    An offer can be published before its project is, and either can be withdrawn later: then its title is nobody's business.
    """
    return projects.public_changes().filter(
        ~Q(subject_kind="offer") | Q(subject_key__in=ReuseOffer.objects.published().values("slug")),
        ~Q(subject_kind="case") | Q(subject_key__in=ReuseCase.objects.public().values("code")),
    )


def sources() -> QuerySet[Source]:
    """Sources on which something public rests, also those that only name a reuse."""
    return projects.sources(Exists(ReuseCase.objects.public().filter(source=OuterRef("pk"))))


def cases_from(source: Source) -> QuerySet[ReuseCase]:
    """Public reuses that a source names."""
    return ReuseCase.objects.public().filter(source=source).select_related("offer", "project", "software")
