"""Django's entry for this room."""

from django.apps import AppConfig


class SteeringConfig(AppConfig):
    """The room ``steering``."""

    name = "strahlkraft.steering"
