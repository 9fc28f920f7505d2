"""A small invented file that is right in every respect, and ways to spoil it."""

from copy import deepcopy
from typing import Any

import yaml

from strahlkraft.reuse.publiccode import Report, check

LONG = "Ein Beispielverfahren, mit dem Ämter einer erfundenen Stadt Termine vergeben. " * 3
SAMPLE: dict[str, Any] = {
    "publiccodeYmlVersion": "0",
    "name": "Beispielverfahren",
    "url": "https://git.example.org/stadt/beispielverfahren",
    "platforms": ["web"],
    "developmentStatus": "stable",
    "softwareType": "standalone/web",
    "description": {
        "de": {"shortDescription": "Termine vergeben", "longDescription": LONG, "features": ["Termine vergeben"]}
    },
    "legal": {"license": "EUPL-1.2"},
    "maintenance": {"type": "internal", "contacts": [{"name": "Fachstelle Beispiel"}]},
    "localisation": {"localisationReady": True, "availableLanguages": ["de"]},
}
GONE = object()


def changed(**changes: Any) -> dict[str, Any]:
    """The sample with keys set; ``a__b__c`` reaches into sections, ``GONE`` takes a key away."""
    sample = deepcopy(SAMPLE)
    for name, value in changes.items():
        *above, last = name.split("__")
        section = sample
        for part in above:
            section = section.setdefault(part, {})
        if value is GONE:
            del section[last]
        else:
            section[last] = value
    return sample


def written(document: object) -> bytes:
    """As YAML in the order of the keys."""
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True).encode()


def report(**changes: Any) -> Report:
    """What is said about the changed sample."""
    return check(written(changed(**changes)))


def said(**changes: Any) -> list[tuple[str, str, str]]:
    """Level, key and code of each result."""
    return [(found.level, found.key, found.code) for found in report(**changes).results]


def advised(**changes: Any) -> list[tuple[str, str, str]]:
    """The same of what only we say."""
    return [(found.level, found.key, found.code) for found in report(**changes).further]
