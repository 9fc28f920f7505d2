"""Django's entry for this room."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The room ``portal``."""

    name = "strahlkraft.portal"
