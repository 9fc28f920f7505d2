"""Pitches of an event: the ranking, decisions single and in bulk, letters, one pitch with all that was said of it."""

import zipfile
from collections.abc import Callable
from pathlib import PurePath
from tempfile import SpooledTemporaryFile
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.congress import access, texts
from strahlkraft.congress.actions import pitches, reviews, selection, slides, speaking
from strahlkraft.congress.models import Occasion, Pitch
from strahlkraft.congress.queries import calls as call_queries
from strahlkraft.congress.queries import selection as queries
from strahlkraft.congress.rules import calls as rules
from strahlkraft.congress.rules.vocabulary import PitchKind, PitchState
from strahlkraft.design.addresses import address
from strahlkraft.design.downloads import attached
from strahlkraft.kernel.label import Label
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.forms.calls import (
    DecideForm,
    EditPitchForm,
    MarksForm,
    NoteForm,
    PlaceForm,
    SlidesForm,
    SpeakerForm,
)
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.occasion_tabs import managed, occasion_page
from strahlkraft.office.saving import Outcome, carry_out, refused, tell
from strahlkraft.office.shell import person
from strahlkraft.office.views.news_making import making
from strahlkraft.reuse.emails import whole_address

BADGES = {
    PitchState.SUBMITTED: "info",
    PitchState.ACCEPTED: "warn",
    PitchState.WAITING: "unknown",
    PitchState.REJECTED: "bad",
    PitchState.CONFIRMED: "good",
    PitchState.DECLINED: "unknown",
    PitchState.WITHDRAWN: "unknown",
}


@require_safe
@signed_in
def pitch_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything handed in, best first, with the choice beside it."""
    return _list(request, managed(request, slug), DecideForm(auto_id="bulk_%s"), chosen=[])


def _list(
    request: HttpRequest, occasion: Occasion, form: DecideForm, *, chosen: list[str], status: int = 200
) -> HttpResponse:
    ranked = queries.ranked(occasion)
    call = call_queries.call_of(occasion)
    state, topic = request.GET.get("stand", ""), request.GET.get("thema", "")
    shown = [row for row in ranked if _fits(row.pitch, state, topic)]
    context = {
        "rows": [_row(row) for row in shown],
        "total": len(ranked),
        "call": call,
        "places": queries.places_of(occasion, call, ranked),
        "balance": queries.balance_of(occasion, ranked),
        "states": [(s.value, texts.PITCH_STATES[s]) for s in PitchState if s != PitchState.DRAFT],
        "topics": list(occasion.topics.values_list("slug", "name")),
        "state": state,
        "topic": topic,
        "form": form,
        "chosen": chosen,
        "send_form": DeedForm(auto_id=False),
        "criteria": queries.criteria_of(occasion),
    }
    return occasion_page(request, "office/pitches/list.html", occasion, context, status=status)


def _fits(pitch: Pitch, state: str, topic: str) -> bool:
    right_state = not state or pitch.state == state
    return right_state and (not topic or (pitch.topic is not None and pitch.topic.slug == topic))


def _row(row: queries.Ranked) -> dict[str, Any]:
    pitch = row.pitch
    return {
        "ranked": row,
        "pitch": pitch,
        "standing": row.standing,
        "state": texts.PITCH_STATES[pitch.state],
        "badge": BADGES[PitchState(pitch.state)],
        "keynote": pitch.kind == PitchKind.KEYNOTE,
        "untold": pitch.decided_at is not None and pitch.told_at is None,
        "decidable": pitch.told_at is None and "accept" in rules.TRANSITIONS[PitchState(pitch.state)],
    }


@require_POST
@signed_in
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    """Decide on the ticked pitches, or on one; back to where the button stood."""
    occasion = managed(request, slug)
    form = DecideForm(request.POST, auto_id="bulk_%s")
    codes = request.POST.getlist("pitch")
    single = request.POST.get("zurueck", "") == "beitrag" and len(codes) == 1
    if form.is_valid():
        data = form.cleaned_data
        outcome = carry_out(
            data["submission"],
            lambda: selection.decide(
                by=person(request),
                at=timezone.now(),
                slug=occasion.slug,
                codes=codes,
                deed=data["deed"],
                reason=data["reason"],
                submission=data["submission"],
            ),
        )
        if outcome.done:
            tell(request, outcome, _("Decided. Nobody learns of it before you send the letters."))
            return redirect("office:pitch", slug, codes[0]) if single else redirect("office:pitches", slug)
        form.show_refusals(outcome.refusals)
    if single:
        return _page(request, _pitch(request, slug, codes[0]), {"decide": form}, status=422)
    return _list(request, occasion, form, chosen=codes, status=422)


@require_POST
@signed_in
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the letters of all decisions nobody was told of."""
    occasion = managed(request, slug)
    mark = DeedForm(request.POST).submission_id()
    outcome = carry_out(
        mark,
        lambda: selection.send_decisions(by=person(request), at=timezone.now(), slug=occasion.slug, submission=mark),
    )
    if outcome.done:
        tell(request, outcome, _("The letters are on their way. The decisions stand now."))
    else:
        refused(request, outcome)
    return redirect("office:pitches", slug)


