"""The components of the look as tags; docs/design.md lists their parameters, /gallery shows them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from strahlkraft.design import charts, formats

register = template.Library()

_BADGE_ICONS = {"good": "success", "warn": "warning", "bad": "error", "unknown": "unknown", "info": "info"}
_HEADS = re.compile(r"<th\b([^>]*)>(.*?)</th>", re.DOTALL)
_CELLS = re.compile(r"<(?P<kind>th|td)\b(?P<attributes>[^>]*)>")
_SPAN = re.compile(r'colspan="(\d+)"')
_ALERT_ICONS = {"info": "info", "success": "success", "warning": "warning", "danger": "error"}


def _get(item: object, name: str, default: object = None) -> Any:
    """A member of a mapping or an attribute of an object."""
    if isinstance(item, Mapping):
        return item.get(name, default)
    return getattr(item, name, default)


def _truth_words() -> dict[tuple[str, bool | None], tuple[str, str, str]]:
    """Word, state and icon of each answer to the three questions."""
    return {
        ("closed", True): (_("formally closed"), "good", "check"),
        ("closed", False): (_("not formally closed"), "info", "clock"),
        ("closed", None): (_("closure not known"), "unknown", "question"),
        ("operation", True): (_("in operation"), "good", "check"),
        ("operation", False): (_("not in operation"), "warn", "cross"),
        ("operation", None): (_("operation not known"), "unknown", "question"),
        ("reusable", True): (_("reusable"), "good", "check"),
        ("reusable", False): (_("not reusable"), "warn", "cross"),
        ("reusable", None): (_("reusability not known"), "unknown", "question"),
    }


def _truth_questions() -> dict[str, tuple[str, str]]:
    """Question and icon of each truth."""
    return {
        "closed": (_("Formally closed?"), "closed"),
        "operation": (_("In operation?"), "operation"),
        "reusable": (_("Reusable?"), "reuse"),
    }


def truth_views(items: Iterable[object]) -> list[dict[str, Any]]:
    """The truths ready for display, in the order given; an unknown ``kind`` is a KeyError."""
    words, questions = _truth_words(), _truth_questions()
    topics = {"closed": _("Closure"), "operation": _("Operation"), "reusable": _("Reuse")}
    views = []
    for item in items or ():
        kind, value = _get(item, "kind"), _get(item, "value")
        word, state, icon = words[kind, value]
        question, kind_icon = questions[kind]
        views.append(
            {
                "kind": kind,
                "word": word,
                "state": state,
                "icon": icon,
                "question": question,
                "kind_icon": kind_icon,
                "topic": topics[kind],
                "short": {True: _("yes"), False: _("no"), None: formats.unknown()}[value],
                "as_of": _get(item, "as_of"),
                "note": _get(item, "note", ""),
                "source_url": _get(item, "source_url", ""),
                "source_title": _get(item, "source_title", ""),
            }
        )
    return views


@register.inclusion_tag("design/components/truths.html")
def truths(items: Iterable[object], variant: str = "panel") -> dict[str, Any]:
    """The three truths: ``panel`` with questions, dates and sources, or ``chips``: one short line."""
    return {"truths": truth_views(items), "variant": variant}


@register.inclusion_tag("design/components/project_card.html")
def project_card(project: object, heading: int = 3) -> dict[str, Any]:
    """A card: title, url, kicker, summary, truths, meta (list of words), badge, badge_state, why.

    ``title_parts`` and ``summary_parts``, pairs of text and whether it met the search, are shown with marks.
    ``lang`` (title and summary) and ``meta_lang`` are German unless said otherwise; empty: the page's language.
    """
    fields = ("title", "url", "kicker", "summary", "meta", "badge", "why", "title_parts", "summary_parts")
    return {name: _get(project, name) for name in fields} | {
        "badge_state": _get(project, "badge_state", "info"),
        "lang": _get(project, "lang", "de"),
        "meta_lang": _get(project, "meta_lang", "de"),
        "truths": truth_views(_get(project, "truths", ())),
        "heading": heading,
    }


@register.inclusion_tag("design/components/badge.html")
def badge(state: str, text: str, icon: str = "") -> dict[str, Any]:
    """A state as icon, word and colour; ``state``: good, warn, bad, unknown, info."""
    return {"state": state, "text": text, "icon": icon or _BADGE_ICONS[state]}


@register.inclusion_tag("design/components/chip.html")
def chip(text: str, url: str = "", icon: str = "", remove_url: str = "", *, current: bool = False) -> dict[str, Any]:
    """A small word: plain, linked, or with a cross that removes it."""
    return {"text": text, "url": url, "icon": icon, "remove_url": remove_url, "current": current}


@register.inclusion_tag("design/components/figures.html")
def figures(items: Sequence[object]) -> dict[str, Any]:
    """A strip of big numbers: number, label, note, url, rests_on, of."""
    names = ("number", "label", "note", "url", "rests_on", "of")
    return {"figures": [{name: _get(item, name) for name in names} for item in items]}


@register.inclusion_tag("design/components/facets.html")
def facets(groups: Sequence[object], reset_url: str = "", selected: int = 0) -> dict[str, Any]:
    """Filter groups inside a GET form: name, label, hint, open, options (value, label, count, selected)."""
    return {"groups": groups, "reset_url": reset_url, "selected": selected}


@register.inclusion_tag("design/components/search_box.html")
def search_box(  # noqa: PLR0913 - the parameters of a tag are its words
    action: str,
    q: str = "",
    *,
    label: str = "",
    placeholder: str = "",
    hero: bool = False,
    examples: Sequence[str] = (),
    name: str = "q",
    second_action: str = "",
    second_label: str = "",
) -> dict[str, Any]:
    """The need box: big in the hero, compact elsewhere; a second button takes the same words to ``second_action``."""
    return {
        "action": action,
        "q": q,
        "label": label or _("What does your municipality need?"),
        "placeholder": placeholder,
        "hero": hero,
        "examples": examples,
        "name": name,
        "second_action": second_action,
        "second_label": second_label,
        "field_id": "need" if hero else "search",
    }


@register.inclusion_tag("design/components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page, parameter: str = "seite") -> dict[str, Any]:
    """Previous, page numbers, next: real links that keep the rest of the query."""
    request = context.get("request")

    def link(number: int) -> str:
        query = request.GET.copy() if request else QueryDict(mutable=True)
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    count = page.paginator.num_pages
    numbers = [
        {"number": entry, "url": link(entry), "current": entry == page.number} if isinstance(entry, int) else None
        for entry in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {
        "numbers": numbers if count > 1 else [],
        "previous": link(page.previous_page_number()) if page.has_previous() else "",
        "next": link(page.next_page_number()) if page.has_next() else "",
        "number": page.number,
        "count": count,
    }


@register.inclusion_tag("design/components/breadcrumb.html", takes_context=True)
def breadcrumb(context: template.Context, items: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Where we are: (title, url) pairs after the start page; the last one has no url. Adds BreadcrumbList."""
    base = context.get("base_url") or ""
    path = context.get("canonical_url") or base
    steps = [
        {"@type": "ListItem", "position": place, "name": str(title), "item": f"{base}{url}" if url else path}
        for place, (title, url) in enumerate(items, start=1)
    ]
    data = {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": steps}
    return {"items": items, "structured": data}


@register.inclusion_tag("design/components/tabs.html")
def tabs(items: Sequence[object], label: str = "") -> dict[str, Any]:
    """Links that look like tabs: label, url, current, count."""
    return {"items": items, "label": label}


@register.inclusion_tag("design/components/timeline.html")
def timeline(entries: Sequence[object]) -> dict[str, Any]:
    """Steps in time: title, state (done, current, planned, unknown), start, end, planned_…, text, source_url, undated."""
    names = ("title", "start", "end", "planned_start", "planned_end", "text", "source_url", "source_title", "undated")
    return {
        "entries": [
            {name: _get(entry, name) for name in names} | {"state": _get(entry, "state", "unknown")}
            for entry in entries
        ]
    }


@register.inclusion_tag("design/components/facts.html")
def facts(items: Sequence[object]) -> dict[str, Any]:
    """Facts with sources: label, value, approximate, as_of, source_url, source_title, note, statements (contradiction).

    ``values`` lists several values of one source. ``lang`` and ``note_lang`` name the language of value and note when it is not the page's.
    """
    said = ("label", "value", "url", "approximate", "as_of", "source_url", "source_title", "note", "statements")
    names = (*said, "lang", "note_lang", "values")
    return {"facts": [{name: _get(item, name) for name in names} for item in items]}


@register.inclusion_tag("design/components/contradiction.html")
def contradiction(label: str, statements: Sequence[object], note: str = "") -> dict[str, Any]:
    """What sources say differently, side by side: value, source_title, source_url, as_of."""
    return {"label": label, "statements": statements, "note": note}


@register.inclusion_tag("design/components/empty_state.html")
def empty_state(
    title: str, text: str = "", action_url: str = "", action_label: str = "", icon: str = "light"
) -> dict[str, Any]:
    """Nothing here yet: what to do next."""
    return {"title": title, "text": text, "action_url": action_url, "action_label": action_label, "icon": icon}


@register.simple_block_tag
def alert(content: str, kind: str, title: str = "", heading: int = 2) -> SafeString:
    """A notice; ``kind``: info, success, warning, danger."""
    context = {"content": content, "kind": kind, "title": title, "icon": _ALERT_ICONS[kind], "heading": heading}
    return render_to_string("design/components/alert.html", context)


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:  # noqa: A002 - the HTML word
    """A modal dialog opened by any button with ``data-dialog="<id>"``."""
    return render_to_string("design/components/dialog.html", {"content": content, "id": id, "title": title})


@register.simple_block_tag
def disclosure(content: str, summary: str, *, open: bool = False) -> SafeString:  # noqa: A002 - the HTML word
    """Text behind a heading line that opens it."""
    return render_to_string("design/components/disclosure.html", {"content": content, "summary": summary, "open": open})


@register.inclusion_tag("design/components/stepper.html")
def stepper(steps: Sequence[object], label: str = "") -> dict[str, Any]:
    """Where a guided form stands: label, url, state (done, current, todo)."""
    return {"steps": steps, "label": label}


@register.inclusion_tag("design/components/data_table.html")
def data_table(
    columns: Sequence[Mapping[str, Any]],
    rows: Sequence[object],
    caption: str,
    totals: Sequence[object] = (),
    *,
    hide_caption: bool = False,
) -> dict[str, Any]:
    """A table: columns (label, unit, numeric), rows (cells or mapping with cells, actions, state), totals."""
    return {
        "columns": columns,
        "rows": [_row(row, columns) for row in rows],
        "caption": caption,
        "totals": _cells(totals, columns),
        "has_actions": any(_get(row, "actions") for row in rows if isinstance(row, Mapping)),
        "hide_caption": hide_caption,
    }


def _row(row: object, columns: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A row with its cells prepared."""
    if isinstance(row, Mapping):
        return {**row, "cells": _cells(row["cells"], columns)}
    return {"cells": _cells(row, columns), "actions": ()}  # type: ignore[arg-type]  # what is no mapping is a sequence of cells


def _cells(cells: Sequence[object], columns: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each cell as text with link, note and alignment."""
    return (
        [
            {
                "text": _get(cell, "text") if isinstance(cell, Mapping) else cell,
                "url": _get(cell, "url", "") if isinstance(cell, Mapping) else "",
                "note": _get(cell, "note", "") if isinstance(cell, Mapping) else "",
                "state": _get(cell, "state", "") if isinstance(cell, Mapping) else "",
                "numeric": bool(column.get("numeric")),
                "first": place == 0,
            }
            for place, (cell, column) in enumerate(zip(cells, columns, strict=True))
        ]
        if cells
        else []
    )


@register.simple_block_tag
def stacked(content: str) -> SafeString:
    """A table whose rows become cards where the window is narrow: each cell says the head of its column."""
    start, marked, rest = content.replace('class="', 'class="stacked ', 1).partition("</thead>")
    if not marked:
        return mark_safe(start)  # noqa: S308 - what the template rendered, escaped there
    heads = [word for attributes, text in _HEADS.findall(start) for word in [_said(text)] * _wide(attributes)]
    rows = (_labelled(row, heads) for row in rest.split("<tr"))
    return mark_safe(start + marked + "<tr".join(rows))  # noqa: S308 - as above, with words of its own head


def _said(text: str) -> str:
    """The words of a head, ready for an attribute: still escaped, without its tags."""
    return " ".join(strip_tags(text).split()).replace('"', "&quot;")


def _wide(attributes: str) -> int:
    """How many columns a cell takes."""
    found = _SPAN.search(attributes)
    return int(found[1]) if found else 1


def _labelled(row: str, heads: Sequence[str]) -> str:
    """A row whose data cells name their column; a cell over several columns names none."""
    place = 0

    def label(cell: re.Match[str]) -> str:
        nonlocal place
        at, place = place, place + _wide(cell["attributes"])
        named = cell["kind"] == "td" and place == at + 1 and at < len(heads) and heads[at]
        return f'<td data-label="{heads[at]}"{cell["attributes"]}>' if named else cell[0]

    return _CELLS.sub(label, row)


@register.inclusion_tag("design/components/definitions.html")
def definitions(items: Iterable[tuple[str, object]]) -> dict[str, Any]:
    """Terms and values in a grid; a value is text or a mapping with text and url."""
    return {
        "items": [(term, value if isinstance(value, Mapping) else {"text": value, "url": ""}) for term, value in items]
    }


@register.inclusion_tag("design/components/bar_chart.html")
def bar_chart(
    title: str, items: Sequence[object], *, value_label: str = "", label: str = "", note: str = ""
) -> dict[str, Any]:
    """Horizontal bars that are a table too: items with label, value, text, url, note."""
    return {
        "title": title,
        "note": note,
        "label": label or _("Name"),
        "value_label": value_label or _("Number"),
        "bars": charts.bars(items, _get),
    }


@register.inclusion_tag("design/components/column_chart.html")
def column_chart(
    title: str,
    items: Sequence[object],
    *,
    description: str = "",
    value_label: str = "",
    label: str = "",
    note: str = "",
) -> dict[str, Any]:
    """Upright columns over time: items with label, value, text; with title, description and a table."""
    chart = charts.columns([(str(_get(item, "label")), float(_get(item, "value") or 0)) for item in items])
    rows = [
        {"label": _get(item, "label"), "text": _get(item, "text") or formats.number(_get(item, "value"))}
        for item in items
    ]
    for column, row in zip(chart["columns"], rows, strict=True):
        column["text"] = row["text"]
    return {
        "title": title,
        "description": description or "; ".join(f"{row['label']}: {row['text']}" for row in rows),
        "label": label or _("Name"),
        "value_label": value_label or _("Number"),
        "note": note,
        "chart": chart,
        "rows": rows,
    }


@register.inclusion_tag("design/components/picture.html")
def picture(
    item: object,
    cut: str = "whole",
    *,
    sizes: str = "(min-width: 48rem) 46rem, 100vw",
    caption: bool = True,
    lazy: bool = True,
    fill: bool = False,
    alt: str | None = None,
    css: str = "",
) -> dict[str, Any]:
    """A picture in the size the screen needs; nothing shifts when it arrives. Nothing at all when ``item`` is None.

    ``item``: shapes (by ``cut``: whole, wide, square; each with src, width, height, webp, jpeg), alt, alt_lang, caption,
    caption_lang, credit, licence, licence_url, focus_x, focus_y (percent in steps of 5). ``caption``: with caption and
    credit below. ``lazy`` False: the first picture of a page. ``fill``: fills its frame, held at its focus. ``alt``
    empty: the words beside it say all, as in a card.
    """
    names = ("alt_lang", "caption_lang", "credit", "licence", "licence_url", "focus_x", "focus_y")
    shape = _get(_get(item, "shapes", {}), cut) if item else None
    return {name: _get(item, name) for name in names} | {
        "shape": shape,
        "alt": _get(item, "alt", "") if alt is None else alt,
        "caption": _get(item, "caption", "") if caption else "",
        "captioned": caption and bool(_get(item, "caption") or _get(item, "credit")),
        "sizes": sizes,
        "lazy": lazy,
        "fill": fill,
        "cut": cut,
        "css": css,
    }
