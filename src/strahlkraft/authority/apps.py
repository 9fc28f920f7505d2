"""Django's entry for this door."""

from django.apps import AppConfig


class AuthorityConfig(AppConfig):
    """The door ``authority``."""

    name = "strahlkraft.authority"
