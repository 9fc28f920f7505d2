"""The three lights of a check-in as every page draws them: name, word and badge, never the colour alone."""

from typing import Any

from strahlkraft.steering import texts
from strahlkraft.steering.rules.checkins import Shine

SHINE_BADGES = {
    Shine.GREEN: "good",
    Shine.AMBER: "warn",
    Shine.RED: "bad",
    Shine.SILENT: "unknown",
    Shine.UNKNOWN: "unknown",
}


def shown_lights(values: list[str]) -> list[dict[str, Any]]:
    """Three lights, each with its name, word and badge."""
    shines = [Shine(value) if value else Shine.UNKNOWN for value in values]
    names = list(texts.LIGHT_NAMES.values())
    return [
        {"name": name, "words": texts.SHINES[shine], "badge": SHINE_BADGES[shine], "shine": shine}
        for name, shine in zip(names, shines, strict=True)
    ]
