"""What the descriptions say of reuse is true, tried over a register that has some."""

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from schemathesis import GenerationMode

from tests.api.reuse_world import World

PLAIN = {"Accept-Encoding": "identity"}  # the client in the test reads no gzip: tests/config/test_compression.py
SETTINGS = hypothesis.settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=list(hypothesis.HealthCheck),
    derandomize=True,
    database=None,
)
DESCRIPTIONS = ["/api/v1/openapi.json", "/api/developers-italia/v1/openapi.json"]
REUSE = "/(offers|software|reuses|readiness|publishers|figures)"


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """The server keeps this test's open transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("address", DESCRIPTIONS)
def test_every_answer_about_reuse_is_as_described(
    world: World, kept_connection: None, address: str, mode: GenerationMode
) -> None:
    whole = schemathesis.openapi.from_wsgi(address, get_wsgi_application(), headers={"Host": "localhost"})
    description = whole.include(path_regex=REUSE)
    for operation in [result.ok() for result in description.get_all_operations()]:
        if mode.is_negative and not operation.query and not operation.path_parameters:
            continue  # nothing to get wrong

        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        @SETTINGS
        def answers_as_described(case: schemathesis.Case) -> None:
            case.call_and_validate(headers=PLAIN)

        answers_as_described()


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for item in document["paths"].values() for operation in item.values()]


def test_the_italian_shape_is_described_completely(world: World) -> None:
    document = Client().get(DESCRIPTIONS[1]).json()
    parameters = {p["name"] for operation in _operations(document) for p in operation["parameters"]}
    unsaid = [
        (name, field)
        for name, shape in document["components"]["schemas"].items()
        for field, part in shape["properties"].items()
        if not part.get("description")
    ]
    assert (document["openapi"], sorted(document["paths"]), unsaid) == (
        "3.1.0",
        [
            f"/api/developers-italia/v1/{name}"
            for name in ("publishers", "publishers/{id}", "software", "software/{id}")
        ],
        [],
    )
    assert parameters == {"page[size]", "page[after]", "page[before]", "from", "to", "all", "url", "id"}


def test_real_offers_software_and_checks_have_the_described_shape(world: World, kept_connection: None) -> None:
    document = schemathesis.openapi.from_wsgi(DESCRIPTIONS[0], get_wsgi_application(), headers={"Host": "localhost"})
    things = {
        "/api/v1/offers/{slug}": {"slug": world.offer.slug},
        "/api/v1/software/{slug}": {"slug": world.software.slug},
        "/api/v1/readiness/{kind}/{key}": {"kind": "offer", "key": world.offer.slug},
    }
    for path, keys in things.items():
        document[path]["GET"].Case(path_parameters=keys).call_and_validate(headers=PLAIN)
