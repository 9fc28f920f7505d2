"""Invented regions are said to be invented, so that no figure of the programme counts them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the mark; every region there is, is a real one."""

    dependencies = (("network", "0003_guards"),)
    operations = (
        migrations.AddField(
            model_name="region",
            name="demonstration",
            field=models.BooleanField(db_default=False, default=False),
        ),
    )
