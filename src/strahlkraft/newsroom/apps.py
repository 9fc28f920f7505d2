"""Django's entry for this room."""

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    """The room ``newsroom``."""

    name = "strahlkraft.newsroom"
