"""The day of an event: the ways backstage and to the screens, and afterwards what the clocks taught."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.congress.queries.learning import Lesson, lessons
from strahlkraft.design.addresses import address
from strahlkraft.kernel.label import Label
from strahlkraft.office.occasion_tabs import managed, occasion_page


@require_safe
@signed_in
def day(request: HttpRequest, slug: str) -> HttpResponse:
    """Where everything of the day stands."""
    occasion = managed(request, slug)
    speaking, changeovers = lessons(occasion)
    backstage = address(Label("backstage", occasion.slug))
    context = {
        "stages": [(stage, f"{backstage}{stage.slug}/") for stage in occasion.stages.all()],
        "backstage": backstage,
        "screens": address(Label("stage_screen", occasion.slug)),
        "audience": address(Label("audience", occasion.slug)),
        "version": occasion.versions.order_by("-number").first(),
        "columns": [
            {"label": _("what")},
            {"label": _("planned"), "unit": _("seconds"), "numeric": True},
            {"label": _("real"), "unit": _("seconds"), "numeric": True},
            {"label": _("measured"), "numeric": True},
        ],
        "rows": [*map(_speaking, speaking), *map(_changeover, changeovers)],
    }
    return occasion_page(request, "office/occasions/day.html", occasion, context)


def _speaking(lesson: Lesson) -> list[str]:
    return [_("Pitch %(mode)s") % {"mode": lesson.what}, *_numbers(lesson)]


def _changeover(lesson: Lesson) -> list[str]:
    return [
        _("Changeover: %(before)s, then %(after)s") % {"before": lesson.what, "after": lesson.then},
        *_numbers(lesson),
    ]


def _numbers(lesson: Lesson) -> list[str]:
    return [f"{lesson.figure.planned:.0f}", f"{lesson.figure.real:.0f}", str(lesson.figure.count)]
