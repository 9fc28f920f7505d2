"""What became of the letters, mailboxes masked, and how each of them reads."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from strahlkraft.accounts.actions import letters as deeds
from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.models import User
from strahlkraft.letters import access, queries, rules, texts
from strahlkraft.letters.models import Letter
from strahlkraft.letters.samples import Sample, letter_names, rooms
from strahlkraft.letters.samples import sample as example_of
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import page, person

PAGE_SIZE = 50
BADGES = {
    rules.LetterState.WAITING: ("unknown", "clock"),
    rules.LetterState.FAILED: ("warn", ""),
    rules.LetterState.SENT: ("good", ""),
    rules.LetterState.GIVEN_UP: ("bad", ""),
    rules.LetterState.BOUNCED: ("bad", "mail"),
    rules.LetterState.UNHEARD: ("warn", "mail"),
}
ROOMS = {
    "accounts": gettext_lazy("Accounts"),
    "congress": gettext_lazy("Events"),
    "letters": gettext_lazy("Weekly letter"),
    "network": gettext_lazy("Network"),
    "newsroom": gettext_lazy("News"),
    "reuse": gettext_lazy("Reuse"),
    "steering": gettext_lazy("Projects"),
}


class LetterFilter(forms.Form):
    """The filters of the list, from the address."""

    q = forms.CharField(label=gettext_lazy("Subject, or a whole mailbox"), required=False, max_length=254)
    stand = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        states = [(state.value, word) for state, word in texts.LETTER_STATES.items()]
        self.fields["stand"].choices = [("", _("all")), *states]  # type: ignore[attr-defined] # a ChoiceField, declared above


def _reader(request: HttpRequest) -> User:
    """Who may see what became of letters; for others these pages do not exist."""
    user = person(request)
    if access.may_read_letters(user):
        raise Http404
    return user


def _row(letter: Letter, by: User) -> dict[str, Any]:
    """A letter for people: never its mailbox, never its words, its subject only to who may read it."""
    subject = letter.subject if access.reads_subjects(by) else _("Letter %(number)s") % {"number": letter.pk}
    state = letter.state
    kind, icon = BADGES[state]
    pending = state in {rules.LetterState.WAITING, rules.LetterState.FAILED}
    return {
        "letter": letter,
        "subject": subject if letter.subject else "",
        "to": rules.masked(letter.to),
        "badge": {"state": kind, "text": texts.LETTER_STATES[state], "icon": icon},
        "fault": texts.FAULTS[rules.Fault(letter.fault)] if letter.fault else "",
        "again": letter.not_before if pending else None,
        "ended": letter.bounced_at or letter.given_up_at or letter.sent_at,
    }


@require_safe
@signed_in
def letter_list(request: HttpRequest) -> HttpResponse:
    """All letters, newest first, with how many are in which state."""
    by = _reader(request)
    chosen = LetterFilter(request.GET)
    chosen.is_valid()
    data = chosen.cleaned_data
    state = rules.LetterState(data["stand"]) if data.get("stand") else None
    found = queries.letters(by=by, state=state, text=data.get("q", ""))
    shown = Paginator(found.annotate(part_count=Count("parts")), PAGE_SIZE).get_page(request.GET.get("seite"))
    counts = queries.counts(by=by)
    context = {
        "filter": chosen,
        "filtered": bool(state or data.get("q")),
        "page": shown,
        "rows": [_row(letter, by) for letter in shown],
        "tiles": [
            {"state": one.value, "word": word, "count": counts[one], "badge": BADGES[one]}
            for one, word in texts.LETTER_STATES.items()
        ],
        "failing": queries.failing_now(),
    }
    return page(request, "office/letters/list.html", context)


@require_safe
@signed_in
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter: how it stands, why, what is in a weekly one, and the button to let it leave again."""
    by = _reader(request)
    row = get_object_or_404(queries.letters(by=by), pk=pk)
    at = timezone.now()
    why = rules.may_send_again(state=row.state, has_words=bool(row.to and row.text), at=at, not_after=row.not_after)
    context = {
        "row": _row(row, by),
        "facts": _facts(row, by),
        "parts": [_row(part, by) for part in row.parts.order_by("created_at", "pk")],
        "may_send_again": not why,
        "deed": OfficeForm(auto_id=False),
    }
    return page(request, "office/letters/letter.html", context)


def _facts(letter: Letter, by: User) -> list[tuple[str, str]]:
    """The letter's dates and figures, as far as there are any."""
    shown, unheard = _row(letter, by), letter.state is rules.LetterState.UNHEARD
    facts = [
        (_("To"), shown["to"] or _("erased as promised")),
        (_("Written"), _moment(letter.created_at)),
        (_("Attempts"), str(letter.attempts)),
        (_("Next try"), _moment(shown["again"])),
        (_("Sent"), _moment(letter.sent_at)),
        (_("Came back"), _moment(letter.bounced_at)),
        (_("Handed over") if unheard else _("Given up"), _moment(letter.given_up_at)),
        (_("Pointless after"), _moment(letter.not_after)),
        (_("Answer of the mail server"), letter.status),
    ]
    return [(term, text) for term, text in facts if text]


def _moment(at: Any) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT") if at else ""


@require_POST
@signed_in
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a letter leave once more that did not arrive."""
    by, at = _reader(request), timezone.now()
    row = get_object_or_404(queries.letters(by=by), pk=pk)
    submission = OfficeForm(request.POST).submission_id()
    outcome = carry_out(submission, lambda: deeds.send_again(by=by, at=at, letter=row, submission=submission))
    if outcome.done:
        tell(request, outcome, _("The letter leaves again within a few seconds."))
    else:
        refused(request, outcome)
    return redirect("office:letter", pk)


@require_safe
@signed_in
def samples(request: HttpRequest) -> HttpResponse:
    """Every letter this place sends, by what it is about."""
    _reader(request)
    groups = [{"room": room, "words": ROOMS.get(room, room), "letters": _examples(room)} for room in rooms()]
    return page(request, "office/letters/samples.html", {"groups": [group for group in groups if group["letters"]]})


def _examples(room: str) -> list[Sample]:
    language = get_language() or settings.LANGUAGE_CODE
    return [found for name in letter_names(room) if (found := example_of(room, name, language))]


@require_safe
@signed_in
def sample(request: HttpRequest, room: str, name: str) -> HttpResponse:
    """One letter with invented content in every language, as plain as it is sent."""
    _reader(request)
    found = [(words, example_of(room, name, code)) for code, words in settings.LANGUAGES]
    if any(example is None for _words, example in found):
        raise Http404
    own = example_of(room, name, get_language() or settings.LANGUAGE_CODE)
    return page(request, "office/letters/sample.html", {"own": own, "examples": found})
