"""Papers of the record: kept by their real type, with their hash; never changed, never deleted."""

from datetime import datetime
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from strahlkraft.funding import access
from strahlkraft.funding.actions._documents import take_in
from strahlkraft.funding.actions._shared import grant_label, held, record
from strahlkraft.funding.models import Document
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.models import Region


@transaction.atomic
def add_document(
    *,
    by: Actor,
    at: datetime,
    file: "File[bytes] | None",
    title: str,
    grant: str = "",
    region: Region | None = None,
    submission: UUID | None = None,
) -> Document:
    """Add a paper: for a grant (its code) whoever keeps its books, for a region its office. One line in the trail."""
    if grant:
        owner = held(by, grant)
        region_id, label = owner.region_id, grant_label(owner)
    else:
        ensure([] if region else [Refusal("no_region", gettext_noop("Choose a region."), "region")])
        assert region is not None  # noqa: S101 - the line above raises; tells the type checker
        ensure(access.may_manage(by, region.pk), hidden=True)
        region_id, label = region.pk, Label("region", region.slug, region.name)
    row = take_in(by=by, at=at, region_id=region_id, file=file, title=title)
    record(
        verb="add_funding_document",
        by=by,
        at=at,
        subject=label,
        region_id=region_id,
        after={"document": row.title, "size": row.size, "sha256": row.sha256},
        submission=submission,
    )
    return row
