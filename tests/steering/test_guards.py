"""No state is skipped and no row of record changed, not even by a shell: the database itself refuses."""

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from strahlkraft.steering.rules.moves import targets, way
from strahlkraft.steering.rules.vocabulary import FIRST, MOVES
from tests.factories import steering as make

FACTORIES: dict[str, Any] = {
    "idea": make.IdeaFactory,
    "boardsession": make.BoardSessionFactory,
    "application": make.ApplicationFactory,
    "milestone": make.MilestoneFactory,
    "risk": make.RiskFactory,
    "task": make.TaskFactory,
    "checkin": make.CheckInFactory,
    "closure": make.ClosureFactory,
    "deadline": make.DeadlineFactory,
}


def _refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except IntegrityError:
        return True
    return False


@pytest.mark.django_db
@pytest.mark.parametrize("table", FACTORIES)
def test_a_state_outside_the_table_is_refused_whoever_asks(table: str) -> None:
    row = FACTORIES[table](state=FIRST[table][0])
    follows = targets(MOVES[table])
    here = row.state
    unlisted = sorted(set(follows) - set(follows[here]) - {here})
    shell = "UPDATE steering_%s SET state = '%s' WHERE id = %s"
    refused = {state: _refused(shell % (table, state, row.pk)) for state in unlisted}
    assert refused == dict.fromkeys(unlisted, True)


def test_every_state_can_be_reached() -> None:
    assert {table: [way(moves, FIRST[table], state)[-1] for state in moves] for table, moves in MOVES.items()} == {
        table: [str(state) for state in moves] for table, moves in MOVES.items()
    }


@pytest.mark.django_db
def test_every_table_with_states_is_guarded() -> None:
    tables = {
        model._meta.model_name for model in apps.get_app_config("steering").get_models() if hasattr(model, "state")
    }
    assert tables - {"applicationstep", "riskrating"} == set(MOVES)
