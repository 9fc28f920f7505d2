"""The secret key was changed: what an earlier one sealed is sealed anew, so that the old one can be dropped."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from strahlkraft.accounts import queries
from strahlkraft.audit.actions import record
from strahlkraft.kernel.actor import SYSTEM, Actor
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.sealing import resealed


@transaction.atomic
def reseal_factors(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Seal the secrets of apps and recovery codes with today's secret key; returns how many rows that changed.

    Raises InvalidToken, and changes nothing, when no known key sealed one of them. Passkeys are public keys.
    """
    changed = 0
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    for row in Authenticator.objects.select_for_update().filter(type__in=kinds).order_by("pk"):
        data = {name: _anew(value) for name, value in row.data.items()}
        if data != row.data:
            row.data = data
            row.save(update_fields=["data"])
            changed += 1
    if changed:
        after = {"resealed": changed}
        record(by=by, at=at, verb="reseal_secrets", subject=Label("user", "", "accounts"), before={}, after=after)
    return changed


def _anew(value: Any) -> Any:
    if isinstance(value, list):
        return [_anew(each) for each in value]
    sealed = isinstance(value, str)
    return resealed(value, queries.FACTOR_PURPOSE, queries.secret_keys()) if sealed else value
