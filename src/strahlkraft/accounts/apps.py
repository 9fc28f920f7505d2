"""Django's entry for this room."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import pre_save


class AccountsConfig(AppConfig):
    """The room ``accounts``."""

    name = "strahlkraft.accounts"

    def ready(self) -> None:
        """Keep addresses and browser details out of the list of sessions."""
        pre_save.connect(_without_traces, sender="usersessions.UserSession", dispatch_uid="accounts.without_traces")


def _without_traces(instance: Any, **_kwargs: Any) -> None:
    from strahlkraft.accounts.rules import coarse_browser  # noqa: PLC0415 - apps load before models

    instance.ip = "::"
    if " · " not in instance.user_agent:
        instance.user_agent = coarse_browser(instance.user_agent)
