"""The laws of the house that no import shows; import-linter watches those that imports do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import house, pages

PACKAGE = house.ROOT / "src" / "strahlkraft"
LAWS = [
    house.string_foreign_keys,
    house.address_names,
    house.template_arrows,
    house.writes_outside_actions,
    house.unbound_actions,
    house.settings_imports,
    house.unprotected_links,
    house.clocks_in_rules,
    house.asks_outside,
    house.outgrown,
    house.exceptions_without_reason,
    house.unused_exceptions,
    pages.inline_code,
    pages.foreign_hosts,
    pages.untrimmed,
    pages.untranslated,
]

pytestmark = pytest.mark.house


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_law_is_kept(law: Callable[[Path], list[str]]) -> None:
    findings = law(PACKAGE)
    assert findings == [], "\n" + "\n".join(findings)


def test_every_room_has_a_floor() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    assert rooms == set(house.floors())
