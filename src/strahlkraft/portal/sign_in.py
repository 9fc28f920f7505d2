"""Getting in: password, link by e-mail, demo users; nothing here tells whether an account exists."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.account.views import LoginView
from allauth.account.views import password_reset as library_password_reset
from allauth.core.internal import ratelimit
from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from strahlkraft.accounts import actions, queries, rules
from strahlkraft.kernel.refusal import Refused

P = ParamSpec("P")
LINK_LIMITS = {"sign_in_link": "10/10m/ip,3/10m/key", "use_link": "30/10m/ip"}


def steady(view: Callable[Concatenate[HttpRequest, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer a POST no sooner than settings.STEADY_ANSWER_SECONDS, so that its time tells nothing."""

    @wraps(view)
    def timed(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        began = time.monotonic()
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            time.sleep(max(0.0, settings.STEADY_ANSWER_SECONDS - (time.monotonic() - began)))
        return response

    return timed


class SignIn(LoginView):  # type: ignore[misc] # the library is untyped
    """Sign-in by password or passkey; in a demonstration also by one click."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the demo users with their roles and their password."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        users = list(queries.demo_users())
        context["demo_users"] = [
            {"pk": user.pk, "name": user.display_name, "email": user.email, "roles": _role_names(user)}
            for user in users
        ]
        context["demo_password"] = queries.demo_data()["password"] if users else ""
        context["next"] = self.request.GET.get("next", self.request.POST.get("next", ""))
        return context


def _role_names(user: Any) -> str:
    names = [rules.ROLE_NAMES[rules.Role(membership.role)] for membership in user.memberships.all()]
    return ", ".join(str(_(name)) for name in names)


class LinkForm(forms.Form):
    """Where to send the link."""

    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))


password_reset = steady(library_password_reset)


@never_cache
@steady
def request_link(request: HttpRequest) -> HttpResponse:
    """Ask for a link by e-mail; the answer is the same whether or not there is an account."""
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if refused := _limited(request, "sign_in_link", key=email.lower()):
            return refused
        actions.request_sign_in_link(at=timezone.now(), email=email, next_path=request.POST.get("next", ""))
        return redirect("portal:link_sent")
    return render(request, "portal/link_request.html", {"form": form, "next": request.GET.get("next", "")})


@require_safe
def link_sent(request: HttpRequest) -> HttpResponse:
    """Say what happens next."""
    return render(request, "portal/link_sent.html", {"mail_folder": settings.EMAIL_FILE_PATH if settings.DEMO else ""})


@never_cache
@sensitive_variables("token")
def use_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET shows a button and changes nothing (mail scanners open links); POST signs in, once."""
    if refused := _limited(request, "use_link"):
        return refused
    if request.method != "POST":
        return render(request, "portal/link_use.html", {"token": token})
    try:
        link = actions.use_sign_in_link(at=timezone.now(), token=token)
    except Refused as refusal:
        return render(request, "portal/link_invalid.html", {"refusals": refusal.refusals}, status=410)
    record_authentication(request, link.user, method="sign_in_link")
    response: HttpResponseBase = perform_login(
        request, link.user, email_verification="none", redirect_url=link.next_path or None
    )
    return response


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Sign in as a fictitious user by one click; exists in a demonstration only."""
    if not settings.DEMO:
        raise Http404
    number = request.POST.get("user", "")
    user = get_object_or_404(queries.demo_users(), pk=int(number) if number.isdecimal() else 0)
    record_authentication(request, user, method="demo")
    # Not through the library's stages: a factor that some visitor set up must not lock out all the others.
    adapter = get_adapter(request)
    adapter.login(request, user)
    response: HttpResponseBase = adapter.post_login(
        request,
        user,
        email_verification="none",
        signal_kwargs=None,
        email=None,
        signup=False,
        redirect_url=get_next_redirect_url(request),
    )
    return response


def _limited(request: HttpRequest, action: str, *, key: str | None = None) -> HttpResponse | None:
    """Return the page "too many attempts" when the limit on the shared store is reached."""
    allowed = ratelimit.consume(
        request, app="strahlkraft.portal", action=action, config=LINK_LIMITS, key=key, limit_get=True
    )
    return None if allowed else render(request, "429.html", status=429)


@require_safe
def change_password(request: HttpRequest) -> HttpResponse:
    """Lead password managers to the right page (W3C "well-known URL for changing passwords")."""
    return redirect("account_change_password")
