"""The OpenAPI 3.1 description: what ninja knows of the resources, and what holds for all of them."""

from copy import deepcopy
from functools import cache
from typing import Any

from django.conf import settings
from ninja import NinjaAPI

from strahlkraft.api.italian import api as italian_api
from strahlkraft.api.parameters import MEDIA_TYPES
from strahlkraft.api.problems import MEDIA_TYPE as PROBLEM
from strahlkraft.api.resources.projects import FILTERS as PROJECT_FILTERS
from strahlkraft.api.resources.reuse import FILTERS
from strahlkraft.api.schemas.common import Problem
from strahlkraft.api.service import api

TAGS = {
    "Projects": "The register: what was funded, by whom, for whom, with what result.",
    "Facts": "Every stated value on a line of its own.",
    "Regions": "The model regions.",
    "Organisations": "Bodies that take part.",
    "Municipalities": "All municipalities of Germany by official key.",
    "Sources": "The pages and documents everything rests on.",
    "Offers": "What can be taken over, each with its transfer fact sheet.",
    "Software": "Public software of other bodies.",
    "Reuses": "Who takes over what, as confirmed or as a source names it.",
    "Readiness": "The readiness check: what is there and what is missing.",
    "Events": "Joint events of the programme.",
    "Programme": "The programme and its figures.",
    "Changes": "What changed in the register.",
    "Search": "The search of the site.",
}
_KEYS = {  # real things, so that an example in the description leads somewhere
    "/api/v1/projects/{key}": ("Slug or identifier of the project.", "smart-school"),
    "/api/v1/regions/{slug}": ("Slug of the region.", "ostwestfalen-lippe"),
    "/api/v1/organisations/{slug}": ("Slug of the organisation.", "stadt-paderborn"),
    "/api/v1/sources/{key}": ("Key of the source.", "mhkbd-nrw-9f54e643"),
    "/api/v1/offers/{slug}": ("Slug or identifier of the offer.", ""),
    "/api/v1/software/{slug}": ("Slug of the software.", ""),
    "/api/v1/readiness/{kind}/{key}": ("Slug of the thing.", ""),
    "/api/v1/events/{slug}": ("Slug of the event.", "fachkonferenz-digitalisierung-der-kommunen-in-nrw-1-2018-10-08"),
}
_HEADERS: dict[str, tuple[str, str]] = {
    "ETag": ("Weak tag of the content, for `If-None-Match`.", 'W/"5d41402abc4b2a76b9719d91"'),
    "Cache-Control": ("How long a copy may be shown without asking again.", "public, max-age=60"),
    "Access-Control-Allow-Origin": ("Every origin may read.", "*"),
}
_LINK = (
    "First, previous, next and last page (RFC 8288).",
    '<https://example.org/api/v1/projects?limit=50&offset=0>; rel="first"',
)
_DATED = ("/api/v1/projects/{key}", "/api/v1/changes")
_MODIFIED = ("When the record, or the newest of the list, last changed.", "Sun, 22 Nov 2026 12:00:00 GMT")


def current() -> dict[str, Any]:
    """The description, with the values that filters have in this register today."""
    schema = deepcopy(_document())
    for path, filters in {"projects": PROJECT_FILTERS, "offers": FILTERS, "software": FILTERS}.items():
        for parameter in schema["paths"][f"/api/v1/{path}"]["get"]["parameters"]:
            known = filters.get(parameter["name"])
            values = known([]) if known else {}
            if values and "enum" not in parameter["schema"]["items"]:
                parameter["schema"]["items"] = {"type": "string", "enum": sorted(values)}
    return schema


@cache
def italian() -> dict[str, Any]:
    """The description of the interface in the shape of the Italian catalogue."""
    tags = {"Software": "Software, one entry per repository.", "Publishers": "Who publishes it."}
    return _described(
        italian_api, "api/developers-italia/v1/", tags, "Public software, in the shape of another catalogue"
    )


@cache
def _document() -> dict[str, Any]:
    """What does not change while the process lives."""
    return _described(api, "api/v1/", TAGS, "The register of the digital model regions, for machines")


def _described(described: NinjaAPI, prefix: str, tags: dict[str, str], summary: str) -> dict[str, Any]:
    schema: dict[str, Any] = dict(described.get_openapi_schema(path_prefix=prefix))
    schema["info"] |= {"summary": summary, "license": {"name": "CC0-1.0", "identifier": "CC0-1.0"}}
    schema["servers"] = [{"url": settings.BASE_URL, "description": "This site"}]
    schema["tags"] = [{"name": name, "description": text} for name, text in tags.items()]
    schema["components"]["schemas"]["Problem"] = _problem(schema["components"]["schemas"])
    schema["components"]["headers"] = {
        name: _header(*parts) for name, parts in {**_HEADERS, "Link": _LINK, "Last-Modified": _MODIFIED}.items()
    }
    for path, item in schema["paths"].items():
        for operation in item.values():
            _complete(path, operation)
    return schema


def _problem(schemas: dict[str, Any]) -> dict[str, Any]:
    shape = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    schemas.update(shape.pop("$defs"))
    return shape


def _header(description: str, example: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}, "example": example}


def _complete(path: str, operation: dict[str, Any]) -> None:
    """Add headers, tables, errors and key examples to one operation."""
    names = {parameter["name"] for parameter in operation["parameters"]}
    in_path = [parameter for parameter in operation["parameters"] if parameter["in"] == "path"]
    for parameter in in_path:
        parameter["schema"].setdefault("minLength", 1)
    for parameter in in_path[-1:]:
        description, example = _KEYS.get(path, ("", ""))
        parameter.update({"description": description} if description else {})
        parameter.update({"example": example} if example else {})
    good = operation["responses"][200]
    good["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in _HEADERS}
    if path in _DATED:
        good["headers"]["Last-Modified"] = {"$ref": "#/components/headers/Last-Modified"}
    if "offset" in names:
        good["headers"]["Link"] = {"$ref": "#/components/headers/Link"}
        good["content"] |= {MEDIA_TYPES["csv"]: {"schema": {"type": "string"}}}
        good["content"] |= {MEDIA_TYPES["xlsx"]: {"schema": {"type": "string", "format": "binary"}}}
    operation["responses"] |= {
        304: {"description": "Not changed since the copy named by `If-None-Match` or `If-Modified-Since`."},
        400: _error("A parameter is unknown or cannot be understood."),
        405: _error("Only GET, HEAD and OPTIONS are answered."),
    }
    if in_path or path.endswith("/programme"):
        operation["responses"][404] = _error("Nothing public has this key.")
    if path.endswith("/projects/{key}"):
        operation["responses"][301] = {
            "description": "Merged into another record.",
            "headers": {"Location": _header("Address of that record.", "/api/v1/projects/smart-school")},
        }


def _error(description: str) -> dict[str, Any]:
    return {"description": description, "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
