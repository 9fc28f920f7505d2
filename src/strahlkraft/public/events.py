"""Events: what comes, what was, and each with its numbers, sources and what belongs to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from strahlkraft.congress import texts
from strahlkraft.congress.queries import occasions as queries
from strahlkraft.congress.queries.occasions import EventRow
from strahlkraft.design.addresses import address, localised
from strahlkraft.projects import cards
from strahlkraft.projects import texts as register_texts
from strahlkraft.public import structured
from strahlkraft.public.event_sections import sections
from strahlkraft.public.news_about import about

NUMBERS = [field for field in register_texts.FIELDS if field.startswith("event_") and "award" not in field]
PRIZE = [field for field in register_texts.FIELDS if field.startswith("event_award")]
UNKNOWN = "offen"
"""The choice for what no source states."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filters of the list, from the address; a value that makes no sense counts as not set."""

    text: str = ""
    time: str = ""
    region: str = ""
    kind: str = ""
    series: str = ""

    @classmethod
    def of(cls, data: QueryDict) -> "Chosen":
        """Read them."""
        time, kind = data.get("zeit", ""), data.get("art", "")
        return cls(
            text=data.get("q", "").strip()[:200],
            time=time if time in ("kommend", "vergangen") else "",
            region=data.get("region", "")[:80],
            kind=kind if kind in texts.OCCASION_KINDS or kind == UNKNOWN else "",
            series=data.get("reihe", "")[:120],
        )

    @property
    def any(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.text or self.time or self.region or self.kind or self.series)

    def fits(self, row: EventRow) -> bool:
        """Whether an event fits, its time apart."""
        words = " ".join([row.name, row.about, row.venue, *(host.name for host in row.hosts)]).casefold()
        kind = row.kind or UNKNOWN
        region = row.region.slug if row.region else UNKNOWN
        return (
            all(word in words for word in self.text.casefold().split())
            and self.region in ("", region)
            and self.kind in ("", kind)
            and self.series in ("", row.series.slug if row.series else "")
        )


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """All events, those to come first; by time, region, kind and series."""
    today, chosen = timezone.localdate(), Chosen.of(request.GET)
    every = queries.public_events()
    rows = [row for row in every if chosen.fits(row)]
    coming = [row for row in reversed(rows) if row.last_day >= today]
    past = [row for row in rows if row.last_day < today]
    context = {
        "chosen": chosen,
        "coming": [] if chosen.time == "vergangen" else _months(coming),
        "past": [] if chosen.time == "kommend" else _years(past),
        "shows_coming": chosen.time != "vergangen",
        "shows_past": chosen.time != "kommend",
        "count": (len(coming) if chosen.time != "vergangen" else 0) + (len(past) if chosen.time != "kommend" else 0),
        "regions": queries.public_regions(every),
        "kinds": [(kind, words) for kind, words in texts.OCCASION_KINDS.items() if any(r.kind == kind for r in every)],
        "series": list(dict.fromkeys(row.series for row in every if row.series)),
        "unknown": UNKNOWN,
        "feed": _feed(chosen, every),
    }
    return render(request, "public/events/events.html", context)


def _feed(chosen: Chosen, every: Iterable[EventRow]) -> dict[str, str]:
    """The calendar that fits the chosen region or series, or all events: its words and its path."""
    for row in every:
        if chosen.series and row.series and row.series.slug == chosen.series:
            return {"label": row.series.name, "path": localised(f"/termine/reihe/{chosen.series}.ics")}
        if chosen.region and not chosen.series and row.region and row.region.slug == chosen.region:
            return {"label": row.region.name, "path": localised(f"/termine/region/{chosen.region}.ics")}
    return {"label": _("all events"), "path": localised("/termine.ics")}


def _months(rows: list[EventRow]) -> list[tuple[str, list[dict[str, Any]]]]:
    """What comes, by month; what has begun already stands in its own month."""
    grouped = groupby(rows, key=lambda row: row.first_day.replace(day=1))
    return [(date_format(month, "F Y"), [tile(row) for row in group]) for month, group in grouped]


def _years(rows: list[EventRow]) -> list[tuple[str, list[dict[str, Any]]]]:
    """What was, by year."""
    return [
        (str(year), [tile(row) for row in group]) for year, group in groupby(rows, key=lambda row: row.first_day.year)
    ]


def tile(row: EventRow) -> dict[str, Any]:
    """An event as lists show it: the date in big, what and where."""
    return {
        "event": row,
        "date": date_parts(row),
        "mode": texts.MODES.get(row.mode, ""),
        "kind": texts.OCCASION_KINDS.get(row.kind, ""),
        "hosts": ", ".join(host.name for host in row.hosts),
    }


def date_parts(row: EventRow) -> dict[str, Any]:
    """The date in the parts that are drawn big and small; what is not known is left out."""
    first, last = row.first_day, row.last_day
    if not row.one_day_known:
        known = len(row.stated.split("-"))
        month = date_format(first, "F") if known > 1 else ""
        return {"machine": row.stated, "day": "", "month": month, "year": str(first.year)}
    day = (
        str(first.day) if first == last else f"{first.day}–{last.day}" if last.month == first.month else f"{first.day}+"
    )
    machine = row.starts_at.isoformat() if row.starts_at else row.stated
    return {"machine": machine, "day": day, "month": date_format(first, "F"), "year": str(first.year)}


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """One event with its numbers and sources; contradicting numbers stand side by side."""
    row = queries.public_event(slug)
    if row is None or row.event is None:
        raise Http404
    facts = row.event.standing_facts
    main, aside = (sections(request, row.occasion, place) for place in ("main", "aside"))
    context = {
        "event": row,
        "occasion": row.occasion,
        "register": row.event,
        "tile": tile(row),
        "crumbs": [(_("Events"), localised("/termine/")), (row.name, "")],
        "numbers": cards.fact_rows(facts, NUMBERS),
        "prize": cards.fact_rows(facts, PRIZE),
        "over": row.last_day < timezone.localdate(),
        "notices": list(row.occasion.notices.all()) if row.occasion and not row.cancelled else [],
        "collisions": [tile(found.other.context) for found in queries.public_collisions(row)],
        "main_sections": main,
        "news": about(row.label),
        "aside_sections": aside,
        "stylesheets": list(dict.fromkeys(part["stylesheet"] for part in [*main, *aside] if part["stylesheet"])),
        "calendar_path": localised(f"/termine/{row.slug}.ics") if row.one_day_known else "",
        "structured": structured.event(row, request.build_absolute_uri(address(row.label))),
    }
    return render(request, "public/events/event.html", context)
