"""Selection: decided by the office, told by letter, confirmed by the speakers; the waiting list moves up by itself."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from strahlkraft.congress import texts
from strahlkraft.congress.actions import _pitches as shared
from strahlkraft.congress.actions import speaking
from strahlkraft.congress.actions._shared import record
from strahlkraft.congress.emails import calls as emails
from strahlkraft.congress.models import Call, Occasion, Pitch, Speaker
from strahlkraft.congress.rules import calls as rules
from strahlkraft.congress.rules.lengths import too_long
from strahlkraft.congress.rules.vocabulary import InvitationState, PitchKind, PitchState
from strahlkraft.kernel.actor import SYSTEM, Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.reuse.rules.requests import plain, plain_line


def _taken(occasion: Occasion) -> int:
    """How many places of the call are offered or confirmed; keynotes have theirs beside it."""
    return Pitch.objects.filter(occasion=occasion, kind=PitchKind.PITCH, state__in=rules.ON_STAGE).count()


def _waiting(occasion: Occasion) -> list[Pitch]:
    rows = Pitch.objects.select_for_update(of=("self",)).filter(occasion=occasion, state=PitchState.WAITING)
    return list(rows.order_by("waiting_place", "id"))


@transaction.atomic
def decide(
    *,
    by: Actor,
    at: datetime,
    slug: str,
    codes: Sequence[str],
    deed: str,
    reason: str = "",
    submission: UUID | None = None,
) -> list[Pitch]:
    """Accept, put on the waiting list (in the given order), reject with a reason, or undo, one pitch or many at once.

    All or nothing; at most as many are accepted as there are places. Nobody learns of it before ``send_decisions``.
    """
    occasion = shared.managed(by, slug)
    call = shared.lock_call(occasion)
    found = {
        pitch.code: pitch
        for pitch in Pitch.objects.select_for_update(of=("self",)).filter(occasion=occasion, code__in=codes)
    }
    pitches = [found[code] for code in dict.fromkeys(codes) if code in found]
    if not pitches:
        raise Refused([Refusal("nothing_chosen", gettext_noop("Choose at least one pitch."))])
    for pitch in pitches:
        ensure(rules.may_decide(pitch.state, deed, told=pitch.told_at is not None, reason=reason))
    if deed == "accept":
        more = sum(pitch.kind == PitchKind.PITCH and pitch.state not in rules.ON_STAGE for pitch in pitches)
        ensure(rules.fits_places(call.places if call else None, taken=_taken(occasion), more=more))
    before = {pitch.state for pitch in pitches}
    last = max((row.waiting_place or 0 for row in _waiting(occasion)), default=0)
    for number, pitch in enumerate(pitches, start=1):
        _decided(pitch, deed, reason=reason, place=last + number, at=at)
    _close_ranks(occasion)
    after = {"pitch_state": pitches[0].state, "pitches": [pitch.code for pitch in pitches]}
    subject = pitches[0].label if len(pitches) == 1 else None
    record(
        "decide_pitches",
        by=by,
        at=at,
        occasion=occasion,
        subject=subject,
        before={"pitch_state": before.pop() if len(before) == 1 else ""},
        after=after,
        reason=plain(reason),
        submission=submission,
    )
    return pitches


def _decided(pitch: Pitch, deed: str, *, reason: str, place: int, at: datetime) -> None:
    pitch.state = rules.TRANSITIONS[PitchState(pitch.state)][deed]
    pitch.decided_at = None if deed == "undo" else at
    pitch.decision_reason = "" if deed == "undo" else plain(reason)
    pitch.waiting_place = place if deed == "wait" else None
    pitch.save()


def _close_ranks(occasion: Occasion) -> None:
    """Places on the waiting list are 1, 2, 3 … without gaps."""
    for place, pitch in enumerate(_waiting(occasion), start=1):
        if pitch.waiting_place != place:
            pitch.waiting_place = place
            pitch.save(update_fields=["waiting_place"])


@transaction.atomic
def move_on_waiting_list(
    *, by: Actor, at: datetime, slug: str, code: str, place: int, submission: UUID | None = None
) -> Pitch:
    """Put a waiting pitch on another place of the list; the others close up."""
    occasion = shared.managed(by, slug)
    shared.lock_call(occasion)
    rows = _waiting(occasion)
    moved = next((pitch for pitch in rows if pitch.code == code), None)
    if moved is None:
        raise shared.unknown()
    before = moved.waiting_place
    rows.remove(moved)
    rows.insert(max(0, min(place - 1, len(rows))), moved)
    for number, pitch in enumerate(rows, start=1):
        pitch.waiting_place = number
        pitch.save(update_fields=["waiting_place"])
    shared.of_pitch(
        "move_on_waiting_list",
        moved,
        by=by,
        at=at,
        before={"place": before},
        after={"place": moved.waiting_place},
        submission=submission,
    )
    return moved


@transaction.atomic
def send_decisions(*, by: Actor, at: datetime, slug: str, submission: UUID | None = None) -> int:
    """Post the letters of all decisions nobody was told of; from then on they stand. Returns how many."""
    occasion = shared.managed(by, slug)
    call = shared.lock_call(occasion)
    decided = (PitchState.ACCEPTED, PitchState.WAITING, PitchState.REJECTED)
    rows = Pitch.objects.select_for_update(of=("self",)).filter(occasion=occasion, state__in=decided, told_at=None)
    pitches = list(rows.select_related("occasion"))
    if not pitches:
        raise Refused([Refusal("nothing_to_send", gettext_noop("There is no decision that was not told yet."))])
    for pitch in pitches:
        _tell(pitch, call, at=at)
    record("send_decisions", by=by, at=at, occasion=occasion, after={"letters": len(pitches)}, submission=submission)
    return len(pitches)


def _tell(pitch: Pitch, call: Call | None, *, at: datetime) -> None:
    pitch.told_at = at
    if pitch.state == PitchState.ACCEPTED:
        days = call.confirm_days if call else 14
        pitch.confirm_by = rules.confirm_by(at, days=days, starts_at=pitch.occasion.starts_at)
        pitch.confirm_reminded_at = None
    pitch.save()
    emails.post_decision(pitch, at=at)


@transaction.atomic
def confirm(*, by: Actor, at: datetime, code: str, given: rules.StageNeeds, submission: UUID | None = None) -> Pitch:
    """Take the offered place, with what the stage must know; windows are of who holds the pitch's mailbox.

    Confirmed again it changes these details until the event begins.
    """
    pitch = shared.locked(code)
    shared.ensure_own(by, pitch)
    start, end = pitch.occasion.starts_at, pitch.occasion.ends_at
    refusals = rules.may_confirm(pitch.state, invitations=shared.invitations(pitch), starts_at=start, at=at)
    ensure(refusals + rules.stage_problems(given, features=texts.FEATURES, starts_at=start, ends_at=end))
    before = _stage(pitch)
    first = pitch.state == PitchState.ACCEPTED
    pitch.state, pitch.confirmed_at = PitchState.CONFIRMED, pitch.confirmed_at or at
    pitch.mode, pitch.needs, pitch.needs_note = given.mode, sorted(set(given.needs)), plain_line(given.needs_note)
    pitch.sign_language, pitch.slides_public, pitch.changed_at = given.sign_language, given.slides_public, at
    pitch.save()
    own = own_speaker(pitch)
    if given.windows is not None and own is not None:
        speaking.set_windows(own, given.windows)
    if first:
        emails.post_confirmed(pitch, call=shared.call_of(pitch.occasion), at=at)
    after = _stage(pitch)
    shared.of_pitch("confirm_pitch", pitch, by=by, at=at, before=before, after=after, submission=submission)
    return pitch


def _stage(pitch: Pitch) -> dict[str, object]:
    names = ("mode", "needs", "sign_language", "slides_public")
    return {"pitch_state": pitch.state, **{name: getattr(pitch, name) for name in names}}


def own_speaker(pitch: Pitch) -> Speaker | None:
    """Who of the speakers holds the pitch's own mailbox."""
    if not pitch.mailbox:
        return None
    return Speaker.objects.filter(
        speaking__pitch=pitch, speaking__state=InvitationState.ACCEPTED, mailbox__iexact=pitch.mailbox
    ).first()


