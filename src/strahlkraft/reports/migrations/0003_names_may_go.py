"""Of a query to a report the name may go: who asked stays as actor id (Art. 17 GDPR)."""

from django.db import migrations

from strahlkraft.audit.guards import columns_stay, holds, lifted

WORDS = ("report_id", "question", "asked_at", "asked_by")


class Migration(migrations.Migration):
    """Open the gap for names."""

    dependencies = (("reports", "0002_guards"),)
    operations = (
        lifted(columns_stay("reports_reportquery", (*WORDS, "asked_label"))),
        columns_stay("reports_reportquery", WORDS),
        holds(
            "reports_reportquery",
            "name_only_goes",
            "NEW.asked_label = OLD.asked_label OR NEW.asked_label = ''",
            events=("UPDATE",),
        ),
    )
