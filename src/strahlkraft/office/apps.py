"""Django's entry for this room."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """The room ``office``."""

    name = "strahlkraft.office"
