"""The schemas of others the formats are held against; they lie beside this checkout."""

import json
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import FormatChecker
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from lxml import etree
from referencing import Registry, Resource

SCHEMAS = Path(__file__).resolve().parents[4] / "shared" / "schemas" / "schedule"


def schema_file(name: str) -> Path:
    """The schema's file; skips the test where it is missing."""
    if not SCHEMAS.is_dir():
        pytest.skip("../shared/schemas/schedule is not beside this checkout")
    return SCHEMAS / name


@cache
def _xsd(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(schema_file(name)))


@cache
def _validator(name: str) -> Validator:
    schema = json.loads(schema_file(name).read_text(encoding="utf-8"))
    for inner in schema.get("definitions", {}).values():
        inner.pop("$id", None)  # as published, it makes the schema's own references lead nowhere
    person = json.loads(schema_file("submission-json_person.json").read_text(encoding="utf-8"))
    registry: Registry[Any] = Resource.from_contents(person) @ Registry()
    return validator_for(schema)(schema, format_checker=FormatChecker(), registry=registry)


def xml_faults(name: str, data: bytes) -> list[str]:
    """What the XSD finds wrong."""
    schema = _xsd(name)
    schema.validate(etree.fromstring(data))
    return [str(fault.message) for fault in schema.error_log]


def json_faults(name: str, value: Any) -> list[str]:
    """What the JSON schema finds wrong, formats (dates, addresses, UUID) included."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the draft the schema is written in
        return [f"{list(fault.absolute_path)}: {fault.message}" for fault in _validator(name).iter_errors(value)]
