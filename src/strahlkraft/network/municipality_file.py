"""Reads lists of municipalities: our CSV form and the official fixed-width GV100AD (pure: no Django).

CSV columns: ``ags, ars, name, name_amtlich, typ, land, land_name, rb_name, kreis, kreis_name, verband_name, plz,
flaeche_km2 (km²), einwohner, lat, lon`` (decimal degrees) and optionally ``nachfolger`` (AGS of the successor of a
former municipality) and ``stand`` (YYYY-MM-DD). GV100AD: Statistisches Bundesamt, Datensatzbeschreibung GV-ISys,
record kinds 10 to 60, Latin-1 or UTF-8.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from strahlkraft.kernel.diff import ImportRefused, Problem
from strahlkraft.kernel.official_key import is_ags, is_ars, is_district_key

DISTRICT_COLUMNS = ("kreis", "name", "name_amtlich", "typ", "sitz")
NEEDED = ("ags", "ars", "name", "typ", "land", "land_name", "kreis", "kreis_name")
MAX_PROBLEMS = 50
DIGITS = 9  # of a number of inhabitants

_KINDS = {
    "60": "Markt",
    "61": "Kreisfreie Stadt",
    "62": "Stadtkreis",
    "63": "Stadt",
    "64": "Kreisangehörige Gemeinde",
    "65": "Gemeindefreies Gebiet (bewohnt)",
    "67": "Große Kreisstadt",
}
_DISTRICT_KINDS = {
    "41": "Kreisfreie Stadt",
    "42": "Stadtkreis",
    "43": "Kreis",
    "44": "Landkreis",
    "45": "Regionalverband",
}
_ABBREVIATIONS = dict(
    zip(
        (f"{number:02d}" for number in range(1, 17)),
        ("SH", "HH", "NI", "HB", "NW", "HE", "RP", "BW", "BY", "SL", "BE", "BB", "MV", "SN", "ST", "TH"),
        strict=True,
    )
)


@dataclass(slots=True)
class MunicipalityFile:
    """What a file states: ``municipalities``, ``districts`` and ``states`` by key, each a dict of model fields."""

    as_of: date | None = None
    municipalities: dict[str, dict[str, Any]] = field(default_factory=dict)
    districts: dict[str, dict[str, Any]] = field(default_factory=dict)
    states: dict[str, dict[str, Any]] = field(default_factory=dict)


def read(data: bytes, districts: bytes = b"") -> MunicipalityFile:
    """Read either form; ``districts`` is the optional CSV of Kreise (``kreis, name, name_amtlich, typ, sitz``).

    Raises ImportRefused naming line and field of every defect (the first 50).
    """
    try:
        return _read(data, districts)
    except csv.Error as error:
        raise ImportRefused([Problem("", "", f"the file is not CSV: {error}")]) from error


def _read(data: bytes, districts: bytes) -> MunicipalityFile:
    text = _decode(data)
    file = _read_gv100ad(text) if text[:2].isdigit() and "," not in text[:10] else _read_csv(text)
    if districts:
        _read_districts(_decode(districts), file)
    return file


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _read_csv(text: str) -> MunicipalityFile:
    rows = csv.DictReader(io.StringIO(text))
    missing = [name for name in NEEDED if name not in (rows.fieldnames or ())]
    if missing:
        raise ImportRefused([Problem("line 1", name, "this column is missing") for name in missing])
    file = MunicipalityFile()
    problems: list[Problem] = []
    for number, row in enumerate(rows, start=2):
        record = f"line {number} ({row.get('name') or '?'})"
        problems += _check_row(record, row, file)
        if len(problems) > MAX_PROBLEMS:
            break
        if not problems:
            _take_row(row, file)
    problems += _check_successors(file) if not problems else []
    if not problems and not file.municipalities:
        problems = [Problem("", "", "the file holds no municipality")]
    if problems:
        raise ImportRefused(problems[:MAX_PROBLEMS])
    return file


def _check_row(record: str, row: dict[str, Any], file: MunicipalityFile) -> list[Problem]:
    problems = [Problem(record, name, "is empty") for name in NEEDED if not (row.get(name) or "").strip()]
    if None in row:
        problems.append(Problem(record, "", "has more values than the head has columns"))
    key = row.get("ags") or ""
    if key and not is_ags(key):
        problems.append(Problem(record, "ags", f"{key!r} is not an official municipality key of eight digits"))
    if key in file.municipalities:
        problems.append(Problem(record, "ags", f"{key} stands twice in the file"))
    if row.get("ars") and not is_ars(row["ars"]):
        problems.append(Problem(record, "ars", f"{row['ars']!r} is not a regional key of twelve digits"))
    if row.get("kreis") and not is_district_key(row["kreis"]):
        problems.append(Problem(record, "kreis", f"{row['kreis']!r} is not a district key of five digits"))
    if row.get("land") and row["land"] not in _ABBREVIATIONS:
        problems.append(Problem(record, "land", f"{row['land']!r} is not the key of a Land"))
    if row.get("stand"):
        try:
            date.fromisoformat(row["stand"])
        except ValueError:
            problems.append(Problem(record, "stand", f"{row['stand']!r} is not a day as in 2025-08-31"))
    if row.get("einwohner") and not (row["einwohner"].isdecimal() and len(row["einwohner"]) <= DIGITS):
        problems.append(Problem(record, "einwohner", f"{row['einwohner']!r} is not a number of inhabitants"))
    for name, low, high in (("flaeche_km2", 0, 1000), ("lat", 47, 56), ("lon", 5, 16)):
        if row.get(name):
            try:
                inside = low <= Decimal(row[name]) <= high
            except InvalidOperation:
                inside = False
            if not inside:
                problems.append(Problem(record, name, f"{row[name]!r} is not a number between {low} and {high}"))
    if bool(row.get("lat")) != bool(row.get("lon")):
        problems.append(Problem(record, "lat", "latitude and longitude belong together"))
    return problems


def _take_row(row: dict[str, Any], file: MunicipalityFile) -> None:
    file.states[row["land"]] = {"name": row["land_name"], "abbreviation": _ABBREVIATIONS[row["land"]]}
    file.districts.setdefault(
        row["kreis"],
        {
            "name": row["kreis_name"].partition(",")[0],
            "official_name": row["kreis_name"],
            "state": row["land"],
            "government_district": row.get("rb_name") or "",
        },
    )
    values: dict[str, Any] = {
        "regional_key": row["ars"],
        "name": row["name"],
        "official_name": row.get("name_amtlich") or row["name"],
        "kind": row["typ"],
        "state": row["land"],
        "district": row["kreis"],
        "association": row.get("verband_name") or "",
        "postcode": row.get("plz") or "",
        "dissolved": bool(row.get("nachfolger")),
        "successor": row.get("nachfolger") or None,
    }
    for column, name in (("flaeche_km2", "area_km2"), ("lat", "latitude"), ("lon", "longitude")):
        if column in row:
            values[name] = Decimal(row[column]) if row[column] else None
    if "einwohner" in row:
        values["population"] = int(row["einwohner"]) if row["einwohner"] else None
    if row.get("stand"):
        file.as_of = date.fromisoformat(row["stand"])
    file.municipalities[row["ags"]] = values


def _check_successors(file: MunicipalityFile) -> list[Problem]:
    problems = []
    for key, values in file.municipalities.items():
        successor, record = values["successor"], f"{key} ({values['name']})"
        if successor and successor not in file.municipalities:
            problems.append(Problem(record, "nachfolger", f"{successor} does not stand in the file"))
        if successor == key:
            problems.append(Problem(record, "nachfolger", "a municipality cannot be its own successor"))
    return problems


def _read_districts(text: str, file: MunicipalityFile) -> None:
    problems = []
    rows = csv.DictReader(io.StringIO(text))
    missing = [name for name in DISTRICT_COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise ImportRefused([Problem("districts, line 1", name, "this column is missing") for name in missing])
    for number, row in enumerate(rows, start=2):
        key = row["kreis"] or ""
        if not is_district_key(key):
            problems.append(Problem(f"line {number}", "kreis", f"{key!r} is not a district key of five digits"))
        elif key in file.districts:
            file.districts[key] |= {
                "name": row["name"] or "",
                "official_name": row["name_amtlich"] or "",
                "kind": row["typ"] or "",
                "seat": row["sitz"] or "",
            }
    if problems:
        raise ImportRefused(problems[:MAX_PROBLEMS])


def _read_gv100ad(text: str) -> MunicipalityFile:
    file = MunicipalityFile()
    problems: list[Problem] = []
    government: dict[str, str] = {}
    associations: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        kind, name = line[:2], line[22:72].strip()
        if kind not in ("10", "20", "30", "40", "50", "60") or not name:
            problems.append(Problem(f"line {number}", "", "is not a record of a GV100AD file"))
        elif kind == "10":
            try:
                file.as_of = date.fromisoformat(f"{line[2:6]}-{line[6:8]}-{line[8:10]}")
            except ValueError:
                problems.append(Problem(f"line {number}", "Gebietsstand", f"{line[2:10]!r} is not a day"))
            file.states[line[10:12]] = {"name": name, "abbreviation": _ABBREVIATIONS.get(line[10:12], "")}
        elif kind == "20":
            government[line[10:13]] = name
        elif kind == "40":
            file.districts[line[10:15]] = {
                "name": name.partition(",")[0],
                "official_name": name,
                "kind": _DISTRICT_KINDS.get(line[122:124], ""),
                "seat": line[72:122].strip().partition(",")[0],
                "state": line[10:12],
                "government_district": government.get(line[10:13], ""),
            }
        elif kind == "50":
            associations[line[10:15] + line[18:22]] = name
        elif kind == "60" and line[122:124] != "66":
            problems += _take_gv100ad(f"line {number} ({name})", line, name, file, associations)
        if len(problems) > MAX_PROBLEMS:
            break
    if not problems and not file.municipalities:
        problems = [Problem("", "", "the file holds no municipality")]
    if problems:
        raise ImportRefused(problems[:MAX_PROBLEMS])
    return file


def _take_gv100ad(
    record: str, line: str, name: str, file: MunicipalityFile, associations: dict[str, str]
) -> list[Problem]:
    key, district = line[10:18], line[10:15]
    area, people = line[128:139].strip(), line[139:150].strip()
    problems = _first_problems(record, key, area, people)
    if district not in file.districts and not problems:
        problems = [Problem(record, "Kreis", f"{district} has no record of its own before it")]
    if not problems:
        file.municipalities[key] = {
            "regional_key": line[10:15] + line[18:22] + line[15:18],
            "name": name.partition(",")[0],
            "official_name": name,
            "kind": _KINDS.get(line[122:124], "Gemeinde"),
            "state": line[10:12],
            "district": district,
            "association": associations.get(line[10:15] + line[18:22], ""),
            "postcode": line[165:170].strip(),
            "area_km2": Decimal(area) / 100,
            "population": int(people),
            "dissolved": False,
            "successor": None,
        }
    return problems


def _first_problems(record: str, key: str, area: str, people: str) -> list[Problem]:
    checks: Iterable[tuple[str, bool, str]] = (
        ("AGS", is_ags(key), f"{key!r} is not an official municipality key"),
        ("Fläche", area.isdecimal(), f"{area!r} is not an area in hectares"),
        ("Bevölkerung", people.isdecimal(), f"{people!r} is not a number of inhabitants"),
    )
    return [Problem(record, name, message) for name, good, message in checks if not good]
