"""The call and the private page of a pitch: begun without an account, saved as typed, handed in, confirmed, given back."""

from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from strahlkraft.congress import access, texts
from strahlkraft.congress.actions import pitches, selection, slides, speaking
from strahlkraft.congress.models import Call, Occasion, Pitch
from strahlkraft.congress.queries import calls as queries
from strahlkraft.congress.rules import calls as rules
from strahlkraft.congress.rules.vocabulary import PitchState
from strahlkraft.design.addresses import address, localised
from strahlkraft.design.downloads import attached
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refused
from strahlkraft.public.asking.deeds import carried_out
from strahlkraft.public.asking.forms import ReasonedForm
from strahlkraft.public.by_link import allowed, by_link, too_many, unknown_link, without_cookie
from strahlkraft.public.taking_part.pitch_forms import (
    BackForm,
    PitchForm,
    PlaceForm,
    SlidesForm,
    SpeakerForm,
    StartForm,
)

DONE = {
    "save": gettext_lazy("Saved."),
    "project": gettext_lazy("Taken over from the project; what you had typed has stayed."),
    "hand_in": gettext_lazy("Handed in. Thank you! A letter confirms it."),
    "invite": gettext_lazy("Named. Whoever has another mailbox gets a letter with a link."),
    "uninvite": gettext_lazy("Taken off the pitch."),
    "confirm": gettext_lazy("Your place is confirmed."),
    "slides": gettext_lazy("Your slides have arrived."),
    "back": gettext_lazy("Taken back; the organisers know."),
}
BADGES = {
    PitchState.DRAFT: "unknown",
    PitchState.SUBMITTED: "info",
    PitchState.ACCEPTED: "warn",
    PitchState.WAITING: "info",
    PitchState.REJECTED: "unknown",
    PitchState.CONFIRMED: "good",
    PitchState.DECLINED: "unknown",
    PitchState.WITHDRAWN: "unknown",
}


