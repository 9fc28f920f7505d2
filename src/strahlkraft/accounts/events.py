"""What the log says of security: who came in, who did not, what was refused. Accounts by number, visitors by none."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponseBase

_REFUSALS: dict[int, str] = {
    HTTPStatus.FORBIDDEN: "refused",
    HTTPStatus.NOT_FOUND: "not_there",  # foreign things are not there: a row of these by one account is somebody trying
    HTTPStatus.TOO_MANY_REQUESTS: "limit_reached",
}
_log = structlog.get_logger("strahlkraft.security")


def listen() -> None:
    """Write a line for every deed around signing in that the libraries tell of."""
    _tell(user_logged_in, "signed_in", method=_method)
    _tell(user_logged_out, "signed_out")
    _tell(user_login_failed, "sign_in_failed")
    _tell(password_changed, "password_changed")
    _tell(password_set, "password_changed")
    _tell(password_reset, "password_reset")
    _tell(authenticator_added, "second_factor_added", kind=_kind)
    _tell(authenticator_removed, "second_factor_removed", kind=_kind)
    _tell(authenticator_reset, "recovery_codes_renewed")


def single_sign_on_failed(reason: str) -> None:
    """Write a line for a provider that refused, did not answer, or answered otherwise than the standard says.

    ``reason`` is the kind of fault, in no word of the provider's.
    """
    _log.warning("sign_in_failed", user=None, method="single_sign_on", reason=reason)


def watched(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: write a line for what was refused: to signed-in people, and to everybody who met a limit."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        event = _REFUSALS.get(response.status_code)
        if event and (request.user.is_authenticated or event == "limit_reached"):
            match = request.resolver_match
            view = match.view_name or "unnamed" if match else "none"
            _log.warning(event, user=request.user.pk, view=view, method=request.method)
        return response

    return answer


_Detail = Callable[[dict[str, Any]], str]


def _tell(signal: Signal, event: str, **details: _Detail) -> None:
    def line(sender: object, **told: Any) -> None:
        user = told.get("user")
        write = _log.warning if event == "sign_in_failed" else _log.info
        write(event, user=user.pk if user else None, **{name: of(told) for name, of in details.items()})

    signal.connect(line, weak=False, dispatch_uid=f"accounts.events.{event}.{id(signal)}")


def _method(told: dict[str, Any]) -> str:
    """How somebody came in: password, mfa, sign_in_link, socialaccount; ``other`` for a shell or a test."""
    request = told.get("request")
    session = getattr(request, "session", None) or {}
    records = session.get("account_authentication_methods") or []
    return "+".join(str(record["method"]) for record in records) or "other"


def _kind(told: dict[str, Any]) -> str:
    return str(told["authenticator"].type)
