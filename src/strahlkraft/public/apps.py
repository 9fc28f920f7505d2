"""Django's entry for this door."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """The door ``public``."""

    name = "strahlkraft.public"

    def ready(self) -> None:
        """Register the system checks."""
        from strahlkraft.public import checks  # noqa: F401, PLC0415 - registers on import
