"""Letters may say the same with markup and carry the headers of a list."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Columns that are empty for every letter there is."""

    dependencies = [("letters", "0002_digests_and_bounces")]

    operations = [
        migrations.AddField(model_name="letter", name="html", field=models.TextField(blank=True)),
        migrations.AddField(model_name="letter", name="headers", field=models.JSONField(blank=True, default=dict)),
    ]
