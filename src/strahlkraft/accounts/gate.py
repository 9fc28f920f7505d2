"""What stands before every page of the workspace: signed in, with a second factor where the role demands it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from allauth.account.decorators import reauthentication_required
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from strahlkraft.accounts import queries
from strahlkraft.accounts.models import User
from strahlkraft.accounts.pending import keep_pending_form

KEEP_LIMITS = {"keep_form": "20/10m/ip"}  # strangers must not fill the table of sessions
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def signed_in(view: View[P]) -> View[P]:
    """Let people in who are signed in and have the second factor their role demands.

    Others are led to sign-in or to the set-up of the factor; what they had typed into a form is kept
    (``pending.take_pending_form``). Pages behind the gate are never cached.
    """
    return _gate(view, second_factor=True)


def signed_in_without_factor(view: View[P]) -> View[P]:
    """Like :func:`signed_in` for the pages of one's own account, where the factor is set up."""
    return _gate(view, second_factor=False)


def freshly_confirmed(view: View[P]) -> View[P]:
    """Ask whoever posts to confirm once more who they are, unless they did so lately: for deeds a stranger at the desk would do.

    Stands below ``signed_in``. What was posted is carried out after the confirmation. Demo users are let off.
    """
    confirmed: View[P] = reauthentication_required(allow_get=True, enabled=_asks)(view)
    return confirmed


def _asks(request: HttpRequest) -> bool:
    return request.method != "HEAD" and not (settings.DEMO and getattr(request.user, "is_demo", False))


def _gate(view: View[P], *, second_factor: bool) -> View[P]:
    @wraps(view)
    def gated(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not isinstance(request.user, User):
            return _to_sign_in(request)
        if second_factor and queries.needs_second_factor(request.user):
            _keep(request)
            messages.warning(request, _("Your role needs a second factor. Please set it up now."))
            return redirect(settings.SECOND_FACTOR_URL)
        if any("\0" in text for texts in request.GET.lists() for text in texts[1]):
            msg = "NUL, which no text holds and PostgreSQL cannot look for"
            raise BadRequest(msg)
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    gated.needs_sign_in = True  # type: ignore[attr-defined] # read by the test that walks every address
    return gated


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    _keep(request)
    answer = redirect_to_login(_place(request), resolve_url(settings.LOGIN_URL))
    if request.headers.get("HX-Request"):  # a part of a page must not be replaced by the sign-in page
        return HttpResponseClientRedirect(answer.url)
    return answer


def _keep(request: HttpRequest) -> None:
    if request.method == "POST" and ratelimit.consume(
        request, app="strahlkraft.accounts", action="keep_form", config=KEEP_LIMITS
    ):
        keep_pending_form(request, path=urlsplit(_place(request)).path)


def _place(request: HttpRequest) -> str:
    """Return the page the person sees, to come back to: for a partial request the page around it."""
    current = urlsplit(request.headers.get("HX-Current-URL", ""))
    if request.headers.get("HX-Request") and current.path.startswith("/") and current.netloc == request.get_host():
        return f"{current.path}?{current.query}" if current.query else current.path
    return request.get_full_path()
