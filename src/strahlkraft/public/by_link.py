"""Forms without an account and pages behind the link of a letter: no cookie, no cache, nothing told to other hosts."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from allauth.core.internal import ratelimit
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
# A whole hall sits behind one address: what people press there is bounded per mailbox by the rules.
LIMITS = {
    "ask": "12/10m/ip",
    "watch": "12/10m/ip",
    "idea": "12/10m/ip",
    "newsletter": "12/10m/ip",
    "own_data": "12/10m/ip",
    "feedback": "12/10m/ip",
    "use_link": "120/10m/ip",
    "vote": "2000/10m/ip",
    "contact": "400/10m/ip",
    "register": "400/10m/ip",
}
_OWN = ("same-origin", "none", None)  # what browsers say of a form of ours; old ones say nothing


def without_cookie(view: View[P]) -> View[P]:
    """For forms anybody may send: they carry no authority of the sender, so they need no token that sets a cookie.

    A browser that says the form came from another site is refused all the same.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method == "POST" and request.headers.get("Sec-Fetch-Site") not in _OWN:
            raise PermissionDenied
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        return response

    return csrf_exempt(guarded)


def by_link(view: View[P]) -> View[P]:
    """For pages whose address is the key: as :func:`without_cookie`, and the address goes to nobody else.

    Only wrong links are counted: a right one is signed and cannot be guessed, and hundreds behind one address may press
    theirs at the same moment.
    """

    @wraps(view)
    def counted(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        wrong = response.status_code == HTTPStatus.NOT_FOUND
        return too_many(request) if wrong and not allowed(request, "use_link", limit_get=True) else response

    return _quiet(counted)


def _quiet(view: View[P]) -> View[P]:
    """The address goes to nobody else."""

    @wraps(view)
    def quiet(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return without_cookie(sensitive_variables("token")(quiet))


def allowed(request: HttpRequest, action: str, *, limit_get: bool = False) -> bool:
    """Whether this client may go on; counted by a pseudonym that changes daily, in the store all servers share."""
    usage = ratelimit.consume(request, app="strahlkraft.public", action=action, config=LIMITS, limit_get=limit_get)
    return bool(usage)


def too_many(request: HttpRequest) -> HttpResponse:
    """Please wait a few minutes; what was typed is still in the browser one step back."""
    return render(request, "public/asking/too_many.html", status=429)


def unknown_link(request: HttpRequest) -> HttpResponse:
    """The link was cut short, is too old or was made elsewhere: what to do now."""
    return render(request, "public/asking/link_unknown.html", status=404)
