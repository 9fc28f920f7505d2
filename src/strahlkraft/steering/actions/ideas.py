"""Ideas: handed in without an account and confirmed by mail, or entered by the office; checked line by line."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from strahlkraft.kernel.actor import NOBODY, SYSTEM, Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.letters.queries import of_mailbox
from strahlkraft.network.models import ContactPoint, Organisation, Region
from strahlkraft.reuse.rules.requests import plain, plain_line
from strahlkraft.steering import access
from strahlkraft.steering.actions._codes import free_code
from strahlkraft.steering.actions._shared import ensure_version, record
from strahlkraft.steering.emails import board as emails
from strahlkraft.steering.models import AgendaItem, CheckAnswer, Idea
from strahlkraft.steering.rules import board as rules
from strahlkraft.steering.rules.moves import may_move
from strahlkraft.steering.rules.vocabulary import IDEA_MOVES, IdeaState, SessionState


@transaction.atomic
def hand_in(
    *,
    by: Actor,
    at: datetime,
    region_slug: str,
    given: rules.IdeaInput,
    language: str,
    trap: str = "",
    seconds: float | None = None,
) -> Idea:
    """Take an idea from anybody; it counts once confirmed by the link in the letter.

    No line in the trail yet: an unconfirmed idea is erased after seven days as if it had never been. A form sent twice
    within minutes is one idea and one letter.
    """
    region = Region.objects.filter(slug=region_slug).first()
    tidy = given.tidied()
    drafts = Idea.objects.filter(of_mailbox(tidy.mailbox), state=IdeaState.DRAFT)
    again = drafts.filter(
        opened_at__gt=at - rules.SAME_SHEET, title=tidy.title, need=tidy.need, solution=tidy.solution, region=region
    ).first()
    waiting = 0 if again else drafts.count()
    ensure(
        rules.may_hand_in(
            given, region_known=region is not None, waiting_from_mailbox=waiting, trap=trap, seconds=seconds
        )
    )
    assert region is not None  # noqa: S101 - refused above; tells the type checker
    if again is not None:
        return again
    idea = _made(tidy, region=region, at=at, language=language, state=IdeaState.DRAFT)
    emails.post_confirmation(idea, at=at)
    return idea


def _made(given: rules.IdeaInput, *, region: Region, at: datetime, **facts: Any) -> Idea:
    return Idea.objects.create(
        **asdict(given), code=free_code(Idea), link_code=new_code(), region=region, opened_at=at, changed_at=at, **facts
    )


@transaction.atomic
def confirm(*, by: Actor, at: datetime, link_code: str) -> Idea:
    """The link in the letter was pressed: the idea counts, its sender gets the private link, the office is told."""
    idea = _by_link(link_code)
    ensure(rules.may_confirm(idea.state, confirm_by=idea.opened_at + rules.CONFIRM_WITHIN, at=at))
    before = idea.state
    _move(idea, "confirm", at=at)
    emails.post_taken(idea, at=at)
    point = ContactPoint.objects.filter(region=idea.region_id).first()
    emails.post_to_office(idea, mailbox=point.mailbox if point else "", at=at)
    holder = access.LinkHolder("idea", idea.link_code)
    _record("hand_in_idea", idea, by=holder if by is NOBODY else by, at=at, before={"state": before})
    return idea


@transaction.atomic
def enter(*, by: Actor, at: datetime, region_id: int, given: rules.IdeaInput, submission: UUID | None = None) -> Idea:
    """The office enters an idea it was told of; with a mailbox its sender gets the private link."""
    ensure(access.may_steer(by, region_id))
    ensure(rules.idea_problems(given, mailbox_needed=False))
    region = Region.objects.get(pk=region_id)
    idea = _made(given.tidied(), region=region, at=at, state=IdeaState.SUBMITTED, by_office=True)
    emails.post_taken(idea, at=at)
    _record("enter_idea", idea, by=by, at=at, submission=submission)
    return idea


@transaction.atomic
def change(
    *,
    by: Actor,
    at: datetime,
    code: str,
    version: int,
    given: rules.IdeaInput,
    organisation_id: int | None = None,
    submission: UUID | None = None,
) -> Idea:
    """The office corrects what is said of an idea and names the organisation of the network behind it.

    Another mailbox gets its own private link; the one the mailbox before has opens nothing any more.
    """
    idea = _steered(by, code)
    ensure(rules.may_change_idea(idea.state))
    ensure_version(version, idea.version)
    ensure(rules.idea_problems(given, mailbox_needed=not idea.by_office))
    before, mailbox = _told(idea), idea.mailbox
    for name, value in asdict(given.tidied()).items():
        setattr(idea, name, value)
    idea.organisation = Organisation.objects.filter(pk=organisation_id).first() if organisation_id else None
    another = idea.mailbox.casefold() != mailbox.casefold()
    if another:
        idea.link_code = new_code()
    _save(idea)
    if another:
        emails.post_taken(idea, at=at)
    _record("change_idea", idea, by=by, at=at, before=before, submission=submission)
    return idea


@transaction.atomic
def answer_checklist(
    *,
    by: Actor,
    at: datetime,
    code: str,
    version: int,
    answers: Mapping[str, tuple[str, str]],
    finish: bool = False,
    submission: UUID | None = None,
) -> Idea:
    """Keep what the office found (by key of ``rules.CHECKLIST``: answer and note); ``finish`` ends the check."""
    idea = _steered(by, code)
    ensure_version(version, idea.version)
    problems = rules.may_finish_check(idea.state, answers) if finish else rules.answer_problems(answers)
    ensure(problems or may_move(IDEA_MOVES, idea.state, "check"))
    for key, (answer, note) in answers.items():
        CheckAnswer.objects.update_or_create(
            idea=idea, key=key, defaults={"answer": answer, "note": plain_line(note)[: rules.NOTE_LIMIT]}
        )
    before = {"state": idea.state}
    if finish:
        _move(idea, "check", at=at)
    else:
        _save(idea)
    verb = "check_idea" if finish else "answer_checklist"
    _record(verb, idea, by=by, at=at, before=before, submission=submission)
    return idea


@transaction.atomic
def recheck(*, by: Actor, at: datetime, code: str, submission: UUID | None = None) -> Idea:
    """Open the check of an idea again."""
    idea = _steered(by, code)
    ensure(may_move(IDEA_MOVES, idea.state, "recheck"))
    _move(idea, "recheck", at=at)
    _record("recheck_idea", idea, by=by, at=at, before={"state": IdeaState.CHECKED}, submission=submission)
    return idea


@transaction.atomic
def withdraw(*, by: Actor, at: datetime, code: str, reason: str = "", submission: UUID | None = None) -> Idea:
    """Its sender takes an idea back by the private link, or the office does it for them and says why.

    It leaves the agenda of a session nobody is invited to yet; elsewhere it stays there, as withdrawn.
    """
    idea = _locked(code=code)
    own_link = isinstance(by, access.LinkHolder) and by.purpose == "idea" and by.code == idea.link_code
    if not own_link:
        ensure(access.may_steer(by, idea.region_id), hidden=True)
        ensure(rules.reason_problems(reason))
    ensure(may_move(IDEA_MOVES, idea.state, "withdraw"))
    before = {"state": idea.state}
    _move(idea, "withdraw", at=at)
    AgendaItem.objects.filter(idea=idea, session__state=SessionState.PLANNED).update(removed=True)
    _record("withdraw_idea", idea, by=by, at=at, before=before, reason=plain(reason), submission=submission)
    return idea


@transaction.atomic
def erase_unconfirmed(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Erase ideas nobody confirmed in time, as was promised; returns how many. No line in the trail: they never were."""
    over = Idea.objects.filter(state=IdeaState.DRAFT, opened_at__lt=at - rules.CONFIRM_WITHIN)
    return over.delete()[0]


