"""The maps of the public pages, drawn once per state of the data."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from strahlkraft.design.addresses import address
from strahlkraft.design.cartography import Atlas, Frame
from strahlkraft.design.maps import Caption, Fill, Light, Ray, render_map
from strahlkraft.network.models import Geometry, Municipality, Region
from strahlkraft.projects.models import Project
from strahlkraft.projects.queries import lights, rays
from strahlkraft.reuse.queries.cases import public_cases
from strahlkraft.reuse.queries.rays import case_rays, project_of


@lru_cache(maxsize=4)
def _atlas(digest: str) -> Atlas | None:
    row = Geometry.objects.filter(digest=digest).first()
    return Atlas.from_topology(row.topology) if row else None


def nrw() -> tuple[Atlas | None, list[str]]:
    """The map of North Rhine-Westphalia and its source lines; None while no geometry was imported."""
    row = Geometry.objects.filter(name="nrw").only("digest", "source_line").first()
    return (_atlas(row.digest), [row.source_line]) if row else (None, [])


def places_with_projects() -> list[tuple[Municipality, list[Project]]]:
    """Municipalities whose bodies lead public projects, most projects first."""
    found = lights()
    rows = Municipality.objects.in_bulk(list(found))
    pairs = [(rows[pk], projects) for pk, projects in found.items() if rows[pk].latitude is not None]
    return sorted(pairs, key=lambda pair: (-len(pair[1]), pair[0].name))


def project_map(
    places: Sequence[tuple[Municipality, list[Project]]],
    *,
    title: str,
    variant: str = "night",
    focus_keys: Iterable[str] = (),
    with_rays: bool = True,
) -> tuple[str, list[str]]:
    """The map as SVG text and its source lines; cropped to ``focus_keys`` when given. Empty without geometry."""
    atlas, sources = nrw()
    if atlas is None:
        return "", []
    keys = tuple(focus_keys)
    view = Frame.around(atlas.box_around(keys), margin=0.35, ratio=1.25) if keys else None
    drawn = [light(place, projects) for place, projects in places]
    captions = [
        Caption(float(place.latitude or 0), float(place.longitude or 0), place.name, weight=len(projects))
        for place, projects in places
    ]
    lines = [
        Ray(_point(origin), _point(target), f"{what}: {origin.name} – {target.name}")
        for what, origin, target in (_reuses() if with_rays else [])
        if origin.pk != target.pk and target.state_id == origin.state_id
    ]
    count = sum(1 for _place, projects in places if projects)
    description = ngettext(
        "Map with %(count)s place that leads projects.", "Map with %(count)s places that lead projects.", count
    ) % {"count": count}
    fills = [Fill(keys, 1)] if keys else [Fill(tuple(place.key for place, _projects in places), 1)]
    svg = render_map(
        atlas,
        drawn,
        lines,
        captions[:14],
        title=title,
        description=description,
        view=view,
        fills=fills,
        outline=keys,
        variant=variant,
    )
    return mark_safe(svg), sources  # noqa: S308 - render_map escapes every text it is given


def _reuses() -> list[tuple[str, Municipality, Municipality]]:
    """Every public reuse once, named by a source of the register or told as a case: what, from where, to where."""
    named = {(project.pk, target.pk): (project.title, origin, target) for project, origin, target in rays()}
    told = {
        (project_of(case), target.pk): (case.about.title, origin, target)
        for case, origin, target in case_rays(list(public_cases()))
    }
    return list((told | named).values())


def _point(place: Municipality) -> tuple[float, float]:
    return float(place.latitude or 0), float(place.longitude or 0)


def light(place: Municipality, projects: list[Project]) -> Light:
    """The light of one place: brighter the more projects."""
    names = ", ".join(project.title for project in projects[:3])
    more = _(" and %(count)s more") % {"count": len(projects) - 3} if len(projects) > 3 else ""  # noqa: PLR2004 - as many as fit
    return Light(
        float(place.latitude or 0),
        float(place.longitude or 0),
        len(projects),
        place.name,
        address(place.label),
        names + more,
    )


def region_keys(region: Region) -> list[str]:
    """Official keys of the members of a region (eight digits for municipalities, five for Kreise)."""
    keys: list[str] = []
    for membership in region.memberships.all():
        organisation: Any = membership.organisation
        if organisation.municipality_id:
            keys.append(organisation.municipality.key)
        elif organisation.district_id:
            keys.append(organisation.district.key)
    return keys
