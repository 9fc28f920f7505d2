"""States move only as their tables say; what readers saw, what was sent and where an address led stays."""

from collections.abc import Iterable

from django.db import migrations

from strahlkraft.audit.guards import columns_stay, holds, rows_stay, rows_stay_but_names, states_move
from strahlkraft.newsroom.rules.vocabulary import FIRST, MOVES
from strahlkraft.steering.rules.moves import targets

FROZEN = ("articleversion", "pageversion", "dispatch", "importedarticle", "rendition")
SENT = """code region_id topic_id subject subject_en intro intro_en submitted_at send_at begun_at content content_hash
created_at created_by last_edited_by approved_by approved_at""".split()
"""Of an issue that has begun to leave."""
GONE_OUT = "EXISTS (SELECT 1 FROM newsroom_issue i WHERE i.id = {}.issue_id AND i.state IN ('sending', 'sent'))"


def _same(columns: Iterable[str]) -> str:
    """SQL: none of these columns changes; an empty one counts as a value."""
    return " AND ".join(
        f"COALESCE(CAST(NEW.{column} AS TEXT), '') = COALESCE(CAST(OLD.{column} AS TEXT), '')" for column in columns
    )


class Migration(migrations.Migration):
    """Guards against whoever asks: a page, a job, a shell."""

    dependencies = [("newsroom", "0001_initial")]

    operations = [
        *(
            states_move(f"newsroom_{table}", targets(moves), first=FIRST[table])
            for table, moves in sorted(MOVES.items())
        ),
        *(rows_stay(f"newsroom_{table}") for table in FROZEN),
        rows_stay_but_names("newsroom_reviewremark", ("by_label",)),
        columns_stay("newsroom_picture", ("code", "file", "sha256", "width", "height", "added_at", "added_by")),
        columns_stay("newsroom_redirect", ("path", "made_at")),
        columns_stay("newsroom_suppression", ("mailbox_hash", "at")),
        columns_stay("newsroom_digestkey", ("made_at",)),
        holds("newsroom_issueitem", "sent_items_stay", f"NOT {GONE_OUT.format('OLD')}", events=("UPDATE", "DELETE")),
        holds("newsroom_issueitem", "none_follows", f"NOT {GONE_OUT.format('NEW')}"),
        holds("newsroom_issue", "sent_stays", f"OLD.begun_at IS NULL OR ({_same(SENT)})", events=("UPDATE",)),
        holds("newsroom_issue", "sent_is_kept", "OLD.begun_at IS NULL", events=("DELETE",)),
        holds(
            "newsroom_article",
            "address_stays",
            f"OLD.published_at IS NULL OR ({_same(('slug', 'published_at'))})",
            events=("UPDATE",),
        ),
    ]
