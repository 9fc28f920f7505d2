"""One's own account: profile, roles, second factor, sessions."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from strahlkraft.accounts import actions, queries, rules
from strahlkraft.accounts.gate import signed_in_without_factor
from strahlkraft.accounts.models import User
from strahlkraft.kernel.refusal import Refused


class ProfileForm(forms.Form):
    """Name and language."""

    display_name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("This is how others see you, also in the history of changes."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of letters to you"), choices=settings.LANGUAGES)


@signed_in_without_factor
def account(request: HttpRequest) -> HttpResponse:
    """Show the account; POST changes the profile."""
    user = _user(request)
    now = timezone.now()
    form = ProfileForm(request.POST or None, initial={"display_name": user.display_name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        actions.change_profile(by=user, at=now, **form.cleaned_data)
        messages.success(request, _("Your profile is saved."))
        return redirect("portal:account")
    memberships = queries.memberships_of(user, at=now)
    context = {
        "form": form,
        "memberships": [
            {"role": _(rules.ROLE_NAMES[rules.Role(row.role)]), "where": row.region or row.organisation, "row": row}
            for row in memberships
        ],
        "has_second_factor": queries.has_second_factor(user),
        "factor_missing": queries.needs_second_factor(user),
        "sessions": queries.sessions_of(user, current_key=request.session.session_key),
    }
    return render(request, "portal/account.html", context)


@require_POST
@signed_in_without_factor
def end_session(request: HttpRequest, session: int) -> HttpResponse:
    """End one of one's own sessions."""
    try:
        actions.end_session(by=_user(request), at=timezone.now(), session_pk=session)
    except Refused as refusal:
        raise Http404 from refusal
    messages.success(request, _("That session is ended."))
    return redirect("portal:account")


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the gate lets nobody else in; tells the type checker
    return request.user
