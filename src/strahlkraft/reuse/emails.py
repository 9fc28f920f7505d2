"""Letters about requests, cases and watches; each in the language of its reader, each key posts once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from strahlkraft.design.addresses import address
from strahlkraft.kernel.label import Label
from strahlkraft.letters.actions import post_letter
from strahlkraft.reuse import texts
from strahlkraft.reuse.access import link_token
from strahlkraft.reuse.models import ReuseCase, ReuseRequest, Watch
from strahlkraft.reuse.readiness.words import CRITERIA
from strahlkraft.reuse.rules.requests import REMIND_AFTER
from strahlkraft.reuse.rules.vocabulary import Side

OFFICE_LANGUAGE = "de"


def whole_address(label: Label) -> str:
    """The address with the host, as letters need it."""
    return f"{settings.BASE_URL}{address(label)}"


def post_confirmation(request: ReuseRequest, *, at: datetime) -> None:
    """Ask whoever typed a request to confirm it; the letter is not sent once the link is over."""
    _post(
        "confirm_request",
        to=request.mailbox,
        language=request.language,
        subject=lambda: _("Please confirm your request: %(title)s") % {"title": request.about.title},
        context={
            "request": request,
            "about": request.about.title,
            "url": ("request_confirm", link_token("confirm", request.code)),
        },
        key=f"request-confirm:{request.code}",
        at=at,
        not_after=request.confirm_by,
    )


def post_taken(request: ReuseRequest, *, at: datetime) -> None:
    """Tell whoever asked, and whose mailbox is known already, that a request was made, with the link to its state."""
    _post(
        "request_taken",
        to=request.mailbox,
        language=request.language,
        subject=lambda: _("Your request: %(title)s") % {"title": request.about.title},
        context={
            "request": request,
            "about": request.about.title,
            "days": REMIND_AFTER,
            "url": ("request_status", link_token("status", request.code)),
        },
        key=f"request-taken:{request.code}",
        at=at,
    )


def post_to_provider(request: ReuseRequest, *, at: datetime, attempt: int) -> None:
    """Hand a confirmed request to the provider's function mailbox, with a link to answer without an account."""
    _post(
        "request_to_provider",
        to=request.provider_mailbox,
        language=OFFICE_LANGUAGE,
        subject=lambda: _("%(who)s asks to reuse: %(title)s") % _named(request),
        context={
            "request": request,
            "about": request.about.title,
            "days": REMIND_AFTER,
            "url": ("request_answer", link_token("answer", request.code)),
        },
        key=f"request-provider:{request.code}:{attempt}",
        at=at,
    )


def post_to_office(request: ReuseRequest, *, mailbox: str, at: datetime) -> None:
    """The office's copy; without a known provider it is asked to find one."""
    _post(
        "request_to_office",
        to=mailbox,
        language=OFFICE_LANGUAGE,
        subject=lambda: _("Copy: %(who)s asks to reuse: %(title)s") % _named(request),
        context={"request": request, "about": request.about.title, "url": ("request", request.code)},
        key=f"request-office:{request.code}:{bool(request.provider_mailbox)}",
        at=at,
    )


def post_reminder(request: ReuseRequest, *, at: datetime, waited: int) -> None:
    """Remind the provider of a request without an answer."""
    _post(
        "request_reminder",
        to=request.provider_mailbox,
        language=OFFICE_LANGUAGE,
        subject=lambda: _("Reminder: %(who)s waits for an answer on %(title)s") % _named(request),
        context={
            "request": request,
            "about": request.about.title,
            "waited": waited,
            "url": ("request_answer", link_token("answer", request.code)),
        },
        key=f"request-reminder:{request.code}",
        at=at,
    )


def post_escalation(request: ReuseRequest, *, mailbox: str, at: datetime, waited: int) -> None:
    """Tell the office that nobody has answered."""
    _post(
        "request_escalation",
        to=mailbox,
        language=OFFICE_LANGUAGE,
        subject=lambda: _("No answer yet: %(who)s on %(title)s") % _named(request),
        context={
            "request": request,
            "about": request.about.title,
            "waited": waited,
            "url": ("request", request.code),
        },
        key=f"request-escalation:{request.code}",
        at=at,
    )


