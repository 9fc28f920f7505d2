"""The first page of the workspace: what needs work."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.audit import queries as audit
from strahlkraft.kernel.actor import Right
from strahlkraft.network.queries import regions_of
from strahlkraft.office import describing
from strahlkraft.office.listing import gaps_of
from strahlkraft.office.shell import page, person
from strahlkraft.office.waiting import waiting_for
from strahlkraft.projects import access, queries

RECENT = 8


@require_safe
@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """What waits for this person, most urgent first; whoever edits nothing sees what they may read."""
    user = person(request)
    edits = user.holds(Right.EDIT_PROJECTS)
    entries = list(audit.trail(by=user).filter(subject_kind="project")[:RECENT])
    visible = access.visible_to(user)
    context: dict[str, Any] = {
        "edits": edits,
        "gaps": gaps_of(user) if edits else [],
        "editable": access.editable_by(user).count() if edits else 0,
        "may_create": user.holds(Right.PUBLISH_PROJECTS),
        "regions": list(regions_of(user, Right.READ_DRAFTS)),
        "reads_all": user.region_ids(Right.READ_DRAFTS) is None,
        "visible": visible.exclude(publication="merged").count(),
        "drafts": visible.filter(publication="draft").count(),
        "figures": queries.figures(),
        "recent": [{"entry": entry, "verb": describing.verb(entry.verb)} for entry in entries],
        "waiting": waiting_for(user, today=localdate(), at=timezone.now()),
        "reads_trail": user.holds(Right.READ_TRAIL),
    }
    return page(request, "office/start/start.html", context)
