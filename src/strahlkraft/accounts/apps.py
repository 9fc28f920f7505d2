"""Django's entry for this room."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import pre_save


class AccountsConfig(AppConfig):
    """The room ``accounts``."""

    name = "strahlkraft.accounts"

    def ready(self) -> None:
        """Keep addresses and browser details out of the list of sessions; write the log of sign-ins."""
        from strahlkraft.accounts import events, sessions  # noqa: PLC0415 - the libraries' signals load after the apps

        events.listen()
        user_logged_in.connect(sessions.begin, dispatch_uid="accounts.session_began")
        pre_save.connect(_without_traces, sender="usersessions.UserSession", dispatch_uid="accounts.without_traces")


def _without_traces(instance: Any, **_kwargs: Any) -> None:
    from strahlkraft.accounts.rules import coarse_browser  # noqa: PLC0415 - apps load before models

    instance.ip = "::"
    if " · " not in instance.user_agent:
        instance.user_agent = coarse_browser(instance.user_agent)
