"""Django's entry for this room."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """The room ``letters``."""

    name = "strahlkraft.letters"
