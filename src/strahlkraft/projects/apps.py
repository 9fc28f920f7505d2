"""Django's entry for this room."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """The room ``projects``."""

    name = "strahlkraft.projects"
