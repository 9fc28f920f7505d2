"""A project's monthly word by the link of a letter: typed, kept at once, sent, taken back; without an account."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.design.addresses import address
from strahlkraft.public.asking.deeds import carried_out
from strahlkraft.public.asking.forms import ReasonedForm
from strahlkraft.public.by_link import by_link, unknown_link
from strahlkraft.public.reporting.checkin_forms import CheckInForm
from strahlkraft.steering import access, texts
from strahlkraft.steering.actions import checkins as actions
from strahlkraft.steering.models import CheckIn
from strahlkraft.steering.queries import checkins as queries
from strahlkraft.steering.rules import checkins as rules
from strahlkraft.steering.rules.moves import may_move
from strahlkraft.steering.rules.vocabulary import CHECKIN_MOVES, CheckInState

DONE = {
    "save": gettext_lazy("Saved for now. Nothing is sent yet; you can go on at any time by the same link."),
    "send": gettext_lazy("Sent. Thank you!"),
    "take_back": gettext_lazy("Taken back. You can change it and send it again."),
}
LIGHT_BADGES = {"green": "good", "amber": "warn", "red": "bad", "": "unknown"}


class _Desk:
    """The page of one check-in while one request lasts."""

    def __init__(self, request: HttpRequest, row: CheckIn) -> None:
        self.request, self.row, self.at = request, row, timezone.now()
        self.by = access.LinkHolder("checkin", row.code)
        self.last = queries.before(row)
        asked = request.POST.get("deed", "")
        self.deed = (asked if asked in DONE else "save") if request.method == "POST" else ""  # nothing sent gets lost
        typed = request.POST if self.deed in {"save", "send"} else None
        self.form = CheckInForm(typed, checkin=row, answers=queries.first_answers(row, self.last))
        self.back = ReasonedForm(request.POST if self.deed == "take_back" else None)

    def do(self) -> bool:
        """Carry out what the pressed button says; False leaves the reasons in the forms."""
        form = self.form
        named: dict[str, Any] = {"by": self.by, "at": self.at, "code": self.row.code}
        if self.deed == "save":
            return carried_out(form, lambda: actions.save_draft(**named, answers=form.answers(), version=form.seen()))
        if self.deed == "send":
            return carried_out(
                form,
                lambda: actions.receive(
                    **named, answers=form.answers(), version=form.seen(), submission=form.submission_id
                ),
            )
        back = self.back
        return self.deed == "take_back" and carried_out(
            back, lambda: actions.take_back(**named, submission=back.submission_id)
        )

    def saved(self) -> JsonResponse:
        """The answer to a form that saves itself: the new version, or why it stops."""
        if self.do():
            row = queries.by_code(self.row.code)
            words = _("Saved at %(time)s") % {"time": f"{timezone.localtime(self.at):%H:%M}"}
            return JsonResponse({"revision": row.version if row else 0, "message": words})
        errors = [str(error) for found in self.form.errors.values() for error in found]
        return JsonResponse({"message": " ".join(errors[:2])}, status=409)

    def look_again(self) -> None:
        """Show the check-in as it stands now; the form keeps what was typed."""
        self.row = queries.by_code(self.row.code) or self.row
        self.form.with_version(self.row.version)

    def context(self) -> dict[str, Any]:
        """What the page shows."""
        row = self.row
        opened = not may_move(CHECKIN_MOVES, row.state, "receive")
        return {
            "row": row,
            "project": row.project,
            "project_url": address(row.project.label) if row.project.publication == "published" else "",
            "open": opened,
            "form": self.form,
            "back": self.back,
            "lights": [{**light, "last": self._last(light["name"])} for light in self.form.lights()],
            "light_words": _choices(),
            "may_take_back": not may_move(CHECKIN_MOVES, row.state, "take_back"),
            "returned": row.office_note if opened and row.draft and row.state == CheckInState.REMINDED else "",
            "said": said(row),
            "last": self.last,
            "done": DONE.get(self.request.GET.get("getan", ""), ""),
            "dropped": texts.DROPPED_BECAUSE.get(row.drop_reason, row.drop_reason),
            "text_limit": rules.TEXT_LIMIT,
        }

    def _last(self, name: str) -> str:
        """What the light was last time, in a word."""
        return str(texts.SHINES.get(getattr(self.last, name), "")) if self.last else ""


def _choices() -> list[dict[str, Any]]:
    """The colours to choose from, each with its icon."""
    icons = {"green": "success", "amber": "warning", "red": "error"}
    return [{"value": value, "words": words, "icon": icons[value]} for value, words in texts.LIGHTS.items()]


def said(row: CheckIn) -> dict[str, Any]:
    """What was sent, as pages show it."""
    answers = queries.answers_of(row)
    return {
        "lights": [
            {
                "label": texts.LIGHT_NAMES[name],
                "badge": LIGHT_BADGES[getattr(answers, name)],
                "words": texts.LIGHTS.get(getattr(answers, name), ""),
            }
            for name in rules.LIGHTS
        ],
        "words": [
            (texts.CHECKIN_QUESTIONS[name], value)
            for name in (*rules.QUESTIONS, "text")
            if (value := getattr(answers, name))
        ],
    }


@by_link
def checkin(request: HttpRequest, token: str) -> HttpResponseBase:
    """The page behind the link; GET changes nothing."""
    row = queries.by_code(access.read_token("checkin", token))
    if row is None:
        return unknown_link(request)
    desk = _Desk(request, row)
    if desk.deed and request.headers.get("X-Autosave"):
        return desk.saved()
    if desk.deed and desk.do():
        return HttpResponseRedirect(f"{request.path}?getan={desk.deed}")
    if desk.deed:
        desk.look_again()
    status = 422 if desk.deed and request.method == "POST" else 200
    return render(request, "public/checkins/checkin.html", desk.context(), status=status)
