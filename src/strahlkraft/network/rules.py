"""Pure rules of the network: size classes, peers, names of municipal bodies."""

import json
import re
from dataclasses import dataclass
from typing import Any

from strahlkraft.kernel.diff import Problem

MANY = 20

# Classes of the Bundesinstitut für Bau-, Stadt- und Raumforschung (Stadt- und Gemeindetypen), by inhabitants.
SIZE_CLASSES: tuple[tuple[str, int], ...] = (
    ("rural", 0),
    ("small_town", 5_000),
    ("small_town_large", 10_000),
    ("medium_town", 20_000),
    ("medium_town_large", 50_000),
    ("city", 100_000),
    ("city_large", 500_000),
)


def size_class(population: int | None) -> str:
    """The class of a municipality by inhabitants; ``unknown`` when the number is not known."""
    if population is None:
        return "unknown"
    name = SIZE_CLASSES[0][0]
    for candidate, lower in SIZE_CLASSES:
        if population >= lower:
            name = candidate
    return name


def district_title(name: str, kind: str) -> str:
    """``Kreis Soest`` from name and kind, unless the name says it already; empty for a city that is its own district."""
    if kind in ("Kreisfreie Stadt", "Stadtkreis"):
        return ""
    speaks = "kreis" in name.lower() or name.lower().startswith(("städteregion", "region ", "regionalverband"))
    return name if speaks or not kind else f"{kind} {name}"


def peer_band(population: int) -> tuple[int, int]:
    """Inhabitants from and to within which a municipality counts as a peer: two thirds to one and a half times."""
    return (population * 2 // 3, population * 3 // 2)


@dataclass(frozen=True, slots=True)
class MunicipalName:
    """A name such as ``Stadt Soest`` taken apart; ``kind`` is ``municipality`` or ``district``."""

    kind: str
    name: str


_MUNICIPAL = re.compile(r"(Stadt|Gemeinde|Kreis|StädteRegion|Städteregion)\s+(.+)")


def read_municipal_name(text: str) -> MunicipalName | None:
    """Whether an organisation's name is that of a municipality or Kreis, by its first word; None when not."""
    match = _MUNICIPAL.fullmatch(text.strip())
    if not match:
        return None
    kind = "municipality" if match.group(1) in ("Stadt", "Gemeinde") else "district"
    return MunicipalName(kind, match.group(2))


def vanishing_problems(gone: list[str], present: list[str]) -> list[Problem]:
    """Why a list may be incomplete: more than 5 % (and more than 20) of a Land's municipalities are missing in it."""
    problems = []
    for land in sorted({key[:2] for key in gone}):
        missing = sum(1 for key in gone if key.startswith(land))
        total = sum(1 for key in present if key.startswith(land))
        if missing > MANY and missing * 20 > total:
            problems.append(
                Problem(
                    f"Land {land}",
                    "",
                    f"{missing} of {total} municipalities are missing in the file; it seems incomplete."
                    " If it is right, import with --allow-many",
                )
            )
    return problems


def read_topology(data: bytes) -> tuple[dict[str, Any], list[Problem]]:
    """The TopoJSON and what is wrong with it as a map of ours (objects, arcs, source line, licence)."""
    try:
        topology = json.loads(data)
    except (ValueError, RecursionError) as error:
        return {}, [Problem("", "", f"is not JSON: {error}")]
    if not isinstance(topology, dict) or topology.get("type") != "Topology":
        return {}, [Problem("", "type", "is not a TopoJSON topology")]
    problems = [
        Problem("", name, "is missing") for name in ("objects", "arcs", "source", "licence") if not topology.get(name)
    ]
    problems += [
        Problem("", name, f"is not a text of at most {limit} characters")
        for name, limit in (("source", 200), ("licence", 120))
        if topology.get(name) and not (isinstance(topology[name], str) and len(topology[name]) <= limit)
    ]
    objects = topology.get("objects")
    problems += [
        Problem("objects", name, "is missing")
        for name in ("municipalities", "districts", "regions")
        if isinstance(objects, dict) and name not in objects
    ]
    return topology, problems
