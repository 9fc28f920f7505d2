"""The real register: the whole programme over the municipalities of its Land."""

import csv
import io
import json
from importlib.resources import files
from typing import Any


def packaged(room: str, name: str) -> bytes:
    """A data file that the package brings along."""
    return (files(f"strahlkraft.{room}") / "data" / name).read_bytes()


def programme() -> dict[str, Any]:
    """The programme file as anybody reads it."""
    content: dict[str, Any] = json.loads(packaged("projects", "programme.json"))
    return content


def municipalities() -> bytes:
    """Those of Nordrhein-Westfalen and the three former ones: enough for the programme, quick to load."""
    rows = list(csv.DictReader(io.StringIO(packaged("network", "municipalities.csv").decode())))
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(row for row in rows if row["land"] == "05")
    return out.getvalue().encode()


def load_municipalities() -> None:
    """The territorial units alone."""
    from strahlkraft.jobs import loading  # noqa: PLC0415 - Django reads its settings first

    loading.municipalities(municipalities(), packaged("network", "districts.csv"), allow_many=True)


def load() -> None:
    """Everything, by the same calls as ``strahlkraft setup``."""
    from strahlkraft.jobs import loading  # noqa: PLC0415 - Django reads its settings first

    load_municipalities()
    loading.programme(packaged("projects", "programme.json"))