@transaction.atomic
def give_back(*, by: Actor, at: datetime, code: str, reason: str = "", submission: UUID | None = None) -> Pitch:
    """Withdraw a pitch, or decline the place that was offered; the first of the waiting list moves up."""
    occasion = Occasion.objects.filter(pitches__link_code=code).first()
    call = shared.lock_call(occasion) if occasion else None
    pitch = shared.locked(code)
    shared.ensure_own(by, pitch)
    refusals = rules.may_withdraw(pitch.state, ends_at=pitch.occasion.ends_at, at=at)
    ensure(refusals + too_long([("reason", reason, rules.REASON_LIMIT)]))
    before = pitch.state
    pitch.state = rules.TRANSITIONS[PitchState(before)]["decline" if before == PitchState.ACCEPTED else "withdraw"]
    pitch.waiting_place = None
    pitch.changed_at = at
    pitch.save()
    emails.post_given_back(pitch, reason=plain(reason), at=at)
    moved = _after_leaving(pitch, call, before=before, at=at)
    after = {"pitch_state": pitch.state, **({"moved_up": moved.code} if moved else {})}
    verb = "decline_place" if before == PitchState.ACCEPTED else "withdraw_pitch"
    shared.of_pitch(verb, pitch, by=by, at=at, before={"pitch_state": before}, after=after, submission=submission)
    return pitch


