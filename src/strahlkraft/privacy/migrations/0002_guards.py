"""Wishes move only as their table says; the protocol of what was forgotten stays."""

from django.db import migrations

from strahlkraft.audit.guards import rows_stay, states_move
from strahlkraft.privacy.rules import WISH_MOVES, WishState
from strahlkraft.steering.rules.moves import targets


class Migration(migrations.Migration):
    """Guards against whoever asks: a page, a job, a shell."""

    dependencies = [("privacy", "0001_initial")]

    operations = [
        states_move("privacy_datawish", targets(WISH_MOVES), first=(WishState.UNCONFIRMED, WishState.OPEN)),
        rows_stay("privacy_forgettingrun", when="OLD.finished_at IS NOT NULL", kept=True),
    ]
