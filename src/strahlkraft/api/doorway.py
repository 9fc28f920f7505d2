"""What holds for every answer of the API: methods, conditional requests, cross-origin reading, caching."""

import hashlib
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_http_date_safe
from django.views.decorators.csrf import csrf_exempt

from strahlkraft.api.problems import problem

ALLOWED = "GET, HEAD, OPTIONS"
MAX_AGE = 60  # seconds for which a copy may be shown without asking again
EXPOSED = "Content-Disposition, ETag, Last-Modified, Link"
_SHARED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": EXPOSED,
    "Cross-Origin-Resource-Policy": "cross-origin",
}

View = Callable[..., HttpResponseBase]


def doorway(view: View) -> View:
    """Let everybody read from everywhere, without cookies; refuse everything but reading."""

    @csrf_exempt  # nothing is ever written here
    @wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = _answer(view, request, *args, **kwargs)
        for name, value in _SHARED.items():
            response[name] = value
        return response

    return enter


def _answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return HttpResponse(
            status=HTTPStatus.NO_CONTENT,
            headers={
                "Allow": ALLOWED,
                "Access-Control-Allow-Methods": ALLOWED,
                "Access-Control-Allow-Headers": "Accept, If-None-Match, If-Modified-Since",
                "Access-Control-Max-Age": "86400",
            },
        )
    if request.method not in ("GET", "HEAD"):
        refusal = problem(HTTPStatus.METHOD_NOT_ALLOWED, "This interface is for reading only.")
        refusal["Allow"] = ALLOWED
        return refusal
    method, request.method = request.method, "GET"
    try:
        response = view(request, *args, **kwargs)
    finally:
        request.method = method
    return _conditional(request, response)


def _conditional(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Mark a good answer so that it need not be sent twice; 304 when the reader has it."""
    if not isinstance(response, HttpResponse):
        return response
    patch_vary_headers(response, ["Accept"])
    if response.status_code != HTTPStatus.OK:
        response.setdefault("Cache-Control", "no-cache")
        return response
    response.setdefault("Cache-Control", f"public, max-age={MAX_AGE}")
    response.setdefault("ETag", f'W/"{hashlib.sha256(response.content).hexdigest()[:24]}"')
    modified = response.headers.get("Last-Modified")
    answer = get_conditional_response(
        request,
        etag=response["ETag"],
        last_modified=parse_http_date_safe(modified) if modified else None,
        response=response,
    )
    return answer if answer is not None else response
