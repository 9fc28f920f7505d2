"""Template tags and filters of the look: built in everywhere. Components live in ``components``."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from strahlkraft.design import addresses, formats, icons, richtext
from strahlkraft.design.reference import reference
from strahlkraft.kernel.label import Label

register = template.Library()
_JSON_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@register.filter
def money(value: object, style: str = "") -> str:
    """Euros; ``"short"`` for millions, ``"cents"`` for tables."""
    return formats.money(value, style)


@register.filter
def number(value: object, places: int | None = None) -> str:
    """A number with the language's separators."""
    return formats.number(value, places)


@register.filter
def percent(value: object, places: int = 0) -> str:
    """A share of one as percentage."""
    return formats.percent(value, places)


@register.filter
def partial_date(value: object, style: str = "") -> str:
    """A date as precise as its source states it."""
    return formats.partial_date(value, style)


@register.filter
def day(value: date | None, style: str = "") -> str:
    """A calendar day in words, or ``"short"``."""
    return formats.day(value, style) if value else formats.unknown()


@register.filter
def until(start: object, end: object) -> str:
    """A period: ``{{ start|until:end }}``."""
    return formats.period(start, end)


@register.filter
def markdown(text: str, top_heading: int = 3) -> SafeString:
    """Markdown as clean HTML; the argument names the level of the highest heading."""
    return mark_safe(richtext.markdown_html(text, top_heading))  # noqa: S308 - cleaned by nh3


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """An icon inline; give ``label`` only when no word stands beside it."""
    return mark_safe(icons.icon_svg(name, label=str(label), css=css))  # noqa: S308 - our sprite, label escaped


@register.simple_tag
def address(label: Label | None) -> str:
    """Where the labelled thing is shown, in the active language."""
    return addresses.address(label)


@register.simple_tag
def localised(path: str) -> str:
    """A path of ours in the active language."""
    return addresses.localised(path)


@register.simple_tag
def request_reference() -> str:
    """What a person can tell the office about this very request."""
    return reference()


@register.simple_tag
def asset(path: str) -> str:
    """A static file's address; the plain one when no manifest was collected (tests, a broken deployment's error page)."""
    try:
        return static(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"


@register.simple_tag
def json_ld(data: Mapping[str, Any]) -> SafeString:
    """Structured data for machines, escaped so that no text can end the block."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str).translate(_JSON_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped above


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> list[dict[str, Any]]:
    """The main navigation: ``label``, ``url``, ``current``."""
    request = context.get("request")
    here = addresses.bare_path(request.path) if request else ""
    entries: list[dict[str, Any]] = settings.NAVIGATION  # labels are lazy translations
    return [
        {
            "label": item["label"],
            "url": addresses.localised(item["path"]),
            "current": "page" if here == item["path"] else "true" if here.startswith(item["path"]) else "",
        }
        for item in entries
    ]


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> list[dict[str, Any]]:
    """This page in German and English: ``code``, ``name``, ``url``, ``absolute``, ``current``."""
    request = context.get("request")
    path = addresses.within(request.path) if request else "/"
    query = f"?{request.META['QUERY_STRING']}" if request and request.META.get("QUERY_STRING") else ""
    active = (get_language() or "de")[:2]
    return [
        {
            "code": code,
            "name": name,
            "url": addresses.localised(path, code) + query,
            "absolute": settings.BASE_URL + addresses.localised(path, code),
            "current": code == active,
        }
        for code, name in (("de", "Deutsch"), ("en", "English"))
    ]


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: object) -> str:
    """This page's query string with some parameters replaced (None removes); starts with ``?``."""
    request = context.get("request")
    query = request.GET.copy() if request else None
    if query is None:
        return "?"
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.filter
def get_item(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """The mapping's value at a key that is a variable."""
    return mapping.get(key) if mapping else None
