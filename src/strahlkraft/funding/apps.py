"""Django's entry for this room."""

from django.apps import AppConfig


class FundingConfig(AppConfig):
    """The room ``funding``."""

    name = "strahlkraft.funding"
