"""Django's entry for this room."""

from django.apps import AppConfig


class StageConfig(AppConfig):
    """The room ``stage``."""

    name = "strahlkraft.stage"
