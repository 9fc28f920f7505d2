"""From where to where results travel: the lead's place and the reusing town, for maps."""

from collections.abc import Sequence

from strahlkraft.network.models import Municipality
from strahlkraft.projects.models import Participation
from strahlkraft.reuse.models import ReuseCase


def case_rays(cases: Sequence[ReuseCase]) -> list[tuple[ReuseCase, Municipality, Municipality]]:
    """The cases with both ends on the map: case, place of the project's lead, reusing municipality; two queries."""
    wanted = {pk for case in cases if (pk := project_of(case))}
    leads: dict[int, Municipality] = {}
    rows = (
        Participation.objects.filter(role="lead", organisation__isnull=False, project__in=wanted)
        .select_related("organisation__municipality", "organisation__seat")
        .order_by("position", "pk")
    )
    for row in rows:
        place = row.organisation.place if row.organisation else None
        if place and place.latitude is not None:
            leads.setdefault(row.project_id, place)
    found = []
    for case in cases:
        origin, target = leads.get(project_of(case) or 0), case.municipality
        if origin and target and target.latitude is not None:
            found.append((case, origin, target))
    return found


def project_of(case: ReuseCase) -> int | None:
    """The primary key of the project behind a case; None for software from elsewhere."""
    return case.offer.project_id if case.offer else case.project_id
