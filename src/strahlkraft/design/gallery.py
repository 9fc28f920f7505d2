"""Example data for the gallery: invented, marked as example on the page, one of every state."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.safestring import mark_safe

from strahlkraft.design.cartography import Atlas, Frame
from strahlkraft.design.maps import Caption, Fill, Light, Ray, render_map
from strahlkraft.design.templatetags.strahlkraft import asset

SOURCE = {"source_url": "#sources", "source_title": "Example register"}
TRUTHS: list[dict[str, Any]] = [
    {"kind": "closed", "value": True, "as_of": "2023-06-30", **SOURCE},
    {"kind": "operation", "value": None},
    {"kind": "reusable", "value": False, "as_of": "2024-02", "note": "no licence named"},
]
GOOD_TRUTHS: list[dict[str, Any]] = [
    {"kind": kind, "value": True, "as_of": "2025-03"} for kind in ("closed", "operation", "reusable")
]
OPEN_TRUTHS: list[dict[str, Any]] = [
    {"kind": "closed", "value": False, "as_of": "2025"},
    {"kind": "operation", "value": False, "as_of": "2025"},
    {"kind": "reusable", "value": None},
]


class ExampleForm(forms.Form):
    """One field of every kind."""

    title = forms.CharField(label="Title", help_text="In one sentence, as a clerk would say it.")
    mail = forms.EmailField(label="Function mailbox", required=False)
    summary = forms.CharField(
        label="Summary", widget=forms.Textarea(attrs={"rows": 4}), help_text="At most 600 characters."
    )
    region = forms.ChoiceField(label="Region", choices=[("", "Please choose"), ("a", "Region A"), ("b", "Region B")])
    fields_of_action = forms.MultipleChoiceField(
        label="Fields of action", choices=[("a", "Education"), ("b", "Mobility")], widget=forms.CheckboxSelectMultiple
    )
    state = forms.ChoiceField(label="State", choices=[("r", "running"), ("d", "done")], widget=forms.RadioSelect)
    start = forms.DateField(label="Start", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    amount = forms.DecimalField(label="Amount in euros", required=False)
    file = forms.FileField(label="Document", required=False, help_text="PDF, up to 20 MB.")
    agree = forms.BooleanField(label="I have the right to publish this.")


def _card(title: str, truths: list[dict[str, Any]], **more: object) -> dict[str, Any]:
    """An example project."""
    return {
        "title": title,
        "url": "#cards",
        "kicker": "Example region · Climate and sensors",
        "summary": "A hundred sensor boxes, half of them on private ground, measure the climate of the town and feed heat maps.",
        "truths": truths,
        "meta": ["Example town", "2019 to 2023"],
        **more,
    }


def _maps(atlas: Atlas) -> dict[str, Any]:
    """The Land at night, on paper, and framed on one district; places and rays are invented."""
    places = [("05974", 8), ("05334", 6), ("05774", 9), ("05124", 5), ("05513", 3)]
    lights, labels = [], []
    for key, count in places:
        shape = atlas.shape(key)
        x, y = shape.label_point
        lat, lon = Frame(atlas.box).coordinate(*Frame(atlas.box).place((x, y)))
        lights.append(Light(lat, lon, count, f"Example: {shape.name}", "#maps", f"{count} example projects"))
        labels.append(Caption(lat, lon, shape.name, count))
    spots = [(light.lat, light.lon) for light in lights]
    rays = [Ray(spots[2], spots[1], "Example reuse"), Ray(spots[0], spots[3], "Example reuse")]
    fills = [Fill(tuple(key for key, _ in places))]
    view = Frame.around(atlas.box_around(["05974"]), margin=0.25)
    texts: dict[str, Any] = {
        "title": "Example map of the Land",
        "description": "Five example places and two example rays.",
    }
    return {
        "night_map": mark_safe(render_map(atlas, lights, rays, labels, fills=fills, **texts)),  # noqa: S308 - escaped there
        "paper_map": mark_safe(  # noqa: S308 - escaped there
            render_map(atlas, lights, rays, labels, fills=fills, variant="paper", **texts)
        ),
        "framed_map": mark_safe(  # noqa: S308 - escaped there
            render_map(atlas, lights, rays, labels, fills=fills, outline=["05974"], view=view, variant="paper", **texts)
        ),
    }


def _picture() -> dict[str, Any]:
    """An example picture in one size."""
    shape = {"src": asset("design/social.jpg"), "width": 1200, "height": 630, "webp": "", "jpeg": ""}
    return {
        "shapes": {"whole": shape},
        "alt": "The Land at night with lights",
        "caption": "Every light is a result that others can take over.",
        "credit": "Example",
        "licence": "CC BY 4.0",
        "licence_url": "#",
        "focus_x": 70,
        "focus_y": 40,
    }


def examples(atlas: Atlas | None = None) -> dict[str, Any]:  # long: one example of every component, a list
    """Everything the gallery page shows; maps only when an atlas is at hand."""
    statements = [
        {"value": "30 June 2023", "source_title": "Example register", "source_url": "#", "as_of": "2024-05"},
        {
            "value": "31 December 2022",
            "source_title": "Example press release",
            "source_url": "#",
            "as_of": "2023-01-12",
        },
    ]
    return {
        "truth_sets": [TRUTHS, GOOD_TRUTHS, OPEN_TRUTHS],
        "cards": [
            _card("Town climate boxes", TRUTHS),
            _card("Central open data platform", GOOD_TRUTHS, badge="new", badge_state="good"),
            _card("Smart school with a rather long title that wraps", OPEN_TRUTHS, why="found by: heat, sensors"),
        ],
        "figures": [
            {"number": "54", "label": "records in the register", "url": "#"},
            {"number": "5", "label": "model regions"},
            {"number": "55,4 Mio. €", "label": "known funding", "rests_on": 33, "of": 54},
            {"number": "0", "label": "projects name a licence", "note": "We change that."},
        ],
        "facet_groups": [
            {
                "name": "region",
                "label": "Region",
                "open": True,
                "options": [
                    {"value": "a", "label": "Example region A", "count": 16, "selected": True},
                    {"value": "b", "label": "Example region B with a long name", "count": 7, "selected": False},
                    {"value": "c", "label": "Example region C", "count": 0, "selected": False},
                ],
            },
            {"name": "licence", "label": "Licence", "hint": "As stated by a source.", "options": []},
        ],
        "page_obj": Paginator(range(240), 10).page(4),
        "trail": [("Projects", "#"), ("Town climate boxes", "")],
        "tabs": [
            {"label": "List", "url": "#", "current": True, "count": 54, "icon": "list"},
            {"label": "Map", "url": "#", "icon": "map"},
            {"label": "Figures", "url": "#", "icon": "chart"},
        ],
        "timeline": [
            {"title": "Idea", "state": "done", "start": "2018"},
            {
                "title": "Implementation",
                "state": "done",
                "start": "2019-09",
                "end": "2023-06-30",
                "planned_end": "2022-12",
                **SOURCE,
            },
            {"title": "Closure", "state": "current", "start": "2023-07-01"},
            {"title": "Reuse offer", "state": "planned", "planned_start": "2026"},
            {"title": "Reuse", "state": "unknown"},
        ],
        "facts": [
            {"label": "Funding", "value": "1.200.000 €", "approximate": True, "as_of": "2021-03", **SOURCE},
            {"label": "Licence", "value": None, "note": "No source names one."},
            {"label": "End", "statements": statements},
            {"label": "Partner", "value": "Example town works", "url": "#", "as_of": "2020", **SOURCE},
        ],
        "statements": statements,
        "picture": _picture(),
        "steps": [
            {"label": "Need", "state": "done", "url": "#"},
            {"label": "Match", "state": "current"},
            {"label": "Request", "state": "todo"},
        ],
        "columns": [
            {"label": "Project"},
            {"label": "State"},
            {"label": "Granted", "unit": "€", "numeric": True},
            {"label": "Spent", "unit": "€", "numeric": True},
        ],
        "table_rows": [
            {
                "cells": [
                    {"text": "Town climate boxes", "url": "#", "note": "Example region A"},
                    {"text": "in operation", "state": "good"},
                    "1.200.000,00",
                    "1.134.500,27",
                ],
                "actions": [
                    {"label": "Edit", "url": "#", "icon": "edit"},
                    {"label": "History", "url": "#", "icon": "history"},
                ],
            },
            {"cells": ["Smart school", {"text": "not known", "state": "unknown"}, "480.000,00", "80.000,00"]},
        ],
        "totals": ["Total", "", "1.680.000,00", "1.214.500,27"],
        "terms": [
            ("Official key", "05 974 040"),
            ("Population", "48.000"),
            ("Licence", None),
            ("Office", {"text": "Contact", "url": "#"}),
        ],
        "bars": [
            {"label": "Education", "value": 14, "url": "#"},
            {"label": "Administration and e-government", "value": 11, "url": "#"},
            {"label": "Energy", "value": 3},
            {"label": "Health", "value": None},
        ],
        "columns_chart": [
            {"label": str(year), "value": value}
            for year, value in zip(range(2018, 2024), (4, 12, 19, 9, 7, 3), strict=True)
        ],
        "form": ExampleForm(),
        "bad_form": ExampleForm({"mail": "no address", "amount": "abc"}, prefix="bad"),
        "day": date(2026, 11, 22),
        "workspace_nav": [
            {"label": "Today", "url": "#", "icon": "today", "current": True, "count": 7},
            {"label": "Projects", "url": "#", "icon": "folder", "count": 54},
            {"label": "Contacts", "url": "#", "icon": "users", "group": "Network"},
        ],
        **(_maps(atlas) if atlas else {}),
    }


def read_atlas(path: Path) -> Atlas:
    """An atlas from a file on disk."""
    return Atlas.from_topology(json.loads(path.read_text(encoding="utf-8")))
