"""Pitches up to their handing in: begun by a letter's link, saved as typed, taken from a project, handed in, imported."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import F

from strahlkraft.congress import access
from strahlkraft.congress.actions import _pitches as shared
from strahlkraft.congress.actions import speaking
from strahlkraft.congress.actions._shared import record
from strahlkraft.congress.emails import calls as emails
from strahlkraft.congress.models import Occasion, Pitch
from strahlkraft.congress.queries.calls import content_of
from strahlkraft.congress.rules import calls as rules
from strahlkraft.congress.rules.borrowing import filled_from
from strahlkraft.congress.rules.vocabulary import PitchKind, PitchState
from strahlkraft.kernel.actor import SYSTEM, Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.letters.queries import of_mailbox
from strahlkraft.projects import access as projects_access
from strahlkraft.projects.models import Project
from strahlkraft.reuse.rules.requests import plain_line

SAME_SHEET = timedelta(minutes=10)


@transaction.atomic
def begin(
    *, by: Actor, at: datetime, slug: str, form: rules.StartForm, project: str = "", language: str = "de"
) -> Pitch:
    """Begin a draft: its private link goes to the mailbox. Filled from a published project when one is named.

    No line in the trail yet: a draft whose link is never used is erased after seven days as if it had never been.
    """
    occasion = _occasion(slug)
    call = shared.call_of(occasion)
    mailbox, title = form.mailbox.strip(), plain_line(form.title)
    unused = Pitch.objects.filter(
        of_mailbox(mailbox), occasion=occasion, state=PitchState.DRAFT, changed_at=F("created_at")
    )
    again = unused.filter(mailbox__iexact=mailbox, title=title, created_at__gt=at - SAME_SHEET).first()
    drafts = 0 if again else unused.count()
    ensure(rules.may_begin(form, shared.times(occasion, call), drafts=drafts, at=at))
    if again is not None:
        return again
    chosen = Project.objects.published().filter(slug=project).first() if project else None
    pitch = shared.new_pitch(occasion, call, at=at)
    pitch.mailbox, pitch.project, pitch.title = mailbox, chosen, title
    pitch.language = language if language in rules.LANGUAGES else "de"
    pitch.save()
    if chosen is not None:
        shared.apply(pitch, filled_from(content_of(pitch), shared.facts_of(chosen)), at=at)
    emails.post_draft(pitch, at=at)
    return pitch


@transaction.atomic
def begin_from_project(*, by: Actor, at: datetime, slug: str, project: str, mailbox: str, person: str = "") -> Pitch:
    """Somebody who may edit a project begins its pitch with their account; unpublished projects are possible too."""
    occasion = _occasion(slug)
    chosen = Project.objects.filter(slug=project).first()
    if chosen is None:
        raise shared.unknown()
    ensure(projects_access.may_edit(by, chosen), hidden=True)
    call = shared.call_of(occasion)
    ensure(rules.may_hand_in_now(shared.times(occasion, call), at=at))
    known = Pitch.objects.filter(occasion=occasion, project=chosen, state=PitchState.DRAFT, mailbox__iexact=mailbox)
    if again := known.first():
        return again
    pitch = shared.new_pitch(occasion, call, at=at)
    pitch.mailbox, pitch.project, pitch.person = mailbox, chosen, plain_line(person)[: rules.NAME_LIMIT]
    pitch.created_at = at - timedelta(seconds=1)  # an account stands for the mailbox: the draft needs no link to count
    pitch.save()
    shared.apply(pitch, filled_from(content_of(pitch), shared.facts_of(chosen)), at=at)
    emails.post_draft(pitch, at=at)
    shared.of_pitch("begin_pitch", pitch, by=by, at=at, after={"pitch_state": pitch.state, "project": chosen.slug})
    return pitch


def _occasion(slug: str) -> Occasion:
    occasion = Occasion.objects.public().filter(slug=slug).first()
    if occasion is None:
        raise shared.unknown()
    return occasion


@transaction.atomic
def save(*, by: Actor, at: datetime, code: str, content: rules.PitchContent, seen: datetime | None = None) -> Pitch:
    """Keep what was typed. ``seen``: the change the page showed; when somebody else saved since, it is refused.

    A draft may be unfinished and leaves no line in the trail; what was handed in stays whole.
    """
    pitch = shared.locked(code)
    shared.ensure_own(by, pitch)
    if seen is not None and seen != pitch.changed_at:
        sentence = gettext_noop(
            "This was saved elsewhere in the meantime. What you typed stands here; saving again replaces the other."
        )
        raise Refused([Refusal("changed_meanwhile", sentence)])
    draft = pitch.state == PitchState.DRAFT
    if not shared.is_office(by, pitch):
        ensure(rules.may_change(pitch.state, shared.times(pitch.occasion, shared.call_of(pitch.occasion)), at=at))
    ensure(shared.content_problems(pitch, content, whole=not draft))
    before = content_of(pitch)
    shared.apply(pitch, content, at=at)
    if not draft and before != content_of(pitch):
        shared.of_pitch("change_pitch", pitch, by=by, at=at, before=_told(before), after=_told(content))
    return pitch


def _told(content: rules.PitchContent) -> dict[str, object]:
    """What the trail keeps of a content: nothing about people."""
    return {
        "title": content.title,
        "summary": content.summary,
        "description": content.description,
        "topic": content.topic,
        "organisation": content.organisation_name,
        "mode": content.mode,
        "needs": list(content.needs),
        "sign_language": content.sign_language,
    }


@transaction.atomic
def take_project(*, by: Actor, at: datetime, code: str, project: str, content: rules.PitchContent) -> Pitch:
    """Connect the pitch with a project of the register and fill what is still empty; empty ``project`` unties it."""
    pitch = shared.locked(code)
    shared.ensure_own(by, pitch)
    if not shared.is_office(by, pitch):
        ensure(rules.may_change(pitch.state, shared.times(pitch.occasion, shared.call_of(pitch.occasion)), at=at))
    chosen = Project.objects.published().filter(slug=project).first() if project else None
    if project and chosen is None:
        sentence = gettext_noop("We know no published project of this name. Please choose one of the suggestions.")
        raise Refused([Refusal("unknown_project", sentence, "project")])
    before = pitch.project.slug if pitch.project else ""
    pitch.project = chosen
    content = replace(content, pictures=())
    filled = filled_from(content, shared.facts_of(chosen)) if chosen else content
    ensure(shared.content_problems(pitch, filled, whole=pitch.state != PitchState.DRAFT))
    shared.apply(pitch, filled, at=at)
    if pitch.state != PitchState.DRAFT:
        shared.of_pitch("change_pitch", pitch, by=by, at=at, before={"project": before}, after={"project": project})
    return pitch


@transaction.atomic
def hand_in(
    *, by: Actor, at: datetime, code: str, content: rules.PitchContent, submission: UUID | None = None
) -> Pitch:
    """Hand a draft in; it can be changed until the call closes."""
    pitch = shared.locked(code)
    shared.ensure_own(by, pitch)
    call = shared.call_of(pitch.occasion)
    refusals = shared.content_problems(pitch, content, whole=True)
    refusals += rules.may_hand_in(
        pitch.state, shared.times(pitch.occasion, call), invitations=shared.invitations(pitch), at=at
    )
    ensure(refusals)
    shared.apply(pitch, content, at=at)
    pitch.state, pitch.submitted_at = PitchState.SUBMITTED, at
    pitch.save()
    emails.post_handed_in(pitch, at=at)
    shared.of_pitch(
        "hand_in_pitch",
        pitch,
        by=by,
        at=at,
        before={"pitch_state": PitchState.DRAFT},
        after={"pitch_state": pitch.state, **_told(content)},
        submission=submission,
    )
    return pitch


@transaction.atomic
def hand_in_on_behalf(
    *, by: Actor, at: datetime, slug: str, given: rules.Submission, submission: UUID | None = None
) -> Pitch:
    """The office hands in for others, or enters a keynote, which needs no selection and has its place at once."""
    occasion = shared.managed(by, slug)
    pitch = shared.new_pitch(occasion, shared.call_of(occasion), at=at)
    pitch.project = Project.objects.published().filter(slug=given.project).first() if given.project else None
    if pitch.project is not None:
        given = replace(given, content=filled_from(given.content, shared.facts_of(pitch.project)))
    refusals = _problems(pitch, given, whole=given.kind != PitchKind.KEYNOTE)  # of a keynote a title is enough
    if given.project and pitch.project is None:
        sentence = gettext_noop("We know no published project of this name. Please choose one of the suggestions.")
        refusals.append(Refusal("unknown_project", sentence, "project"))
    ensure(refusals)
    _keep(pitch, given, at=at)
    for person in given.people:
        speaking.add(pitch, person, at=at, agreed=not person.mailbox)
    emails.post_handed_in(pitch, at=at)
    after = {"pitch_state": pitch.state, "pitch_kind": pitch.kind, **_told(given.content)}
    shared.of_pitch("hand_in_on_behalf", pitch, by=by, at=at, after=after, submission=submission)
    return pitch


def _problems(pitch: Pitch, given: rules.Submission, *, whole: bool) -> list[Refusal]:
    return shared.content_problems(pitch, given.content, whole=whole) + rules.submission_problems(given, whole=whole)


def _keep(pitch: Pitch, given: rules.Submission, *, at: datetime) -> None:
    pitch.kind, pitch.mailbox, pitch.seconds = given.kind, given.mailbox.strip(), given.seconds or pitch.seconds
    pitch.state, pitch.submitted_at = PitchState.SUBMITTED, at
    if given.kind == PitchKind.KEYNOTE:
        pitch.state = PitchState.CONFIRMED
        pitch.decided_at = pitch.told_at = pitch.confirmed_at = at
    pitch.title = plain_line(given.content.title)
    pitch.save()
    shared.apply(pitch, given.content, at=at)


@transaction.atomic
def import_pitches(
    *,
    by: Actor,
    at: datetime,
    slug: str,
    rows: Sequence[rules.Submission],
    dry_run: bool,
    submission: UUID | None = None,
) -> tuple[list[int], list[tuple[int, Refusal]]]:
    """Hand in what a file lists, all or nothing; nobody is written to.

    Returns which rows (from 0) are new, since a title with the same body is not handed in twice, and what is wrong, as
    (row, reason). A dry run, and a file with a fault, changes nothing. Raises Refused for who may not.
    """
    occasion = shared.managed(by, slug)
    call = shared.call_of(occasion)
    known = {
        (title.casefold(), body.casefold())
        for title, body in Pitch.objects.filter(occasion=occasion).values_list("title", "organisation_name")
    }
    wrong: list[tuple[int, Refusal]] = []
    made: list[int] = []
    for number, given in enumerate(rows):
        pitch = shared.new_pitch(occasion, call, at=at)
        problems = _problems(pitch, given, whole=False)  # what a table does not tell, the office adds
        wrong += [(number, refusal) for refusal in problems]
        key = (plain_line(given.content.title).casefold(), plain_line(given.content.organisation_name).casefold())
        if not problems and key not in known:
            known.add(key)
            made.append(number)
    if dry_run or wrong:
        return made, wrong
    for number in made:
        pitch = shared.new_pitch(occasion, call, at=at)
        _keep(pitch, rows[number], at=at)
        for person in rows[number].people:
            speaking.add(pitch, person, at=at, agreed=not person.mailbox, write=False)
    record("import_pitches", by=by, at=at, occasion=occasion, after={"count": len(made)}, submission=submission)
    return made, wrong


@transaction.atomic
def set_stage_marks(
    *, by: Actor, at: datetime, code: str, opener_penalty: int, seconds: int, submission: UUID | None = None
) -> Pitch:
    """What only the organisers say of a pitch: how ill it suits as the first of a block (0 to 3), and its seconds."""
    pitch = shared.locked(code)
    ensure(access.may_manage(by, pitch.occasion), hidden=True)
    ensure(rules.seconds_problems(seconds))
    if not 0 <= opener_penalty <= 3:  # noqa: PLR2004 - as the table's own condition
        raise Refused([Refusal("unknown_choice", gettext_noop("Please choose from the list."), "opener_penalty")])
    before = {"opener_penalty": pitch.opener_penalty, "seconds": pitch.seconds}
    pitch.opener_penalty, pitch.seconds, pitch.changed_at = opener_penalty, seconds, at
    pitch.save()
    after = {"opener_penalty": opener_penalty, "seconds": seconds}
    shared.of_pitch("change_pitch", pitch, by=by, at=at, before=before, after=after, submission=submission)
    return pitch


@transaction.atomic
def erase_drafts(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Erase drafts whose link was never used within seven days, and those left lying when the call closed long ago."""
    drafts = Pitch.objects.filter(state=PitchState.DRAFT)
    unused = drafts.filter(changed_at=F("created_at"), created_at__lt=at - rules.ERASE_DRAFTS_AFTER)
    left = drafts.filter(occasion__call__closes_at__lt=at - rules.ERASE_LEFT_DRAFTS_AFTER)
    ids = [*unused.values_list("pk", flat=True), *left.values_list("pk", flat=True)]
    rows = list(Pitch.objects.select_for_update(of=("self",)).filter(pk__in=ids))
    for pitch in rows:
        speaking.forget_speakers(pitch)
        pitch.pictures.clear()
        pitch.delete()
    return len(rows)


@transaction.atomic
def forget_people(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Erase mailbox, person, needs and slides of pitches that were not given, six months after the event; returns how many.

    What was handed in and how it ended stays. No line in the trail: it never held any of it.
    """
    over = Pitch.objects.filter(
        occasion__ends_at__lt=at - rules.KEEP_PEOPLE,
        state__in=(PitchState.REJECTED, PitchState.DECLINED, PitchState.WITHDRAWN, PitchState.WAITING),
    ).exclude(mailbox="", person="", needs_note="", slides="")
    rows = list(over.select_for_update(of=("self",)))
    for pitch in rows:
        if pitch.slides:
            transaction.on_commit(partial(pitch.slides.storage.delete, str(pitch.slides.name)))
        pitch.mailbox = pitch.person = pitch.needs_note = ""
        pitch.slides, pitch.slides_at = "", None
        pitch.save(update_fields=["mailbox", "person", "needs_note", "slides", "slides_at"])
        speaking.forget_speakers(pitch)
    return len(rows)
