"""The OpenAPI description is true: schemathesis tries what it says, and the page draws it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from schemathesis import GenerationMode

PLAIN = {"Accept-Encoding": "identity"}  # the client in the test reads no gzip: tests/config/test_compression.py
SETTINGS = hypothesis.settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=list(hypothesis.HealthCheck),
    derandomize=True,
    database=None,
)


@pytest.fixture
def description(api: Client) -> Iterator[Any]:
    """The description as the interface itself gives it; the server keeps this test's open transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application(), headers={"Host": "localhost"})
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_answer_is_as_described(description: Any, mode: GenerationMode) -> None:
    for operation in [result.ok() for result in description.get_all_operations()]:
        if mode.is_negative and not operation.query and not operation.path_parameters:
            continue  # nothing to get wrong

        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        @SETTINGS
        def answers_as_described(case: schemathesis.Case) -> None:
            case.call_and_validate(headers=PLAIN)

        answers_as_described()


def test_the_description_is_openapi_3_1_and_complete(api: Client) -> None:
    document = api.get("/api/v1/openapi.json").json()
    operations = [op for item in document["paths"].values() for op in item.values()]
    parameters = [parameter for op in operations for parameter in op["parameters"]]
    fields = [
        (name, field)
        for name, shape in document["components"]["schemas"].items()
        for field, part in shape["properties"].items()
        if not part.get("description")
    ]
    assert document["openapi"] == "3.1.0"
    assert sorted(document["paths"]) == [
        "/api/v1/changes",
        "/api/v1/events",
        "/api/v1/events/{slug}",
        "/api/v1/facts",
        "/api/v1/figures",
        "/api/v1/municipalities",
        "/api/v1/municipalities/{key}",
        "/api/v1/offers",
        "/api/v1/offers/{slug}",
        "/api/v1/organisations",
        "/api/v1/organisations/{slug}",
        "/api/v1/programme",
        "/api/v1/projects",
        "/api/v1/projects/{key}",
        "/api/v1/readiness/{kind}/{key}",
        "/api/v1/regions",
        "/api/v1/regions/{slug}",
        "/api/v1/reuses",
        "/api/v1/search",
        "/api/v1/software",
        "/api/v1/software/{slug}",
        "/api/v1/sources",
        "/api/v1/sources/{key}",
    ]
    assert [op["operationId"] for op in operations if not (op["summary"] and op["description"] and op["tags"])] == []
    assert ([p["name"] for p in parameters if not p.get("description")], fields) == ([], [])


def test_the_page_draws_every_operation_and_asks_no_other_host(api: Client) -> None:
    document = api.get("/api/v1/openapi.json").json()
    page = api.get("/api/v1/docs").content.decode()
    drawn = set(re.findall(r'<article [^>]*id="(\w+)"', page))
    assert drawn == {op["operationId"] for item in document["paths"].values() for op in item.values()}
    assert re.findall(r'(?:src|<link[^>]* href)="https?://(?!localhost)[^"]*"', page) == []
    assert ("style=" in page, "onclick" in page) == (False, False)


def test_the_door_imports_no_action() -> None:
    sources = Path("src/strahlkraft/api").rglob("*.py")
    assert [path.name for path in sources if re.search(r"\bactions\b", path.read_text(encoding="utf-8"))] == []
