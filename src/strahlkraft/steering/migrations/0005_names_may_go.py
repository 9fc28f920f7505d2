"""Of a forecast the name may go, and of minutes the mailboxes that were invited; what was said stays (Art. 17 GDPR)."""

from django.db import migrations

from strahlkraft.audit.guards import lifted, rows_stay, rows_stay_but_names

MINUTED = "OLD.state = 'minuted'"


class Migration(migrations.Migration):
    """Open the gap for names."""

    dependencies = (("steering", "0004_deadline_grounds"),)
    operations = (
        lifted(rows_stay("steering_forecast")),
        rows_stay_but_names("steering_forecast", ("stated_by",)),
        lifted(rows_stay("steering_boardsession", when=MINUTED)),
        rows_stay_but_names("steering_boardsession", ("invited",), when=MINUTED),
    )