def _pitch(request: HttpRequest, slug: str, code: str) -> Pitch:
    """A pitch of an event this person prepares; drafts are their writers' own."""
    rows = Pitch.objects.handed_in().filter(occasion=managed(request, slug))
    return get_object_or_404(rows.select_related("occasion", "topic", "project", "organisation"), code=code)


@require_safe
@signed_in
def show(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One pitch: what was handed in, who speaks, what reviewers say, what can be done now."""
    return _page(request, _pitch(request, slug, code), {})


def _page(request: HttpRequest, pitch: Pitch, forms: dict[str, OfficeForm], *, status: int = 200) -> HttpResponse:
    occasion = pitch.occasion
    criteria = queries.criteria_of(occasion)
    standing = next((row for row in queries.ranked(occasion) if row.pitch.pk == pitch.pk), None)
    placed = pitch.state in rules.ON_STAGE
    private = Label("pitch_private", access.link_token("pitch", pitch.link_code))
    context = {
        "pitch": pitch,
        "row": _row(standing) if standing else None,
        "people": [
            {
                "row": person_row,
                "state": texts.INVITATION_STATES[person_row.state],
                "badge": {"accepted": "good", "declined": "bad"}.get(person_row.state, "warn"),
                "windows": call_queries.windows_of(person_row.speaker),
            }
            for person_row in call_queries.people_of(pitch)
        ],
        "reviews": queries.reviews_of(pitch, criteria),
        "notes": queries.notes_of(pitch),
        "features": [texts.FEATURES[need] for need in pitch.needs if need in texts.FEATURES],
        "pictures": list(pitch.pictures.all()),
        "decide": forms.get("decide") or DecideForm(initial={"reason": pitch.decision_reason}),
        "note": forms.get("note") or NoteForm(prefix="note"),
        "speaker": forms.get("speaker") or SpeakerForm(prefix="speaker"),
        "marks": forms.get("marks") or MarksForm(prefix="marks", initial=_marks(pitch)),
        "place": forms.get("place") or PlaceForm(prefix="place", initial={"place": pitch.waiting_place}),
        "slides": forms.get("slides") or SlidesForm(prefix="slides", initial={"slides_public": pitch.slides_public}),
        "back": DeedForm(auto_id=False),
        "slides_name": PurePath(pitch.slides.name or "").name,
        "placed": placed,
        "making": making(person(request), "pitch", pitch.code) if placed else [],
        "may_back": not rules.may_withdraw(pitch.state, ends_at=occasion.ends_at, at=timezone.now()),
        "private_url": whole_address(private),
        "private_path": address(private),
    }
    return occasion_page(request, "office/pitches/pitch.html", occasion, context, status=status)


def _marks(pitch: Pitch) -> dict[str, int]:
    return {"opener_penalty": pitch.opener_penalty, "seconds": pitch.seconds}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Change what a pitch says, in the name of those who handed it in."""
    pitch = _pitch(request, slug, code)
    form = EditPitchForm(request.POST if request.method == "POST" else None, pitch=pitch)
    if request.method == "POST" and form.is_valid():
        kept = call_queries.content_of(pitch).pictures
        outcome = carry_out(
            form.cleaned_data["submission"],
            lambda: pitches.save(
                by=person(request),
                at=timezone.now(),
                code=pitch.link_code,
                content=form.content(kept),
                seen=form.seen_at(),
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The pitch is saved."))
            return redirect("office:pitch", slug, code)
        form.show_refusals(outcome.refusals)
    context = {"pitch": pitch, "form": form}
    status = 422 if request.method == "POST" else 200
    return occasion_page(request, "office/pitches/edit.html", pitch.occasion, context, status=status)


def _done(
    request: HttpRequest, pitch: Pitch, name: str, form: OfficeForm, words: str, deed: Callable[[], object]
) -> HttpResponse:
    """Carry one form of the page out, or show the page again with its reasons."""
    if form.is_valid():
        outcome = carry_out(form.cleaned_data["submission"], deed)
        if outcome.done:
            tell(request, outcome, words)
            return redirect("office:pitch", pitch.occasion.slug, pitch.code)
        form.show_refusals(outcome.refusals)
    return _page(request, pitch, {name: form}, status=422)


@require_POST
@signed_in
def discuss(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """A word in the discussion."""
    pitch, form = _pitch(request, slug, code), NoteForm(request.POST, prefix="note")
    return _done(
        request,
        pitch,
        "note",
        form,
        _("Written."),
        lambda: reviews.discuss(by=person(request), at=timezone.now(), slug=slug, code=code, **form.cleaned_data),
    )


@require_POST
@signed_in
def set_marks(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """How it suits as an opener, and how long it takes."""
    pitch, form = _pitch(request, slug, code), MarksForm(request.POST, prefix="marks")
    return _done(
        request,
        pitch,
        "marks",
        form,
        _("Saved."),
        lambda: pitches.set_stage_marks(
            by=person(request), at=timezone.now(), code=pitch.link_code, **form.cleaned_data
        ),
    )


@require_POST
@signed_in
def set_place(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Another place on the waiting list."""
    pitch, form = _pitch(request, slug, code), PlaceForm(request.POST, prefix="place")
    return _done(
        request,
        pitch,
        "place",
        form,
        _("Saved."),
        lambda: selection.move_on_waiting_list(
            by=person(request), at=timezone.now(), slug=slug, code=code, **form.cleaned_data
        ),
    )


@require_POST
@signed_in
def name_speaker(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Name somebody who speaks."""
    pitch, form = _pitch(request, slug, code), SpeakerForm(request.POST, prefix="speaker")
    return _done(
        request,
        pitch,
        "speaker",
        form,
        _("Named."),
        lambda: speaking.invite(
            by=person(request),
            at=timezone.now(),
            code=pitch.link_code,
            speaker=form.speaker(),
            submission=form.cleaned_data["submission"],
        ),
    )


@require_POST
@signed_in
def take_slides(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Slides handed in for others, also after their date."""
    pitch, form = _pitch(request, slug, code), SlidesForm(request.POST, request.FILES, prefix="slides")
    return _done(
        request,
        pitch,
        "slides",
        form,
        _("The slides are kept."),
        lambda: slides.hand_in_slides(by=person(request), at=timezone.now(), code=pitch.link_code, **form.cleaned_data),
    )


@require_POST
@signed_in
def withdraw(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Take a pitch back in the name of those who handed it in; the waiting list moves up."""
    pitch = _pitch(request, slug, code)
    mark = DeedForm(request.POST).submission_id()
    outcome: Outcome = carry_out(
        mark,
        lambda: selection.give_back(by=person(request), at=timezone.now(), code=pitch.link_code, submission=mark),
    )
    if outcome.done:
        tell(request, outcome, _("Taken back. Whoever moved up was told."))
    else:
        refused(request, outcome)
    return redirect("office:pitch", slug, code)


@require_safe
@signed_in
def download_slides(request: HttpRequest, slug: str, code: str) -> FileResponse:
    """The slides of one pitch, always as a download."""
    pitch = _pitch(request, slug, code)
    if not pitch.slides:
        raise Http404
    return attached(pitch.slides)


@require_safe
@signed_in
def all_slides(request: HttpRequest, slug: str) -> HttpResponseBase:
    """All slides of an event in one archive, for the technicians."""
    occasion = managed(request, slug)
    rows = Pitch.objects.to_plan().filter(occasion=occasion).exclude(slides="").order_by("code")
    target = SpooledTemporaryFile(max_size=1 << 22)  # noqa: SIM115 - the answer closes it once it is sent
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for pitch in rows:
            if pitch.slides.storage.exists(pitch.slides.name or ""):
                with pitch.slides.open("rb") as source:
                    archive.writestr(PurePath(pitch.slides.name or "").name, source.read())
    target.seek(0)
    answer = FileResponse(target, as_attachment=True, filename=f"{occasion.slug}-folien.zip")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