def post_message(request: ReuseRequest, *, text: str, side: Side, number: int, at: datetime) -> None:
    """Bring a message to the other side: the municipality hears the provider and the office, and the other way round."""
    to_reuser = side is not Side.REUSER
    mailbox = request.mailbox if to_reuser else request.provider_mailbox
    if not mailbox:
        return
    link = ("status", "request_status") if to_reuser else ("answer", "request_answer")
    _post(
        "request_message",
        to=mailbox,
        language=request.language if to_reuser else OFFICE_LANGUAGE,
        subject=lambda: _("Answer to the request: %(title)s") % {"title": request.about.title},
        context={
            "request": request,
            "about": request.about.title,
            "text": text,
            "side": side,
            "url": (link[1], link_token(link[0], request.code)),
        },
        key=f"request-message:{request.code}:{number}",
        at=at,
    )


def post_refusal(request: ReuseRequest, *, at: datetime) -> None:
    """Tell the municipality that the request was refused, with the reason and the better offer if there is one."""
    better = request.better_offer

    def context() -> Mapping[str, Any]:
        return {"reason": texts.REFUSAL_REASONS[request.refusal_reason]}

    _post(
        "request_refusal",
        to=request.mailbox,
        language=request.language,
        subject=lambda: _("Your request on %(title)s was refused") % {"title": request.about.title},
        context={
            "request": request,
            "about": request.about.title,
            "better": better.title if better else request.better_note,
            "better_url": whole_address(better.label) if better else "",
            "url": ("request_status", link_token("status", request.code)),
        },
        late=context,
        key=f"request-refusal:{request.code}",
        at=at,
    )


def post_case_link(case: ReuseCase, *, side: Side, mailbox: str, language: str, at: datetime, attempt: int = 1) -> None:
    """Give one side its link for reporting on a case; ``attempt`` tells a letter sent again from the first."""
    if not mailbox:
        return
    purpose = "case-reuser" if side is Side.REUSER else "case-provider"
    _post(
        "case_link",
        to=mailbox,
        language=language,
        subject=lambda: (
            _("Your reuse of %(title)s: how far are you?") % {"title": case.about.title}
            if side is Side.REUSER
            else _("%(who)s takes over %(title)s") % {"who": case.stated_name, "title": case.about.title}
        ),
        context={
            "case": case,
            "about": case.about.title,
            "reuser": side is Side.REUSER,
            "url": ("case_report", link_token(purpose, case.code)),
        },
        key=f"case-link:{case.code}:{side}:{attempt}",
        at=at,
    )


def post_watch_confirmation(watch: Watch, *, at: datetime) -> None:
    """Ask whether somebody really wants letters."""
    _post(
        "watch_confirm",
        to=watch.mailbox,
        language=watch.language,
        subject=lambda: _("Please confirm: letters when something fits"),
        context={"watch": watch, "url": ("watch_confirm", link_token("watch-confirm", watch.code))},
        key=f"watch-confirm:{watch.code}",
        at=at,
        not_after=watch.confirm_by,
    )


def post_watch_news(watch: Watch, *, found: Sequence[Mapping[str, str]], at: datetime, number: int) -> None:
    """Tell what is new; ``found`` has title, reason and whole address of each."""
    _post(
        "watch_news",
        to=watch.mailbox,
        language=watch.language,
        subject=lambda: _("New on Strahlkraft: %(title)s") % {"title": found[0]["title"]},
        context={"watch": watch, "found": found, "url": ("watch_end", link_token("watch-end", watch.code))},
        key=f"watch-news:{watch.code}:{number}",
        at=at,
    )


def post_regress(*, to: str, label: Label, lost: Sequence[str], key: str, at: datetime) -> None:
    """Tell a provider that readiness criteria (``lost``, their codes) are no longer met."""
    _post(
        "readiness_regress",
        to=to,
        language=OFFICE_LANGUAGE,
        subject=lambda: _("Please look: %(title)s is less ready for reuse") % {"title": label.title},
        context={"about": label.title, "url": (label.kind, label.key)},
        late=lambda: {"lost": [_(CRITERIA[criterion]) for criterion in lost]},
        key=key,
        at=at,
    )


def _named(request: ReuseRequest) -> dict[str, str]:
    return {"who": request.asked_by, "title": request.about.title}


def _post(  # noqa: PLR0913 - the parts of a letter
    template: str,
    *,
    to: str,
    language: str,
    subject: Any,
    context: Mapping[str, Any],
    key: str,
    at: datetime,
    not_after: datetime | None = None,
    late: Any = dict,
) -> None:
    """Write a letter in its reader's language; subjects and ``late`` words are made in that language."""
    with translation.override(language):
        kind, key_part = context["url"]
        words = {**context, **late(), "url": whole_address(Label(kind, key_part)), "base": settings.BASE_URL}
        text = render_to_string(f"reuse/letters/{template}.txt", words)
        line = " ".join(str(subject()).split())[:200]
    post_letter(to=to, subject=line, text=text, key=key, at=at, not_after=not_after)
