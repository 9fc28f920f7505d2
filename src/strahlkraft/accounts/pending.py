"""What somebody typed into a form whose session had ended: kept on the server until they have signed in again."""

import time

from django.http import HttpRequest, QueryDict

KEY = "pending_form"
LIMIT = 200_000  # characters of the encoded form
LIFETIME = 30 * 60  # seconds
_NEVER_KEPT = ("password", "csrfmiddlewaretoken", "credential", "otp")


def is_secret(name: str) -> bool:
    """Whether what was typed into the field of that name must not be shown or kept."""
    return any(word in name.lower() for word in _NEVER_KEPT)


def keep_pending_form(request: HttpRequest, *, path: str = "") -> bool:
    """Keep the posted fields (no files, no passwords) for the form at ``path``; false when there was too much."""
    fields = request.POST.copy()
    for name in list(fields):
        if is_secret(name):
            del fields[name]
    text = fields.urlencode()
    if not fields or len(text) > LIMIT:
        return False
    request.session[KEY] = {"path": path or request.path, "fields": text, "kept_at": time.time()}
    return True


def take_pending_form(request: HttpRequest, path: str) -> QueryDict | None:
    """Return, once, what was kept for the form at ``path``; the view shows it with a notice and does not save it."""
    kept = request.session.get(KEY)
    if not kept or kept["path"] != path:
        return None
    del request.session[KEY]
    if time.time() - kept["kept_at"] > LIFETIME:
        return None
    return QueryDict(kept["fields"])
