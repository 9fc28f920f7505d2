"""Reports move only as their table says; what is released stays as it is (I15, I16)."""

from django.db import migrations

from strahlkraft.audit.guards import columns_stay, holds, rows_kept, states_move
from strahlkraft.reports.rules.vocabulary import FIRST, MOVES
from strahlkraft.steering.rules.moves import targets

CONTENT = ("data", "sha256", "template", "title", "introduction", "as_of", "kind", "released_by", "last_edited_by")


def _same(*columns: str) -> str:
    """SQL: none of these columns changes; an empty one counts as a value."""
    return " AND ".join(
        f"COALESCE(CAST(NEW.{column} AS TEXT), '') = COALESCE(CAST(OLD.{column} AS TEXT), '')" for column in columns
    )


class Migration(migrations.Migration):
    """Put the guards."""

    dependencies = (("reports", "0001_initial"),)
    operations = (
        *(states_move(f"reports_{table}", targets(moves), first=FIRST[table]) for table, moves in MOVES.items()),
        holds(
            "reports_report",
            "content_stays",
            f"OLD.state = 'draft' OR ({_same(*CONTENT)})",
            events=("UPDATE",),
        ),
        rows_kept("reports_report"),
        holds("reports_report", "author_stays", _same("drafted_by", "region_id"), events=("UPDATE",)),
        holds(
            "reports_report",
            "decision_stays",
            f"OLD.decided_at IS NULL OR ({_same('decided_at', 'decided_by', 'decision_note')})",
            events=("UPDATE",),
        ),
        columns_stay("reports_reportquery", ("report_id", "question", "asked_at", "asked_by", "asked_label")),
        holds(
            "reports_reportquery",
            "answer_stays",
            f"OLD.answered_at IS NULL OR ({_same('answer', 'answered_at', 'answered_by')})",
            events=("UPDATE",),
        ),
    )
