"""Regions: the programme's own come with its data; others are opened by hand."""

from datetime import datetime

from django.db import transaction

from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.slug import first_free, slugify
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.actions._shared import record
from strahlkraft.network.models import Region


@transaction.atomic
def open_region(
    *, by: Actor, at: datetime, name: str, government_district: str = "", demonstration: bool = False
) -> Region:
    """A region that no file brought along; whoever loads data may. One of that name is there already: refused.

    ``demonstration``: it is invented; figures of the programme never count what is in it.
    """
    if not by.holds(Right.IMPORT_DATA):
        raise Refused([], hidden=True)
    if Region.objects.filter(name=name.strip()).exists():
        ensure([Refusal("name_taken", gettext_noop("There is a region of this name already."), "name")])
    base = slugify(name)
    taken = Region.objects.filter(slug__startswith=base).values_list("slug", flat=True)
    row = Region.objects.create(
        slug=first_free(base, taken),
        name=name.strip(),
        government_district=government_district.strip(),
        demonstration=demonstration,
    )
    record(verb="open_region", by=by, at=at, subject=row.label, region_id=row.pk, after={"name": row.name})
    return row
