"""Who reuses what: the figures, the map, the list, the page of one reuse."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from strahlkraft.design.addresses import address, localised
from strahlkraft.design.formats import number, unknown
from strahlkraft.design.maps import Caption, Fill, Light, Ray, render_map
from strahlkraft.network.models import Municipality
from strahlkraft.public import atlas
from strahlkraft.reuse import texts
from strahlkraft.reuse.models import ReuseCase
from strahlkraft.reuse.queries.cases import ReuseFigures, figures, public_cases
from strahlkraft.reuse.queries.rays import case_rays
from strahlkraft.reuse.rules.cases import ROAD, Median
from strahlkraft.reuse.rules.vocabulary import CaseOrigin, CaseState, CostBand, OperatingModel, Stated

STATE_BADGES = {
    CaseState.NAMED: "unknown",
    CaseState.INTRODUCING: "info",
    CaseState.IN_OPERATION: "good",
    CaseState.ENDED: "warn",
}


@require_safe
def reuses(request: HttpRequest) -> HttpResponse:
    """What is counted, and who reuses what, as list and on the map."""
    cases = list(public_cases())
    svg, sources = reuse_map(cases)
    context = {
        "figures": figure_strip(figures()),
        "rows": [case_row(case) for case in cases],
        "map_svg": svg,
        "map_sources": sources,
        "map_is_whole": len(case_rays(cases)) == len(cases),
    }
    return render(request, "public/reuses/reuses.html", context)


def figure_strip(known: ReuseFigures) -> list[dict[str, Any]]:
    """The figures, each with what it rests on; nothing is guessed where n is 0."""
    return [
        {
            "number": number(known.requests),
            "label": _("requests for reuse"),
            "note": _("%(answered)s answered, %(refused)s refused with a reason, %(waiting)s waiting")
            % {"answered": known.answered, "refused": known.refused, "waiting": known.waiting},
        },
        {
            "number": number(known.in_operation),
            "label": _("reuses in operation"),
            "note": _("confirmed by the reusing body; beside them %(named)s named by public sources")
            % {"named": known.named},
            "url": localised("/nachnutzung/"),
        },
        _median(known.days_to_answer, _("working days to the first answer (median)")),
        _median(known.days_to_reuse, _("days from request to operation (median)")),
    ]


def _median(known: Median, label: str) -> dict[str, Any]:
    if known.value is None:
        return {"number": "–", "label": label, "note": _("not known yet (n = 0)")}
    return {"number": number(known.value), "label": label, "note": _("with n = %(n)s") % {"n": known.n}}


def case_row(case: ReuseCase) -> dict[str, Any]:
    """A reuse in one line: who, what, since when, how it is known."""
    return {
        "who": case.stated_name,
        "who_url": address(case.municipality.label) if case.municipality else "",
        "what": case.about.title,
        "what_url": address(case.about),
        "state": texts.CASE_STATES[case.state],
        "badge": STATE_BADGES.get(CaseState(case.state), "info"),
        "since": case.state_since,
        "url": address(case.label),
        "pilot": case.pilot,
        "confirmed_at": case.confirmed_at,
        "source": case.source,
    }


def reuse_map(cases: Sequence[ReuseCase]) -> tuple[str, list[str]]:
    """Rays from the place of a result's lead to the town that reuses it, and the map's source lines."""
    drawn, sources = atlas.nrw()
    rays = [
        (case, origin, target)
        for case, origin, target in case_rays(cases)
        if origin.state_id == target.state_id and origin.key.startswith("05")
    ]
    if drawn is None or not rays:
        return "", []
    towns: dict[int, tuple[Municipality, list[str]]] = {}
    for case, _origin, target in rays:
        towns.setdefault(target.pk, (target, []))[1].append(case.about.title)
    places = {place.pk: place for _case, *ends in rays for place in ends}
    svg = render_map(
        drawn,
        [
            Light(*_point(town), len(titles), town.name, address(town.label), ", ".join(titles[:3]))
            for town, titles in towns.values()
        ],
        [
            Ray(_point(origin), _point(target), f"{case.about.title}: {origin.name} – {target.name}")
            for case, origin, target in rays
            if origin.pk != target.pk
        ],
        [Caption(*_point(place), place.name, weight=place.pk in towns) for place in places.values()],
        title=_("Who reuses what"),
        description=ngettext(
            "Map with %(count)s town that reuses a result.", "Map with %(count)s towns that reuse results.", len(towns)
        )
        % {"count": len(towns)},
        fills=[Fill(tuple(town.key for town, _titles in towns.values()), 1)],
        variant="paper",
    )
    return mark_safe(svg), sources  # noqa: S308 - render_map escapes every text it is given


def _point(place: Municipality) -> tuple[float, float]:
    return float(place.latitude or 0), float(place.longitude or 0)


def stepper(state: str) -> list[dict[str, str]]:
    """The road with what is behind, where it stands and what is ahead; a case that ended stands nowhere on it."""
    place = ROAD.index(CaseState(state)) if state in ROAD else -1
    arrived = place == len(ROAD) - 1
    return [
        {
            "label": str(texts.CASE_STATES[step]),
            "state": "done" if number < place or arrived else "current" if number == place else "todo",
        }
        for number, step in enumerate(ROAD)
    ]


@require_safe
def case(request: HttpRequest, code: str) -> HttpResponse:
    """One reuse as far as it is public, with how it is known; what only one side says is never shown."""
    row = public_cases().filter(code=code).first()
    if row is None:
        raise Http404
    context = {
        "case": row,
        "row": case_row(row),
        "crumbs": [(_("Reuse"), localised("/nachnutzung/")), (row.stated_name, "")],
        "stepper": stepper(row.state) if row.state in ROAD else [],
        "facts": _facts(row),
        "lessons": [
            {"who": texts.SIDES[it.side], "helped": it.helped, "hindered": it.hindered, "advice": it.advice}
            for it in row.lessons.all()
            if it.public
        ],
        "from_source": row.origin == CaseOrigin.SOURCE,
        "source_url": address(row.source.label) if row.source else "",
        "end_reason": texts.DROP_REASONS.get(row.end_reason, ""),
    }
    return render(request, "public/reuses/case.html", context)


def _facts(row: ReuseCase) -> list[tuple[str, str]]:
    """How it is run and what it took; what nobody stated is said to be unknown."""
    days = "" if row.effort_days is None else _("%(n)s person days") % {"n": number(row.effort_days)}
    stated = (
        (_("Version in use"), row.version_used),
        (_("Parts in use"), row.modules),
        (_("Who runs it?"), _word(texts.OPERATING_MODELS, row.operating_model, OperatingModel.UNKNOWN)),
        (_("Effort so far in person days"), days),
        (_("Cost once"), _word(texts.COST_BANDS, row.one_off_cost, CostBand.UNKNOWN)),
        (_("Cost per year"), _word(texts.COST_BANDS, row.yearly_cost, CostBand.UNKNOWN)),
        (_("Would tell others about it"), _word(texts.STATED, row.willing_to_talk, Stated.UNKNOWN)),
    )
    return [(label, value or str(unknown())) for label, value in stated]


def _word(words: Any, value: str, silent: str) -> str:
    return "" if value == silent else str(words[value])
