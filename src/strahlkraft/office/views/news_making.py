"""One click makes a draft of what stands somewhere already: an article, a fact sheet, a part of the newsletter."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.models import User
from strahlkraft.congress import access as congress
from strahlkraft.congress.models import Pitch
from strahlkraft.congress.rules.calls import ON_STAGE
from strahlkraft.kernel.actor import Right
from strahlkraft.kernel.label import Label
from strahlkraft.newsroom.actions import prefilling as actions
from strahlkraft.newsroom.models import Article, Issue
from strahlkraft.newsroom.rules.prefilling import Form, Pitched
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import person

ITEM = "rundbrief"
_FORMS = {"artikel": Form.ARTICLE, "faktenblatt": Form.FACTS}
"""By part of the address."""
_BACK = {"project": "office:project", "case": "office:case", "checkin": "office:checkin"}
"""Pages with the buttons, by kind of label: there a refusal is told."""


def making(by: User, kind: str, key: str, *, facts: bool = False) -> list[dict[str, Any]]:
    """The buttons that make something of a thing, each a form of its own; none for whoever writes no news.

    ``facts``: a fact sheet can be made of it too.
    """
    if not by.holds(Right.WRITE_NEWS):
        return []
    buttons = [("artikel", "edit", _("Make an article"))]
    buttons += [("faktenblatt", "document", _("Make a fact sheet"))] if facts else []
    buttons += [(ITEM, "mail", _("Put into the newsletter"))] if by.holds(Right.PUBLISH_NEWS) else []
    return [
        {"url": _url(form, kind, key), "icon": icon, "text": text, "form": DeedForm(auto_id=False)}
        for form, icon, text in buttons
    ]


def _url(form: str, kind: str, key: str) -> str:
    if kind == "pitch":
        return reverse("office:make_news_of_pitch", args=[form, key])
    return reverse("office:make_news", args=[form, kind, key])


@require_POST
@signed_in
def make(request: HttpRequest, form: str, kind: str, key: str) -> HttpResponse:
    """A draft about a project, a published check-in or a reuse in operation; the one there is, when it was made before."""
    user, label = person(request), Label(kind, key)
    if kind not in _BACK or not user.holds(Right.WRITE_NEWS):
        raise Http404
    return _made(request, form, label, lambda: redirect(_BACK[kind], key))


@require_POST
@signed_in
def make_of_pitch(request: HttpRequest, form: str, code: str) -> HttpResponse:
    """The same about a pitch with a place on stage; this door reads it, for the newsroom knows no congress."""
    user = person(request)
    rows = Pitch.objects.handed_in().filter(occasion__in=congress.occasions_managed_by(user), state__in=ON_STAGE)
    pitch = get_object_or_404(rows.select_related("occasion__event", "project", "organisation"), code=code)
    if not user.holds(Right.WRITE_NEWS):
        raise Http404
    return _made(request, form, pitched(pitch), lambda: redirect("office:pitch", pitch.occasion.slug, code))


def pitched(pitch: Pitch) -> Pitched:
    """A pitch in plain values; mailbox, names of people and what it needs on stage stay where they are."""
    occasion = pitch.occasion
    return Pitched(
        code=pitch.code,
        title=pitch.title,
        summary=pitch.summary,
        description=pitch.description,
        body=pitch.organisation.name if pitch.organisation else pitch.organisation_name,
        partners=tuple(str(name) for name in pitch.partners),
        occasion=occasion.name,
        region_id=pitch.project.region_id if pitch.project else occasion.region_id,
        project=pitch.project.slug if pitch.project else "",
        event=occasion.event.slug if occasion.event else "",
        demonstration=occasion.demonstration,
    )


def _made(request: HttpRequest, form: str, thing: Label | Pitched, back: Callable[[], HttpResponse]) -> HttpResponse:
    """Do it and lead to the draft; a refusal is told where the button stands."""
    if form not in {*_FORMS, ITEM}:
        raise Http404
    user, at, mark = person(request), timezone.now(), DeedForm(request.POST).submission_id()
    found: list[Article | Issue] = []

    def deed() -> None:
        if form == ITEM:
            found.append(
                actions.item_from_pitch(by=user, at=at, pitch=thing, submission=mark)
                if isinstance(thing, Pitched)
                else actions.item_from(by=user, at=at, label=thing, submission=mark)
            )
        elif isinstance(thing, Pitched):
            found.append(actions.article_from_pitch(by=user, at=at, pitch=thing, submission=mark))
        else:
            found.append(actions.article_from(by=user, at=at, label=thing, form=_FORMS[form], submission=mark))

    outcome = carry_out(mark, deed)
    if not outcome.done:
        refused(request, outcome)
        return back()
    code = found[0].code if found else outcome.entry.subject_key if outcome.entry else ""
    if form == ITEM:
        tell(request, outcome, _("It stands in this draft of the newsletter."))
        return redirect("office:issue_parts", code)
    tell(
        request,
        outcome,
        _("This is the draft. What it quotes comes from the register; please read it and add what is missing."),
    )
    return redirect("office:write_article", code)
