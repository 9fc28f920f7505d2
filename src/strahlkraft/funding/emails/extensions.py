"""The weekly list of an extension: which grants are still not settled, and how many days are left."""

from datetime import date, datetime

from django.utils.translation import ngettext

from strahlkraft.funding import texts
from strahlkraft.funding.emails._post import OFFICE_LANGUAGE, post
from strahlkraft.funding.models import ExtensionBatch
from strahlkraft.funding.queries.extensions import Row, label_of
from strahlkraft.letters.models import Letter


def _key(batch: ExtensionBatch, today: date) -> str:
    year, week, _day = today.isocalendar()
    return f"extension-gaps:{batch.pk}:{year}-{week:02d}"


def is_new(batch: ExtensionBatch, *, today: date) -> bool:
    """Whether this week's letter has not been written yet."""
    return not Letter.objects.filter(key=_key(batch, today)).exists()


def post_gaps(batch: ExtensionBatch, rows: list[Row], *, mailbox: str, at: datetime, today: date) -> None:
    """Tell the office what is open; it waits for the weekly letter, and leaves once a week only."""
    count = len(rows)
    post(
        "extension_gaps",
        to=mailbox,
        language=OFFICE_LANGUAGE,
        subject=lambda: (
            ngettext("Extension: %(count)s grant is not settled", "Extension: %(count)s grants are not settled", count)
            % {"count": count}
        ),
        context={"batch": batch},
        late=lambda: {"rows": [{"row": row, "gap": texts.GAPS[row.gap]} for row in rows]},
        url=label_of(batch),
        key=_key(batch, today),
        at=at,
        digest=True,
        deputies=True,
    )
