"""Django's entry for this room."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """The room ``public``."""

    name = "strahlkraft.public"
