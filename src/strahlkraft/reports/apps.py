"""Django's entry for this room."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The room ``reports``."""

    name = "strahlkraft.reports"
