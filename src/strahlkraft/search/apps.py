"""Django's entry for this room."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The room ``search``."""

    name = "strahlkraft.search"
