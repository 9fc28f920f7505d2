"""The commands' clock."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, with its zone."""
    return timezone.now()
