"""System checks of the public site."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register


@register("strahlkraft")
def operator_is_named(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """In production nobody may serve a site without Impressum, privacy contact and accessibility review."""
    empty = [name for name, value in settings.OPERATOR.items() if not value]
    if not empty:
        return []
    message = f"The legal pages need: {', '.join(empty)} (STRAHLKRAFT_OPERATOR_…, see .env.example)."
    if settings.PRODUCTION:
        return [Error(message, id="strahlkraft.E001")]
    return [checks.Warning(message, id="strahlkraft.W001")] if settings.DEBUG else []
