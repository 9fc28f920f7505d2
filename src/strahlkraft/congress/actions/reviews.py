"""What reviewers think, and the discussion about it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from strahlkraft.congress import access
from strahlkraft.congress.actions import _pitches as shared
from strahlkraft.congress.models import CrewMember, Criterion, Pitch, Review, ReviewNote
from strahlkraft.congress.rules import review as rules
from strahlkraft.congress.rules.vocabulary import CrewRole, PitchState
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.reuse.rules.requests import plain

IN_REVIEW = (PitchState.SUBMITTED, PitchState.ACCEPTED, PitchState.WAITING, PitchState.REJECTED)


def _pitch(slug: str, code: str) -> Pitch:
    rows = Pitch.objects.select_for_update(of=("self",)).select_related("occasion").handed_in()
    pitch = rows.filter(occasion__slug=slug, code=code).first()
    if pitch is None:
        raise shared.unknown()
    return pitch


@transaction.atomic
def write_review(
    *,
    by: Actor,
    at: datetime,
    slug: str,
    code: str,
    marks: Mapping[str, int],
    comment: str = "",
    conflict: bool = False,
    submission: UUID | None = None,
) -> Review:
    """A reviewer's marks (criterion's id as text -> 0 to 5), or their conflict of interest; written again it replaces."""
    pitch = _pitch(slug, code)
    if not isinstance(by, access.CrewHolder) or by.role != CrewRole.REVIEWER or by.occasion_id != pitch.occasion_id:
        raise shared.unknown()
    criteria = [str(pk) for pk in Criterion.objects.filter(call__occasion=pitch.occasion).values_list("pk", flat=True)]
    ensure(rules.may_review(open_=pitch.state in IN_REVIEW, told=pitch.told_at is not None))
    ensure(rules.mark_problems(marks, criteria, conflict=conflict, comment=comment))
    review, made = Review.objects.update_or_create(
        pitch=pitch,
        reviewer_id=by.member_id,
        defaults={"marks": dict(marks), "comment": plain(comment), "conflict": conflict, "written_at": at},
    )
    after = {"conflict": conflict, "new": made}
    shared.of_pitch("write_review", pitch, by=by, at=at, after=after, submission=submission)
    return review


@transaction.atomic
def discuss(*, by: Actor, at: datetime, slug: str, code: str, text: str, submission: UUID | None = None) -> ReviewNote:
    """A word in the discussion of a pitch; not for who has a conflict of interest."""
    pitch = _pitch(slug, code)
    ensure(access.may_run(by, pitch.occasion, CrewRole.REVIEWER), hidden=True)
    if isinstance(by, access.CrewHolder):
        own = Review.objects.filter(pitch=pitch, reviewer_id=by.member_id).first()
        if own is None or own.conflict:
            sentence = gettext_noop("The discussion opens once you have given your own marks.")
            raise Refused([Refusal("review_first", sentence)])
    ensure(rules.note_problems(text))
    author = _author(by)
    note = ReviewNote.objects.create(pitch=pitch, author=author, text=plain(text), written_at=at)
    shared.of_pitch("discuss_pitch", pitch, by=by, at=at, after={"note": note.pk}, submission=submission)
    return note


def _author(by: Actor) -> str:
    if isinstance(by, access.CrewHolder):
        return CrewMember.objects.values_list("name", flat=True).get(pk=by.member_id)
    return by.actor_label[:150]
