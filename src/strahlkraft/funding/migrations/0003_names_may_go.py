"""Of an approval the name may go: who approved stays as actor id, for four eyes (Art. 17 GDPR)."""

from django.db import migrations

from strahlkraft.audit.guards import lifted, rows_stay, rows_stay_but_names


class Migration(migrations.Migration):
    """Open the gap for names."""

    dependencies = (("funding", "0002_guards"),)
    operations = (
        lifted(rows_stay("funding_approval")),
        rows_stay_but_names("funding_approval", ("approved_label",)),
    )