@transaction.atomic
def forget_people(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Erase the mailbox of ideas refused or withdrawn a year ago; what was asked and how it ended stays."""
    over = Idea.objects.filter(state__in=rules.ENDED, changed_at__lt=at - rules.KEEP_ENDED)
    return over.exclude(mailbox="").update(mailbox="")


def _locked(**name: str) -> Idea:
    idea = Idea.objects.select_for_update(of=("self",)).select_related("region").filter(**name).first()
    if idea is None:
        raise Refused([Refusal("unknown", gettext_noop("There is no such idea."))], hidden=True)
    return idea


def _by_link(link_code: str) -> Idea:
    return _locked(link_code=link_code)


def _steered(by: Actor, code: str) -> Idea:
    idea = _locked(code=code)
    ensure(access.may_steer(by, idea.region_id), hidden=True)
    return idea


def _move(idea: Idea, deed: str, *, at: datetime) -> None:
    idea.state = IDEA_MOVES[idea.state][deed]
    idea.changed_at = at  # since when it stands where it stands
    _save(idea)


def _save(idea: Idea) -> None:
    idea.version += 1
    idea.save()


def _told(idea: Idea) -> dict[str, Any]:
    """What the trail keeps of an idea; no mailbox."""
    cost = idea.estimated_cost
    return {
        "state": idea.state,
        "title": idea.title,
        "body": idea.body,
        "estimated_cost": None if cost is None else str(cost),
        "organisation_id": idea.organisation_id,
    }


def _record(
    verb: str,
    idea: Idea,
    *,
    by: Actor,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    reason: str = "",
    submission: UUID | None = None,
) -> None:
    whole = verb in {"hand_in_idea", "enter_idea", "change_idea"}
    record(
        verb=verb,
        by=by,
        at=at,
        subject=idea.label,
        region_id=idea.region_id,
        before=before,
        after=_told(idea) if whole else {"state": idea.state},
        reason=reason,
        submission=submission,
    )
