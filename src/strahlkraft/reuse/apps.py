"""Django's entry for this room."""

from django.apps import AppConfig


class ReuseConfig(AppConfig):
    """The room ``reuse``."""

    name = "strahlkraft.reuse"
