"""The shared calendar over all regions, and the warning before two events get in each other's way."""

import calendar
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.congress import access, texts
from strahlkraft.congress.queries import occasions as queries
from strahlkraft.congress.rules.occasions import (
    FIRST_YEAR,
    LAST_YEAR,
    Collision,
    Meeting,
    collisions,
    time_problems,
    year_fits,
)
from strahlkraft.design.addresses import address
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.network.models import Region
from strahlkraft.office import own_dates
from strahlkraft.office.shell import page, person

DAYS = 7


@require_safe
@signed_in
def month(request: HttpRequest) -> HttpResponse:
    """One month: what everybody may know of in all regions, and what is internal in the own scope."""
    user = person(request)
    first = _first_day(request.GET.get("monat", ""))
    following = (first + timedelta(days=31)).replace(day=1)
    region = Region.objects.filter(slug=request.GET.get("region", "")[:80]).first()
    rows = queries.calendar_events(user, first, following)
    found = queries.collisions_among(rows)
    rows = [row for row in rows if region is None or row.region == region]
    reachable = set(
        access.occasions_visible_to(user).filter(slug__in=[r.slug for r in rows]).values_list("slug", flat=True)
    )
    entries = {row.slug: _entry(row, found.get(row.slug, []), inside=row.slug in reachable) for row in rows}
    own = own_dates.of_month(user, first, following, region)
    own_pairs = own_dates.pairs(own, rows)
    colliding = frozenset(row[side]["own"].key for row in own_pairs for side in ("one", "other") if "own" in row[side])
    weeks = _weeks(first, [row for row in rows if row.one_day_known], entries, own_dates.of_days(own, colliding))
    context = {
        "first": first,
        "month_name": first,
        "previous": _month_of(first - timedelta(days=1)),
        "following": _month_of(following),
        "today": timezone.localdate(),
        "this_month": _month_of(timezone.localdate()),
        "weeks": weeks,
        "weekdays": [day for week in weeks[:1] for day in week["days"]],
        "undated": [entries[row.slug] for row in rows if not row.one_day_known],
        "pairs": _pairs(rows, found, entries),
        "own_pairs": own_pairs,
        "count": len(rows),
        "own_count": len(own),
        "regions": Region.objects.all(),
        "region": region,
        "months": _months_around(first),
        "may_create": user.holds(Right.MANAGE_EVENTS),
        "at": "calendar",
    }
    return page(request, "office/occasions/month.html", context)


def _first_day(text: str) -> date:
    """The first day of the month ``2027-03``; of this month when it is none."""
    try:
        first = datetime.strptime(f"{text}-01", "%Y-%m-%d").date()  # noqa: DTZ007 - a month has no zone
    except ValueError:
        return timezone.localdate().replace(day=1)
    return first if year_fits(first) else timezone.localdate().replace(day=1)


def _month_of(day: date) -> str:
    """The month of a day as the address has it; empty beyond the years of the calendar."""
    return f"{day:%Y-%m}" if FIRST_YEAR <= day.year <= LAST_YEAR else ""


def _months_around(first: date) -> list[date]:
    """The months of the year of ``first``, to jump to."""
    return [first.replace(month=number) for number in range(1, 13)]


def _entry(row: queries.EventRow, found: list[Collision], *, inside: bool) -> dict[str, Any]:
    """An event as the calendar shows it; one that is organised here leads into the workspace."""
    return {
        "event": row,
        "url": reverse("office:occasion", args=[row.slug]) if inside else address(row.label),
        "mode": texts.MODES.get(row.mode, ""),
        "collides": bool(found),
        "only_public": not inside,
    }