def _after_leaving(pitch: Pitch, call: Call | None, *, before: str, at: datetime) -> Pitch | None:
    """Close the ranks of the waiting list; let its first move up when a place of the call became free by it."""
    moved = None
    if before in rules.ON_STAGE and pitch.kind == PitchKind.PITCH and at < pitch.occasion.starts_at:
        told = {row.code: row for row in _waiting(pitch.occasion) if row.told_at is not None}
        places = [(row.waiting_place or 0, row.code) for row in told.values()]
        limit = call.places if call else None
        moved = told.get(rules.next_to_move_up(places, places=limit, taken=_taken(pitch.occasion)))
    if moved is not None:
        moved.state, moved.waiting_place, moved.decided_at, moved.told_at = PitchState.ACCEPTED, None, at, at
        days = call.confirm_days if call else 14
        moved.confirm_by = rules.confirm_by(at, days=days, starts_at=pitch.occasion.starts_at)
        moved.confirm_reminded_at = None
        moved.save()
        emails.post_moved_up(moved, freed=pitch, at=at)
    _close_ranks(pitch.occasion)
    return moved


@transaction.atomic
def chase(*, at: datetime, code: str, by: Actor = SYSTEM) -> str:
    """What the clock does for an offered place: ``remind`` before the date, ``lapse`` after it, or nothing.

    A place nobody confirmed in time is given to the first of the waiting list, with letters to both.
    """
    occasion = Occasion.objects.filter(pitches__link_code=code).first()
    call = shared.lock_call(occasion) if occasion else None
    pitch = shared.locked(code)
    if pitch.state != PitchState.ACCEPTED or pitch.confirm_by is None or pitch.told_at is None:
        return ""
    if rules.reminder_due(pitch.confirm_by, reminded=pitch.confirm_reminded_at is not None, at=at):
        pitch.confirm_reminded_at = at
        pitch.save()
        emails.post_confirm_reminder(pitch, at=at)
        shared.of_pitch("remind_to_confirm", pitch, by=by, at=at)
        return "remind"
    if at < pitch.confirm_by:
        return ""
    pitch.state = PitchState.DECLINED
    pitch.save()
    emails.post_lapsed(pitch, at=at)
    moved = _after_leaving(pitch, call, before=PitchState.ACCEPTED, at=at)
    after = {"pitch_state": pitch.state, **({"moved_up": moved.code} if moved else {})}
    shared.of_pitch("lapse_place", pitch, by=by, at=at, before={"pitch_state": PitchState.ACCEPTED}, after=after)
    return "lapse"