@without_cookie
def call(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The call with its dates, criteria and what is asked; a title and a mailbox are enough to begin."""
    row, at = queries.public_call(slug), timezone.now()
    if row is None:
        raise Http404
    projects = queries.project_choices()
    if request.method == "POST":
        form = StartForm(request.POST, projects=projects)
        if form.is_valid() and not allowed(request, "ask"):
            return too_many(request)
        if carried_out(form, lambda: _begin(slug, form)):
            return HttpResponseRedirect(f"{address(Label('call', slug))}gesendet/")
        form.with_sound_stamp(at)
    else:
        chosen = request.GET.get("projekt", "")
        known = dict(projects)
        form = StartForm(
            projects=projects, initial={"project": chosen if chosen in known else "", "title": known.get(chosen, "")}
        )
    context = _frame(row) | {
        "form": form,
        "criteria": list(row.criteria.all()),
        "weights": sum(criterion.weight for criterion in row.criteria.all()),
        "topics": list(row.occasion.topics.all()),
        "prizes": list(row.occasion.prizes.all()),
        "erase_days": rules.ERASE_DRAFTS_AFTER.days,
    }
    return render(request, "public/taking_part/call.html", context)


def _begin(slug: str, form: StartForm) -> None:
    at = timezone.now()
    pitches.begin(
        by=NOBODY,
        at=at,
        slug=slug,
        form=form.started(at),
        project=form.cleaned_data["project"],
        language=(get_language() or "de")[:2],
    )


def _frame(row: Call) -> dict[str, Any]:
    return {
        "call": row,
        "occasion": row.occasion,
        "phase": rules.phase(queries.times(row), at=timezone.now()),
        "crumbs": [
            (_("Events"), localised("/termine/")),
            (row.occasion.name, address(row.occasion.label)),
            (_("Call for pitches"), ""),
        ],
    }


@require_safe
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that the link is on its way, and until when it wants to be used."""
    row = queries.public_call(slug)
    if row is None:
        raise Http404
    context = _frame(row) | {
        "until": localdate() + rules.ERASE_DRAFTS_AFTER,
        "mail_folder": settings.EMAIL_FILE_PATH if settings.DEMO else "",
    }
    return render(request, "public/taking_part/call_sent.html", context)


class _Desk:
    """The private page of a pitch while one request lasts: its forms, and the deeds their buttons ask for."""

    def __init__(self, request: HttpRequest, pitch: Pitch) -> None:
        self.request, self.pitch, self.at = request, pitch, timezone.now()
        self.by = access.LinkHolder("pitch", pitch.link_code)
        self.call = queries.call_of(pitch.occasion)
        times = queries.times(self.call) if self.call else None
        self.changeable = not rules.may_change(pitch.state, times, at=self.at)
        self.people = queries.people_of(pitch)
        self.own = queries.own_speaker(pitch, self.people)
        posted = request.POST if request.method == "POST" else None
        pressed = posted.get("deed", "") if posted is not None else ""
        self.deed, _colon, self.which = pressed.partition(":")
        ours = {name: posted if self.deed in deeds else None for name, deeds in _FORMS.items()}
        prize = pitch.occasion.prizes.exists()
        self.pitch_form = PitchForm(ours["pitch"], pitch=pitch, prize=prize)
        self.speaker = SpeakerForm(ours["speaker"], prefix="speaker")
        self.place = PlaceForm(
            ours["place"],
            occasion=pitch.occasion,
            windows=queries.windows_of(self.own),
            initial={name: getattr(pitch, name) for name in ("mode", "needs", "needs_note", "sign_language")},
        )
        self.place.initial["slides_public"] = pitch.slides_public
        self.slides = SlidesForm(
            ours["slides"],
            request.FILES if ours["slides"] is not None else None,
            initial={"slides_public": pitch.slides_public},
        )
        self.back = BackForm(ours["back"])

    def do(self) -> bool:
        """Carry out what the pressed button says; False leaves the reasons in the forms."""
        deeds: dict[str, Callable[[], bool]] = {
            "save": self._save,
            "project": self._take_project,
            "hand_in": self._hand_in,
            "invite": self._invite,
            "uninvite": self._uninvite,
            "confirm": self._confirm,
            "slides": self._slides,
            "back": self._back,
        }
        return self.deed in deeds and deeds[self.deed]()

    def _named(self) -> dict[str, Any]:
        return {"by": self.by, "at": self.at, "code": self.pitch.link_code}

    def _save(self) -> bool:
        form = self.pitch_form
        return carried_out(form, lambda: pitches.save(**self._named(), content=form.content(), seen=form.seen()))

    def _take_project(self) -> bool:
        form, project = self.pitch_form, self.request.POST.get("project", "")
        return carried_out(form, lambda: pitches.take_project(**self._named(), project=project, content=form.content()))

    def _hand_in(self) -> bool:
        form = self.pitch_form
        return carried_out(
            form,
            lambda: pitches.hand_in(**self._named(), content=form.content(), submission=form.submission_id),
        )

    def _invite(self) -> bool:
        """What was typed about the pitch is kept before, since one form holds both."""
        if self.changeable and not self._save():
            return False
        form = self.speaker
        return carried_out(
            form,
            lambda: speaking.invite(**self._named(), speaker=form.speaker(), submission=form.submission_id),
        )

    def _uninvite(self) -> bool:
        if self.changeable and not self._save():
            return False
        known = {str(row.speaker.guid) for row in self.people}
        if self.which not in known:
            return True  # pressed twice: the person is off already
        form = self.speaker if not self.changeable else self.pitch_form
        return _judged(form, lambda: speaking.uninvite(**self._named(), speaker=self.which))

    def _confirm(self) -> bool:
        form = self.place
        return carried_out(
            form,
            lambda: selection.confirm(
                **self._named(),
                given=form.given(with_windows=self.own is not None),
                submission=form.submission_id,
            ),
        )

    def _slides(self) -> bool:
        form = self.slides
        if not form.is_valid():
            return False
        return _judged(form, lambda: slides.hand_in_slides(**self._named(), **form.cleaned_data))

    def _back(self) -> bool:
        form = self.back
        return carried_out(
            form,
            lambda: selection.give_back(
                **self._named(), reason=form.cleaned_data["reason"], submission=form.submission_id
            ),
        )

    def look_again(self) -> None:
        """Show the pitch as it stands now; the form keeps what was typed and takes the present revision."""
        self.pitch = queries.pitch_of_link(self.pitch.link_code) or self.pitch
        self.people = queries.people_of(self.pitch)
        if self.pitch_form.is_bound:
            data = self.request.POST.copy()
            data["revision"] = self.pitch.changed_at.isoformat()
            self.pitch_form.data = data

    def saved(self) -> JsonResponse:
        """The answer to a form that saves itself: the new revision, or why it stops."""
        if self.deed == "save" and self._save():
            row = queries.pitch_of_link(self.pitch.link_code)
            now = timezone.localtime(self.at)
            words = _("Saved at %(time)s") % {"time": f"{now:%H:%M}"}
            return JsonResponse({"revision": row.changed_at.isoformat() if row else "", "message": words})
        errors = [error for found in self.pitch_form.errors.values() for error in found]
        return JsonResponse({"message": " ".join(str(error) for error in errors[:2])}, status=409)

    def context(self) -> dict[str, Any]:
        """What the page shows."""
        pitch, at = self.pitch, self.at
        end = pitch.occasion.ends_at
        begun = at >= pitch.occasion.starts_at
        can_place = pitch.state in rules.ON_STAGE and not begun and pitch.told_at is not None
        due = self.call.slides_until if self.call else None
        return {
            "pitch": pitch,
            "occasion": pitch.occasion,
            "call": self.call,
            "state": texts.PITCH_STATES[shown_state(pitch)],
            "badge": BADGES[shown_state(pitch)],
            "shown_state": shown_state(pitch),
            "changeable": self.changeable,
            "form": self.pitch_form,
            "speaker_form": self.speaker,
            "place": self.place,
            "slides_form": self.slides,
            "back": self.back,
            "people": [
                {
                    "name": row.speaker.name,
                    "guid": row.speaker.guid,
                    "state": texts.INVITATION_STATES[row.state],
                    "badge": {"accepted": "good", "declined": "bad"}.get(row.state, "warn"),
                    "own": row.speaker == self.own,
                    "named": row.speaker.named,
                }
                for row in self.people
            ],
            "own": self.own,
            "own_url": address(Label("speaker_private", access.link_token("speaker", self.own.code)))
            if self.own
            else "",
            "projects": queries.project_choices() if self.changeable else [],
            "features": [texts.FEATURES[need] for need in pitch.needs if need in texts.FEATURES],
            "can_place": can_place,
            "can_slides": can_place and (due is None or at <= due),
            "slides_due": due,
            "slides_name": PurePath(pitch.slides.name or "").name,
            "slides_types": ", ".join(sorted(rules.SLIDE_TYPES.values())),
            "slides_limit": settings.UPLOAD_LIMIT_BYTES // 1_048_576,
            "can_back": pitch.state != PitchState.DRAFT and not rules.may_withdraw(pitch.state, ends_at=end, at=at),
            "done": DONE.get(self.request.GET.get("getan", ""), ""),
            "failed": self.deed,
        }


_FORMS = {
    "pitch": {"save", "project", "hand_in", "invite", "uninvite"},
    "speaker": {"invite"},
    "place": {"confirm"},
    "slides": {"slides"},
    "back": {"back"},
}
"""Which deeds read which form; the others of the page are shown fresh."""


def _judged(form: Any, deed: Callable[[], object]) -> bool:
    """Carry out a deed whose form was judged before; what may not be known becomes 404."""
    try:
        deed()
    except Refused as refused:
        if refused.hidden:
            raise Http404 from refused
        if isinstance(form, ReasonedForm):
            form.is_bound = True
            form.is_valid()
            form.show_refusals(refused.refusals)
            return False
        for refusal in refused.refusals:
            form.add_error(refusal.field if refusal.field in form.fields else None, sentence(refusal))
        return False
    return True


def shown_state(pitch: Pitch) -> PitchState:
    """The state as the people of the pitch know it."""
    return rules.shown_state(pitch.state, told=pitch.told_at is not None)


@by_link
def pitch(request: HttpRequest, token: str) -> HttpResponseBase:
    """The page behind a pitch's private link; GET changes nothing."""
    row = queries.pitch_of_link(access.read_token("pitch", token))
    if row is None:
        return unknown_link(request)
    desk = _Desk(request, row)
    if request.method == "POST" and request.headers.get("X-Autosave"):
        return desk.saved()
    if request.method == "POST" and desk.do():
        return HttpResponseRedirect(f"{request.path}?getan={desk.deed}")
    if request.method == "POST":  # a deed may have kept part of what was typed
        desk.look_again()
    return render(request, "public/taking_part/pitch.html", desk.context())


@by_link
def own_slides(request: HttpRequest, token: str) -> HttpResponseBase:
    """The slides as they were handed in, for whoever holds the private link."""
    row = queries.pitch_of_link(access.read_token("pitch", token))
    if row is None or not row.slides:
        return unknown_link(request)
    return attached(row.slides)


@require_safe
def public_slides(request: HttpRequest, slug: str, code: str) -> HttpResponseBase:
    """The slides of a pitch that was given, after the event and with the speakers' consent; else 404."""
    rows = Pitch.objects.filter(
        occasion__in=Occasion.objects.public(),
        occasion__slug=slug,
        occasion__ends_at__lt=timezone.now(),
        state=PitchState.CONFIRMED,
        slides_public=True,
    ).exclude(slides="")
    row = rows.filter(code=code).first()
    if row is None:
        raise Http404
    return attached(row.slides)
