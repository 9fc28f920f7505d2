"""The network at a glance, who knows what, and which records may be one organisation."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.models import User
from strahlkraft.design.formats import number
from strahlkraft.kernel.actor import Right
from strahlkraft.network import access, texts
from strahlkraft.network.models import Organisation
from strahlkraft.network.queries import contact_log, duplicates, groups, open_steps
from strahlkraft.office.shell import page, person
from strahlkraft.office.views.contacts import reads_log
from strahlkraft.steering.queries.expertise import who_knows

SHOWN = 6
MOST_PAIRS = 100
QUERY_LIMIT = 200
REASONS = {
    "lead": gettext_lazy("leads"),
    "partner": gettext_lazy("is a partner in"),
    "reuser": gettext_lazy("reuses the result of"),
}


def _reader(request: HttpRequest) -> User:
    """Who reads about the network; 404 for everybody else."""
    user = person(request)
    if not user.holds(Right.READ_STEERING):
        raise Http404
    return user


@require_safe
@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """What waits, what was said last, which groups there are."""
    user, today = _reader(request), localdate()
    log = contact_log(user)
    waiting = open_steps(log)
    own_groups = groups(user).filter(ended_on=None)
    steps = waiting.count()
    context = {
        "at": "overview",
        "figures": [
            {"number": number(Organisation.objects.count()), "label": _("organisations")},
            {"number": number(own_groups.count()), "label": _("exchange groups")},
            {"number": number(steps), "label": _("open next steps")},
        ],
        "reads_log": reads_log(user),
        "steps": waiting[:SHOWN],
        "steps_count": steps,
        "entries": log.filter(corrected_by=None)[:SHOWN],
        "channels": texts.CHANNELS,
        "groups": own_groups[:SHOWN],
        "rings": texts.RINGS,
        "may_edit": user.holds(Right.EDIT_NETWORK),
        "today": today,
    }
    return page(request, "office/network/overview.html", context)


@require_safe
@signed_in
def knowing(request: HttpRequest) -> HttpResponse:
    """Who knows what, and why we think so."""
    user = _reader(request)
    text = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:QUERY_LIMIT]
    rows = [
        {
            "row": knower.organisation,
            "said": [(reason, texts.SAID_BY[reason.who]) for reason in knower.reasons if reason.kind == "said"],
            "projects": [(REASONS[reason.kind], reason.thing) for reason in knower.reasons if reason.thing],
        }
        for knower in who_knows(text)
    ]
    return page(
        request,
        "office/network/knowing.html",
        {
            "at": "knowing",
            "q": text,
            "rows": rows,
            "reads_log": reads_log(user),
            "may_edit": user.holds(Right.EDIT_NETWORK),
        },
    )


@require_safe
@signed_in
def possible_duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs of records that may be one organisation."""
    user = person(request)
    if access.may_edit(user):
        raise Http404
    pairs = duplicates()
    context = {
        "at": "duplicates",
        "pairs": pairs[:MOST_PAIRS],
        "count": len(pairs),
        "reads_log": True,
        "may_edit": True,
    }
    return page(request, "office/network/duplicates.html", context)
