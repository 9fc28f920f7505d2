"""Other screens backstage: the speaker's monitor, the green room, the desk for questions, the technician's view."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.congress import texts
from strahlkraft.congress.actions import audience
from strahlkraft.congress.actions import stage as running
from strahlkraft.congress.models import PitchSpeaker, Question
from strahlkraft.congress.queries.audience import questions_by_state
from strahlkraft.congress.queries.stage import Board, Row, board, boards
from strahlkraft.congress.rules.vocabulary import InvitationState, QuestionState
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.refusal import Refused
from strahlkraft.kernel.whole_numbers import whole_number
from strahlkraft.stage import words
from strahlkraft.stage.backstage import RUNNING, Entry, backstage

SOON = 6  # lines the green room sees of each stage
KEPT = 12  # questions already dealt with that the desk still sees


@require_safe
@backstage(*RUNNING)
def monitor(request: HttpRequest, entry: Entry, stage: str) -> HttpResponse:
    """The screen at the speaker's feet: the clock, and what the moderator wants to say without words."""
    place = entry.stage(stage)
    shown = board(place, at=timezone.now())
    context = {"entry": entry, "occasion": entry.occasion, "stage": place, "board": shown, "clock": words.clock(shown)}
    return render(request, "stage/monitor.html", context)


@require_safe
@backstage(*RUNNING)
def green_room(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Who must be ready when, on every stage."""
    shown = boards(entry.occasion, at=timezone.now())
    people = _speakers(shown)
    stages = [
        {
            "board": one,
            "delay": words.delay(one.projection.drift_seconds),
            "coming": [(row, people.get(row.line.pitch_id or 0, ())) for row in one.coming[:SOON]],
        }
        for one in shown
    ]
    return render(request, "stage/green_room.html", {"entry": entry, "occasion": entry.occasion, "stages": stages})


def _speakers(shown: list[Board]) -> dict[int, list[str]]:
    """Names of those who agreed to speak, by pitch: the crew must find them, whether they may be published or not."""
    wanted = [row.line.pitch_id for one in shown for row in one.rows if row.line.pitch_id]
    rows = PitchSpeaker.objects.filter(pitch__in=wanted).exclude(state=InvitationState.DECLINED)
    found: dict[int, list[str]] = {}
    for pitch, name in rows.order_by("position", "pk").values_list("pitch_id", "speaker__name"):
        found.setdefault(pitch, []).append(name)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@backstage(*RUNNING)
def questions(request: HttpRequest, entry: Entry) -> HttpResponseBase:
    """The desk for questions: what waits, what everybody sees, what is done."""
    problems: list[str] = []
    if request.method == "POST":
        row = get_object_or_404(Question, pk=whole_number(request.POST.get("question")), occasion=entry.occasion)
        try:
            to = request.POST.get("to", "")
            audience.moderate(by=entry.by, at=timezone.now(), occasion=entry.occasion, question_id=row.pk, to=to)
        except Refused as refused:
            problems = [sentence(refusal) for refusal in refused.refusals]
        else:
            return HttpResponseRedirect(request.path)
    found = questions_by_state(entry.occasion)
    context = {
        "entry": entry,
        "occasion": entry.occasion,
        "waiting": found[QuestionState.WAITING],
        "shown": found[QuestionState.SHOWN],
        "done": [*found[QuestionState.ANSWERED], *found[QuestionState.DECLINED]][-KEPT:],
        "problems": problems,
    }
    return render(request, "stage/questions.html", context, status=422 if problems else 200)


@require_safe
@backstage(*RUNNING)
def technician(request: HttpRequest, entry: Entry) -> HttpResponse:
    """What picture, sound and line need next, on every stage; and taking over a new version of the programme."""
    return _technician(request, entry, [])


def _technician(request: HttpRequest, entry: Entry, problems: list[str]) -> HttpResponse:
    shown = boards(entry.occasion, at=timezone.now())
    people = _speakers(shown)
    stages = [
        {
            "board": one,
            "delay": words.delay(one.projection.drift_seconds),
            "lines": [
                (row, people.get(row.line.pitch_id or 0, ()), _needs(row))
                for row in [*([one.current] if one.current else []), *one.coming[:SOON]]
            ],
            "stream": one.stage.stream_url or entry.occasion.stream_url,
        }
        for one in shown
    ]
    version = entry.occasion.versions.order_by("-number").first()
    context = {
        "entry": entry,
        "occasion": entry.occasion,
        "stages": stages,
        "version": version,
        "laid": any(one.rows for one in shown),
        "problems": problems,
    }
    return render(request, "stage/technician.html", context, status=422 if problems else 200)


def _needs(row: Row) -> list[str]:
    """What a pitch needs on stage, in words."""
    pitch = row.line.pitch
    needs = [str(texts.FEATURES.get(need, need)) for need in pitch.needs] if pitch else []
    return [*needs, *([pitch.needs_note] if pitch and pitch.needs_note else [])]


@require_POST
@backstage(*RUNNING)
def take_over(request: HttpRequest, entry: Entry) -> HttpResponseBase:
    """Take the newest published version as the running order of all stages."""
    try:
        running.take_over_programme(by=entry.by, at=timezone.now(), slug=entry.occasion.slug)
    except Refused as refused:
        return _technician(request, entry, [sentence(refusal) for refusal in refused.refusals])
    return HttpResponseRedirect(f"{entry.base}technik/")
