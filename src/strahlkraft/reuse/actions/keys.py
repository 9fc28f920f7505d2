"""The secret key was changed: secrets of webhooks and the instance's own key are sealed anew with it."""

from datetime import datetime

from django.db import transaction

from strahlkraft.audit.actions import record
from strahlkraft.kernel.actor import SYSTEM, Actor
from strahlkraft.kernel.label import Label
from strahlkraft.reuse.actions._secrets import anew
from strahlkraft.reuse.models import Instance, Webhook


@transaction.atomic
def reseal_exchange(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Seal them with today's secret key; returns how many that changed. Raises InvalidToken when one cannot be read."""
    changed = 0
    for hook in Webhook.objects.select_for_update().order_by("pk"):
        secret = anew(hook.secret)
        changed += secret != hook.secret
        Webhook.objects.filter(pk=hook.pk).update(secret=secret)
    for own in Instance.objects.select_for_update():
        private_key = anew(own.private_key)
        changed += private_key != own.private_key
        Instance.objects.filter(pk=own.pk).update(private_key=private_key)
    if changed:
        after = {"resealed": changed}
        record(by=by, at=at, verb="reseal_secrets", subject=Label("user", "", "exchange"), before={}, after=after)
    return changed
