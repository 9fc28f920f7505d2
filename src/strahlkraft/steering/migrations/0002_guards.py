"""States move only as their tables say, rows of record stay as they are, whoever asks."""

from django.db import migrations

from strahlkraft.audit.guards import rows_stay, states_move
from strahlkraft.steering.rules.moves import targets
from strahlkraft.steering.rules.vocabulary import FIRST, MOVES

FROZEN = ("applicationstep", "forecast", "riskrating", "decision", "statusreport")


class Migration(migrations.Migration):
    """Put the guards."""

    dependencies = (("steering", "0001_initial"),)
    operations = (
        *(states_move(f"steering_{table}", targets(moves), first=FIRST[table]) for table, moves in MOVES.items()),
        *(rows_stay(f"steering_{table}") for table in FROZEN),
        rows_stay("steering_boardsession", when="OLD.state = 'minuted'"),
        rows_stay("steering_agendaitem", when="OLD.frozen"),
    )
