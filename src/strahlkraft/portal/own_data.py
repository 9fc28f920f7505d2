"""One's own data, signed in: what is kept, everything of it at once, and asking to have it put right or erased."""

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from strahlkraft.accounts.gate import signed_in_without_factor
from strahlkraft.accounts.models import User
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.refusal import Refused
from strahlkraft.privacy import papers, texts
from strahlkraft.privacy.actions import asking
from strahlkraft.privacy.queries import own
from strahlkraft.privacy.queries.finding import person_of
from strahlkraft.privacy.queries.wishes import own_wishes
from strahlkraft.privacy.rules import TEXT_LIMIT, Wish


class WishForm(forms.Form):
    """What is to be done with one's data; the export needs no form."""

    wish = forms.ChoiceField(
        label=gettext_lazy("What do you ask for?"),
        choices=[(wish.value, texts.WISHES[wish]) for wish in (Wish.CORRECTION, Wish.ERASURE)],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=gettext_lazy("What is wrong, and what is right?"),
        required=False,
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Only needed if something is to be put right."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_without_factor
def own_data(request: HttpRequest) -> HttpResponse:
    """What is kept, room by room; POST asks to have it put right or erased."""
    user = _user(request)
    form = WishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asking.ask_signed_in(by=user, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            for refusal in refused.refusals:
                form.add_error(refusal.field if refusal.field in form.fields else None, sentence(refusal))
        else:
            messages.success(request, _("We have your wish; you get an answer within a month."))
            return redirect("portal:own_data")
    rows = [
        {
            "room": texts.ROOMS[row.room],
            "purpose": _(row.entry.purpose),
            "number": number,
            "period": texts.period(
                days=row.entry.erase_after.days if row.entry.erase_after is not None else None,
                since=row.entry.since,
                kept_because=row.entry.kept_because,
            ),
        }
        for row, number in own.counts_of(person_of(account=user.actor_id))
    ]
    open_wishes = [{"wish": texts.WISHES[row.wish], "row": row} for row in own_wishes(user.actor_id)]
    context = {"form": form, "rows": rows, "wishes": open_wishes}
    return render(request, "portal/own_data.html", context, status=422 if form.is_bound and form.errors else 200)


@require_POST
@signed_in_without_factor
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth types it only in part
def take(request: HttpRequest) -> HttpResponse:
    """Everything that is kept, as one file, after a fresh sign-in: it would tell a stranger at this desk everything."""
    user, at = _user(request), timezone.now()
    person = asking.take_own_data(by=user, at=at)
    content = papers.bundle(person, at=at, language=(get_language() or "de")[:2])
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{papers.FILE_NAME}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the gate lets nobody else in; tells the type checker
    return request.user
