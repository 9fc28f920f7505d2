"""The API's documentation as a page of ours, drawn from its OpenAPI description."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from strahlkraft.api.openapi import current


def docs(request: HttpRequest) -> HttpResponse:
    """Every resource with its parameters, answers and a way to try it; then every shape."""
    schema = current()
    operations = [_operation(path, operation) for path, item in schema["paths"].items() for operation in item.values()]
    groups = [
        {
            "name": tag["name"],
            "id": f"about-{tag['name'].lower()}",
            "description": tag["description"],
            "operations": [operation for operation in operations if tag["name"] in operation["tags"]],
        }
        for tag in schema["tags"]
    ]
    shapes = [_shape(name, shape) for name, shape in sorted(schema["components"]["schemas"].items())]
    response = render(
        request,
        "api/docs.html",
        {
            "info": schema["info"],
            "groups": groups,
            "shapes": shapes,
            "parameter_columns": [{"label": _("Parameter")}, {"label": _("Values")}, {"label": _("Meaning")}],
            "field_columns": [{"label": _("Field")}, {"label": _("Values")}, {"label": _("Meaning")}],
        },
    )
    response["Cache-Control"] = "private, no-cache"  # the head of the page knows who is signed in
    return response


def _operation(path: str, operation: dict[str, Any]) -> dict[str, Any]:
    parameters = [_parameter(parameter) for parameter in operation["parameters"]]
    good = next(iter(operation["responses"][200]["content"].values()))
    answer = good["schema"]["$ref"].rsplit("/", 1)[-1]
    return {
        "id": operation["operationId"],
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "path": path,
        "tags": operation["tags"],
        "parameters": parameters,
        "rows": [
            [{"text": p["name"], "note": _("in the path") if p["in_path"] else ""}, p["values"], p["description"]]
            for p in parameters
        ],
        "answer": answer,
        "statuses": [(status, answer["description"]) for status, answer in operation["responses"].items()],
        "example": _example(path, parameters),
    }


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    schema = parameter["schema"]
    choices = _choices(schema)
    example = parameter.get("example") or next(iter(parameter.get("examples", [])), "")
    return {
        "name": parameter["name"],
        "in_path": parameter["in"] == "path",
        "description": parameter.get("description", ""),
        "choices": choices,
        "values": _type(schema),
        "example": example[0] if isinstance(example, list) else example,
    }


def _choices(schema: dict[str, Any]) -> list[str]:
    """The values a parameter can have, when they are few."""
    for part in (schema, schema.get("items", {}), *schema.get("anyOf", [])):
        if "enum" in part:
            return [str(value) for value in part["enum"]]
        if part.get("type") == "boolean":
            return ["true", "false"]
    return []


def _example(path: str, parameters: list[dict[str, Any]]) -> str:
    """An address that leads to something real; empty when a key is needed that the description does not know."""
    for parameter in parameters:
        if parameter["in_path"]:
            if not parameter["example"]:
                return ""
            name = parameter["name"]
            path = path.replace(f"{{{name}}}", str(parameter["example"]))
    names = {parameter["name"]: parameter["example"] for parameter in parameters}
    query = {"limit": 3} if "limit" in names else {}
    if path.endswith("/search"):
        query = {"q": names["q"], **query}
    return f"{path}?{urlencode(query)}" if query else path


def _shape(name: str, shape: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "caption": _("Fields of %(name)s") % {"name": name},
        "description": shape.get("description", ""),
        "rows": [
            [field, {"text": _type(part), "url": _link(part)}, part.get("description", "")]
            for field, part in shape["properties"].items()
        ],
    }


def _type(part: dict[str, Any]) -> str:
    """The values of a field in one phrase."""
    if "$ref" in part:
        return str(part["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in part:
        return " | ".join(_type(option) for option in part["anyOf"])
    if "enum" in part:
        return ", ".join(str(value) for value in part["enum"])
    if "const" in part:
        return str(part["const"])
    if part.get("type") == "array":
        return _("list of %(what)s") % {"what": _type(part["items"])}
    low, high = part.get("minimum"), part.get("maximum")
    bounds = f" {low}–{high}" if low is not None and high is not None else ""
    return f"{part.get('format') or part.get('type', '')}{bounds}"


def _link(part: dict[str, Any]) -> str:
    """Where on this page the named shape stands."""
    for option in (part, part.get("items", {}), *part.get("anyOf", [])):
        if "$ref" in option:
            return "#shape-" + str(option["$ref"]).rsplit("/", 1)[-1]
    return ""
