"""The private page of somebody who is asked to speak: agree or decline, be named or not, say when."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from strahlkraft.congress import access, texts
from strahlkraft.congress.actions import speaking as actions
from strahlkraft.congress.models import PitchSpeaker, Speaker
from strahlkraft.congress.queries import calls as queries
from strahlkraft.congress.rules.vocabulary import InvitationState, PitchState
from strahlkraft.public.asking.deeds import carried_out
from strahlkraft.public.asking.forms import ReasonedForm
from strahlkraft.public.by_link import by_link, unknown_link
from strahlkraft.public.taking_part.pitch_forms import AboutSpeakerForm

DONE = {
    "agree": gettext_lazy("You have agreed. Thank you!"),
    "decline": gettext_lazy("You have declined; whoever invited you knows."),
    "about": gettext_lazy("Saved."),
}
BADGES = {InvitationState.ACCEPTED: "good", InvitationState.DECLINED: "unknown", InvitationState.INVITED: "warn"}
_GONE = (PitchState.WITHDRAWN, PitchState.DECLINED, PitchState.REJECTED)


def _speaker(token: str) -> Speaker | None:
    code = access.read_token("speaker", token)
    if not code:
        return None
    return Speaker.objects.select_related("occasion").prefetch_related("windows").filter(code=code).first()


@by_link
def speaker(request: HttpRequest, token: str) -> HttpResponseBase:
    """What somebody is asked to speak in, and what they say of themselves; GET changes nothing."""
    person = _speaker(token)
    if person is None:
        return unknown_link(request)
    by, at = access.LinkHolder("speaker", person.code), timezone.now()
    deed, _colon, which = request.POST.get("deed", "").partition(":")
    known = {name: getattr(person, name) for name in ("name", "organisation_name", "biography", "named")}
    form = AboutSpeakerForm(
        request.POST if deed == "about" else None,
        occasion=person.occasion,
        windows=queries.windows_of(person),
        initial=known,
    )
    answering = ReasonedForm(request.POST if deed in {"agree", "decline"} else None)
    done = False
    if deed in {"agree", "decline"}:
        done = _answered(by, answering, pitch=which, agree=deed == "agree")
    elif deed == "about":
        done = carried_out(
            form,
            lambda: actions.describe(
                by=by,
                at=at,
                speaker=person.code,
                content=form.said(person.mailbox),
                windows=form.windows(),
                submission=form.submission_id,
            ),
        )
    if done:
        return HttpResponseRedirect(f"{request.path}?getan={deed}")
    rows = person.speaking.select_related("pitch__organisation", "pitch__occasion").order_by("pitch__title")
    context = {
        "person": person,
        "occasion": person.occasion,
        "rows": [_row(row) for row in rows],
        "form": form,
        "answering": answering,
        "over": at >= person.occasion.ends_at,
        "done": DONE.get(request.GET.get("getan", ""), ""),
    }
    return render(request, "public/taking_part/speaker.html", context)


def _answered(by: access.LinkHolder, form: ReasonedForm, *, pitch: str, agree: bool) -> bool:
    return carried_out(
        form,
        lambda: actions.answer(
            by=by, at=timezone.now(), speaker=by.code, pitch=pitch, agree=agree, submission=form.submission_id
        ),
    )


def _row(row: PitchSpeaker) -> dict[str, Any]:
    return {
        "pitch": row.pitch,
        "state": texts.INVITATION_STATES[row.state],
        "badge": BADGES[InvitationState(row.state)],
        "agreed": row.state == InvitationState.ACCEPTED,
        "declined": row.state == InvitationState.DECLINED,
        "gone": (row.pitch.state in _GONE and row.pitch.told_at is not None) or row.pitch.state == PitchState.WITHDRAWN,
    }