def _weeks(
    first: date, rows: list[queries.EventRow], entries: dict[str, dict[str, Any]], own: dict[date, dict[str, Any]]
) -> list[dict[str, Any]]:
    """The month in weeks from Monday to Sunday; every day with its events and what of the own scope is on it."""
    made = []
    for week in calendar.Calendar().monthdatescalendar(first.year, first.month):
        days = [
            {
                "day": day,
                "outside": day.month != first.month,
                "entries": [
                    {**entries[row.slug], "goes_on": row.first_day < day}
                    for row in rows
                    if row.first_day <= day <= row.last_day
                ],
                "own": own.get(day),
            }
            for day in week
        ]
        made.append({"number": week[0].isocalendar().week, "days": days})
    return made


def _pairs(
    rows: list[queries.EventRow], found: dict[str, list[Collision]], entries: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """Each collision once, in the order of time; one side may lie in a region that is not shown."""
    seen: set[frozenset[str]] = set()
    pairs = []
    for row in rows:
        for collision in found.get(row.slug, []):
            both = frozenset((row.slug, collision.other.key))
            if both not in seen:
                seen.add(both)
                pairs.append(
                    {
                        "one": entries[row.slug],
                        "other": entries.get(collision.other.key),
                        "other_name": collision.other.name,
                        "words": [texts.COLLISIONS[reason] for reason in collision.common],
                    }
                )
    return pairs


@require_safe
@signed_in
def in_the_way(request: HttpRequest) -> HttpResponse:
    """While somebody types a date: what it collides with, as a part of the form."""
    own = request.GET.get("eigener", "")[:120]
    found = warnings(person(request), request.GET, own)
    context = {"collisions": found, "looked": found is not None}
    return render(request, "office/occasions/collisions.html", context)


def warnings(by: Actor, data: QueryDict | None, own: str) -> list[dict[str, Any]] | None:
    """What the typed event collides with; None while no time can be read. ``own`` is the address part of the event."""
    times = _Times(data or {})
    if not times.is_valid():
        return None
    typed = times.cleaned_data
    if not all(year_fits(day) for day in (typed["day"], typed["last_day"] or typed["day"])):
        return None
    starts_at = make_aware(datetime.combine(typed["day"], typed["begins"]))
    ends_at = make_aware(datetime.combine(typed["last_day"] or typed["day"], typed["ends"]))
    if time_problems(starts_at, ends_at):
        return None
    names = [value for key, value in (data or {}).items() if key.startswith("rows-") and key.endswith("-name")]
    one = Meeting(
        key=own,
        name="",
        starts_at=starts_at,
        ends_at=ends_at,
        region_id=typed["region"],
        of_land=typed["region"] is None and by.region_ids(Right.MANAGE_EVENTS) is None,
        public=typed["visibility"] != "internal",
        hosts=frozenset(" ".join(str(name).split()) for name in names if str(name).strip()),
    )
    dated = own_dates.of_month(by, localdate(starts_at), localdate(ends_at) + timedelta(days=1))
    return described(by, [*queries.in_the_way(by, one), *collisions(one, own_dates.meetings(dated))])


def described(by: Actor, found: list[Collision]) -> list[dict[str, Any]]:
    """Collisions in words, each leading to the other event."""
    slugs = [row.other.key for row in found if isinstance(row.other.context, queries.EventRow)]
    inside = set(access.occasions_visible_to(by).filter(slug__in=slugs).values_list("slug", flat=True))
    return [
        {
            **(
                _entry(row.other.context, [row], inside=row.other.key in inside)
                if isinstance(row.other.context, queries.EventRow)
                else own_dates.shown(row.other.context)
            ),
            "words": [texts.COLLISIONS[reason] for reason in row.common],
        }
        for row in found
    ]


class _Times(forms.Form):
    """The part of the form that says when, where and for whom."""

    day = forms.DateField()
    begins = forms.TimeField()
    ends = forms.TimeField()
    last_day = forms.DateField(required=False)
    visibility = forms.CharField(required=False)
    region = forms.IntegerField(required=False)

    def clean_region(self) -> int | None:
        """A number the database can hold."""
        region: int | None = self.cleaned_data["region"]
        if region is not None and not 0 <= region < 2**31:
            raise ValidationError(_("Please choose one of the values offered."))
        return region
