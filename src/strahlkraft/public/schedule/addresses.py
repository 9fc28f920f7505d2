"""Addresses of a published programme."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from strahlkraft.public.schedule import exports, pages


class PitchCode(StringConverter):
    """Six capitals or digits, as programmes name pitches: no word of another address."""

    regex = "[0-9A-Z]{6}"


register_converter(PitchCode, "pitch")
_OWN = "termine/<slug:slug>/programm"
_ENDINGS = ("xml", "json", "ics", "csv", "xlsx", "pdf")
_MORE = ("ohne-namen.xml", "hub.json", "beitraege.json", "giggity.json")
schedule_patterns: list[URLPattern] = [
    path(f"{_OWN}/", pages.programme, name="schedule"),
    *(path(f"{_OWN}.{ending}", exports.export, {"ending": ending}) for ending in _ENDINGS),
    *(path(f"{_OWN}/{ending}", exports.export, {"ending": ending}) for ending in _MORE),
    path(f"{_OWN}/meine/", pages.mine, name="my_programme"),
    path(f"{_OWN}/meine.ics", exports.my_calendar, name="my_calendar"),
    path(f"{_OWN}/offline.js", pages.offline, name="programme_offline"),
    path(f"{_OWN}/versionen/", pages.versions, name="programme_versions"),
    path(f"{_OWN}/version/<int:number>/", pages.version, name="programme_version"),
    path(f"{_OWN}/buehne/<slug:key>.ics", exports.part, {"kind": "stage"}, name="stage_ics"),
    path(f"{_OWN}/thema/<slug:key>.ics", exports.part, {"kind": "topic"}, name="topic_ics"),
    path(f"{_OWN}/person/<uuid:guid>.ics", exports.person, name="person_ics"),
    path("termine/<slug:slug>/<pitch:code>/", pages.pitch, name="pitch"),
    path("termine/<slug:slug>/<pitch:key>.ics", exports.part, {"kind": "item"}, name="pitch_ics"),
]
