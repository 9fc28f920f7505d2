"""For reviewers, by their crew link: their own list with its progress, one pitch at a time, and the discussion."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from strahlkraft.congress.access import CrewHolder, crew_by_token
from strahlkraft.congress.actions import reviews as actions
from strahlkraft.congress.models import Criterion, Occasion, Pitch
from strahlkraft.congress.queries import calls as call_queries
from strahlkraft.congress.queries import selection as queries
from strahlkraft.congress.rules import review as rules
from strahlkraft.congress.rules.vocabulary import CrewRole
from strahlkraft.design.addresses import address
from strahlkraft.kernel.label import Label
from strahlkraft.public.asking.deeds import carried_out
from strahlkraft.public.asking.forms import EDGE, ReasonedForm
from strahlkraft.public.by_link import by_link, unknown_link

DONE = {"review": _("Your review is kept. Here is the next one."), "all": _("Your review is kept. You are through!"),
        "note": _("Written.")}  # fmt: skip


class ReviewForm(ReasonedForm):
    """A mark per criterion, a comment, or a conflict of interest."""

    conflict = forms.BooleanField(
        label=_("I have a conflict of interest"),
        required=False,
        help_text=_("For example: your own body hands it in. Then you give no marks and see nobody else's."),
    )
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=rules.COMMENT_LIMIT + EDGE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What is strong, what is missing? Seen by reviewers and organisers."),
    )

    def __init__(self, data: QueryDict | None = None, *, criteria: list[Criterion], **options: Any) -> None:
        super().__init__(data, **options)
        self.criteria = criteria
        marks = [(str(mark), str(mark)) for mark in range(rules.BEST + 1)]
        for criterion in criteria:
            self.fields[f"mark_{criterion.pk}"] = forms.ChoiceField(
                label=criterion.name, choices=marks, required=False, widget=forms.RadioSelect
            )

    @property
    def scales(self) -> list[dict[str, Any]]:
        """The criteria as the page draws them."""
        return [
            {
                "criterion": criterion,
                "field": self[f"mark_{criterion.pk}"],
                "value": str(self[f"mark_{criterion.pk}"].value()),
            }
            for criterion in self.criteria
        ]

    def marks(self) -> dict[str, int]:
        """What was ticked, as the rules judge it; none with a conflict."""
        if self.cleaned_data["conflict"]:
            return {}
        given = {str(criterion.pk): self.cleaned_data[f"mark_{criterion.pk}"] for criterion in self.criteria}
        return {key: int(mark) for key, mark in given.items() if mark}


class NoteForm(ReasonedForm):
    """A word in the discussion."""

    text = forms.CharField(
        label=_("Your word in the discussion"),
        required=False,
        max_length=rules.COMMENT_LIMIT + EDGE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _reviewer(token: str) -> CrewHolder | None:
    holder = crew_by_token(token)
    return holder if holder and holder.role == CrewRole.REVIEWER else None


def _frame(occasion: Occasion, token: str, rows: list[queries.OwnRow]) -> dict[str, Any]:
    call = call_queries.call_of(occasion)
    done = sum(row.written is not None for row in rows)
    return {
        "occasion": occasion,
        "call": call,
        "blind": bool(call and call.blind),
        "rows": rows,
        "done_count": done,
        "total": len(rows),
        "list_url": address(Label("review", token)),
    }


@by_link
def reviews(request: HttpRequest, token: str) -> HttpResponseBase:
    """The reviewer's own list: what is to be done stands first."""
    holder = _reviewer(token)
    if holder is None:
        return unknown_link(request)
    occasion = Occasion.objects.get(pk=holder.occasion_id)
    rows = queries.own_rows(holder)
    context = _frame(occasion, token, rows) | {"said": DONE.get(request.GET.get("getan", ""), "")}
    return render(request, "public/taking_part/reviews.html", context)


@by_link
def review(request: HttpRequest, token: str, code: str) -> HttpResponseBase:
    """One pitch, as blind as the call wants it; others' marks only after one's own and without a conflict."""
    holder = _reviewer(token)
    if holder is None:
        return unknown_link(request)
    occasion = Occasion.objects.get(pk=holder.occasion_id)
    rows = queries.own_rows(holder)
    own = next((row for row in rows if row.pitch.code == code), None)
    if own is None:
        raise Http404
    criteria = queries.criteria_of(occasion)
    deed = request.POST.get("deed", "")
    form = ReviewForm(request.POST if deed == "review" else None, criteria=criteria, initial=_known(own))
    note = NoteForm(request.POST if deed == "note" else None)
    if deed == "review" and carried_out(form, lambda: _write(holder, occasion, code, form)):
        return HttpResponseRedirect(_next(token, rows, code))
    if deed == "note" and carried_out(note, lambda: _note(holder, occasion, code, note)):
        return HttpResponseRedirect(f"{request.path}?getan=note#gespraech")
    open_ = own.written is not None and not own.written.conflict
    context = _frame(occasion, token, rows) | {
        "own": own,
        "pitch": own.pitch,
        "shown": _shown(own.pitch, blind=_is_blind(occasion)),
        "form": form,
        "note": note,
        "others": [row for row in queries.reviews_of(own.pitch, criteria) if open_ and row.review != own.written],
        "notes": queries.notes_of(own.pitch) if open_ else [],
        "open": open_,
        "said": DONE.get(request.GET.get("getan", ""), ""),
    }
    return render(request, "public/taking_part/review.html", context)


def _is_blind(occasion: Occasion) -> bool:
    call = call_queries.call_of(occasion)
    return bool(call and call.blind)


def _known(own: queries.OwnRow) -> dict[str, Any]:
    if own.written is None:
        return {"conflict": own.suggested}
    marks = {f"mark_{key}": str(mark) for key, mark in own.written.marks.items()}
    return {"conflict": own.written.conflict, "comment": own.written.comment, **marks}


def _shown(pitch: Pitch, *, blind: bool) -> dict[str, Any]:
    """What a reviewer sees; blind: nothing that names people or bodies."""
    if blind:
        return {"body": "", "partners": [], "project": None, "people": []}
    return {
        "body": pitch.body,
        "partners": pitch.partners,
        "project": pitch.project if pitch.project and pitch.project.publication == "published" else None,
        "people": [row.speaker.name for row in call_queries.people_of(pitch)],
    }


def _write(holder: CrewHolder, occasion: Occasion, code: str, form: ReviewForm) -> None:
    actions.write_review(
        by=holder,
        at=timezone.now(),
        slug=occasion.slug,
        code=code,
        marks=form.marks(),
        comment=form.cleaned_data["comment"],
        conflict=form.cleaned_data["conflict"],
        submission=form.submission_id,
    )


def _note(holder: CrewHolder, occasion: Occasion, code: str, form: NoteForm) -> None:
    actions.discuss(
        by=holder,
        at=timezone.now(),
        slug=occasion.slug,
        code=code,
        text=form.cleaned_data["text"],
        submission=form.submission_id,
    )


def _next(token: str, rows: list[queries.OwnRow], code: str) -> str:
    """The next pitch without a review of one's own; the list when there is none."""
    base = address(Label("review", token))
    waiting = [row.pitch.code for row in rows if row.written is None and row.pitch.code != code]
    after = [one for one in waiting if one > code] or waiting
    return f"{base}{after[0]}/?getan=review" if after else f"{base}?getan=all"
