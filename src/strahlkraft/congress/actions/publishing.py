"""Publishing a programme: one numbered version, frozen, with what it changes; mails only to those concerned."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

import strahlkraft.search.actions as search
from strahlkraft.congress.actions._programme import managed, plan_of
from strahlkraft.congress.actions._shared import record
from strahlkraft.congress.bridge import publishing as bridge
from strahlkraft.congress.bridge.desk import desk_of
from strahlkraft.congress.bridge.planning import layout_for
from strahlkraft.congress.documents import pitch_documents, pitch_key
from strahlkraft.congress.emails.programme import post_programme
from strahlkraft.congress.models import LiveEvent, Occasion, ProgrammeVersion
from strahlkraft.congress.published import Programme
from strahlkraft.congress.rules.programme import may_publish, order_of, still_shown
from strahlkraft.congress.rules.vocabulary import LiveKind, OccasionState
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import ensure


@transaction.atomic
def publish(
    *,
    by: Actor,
    at: datetime,
    slug: str,
    number: int,
    revision: int,
    note: str = "",
    submission: UUID | None = None,
) -> ProgrammeVersion:
    """Publish plan ``number`` as it was shown in ``revision``: the next version of the event's programme.

    Screens and feeds learn of it, the search too; people on stage get a letter when their hour or stage is another one.
    """
    occasion = managed(by, slug)
    plan = plan_of(occasion, number)
    ensure(still_shown(plan.revision, revision))
    last = ProgrammeVersion.objects.filter(occasion=occasion).order_by("-number").first()
    before = bridge.content(last) if last else None
    desk = desk_of(occasion)
    programme = bridge.programme_of(
        desk, layout_for(desk, order_of(plan.layout)), version=last.number + 1 if last else 1, at=at, before=before
    )
    changes = bridge.changes(before, programme)
    placed = sum(not item.cancelled for _stage, _block, item in programme.placed())
    new = len(changes) or int(before is not None and bridge.frame_changed(before, programme))
    ensure(may_publish(placed=placed, changes=new, cancelled=occasion.state == OccasionState.CANCELLED))
    version = ProgrammeVersion.objects.create(
        occasion=occasion,
        number=programme.version,
        content=programme.to_json(),
        changes=changes,
        note=note,
        published_at=at,
    )
    _tell(occasion, version, programme, before, at=at)
    record(
        "publish_programme",
        by=by,
        at=at,
        occasion=occasion,
        subject=Label("programme_of", occasion.slug, occasion.name),
        after={"version": version.number, "plan": number, "changes": len(changes)},
        submission=submission,
    )
    return version


def _tell(
    occasion: Occasion, version: ProgrammeVersion, programme: Programme, before: Programme | None, *, at: datetime
) -> None:
    """Screens, the search and everybody concerned."""
    LiveEvent.objects.create(occasion=occasion, kind=LiveKind.PROGRAMME, payload={"version": version.number}, at=at)
    documents = list(pitch_documents(programme))
    kept = {document.key for document in documents}
    old = {pitch_key(occasion.slug, item.code) for _s, _b, item in before.placed()} if before else set()
    if occasion.event_id is not None and occasion.state != OccasionState.DRAFT:
        search.put_documents(documents)
    search.withdraw_documents("pitch", old - kept)
    post_programme(version, at=at)
