"""Every letter of every room with invented content, to be read before it is sent to anybody.

A room declares its examples beside its templates: ``templates/<room>/letters/samples.json`` names for each letter the
subject as it stands in the source and the values its template uses. ``{"_": "…"}`` is a word that is translated; days and
moments are written as ISO 8601; ``__str__`` is what a record prints as. ``shared`` values are known to all letters of the
room; ``written`` says that a person writes the subject; ``plural`` is its other form, ``counts`` the value it counts.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import make_aware
from django.utils.translation import gettext, ngettext

DECLARATION = "samples.json"


@dataclass(frozen=True, slots=True)
class Sample:
    """A letter as it would leave in one language."""

    room: str
    name: str
    language: str
    subject: str
    text: str


class _Record(dict[str, Any]):
    """Stands for a record, which prints as its name."""

    def __str__(self) -> str:
        """Return the declared name."""
        return str(self.get("__str__", ""))


@cache
def rooms() -> dict[str, Path]:
    """Where the letters of each room lie, by the room's name."""
    folders = {
        app.label: Path(app.path) / "templates" / app.label / "letters"
        for app in apps.get_app_configs()
        if app.name.startswith("strahlkraft.")
    }
    return {room: folder for room, folder in sorted(folders.items()) if folder.is_dir() and any(folder.glob("*.txt"))}


def letter_names(room: str) -> list[str]:
    """The letters of a room, whether an example is declared or not."""
    return sorted(path.stem for path in rooms()[room].glob("*.txt"))


@cache
def declared(room: str) -> Mapping[str, Any]:
    """The examples of a room as declared: ``shared`` and ``letters``."""
    path = rooms()[room] / DECLARATION
    empty: dict[str, Any] = {"letters": {}}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else empty
    return found


def sample(room: str, name: str, language: str) -> Sample | None:
    """The example of one letter in one language; None when there is no such letter or no example of it."""
    given = declared(room)["letters"].get(name) if room in rooms() else None
    if given is None or name not in letter_names(room):
        return None
    with translation.override(language):
        values = _filled({**declared(room).get("shared", {}), **given.get("values", {})})
        values = {"base": settings.BASE_URL, "url": f"{settings.BASE_URL}/beispiel/", **values}
        text = render_to_string(f"{room}/letters/{name}.txt", values)
        return Sample(room, name, language, _subject(given, values), text.strip() + "\n")


def _subject(given: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """The subject with its values: those the letter names for it, else those of the text."""
    words = {**values, **_filled(given.get("subject_values", {}))}
    if "plural" in given:
        return str(ngettext(given["subject"], given["plural"], words[given["counts"]]) % words)
    return str(gettext(given["subject"]) % words)


def _filled(value: Any) -> Any:
    """The value as a template gets it: translated words, moments with their zone."""
    if isinstance(value, dict):
        if set(value) == {"_"}:
            return gettext(value["_"])
        return _Record({key: _filled(inner) for key, inner in value.items()})
    if isinstance(value, list):
        return [_filled(inner) for inner in value]
    if isinstance(value, str) and value[:4].isdigit() and value[4:5] == "-":
        moment = parse_datetime(value) if "T" in value else None
        return make_aware(moment) if moment else parse_date(value) or value
    return value
