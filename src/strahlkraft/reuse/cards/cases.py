"""Reuse cases and figures, as public pages show them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from strahlkraft.design.addresses import address
from strahlkraft.design.formats import number, partial_date
from strahlkraft.reuse import texts
from strahlkraft.reuse.models import Lesson, ReuseCase
from strahlkraft.reuse.queries.cases import ReuseFigures
from strahlkraft.reuse.rules.cases import Median


def case_rows(cases: Iterable[ReuseCase]) -> list[dict[str, Any]]:
    """Who reuses it, since when and how, with the lessons that may be shown; needs ``queries.cases.with_page``."""
    return [_case(case) for case in cases]


def _case(case: ReuseCase) -> dict[str, Any]:
    state = str(texts.CASE_STATES[case.state])
    facts = [f"{state} ({partial_date(case.state_since)})" if case.state_since else state]
    if case.pilot:
        facts.append(_("pilot"))
    if case.operating_model != "unknown":
        facts.append(str(texts.OPERATING_MODELS[case.operating_model]))
    if case.effort_days is not None:
        facts.append(_("effort: %(days)s person days") % {"days": number(case.effort_days)})
    for label, band in ((_("once"), case.one_off_cost), (_("per year"), case.yearly_cost)):
        if band != "unknown":
            facts.append(f"{label}: {texts.COST_BANDS[band]}")
    return {
        "who": case.stated_name,
        "who_url": address(case.municipality.label) if case.municipality else "",
        "facts": facts,
        "wording": case.wording,
        "source": case.source,
        "confirmed_at": case.confirmed_at,
        "url": address(case.label),
        "lessons": [_lesson(lesson) for lesson in case.lessons.all() if lesson.public],
    }


def _lesson(lesson: Lesson) -> dict[str, Any]:
    said = ((_("What helped"), lesson.helped), (_("What hindered"), lesson.hindered), (_("Advice"), lesson.advice))
    return {"side": texts.SIDES[lesson.side], "said": [(label, text) for label, text in said if text]}


def reuse_figures(counted: ReuseFigures) -> list[dict[str, Any]]:
    """Requests, answers and reuses with the number each median rests on; a median of nothing is said to be unknown."""
    return [
        {
            "number": number(counted.requests),
            "label": _("requests"),
            "note": _("%(answered)s answered, %(refused)s refused, %(waiting)s waiting")
            % {"answered": counted.answered, "refused": counted.refused, "waiting": counted.waiting},
        },
        {
            "number": _days(counted.days_to_answer),
            "label": _("working days to the first answer"),
            "note": _n(counted.days_to_answer),
        },
        {"number": number(counted.in_operation), "label": _("reuses in operation, confirmed by who reuses")},
        {
            "number": _days(counted.days_to_reuse),
            "label": _("days from request to operation"),
            "note": _n(counted.days_to_reuse),
        },
    ]


def _days(median: Median) -> str:
    return "–" if median.value is None else number(round(median.value, 1))


def _n(median: Median) -> str:
    return _("median of %(n)s") % {"n": median.n} if median.n else _("no experience yet")
