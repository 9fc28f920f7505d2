"""Choosing one's municipality by typing: suggestions with script, a choice of what was meant without."""

import re
from dataclasses import dataclass

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from strahlkraft.design.addresses import localised
from strahlkraft.network.models import Municipality
from strahlkraft.network.queries import municipalities_matching

LONGEST = 160
OFFERED = 8
_KEY = re.compile(r"\b(\d{8})\b")


@dataclass(frozen=True, slots=True)
class TypedTown:
    """What somebody typed and what it means: the one municipality, or those it may mean."""

    text: str = ""
    town: Municipality | None = None
    several: tuple[Municipality, ...] = ()

    @property
    def unknown(self) -> bool:
        """Whether nothing is called so."""
        return bool(self.text) and self.town is None and not self.several


def shown(row: Municipality) -> str:
    """How a chosen municipality stands in the field: name and official key, which alone is unambiguous."""
    return f"{row.name} ({row.key})"


def suggesting() -> dict[str, str]:
    """Attributes of a field that suggests while one types; the page holds ``<datalist id="town-options">``."""
    return {
        "list": "town-options",
        "hx-get": localised("/bedarf/kommunen/"),
        "hx-trigger": "input delay:200ms",
        "hx-target": "#town-options",
        "hx-swap": "innerHTML",
    }


def read_town(text: str) -> TypedTown:
    """Read what was typed or chosen: a name, an official key, a postcode, or what :func:`shown` writes."""
    text = " ".join(text.replace("\0", " ").split())[:LONGEST]
    if not text:
        return TypedTown()
    if key := _KEY.search(text):
        row = municipalities_matching(key.group(1)).filter(key=key.group(1)).first()
        return TypedTown(shown(row), row) if row else TypedTown(text)
    rows = _matching(text)
    same = [row for row in rows if row.name.casefold() == text.casefold()]
    if len(rows) == 1 or len(same) == 1:
        row = (same or rows)[0]
        return TypedTown(shown(row), row)
    return TypedTown(text, None, tuple(same or rows))


def _matching(text: str) -> list[Municipality]:
    rows = municipalities_matching(text)
    rows = rows.order_by(F("population").desc(nulls_last=True), "key")
    exact = list(rows.filter(name__iexact=text)[:OFFERED])
    rest = rows.exclude(pk__in=[row.pk for row in exact])[: OFFERED - len(exact)]
    return [*exact, *rest]


@require_safe
def options(request: HttpRequest) -> HttpResponse:
    """Suggestions for what is being typed, as options of a list."""
    typed = request.GET.get("kommune") or request.GET.get("municipality") or ""
    text = " ".join(typed.replace("\0", " ").split())[:LONGEST]
    rows = _matching(text) if len(text) > 1 and not _KEY.search(text) else []
    found = [{"value": shown(row), "place": row.district.title or row.state.name} for row in rows]
    return render(request, "public/needs/town_options.html", {"options": found})
