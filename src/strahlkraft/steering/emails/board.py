"""Letters about ideas and sessions of the board: please confirm; taken; decided; you are invited; it is cancelled."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from strahlkraft.kernel.label import Label
from strahlkraft.letters.actions import post_letters
from strahlkraft.steering import texts
from strahlkraft.steering.access import link_token
from strahlkraft.steering.emails._post import OFFICE_LANGUAGE, post
from strahlkraft.steering.models import AgendaItem, BoardSession, Idea
from strahlkraft.steering.rules.board import CONFIRM_WITHIN


def post_confirmation(idea: Idea, *, at: datetime) -> None:
    """Ask whoever typed an idea to confirm it; the letter is not sent once the link is over.

    It may reach somebody who typed nothing: no word of the form stands in it.
    """
    post(
        "idea_confirm",
        to=idea.mailbox,
        language=idea.language,
        subject=lambda: _("Please confirm your idea: %(title)s") % {"title": idea.region.name},
        context={"idea": idea},
        url=Label("idea_confirm", link_token("idea-confirm", idea.link_code)),
        key=f"idea-confirm:{idea.link_code}",
        at=at,
        not_after=idea.opened_at + CONFIRM_WITHIN,
    )


def status_label(idea: Idea) -> Label:
    """The page for whoever handed an idea in."""
    return Label("idea_status", link_token("idea", idea.link_code), idea.title)


def post_taken(idea: Idea, *, at: datetime) -> None:
    """Bring whoever handed it in the private link; nothing is posted without a mailbox."""
    post(
        "idea_taken",
        to=idea.mailbox,
        language=idea.language,
        subject=lambda: _("Your idea has arrived: %(title)s") % {"title": idea.title},
        context={"idea": idea},
        url=status_label(idea),
        key=f"idea-taken:{idea.link_code}",
        at=at,
    )


def post_to_office(idea: Idea, *, mailbox: str, at: datetime) -> None:
    """Tell the office of the region that an idea has come in; it stands on their list too, so the letter can wait."""
    post(
        "idea_to_office",
        to=mailbox,
        language=OFFICE_LANGUAGE,
        subject=lambda: _("New idea from %(who)s: %(title)s") % {"who": idea.body, "title": idea.title},
        context={"idea": idea},
        url=idea.label,
        key=f"idea-office:{idea.link_code}",
        at=at,
        digest=True,
    )


def post_decision(item: AgendaItem, *, at: datetime) -> None:
    """Tell whoever handed it in what the board decided, and why."""
    idea = item.idea
    assert idea is not None  # noqa: S101 - only ideas are decided; tells the type checker
    post(
        "idea_decided",
        to=idea.mailbox,
        language=idea.language,
        subject=lambda: _("The board has decided about your idea: %(title)s") % {"title": idea.title},
        context={"idea": idea, "item": item},
        late=lambda: {"decision": texts.DECISIONS[item.decision]},
        url=status_label(idea),
        key=f"idea-decided:{item.pk}",
        at=at,
    )


def post_invitations(session: BoardSession, items: Sequence[AgendaItem], *, words: str, at: datetime) -> None:
    """Invite every mailbox of the session, with the agenda."""
    for_all: dict[str, Any] = {"session": session, "items": items, "words": words}
    _to_all("board_invitation", session, lambda: _("Invitation: %(title)s") % {"title": session.title}, for_all, at)


def post_cancellations(session: BoardSession, *, reason: str, at: datetime) -> None:
    """Tell everybody invited that the session does not take place."""
    for_all: dict[str, Any] = {"session": session, "reason": reason}
    _to_all("board_cancelled", session, lambda: _("Cancelled: %(title)s") % {"title": session.title}, for_all, at)


def _to_all(template: str, session: BoardSession, subject: Any, context: dict[str, Any], at: datetime) -> None:
    letters: list[dict[str, Any]] = []
    for number, mailbox in enumerate(session.invited.splitlines()):
        post(
            template,
            to=mailbox,
            language=OFFICE_LANGUAGE,
            subject=subject,
            context=context,
            url=session.label,
            key=f"{template}:{session.code}:{number}",
            at=at,
            into=letters,
        )
    post_letters(letters)
