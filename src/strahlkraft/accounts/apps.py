"""Django's entry for this room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The room ``accounts``."""

    name = "strahlkraft.accounts"
