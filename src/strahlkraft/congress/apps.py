"""Django's entry for this room."""

from django.apps import AppConfig


class CongressConfig(AppConfig):
    """The room ``congress``."""

    name = "strahlkraft.congress"
