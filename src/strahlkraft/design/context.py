"""What every page knows of the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """The demo flag, the operator and the absolute address of this page."""
    return {
        "demo": settings.DEMO,
        "operator": settings.OPERATOR,
        "base_url": settings.BASE_URL,
        "canonical_url": f"{settings.BASE_URL}{request.path}",
    }
