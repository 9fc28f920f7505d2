"""Django's entry for this room."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """The room ``design``."""

    name = "strahlkraft.design"
