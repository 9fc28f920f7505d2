"""What was written in the contact log and to exchange groups stays as it was written, whoever asks."""

from django.db import migrations

from strahlkraft.audit.guards import columns_stay, rows_stay

WORDS = (
    "code",
    "region_id",
    '"on"',
    "channel",
    "function",
    "text",
    "thing_kind",
    "thing_key",
    "thing_title",
    "next_step",
    "due_on",
    "corrects_id",
    "written_at",
    "written_by",
)


class Migration(migrations.Migration):
    """Put the guards."""

    dependencies = (("network", "0002_contacts_and_groups"),)
    operations = (
        columns_stay("network_contactlogentry", WORDS),
        rows_stay("network_groupmailing"),
        rows_stay("network_groupletter"),
    )
