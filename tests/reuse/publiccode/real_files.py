"""The real files and those of the reference parser's tests; they lie beside the checkout, never in it."""

from functools import cache
from pathlib import Path

import pytest

from strahlkraft.reuse.publiccode.reading import Plain, read

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data" / "publiccode"


def paths() -> list[Path]:
    """All of them; skips the test where they are missing."""
    if not FOLDER.is_dir():
        pytest.skip("../shared/data/publiccode is not beside this checkout")
    return sorted(path for path in FOLDER.rglob("*") if path.suffix in (".yml", ".yaml"))


@cache
def documents() -> dict[str, dict[str, Plain]]:
    """The content of every file that can be read, by name."""
    readings = {str(path.relative_to(FOLDER)): read(path.read_bytes()).document for path in paths()}
    return {name: dict(document) for name, document in readings.items() if document is not None}
