"""Django's entry for this room."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """The room ``network``."""

    name = "strahlkraft.network"
