"""The record of a closing on paper: every line with its evidence or reason, who closed it and when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from strahlkraft.design.paper import pdf
from strahlkraft.projects.models import Truth
from strahlkraft.steering import texts
from strahlkraft.steering.models import Closure
from strahlkraft.steering.queries.closure import handover_of
from strahlkraft.steering.rules.closure import LINES
from strahlkraft.steering.rules.vocabulary import ItemState


def record_sheet(row: Closure, *, at: datetime, language: str = "de") -> bytes:
    """The checklist as it stands ``at``, as PDF/UA-1; for the file, before and after closing."""
    with translation.override(language):
        items = list(row.items.select_related("file"))
        context = {
            "closure": row,
            "project": row.project,
            "at": at,
            "rows": [_told(item) for item in items],
            "open": sum(item.state == ItemState.OPEN for item in items),
            "truths": Truth.objects.filter(project=row.project_id, current=True).order_by("kind"),
            "body": handover_of(row.project),
        }
    return pdf("steering/papers/closure.html", context, language=language)


def _told(item: Any) -> Mapping[str, Any]:
    return {
        "text": _(LINES[item.key].text),
        "state": texts.ITEM_STATES[item.state],
        "shown": item.reason if item.state == ItemState.NOT_APPLICABLE else item.evidence,
        "file": item.file,
        "settled_at": item.settled_at,
        "settled_by": item.settled_by,
    }
